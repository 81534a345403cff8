package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/verify"
)

// rustInput is a server of one package, changed as the test wants.
func rustInput(t *testing.T, version, base string, change func(*detect.Stack, *detect.Program)) plan.Input {
	t.Helper()
	line := []detect.Evidence{{Path: "Cargo.toml", Line: 3}}
	st := detect.Stack{Name: "app", Dir: ".", Context: ".", Stack: "rust", Rust: &detect.Rust{Package: "app", Root: ".", Manifests: []string{"Cargo.toml"}, Roots: []string{"src/main.rs"}, Own: []string{"app"}, External: true},
		Facts: []detect.NamedFact{{Name: "registries", IsList: true}, {Name: "git"}, {Name: "ssh"}, {Name: "offline"}, {Name: "embeds"}}}
	p := detect.Program{Name: "app", Dir: "src/main.rs", Because: line, Serves: true, Port: detect.Fact[int]{Value: 8080, Because: line}}
	if change != nil {
		change(&st, &p)
	}
	st.Rust.Programs = []detect.Program{p}
	st.Signals, st.Host, st.HostEnv, st.Port, st.PortEnv = p.Signals, p.Host, p.HostEnv, p.Port, p.PortEnv
	ch := wishes(base)
	ch.Version = choice.Choice[string]{Value: version, Source: choice.Detected, Because: line}
	return plan.Input{Stack: st, Choices: ch, Catalog: loadCatalog(t)}
}

func rustModel(t *testing.T, in plan.Input) *plan.Rust {
	t.Helper()
	p, err := plan.New(in)
	if err != nil {
		t.Fatal(err)
	}
	travelled(t, p)
	return p.Model.(*plan.Rust)
}

func native(n detect.RustNative) func(*detect.Stack, *detect.Program) {
	n.Name, n.Because = "x-sys", detect.Evidence{Path: "Cargo.lock", Line: 9}
	return func(st *detect.Stack, _ *detect.Program) { st.Rust.Native = []detect.RustNative{n} }
}

