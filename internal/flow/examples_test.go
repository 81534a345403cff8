package flow

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/story"
)

// example is one of docs/templates.md: a template, the file that it shows in, and what stands there.
var example = regexp.MustCompile("(?s)Put this into\\s+`(\\.msgen/templates/[^`]+)`[^\n]*:\n\n```\n(.*?)```\n\nThe (?:file `)?([^` ]+)`? then has:\n\n```\n(.*?)```")

// TestTemplateExamples renders every example of docs/templates.md for a small Node program.
func TestTemplateExamples(t *testing.T) {
	page, err := os.ReadFile("../../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	s, err := story.Read("../../testdata/stacks/node-plain.txtar")
	if err != nil {
		t.Fatal(err)
	}
	found := example.FindAllStringSubmatch(string(page), -1)
	if want := strings.Count(string(page), "Put this into"); len(found) != want || want < 6 {
		t.Fatalf("%d examples of %d could be read", len(found), want)
	}
	for _, e := range found {
		repo := fstest.MapFS{e[1]: {Data: []byte(e[2])}}
		for _, f := range s.Repo {
			repo[f.Name] = &fstest.MapFile{Data: f.Data}
		}
		r, err := Run(Request{Repo: repo})
		if err != nil {
			t.Errorf("%s: %v\n%s", e[1], err, e[2])
			continue
		}
		text := ""
		for _, f := range r.Files() {
			if path.Base(f.Path) == e[3] {
				text = f.Text
			}
		}
		if !strings.Contains(text, e[4]) {
			t.Errorf("%s does not print\n%s\nbut\n%s", e[2], e[4], text)
		}
	}
}
