package detect

import "strings"

// pyQueue is a library whose command runs the tasks of a program.
type pyQueue struct {
	dep string
	// shows is what a source with tasks shows; its group is the name of the object, where the command wants it.
	shows *expression
	// command has {module} and {name}.
	command string
}

func pyQueues() []pyQueue {
	return []pyQueue{
		{"celery", lazy(`^(\w+)\s*(?::[^=]+)?=\s*(?:celery\.)?Celery\(`), "celery --app {module}:{name} worker --loglevel INFO"},
		{"arq", lazy(`^class\s+(WorkerSettings)\b`), "arq {module}.{name}"},
		{"dramatiq", lazy(`^@(?:dramatiq\.)?(actor)\b`), "dramatiq {module}"},
		{"huey", lazy(`^(\w+)\s*=\s*\w*Huey\(`), "huey_consumer.py {module}.{name}"},
		{"rq", lazy(`\b(Worker)\(`), "python -m {module}"},
		{"rq", lazy(`\b(Queue)\(`), "rq worker"},
		{"taskiq", lazy(`^(\w+)\s*=\s*\w+Broker\(`), "taskiq worker {module}:{name}"},
	}
}

// queue gives the command of the worker that the sources show.
func (p *pyProject) queue() Fact[[]string] {
	for _, row := range pyQueues() {
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
				return fact(strings.Fields(command), p.at(s, line))
			}
		}
	}
	return Fact[[]string]{}
}

// workerEntry starts the worker of a program that serves nothing.
func (p *pyProject) workerEntry() bool {
	if p.stack.Framework.Known() || p.serves() != "" {
		return false
	}
	q := p.queue()
	if !q.Known() {
		return false
	}
	p.py.Server, p.py.App = fact("declared", q.Because...), fact(q.Value[0], q.Because...)
	p.stack.Start = q
	p.stack.Signals = fact(true, q.Because...)
	return true
}

// besideWorker names the worker of a program that also serves, unless a declared process has.
func (p *pyProject) besideWorker() {
	q := p.queue()
	start := strings.Join(p.stack.Start.Value, " ")
	if !q.Known() || strings.Join(q.Value, " ") == start || strings.HasPrefix(start, q.Value[0]+" ") && strings.Contains(start, " worker") {
		return
	}
	for _, n := range p.stack.Notes {
		if strings.HasPrefix(n.Text, "the process ") && strings.Contains(n.Add, q.Value[0]) {
			return
		}
	}
	p.other(q.Value[0]+" worker", strings.Join(q.Value, " "), q.Because[0])
}

// serves gives the first file at the top of the project that begins to listen.
func (p *pyProject) serves() string {
	for _, file := range p.otherFiles(nil) {
		s := p.source(file)
		for _, row := range pyListeners() {
			if (row.module == "" || s.importsModule(row.module) > 0) && len(s.calls(row.call)) > 0 {
				return file
			}
		}
	}
	return ""
}
