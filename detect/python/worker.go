package python

import (
	"strings"

	"github.com/msgen/msgen/detect"
)

// workerCommand gives the command of the worker that the sources show.
func workerCommand(p *project) detect.Fact[[]string] {
	for _, row := range tables().Queues {
		if _, ok := p.deps.get(row.Dep); !ok {
			continue
		}
		for _, file := range p.envSources() {
			s := p.source(file)
			if line, m := s.find(row.Shows); line > 0 {
				root := p.py.Root
				command := strings.NewReplacer("{module}", p.module(file), "{name}", m[1]).Replace(row.Command)
				if p.stack.Start.Known() {
					p.py.Root = root // the worker is another process
				}
				return detect.NewFact(strings.Fields(command), p.at(s, line))
			}
		}
	}
	return detect.Fact[[]string]{}
}

// workerEntry starts the worker of a program that serves nothing.
func (p *project) workerEntry() bool {
	if p.stack.Framework.Known() || serves(p) != "" {
		return false
	}
	q := workerCommand(p)
	if !q.Known() {
		return false
	}
	p.py.Server, p.py.App = detect.NewFact("declared", q.Because...), detect.NewFact(q.Value[0], q.Because...)
	p.stack.Start = q
	p.stack.Signals = detect.NewFact(true, q.Because...)
	return true
}

// besideWorker names the worker of a program that also serves, unless a declared process has.
func besideWorker(p *project) {
	q := workerCommand(p)
	start := strings.Join(p.stack.Start.Value, " ")
	if !q.Known() || strings.Join(q.Value, " ") == start || strings.HasPrefix(start, q.Value[0]+" ") && strings.Contains(start, " worker") {
		return
	}
	for _, n := range p.stack.Notes {
		if strings.HasPrefix(n.Text, "the process ") && strings.Contains(n.Add, q.Value[0]) {
			return
		}
	}
	other(p, q.Value[0]+" worker", strings.Join(q.Value, " "), q.Because[0])
}

// serves gives the first file at the top of the project that begins to listen.
func serves(p *project) string {
	for _, file := range p.otherFiles(nil) {
		s := p.source(file)
		for _, row := range tables().Listeners {
			if (row.Module == "" || s.importsModule(row.Module) > 0) && len(s.calls(row.Call)) > 0 {
				return file
			}
		}
	}
	return ""
}
