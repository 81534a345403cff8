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
	in      Input
	st      detect.Stack
	g       *detect.Go
	program detect.Program
	line    string // the release line of Go
	base    string
	tools   catalog.Image // the toolchain
	final   catalog.Image
	notes   []detect.Note
}

// newGoService decides what does not hang on the base.
func newGoService(in Input) (*goService, error) {
	s := &goService{in: in, st: in.Stack, g: in.Stack.Go}
	if s.g == nil || len(s.g.Programs) == 0 {
		return nil, fmt.Errorf("%s has no main package", in.Stack.Name)
	}
	if err := s.choose(); err != nil {
		return nil, err
	}
	line, notes, err := goLine(in)
	s.line, s.notes = line, notes
	return s, err
}

// goPlan decides what the template is told, on a base that goOptions did not refuse.
func goPlan(in Input, base string) (*Plan, error) {
	s, err := newGoService(in)
	if err != nil {
		return nil, err
	}
	if err := s.stand(base); err != nil {
		return nil, err
	}
	m := &Go{Common: common(in, base, s.title())}
	m.Version, m.PortEnv = s.line, s.program.PortEnv.Value
	m.User = s.user(s.final)
	m.Port, m.Env, m.Secrets = s.port(), s.runEnv(), s.secrets()
	m.Entrypoint, m.Cmd = []string{"/" + s.program.Name}, s.arguments()
	m.learn(s)
	if err := m.assets(s); err != nil {
		return nil, err
	}
	m.module(s)
	m.compiler(s)
	m.targets(s)
	m.runtime(s)
	m.ignore(s)
	return &Plan{Model: m, Notes: s.allNotes()}, nil
}

// assets adds the front end.
func (m *Go) assets(s *goService) (err error) {
	if m.Assets, err = newAssets(s.in); err != nil || m.Assets == nil {
		return err
	}
	m.Assets.Into = ""
	if into := s.embedsAssets(); into != "" {
		m.Assets.Into = s.inContext(into)
	}
	return nil
}

// choose takes the program that was asked for, by directory or name; else the first.
func (s *goService) choose() error {
	s.program = s.g.Programs[0]
	want := strings.TrimPrefix(s.in.Choices.Main.Value, "./")
	if want == "" {
		return nil
	}
	var have []string
	for _, p := range s.g.Programs {
		if p.Dir == want || s.inContext(p.Dir) == want || p.Name == want {
			s.program = p
			return nil
		}
		have = append(have, p.Dir)
	}
	return &Refusal{Reason: fmt.Sprintf("there is no main package in %s", want), Nearest: "--main " + strings.Join(have, " or --main ")}
}

// inContext gives a path of the repository as seen from the build's context.
func (s *goService) inContext(p string) string { return relativeTo(s.st.Context, p) }

func (s *goService) allInContext(paths []string) []string {
	var out []string
	for _, p := range paths {
		out = append(out, s.inContext(p))
	}
	return out
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

// listens reports whether anything answers on a port.
func (s *goService) listens() bool { return s.port() != 0 }

// secrets are what the download of private modules wants.
func (s *goService) secrets() []Secret {
	if !s.g.Private.Known() || s.in.Network.Go.asks() {
		return s.in.Network.Go.secret("~/.netrc", "")
	}
	return []Secret{{ID: "netrc", File: "~/.netrc", Required: true, Why: "to download the private modules " + s.g.Private.Value}}
}

// portNotes are what there is to say of where the program listens.
func (s *goService) portNotes() (notes []detect.Note) {
	p := s.program
	if p.Serves && !p.Port.Known() && !s.in.Choices.Port.Given() {
		if args := s.options(); !p.PortEnv.Known() && len(args) > 0 {
			notes = append(notes, detect.Note{Text: fmt.Sprintf("the address comes from the program's options; the image starts it with %s", strings.Join(args, " ")), Because: p.Options[0].Because})
		} else if p.PortEnv.Known() {
			notes = append(notes, detect.Note{Text: fmt.Sprintf("the address comes from %s; the image sets it to %s", p.PortEnv.Value, s.address()), Because: p.PortEnv.Because})
		} else {
			notes = append(notes, detect.Note{Text: "the program listens on a port that its sources do not name, so the image has no EXPOSE and no HEALTHCHECK", Add: "--port", Because: p.Framework.Because})
		}
	}
	if c := s.in.Choices.Port; c.Given() && p.Port.Known() && !p.PortEnv.Known() && len(s.options()) == 0 && c.Value != p.Port.Value && c.Value != 0 {
		notes = append(notes, detect.Note{Text: fmt.Sprintf("the port %d is fixed in the source code, but the image exposes and checks port %d", p.Port.Value, c.Value),
			Add: "a variable such as PORT to the program", Because: p.Port.Because})
	}
	return notes
}

// allNotes are what the plan has to say.
func (s *goService) allNotes() []detect.Note {
	p, notes := s.program, append(s.notes, s.portNotes()...)
	for _, e := range p.Embeds {
		if e.Missing && s.embedsAssets() == "" {
			notes = append(notes, detect.Note{Text: e.Path + " is embedded but not in the repository: create it before you build the image", Because: []detect.Evidence{e.Because}})
		}
	}
	for _, r := range p.Run {
		if _, ok := detect.ToolPackages(r.Value); !ok && !goDesktop(r.Value) && s.base != catalog.Slim {
			notes = append(notes, detect.Note{Text: fmt.Sprintf("the program runs %s, which is not in the image", r.Value), Because: r.Because})
		}
	}
	if s.in.Choices.Wants("dev") && s.g.Air == "" {
		notes = append(notes, detect.Note{Text: "there is no .air.toml, so the dev target runs the program but does not restart it when a source file changes", Add: "`air init`"})
	}
	return notes
}

// learn adds what is known of the program that was chosen.
func (m *Go) learn(s *goService) {
	p := s.program
	m.know("main", p.Dir, p.Because)
	m.know("private", s.g.Private.Value, s.g.Private.Because)
	m.know("certificates", true, p.Certs)
	m.know("zones", true, p.Zones)
	m.know("users", true, p.Users)
	m.know("temp", true, p.Temp)
	m.know("tags", p.Tags.Value, p.Tags.Because)
	m.know("koData", p.KoData.Value, p.KoData.Because)
	each := func(name string, n int, at func(int) (string, []detect.Evidence)) {
		var list []detect.Candidate
		for i := range n {
			v, b := at(i)
			list = append(list, detect.Candidate{Value: v, Because: b})
		}
		m.knowAll(name, list)
	}
	each("cgo", len(p.Cgo), func(i int) (string, []detect.Evidence) {
		return p.Cgo[i].Module, []detect.Evidence{p.Cgo[i].Because}
	})
	each("commands", len(p.Run), func(i int) (string, []detect.Evidence) { return p.Run[i].Value, p.Run[i].Because })
	each("generated", len(p.Generated), func(i int) (string, []detect.Evidence) { return p.Generated[i].Tool, p.Generated[i].Because })
	each("files", len(p.RunFiles), func(i int) (string, []detect.Evidence) {
		return p.RunFiles[i].Opened, []detect.Evidence{p.RunFiles[i].Because}
	})
	each("linked", len(p.Linked), func(i int) (string, []detect.Evidence) {
		return p.Linked[i].Symbol, []detect.Evidence{p.Linked[i].Because}
	})
}
