package python

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	group  = pattern.New(`@(?:\w+\.)?group\(|=\s*(?:typer\.)?Typer\(`)
	parser = pattern.New(`\.add_parser\(\s*["'](serve|server|runserver|run-server|web|api|daemon)["']`)
	// compared is a subcommand in a comparison, in a program whose parsers are made in a loop.
	parsers  = pattern.New(`\.add_subparsers\(`)
	compared = pattern.New(`==\s*["'](serve|server|runserver|run-server|start)["']`)
	// wrapped is the command line of a framework, which a program calls as its own: it starts the server by "run".
	wrapped = pattern.New(`\b(?:(?:litestar_group|FlaskGroup)\(|litestar\.__main__ import run_cli\b)`)
	command = pattern.New(`^@\w+\.command\(\s*(?:name\s*=\s*)?(?:["']([\w-]+)["'])?`)
	def     = pattern.New(`^(?:async\s+)?def\s+(\w+)\(`)
	top     = pattern.New(`^[^\s)#]`)
)

// sub is a subcommand of a program: its name, and whether it listens.
type sub struct {
	name    string
	line    int
	listens bool
}

// subcommands gives the subcommands that a file defines with click or typer; none for a program of one command.
func subcommands(p *project, s *source) []sub {
	var out []sub
	if !s.has(group) {
		return nil
	}
	for i := 0; i < len(s.lines); i++ {
		m := command.FindStringSubmatch(s.lines[i])
		if m == nil {
			continue
		}
		sub := sub{name: m[1], line: i + 1}
		for i++; i < len(s.lines) && !def.MatchString(s.lines[i]); i++ {
		}
		if i >= len(s.lines) {
			break
		}
		if sub.name == "" {
			sub.name = strings.ReplaceAll(def.FindStringSubmatch(s.lines[i])[1], "_", "-")
		}
		for i++; i < len(s.lines) && !top.MatchString(s.lines[i]); i++ {
			for _, row := range tables().Listeners {
				sub.listens = sub.listens || row.Call.MatchString(s.lines[i])
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
func subcommand(p *project) {
	if p.file == "" || p.declared || p.py.Interface != "" {
		return
	}
	switch p.py.Server.Value {
	case "python", "module", "command":
	default:
		return
	}
	s := p.source(p.file)
	if line, _ := s.find(wrapped); line > 0 {
		p.stack.Start.Value = append(p.stack.Start.Value[:len(p.stack.Start.Value):len(p.stack.Start.Value)], "run", "--host", "0.0.0.0")
		p.stack.Start.Because = append(p.stack.Start.Because, p.at(s, line))
		return
	}
	all := subcommands(p, s)
	if line, m := s.find(parser); line > 0 && len(all) == 0 && len(p.stack.Start.Value) < 4 {
		all = []sub{{m[1], line, true}}
	}
	if line, m := s.find(compared); line > 0 && len(all) == 0 && s.has(parsers) && len(p.stack.Start.Value) < 2 {
		all = []sub{{m[1], line, true}}
	}
	q := detect.Question{Key: "start", Text: "which of these commands does the image run?"}
	for _, sub := range all {
		if sub.listens {
			p.stack.Start.Value = append(p.stack.Start.Value[:len(p.stack.Start.Value):len(p.stack.Start.Value)], sub.name)
			p.stack.Start.Because = append(p.stack.Start.Because, p.at(s, sub.line))
			return
		}
		q.Candidates = append(q.Candidates, detect.Candidate{Value: strings.Join(p.stack.Start.Value, " ") + " " + sub.name, Because: []detect.Evidence{p.at(s, sub.line)}})
	}
	if len(all) > 0 {
		p.stack.Questions = append(p.stack.Questions, q)
	}
}

// runnable gives the files below the top, in src or a package, that can be run, where none at the top can.
func runnable(p *project) []string {
	var out []string
	for _, place := range p.entryPlaces() {
		for _, name := range p.t.FilesIn[path.Join(p.dir, place)] {
			file := path.Join(p.dir, place, name)
			if place != "" && strings.HasSuffix(name, ".py") && !isTool(name) && p.source(file).has(mainGuard) && !p.belongs(p.source(file)) {
				out = append(out, file)
			}
		}
	}
	return out
}
