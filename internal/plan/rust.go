package plan

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// rustService is one Rust program on its way to a plan.
type rustService struct {
	in           Input
	st           detect.Stack
	r            *detect.Rust
	program      detect.RustProgram
	line         string // the release line of the toolchain
	install      string // what rustup has to install over it
	musl         string
	tools, final catalog.Image
	notes        []detect.Note
}

// newRustService decides what does not hang on the base.
func newRustService(in Input) (*rustService, error) {
	s := &rustService{in: in, st: in.Stack, r: in.Stack.Rust}
	if s.r == nil || len(s.r.Programs) == 0 {
		return nil, fmt.Errorf("%s has no program", in.Stack.Name)
	}
	if err := s.choose(); err != nil {
		return nil, err
	}
	s.version()
	return s, nil
}

// choose takes the program that was asked for; else the first.
func (s *rustService) choose() error {
	s.program = s.r.Programs[0]
	var have []string
	for _, p := range s.r.Programs {
		if want := s.in.Choices.Main.Value; want == p.Name || want == p.Path {
			s.program = p
			return nil
		}
		have = append(have, p.Name)
	}
	if s.in.Choices.Main.Value == "" {
		return nil
	}
	return &Refusal{Reason: "there is no program " + s.in.Choices.Main.Value, Nearest: "--main " + strings.Join(have, " or --main ")}
}

// version takes the image of the release that is pinned, or, where none has it, the newest, on which rustup installs it. A lower
// bound is met by the newest.
func (s *rustService) version() {
	wish, c := s.in.Choices.Version, s.in.Catalog
	s.line = c.Default("rust").Number
	want, bound := strings.CutPrefix(wish.Value, ">=")
	parts := strings.Split(want, ".")
	switch {
	case want == "":
		s.notes = append(s.notes, detect.Note{Text: "no version of Rust is declared, so the image takes " + s.line, Add: "a file rust-toolchain.toml, or `rust-version` to Cargo.toml"})
	case want == "stable", bound && rustMinor(want) <= rustMinor(s.line):
	case len(parts) > 1 && slices.ContainsFunc(c.Versions("rust"), func(v catalog.Version) bool { return v.Number == parts[0]+"."+parts[1] }):
		s.line = parts[0] + "." + parts[1]
	default:
		s.install = want
	}
}

// rustMinor gives 82 for "1.82.0".
func rustMinor(v string) int {
	_, rest, _ := strings.Cut(v, ".")
	minor, _, _ := strings.Cut(rest, ".")
	n, _ := strconv.Atoi(minor)
	return n
}

// rustOptions gives the four bases, best first.
func rustOptions(in Input) ([]Option, error) {
	s, err := newRustService(in)
	if err != nil {
		return nil, err
	}
	why := map[string]string{
		catalog.Distroless: "glibc, the libraries of Rust's runtime and certificates in a base without a shell", catalog.Slim: "Debian, with a shell and a package manager",
		catalog.Scratch: "the program is linked statically against musl, so that nothing else has to be in the image", catalog.Alpine: "a small base with a shell and a package manager",
	}
	var out []Option
	for _, base := range []string{catalog.Distroless, catalog.Slim, catalog.Scratch, catalog.Alpine} {
		if err := s.stand(base); err != nil {
			return nil, err
		}
		out = append(out, Option{Base: base, Image: s.final.Ref, Why: why[base], Refused: s.refused(base)})
	}
	return out, nil
}

// refused says why a base cannot be taken.
func (s *rustService) refused(base string) *Refusal {
	for _, n := range s.r.Native {
		r := &Refusal{Nearest: "--base slim", Because: []detect.Evidence{n.Because}}
		if len(n.Run) == 0 || n.Distroless {
			r.Nearest = "--base distroless"
		}
		switch {
		case n.Glibc != "" && (base == catalog.Scratch || base == catalog.Alpine):
			r.Reason = n.Name + " does not fit musl: " + n.Glibc
		case base == catalog.Scratch && len(n.Run) > 0:
			r.Reason = fmt.Sprintf("%s loads %s, which scratch does not have", n.Name, n.Linked)
		case base == catalog.Distroless && len(n.Run) > 0 && !n.Distroless:
			r.Reason = fmt.Sprintf("%s loads %s, which distroless does not have", n.Name, n.Linked)
		default:
			continue
		}
		if n.Add != "" {
			r.Hint = "link it into the program: " + n.Add
		}
		return r
	}
	return nil
}

