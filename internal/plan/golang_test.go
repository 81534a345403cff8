package plan

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
)

// goInput is a server of one package, changed as the test wants.
func goInput(t *testing.T, change func(*detect.Stack, *detect.Program, *choice.Choices)) Input {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	line := []detect.Evidence{{Path: "go.mod", Line: 3}}
	st := detect.Stack{Name: "app", Dir: ".", Context: ".", Stack: "go", Version: detect.Fact[string]{Value: "1.26", Because: line}}
	p := detect.Program{Name: "app", Dir: ".", Because: line, Sources: []string{"*.go"}, Serves: true, Port: detect.Fact[int]{Value: 8080, Because: line}}
	ch := choice.Choices{Version: choice.Choice[string]{Value: "1.26", Source: choice.Detected, Because: line}}
	if change != nil {
		change(&st, &p, &ch)
	}
	st.Go = &detect.Go{Module: "example.com/app", Dir: ".", Manifests: []string{"go.mod", "go.sum"}, Sums: true, Modules: 3, Programs: []detect.Program{p}, Packages: []string{"*.go"}}
	return Input{Stack: st, Choices: ch, Catalog: c}
}

func TestGoLine(t *testing.T) {
	for name, c := range map[string]struct {
		version, path string
		given         bool
		want          string
		notes         int
		refused       bool
	}{
		"nothing declared":    {"", "", false, "1.26", 1, false},
		"bound of go.mod":     {"1.18", "go.mod", false, "1.26", 0, false},
		"bound with a patch":  {"1.26.3", "go.mod", false, "1.26", 0, false},
		"bound above default": {"1.27", "go.work", false, "1.27", 0, false},
		"pinned":              {"1.27.1", ".go-version", false, "1.27", 0, false},
		"pinned and ended":    {"1.25.3", "mise.toml", false, "1.25", 1, false},
		"by flag":             {"1.24", "", true, "1.24", 1, false},
		"unknown":             {"1.99", "go.mod", false, "1.99", 0, true},
		"nonsense":            {"latest", "", true, "1.26", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			in := goInput(t, func(st *detect.Stack, _ *detect.Program, ch *choice.Choices) {
				ch.Version = choice.Choice[string]{Value: c.version, Source: choice.Detected, Because: []detect.Evidence{{Path: c.path, Line: 1}}}
				if c.given {
					ch.Version = choice.Choice[string]{Value: c.version, Source: choice.Flag}
				}
			})
			got, notes, err := goLine(in)
			var refusal *Refusal
			if got != c.want || len(notes) != c.notes || errors.As(err, &refusal) != c.refused {
				t.Errorf("%s with %d notes, %v; want %s with %d", got, len(notes), err, c.want, c.notes)
			}
		})
	}
}