func TestRustBases(t *testing.T) {
	for name, c := range map[string]struct {
		native detect.RustNative
		want   string // the bases in order, refused ones with a !
	}{
		"nothing":     {detect.RustNative{}, "distroless slim scratch alpine"},
		"build only":  {detect.RustNative{Build: []string{"cmake"}}, "distroless slim scratch alpine"},
		"in the base": {detect.RustNative{Build: []string{"libssl-dev"}, Run: []string{"libssl3"}, Linked: "OpenSSL", Distroless: true}, "distroless slim scratch! alpine"},
		"a library":   {detect.RustNative{Build: []string{"libpq-dev"}, Run: []string{"libpq5"}, Linked: "libpq"}, "distroless! slim scratch! alpine"},
		"glibc":       {detect.RustNative{Build: []string{"libclang-dev"}, Glibc: "it wants glibc"}, "distroless slim scratch! alpine!"},
	} {
		t.Run(name, func(t *testing.T) {
			options, err := plan.Options(rustInput(t, "1.90", "", native(c.native)))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range options {
				mark := ""
				if o.Refused != nil {
					if mark = "!"; !strings.HasPrefix(o.Refused.Nearest, "--base ") || len(o.Refused.Because) == 0 {
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

func TestRustVersion(t *testing.T) {
	for version, want := range map[string]string{
		"": "rust:1.95-slim-trixie", "stable": "rust:1.95-slim-trixie", ">=1.70": "rust:1.95-slim-trixie", "1.90.0": "rust:1.90-slim-trixie", "1.82": "rust:1.82-slim-bookworm",
		"1.56.1": "rust:1.95-slim-trixie 1.56.1", "nightly-2026-01-01": "rust:1.95-slim-trixie nightly-2026-01-01", ">=1.200": "rust:1.95-slim-trixie 1.200", "beta": "rust:1.95-slim-trixie beta",
	} {
		m := rustModel(t, rustInput(t, version, "slim", nil))
		if got := strings.TrimSpace(m.Images["toolchain"] + " " + m.Install); got != want {
			t.Errorf("%q: %s, want %s", version, got, want)
		}
	}
	if m := rustModel(t, rustInput(t, "1.82", "distroless", nil)); m.Images["runtime"] != "gcr.io/distroless/cc-debian12:nonroot" {
		t.Errorf("the final image is %s, of another release than the toolchain", m.Images["runtime"])
	}
}

func TestRustLinking(t *testing.T) {
	openssl := detect.RustNative{Build: []string{"libssl-dev", "pkg-config"}, Run: []string{"libssl3"}, Linked: "OpenSSL", Distroless: true}
	for name, c := range map[string]struct {
		base       string
		native     detect.RustNative
		cross      bool
		musl       string
		build, run string
	}{
		"distroless":         {"distroless", detect.RustNative{}, true, "", "", ""},
		"scratch":            {"scratch", detect.RustNative{}, false, "static", "", ""},
		"alpine":             {"alpine", detect.RustNative{}, false, "static", "", ""},
		"alpine, openssl":    {"alpine", openssl, false, "shared", "openssl-dev pkgconf", "libgcc libssl3"},
		"slim, openssl":      {"slim", openssl, false, "", "libssl-dev pkg-config", "libssl3"},
		"slim, protoc":       {"slim", detect.RustNative{Build: []string{"protobuf-compiler"}}, true, "", "protobuf-compiler", ""},
		"slim, C++":          {"slim", detect.RustNative{Build: []string{"g++"}}, false, "", "g++", ""},
		"distroless openssl": {"distroless", openssl, false, "", "libssl-dev pkg-config", ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := rustModel(t, rustInput(t, "1.95", c.base, native(c.native)))
			names := func(p *plan.SystemPackages) string {
				if p == nil {
					return ""
				}
				return strings.Join(p.Names, " ")
			}
			if m.Cross != c.cross || m.Musl != c.musl || names(m.BuildPackages) != c.build || names(m.RuntimePackages) != c.run {
				t.Errorf("cross %v, musl %q, build %q, run %q", m.Cross, m.Musl, names(m.BuildPackages), names(m.RuntimePackages))
			}
		})
	}
}

func TestRustRun(t *testing.T) {
	at := []detect.Evidence{{Path: "src/main.rs", Line: 5}}
	m := rustModel(t, rustInput(t, "1.95", "distroless", func(st *detect.Stack, p *detect.Program) {
		p.Host, p.HostEnv, p.PortEnv = detect.Fact[string]{Value: "127.0.0.1", Because: at}, detect.Fact[string]{Value: "ADDR", Because: at}, detect.Fact[string]{Value: "ADDR", Because: at}
		p.PortAddress, p.Writes = true, []detect.Write{{Dir: "data", Keep: true, Because: at}}
		p.RunFiles = []detect.RunFile{{Path: "static", Opened: "static"}, {Path: "templates", Opened: "/src/templates"}}
		st.Facts[0].List = detect.Fact[[]string]{Value: []string{"acme-eu"}, Because: at}
	}))
	if len(m.Env) != 1 || m.Env[0] != (plan.Var{Name: "ADDR", Value: "0.0.0.0:8080"}) {
		t.Errorf("env %v", m.Env)
	}
	if m.Images["init"] == "" || m.Entrypoint[len(m.Entrypoint)-1] != "/app" || m.WorkDir != "/app" || !slices.Equal(m.Volumes, []string{"/app/data"}) {
		t.Errorf("%v %v %s %v", m.Images, m.Entrypoint, m.WorkDir, m.Volumes)
	}
	if len(m.Secrets) != 1 || m.Secrets[0].ID != "cargo-acme-eu" || m.Secrets[0].Env != "CARGO_REGISTRIES_ACME_EU_TOKEN" {
		t.Errorf("%+v", m.Secrets)
	}
	m = rustModel(t, rustInput(t, "1.95", "distroless", func(_ *detect.Stack, p *detect.Program) {
		p.Signals, p.TCP = detect.Fact[bool]{Value: true, Because: at}, true
		p.Command = detect.Fact[[]string]{Value: []string{"serve"}, Because: at}
		p.Host, p.Options = detect.Fact[string]{Value: "127.0.0.1", Because: at}, []detect.Option{{Name: "--host", Holds: "host", Because: at}}
	}))
	if m.Images["init"] != "" || m.Health.Path != "" || strings.Join(m.Cmd, " ") != "serve --host=0.0.0.0" {
		t.Errorf("%v %+v %v", m.Images, m.Health, m.Cmd)
	}
}

// TestLowPort holds that the plan tells of a port that some runtimes keep to root; verify leaves it out of what msgen wrote.
func TestLowPort(t *testing.T) {
	p, err := plan.New(rustInput(t, "1.95", "slim", func(st *detect.Stack, p *detect.Program) { p.Port.Value = 80 }))
	if err != nil || !slices.ContainsFunc(p.Notes, func(n detect.Note) bool { return strings.HasPrefix(n.Text, "port 80 is below 1024") }) {
		t.Fatalf("%v %+v", err, p)
	}
	const text = "FROM debian:13\nUSER 1000\nEXPOSE 80\n"
	for own, want := range map[bool]bool{true: false, false: true} {
		found, err := verify.Dockerfile("Dockerfile", text, verify.Context{Own: own})
		if got := slices.ContainsFunc(found, func(f verify.Finding) bool { return f.Rule == "MS082" }); err != nil || got != want {
			t.Errorf("own %v: %v, %v", own, got, err)
		}
	}
}
