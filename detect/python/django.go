package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	djangoName     = pattern.New(`django|DJANGO_SETTINGS_MODULE`)
	djangoSettings = pattern.New(`["']DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']`)
	djangoStatic   = pattern.New(`^\s*STATIC_ROOT\s*(?::[^=]+)?=\s*(.+)$`)
	djangoAsks     = pattern.New(`environ|getenv|\b(?:env|config)(?:\.\w+)?\(`)
	djangoHosts    = pattern.New(`^\s*ALLOWED_HOSTS\s*(?::[^=]+)?=\s*(.+)$`)
	djangoTables   = pattern.New(`^DATABASES\s*(?::[^=]+)?=`)
	djangoSQLite   = pattern.New(`django\.db\.backends\.sqlite3`)
	djangoGate     = pattern.New(`^\s*(WSGI|ASGI)_APPLICATION\s*(?::[^=]+)?=\s*["']([\w.]+)\.(\w+)["']`)
	djangoURLs     = pattern.New(`^\s*ROOT_URLCONF\s*(?::[^=]+)?=\s*["']([\w.]+)["']`)
	quoted         = pattern.New(`["']([^"']*)["']`)
)

// manageFile finds manage.py: in the project's directory, or one or two below it.
func manageFile(p *project) string {
	for _, file := range p.t.Named("manage.py") {
		if detect.Inside(file, p.dir) && strings.Count(p.rel(file), "/") <= 2 && !detect.IsAside(p.rel(file)) {
			if line, _ := p.source(file).find(djangoName); line > 0 {
				return file
			}
		}
	}
	return ""
}

// besideDjango reads the settings of a Django project whose command the repository declares: its static files are collected all
// the same.
func besideDjango(p *project) {
	manage := manageFile(p)
	if manage == "" || p.py.Django != nil || p.stack.Framework.Value != "django" {
		return
	}
	djangoProject(p, manage, path.Dir(manage))
}

// djangoEntry starts a Django project.
func (p *project) djangoEntry() bool {
	manage := manageFile(p)
	if manage == "" {
		return false
	}
	root := path.Dir(manage)
	if root != p.dir {
		p.py.Root = root
	}
	d := djangoProject(p, manage, root)
	f := tables().Frameworks[0]
	p.stack.Framework = detect.Strongest(p.stack.Framework, detect.NewFact("django", detect.Evidence{Path: manage}))
	kinds := []string{"wsgi", "asgi"}
	if at := websockets(p, root); at.Path != "" {
		kinds = []string{"asgi", "wsgi"}
		if !p.server("asgi").Known() {
			p.py.Extra = append(p.py.Extra, detect.Candidate{Value: "daphne", Because: []detect.Evidence{at}})
			p.deps.add(require("daphne", at))
			p.note("websockets need an ASGI server, but none is declared: the build installs daphne without a version, so two builds may differ", "daphne", at)
		}
	}
	for _, kind := range kinds {
		gate, at := gateOf(p, root, kind)
		server := p.server(kind)
		if gate == "" || !server.Known() {
			continue
		}
		p.py.Interface, p.py.Server, p.py.App = kind, server, detect.NewFact(gate, at)
		p.setPort(f, manage)
		p.setStart()
		return true
	}
	p.py.Server, p.py.App = detect.NewFact("runserver", detect.Evidence{Path: manage}), detect.NewFact(p.rel(manage), detect.Evidence{Path: manage})
	p.note("no production server is declared, so the image runs Django's development server: it has one process, is not hardened, and serves no static files when DEBUG is off", "gunicorn", d.Settings.Because...)
	p.setPort(f, manage)
	p.setStart()
	return true
}

// djangoProject reads manage.py and the settings.
func djangoProject(p *project, manage, root string) *detect.Django {
	if p.py.Django != nil {
		return p.py.Django
	}
	d := &detect.Django{Manage: manage}
	p.py.Django = d
	s := p.source(manage)
	if line, m := s.find(djangoSettings); line > 0 {
		d.Settings = detect.NewFact(m[1], p.at(s, line))
	}
	byManage := d.Settings
	d.Settings = productionSettings(p, root, byManage)
	d.Told = d.Settings.Value != byManage.Value
	told := false
	for _, file := range p.settingsFiles(root) {
		told = told || staticRoot(p, d, root, p.source(file))
		narrowHosts(p, d, p.source(file))
		database(p, p.source(file))
	}
	return d
}

// database says what a container does not do by itself: migrate.
func database(p *project, s *source) {
	if line, _ := s.find(djangoTables); line > 0 {
		p.note("the container does not migrate its database: run python manage.py migrate as a step of each release", "", p.at(s, line))
	}
}

