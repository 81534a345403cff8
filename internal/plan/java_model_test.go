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

// javaModelOf gives the model of a plain program with a change.
func javaModelOf(t *testing.T, in Input) *Java {
	t.Helper()
	m, err := javaModel(in, catalog.Slim)
	if err != nil {
		t.Fatal(err)
	}
	return m.(*Java)
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
		s.Java.Generators = []string{"jooq"}
	})
	m := javaModelOf(t, in)
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