// stand finds the images for a base: Alpine's toolchain for musl, else Debian's of the same release as the final image.
func (s *rustService) stand(base string) (err error) {
	tools, kind := catalog.Slim, map[string]string{catalog.Distroless: "cc", catalog.Slim: "debian", catalog.Alpine: "alpine", catalog.Scratch: "scratch"}[base]
	if s.musl = ""; base == catalog.Scratch || base == catalog.Alpine {
		tools, s.musl = catalog.Alpine, "static"
		if base == catalog.Alpine && slices.ContainsFunc(s.r.Native, func(n detect.RustNative) bool { return len(n.Run) > 0 }) {
			s.musl = "shared"
		}
	}
	if s.tools, err = s.in.Catalog.Image("rust", tools, s.line); err != nil {
		return err
	}
	s.final, err = s.in.Catalog.Image(kind, base, strings.TrimPrefix(s.tools.OS, "debian"))
	if var_ := (*catalog.MissingError)(nil); errors.As(err, &var_) { // Alpine and scratch have no releases of Debian
		s.final, err = s.in.Catalog.Image(kind, base, "")
	}
	return err
}

// inContext gives paths of the repository as seen from the build's context.
func (s *rustService) inContext(paths ...string) (out []string) {
	for _, p := range paths {
		out = append(out, relativeTo(s.st.Context, p))
	}
	return out
}

// rustPlan decides what the template is told, on a base that rustOptions did not refuse.
func rustPlan(in Input, base string) (*Plan, error) {
	s, err := newRustService(in)
	if err != nil {
		return nil, err
	}
	if err := s.stand(base); err != nil {
		return nil, err
	}
	p, r, what, version := s.program, s.r, "Rust program", s.line
	if s.program.Framework.Known() {
		what = p.Framework.Value + " server"
	}
	if s.install != "" {
		version = s.install
	}
	m := &Rust{Common: common(in, base, fmt.Sprintf("%s, Rust %s on %s", what, version, base)), Program: p.Name, Package: r.Package, Features: p.Features,
		Manifests: s.inContext(r.Manifests...), Roots: s.inContext(r.Roots...), Own: r.Own, Locked: r.Locked, Deps: r.External, Git: r.Git.Known(), Install: s.install, Musl: s.musl,
		HostTarget: r.Target.Known(), Release: s.tools.Codename(), Offline: r.Offline.Known(), HasTests: r.Tests}
	m.Version, m.PortEnv, m.User, m.Port = version, p.PortEnv.Value, s.final.User, s.port()
	m.Images = RustImages{Toolchain: s.tools.Ref, Runtime: s.final.Ref}
	if dir := relativeTo(s.st.Context, r.Root); dir != "." {
		m.Dir = dir
	}
	for _, root := range m.Roots {
		m.RootDirs = union(m.RootDirs, path.Dir(root))
	}
	m.Env, m.Entrypoint, m.Cmd = s.env(), []string{"/" + p.Name}, s.arguments()
	m.learn(s)
	m.packages(s)
	if err := m.ends(s); err != nil {
		return nil, err
	}
	if m.Assets, err = newAssets(in); err != nil {
		return nil, err
	}
	m.files(s)
	for _, c := range r.Registries {
		env := "CARGO_REGISTRIES_" + strings.ToUpper(strings.ReplaceAll(c.Value, "-", "_")) + "_TOKEN"
		m.Registries = append(m.Registries, RustRegistry{Secret: "cargo-" + slug(c.Value), Env: env})
		m.Secrets = append(m.Secrets, Secret{ID: "cargo-" + slug(c.Value), Env: env, Why: "to download from the registry " + c.Value})
	}
	m.SSH = r.SSH.Known()
	m.SecretFiles = secretLines(s.st, []string{"."})
	if m.Port != 0 && !p.TCP {
		m.Health = RustHealth{Path: "/"}
		if goProbePath.MatchString(p.Health.Value) {
			m.Health = RustHealth{p.Health.Value, true}
		}
	}
	return &Plan{Model: m, Notes: append(s.notes, s.said()...)}, nil
}

// port is what the program listens on; 0 when it does not.
func (s *rustService) port() int {
	switch c := s.in.Choices.Port; {
	case c.Given():
		return c.Value
	case s.program.Port.Known():
		return s.program.Port.Value
	case s.program.PortEnv.Known() || len(s.program.Options) > 0:
		return 8080
	}
	return 0
}

