package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/versions"
)

// javaWork is a Java service on its way to a plan.
type javaWork struct {
	in    Input
	stack detect.Stack
	java  *detect.Java
	line  string // the release line of the JDK and of the JVM
	base  string
	notes []detect.Note
}

// newJava takes the module that a person chose, settles the release line and picks the tool.
func newJava(in Input, base string) (*javaWork, error) {
	w := &javaWork{in: in, stack: chosenModule(in), base: base}
	w.java = w.stack.Java
	if w.java == nil {
		return nil, fmt.Errorf("the stack %q has no facts about its Java build", in.Stack.Name)
	}
	line, notes, err := javaLine(in, w.stack)
	if err != nil {
		return nil, err
	}
	w.line, w.notes = line, notes
	if v := w.java.ToolVersion; w.java.Tool != "gradle" && v.Known() && !strings.HasPrefix(v.Value, "3.") {
		w.notes = append(w.notes, detect.Note{Text: "the wrapper names Maven " + v.Value + ", but the build image has Maven 3.9", Because: v.Because})
	}
	w.gradleNote()
	return w, nil
}

// javaPlan decides what the template is told, on a base that javaOptions did not refuse.
func javaPlan(in Input, base string) (*Plan, error) {
	w, err := newJava(in, base)
	if err != nil {
		return nil, err
	}
	if err := w.settleMain(); err != nil {
		return nil, err
	}
	name := in.Stack.Name
	in.Stack = w.stack
	m := &Java{Common: common(in, base, w.title()), BuildTool: w.java.Tool, Framework: w.stack.Framework.Value, Module: w.java.Module,
		Project: w.java.Project, Layout: string(w.java.Layout), Archive: w.java.Artifact.Value, Program: w.program(), Libraries: w.java.Libraries,
		OwnLibraries: w.ownLibraries(), Reflective: w.java.Reflective, CacheName: slug(w.stack.Name)}
	m.Name, m.Version, m.Description = name, w.line, strings.Join(strings.Fields(w.stack.Description), " ")
	m.learn(w.java)
	if err := m.images(w); err != nil {
		return nil, err
	}
	if err := m.assets(w); err != nil {
		return nil, err
	}
	m.build(w)
	m.runtime(w)
	m.targets(w)
	m.ignore(w)
	return &Plan{Model: m, Notes: w.notes}, nil
}

// chosenModule is the stack, or the one for the other module that the answer to "main" names.
func chosenModule(in Input) detect.Stack {
	if in.Stack.Java != nil {
		for _, other := range in.Stack.Java.Others {
			if other.Java.Module == in.Choices.Main.Value {
				return other
			}
		}
	}
	return in.Stack
}

// settleMain takes the class that a person chose.
func (w *javaWork) settleMain() error {
	if w.java.Layout != detect.JavaLib {
		return nil
	}
	if answer := w.in.Choices.Main.Value; answer != "" && answer != w.java.Module {
		java := *w.java
		java.Main = detect.Fact[string]{Value: answer, Because: w.in.Choices.Main.Because}
		w.java = &java
	}
	if w.java.Main.Value == "" {
		return &Refusal{Reason: "no class with a main method was found, so there is nothing to start", Nearest: "--start 'java -cp /app/app.jar:/app/lib/* NAME'"}
	}
	return nil
}

// title says what the image is, for people.
func (w *javaWork) title() string {
	name := w.stack.Framework.Value
	return fmt.Sprintf("%s on %s, Java %s", cmp.Or(tables().Frameworks[name].Title, name, w.stack.Language), w.base, w.line)
}

// javaOptions gives the four bases, best first.
func javaOptions(in Input) ([]Option, error) {
	w, err := newJava(in, "")
	if err != nil {
		return nil, err
	}
	distroless := Option{Base: catalog.Distroless, Why: "only the linked Java runtime, without a shell or a package manager"}
	if cc, err := in.Catalog.Image("cc", catalog.Distroless, ""); err != nil {
		distroless.Refused = &Refusal{Reason: err.Error(), Nearest: "--base slim"}
	} else {
		distroless.Image = cc.Ref
	}
	if w.line == "8" {
		distroless.Refused = &Refusal{Reason: "Java 8 has no modules, so no runtime can be linked for distroless", Nearest: "--base slim", Because: in.Stack.Version.Because}
	}
	options := []Option{distroless,
		javaImage(in, w, catalog.Slim, "a JRE on Ubuntu, with a shell"),
		javaImage(in, w, catalog.Alpine, "a JRE on Alpine: small, with musl instead of glibc"),
		{Base: catalog.Scratch, Refused: &Refusal{Reason: "the Java virtual machine needs a C library, which scratch lacks", Nearest: "--base distroless"}}}
	return options, nil
}

