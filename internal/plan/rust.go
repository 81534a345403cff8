package plan

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// rustService is one Rust program on its way to a plan. What its address takes is decided as for a program of Go.
type rustService struct {
	goService
	r       *detect.Rust
	install string // what rustup has to install over the image's toolchain
	musl    string
}

// newRustService decides what does not hang on the base: the image of the release that is pinned, or, where none has it, the newest,
// on which rustup installs it. A lower bound is met by the newest.
func newRustService(in Input) (*rustService, error) {
	s := &rustService{goService: goService{service: service{in: in, st: in.Stack, line: in.Catalog.Default("rust").Number}, g: &detect.Go{}}, r: in.Stack.Rust}
	if s.r == nil || len(s.r.Programs) == 0 {
		return nil, fmt.Errorf("%s has no program", in.Stack.Name)
	}
	s.g.Programs = s.r.Programs
	want, bound := strings.CutPrefix(in.Choices.Version.Value, ">=")
	parts := append(strings.Split(want, "."), "")
	known := slices.ContainsFunc(in.Catalog.Versions("rust"), func(v catalog.Version) bool { return v.Number == parts[0]+"."+parts[1] })
	least, _ := strconv.Atoi(parts[1])
	newest, _ := strconv.Atoi(strings.TrimPrefix(s.line, "1."))
	switch {
	case want == "":
		s.note(nil, "a file rust-toolchain.toml, or `rust-version` to Cargo.toml", "no version of Rust is declared, so the image uses %s", s.line)
	case want == "stable", bound && least <= newest:
	case known:
		s.line = parts[0] + "." + parts[1]
	default:
		s.install = want
	}
	return s, s.choose()
}

func (s *rustService) bases() ([]string, map[string]string) {
	return []string{catalog.Distroless, catalog.Slim, catalog.Scratch, catalog.Alpine}, map[string]string{
		catalog.Distroless: "glibc, the libraries of Rust's runtime and certificates in a base without a shell",
		catalog.Slim:       "Debian, with a shell and a package manager",
		catalog.Scratch:    "the program is linked statically against musl, so the image needs nothing else",
		catalog.Alpine:     "a small base with a shell and a package manager",
	}
}

// unfit says why a base cannot be taken.
func (s *rustService) unfit(base string) *Refusal {
	bare := base == catalog.Scratch || base == catalog.Distroless
	for _, n := range s.r.Native {
		reason := ""
		if n.Glibc != "" && s.musl != "" {
			reason = n.Name + " does not fit musl: " + n.Glibc
		} else if bare && len(n.Run) > 0 && !(n.Distroless && base == catalog.Distroless) {
			reason = fmt.Sprintf("%s loads %s, which %s does not have", n.Name, n.Linked, base)
		}
		if reason != "" {
			return &Refusal{Reason: reason, Nearest: "--base slim", Hint: n.Add, Because: []detect.Evidence{n.Because}}
		}
	}
	return nil
}

// stand finds the images for a base: Alpine's toolchain for musl, else Debian's of the same release as the final image.
func (s *rustService) stand(base string) (err error) {
	s.base = base
	kind := map[string]string{catalog.Distroless: "cc", catalog.Slim: "debian", catalog.Alpine: "alpine", catalog.Scratch: "scratch"}[base]
	tools, release := catalog.Slim, ""
	if s.musl = ""; base == catalog.Scratch || base == catalog.Alpine {
		tools, s.musl = catalog.Alpine, "static"
		if base == catalog.Alpine && slices.ContainsFunc(s.r.Native, func(n detect.RustNative) bool { return len(n.Run) > 0 }) {
			s.musl = "shared"
		}
	}
	if s.tools, err = s.in.Catalog.Image("rust", tools, s.line); err != nil {
		return err
	}
	if s.musl == "" {
		release = strings.TrimPrefix(s.tools.OS, "debian")
	}
	s.final, err = s.in.Catalog.Image(kind, base, release)
	return err
}

