package detect

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

var (
	gunicornBind    = lazy(`^bind\s*=\s*\[?f?["'][^"']*:(\d+)["']`)
	gunicornBound   = lazy(`^bind\s*=`)
	gunicornSetting = lazy(`^(?:bind|workers|worker_class|threads|timeout|wsgi_app)\s*=`)
	gunicornWorker  = lazy(`^worker_class\s*=\s*["'][^"']*uvicorn`)
)

// gunicornConfig finds gunicorn's settings: the file that a command of the repository names, the one that gunicorn reads by
// itself, else one whose name says whose it is.
func (p *pyProject) gunicornConfig() string {
	if p.gunicorn == nil {
		file := p.findGunicornConfig()
		p.gunicorn = &file
	}
	return *p.gunicorn
}

var gunicornNamed = lazy(`\bgunicorn\b.*\s(?:-c|--config)[ =]?["']?(?:python:([\w.]+)|(?:\./)?([\w./-]+\.py)\b)`)

func (p *pyProject) findGunicornConfig() string {
	for _, file := range p.t.under(p.dir) {
		name := path.Base(file)
		command := strings.HasPrefix(name, "Procfile") || strings.HasPrefix(name, "Dockerfile") || strings.HasPrefix(name, "docker-compose") || strings.HasPrefix(name, "compose.") || name == "Makefile" || name == "justfile"
		if !command && !slices.Contains([]string{".sh", ".service", ".conf", ".toml", ".yml", ".yaml"}, path.Ext(name)) {
			continue
		}
		for _, line := range p.t.lines(file) {
			m := gunicornNamed.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			for _, dir := range []string{p.dir, path.Dir(file)} {
				if config := path.Join(dir, pyFirst(m[2], strings.ReplaceAll(m[1], ".", "/")+".py")); p.t.has(config) && pyUnder(config, p.dir) {
					return config
				}
			}
		}
	}
	if file := path.Join(p.dir, "gunicorn.conf.py"); p.t.has(file) {
		return file
	}
	for _, dir := range []string{"", "config", "conf", "deploy", "docker", "gunicorn"} {
		for _, name := range p.t.dirs[path.Join(p.dir, dir)] {
			file := path.Join(p.dir, dir, name)
			if strings.HasSuffix(name, ".py") && strings.Contains(name+dir, "gunicorn") && p.source(file).has(gunicornSetting) {
				return file
			}
		}
	}
	return ""
}

// configuredBind finds the port in gunicorn's own settings, else gives the server's default.
func (p *pyProject) configuredBind(row *pyServer, at Evidence) Fact[int] {
	if file := p.gunicornConfig(); row.name == "gunicorn" && file != "" {
		s := p.source(file)
		if line, m := s.find(gunicornBind); line > 0 {
			n, _ := strconv.Atoi(m[1])
			return fact(n, p.at(s, line))
		}
		if line, _ := s.find(gunicornBound); line > 0 {
			if m := pyPortEnv.FindStringSubmatch(s.lines[line-1]); m != nil {
				return pyFirstPort(pyPortFact(m[2], p.at(s, line)), fact(row.listens, at))
			}
		}
	}
	return pyFirstPort(p.platformPort(), fact(row.listens, at))
}

// boundByEnv finds that gunicorn's settings take the port from a variable, which a --bind would overrule.
func (p *pyProject) boundByEnv() Fact[string] {
	s := p.source(p.gunicornConfig())
	if line, _ := s.find(gunicornBound); line > 0 {
		if m := pyPortEnv.FindStringSubmatch(s.lines[line-1]); m != nil && !strings.Contains(s.lines[line-1], "127.0.0.1") {
			return fact(m[1], p.at(s, line))
		}
	}
	return Fact[string]{}
}

// configured says by which file gunicorn is set up, and takes its port where the command names none.
func (p *pyProject) configured() {
	file := p.gunicornConfig()
	if p.py.Server.Value != "gunicorn" || file == "" {
		return
	}
	p.py.Configured = true
	if p.rel(file) != "gunicorn.conf.py" && !p.declared {
		p.py.Config = fact(file, Evidence{Path: file})
	}
}
