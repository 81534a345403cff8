package plan_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/plan"
)

// goInput is a server of one package, changed as the test wants.
func goInput(t *testing.T, change func(*detect.Stack, *detect.Program), base string) plan.Input {
	t.Helper()
	line := []detect.Evidence{{Path: "go.mod", Line: 3}}
	st := detect.Stack{Name: "app", Dir: ".", Context: ".", Stack: "go", Version: detect.Fact[string]{Value: "1.26", Because: line},
		Go: &detect.Go{Module: "example.com/app", Dir: ".", Manifests: []string{"go.mod", "go.sum"}, Sums: true, Modules: 3, Packages: []string{"*.go"}}}
	p := detect.Program{Name: "app", Dir: ".", Because: line, Sources: []string{"*.go"}, Serves: true, Port: detect.Fact[int]{Value: 8080, Because: line}}
	if change != nil {
		change(&st, &p)
	}
	st.Go.Programs = []detect.Program{p}
	ch := wishes(base)
	ch.Version = choice.Choice[string]{Value: "1.26", Source: choice.Detected, Because: line}
	return plan.Input{Stack: st, Choices: ch, Catalog: loadCatalog(t)}
}

// goModel makes a model, and holds that it survives JSON.
func goModel(t *testing.T, in plan.Input) *plan.Go {
	t.Helper()
	p, err := plan.New(in)
	if err != nil {
		t.Fatal(err)
	}
	travelled(t, p)
	return p.Model.(*plan.Go)
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
			options, err := plan.Options(goInput(t, func(_ *detect.Stack, p *detect.Program) {
				p.Cgo = c.cgo
				if c.run != "" {
					p.Run = []detect.Candidate{{Value: c.run, Because: []detect.Evidence{at}}}
				}
			}, ""))
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

// TestGoCgo holds how C is compiled, and that only scratch needs what a base has by itself.
func TestGoCgo(t *testing.T) {
	const tools, final = "toolchain<golang:1.26-trixie deps<toolchain ", "prod<gcr.io/distroless/base-nossl-debian13:nonroot"
	at := detect.Evidence{Path: "main.go", Line: 5}
	for name, c := range map[string]struct {
		cgo               []detect.Cgo
		base, want, chain string
	}{
		"none":      {nil, "scratch", "", tools + "probe<toolchain build<deps prod<scratch"},
		"own C":     {[]detect.Cgo{{Module: "C", Because: at}}, "distroless", "cross", tools + "cross<toolchain probe<toolchain build<cross " + final},
		"Alpine":    {[]detect.Cgo{{Module: "x", Because: at, Heavy: true}}, "alpine", "native", "toolchain<golang:1.26-alpine deps<toolchain probe<toolchain build<deps prod<alpine:3.23"},
		"libraries": {[]detect.Cgo{{Module: "x", Because: at, Build: []string{"a-dev"}}}, "slim", "native", tools + "probe<toolchain build<deps prod<debian:trixie-slim"},
	} {
		in := goInput(t, func(_ *detect.Stack, p *detect.Program) {
			p.Cgo, p.Temp, p.Users = c.cgo, []detect.Evidence{at}, []detect.Evidence{at}
		}, c.base)
		m := goModel(t, in)
		if bare := c.base == "scratch"; m.Cgo != c.want || m.TempDir != bare || m.UserName != bare || m.Certificates != bare {
			t.Errorf("%s: cgo %q, want %q; %+v", name, m.Cgo, c.want, m)
		}
		if got := rendered(t, in).chain(); got != c.chain {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.chain)
		}
	}
}

func TestGoManyModules(t *testing.T) {
	for modules, want := range map[int]bool{39: false, 40: true} {
		d := rendered(t, goInput(t, func(st *detect.Stack, _ *detect.Program) { st.Go.Modules = modules }, "scratch"))
		if got := d.says("compiled-deps", "RUN") != "no stage"; got != want {
			t.Errorf("%d modules: compiled-deps %t, want %t", modules, got, want)
		}
	}
}

// TestGoLinked holds that a symbol which the linker's flags cannot hold is left out.
func TestGoLinked(t *testing.T) {
	m := goModel(t, goInput(t, func(_ *detect.Stack, p *detect.Program) {
		p.Linked = []detect.Linked{{Symbol: "main.commit", Role: "revision"}, {Symbol: "main.version", Role: "version"}, {Symbol: `a b".version`, Role: "version"}}
	}, "scratch"))
	if !slices.Equal(m.Program.VersionVars, []string{"main.version"}) || !slices.Equal(m.Program.RevisionVars, []string{"main.commit"}) {
		t.Errorf("%+v", m.Program)
	}
}

// TestGoPortEnv holds that a wished port reaches the program, and one that it takes by itself is not repeated.
func TestGoPortEnv(t *testing.T) {
	for name, c := range map[string]struct {
		env     string
		address bool
		wished  int
		want    string
	}{
		"its own":    {"PORT", false, 0, ""},
		"wished":     {"PORT", false, 9000, "PORT=9000"},
		"an address": {"LISTEN_ADDR", true, 9000, "LISTEN_ADDR=:9000"},
		"fixed":      {"", false, 0, ""},
	} {
		in := goInput(t, func(_ *detect.Stack, p *detect.Program) {
			if c.env != "" {
				p.PortEnv, p.PortAddress = known(c.env), c.address
			}
		}, "scratch")
		if c.wished != 0 {
			in.Choices.Port = choice.Choice[int]{Value: c.wished, Source: choice.Flag}
		}
		if got := rendered(t, in).says("prod", "ENV"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestGoProbe holds that a path of the repository cannot say anything in the prober's program but a path.
func TestGoProbe(t *testing.T) {
	d := rendered(t, goInput(t, func(_ *detect.Stack, p *detect.Program) {
		p.Health = detect.Fact[string]{Value: "/x\" + evil() + \"", Because: p.Because}
	}, "scratch"))
	if strings.Contains(d.text, "evil") || !strings.Contains(d.text, "GET / HTTP") {
		t.Error(d.text)
	}
}

// TestGoFiles holds where files go, and whether they keep their directories.
func TestGoFiles(t *testing.T) {
	for name, c := range map[string]struct {
		paths []string
		want  plan.GoFiles
	}{
		"files":          {[]string{"main.go", "x.go"}, plan.GoFiles{Dest: "./"}},
		"pattern":        {[]string{"*.go"}, plan.GoFiles{Dest: "./", Patterns: true}},
		"directories":    {[]string{"cmd", "*.go"}, plan.GoFiles{Dest: "./", Patterns: true, Parents: true}},
		"one directory":  {[]string{"cmd/api"}, plan.GoFiles{Dest: "./cmd/api"}},
		"one file below": {[]string{"api/main.go"}, plan.GoFiles{Dest: "./api/"}},
	} {
		m := goModel(t, goInput(t, func(_ *detect.Stack, p *detect.Program) { p.Sources = c.paths }, "scratch"))
		if c.want.Paths = c.paths; !reflect.DeepEqual(m.Sources, c.want) {
			t.Errorf("%s: %+v, want %+v", name, m.Sources, c.want)
		}
	}
}
