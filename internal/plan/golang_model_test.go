package plan

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
)

// goModelOf makes a model, and holds that it survives JSON.
func goModelOf(t *testing.T, in Input, base string) *Go {
	t.Helper()
	m, err := goModel(in, base)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back := &Go{}
	if err := json.Unmarshal(text, back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(text) {
		t.Errorf("the model is another one after JSON (%v):\n%s\n%s", err, text, again)
	}
	return m.(*Go)
}

// TestGoFiles holds where files go, and whether they keep their directories.
func TestGoFiles(t *testing.T) {
	for name, c := range map[string]struct {
		paths []string
		want  GoFiles
	}{
		"files":          {[]string{"go.mod", "go.sum"}, GoFiles{Dest: "./"}},
		"pattern":        {[]string{"*.go"}, GoFiles{Dest: "./", Patterns: true}},
		"directories":    {[]string{"cmd", "*.go"}, GoFiles{Dest: "./", Patterns: true, Parents: true}},
		"one directory":  {[]string{"cmd/api"}, GoFiles{Dest: "./cmd/api"}},
		"one file below": {[]string{"api/go.mod"}, GoFiles{Dest: "./api/"}},
	} {
		c.want.Paths = c.paths
		if got := *goFiles(c.paths); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestGoModelCgo holds how C is compiled, and that only scratch needs what a base has by itself.
func TestGoModelCgo(t *testing.T) {
	at := detect.Evidence{Path: "main.go", Line: 5}
	for name, c := range map[string]struct {
		cgo        []detect.Cgo
		base, want string
	}{
		"none":      {nil, "scratch", ""},
		"own C":     {[]detect.Cgo{{Module: "C", Because: at}}, "distroless", "cross"},
		"Alpine":    {[]detect.Cgo{{Module: "C", Because: at}}, "alpine", "native"},
		"libraries": {[]detect.Cgo{{Module: "x", Because: at, Build: []string{"a-dev"}}}, "slim", "native"},
	} {
		m := goModelOf(t, goInput(t, func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
			p.Cgo, p.Temp, p.Users = c.cgo, []detect.Evidence{at}, []detect.Evidence{at}
		}), c.base)
		if bare := c.base == "scratch"; m.Cgo != c.want || m.TempDir != bare || m.UserName != bare || m.Certificates != bare {
			t.Errorf("%s: cgo %q, want %q; %+v", name, m.Cgo, c.want, m)
		}
	}
}

// TestGoModelLinked holds that a symbol which the linker's flags cannot hold is left out.
func TestGoModelLinked(t *testing.T) {
	m := goModelOf(t, goInput(t, func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
		p.Linked = []detect.Linked{{Symbol: "main.commit", Role: "revision"}, {Symbol: "main.version", Role: "version"}, {Symbol: `a b".version`, Role: "version"}}
	}), "scratch")
	if !slices.Equal(m.Program.VersionVars, []string{"main.version"}) || !slices.Equal(m.Program.RevisionVars, []string{"main.commit"}) {
		t.Errorf("%+v", m.Program)
	}
}