func (s *rustService) plan() (*Plan, error) {
	in, base := s.in, s.base
	p, r, what := s.program, s.r, "Rust program"
	if p.Framework.Known() {
		what = p.Framework.Value + " server"
	}
	if s.install != "" {
		s.line = s.install
	}
	m := &Rust{Common: common(in, base, fmt.Sprintf("%s, Rust %s on %s", what, s.line, base)), Program: p.Name, Package: r.Package, Manifests: s.allInContext(r.Manifests), Roots: s.allInContext(r.Roots),
		Own: r.Own, Locked: r.Locked, Deps: r.External, Install: s.install, Musl: s.musl, Release: s.tools.Codename(), Images: map[string]string{"toolchain": s.tools.Ref, "runtime": s.final.Ref, "init": "", "debug": ""}}
	m.Version, m.PortEnv, m.User, m.Port, m.Env, m.Entrypoint, m.Cmd = s.line, p.PortEnv.Value, s.final.User, s.port(), s.runEnv(), []string{"/" + p.Name}, s.arguments()
	m.Dir = below(s.inContext(r.Root))
	if !p.Signals.Value {
		image, err := in.Catalog.Image("debian", catalog.Slim, "13")
		if err != nil {
			return nil, err
		}
		m.Images["init"], m.Entrypoint = image.Ref, append([]string{"/usr/bin/tini-static", "--"}, m.Entrypoint...)
	}
	if m.Wants("debug") {
		m.Images["debug"] = s.debugImage()
	}
	if m.Port != 0 {
		m.Health = s.health()
	}
	m.learn(*r)
	m.learn(p)
	m.know("main", p.Name, p.Because)
	m.know("workspace", r.Root, []detect.Evidence{{Path: path.Join(r.Root, "Cargo.toml")}})
	m.registries(s)
	m.packages(s)
	assets, err := newAssets(in)
	if m.Assets = assets; err != nil {
		return nil, err
	}
	for _, f := range p.RunFiles {
		m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: s.inContext(f.Path), Opened: f.Opened})
	}
	if m.Assets != nil && m.Facts["embeds"] == "" {
		m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: m.Assets.Made, FromAssets: true, Opened: relativeTo(s.st.Dir, s.st.Assets.Into.Value)})
		m.Assets.Into = ""
	}
	m.WorkDir, m.SecretFiles = m.writes(&s.goService, m.RuntimeFiles), secretLines(s.st, []string{"."})
	s.portNotes()
	return &Plan{Model: m, Notes: s.notes}, nil
}

// packages decides on system packages, and with them on cross-compilation: libraries have to be the target's.
func (m *Rust) packages(s *rustService) {
	build, run := &SystemPackages{Manager: s.tools.Packages, Release: s.tools.Codename()}, &SystemPackages{Manager: s.final.Packages, Release: s.final.Codename()}
	m.Cross = s.musl == ""
	for _, n := range s.r.Native {
		m.Cross = m.Cross && len(n.Run) == 0 && !slices.Contains(n.Build, "g++")
		build.Names, build.For = union(build.Names, systemNames(build.Manager, n.Build...)...), union(build.For, n.Name)
		run.Names = union(run.Names, systemNames(run.Manager, n.Run...)...)
	}
	if s.musl == "shared" {
		run.Names = union(run.Names, "libgcc")
	}
	if m.SSH = m.Facts["ssh"] != ""; m.SSH {
		build.Names, build.For = union(build.Names, "git", "openssh-client"), union(build.For, "dependencies from git")
	}
	if slices.Sort(build.Names); len(build.Names) > 0 {
		m.BuildPackages = build
	}
	if slices.Sort(run.Names); len(run.Names) > 0 && run.Manager != "" {
		m.RuntimePackages = run
	}
}

// registries adds the logins of registries.
func (m *Rust) registries(s *rustService) {
	m.Secrets = append(m.Secrets, s.in.Network.Cargo.secret("", "CARGO_REGISTRIES_COMPANY_TOKEN")...)
	for _, name := range m.Facts["registries"].([]string) {
		env := "CARGO_REGISTRIES_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "_TOKEN"
		m.Secrets = append(m.Secrets, Secret{ID: "cargo-" + slug(name, "-._"), Env: env, Why: "to download from the registry " + name})
	}
}

// rustChosen puts the facts of the program that was asked for in the place of the first one's.
func rustChosen(in Input) detect.Stack {
	s := rustService{goService: goService{service: service{in: in, st: in.Stack}, g: &detect.Go{Programs: in.Stack.Rust.Programs}}}
	st := s.chosen()
	st.Signals = s.program.Signals
	return st
}
