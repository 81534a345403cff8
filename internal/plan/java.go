package plan

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
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
		w.notes = append(w.notes, detect.Note{Text: "the wrapper names Maven " + v.Value + ", and the image that builds has Maven 3.9", Because: v.Because})
	}
	return w, nil
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

// javaOptions gives the four bases, best first.
func javaOptions(in Input) ([]Option, error) {
	w, err := newJava(in, "")
	if err != nil {
		return nil, err
	}
	distroless := Option{Base: catalog.Distroless, Why: "the linked Java runtime alone, without shell or package manager"}
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

// title says what the image is, for people.
func (w *javaWork) title() string {
	name := map[string]string{"spring-boot": "Spring Boot", "quarkus": "Quarkus", "micronaut": "Micronaut", "": w.stack.Language}[w.stack.Framework.Value]
	if name == "" {
		name = w.stack.Framework.Value
	}
	return fmt.Sprintf("%s on %s, Java %s", name, w.base, w.line)
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

// slug gives a name that may stand in an id, a path or a stage.
func slug(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name), "-._")
}
