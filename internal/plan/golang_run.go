package plan

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// runtime adds what the final image holds beside the program.
func (m *Go) runtime(s *goService) {
	p, bare := s.program, m.Is(catalog.Scratch)
	m.Images.Runtime, m.User = s.final.Ref, s.final.User
	if s.final.NeedsUser && s.final.Shell && len(p.Users) > 0 {
		m.User = "65534" // the program asks for its own name, and the base knows no other user
	}
	if m.Wants("debug") {
		m.Images.Debug = s.debugImage()
	}
	m.RuntimePackages = packages(s.final, nil, append(s.cgoPackages(false), s.toolPackages()...)...)
	m.Certificates = bare || len(p.Certs) > 0 && s.final.Kind == "debian"
	m.TempDir, m.UserName = bare && len(p.Temp) > 0, bare && len(p.Users) > 0
	into := ""
	if s.st.Assets != nil {
		into = s.st.Assets.Into.Value
	}
	for _, f := range p.RunFiles {
		switch {
		case into != "" && within(into, f.Path):
			made := m.Assets.Made + strings.TrimPrefix(f.Path, into)
			m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: made, FromAssets: true, Opened: f.Opened})
		case !f.Missing && !s.withDirectory(f):
			m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: s.inContext(f.Path), Opened: f.Opened})
		}
		if m.Assets != nil && m.Assets.Into == "" && strings.HasPrefix(into, f.Path+"/") {
			m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: m.Assets.Made, FromAssets: true, Opened: f.Opened + strings.TrimPrefix(into, f.Path)})
		}
	}
	if data := p.KoData.Value; data != "" {
		m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: s.inContext(data), Opened: "kodata"})
		m.Env = append(m.Env, Var{Name: "KO_DATA_PATH", Value: "/app/kodata"})
	}
	m.WorkDir = m.writes(s, m.RuntimeFiles)
	if m.Port != 0 {
		m.Health = s.health()
	}
}

// health is what the probe asks for: a path that answers 200, else the root, or only for a connection.
func (s *goService) health() GoHealth {
	p := s.program
	switch {
	case p.TCP:
		return GoHealth{PortEnvIsAddress: p.PortAddress}
	case goProbePath.MatchString(p.Health.Value):
		return GoHealth{Path: p.Health.Value, Known: true, PortEnvIsAddress: p.PortAddress}
	}
	return GoHealth{Path: "/", PortEnvIsAddress: p.PortAddress}
}

// writes adds what the program writes to, and gives the working directory. Files of the image that lie in a directory which the
// program writes to keep it from being a volume, for a volume would hide newer ones.
func (c *Common) writes(s *goService, files []GoRuntimeFile) (workdir string) {
	writes := slices.Clone(s.program.Writes)
	if len(files) > 0 || slices.ContainsFunc(writes, func(w detect.Write) bool { return !path.IsAbs(w.Dir) }) {
		workdir = "/app"
	}
	for i, w := range writes {
		at := slices.IndexFunc(files, func(f GoRuntimeFile) bool { return w.Dir == "." || within(w.Dir, f.Opened) })
		if w.Keep && at >= 0 {
			writes[i].Keep = false
			s.note(w.Because, "a separate directory for what the program writes", "the program writes to %s, which also contains %s from the repository, so what it writes is lost when the container is removed",
				path.Join(workdir, w.Dir), files[at].Opened)
		}
	}
	c.written(writes, workdir, false)
	return workdir
}

// debugImage is the final image with a shell.
func (s *goService) debugImage() string {
	image := s.final
	if image.Base == catalog.Scratch {
		if static, err := s.in.Catalog.Image("static", catalog.Distroless, ""); err == nil {
			image = static
		}
	}
	return cmp.Or(image.Debug, image.Ref)
}

// withDirectory reports whether a file comes with a directory that the program opens as well.
func (s *goService) withDirectory(f detect.RunFile) bool {
	return slices.ContainsFunc(s.program.RunFiles, func(d detect.RunFile) bool {
		return !d.Missing && strings.HasPrefix(f.Opened, d.Opened+"/") && strings.HasPrefix(f.Path, d.Path+"/")
	})
}

// arguments are what a wished start command says behind the program's name; else the subcommand that listens, with the options
// that make it listen where it should.
func (s *goService) arguments() []string {
	c := s.in.Choices.Start
	if !c.Given() {
		return append(slices.Clone(s.program.Command.Value), s.options()...)
	}
	if name := first(c.Value); path.Base(name) == s.program.Name || strings.ContainsRune(name, '/') {
		return c.Value[1:]
	}
	return c.Value
}

// options move the program to all addresses and to the wished port, where no variable does.
func (s *goService) options() (out []string) {
	p := s.program
	if s.port() == 0 {
		return nil
	}
	host := p.Host.Known() && !p.HostEnv.Known()
	port := !p.PortEnv.Known() && s.port() != p.Port.Value
	number := strconv.Itoa(s.port())
	for _, o := range p.Options {
		switch {
		case o.Holds == "address" && (host || port):
			return []string{o.Name + "=0.0.0.0:" + number}
		case o.Holds == "host" && host:
			out = append(out, o.Name+"=0.0.0.0")
		case o.Holds == "port" && port:
			out = append(out, o.Name+"="+number)
		}
	}
	return out
}

// goChosen puts the facts of the program that was asked for in the place of the first one's. An address that an option of the
// command moves is none that keeps others out.
func goChosen(in Input) detect.Stack {
	return (&goService{service: service{in: in, st: in.Stack}, g: in.Stack.Go}).chosen()
}

func (s *goService) chosen() detect.Stack {
	if s.g == nil || len(s.g.Programs) == 0 || s.choose() != nil {
		return s.st
	}
	st, p := s.st, s.program
	st.Framework, st.Port, st.PortEnv, st.Health = p.Framework, p.Port, p.PortEnv, p.Health
	st.Host, st.HostEnv, st.Writes = p.Host, p.HostEnv, p.Writes
	for _, word := range s.arguments() {
		option, _, _ := strings.Cut(word, "=")
		for _, o := range p.Options {
			if strings.TrimLeft(option, "-") == strings.TrimLeft(o.Name, "-") && o.Holds != "port" {
				st.Host, st.HostEnv = detect.Fact[string]{}, detect.Fact[string]{}
			}
		}
	}
	return st
}

// runEnv sets the port where the program does not know it by itself, where another one is wished, or where that makes the
// program listen on all addresses.
func (s *goService) runEnv() []Var {
	p := s.program
	closed := p.Host.Known() && p.HostEnv.Value == p.PortEnv.Value
	example := p.Port.Known() && strings.Contains(path.Base(p.Port.Because[0].Path), "env") // .env.example, which the image lacks
	if !p.PortEnv.Known() || s.port() == 0 || p.Port.Known() && p.Port.Value == s.port() && !closed && !example {
		return nil
	}
	return []Var{{Name: p.PortEnv.Value, Value: s.address()}}
}

// address is the port in the form that the program's variable has.
func (s *goService) address() string {
	port := strconv.Itoa(s.port())
	switch {
	case !s.program.PortAddress:
		return port
	case s.program.Host.Known():
		return "0.0.0.0:" + port
	}
	return ":" + port
}

// goProbePath is what a path may hold to be written into a program.
var goProbePath = regexp.MustCompile(`^/[A-Za-z0-9._~/-]*$`)
