package python

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// process is a command that a platform runs.
type process struct {
	name, command string
	at            detect.Evidence
}

// processes gives the commands of the platforms' files, those of servers first in each.
func processes(p *project) []process {
	var out []process
	for _, row := range tables().Platforms {
		n, err := p.t.Document(path.Join(p.dir, row.Name))
		if err != nil || !p.t.Has(path.Join(p.dir, row.Name)) {
			continue
		}
		for _, at := range row.At {
			follow(n, at, "", func(name string, n *formats.Node) {
				command := strings.TrimPrefix(strings.TrimSpace(cmp.Or(n.Text(), n.At("command").Text(), strings.Join(append(n.Texts(), n.At("command").Texts()...), " && "))), "exec ")
				if command != "" && !slices.ContainsFunc(out, func(o process) bool { return o.at == detect.EvidenceOf(n) }) {
					out = append(out, process{name, command, detect.EvidenceOf(n)})
				}
			})
		}
	}
	return out
}

// platformEntry takes the first command that the platforms' files declare.
func (p *project) platformEntry() bool {
	for _, process := range processes(p) {
		if take(p, process.command, process.at) {
			return true
		}
	}
	return false
}

// platformPort is the port that a platform asks.
func (p *project) platformPort() detect.Fact[int] {
	var port detect.Fact[int]
	for _, row := range tables().Platforms {
		if n, err := p.t.Document(path.Join(p.dir, row.Name)); err == nil && row.Port != nil {
			follow(n, row.Port, "", func(_ string, n *formats.Node) { port = firstPort(port, portFact(n.Text(), detect.EvidenceOf(n))) })
		}
	}
	return port
}

// follow calls with what stands at a path, and with the name of its entry. In a list, a key takes the entries of that type.
func follow(n *formats.Node, at []string, name string, call func(string, *formats.Node)) {
	switch {
	case n == nil:
	case len(at) == 0:
		call(name, n)
	case n.Kind == formats.List:
		for _, item := range n.List() {
			if at[0] == "*" || at[0] == item.At("type").Text() {
				follow(item, at[1:], item.At("name").Text(), call)
			}
		}
	case at[0] == "*":
		for _, key := range n.Keys() {
			follow(n.At(key), at[1:], key, call)
		}
	case strings.HasSuffix(at[0], "ommand"): // what is run has the name of its entry
		follow(n.At(at[0]), at[1:], name, call)
	default:
		follow(n.At(at[0]), at[1:], at[0], call)
	}
}

// others names the processes of a Procfile, the platforms' files and a Compose file that run the same code beside the one that
// the image runs, and the other files that can be run.
func others(p *project) {
	start := strings.Join(p.stack.Start.Value, " ")
	if file := path.Join(p.dir, "Procfile"); p.t.Has(file) {
		for i, line := range p.t.Lines(file) {
			m := procLine.FindStringSubmatch(strings.TrimSpace(line))
			if m != nil && !startedAt(p, file, i+1) {
				other(p, m[1], m[2], p.t.At(file, i+1))
			}
		}
	}
	for _, process := range processes(p) {
		if !startedAt(p, process.at.Path, process.at.Line) && p.declared && isWorker(process.command) {
			other(p, process.name, process.command, process.at)
		}
	}
	scripts(p)
	file := p.t.First(p.dir, "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
	if file == "" {
		return
	}
	n, err := p.t.YAML(file)
	if err != nil {
		return
	}
	for _, name := range n.At("services").Keys() {
		service := n.At("services", name)
		command := cmp.Or(service.At("command").Text(), strings.Join(service.At("command").Texts(), " "))
		if service.At("build") != nil && command != "" && !strings.HasPrefix(start, command) && len(n.At("services").Keys()) > 1 && isWorker(command) {
			other(p, name, command, detect.EvidenceOf(service.At("command")))
		}
	}
}

// runsOn is what a program does that stays up: it waits for work.
var runsOn = pattern.New(`\bwhile\s+(?:True|1)\b|\.(?:blpop|brpop|start_consuming|run_forever|subscribe|start_polling|run_polling|work)\(|\bBlockingScheduler\b|\bKafkaConsumer\b|\bschedule\.run_pending\b`)

// scripts names the files at the top of the project that stay up on their own and are not what the image runs.
func scripts(p *project) {
	for _, file := range p.otherFiles([]string{p.file}) {
		s := p.source(file)
		line, _ := s.find(runsOn)
		if line > 0 && s.has(mainGuard) && !p.belongs(s) && p.file != "" && !strings.HasPrefix(p.py.App.Value, strings.TrimSuffix(path.Base(file), ".py")) {
			other(p, path.Base(file), "python "+p.rel(file), p.at(s, line))
		}
	}
}

var worker = pattern.New(`^python\s|\bcelery\b|\brq\b|\bdramatiq\b|\barq\b|\bhuey|\bworker\b|\bbeat\b|\bscheduler?\b|\bconsumer?\b`)

// isWorker reports whether a command runs something beside the server.
func isWorker(command string) bool { return worker.MatchString(command) }

// startedAt reports whether the start stands in a line.
func startedAt(p *project, file string, line int) bool {
	for _, e := range p.stack.Start.Because {
		if e.Path == file && e.Line == line {
			return true
		}
	}
	return false
}

// other names one process, and how it gets an image or when it runs.
func other(p *project, name, command string, at detect.Evidence) {
	command = strings.Join(strings.Fields(command), " ")
	if name == "release" {
		p.note("run the release step before each start of a new version: "+command, "", at)
		return
	}
	if line, _, ok := p.t.StartScript(p.dir, strings.Fields(command)); ok && line != "" {
		command = line
	}
	p.note("the process "+name+" does not run in this image", "docker run with this command, or a separate image with --port 0 --start '"+command+"'", at)
}