// env sets the port where the program does not know it by itself, or where that makes the program listen on all addresses.
func (s *rustService) env() []Var {
	p, value := s.program, strconv.Itoa(s.port())
	if p.PortAddress {
		value = "0.0.0.0:" + value
	}
	if !p.PortEnv.Known() || s.port() == 0 || p.Port.Known() && p.Port.Value == s.port() && (!p.Host.Known() || p.HostEnv.Value != p.PortEnv.Value) {
		return nil
	}
	return []Var{{Name: p.PortEnv.Value, Value: value}}
}

// arguments are what a wished start command says behind the program's name; else the subcommand that listens, with the options
// that make it listen where it should.
func (s *rustService) arguments() (out []string) {
	if c := s.in.Choices.Start; c.Given() {
		if name := first(c.Value); path.Base(name) == s.program.Name || strings.Contains(name, "/") {
			return c.Value[1:]
		}
		return c.Value
	}
	p, number := s.program, strconv.Itoa(s.port())
	out = slices.Clone(p.Command.Value)
	for _, o := range p.Options {
		host, port := p.Host.Known() && !p.HostEnv.Known(), s.port() != p.Port.Value && !p.PortEnv.Known()
		switch {
		case s.port() == 0:
		case o.Holds == "address" && (host || port):
			return append(out, o.Name, "0.0.0.0:"+number)
		case o.Holds == "host" && host:
			out = append(out, o.Name, "0.0.0.0")
		case o.Holds == "port" && port:
			out = append(out, o.Name, number)
		}
	}
	return out
}

// said is what there is to say of the port.
func (s *rustService) said() (notes []detect.Note) {
	p, c := s.program, s.in.Choices.Port
	switch {
	case p.Serves && !c.Given() && p.PortEnv.Known() && !p.Port.Known():
		notes = append(notes, detect.Note{Text: fmt.Sprintf("the program listens where %s says; the image sets it to %s", p.PortEnv.Value, s.env()[0].Value), Because: p.PortEnv.Because})
	case p.Serves && !c.Given() && s.port() == 0:
		notes = append(notes, detect.Note{Text: "the program listens, but its sources do not tell on which port: there is no EXPOSE and no HEALTHCHECK", Add: "--port", Because: p.Because})
	case c.Given() && c.Value != 0 && p.Port.Known() && !p.PortEnv.Known() && len(p.Options) == 0 && c.Value != p.Port.Value:
		notes = append(notes, detect.Note{Text: fmt.Sprintf("the sources listen on %d, whatever the image says: %d is what is exposed and asked", p.Port.Value, c.Value), Add: "a variable such as PORT to the program", Because: p.Port.Because})
	}
	return notes
}

// packages decides on system packages, and with them on cross-compilation: libraries have to be the target's.
func (m *Rust) packages(s *rustService) {
	build, run := &SystemPackages{Manager: s.tools.Packages, Release: s.tools.Codename()}, &SystemPackages{Manager: s.final.Packages, Release: s.final.Codename()}
	m.Cross = s.musl == ""
	for _, n := range s.r.Native {
		m.Cross = m.Cross && len(n.Run) == 0 && !slices.Contains(n.Build, "g++")
		build.Names, build.For = union(build.Names, systemNames(build.Manager, n.Build...)...), union(build.For, n.Name)
		for _, name := range n.Run {
			if run.Release == "bookworm" {
				name = strings.TrimSuffix(name, "t64") // the names of 64-bit time came with trixie
			}
			run.Names = union(run.Names, systemNames(run.Manager, name)...)
		}
		run.For = union(run.For, n.Name)
	}
	if m.Git && s.r.SSH.Known() {
		build.Names = union(build.Names, "git", "openssh-client")
	}
	if slices.Sort(build.Names); len(build.Names) > 0 {
		m.BuildPackages = build
	}
	if slices.Sort(run.Names); len(run.Names) > 0 && run.Manager != "" {
		m.RuntimePackages = run
	}
}

