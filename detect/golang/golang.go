package golang

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// Read finds the Go services: the modules with a program, of which those that listen come before the others.
func Read(t *detect.Tree) ([]detect.Stack, error) {
	if len(t.Under(".", ".go")) == 0 {
		return nil, nil
	}
	modules, err := modules(t)
	if err != nil {
		return nil, err
	}
	var services []*service
	for _, m := range modules {
		s, err := readService(t, m)
		if err != nil {
			return nil, err
		}
		if s != nil {
			services = append(services, s)
		}
	}
	var stacks []detect.Stack
	chosen := serving(services)
	for _, s := range chosen {
		stacks = append(stacks, s.stack(t, len(chosen) == 1))
		stacks = append(stacks, s.further(t)...)
	}
	return stacks, nil
}

// service is a module with at least one program.
type service struct {
	module   *module
	source   *source
	programs []detect.Program
	equals   int        // how many of the programs, from the first, fit equally well
	tier     int        // how well the first fits
	left     []*service // the modules with programs that get no image
}

// serving leaves out the modules whose programs are tools or examples beside a service: where one listens, those that stand beside
// the project; where none does, those whose place fits worse.
func serving(all []*service) []*service {
	best := 1 << 10
	serving, proper := false, false
	for _, s := range all {
		serving = serving || s.programs[0].Serves
		proper = proper || s.programs[0].Serves && !s.module.beside()
		best = min(best, s.tier)
	}
	var out, left []*service
	for _, s := range all {
		if serving && (s.programs[0].Serves && !proper || !s.module.beside()) || !serving && s.tier == best {
			out = append(out, s)
		} else {
			left = append(left, s)
		}
	}
	for _, s := range out {
		s.left = left
	}
	return out
}

// beside reports whether a module stands in a directory for what is beside the project, or for libraries.
func (m *module) beside() bool {
	for _, part := range strings.Split(m.dir, "/") {
		if slices.Contains(tables().Beside, part) || slices.Contains(tables().Library, part) {
			return true
		}
	}
	return false
}

// stack makes the report of a service. The only service of a workspace gets its files at the workspace's root.
func (s *service) stack(t *detect.Tree, only bool) detect.Stack {
	m, p := s.module, s.programs[0]
	out := detect.Stack{
		Name: m.name(), Dir: m.dir, Context: m.context, Stack: "go", Language: "Go", Source: home(m.path),
		License: license(t, m.dir), Framework: p.Framework, Version: m.version, Manager: m.manager(),
		Port: p.Port, PortEnv: p.PortEnv, Health: p.Health, Signals: detect.NewFact(true, p.Because[0]),
		Host: p.Host, HostEnv: p.HostEnv, Writes: p.Writes,
		Questions: s.questions(), Refusal: s.refusal(), Notes: s.notes(),
	}
	if s.equals < 2 {
		out.Start = detect.NewFact(append([]string{"/" + p.Name}, p.Command.Value...), append(slices.Clone(p.Because), p.Command.Because...)...)
	}
	if only && m.work != "" {
		out.Dir = m.context
	}
	out.Go = &detect.Go{
		Module: m.path, Dir: m.dir, Work: m.work, Manifests: m.manifests, Sums: m.sums, Vendor: m.vendor, Modules: m.count,
		Private: private(t, m), Programs: s.programs, Packages: packages(s.source), Tests: tests(s.source),
		Air: t.First(m.dir, ".air.toml", ".air.conf"),
	}
	return out
}

// further gives the programs that the service does not start, each as a service of its own.
func (s *service) further(t *detect.Tree) (out []detect.Stack) {
	for _, p := range detect.Further(s.programs, s.equals) {
		one := *s
		one.programs, one.equals, one.left = []detect.Program{p}, 1, nil
		stack := one.stack(t, false)
		stack.Name, stack.Dir, stack.More = p.Name, p.Dir, true
		out = append(out, stack)
	}
	return out
}

// questions asks which program is meant, where several fit equally well, and which of its commands serves.
func (s *service) questions() (out []detect.Question) {
	return detect.ProgramQuestions(s.programs, s.equals, func(p detect.Program) string { return p.Dir })
}
