package detect

import (
	"path"
	"strings"
)

// pyPlatform is a file by which a hosting platform is told what to run.
type pyPlatform struct {
	name string
	read func(*tree, string) (*node, error)
	// at leads to the command; an asterisk stands for the entries of a list.
	at []string
}

// pyPlatforms are in order of trust, behind a Procfile.
func pyPlatforms() []pyPlatform {
	json := func(t *tree, file string) (*node, error) { return t.json(file, false) }
	return []pyPlatform{
		{"heroku.yml", (*tree).yaml, []string{"run", "web"}},
		{"app.yaml", (*tree).yaml, []string{"entrypoint"}},
		{"render.yaml", (*tree).yaml, []string{"services", "*", "startCommand"}},
		{"railway.json", json, []string{"deploy", "startCommand"}},
		{"railway.toml", (*tree).toml, []string{"deploy", "startCommand"}},
		{"nixpacks.toml", (*tree).toml, []string{"start", "cmd"}},
		{"fly.toml", (*tree).toml, []string{"processes", "app"}},
	}
}

// platformEntry takes the command that a platform's file declares.
func (p *pyProject) platformEntry() bool {
	for _, row := range pyPlatforms() {
		file := path.Join(p.dir, row.name)
		if !p.t.has(file) {
			continue
		}
		n, err := row.read(p.t, file)
		if err != nil {
			continue
		}
		if at := pyFollow(n, row.at); at.text() != "" && p.take(strings.TrimPrefix(strings.TrimSpace(at.text()), "exec "), at.evidence()) {
			return true
		}
	}
	return false
}

// pyFollow gives the first text at a path.
func pyFollow(n *node, at []string) *node {
	for i, key := range at {
		if key != "*" {
			n = n.at(key)
			continue
		}
		for _, item := range n.list() {
			if found := pyFollow(item, at[i+1:]); found.text() != "" {
				return found
			}
		}
		return nil
	}
	return n
}

// others names the processes of a Procfile and of a Compose file that run the same code beside the one that the image runs.
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

var pyWorker = lazy(`\bcelery\b|\brq\b|\bdramatiq\b|\barq\b|\bhuey|\bworker\b|\bbeat\b|\bscheduler?\b|\bconsumer?\b`)

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
