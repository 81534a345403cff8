package detect

import (
	"path"
	"strings"
)

var (
	pyGroup   = lazy(`@(?:\w+\.)?group\(|=\s*(?:typer\.)?Typer\(`)
	pyParser  = lazy(`\.add_parser\(\s*["'](serve|server|runserver|run-server|web|api|daemon)["']`)
	pyCommand = lazy(`^@\w+\.command\(\s*(?:name\s*=\s*)?(?:["']([\w-]+)["'])?`)
	pyDef     = lazy(`^(?:async\s+)?def\s+(\w+)\(`)
	pyTop     = lazy(`^[^\s)#]`)
)

// pySub is a subcommand of a program: its name, and whether it listens.
type pySub struct {
	name    string
	line    int
	listens bool
}

// subcommands gives the subcommands that a file defines with click or typer; none for a program of one command.
func (p *pyProject) subcommands(s *pySource) []pySub {
	var out []pySub
	if !s.has(pyGroup) {
		return nil
	}
	for i := 0; i < len(s.lines); i++ {
		m := pyCommand.FindStringSubmatch(s.lines[i])
		if m == nil {
			continue
		}
		sub := pySub{name: m[1], line: i + 1}
		for i++; i < len(s.lines) && !pyDef.MatchString(s.lines[i]); i++ {
		}
		if i >= len(s.lines) {
			break
		}
		if sub.name == "" {
			sub.name = strings.ReplaceAll(pyDef.FindStringSubmatch(s.lines[i])[1], "_", "-")
		}
		for i++; i < len(s.lines) && !pyTop.MatchString(s.lines[i]); i++ {
			for _, row := range pyListeners() {
				sub.listens = sub.listens || row.call.MatchString(s.lines[i])
			}
		}
		i--
		out = append(out, sub)
	}
	if len(out) == 1 && !strings.Contains(strings.Join(s.lines, "\n"), "group(") {
		return nil // typer leaves the name of a single command out
	}
	return out
}

// subcommand adds to the start of a program that only prints help the subcommand that listens, or asks which one runs.
func (p *pyProject) subcommand() {
	if p.file == "" || p.declared || p.py.Interface != "" {
		return
	}
	switch p.py.Server.Value {
	case "python", "module", "command":
	default:
		return
	}
	s := p.source(p.file)
	all := p.subcommands(s)
	if line, m := s.find(pyParser); line > 0 && len(all) == 0 && len(p.stack.Start.Value) < 4 {
		all = []pySub{{m[1], line, true}}
	}
	q := Question{Key: "start", Text: "which of these commands does the image run?"}
	for _, sub := range all {
		if sub.listens {
			p.stack.Start.Value = append(p.stack.Start.Value[:len(p.stack.Start.Value):len(p.stack.Start.Value)], sub.name)
			p.stack.Start.Because = append(p.stack.Start.Because, p.at(s, sub.line))
			return
		}
		q.Candidates = append(q.Candidates, Candidate{Value: strings.Join(p.stack.Start.Value, " ") + " " + sub.name, Because: []Evidence{p.at(s, sub.line)}})
	}
	if len(all) > 0 {
		p.stack.Questions = append(p.stack.Questions, q)
	}
}

// runnable gives the files below the top, in src or a package, that can be run, where none at the top can.
func (p *pyProject) runnable() []string {
	var out []string
	for _, place := range p.places() {
		for _, name := range p.t.dirs[path.Join(p.dir, place)] {
			file := path.Join(p.dir, place, name)
			if place != "" && strings.HasSuffix(name, ".py") && !isPyTool(name) && p.source(file).has(pyMainGuard) && !p.belongs(p.source(file)) {
				out = append(out, file)
			}
		}
	}
	return out
}