// javaImage is the option of a ready JRE.
func javaImage(in Input, w *javaWork, base, why string) Option {
	o := Option{Base: base, Why: why}
	image, err := in.Catalog.Image("jre", base, w.line)
	if err != nil {
		o.Refused = &Refusal{Reason: err.Error(), Nearest: "--base distroless"}
	}
	o.Image = image.Ref
	return o
}

// images finds the image references.
func (m *Java) images(w *javaWork) error {
	build, err := w.buildImage()
	if err != nil {
		return err
	}
	jdk, err := w.in.Catalog.Image("jdk", catalog.Full, w.line)
	if err != nil {
		return err
	}
	kind, line := "jre", w.line
	if m.Is(catalog.Distroless) {
		kind, line = "cc", ""
	}
	runtime, err := w.in.Catalog.Image(kind, w.base, line)
	if err != nil {
		return err
	}
	m.git(w.java.Git.Value, build)
	m.Images = JavaImages{Build: build.Ref, JDK: jdk.Ref, Runtime: runtime.Ref}
	if m.User = runtime.User; m.Wants("debug") {
		m.Images.Debug = runtime.Ref
		if m.Is(catalog.Distroless) {
			m.Images.Debug = runtime.Debug
		}
	}
	return nil
}

// gradleNote says which Gradle builds where the project does not bring its own.
func (w *javaWork) gradleNote() {
	v := w.java.ToolVersion
	if w.java.Tool != "gradle" || w.java.Wrapper {
		return
	}
	tool, text := "Gradle 8", "there is no Gradle wrapper"
	if kind := w.gradleKind(); kind == "gradle9" {
		tool = "Gradle 9"
	}
	if v.Known() {
		text = "the wrapper for Gradle " + v.Value + " is incomplete: gradlew or gradle/wrapper/gradle-wrapper.jar is missing"
	}
	w.notes = append(w.notes, detect.Note{Text: text + ", so the build uses " + tool, Add: "the wrapper: run `gradle wrapper` and commit its files", Because: w.stack.Manager.Because})
}

// gradleKind is the image of Gradle that builds where there is no wrapper.
func (w *javaWork) gradleKind() string {
	v := w.java.ToolVersion
	if v.Known() && versions.AtLeast(v.Value, 9, 0) && versions.Major(w.line) >= oldestRun || !v.Known() && versions.Major(w.line) >= gradle9Java {
		return "gradle9"
	}
	return "gradle8"
}

// git says how the build does without .git.
func (m *Java) git(readers []string, build catalog.Image) {
	m.Git = readers
	if slices.ContainsFunc(readers, func(r string) bool { return slices.Contains(tables().GitReaders, r) }) {
		m.GitPackages = &SystemPackages{Manager: build.Packages, Release: build.Codename(), Names: []string{"git"}}
	}
}

// gradle9Java is the first release of Java on which Gradle 8 does not run. Before it Gradle 8 builds where no wrapper names a
// version, because Gradle 9 refuses what older scripts and plugins do.
const gradle9Java = 25

// buildImage gives the image that builds: Maven's, the JDK alone where a wrapper brings Gradle, else a Gradle that runs on this JDK.
func (w *javaWork) buildImage() (catalog.Image, error) {
	kind := w.gradleKind()
	switch {
	case w.java.Tool != "gradle":
		kind = "maven"
	case w.java.Wrapper:
		kind = "jdk"
	}
	return w.in.Catalog.Image(kind, catalog.Full, w.line)
}

// assets adds the front end.
func (m *Java) assets(w *javaWork) (err error) {
	in := w.in
	in.Stack = w.stack
	if m.Assets, err = newAssets(in); err != nil || m.Assets == nil {
		return err
	}
	if into := w.stack.Assets.Into.Value; into != "" {
		m.Assets.Into = w.inContext(into)
	}
	return nil
}

// inContext gives a path of the repository as seen from the build's context.
func (w *javaWork) inContext(p string) string { return relativeTo(w.stack.Context, p) }

// learn adds what is known of a Java build beside what all stacks have.
func (m *Java) learn(j *detect.Java) {
	m.know("main", j.Main.Value, j.Main.Because)
	m.know("artifact", j.Artifact.Value, j.Artifact.Because)
	m.know("pin", j.Pin.Value, j.Pin.Because)
	m.know("toolchain", j.Toolchain.Value, j.Toolchain.Because)
	m.know("level", j.Level.Value, j.Level.Because)
	m.know("frameworkVersion", j.FrameworkVersion.Value, j.FrameworkVersion.Because)
	m.know("wrapper", j.ToolVersion.Value, j.ToolVersion.Because)
	m.know("management", j.Management.Value, j.Management.Because)
	m.know("grpc", j.GRPC.Value, j.GRPC.Because)
	m.know("repositories", j.Repositories.Value, j.Repositories.Because)
	m.know("data", j.Data.Value, j.Data.Because)
	m.know("git", j.Git.Value, j.Git.Because)
	m.know("node", j.Node.Value, j.Node.Because)
}
