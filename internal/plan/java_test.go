package plan

import (
	"encoding/json"
	"reflect"
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

func TestJavaLine(t *testing.T) {
	tests := []struct {
		name, pin, level, most, tool, wish string
		want, note                         string
	}{
		{name: "nothing", want: "21", note: "no Java version is declared"},
		{name: "level", level: "25", want: "25"},
		{name: "a level between two lines", level: "18", want: "21"},
		{name: "a level of old runs on 17", level: "8", want: "17", note: "classes for Java 8 also run on Java 17"},
		{name: "unless what is pinned is of old", level: "8", most: "16", want: "8", note: "Lombok 1.0 does not work on Java 17"},
		{name: "what is pinned does not know the default", most: "20", want: "17", note: "Lombok 1.0 does not work on Java 21"},
		{name: "nor a level between", level: "18", most: "20", want: "21", note: "known not to work on Java 21"},
		{name: "a pin", pin: "11", level: "8", want: "11"},
		{name: "a pin without an image", pin: "16", want: "17", note: "no image of Java 16"},
		{name: "a pin below the level", pin: "17", level: "21", want: "21", note: "cannot compile"},
		{name: "a wish", level: "17", wish: "25", want: "25"},
		{name: "a gradle of old", tool: "8.4", want: "17", note: "the image uses Java 17"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			java := &detect.Java{Tool: "maven", Pin: javaFact(tt.pin), Level: javaFact(tt.level), Most: javaFact(tt.most), MostFor: "Lombok 1.0", ToolVersion: javaFact(tt.tool)}
			if tt.tool != "" {
				java.Tool = "gradle"
			}
			stack := detect.Stack{Name: "a", Stack: "java", Java: java}
			in := Input{Stack: stack, Catalog: loadCatalog(t)}
			if tt.wish != "" {
				in.Choices.Version = choice.Choice[string]{Value: tt.wish, Source: choice.Flag}
			}
			w := &javaWork{service: service{in: in, st: stack}, java: java}
			err := w.release()
			line, notes := w.line, w.notes
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
	err := (&javaWork{service: service{in: Input{Catalog: loadCatalog(t)}}, java: stack.Java}).release()
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
	return Input{Stack: s, Catalog: loadCatalog(t)}
}

// TestJavaLauncher holds what starts a Spring Boot jar that was taken apart: the class has moved, and then a jar took its place.
func TestJavaLauncher(t *testing.T) {
	for version, want := range map[string]string{
		"3.5.0": "java -jar /app/app.jar", "3.2.1": "java -cp /app org.springframework.boot.loader.launch.JarLauncher", "2.7.18": "java -cp /app org.springframework.boot.loader.JarLauncher",
	} {
		m := javaModelOf(t, javaInput(t, func(s *detect.Stack) {
			s.Framework, s.Java.FrameworkVersion, s.Java.Layout = javaFact("spring-boot"), javaFact(version), detect.JavaLayers
		}))
		if got := strings.Join(m.Entrypoint, " "); got != want {
			t.Errorf("Spring Boot %s: %s, want %s", version, got, want)
		}
	}
}

func TestJavaOptionsRefuse(t *testing.T) {
	tests := []struct{ level, most, base, want string }{
		{"21", "", catalog.Scratch, "C library"},
		{"8", "16", catalog.Distroless, "Java 8 has no modules"},
		{"21", "", catalog.Alpine, ""},
	}
	for _, tt := range tests {
		in := javaInput(t, func(s *detect.Stack) {
			s.Java.Level, s.Java.Most = javaFact(tt.level), javaFact(tt.most)
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
		if got := javaModelOf(t, in).Entrypoint[3]; got != want {
			t.Errorf("answer %q starts %q, want %q", answer, got, want)
		}
	}
}

// javaModelOf gives the model of a plain program with a change.
func javaModelOf(t *testing.T, in Input) *Java {
	t.Helper()
	p, err := javaPlan(in, catalog.Slim)
	if err != nil {
		t.Fatal(err)
	}
	return p.Model.(*Java)
}

func TestJavaModelDev(t *testing.T) {
	tests := []struct {
		name, tool, framework, project, main, answer string
		layout                                       detect.JavaLayout
		want                                         string
	}{
		{name: "a class of Maven", tool: "maven", main: "a.Main", layout: detect.JavaLib, want: "loop"},
		{name: "no class", tool: "maven", layout: detect.JavaFat, want: ""},
		{name: "Spring Boot", tool: "maven", framework: "spring-boot", layout: detect.JavaLayers, want: "spring-boot"},
		{name: "a module of Maven has to be built with others", tool: "maven", framework: "spring-boot", project: "api", main: "a.Main", layout: detect.JavaLayers, want: "loop"},
		{name: "a module of Gradle has not", tool: "gradle", framework: "spring-boot", project: ":api", layout: detect.JavaLayers, want: "spring-boot"},
		{name: "Quarkus", tool: "gradle", framework: "quarkus", layout: detect.JavaFastJar, want: "quarkus"},
		{name: "a class of Gradle", tool: "gradle", main: "a.Main", layout: detect.JavaLib, want: "application"},
		{name: "a class that only the user names has no task", tool: "gradle", answer: "b.Main", layout: detect.JavaLib, want: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := javaInput(t, func(s *detect.Stack) {
				s.Framework = javaFact(tt.framework)
				s.Java.Tool, s.Java.Project, s.Java.Main, s.Java.Layout = tt.tool, tt.project, javaFact(tt.main), tt.layout
			})
			in.Choices.Targets.Value = []string{"dev", "prod"}
			if tt.answer != "" {
				in.Choices.Main = choice.Choice[string]{Value: tt.answer, Source: choice.Flag}
			}
			if got := javaModelOf(t, in).Dev.Runner; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestJavaModelMaven(t *testing.T) {
	in := javaInput(t, func(s *detect.Stack) {
		s.Java.Root, s.Java.Settings, s.Java.Guarded = "services", "settings.xml", true
		s.Java.Generators, s.Java.Reports = []string{"jooq"}, []string{"maven-jxr-plugin", "spotbugs-maven-plugin"}
	})
	m := javaModelOf(t, in)
	if m.Maven.Excluded != "maven-jxr-plugin,spotbugs-maven-plugin" {
		t.Errorf("plugins that only report are fetched: %+v", m.Maven)
	}
	if m.Gradle != nil || m.Maven.POM != "services/pom.xml" || m.Maven.Settings != "" || m.Maven.Packages || m.Maven.FailNever {
		t.Errorf("got %+v", m.Maven)
	}
	if len(m.Secrets) != 1 || m.Secrets[0].ID != "maven-settings" {
		t.Errorf("settings with passwords are a secret, got %v", m.Secrets)
	}
	in = javaInput(t, func(s *detect.Stack) { s.Java.Project, s.Java.Generators = "api", []string{"jooq"} })
	if m := javaModelOf(t, in); !m.Maven.Packages || !m.Maven.FailNever {
		t.Errorf("Maven cannot list what modules of the same build need, got %+v", m.Maven)
	}
}

func TestJavaModelTests(t *testing.T) {
	in := javaInput(t, func(s *detect.Stack) {
		s.Java.Tool = "gradle"
		s.Java.Modules = []detect.JavaModule{{Dir: "web/api", Tests: []string{"t"}}, {Dir: "core"}, {Dir: ".", Tests: []string{"t"}}}
	})
	in.Choices.Targets.Value = []string{"test", "prod"}
	test := javaModelOf(t, in).Test
	if want := []string{":web:api", ""}; !reflect.DeepEqual(test.Projects, want) {
		t.Errorf("projects %q, want %q", test.Projects, want)
	}
	if want := []string{"", "web/api/"}; !reflect.DeepEqual(test.Dirs, want) {
		t.Errorf("directories %q, want %q", test.Dirs, want)
	}
}

func TestJavaModelIsPlainData(t *testing.T) {
	in := javaInput(t, func(s *detect.Stack) { s.Java.Private = []string{"gradle.properties"} })
	in.Choices.Targets.Value = []string{"test", "dev", "debug", "prod"}
	m := javaModelOf(t, in)
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := DecodeModel("java", data)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(again)
	if string(text) != string(data) {
		t.Errorf("through JSON it is\n%s\nand was\n%s", text, data)
	}
	for _, word := range []string{"mvn", "gradlew\"", "RUN ", "COPY ", "--mount"} {
		if strings.Contains(string(data), word) {
			t.Errorf("the model holds %q, which is the template's", word)
		}
	}
}

func TestJavaModelFiles(t *testing.T) {
	in := javaInput(t, func(s *detect.Stack) {
		s.Writes = []detect.Write{{Dir: "data", Keep: true}, {Dir: "~", Keep: true}, {Dir: "/var/lib/shop", Keep: true}}
		s.Java.Data = detect.Fact[[]string]{Value: []string{"config.yml"}}
		s.Java.Args = detect.Fact[[]string]{Value: []string{"server", "config.yml"}}
	})
	m := javaModelOf(t, in)
	if want := []string{"/var/lib/shop", "/work", "/work/data"}; !reflect.DeepEqual(m.Writable, want) {
		t.Errorf("writes to %q, want %q", m.Writable, want)
	}
	if want := []string{"/work", "/var/lib/shop"}; !reflect.DeepEqual(m.Volumes, want) {
		t.Errorf("keeps %q, want %q", m.Volumes, want)
	}
	if m.Workdir != "/work" || !m.Home || m.Data[0] != "config.yml" {
		t.Errorf("got working directory %q, home %v, data %q", m.Workdir, m.Home, m.Data)
	}
	if got := strings.Join(m.Entrypoint, " "); !strings.HasSuffix(got, "a.Main server config.yml") {
		t.Errorf("starts %q", got)
	}
	if m := javaModelOf(t, javaInput(t, nil)); m.Workdir != "" || m.Home {
		t.Errorf("a program that neither reads nor writes works in %q", m.Workdir)
	}
}

func TestJavaModelGit(t *testing.T) {
	for readers, repository := range map[string]bool{"git-commit-id": false, "git-properties": false, "palantir-git-version": true, "git-command": true} {
		in := javaInput(t, func(s *detect.Stack) { s.Java.Git = detect.Fact[[]string]{Value: []string{readers}} })
		if m := javaModelOf(t, in); m.Git[0] != readers || (m.GitPackages != nil) != repository {
			t.Errorf("%s: got %q and packages %v, want a repository: %v", readers, m.Git, m.GitPackages, repository)
		}
	}
}

func TestJavaGradleImage(t *testing.T) {
	tests := []struct {
		name, version, level string
		wrapper              bool
		want, note           string
	}{
		{"no wrapper", "", "21", false, "gradle:8-jdk21", "the build uses Gradle 8"},
		{"no wrapper, for which Gradle 8 is too old", "", "25", false, "gradle:9-jdk25", "the build uses Gradle 9"},
		{"a wrapper", "8.14", "21", true, "eclipse-temurin:21-jdk", ""},
		{"a wrapper without its jar", "9.1", "21", false, "gradle:9-jdk21", "is incomplete"},
	}
	for _, tt := range tests {
		in := javaInput(t, func(s *detect.Stack) {
			s.Java.Tool, s.Java.ToolVersion, s.Java.Level, s.Java.Wrapper = "gradle", javaFact(tt.version), javaFact(tt.level), tt.wrapper
		})
		p, err := javaPlan(in, catalog.Slim)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, n := range p.Notes {
			said += n.Text
		}
		if got := p.Model.(*Java).Images.Build; got != tt.want || (tt.note == "") != (said == "") || !strings.Contains(said, tt.note) {
			t.Errorf("%s: built by %s, said %q; want %s, %q", tt.name, got, said, tt.want, tt.note)
		}
	}
}

// TestJavaSpringBoot1 has a task of its own in Gradle.
func TestJavaSpringBoot1(t *testing.T) {
	for version, want := range map[string]bool{"1.5.22.RELEASE": true, "2.7.1": false, "": false} {
		p, err := javaPlan(javaInput(t, func(s *detect.Stack) {
			s.Framework, s.Java.Tool, s.Java.FrameworkVersion = javaFact("spring-boot"), "gradle", javaFact(version)
		}), catalog.Slim)
		if err != nil || p.Model.(*Java).Gradle.Repackages != want {
			t.Errorf("%q: %v, want %v", version, err, want)
		}
	}
}

// TestJavaIgnoresWhatToolsMake lets whole directories beside the sources in, without what npm and Gradle leave in them.
func TestJavaIgnoresWhatToolsMake(t *testing.T) {
	for _, tt := range []struct {
		extra, files []string
		want         bool
	}{{nil, []string{"build.gradle", "gradle"}, false}, {[]string{"webui"}, nil, true}, {[]string{"rules.xml"}, nil, false}, {nil, []string{"buildSrc", "build.gradle"}, true}} {
		m := &Java{}
		w := &javaWork{java: &detect.Java{Tool: "gradle", Extra: tt.extra, Files: tt.files}, service: service{in: Input{Catalog: loadCatalog(t)}}}
		m.BuildTool = "gradle"
		m.build(w)
		m.ignore(w)
		if m.Ignore.Made != tt.want {
			t.Errorf("%v %v: got %v", tt.extra, tt.files, m.Ignore.Made)
		}
	}
}

// javaPlan plans on a base.
func javaPlan(in Input, base string) (*Plan, error) {
	w, err := newJava(in)
	if err == nil {
		err = w.stand(base)
	}
	if err != nil {
		return nil, err
	}
	return w.plan()
}
