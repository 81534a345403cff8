package detect

import (
	"path"
	"strconv"
	"strings"
)

var (
	gunicornBind    = lazy(`^bind\s*=\s*\[?f?["'][^"']*:(\d+)["']`)
	gunicornSetting = lazy(`^(?:bind|workers|worker_class|threads|timeout|wsgi_app)\s*=`)
	gunicornWorker  = lazy(`^worker_class\s*=\s*["'][^"']*uvicorn`)
)

// gunicornConfig finds gunicorn's settings: the file that it reads by itself, else one whose name says whose it is.
func (p *pyProject) gunicornConfig() string {
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
	}
	return fact(row.listens, at)
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