// productionSettings prefers what wsgi.py names, for that is what is deployed.
func productionSettings(p *project, root string, manage detect.Fact[string]) detect.Fact[string] {
	for _, name := range []string{"wsgi.py", "asgi.py"} {
		for _, file := range p.t.Named(name) {
			s := p.source(file)
			if line, m := s.find(djangoSettings); line > 0 && detect.Inside(file, root) {
				return detect.Strongest(detect.NewFact(m[1], p.at(s, line)), manage)
			}
		}
	}
	return manage
}

// settingsFiles gives the files of the settings module: it, and what these are built on in the same directory.
func (p *project) settingsFiles(root string) []string {
	mod := strings.ReplaceAll(p.py.Django.Settings.Value, ".", "/")
	file := path.Join(root, mod+".py")
	if !p.t.Has(file) {
		file = path.Join(root, mod, "__init__.py")
	}
	if mod == "" || !p.t.Has(file) {
		return nil
	}
	out := []string{file}
	for i := 0; i < len(out); i++ {
		for name := range p.source(out[i]).imports() {
			name = strings.ReplaceAll(strings.TrimLeft(name, "."), ".", "/")
			for _, dir := range []string{path.Dir(out[i]), root} {
				if f := path.Join(dir, name+".py"); name != "" && p.t.Has(f) && strings.Contains(f, "settings") && !slices.Contains(out, f) {
					out = append(out, f)
				}
			}
		}
	}
	slices.Sort(out[1:])
	return out
}

// staticRoot takes STATIC_ROOT where it is a path below the project, as far as that is written out: a variable counts as unset.
func staticRoot(p *project, d *detect.Django, root string, s *source) bool {
	line, m := s.find(djangoStatic)
	if line == 0 {
		return false
	}
	if dir, ok := findPlace(p, s, s.whole(line, m[1]), 0); ok {
		dir = path.Join(p.dir, dir)
		if detect.Inside(dir, root) && dir != root && !strings.Contains(dir, unknown) {
			d.StaticRoot = detect.NewFact(dir, p.at(s, line))
		}
		return true
	}
	parts := quoted.FindAllStringSubmatch(m[1], -1)
	if len(parts) == 0 || djangoAsks.MatchString(m[1]) {
		return true
	}
	dir := root
	for _, part := range parts {
		dir = path.Join(dir, part[1])
	}
	if !strings.HasPrefix(parts[0][1], "/") && detect.Inside(dir, root) && dir != root {
		d.StaticRoot = detect.NewFact(dir, p.at(s, line))
	}
	return true
}

// narrowHosts tells whether a probe to 127.0.0.1 may be refused.
func narrowHosts(p *project, d *detect.Django, s *source) {
	line, m := s.find(djangoHosts)
	if line == 0 || strings.Contains(m[1], "*") || strings.Contains(m[1], "127.0.0.1") {
		return
	}
	d.NarrowHosts = detect.NewFact(true, p.at(s, line))
}

var djangoSocket = pattern.New(`\bProtocolTypeRouter\(|\bURLRouter\(|["']websocket["']\s*:`)

// websockets finds where asgi.py, or what it is made of, routes websockets, which a WSGI server cannot serve.
func websockets(p *project, root string) detect.Evidence {
	for _, name := range []string{"asgi.py", "routing.py"} {
		for _, file := range p.t.Named(name) {
			s := p.source(file)
			if line, _ := s.find(djangoSocket); line > 0 && detect.Inside(file, root) && !detect.IsAside(p.rel(file)) {
				return p.at(s, line)
			}
		}
	}
	return detect.Evidence{}
}

// gateOf finds the module that a server is given: what the settings name, else wsgi.py or asgi.py beside them.
func gateOf(p *project, root, kind string) (string, detect.Evidence) {
	for _, file := range p.settingsFiles(root) {
		s := p.source(file)
		for i, line := range s.lines {
			if m := djangoGate.FindStringSubmatch(line); m != nil && strings.EqualFold(m[1], kind) && p.t.First(path.Join(root, strings.ReplaceAll(m[2], ".", "/")), "../"+m[2][strings.LastIndexByte(m[2], '.')+1:]+".py", "__init__.py") != "" {
				return m[2] + ":" + m[3], p.at(s, i+1)
			}
		}
	}
	for _, file := range append(slices.Clone(p.t.Named(kind+".py")), p.t.Named("__init__.py")...) {
		mod := strings.TrimSuffix(strings.TrimSuffix(detect.Below(root, file), ".py"), "/__init__")
		if path.Base(mod) == kind && detect.Inside(file, root) && !detect.IsAside(p.rel(file)) {
			return strings.ReplaceAll(mod, "/", ".") + ":application", detect.Evidence{Path: file}
		}
	}
	return "", detect.Evidence{}
}
