package python

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// queue is a library whose command runs the tasks of a program.
type queue struct {
	dep string
	// shows is what a source with tasks shows; its group is the name of the object, where the command wants it.
	shows *pattern.Pattern
	// command has {module} and {name}.
	command string
}

func queues() []queue {
	return []queue{
		{"celery", pattern.New(`^(\w+)\s*(?::[^=]+)?=\s*(?:celery\.)?Celery\(`), "celery --app {module}:{name} worker --loglevel INFO"},
		{"arq", pattern.New(`^class\s+(WorkerSettings)\b`), "arq {module}.{name}"},
		{"dramatiq", pattern.New(`^@(?:dramatiq\.)?(actor)\b`), "dramatiq {module}"},
		{"huey", pattern.New(`^(\w+)\s*=\s*\w*Huey\(`), "huey_consumer.py {module}.{name}"},
		{"rq", pattern.New(`\b(Worker)\(`), "python -m {module}"},
		{"rq", pattern.New(`\b(Queue)\(`), "rq worker"},
		{"taskiq", pattern.New(`^(\w+)\s*=\s*\w+Broker\(`), "taskiq worker {module}:{name}"},
	}
}

// workerCommand gives the command of the worker that the sources show.
func workerCommand(p *project) detect.Fact[[]string] {
	for _, row := range queues() {
		if _, ok := p.deps.get(row.dep); !ok {
			continue
		}
		for _, file := range p.envSources() {
			s := p.source(file)
			if line, m := s.find(row.shows); line > 0 {
				root := p.py.Root
				command := strings.NewReplacer("{module}", p.module(file), "{name}", m[1]).Replace(row.command)
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
		for _, row := range listeners() {
			if (row.module == "" || s.importsModule(row.module) > 0) && len(s.calls(row.call)) > 0 {
				return file
			}
		}
	}
	return ""
}
