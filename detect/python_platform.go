package detect

import (
	"path"
	"slices"
	"strings"
)

// pyPlatform is a file by which a hosting platform is told what to run.
type pyPlatform struct {
	name string
	read func(*tree, string) (*node, error)
	// at leads to the commands, of servers first; an asterisk stands for the entries of a list or a table.
	at [][]string
	// port leads to the port that the platform asks.
	port []string
}

// pyPlatforms are in order of trust, behind a Procfile.
func pyPlatforms() []pyPlatform {
	json := func(t *tree, file string) (*node, error) { return t.json(file, false) }
	return []pyPlatform{
		{"heroku.yml", (*tree).yaml, [][]string{{"run", "web"}, {"run", "*"}}, nil},
		{"app.yaml", (*tree).yaml, [][]string{{"entrypoint"}}, nil},
		{"render.yaml", (*tree).yaml, [][]string{{"services", "web", "startCommand"}, {"services", "*", "startCommand"}}, nil},
		{".do/app.yaml", (*tree).yaml, [][]string{{"services", "*", "run_command"}, {"workers", "*", "run_command"}, {"jobs", "*", "run_command"}}, []string{"services", "*", "http_port"}},
		{"railway.json", json, [][]string{{"deploy", "startCommand"}}, nil},
		{"railway.toml", (*tree).toml, [][]string{{"deploy", "startCommand"}}, nil},
		{"nixpacks.toml", (*tree).toml, [][]string{{"start", "cmd"}}, nil},
		{"fly.toml", (*tree).toml, [][]string{{"processes", "app"}, {"processes", "web"}, {"processes", "*"}}, []string{"http_service", "internal_port"}},
	}
}

// pyProcess is a command that a platform runs.
type pyProcess struct {
	name, command string
	at            Evidence
}

// processes gives the commands of the platforms' files, those of servers first in each.
func (p *pyProject) processes() []pyProcess {
	var out []pyProcess
	for _, row := range pyPlatforms() {
		n, err := row.read(p.t, path.Join(p.dir, row.name))
		if err != nil || !p.t.has(path.Join(p.dir, row.name)) {
			continue
		}
		for _, at := range row.at {
			pyFollow(n, at, "", func(name string, n *node) {
				command := strings.TrimPrefix(strings.TrimSpace(pyFirst(n.text(), n.at("command").text(), strings.Join(append(n.texts(), n.at("command").texts()...), " && "))), "exec ")
				if command != "" && !slices.ContainsFunc(out, func(o pyProcess) bool { return o.at == n.evidence() }) {
					out = append(out, pyProcess{name, command, n.evidence()})
				}
			})
		}
	}
	return out
}

// platformEntry takes the first command that the platforms' files declare.
func (p *pyProject) platformEntry() bool {
	for _, process := range p.processes() {
		if p.take(process.command, process.at) {
			return true
		}
	}
	return false
}

// platformPort is the port that a platform asks.
func (p *pyProject) platformPort() Fact[int] {
	var port Fact[int]
	for _, row := range pyPlatforms() {
		if n, err := row.read(p.t, path.Join(p.dir, row.name)); err == nil && row.port != nil {
			pyFollow(n, row.port, "", func(_ string, n *node) { port = pyFirstPort(port, pyPortFact(n.text(), n.evidence())) })
		}
	}
	return port
}

// pyFollow calls with what stands at a path, and with the name of its entry. In a list, a key takes the entries of that type.
func pyFollow(n *node, at []string, name string, call func(string, *node)) {
	switch {
	case n == nil:
	case len(at) == 0:
		call(name, n)
	case n.kind == isList:
		for _, item := range n.list() {
			if at[0] == "*" || at[0] == item.at("type").text() {
				pyFollow(item, at[1:], item.at("name").text(), call)
			}
		}
	case at[0] == "*":
		for _, key := range n.keys() {
			pyFollow(n.at(key), at[1:], key, call)
		}
	case strings.HasSuffix(at[0], "ommand"): // what is run has the name of its entry
		pyFollow(n.at(at[0]), at[1:], name, call)
	default:
		pyFollow(n.at(at[0]), at[1:], at[0], call)
	}
}

// others names the processes of a Procfile, the platforms' files and a Compose file that run the same code beside the one that
// the image runs, and the other files that can be run.
func (p *pyProject) others() {
	start := strings.Join(p.stack.Start.Value, " ")
	if file := path.Join(p.dir, "Procfile"); p.t.has(file) {
		for i, line := range p.t.lines(file) {
			m := pyProcLine.FindStringSubmatch(strings.TrimSpace(line))
			if m != nil && !p.startedAt(file, i+1) {
				p.other(m[1], m[2], p.t.at(file, i+1))
			}
		}
	}
	for _, process := range p.processes() {
		if !p.startedAt(process.at.Path, process.at.Line) && p.declared && isWorker(process.command) {
			p.other(process.name, process.command, process.at)
		}
	}
	p.scripts()
	file := p.t.first(p.dir, "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
	if file == "" {
		return
	}
	n, err := p.t.yaml(file)
	if err != nil {
		return
	}
	for _, name := range n.at("services").keys() {
		service := n.at("services", name)
		command := pyFirst(service.at("command").text(), strings.Join(service.at("command").texts(), " "))
		if service.at("build") != nil && command != "" && !strings.HasPrefix(start, command) && len(n.at("services").keys()) > 1 && isWorker(command) {
			p.other(name, command, service.at("command").evidence())
		}
	}
}

// pyRunsOn is what a program does that stays up: it waits for work.
var pyRunsOn = lazy(`\bwhile\s+(?:True|1)\b|\.(?:blpop|brpop|start_consuming|run_forever|subscribe|start_polling|run_polling|work)\(|\bBlockingScheduler\b|\bKafkaConsumer\b|\bschedule\.run_pending\b`)

// scripts names the files at the top of the project that stay up on their own and are not what the image runs.
func (p *pyProject) scripts() {
	for _, file := range p.otherFiles([]string{p.file}) {
		s := p.source(file)
		line, _ := s.find(pyRunsOn)
		if line > 0 && s.has(pyMainGuard) && !p.belongs(s) && p.file != "" && !strings.HasPrefix(p.py.App.Value, strings.TrimSuffix(path.Base(file), ".py")) {
			p.other(path.Base(file), "python "+p.rel(file), p.at(s, line))
		}
	}
}

var pyWorker = lazy(`^python\s|\bcelery\b|\brq\b|\bdramatiq\b|\barq\b|\bhuey|\bworker\b|\bbeat\b|\bscheduler?\b|\bconsumer?\b`)

// isWorker reports whether a command runs something beside the server.
func isWorker(command string) bool { return pyWorker.MatchString(command) }

// startedAt reports whether the start stands in a line.
func (p *pyProject) startedAt(file string, line int) bool {
	for _, e := range p.stack.Start.Because {
		if e.Path == file && e.Line == line {
			return true
		}
	}
	return false
}

// other names one process, and how it gets an image or when it runs.
func (p *pyProject) other(name, command string, at Evidence) {
	if name == "release" {
		p.note("run the release step before each start of a new version: "+command, "", at)
		return
	}
	p.note("the process "+name+" is not what this image runs", "docker run with this command, or an image of its own by --port 0 --start '"+command+"'", at)
}
