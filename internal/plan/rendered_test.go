package plan_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/verify"
	"github.com/msgen/msgen/templates"
)

// Most of what a plan decides is shown by the cases in testdata/stacks. The tests of this package hold what no case shows.

// known is a fact with evidence.
func known[T any](v T) detect.Fact[T] {
	return detect.Fact[T]{Value: v, Because: []detect.Evidence{{Path: "package.json", Line: 1}}}
}

func loadCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wishes are choices of a base and of targets beside prod.
func wishes(base string, targets ...string) choice.Choices {
	c := choice.Choices{}
	c.Base.Value, c.Targets.Value = base, append(targets, "prod")
	return c
}

// dockerfile is what the built-in templates make of a plan.
type dockerfile struct {
	text   string
	lines  []string
	stages []verify.Stage
}

// rendered plans and renders.
func rendered(t *testing.T, in plan.Input) dockerfile {
	t.Helper()
	p, err := plan.New(in)
	if err != nil {
		t.Fatal(err)
	}
	files, err := render.Files(p, []render.Layer{{Name: "msgen", FS: templates.FS}})
	if err != nil {
		t.Fatal(err)
	}
	text := files[slices.IndexFunc(files, func(f render.File) bool { return f.Path == "Dockerfile" })].Text
	seen, err := verify.Inspect("Dockerfile", text, verify.Context{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return dockerfile{text, strings.Split(text, "\n"), seen.Stages}
}

// chain writes the stages and what each stands on: "deps<node:24 prod<deps".
func (d dockerfile) chain() string {
	var words []string
	for _, s := range d.stages {
		from := strings.Fields(d.lines[s.Line-1])
		words = append(words, s.Name+"<"+from[len(from)-3])
	}
	return strings.Join(words, " ")
}

var (
	spaces = regexp.MustCompile(`\s+`)
	mounts = regexp.MustCompile(`--mount=\S+ `)
)

// says gives what the instructions of one kind in a stage say, without mounts and line ends; "no stage" where there is none.
func (d dockerfile) says(stage, instruction string) string {
	for i, s := range d.stages {
		if s.Name != stage {
			continue
		}
		end := len(d.lines)
		if i+1 < len(d.stages) {
			end = d.stages[i+1].Line - 1
		}
		text := strings.ReplaceAll(strings.Join(d.lines[s.Line:end], "\n"), "\\\n", " ")
		var all []string
		for _, line := range strings.Split(text, "\n") {
			if rest, ok := strings.CutPrefix(line, instruction+" "); ok {
				all = append(all, strings.TrimSpace(mounts.ReplaceAllString(spaces.ReplaceAllString(rest, " "), "")))
			}
		}
		return strings.Join(all, "; ")
	}
	return "no stage"
}

// travelled holds that a model is the same after a trip through JSON.
func travelled(t *testing.T, p *plan.Plan) {
	t.Helper()
	data, err := json.Marshal(p.Model)
	if err != nil {
		t.Fatal(err)
	}
	back, err := plan.DecodeModel(p.Stack, data)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(back); err != nil || string(again) != string(data) || reflect.TypeOf(back) != reflect.TypeOf(p.Model) {
		t.Errorf("read back (%v):\n%s\nwritten:\n%s", err, again, data)
	}
}