// ends decides how the program is stopped, and what the debug target stands on.
func (m *Rust) ends(s *rustService) error {
	if m.Init = !s.program.Signals.Value; m.Init {
		image, err := s.in.Catalog.Image("debian", catalog.Slim, "")
		if err != nil {
			return err
		}
		m.Images.Init, m.InitPackage = image.Ref, &SystemPackages{Manager: image.Packages, Release: image.Codename(), Names: []string{"tini"}}
		m.Entrypoint = append([]string{"/usr/bin/tini-static", "--"}, m.Entrypoint...)
		if s.program.Interrupt.Value {
			m.StopSignal = "SIGINT"
		}
	}
	if !m.Wants("debug") {
		return nil
	}
	image := s.final
	if m.Is(catalog.Scratch) {
		static, err := s.in.Catalog.Image("static", catalog.Distroless, "")
		if err != nil {
			return err
		}
		image = static
	}
	if m.Images.Debug = image.Debug; image.Debug == "" {
		m.Images.Debug = image.Ref
	}
	return nil
}

// files adds what the final image holds beside the program: what it opens, and where it writes. Files of the image in a directory
// that the program writes to keep it from being a volume, which would hide newer ones.
func (m *Rust) files(s *rustService) {
	m.Certificates, m.TempDir = m.Is(catalog.Scratch) || m.Is(catalog.Slim), m.Is(catalog.Scratch) && s.r.Temp.Known()
	for _, f := range s.program.RunFiles {
		m.RuntimeFiles = append(m.RuntimeFiles, RustRuntimeFile{Path: relativeTo(s.st.Context, f.Path), Dest: path.Join("/app", f.Opened)})
		if path.IsAbs(f.Opened) {
			m.RuntimeFiles[len(m.RuntimeFiles)-1].Dest = f.Opened
		}
	}
	if m.Assets != nil && !s.r.Embeds.Known() {
		m.RuntimeFiles = append(m.RuntimeFiles, RustRuntimeFile{Path: m.Assets.Made, Dest: path.Join("/app", relativeTo(s.st.Dir, s.st.Assets.Into.Value)), FromAssets: true})
		m.Assets.Into = ""
	}
	writes := slices.Clone(s.program.Writes)
	if len(m.RuntimeFiles) > 0 || slices.ContainsFunc(writes, func(w detect.Write) bool { return !path.IsAbs(w.Dir) }) {
		m.WorkDir = "/app"
	}
	for i, w := range writes {
		for _, f := range m.RuntimeFiles {
			if dir := path.Join("/app", w.Dir); goCovered([]string{dir}, f.Dest) {
				writes[i].Keep = false
			}
		}
	}
	m.written(writes, m.WorkDir)
}

// learn adds what is known of the program that was chosen.
func (m *Rust) learn(s *rustService) {
	m.know("main", s.program.Name, s.program.Because)
	m.know("workspace", s.r.Root, []detect.Evidence{{Path: path.Join(s.r.Root, "Cargo.toml")}})
	m.know("offline", s.r.Offline.Value, s.r.Offline.Because)
	m.know("target", s.r.Target.Value, s.r.Target.Because)
	m.know("interrupt", true, s.program.Interrupt.Because)
	lists := map[string][]detect.Candidate{"registries": s.r.Registries}
	for _, n := range s.r.Native {
		lists["native"] = append(lists["native"], detect.Candidate{Value: n.Name, Because: []detect.Evidence{n.Because}})
	}
	for _, f := range s.program.RunFiles {
		lists["files"] = append(lists["files"], detect.Candidate{Value: f.Opened, Because: []detect.Evidence{f.Because}})
	}
	for name, list := range lists {
		var values []string
		var because []detect.Evidence
		for _, c := range list {
			values, because = append(values, c.Value), append(because, c.Because...)
		}
		m.know(name, values, because)
	}
}

// rustChosen puts the facts of the program that was asked for in the place of the first one's. An address that an option of the
// command moves is none that keeps others out.
func rustChosen(in Input) detect.Stack {
	s := rustService{in: in, st: in.Stack, r: in.Stack.Rust}
	if s.r == nil || len(s.r.Programs) == 0 || s.choose() != nil {
		return in.Stack
	}
	st, p := in.Stack, s.program
	st.Framework, st.Port, st.PortEnv, st.Health, st.Signals = p.Framework, p.Port, p.PortEnv, p.Health, p.Signals
	st.Host, st.HostEnv, st.Writes = p.Host, p.HostEnv, p.Writes
	for _, o := range p.Options {
		if o.Holds != "port" && slices.Contains(s.arguments(), o.Name) {
			st.Host, st.HostEnv = detect.Fact[string]{}, detect.Fact[string]{}
		}
	}
	return st
}
