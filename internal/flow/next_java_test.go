package flow

import (
	"encoding/json"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render/next"
	"github.com/msgen/msgen/internal/story"
)

// TestNextJava is TestNext for Java, to the letter: it also compares indentation, blank lines and the .dockerignore,
// and renders from a model that went through JSON, as a process of its own gets it.
func TestNextJava(t *testing.T) {
	if testing.Short() {
		t.Skip("compares some 300 Dockerfiles: left to the run without -short")
	}
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for _, s := range stories {
		if !strings.HasPrefix(s.Name, "java-") || os.Getenv("CASE") != "" && os.Getenv("CASE") != s.Name {
			continue
		}
		for _, w := range combinations(s) {
			r, err := Run(Request{Repo: s.FS(), Wishes: w})
			if err != nil {
				continue
			}
			for _, f := range r.Services {
				if f.Stack.Stack == "java" {
					same += compareJava(t, s.Name, f, cat)
				}
			}
			if t.Failed() {
				return
			}
		}
	}
	if t.Logf("%d files are the same", same); same == 0 {
		t.Error("nothing was compared")
	}
}

// compareJava compares the files of a service, and gives how many are the same.
func compareJava(t *testing.T, name string, f Service, cat *catalog.Catalog) int {
	t.Helper()
	model, err := plan.ModelOf(plan.Input{Stack: f.Stack, Choices: f.Choices, Catalog: cat}, f.Plan.Base)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	p := *f.Plan
	p.Model = model
	{
		data, err := json.Marshal(model)
		if err != nil {
			t.Fatal(err)
		}
		if p.Model, err = plan.DecodeModel("java", data); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	files, err := next.Files(&p, []next.Layer{{Name: "msgen", FS: os.DirFS("../../templates/next")}})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	same := 0
	for _, file := range files {
		for _, old := range f.Files {
			if path.Clean(old.Path) != path.Clean(file.Path) {
				continue
			}
			if want, got := uncommented(old.Text), uncommented(file.Text); want != got {
				t.Errorf("%s, %v on %s, %s:\n%s", name, f.Choices.Targets.Value, p.Base, file.Path, differ(t, want, got))
			} else {
				same++
			}
		}
	}
	return same
}

// uncommented takes the lines out that are comments, and what else may differ.
func uncommented(text string) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if !strings.HasPrefix(l, "# ") {
			out = append(out, oneForm.Replace(l))
		}
	}
	return strings.Join(out, "\n")
}

// shortJava is a Dockerfile as a team would write its own.
const shortJava = `# syntax={{.Syntax}}
FROM {{ref .Images.Build}} AS build
WORKDIR /src
{{template "java.build-files" .}}
RUN {{template "java.install" .}}
{{template "java.sources" .}}
RUN {{template "java.build" .}} \
    {{template "java.collect" .}}

FROM {{ref .Images.Runtime}} AS prod
{{template "java.program" .}}
EXPOSE {{.Port}}
ENTRYPOINT {{exec .Entrypoint}}
`

// TestNextJavaShort renders a Dockerfile of a team's own for both build tools.
func TestNextJavaShort(t *testing.T) {
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"java-slim":          {"RUN mvn -B -ntp -Dmaven.compiler.release=21 package", "-Dmaven.test.skip=true \\\n    && mkdir", "EXPOSE "},
		"java-gradle-spring": {"COPY --chmod=755 gradlew ./", "RUN ./gradlew --no-daemon --console=plain :web:bootJar \\\n    && mv web/build/libs/web-2.0.0.jar /tmp/app.jar"},
	}
	own := fstest.MapFS{"java/Dockerfile.tmpl": {Data: []byte(shortJava)}}
	for _, s := range stories {
		texts, ok := want[s.Name]
		if !ok {
			continue
		}
		r, err := Run(Request{Repo: s.FS(), Wishes: combinations(s)[0]})
		if err != nil {
			t.Fatal(err)
		}
		f := r.Services[0]
		p := *f.Plan
		if p.Model, err = plan.ModelOf(plan.Input{Stack: f.Stack, Choices: f.Choices, Catalog: cat}, p.Base); err != nil {
			t.Fatal(err)
		}
		files, err := next.Files(&p, []next.Layer{{Name: "msgen", FS: os.DirFS("../../templates/next")}, {Name: "acme", FS: own}})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if !strings.Contains(files[len(files)-1].Text, text) {
				t.Errorf("%s: no %q in\n%s", s.Name, text, files[len(files)-1].Text)
			}
		}
		delete(want, s.Name)
	}
	if len(want) > 0 {
		t.Errorf("no such case: %v", want)
	}
}