func TestGoBases(t *testing.T) {
	at := detect.Evidence{Path: "main.go", Line: 5}
	for name, c := range map[string]struct {
		cgo  []detect.Cgo
		run  string
		want string // the bases in order, refused ones with a !
	}{
		"static":        {nil, "", "scratch distroless alpine slim"},
		"starts git":    {nil, "git", "alpine slim scratch distroless"},
		"opens browser": {nil, "xdg-open", "scratch distroless alpine slim"},
		"cgo":           {[]detect.Cgo{{Module: "C", Because: at}}, "", "distroless slim alpine scratch!"},
		"glibc objects": {[]detect.Cgo{{Module: "x", Because: at, Glibc: true}}, "", "distroless slim alpine! scratch!"},
		"libraries":     {[]detect.Cgo{{Module: "x", Because: at, Build: []string{"a-dev"}, Run: []string{"a"}, AlpineBuild: []string{"a-dev"}}}, "", "distroless! slim alpine scratch!"},
		"Debian only":   {[]detect.Cgo{{Module: "x", Because: at, Build: []string{"a-dev"}, Run: []string{"a"}}}, "", "distroless! slim alpine! scratch!"},
	} {
		t.Run(name, func(t *testing.T) {
			in := goInput(t, func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
				p.Cgo = c.cgo
				if c.run != "" {
					p.Run = []detect.Candidate{{Value: c.run, Because: []detect.Evidence{at}}}
				}
			})
			options, err := goOptions(in)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range options {
				mark := ""
				if o.Refused != nil {
					mark = "!"
					if !strings.HasPrefix(o.Refused.Nearest, "--base ") || len(o.Refused.Because) == 0 {
						t.Errorf("%s is refused without what fits or a line: %+v", o.Base, o.Refused)
					}
				}
				got = append(got, o.Base+mark)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

// TestGoStages holds that no stage is there that a program does not need.
func TestGoStages(t *testing.T) {
	at := detect.Evidence{Path: "main.go", Line: 5}
	for name, c := range map[string]struct {
		change func(*detect.Stack, *detect.Program, *choice.Choices)
		base   string
		want   string
	}{
		"server": {nil, "scratch", "toolchain deps probe build prod"},
		"no server": {func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
			p.Serves, p.Port = false, detect.Fact[int]{}
		}, "scratch", "toolchain deps build prod"},
		"all targets": {func(_ *detect.Stack, _ *detect.Program, ch *choice.Choices) {
			ch.Targets.Value = []string{"test", "dev", "debug", "prod"}
		}, "scratch", "toolchain deps test test-report dev probe build debug prod"},
		"cgo": {func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
			p.Cgo = []detect.Cgo{{Module: "C", Because: at}}
		}, "distroless", "toolchain deps cross probe build prod"},
		"heavy cgo": {func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
			p.Cgo = []detect.Cgo{{Module: "x", Because: at, Heavy: true}}
		}, "distroless", "toolchain deps cross imports compiled-deps probe build prod"},
		"cgo, Alpine": {func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
			p.Cgo = []detect.Cgo{{Module: "x", Because: at, Heavy: true}}
		}, "alpine", "toolchain deps probe build prod"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := goPlan(goInput(t, c.change), c.base)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range p.Stages {
				got = append(got, s.Name)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestGoManyModules(t *testing.T) {
	for modules, want := range map[int]bool{goManyModules - 1: false, goManyModules: true} {
		in := goInput(t, nil)
		in.Stack.Go.Modules = modules
		p, err := goPlan(in, catalog.Scratch)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Stage("compiled-deps") != nil; got != want {
			t.Errorf("%d modules: compiled-deps %t, want %t", modules, got, want)
		}
	}
}

// TestGoPortEnv holds that a wished port reaches the program, and one that it takes by itself is not repeated.
func TestGoPortEnv(t *testing.T) {
	at := []detect.Evidence{{Path: "main.go", Line: 5}}
	for name, c := range map[string]struct {
		env     string
		address bool
		wished  int
		want    []Var
	}{
		"its own":    {"PORT", false, 0, nil},
		"wished":     {"PORT", false, 9000, []Var{{Name: "PORT", Value: "9000"}}},
		"an address": {"LISTEN_ADDR", true, 9000, []Var{{Name: "LISTEN_ADDR", Value: ":9000"}}},
		"fixed":      {"", false, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := goPlan(goInput(t, func(_ *detect.Stack, p *detect.Program, ch *choice.Choices) {
				if c.env != "" {
					p.PortEnv, p.PortAddress = detect.Fact[string]{Value: c.env, Because: at}, c.address
				}
				if c.wished != 0 {
					ch.Port = choice.Choice[int]{Value: c.wished, Source: choice.Flag}
				}
			}), catalog.Scratch)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Prod().Env; !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// TestGoProbe holds that a path of the repository cannot say anything in the prober's program but a path.
func TestGoProbe(t *testing.T) {
	in := goInput(t, func(_ *detect.Stack, p *detect.Program, _ *choice.Choices) {
		p.Health = detect.Fact[string]{Value: "/x\" + evil() + \"", Because: p.Because}
	})
	s, err := newGoService(in)
	if err != nil {
		t.Fatal(err)
	}
	if text := s.probeText(); strings.Contains(text, "evil") || !strings.Contains(text, "GET / HTTP") {
		t.Error(text)
	}
}
