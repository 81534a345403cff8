package plan

import (
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
)

// javaFact is a fact that a test invents.
func javaFact(value string) detect.Fact[string] {
	if value == "" {
		return detect.Fact[string]{}
	}
	return detect.Fact[string]{Value: value, Because: []detect.Evidence{{Path: "pom.xml", Line: 1}}}
}

func javaCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestJavaLine(t *testing.T) {
	tests := []struct {
		name, pin, level, framework, tool, wish string
		want, note                              string
	}{
		{name: "nothing", want: "21", note: "no Java release is declared"},
		{name: "level", level: "25", want: "25"},
		{name: "a level between two lines", level: "18", want: "21"},
		{name: "a level of old runs on 17", level: "8", want: "17", note: "classes for Java 8 run on Java 17"},
		{name: "unless the framework is of old", level: "8", framework: "2.3.4", want: "8", note: "Spring Boot 2.3.4 does not run on Java 17"},
		{name: "a pin", pin: "11", level: "8", want: "11"},
		{name: "a pin without an image", pin: "16", want: "17", note: "no image of Java 16"},
		{name: "a pin below the level", pin: "17", level: "21", want: "21", note: "cannot do"},
		{name: "a wish", level: "17", wish: "25", want: "25"},
		{name: "a gradle of old", tool: "8.4", want: "17", note: "taken was 17"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			java := &detect.Java{Tool: "maven", Pin: javaFact(tt.pin), Level: javaFact(tt.level), FrameworkVersion: javaFact(tt.framework), ToolVersion: javaFact(tt.tool)}
			if tt.tool != "" {
				java.Tool = "gradle"
			}
			stack := detect.Stack{Name: "a", Stack: "java", Java: java}
			if tt.framework != "" {
				stack.Framework = javaFact("spring-boot")
			}
			in := Input{Stack: stack, Catalog: javaCatalog(t)}
			if tt.wish != "" {
				in.Choices.Version = choice.Choice[string]{Value: tt.wish, Source: choice.Flag}
			}
			line, notes, err := javaLine(in, stack)
			if err != nil || line != tt.want {
				t.Fatalf("got %q, %v; want %q", line, err, tt.want)
			}
			said := ""
			for _, n := range notes {
				said += n.Text
			}
			if (tt.note == "") != (said == "") || !strings.Contains(said, tt.note) {
				t.Errorf("said %q, want %q", said, tt.note)
			}
		})
	}
}

func TestJavaBeyondTheCatalog(t *testing.T) {
	stack := detect.Stack{Java: &detect.Java{Tool: "maven", Level: javaFact("40")}}
	_, _, err := javaLine(Input{Stack: stack, Catalog: javaCatalog(t)}, stack)
	if err == nil || !strings.Contains(err.Error(), "Java 40") {
		t.Errorf("got %v", err)
	}
}

// javaInput is a plain program.
func javaInput(t *testing.T, change func(*detect.Stack)) Input {
	s := detect.Stack{Name: "hello", Dir: ".", Context: ".", Stack: "java", Language: "Java", Java: &detect.Java{Tool: "maven", Root: ".", Module: ".", Layout: detect.JavaLib,
		Level: javaFact("21"), Main: javaFact("a.Main"), Artifact: javaFact("target/hello-1.jar"), Files: []string{"pom.xml"},
		Modules: []detect.JavaModule{{Dir: ".", Main: []string{"src/main"}}}}}
	if change != nil {
		change(&s)
	}
	return Input{Stack: s, Catalog: javaCatalog(t)}
}

func TestJavaEntrypoint(t *testing.T) {
	boot := func(version string) func(*detect.Stack) {
		return func(s *detect.Stack) {
			s.Framework, s.Java.FrameworkVersion, s.Java.Layout = javaFact("spring-boot"), javaFact(version), detect.JavaLayers
		}
	}
	tests := []struct {
		name   string
		change func(*detect.Stack)
		want   string
	}{
		{"alone", nil, "java -cp /app/app.jar a.Main"},
		{"with libraries", func(s *detect.Stack) { s.Java.Libraries = true }, "java -cp /app/app.jar:/app/lib/* a.Main"},
		{"fat", func(s *detect.Stack) { s.Java.Layout, s.Java.Main = detect.JavaFat, detect.Fact[string]{} }, "java -jar /app/app.jar"},
		{"quarkus", func(s *detect.Stack) { s.Java.Layout = detect.JavaFastJar }, "java -Djava.util.logging.manager=org.jboss.logmanager.LogManager -jar /app/quarkus-run.jar"},
		{"boot 3.5", boot("3.5.0"), "java -jar /app/app.jar"},
		{"boot 3.2", boot("3.2.1"), "java -cp /app org.springframework.boot.loader.launch.JarLauncher"},
		{"boot 2.7", boot("2.7.18"), "java -cp /app org.springframework.boot.loader.JarLauncher"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := New(javaInput(t, tt.change))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(p.Prod().Entrypoint, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestJavaOptionsRefuse(t *testing.T) {
	tests := []struct{ level, framework, base, want string }{
		{"21", "", catalog.Scratch, "C library"},
		{"8", "2.1.0", catalog.Distroless, "Java 8 has no modules"},
		{"21", "", catalog.Alpine, ""},
	}
	for _, tt := range tests {
		in := javaInput(t, func(s *detect.Stack) {
			s.Java.Level, s.Java.FrameworkVersion = javaFact(tt.level), javaFact(tt.framework)
			if tt.framework != "" {
				s.Framework = javaFact("spring-boot")
			}
		})
		in.Choices.Base.Value = tt.base
		_, err := New(in)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Java %s on %s: %v, want %q", tt.level, tt.base, err, tt.want)
		}
	}
}

func TestJavaMainAnswered(t *testing.T) {
	in := javaInput(t, func(s *detect.Stack) {
		other := *s.Java
		other.Module, other.Main = "batch", javaFact("b.Batch")
		s.Java.Others = []detect.Stack{{Name: "batch", Stack: "java", Java: &other}}
	})
	for answer, want := range map[string]string{"batch": "b.Batch", "c.Other": "c.Other", "": "a.Main"} {
		in.Choices.Main = choice.Choice[string]{Value: answer, Source: choice.Flag}
		p, err := New(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Prod().Entrypoint[3]; got != want {
			t.Errorf("answer %q starts %q, want %q", answer, got, want)
		}
	}
}
