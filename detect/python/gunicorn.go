package python

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	gunicornBind    = pattern.New(`^bind\s*=\s*\[?f?["'][^"']*:(\d+)["']`)
	gunicornBound   = pattern.New(`^bind\s*=`)
	gunicornSetting = pattern.New(`^(?:bind|workers|worker_class|threads|timeout|wsgi_app)\s*=`)
	gunicornWorker  = pattern.New(`^worker_class\s*=\s*["'][^"']*uvicorn`)
)

// gunicornConfig finds gunicorn's settings: the file that a command of the repository names, the one that gunicorn reads by
// itself, else one whose name says whose it is.
func (p *project) gunicornConfig() string {
	if p.gunicorn == nil {
		file := findGunicornConfig(p)
		p.gunicorn = &file
	}
	return *p.gunicorn
}

var gunicornNamed = pattern.New(`\bgunicorn\b.*\s(?:-c|--config)[ =]?["']?(?:python:([\w.]+)|(?:\./)?([\w./-]+\.py)\b)`)

func findGunicornConfig(p *project) string {
	for _, file := range p.t.Under(p.dir) {
		name := path.Base(file)
		command := strings.HasPrefix(name, "Procfile") || strings.HasPrefix(name, "Dockerfile") || strings.HasPrefix(name, "docker-compose") || strings.HasPrefix(name, "compose.") || name == "Makefile" || name == "justfile"
		if !command && !slices.Contains([]string{".sh", ".service", ".conf", ".toml", ".yml", ".yaml"}, path.Ext(name)) {
			continue
		}
		for _, line := range p.t.Lines(file) {
			m := gunicornNamed.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			for _, dir := range []string{p.dir, path.Dir(file)} {
				if config := path.Join(dir, cmp.Or(m[2], strings.ReplaceAll(m[1], ".", "/")+".py")); p.t.Has(config) && detect.Inside(config, p.dir) {
					return config
				}
			}
		}
	}
	if file := path.Join(p.dir, "gunicorn.conf.py"); p.t.Has(file) {
		return file
	}
	for _, dir := range []string{"", "config", "conf", "deploy", "docker", "gunicorn"} {
		for _, name := range p.t.FilesIn[path.Join(p.dir, dir)] {
			file := path.Join(p.dir, dir, name)
			if strings.HasSuffix(name, ".py") && strings.Contains(name+dir, "gunicorn") && p.source(file).has(gunicornSetting) {
				return file
			}
		}
	}
	return ""
}

// configuredBind finds the port in gunicorn's own settings, else gives the server's default.
func (p *project) configuredBind(row *server, at detect.Evidence) detect.Fact[int] {
	if file := p.gunicornConfig(); row.Name == "gunicorn" && file != "" {
		s := p.source(file)
		if line, m := s.find(gunicornBind); line > 0 {
			n, _ := strconv.Atoi(m[1])
			return detect.NewFact(n, p.at(s, line))
		}
		if line, _ := s.find(gunicornBound); line > 0 {
			if m := portEnv.FindStringSubmatch(s.lines[line-1]); m != nil {
				return firstPort(portFact(m[2], p.at(s, line)), detect.NewFact(row.Listens, at))
			}
		}
	}
	return firstPort(p.platformPort(), detect.NewFact(row.Listens, at))
}

// boundByEnv finds that gunicorn's settings take the port from a variable, which a --bind would overrule.
func boundByEnv(p *project) detect.Fact[string] {
	s := p.source(p.gunicornConfig())
	if line, _ := s.find(gunicornBound); line > 0 {
		if m := portEnv.FindStringSubmatch(s.lines[line-1]); m != nil && !strings.Contains(s.lines[line-1], "127.0.0.1") {
			return detect.NewFact(m[1], p.at(s, line))
		}
	}
	return detect.Fact[string]{}
}

// configured says by which file gunicorn is set up, and takes its port where the command names none.
func configured(p *project) {
	file := p.gunicornConfig()
	if p.py.Server.Value != "gunicorn" || file == "" {
		return
	}
	p.py.Configured = true
	if p.rel(file) != "gunicorn.conf.py" && !p.declared {
		p.py.Config = detect.NewFact(file, detect.Evidence{Path: file})
	}
}
