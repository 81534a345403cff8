package pack

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestLint(t *testing.T) {
	p, err := Read(packed(
		schemaName, `{"properties": {"used": {"type": "string"}, "asked": {"type": "boolean", "x-msgen": {"order": 1}}, "gone": {"type": "string", "x-msgen": {"order": 9, "when": {"asked": "true"}}}}}`,
		"policy.yaml", "rules: {MS065: off, MS024: off}\nrequire: {registries: []}\n",
		"stacks/zig.yaml", stackText, "templates/go/_a.tmpl", `{{define "x"}}{{.Answers.used}}{{end}}`,
		"tests/a/repo/x", "", "tests/a/answers.yaml", "used: x\nbase: slim\nother: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	p.Manifest.Stacks, p.Deprecated = []string{"node"}, &Deprecated{}
	found, err := Lint(p)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range found {
		got = append(got, w.String())
	}
	want := []string{
		"answers.schema.json:1: no template and no question uses the answer gone",
		"policy.yaml:1: MS065 keeps root",
		"policy.yaml: an empty list",
		"stacks/zig.yaml: there is no templates/zig/Dockerfile.tmpl",
		"pack.yaml: stacks leaves out zig",
		"templates/go/_a.tmpl: stacks in pack.yaml does not list go",
		`tests/a/answers.yaml: no pack asks for "other"`,
		"tests/a: the test has no expected files yet",
		"pack.yaml: the pack has no description",
		"pack.yaml: msgen is missing",
		"pack.yaml: deprecated should say why",
	}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestLintAcme: the pack that teaches is in order; its tests want what rendering will give.
func TestLintAcme(t *testing.T) {
	found, err := Lint(fixture(t, "acme"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range found {
		if !strings.Contains(w.Text, "wants nothing yet") {
			t.Error(w)
		}
	}
}

func TestDescribe(t *testing.T) {
	p := fixture(t, "acme")
	for _, want := range []string{"node slim is registry.example.com/base/node:{version}-slim for 24, 22", "docker.io/library comes from registry.example.com/official",
		"images come from registry.example.com alone", "no image comes from registry.example.com/hub/bitnami"} {
		if !slices.Contains(p.Images.Describe(), want) {
			t.Errorf("%q is not among\n%s", want, strings.Join(p.Images.Describe(), "\n"))
		}
	}
	for _, want := range []string{"MS065 is enforced", "MS024 is off", "the block prod.user is final", "the label com.example.owner is required",
		"the final stage must not be based on alpine", "no image comes from quay.io"} {
		if !slices.Contains(p.Policy.Describe(), want) {
			t.Errorf("%q is not among\n%s", want, strings.Join(p.Policy.Describe(), "\n"))
		}
	}
}

// BenchmarkRead: a pack is read in a few milliseconds.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := Read(os.DirFS("../../testdata/packs/acme")); err != nil {
			b.Fatal(err)
		}
	}
}
