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
	service
	java *detect.Java
}

// newJava takes the module that a person chose, settles the release line and picks the tool.
func newJava(in Input) (*javaWork, error) {
	w := &javaWork{service: service{in: in, st: chosenModule(in)}}
	if w.java = w.st.Java; w.java == nil {
		return nil, fmt.Errorf("the stack %q has no facts about its Java build", in.Stack.Name)
	}
	if err := w.release(); err != nil {
		return nil, err
	}
	if v := w.java.ToolVersion; w.java.Tool != "gradle" && v.Known() && !strings.HasPrefix(v.Value, "3.") {
		w.note(v.Because, "", "the wrapper names Maven %s, but the build image has Maven 3.9", v.Value)
	}
	w.gradleNote()
	return w, nil
}

func (w *javaWork) plan() (*Plan, error) {
	in, base := w.in, w.base
	if err := w.settleMain(); err != nil {
		return nil, err
	}
	name := in.Stack.Name
	in.Stack = w.st
	m := &Java{Common: common(in, base, w.title()), BuildTool: w.java.Tool, Framework: w.st.Framework.Value, Module: w.java.Module,
		Project: w.java.Project, Layout: string(w.java.Layout), Archive: w.java.Artifact.Value, Program: w.program(), Libraries: w.java.Libraries,
		OwnLibraries: w.ownLibraries(), Reflective: w.java.Reflective, CacheName: slug(w.st.Name, "-._")}
	m.Name, m.Version, m.Description = name, w.line, strings.Join(strings.Fields(w.st.Description), " ")
	m.learn(*w.java)
	if err := m.images(w); err != nil {
		return nil, err
	}
	assets, err := newAssets(in)
	if m.Assets = assets; err != nil {
		return nil, err
	}
	m.build(w)
	m.runtime(w)
	m.Test, m.Dev = w.testModel(), w.devModel()
	m.ignore(w)
	return &Plan{Model: m, Notes: w.notes}, nil
}

// chosenModule is the stack, or the one for the other module that the answer to "main" names.
func chosenModule(in Input) detect.Stack {
	if java := in.Stack.Java; java != nil {
		if i := slices.IndexFunc(java.Others, func(o detect.Stack) bool { return o.Java.Module == in.Choices.Main.Value }); i >= 0 {
			return java.Others[i]
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
		return refuse(nil, "--start 'java -cp /app/app.jar:/app/lib/* NAME'", "no class with a main method was found, so there is nothing to start")
	}
	return nil
}

// title says what the image is, for people.
func (w *javaWork) title() string {
	name := w.st.Framework.Value
	return fmt.Sprintf("%s on %s, Java %s", cmp.Or(tables().Frameworks[name].Title, name, w.st.Language), w.base, w.line)
}

func (w *javaWork) bases() ([]string, map[string]string) {
	return []string{catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch}, map[string]string{
		catalog.Distroless: "only the linked Java runtime, without a shell or a package manager",
		catalog.Slim:       "a JRE on Ubuntu, with a shell",
		catalog.Alpine:     "a JRE on Alpine: small, with musl instead of glibc",
	}
}

// unfit says why a base does not fit.
func (w *javaWork) unfit(base string) *Refusal {
	switch {
	case base == catalog.Scratch:
		return refuse(nil, "", "the Java virtual machine needs a C library, which scratch lacks")
	case base == catalog.Distroless && w.line == "8":
		return refuse(w.in.Stack.Version.Because, "", "Java 8 has no modules, so no runtime can be linked for distroless")
	}
	return nil
}

// stand finds the final image: distroless gets a runtime that the build links.
func (w *javaWork) stand(base string) (err error) {
	kind, line := "jre", w.line
	if base == catalog.Distroless {
		kind, line = "cc", ""
	}
	w.base = base
	w.final, err = w.in.Catalog.Image(kind, base, line)
	return err
}

// images finds the image references.
func (m *Java) images(w *javaWork) error {
	jdk, err := w.in.Catalog.Image("jdk", catalog.Full, w.line)
	if err != nil {
		return err
	}
	kind := w.gradleKind() // a wrapper brings Gradle with it
	switch {
	case w.java.Tool != "gradle":
		kind = "maven"
	case w.java.Wrapper:
		kind = "jdk"
	}
	if w.tools, err = w.in.Catalog.Image(kind, catalog.Full, w.line); err != nil {
		return err
	}
	m.Git = w.java.Git.Value
	if slices.ContainsFunc(m.Git, func(reader string) bool { return slices.Contains(tables().GitReaders, reader) }) {
		m.GitPackages = packages(w.tools, nil, "git")
	}
	m.Images = JavaImages{Build: w.tools.Ref, JDK: jdk.Ref, Runtime: w.final.Ref}
	if m.User = w.final.User; m.Wants("debug") {
		m.Images.Debug = cmp.Or(w.final.Debug, w.final.Ref)
	}
	return nil
}

// gradleNote says which Gradle builds where the project does not bring its own.
func (w *javaWork) gradleNote() {
	v := w.java.ToolVersion
	if w.java.Tool != "gradle" || w.java.Wrapper {
		return
	}
	tool, text := strings.Replace(w.gradleKind(), "gradle", "Gradle ", 1), "there is no Gradle wrapper"
	if v.Known() {
		text = "the wrapper for Gradle " + v.Value + " is incomplete: gradlew or gradle/wrapper/gradle-wrapper.jar is missing"
	}
	w.note(w.st.Manager.Because, "the wrapper: run `gradle wrapper` and commit its files", "%s, so the build uses %s", text, tool)
}

// gradleKind is the image of Gradle that builds where there is no wrapper.
func (w *javaWork) gradleKind() string {
	v := w.java.ToolVersion
	if v.Known() && versions.AtLeast(v.Value, 9, 0) && versions.Major(w.line) >= oldestRun || !v.Known() && versions.Major(w.line) >= gradle9Java {
		return "gradle9"
	}
	return "gradle8"
}

// gradle9Java is the first release of Java on which Gradle 8 does not run. Before it Gradle 8 builds where no wrapper names a
// version, because Gradle 9 refuses what older scripts and plugins do.
const gradle9Java = 25
