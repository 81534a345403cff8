package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// goService is one Go program on its way to a plan.
type goService struct {
	service
	g       *detect.Go
	program detect.Program
}

// newGoService decides what does not hang on the base.
func newGoService(in Input) (*goService, error) {
	s := &goService{service: service{in: in, st: in.Stack}, g: in.Stack.Go}
	if s.g == nil || len(s.g.Programs) == 0 {
		return nil, fmt.Errorf("%s has no main package", in.Stack.Name)
	}
	if err := s.choose(); err != nil {
		return nil, err
	}
	return s, s.release()
}

func (s *goService) plan() (p *Plan, err error) {
	m := &Go{Common: common(s.in, s.base, s.title())}
	m.Version, m.PortEnv = s.line, s.program.PortEnv.Value
	m.Port, m.Env, m.Secrets = s.port(), s.runEnv(), s.secrets()
	m.Entrypoint, m.Cmd = []string{"/" + s.program.Name}, s.arguments()
	m.learn(*s.g)
	m.learn(s.program)
	m.know("main", s.program.Dir, s.program.Because)
	if m.Assets, err = newAssets(s.in); err != nil {
		return nil, err
	}
	if m.Assets != nil && s.embedsAssets() == "" {
		m.Assets.Into = ""
	}
	m.module(s)
	m.compiler(s)
	m.targets(s)
	m.runtime(s)
	m.ignore(s)
	s.portNotes()
	s.sourceNotes()
	return &Plan{Model: m, Notes: s.notes}, nil
}

// choose takes the program that was asked for, by directory or name; else the first.
func (s *goService) choose() error {
	s.program = s.g.Programs[0]
	want := strings.TrimPrefix(s.in.Choices.Main.Value, "./")
	if want == "" {
		return nil
	}
	if i := slices.IndexFunc(s.g.Programs, func(p detect.Program) bool { return p.Dir == want || s.inContext(p.Dir) == want || p.Name == want }); i >= 0 {
		s.program = s.g.Programs[i]
		return nil
	}
	have := each(s.g.Programs, func(p detect.Program) string { return p.Dir })
	return refuse(nil, "--main "+strings.Join(have, " or --main "), "there is no main package in %s", want)
}

// title says what the image is, for people.
func (s *goService) title() string {
	what := "Go program"
	if f := s.program.Framework.Value; f != "" {
		what = f + " server"
	}
	return fmt.Sprintf("%s, Go %s on %s", what, s.line, s.base)
}

// port is what the program listens on; 0 when it does not.
func (s *goService) port() int {
	c := s.in.Choices.Port
	switch {
	case c.Given():
		return c.Value
	case s.program.Port.Known():
		return s.program.Port.Value
	case s.program.PortEnv.Known(), slices.ContainsFunc(s.program.Options, func(o detect.Option) bool { return o.Holds != "host" }):
		return 8080
	}
	return 0
}

// secrets are what the download of private modules wants.
func (s *goService) secrets() []Secret {
	if !s.g.Private.Known() || s.in.Network.Go.asks() {
		return s.in.Network.Go.secret("~/.netrc", "")
	}
	return []Secret{{ID: "netrc", File: "~/.netrc", Required: true, Why: "to download the private modules " + s.g.Private.Value}}
}

// portNotes says what there is to say of where the program listens.
func (s *goService) portNotes() {
	p, c, args := s.program, s.in.Choices.Port, s.options()
	switch {
	case p.Port.Known() || !p.Serves || c.Given():
	case p.PortEnv.Known():
		s.note(p.PortEnv.Because, "", "the address comes from %s; the image sets it to %s", p.PortEnv.Value, s.address())
	case len(args) > 0:
		s.note(p.Options[0].Because, "", "the address comes from the program's options; the image starts it with %s", strings.Join(args, " "))
	default:
		s.note(p.Framework.Because, "--port", "the program listens on a port that its sources do not name, so the image has no EXPOSE and no HEALTHCHECK")
	}
	if c.Given() && p.Port.Known() && !p.PortEnv.Known() && len(args) == 0 && c.Value != p.Port.Value && c.Value != 0 {
		s.note(p.Port.Because, "a variable such as PORT to the program", "the port %d is fixed in the source code, but the image exposes and checks port %d", p.Port.Value, c.Value)
	}
}

// sourceNotes says what the sources ask for and the image lacks.
func (s *goService) sourceNotes() {
	for _, e := range s.program.Embeds {
		if e.Missing && s.embedsAssets() == "" {
			s.note([]detect.Evidence{e.Because}, "", "%s is embedded but not in the repository: create it before you build the image", e.Path)
		}
	}
	for _, r := range s.program.Run {
		if _, ok := detect.ToolPackages(r.Value); !ok && !slices.Contains(tables().Desktop, r.Value) && s.base != catalog.Slim {
			s.note(r.Because, "", "the program runs %s, which is not in the image", r.Value)
		}
	}
	if s.in.Choices.Wants("dev") && s.g.Air == "" {
		s.note(nil, "`air init`", "there is no .air.toml, so the dev target runs the program but does not restart it when a source file changes")
	}
}
