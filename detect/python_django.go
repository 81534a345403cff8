package detect

import (
	"path"
	"strings"
)

var (
	djangoName     = lazy(`django|DJANGO_SETTINGS_MODULE`)
	djangoSettings = lazy(`["']DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']`)
	djangoStatic   = lazy(`^\s*STATIC_ROOT\s*(?::[^=]+)?=\s*(.+)$`)
	djangoHosts    = lazy(`^\s*ALLOWED_HOSTS\s*(?::[^=]+)?=\s*(.+)$`)
	djangoTables   = lazy(`^DATABASES\s*=`)
	djangoSQLite   = lazy(`django\.db\.backends\.sqlite3`)
	djangoGate     = lazy(`^\s*(WSGI|ASGI)_APPLICATION\s*=\s*["']([\w.]+)\.(\w+)["']`)
	djangoURLs     = lazy(`^\s*ROOT_URLCONF\s*=\s*["']([\w.]+)["']`)
	pyQuoted       = lazy(`["']([^"']*)["']`)
)

// manage finds manage.py: in the project's directory, or one or two below it.
func (p *pyProject) manage() string {
	for _, file := range p.t.named("manage.py") {
		if pyUnder(file, p.dir) && strings.Count(p.rel(file), "/") <= 2 && !isAside(p.rel(file)) {
			if line, _ := p.source(file).find(djangoName); line > 0 {
				return file
			}
		}
	}
	return ""
}

// besideDjango reads the settings of a Django project whose command the repository declares: its static files are collected all
// the same.
func (p *pyProject) besideDjango() {
	manage := p.manage()
	if manage == "" || p.py.Django != nil || p.stack.Framework.Value != "django" {
		return
	}
	p.djangoProject(manage, path.Dir(manage))
}

// djangoEntry starts a Django project.
func (p *pyProject) djangoEntry() bool {
	manage := p.manage()
	if manage == "" {
		return false
	}
	root := path.Dir(manage)
	if root != p.dir {
		p.py.Root = root
	}
	d := p.djangoProject(manage, root)
	f := pyFrameworks()[0]
	p.stack.Framework = strongest(p.stack.Framework, fact("django", Evidence{Path: manage}))
	kinds := []string{"wsgi", "asgi"}
	if at := p.websockets(root); at.Path != "" {
		kinds = []string{"asgi", "wsgi"}
		if !p.server("asgi").Known() {
			p.py.Extra = append(p.py.Extra, Candidate{Value: "daphne", Because: []Evidence{at}})
			p.deps.add(pyRequire("daphne", at))
			p.note("websockets want an ASGI server and none is declared: daphne is installed without a version, so two builds may differ", "daphne", at)
		}
	}
	for _, kind := range kinds {
		gate, at := p.gate(root, kind)
		server := p.server(kind)
		if gate == "" || !server.Known() {
			continue
		}
		p.py.Interface, p.py.Server, p.py.App = kind, server, fact(gate, at)
		p.setPort(f, manage)
		p.setStart()
		return true
	}
	p.py.Server, p.py.App = fact("runserver", Evidence{Path: manage}), fact(p.rel(manage), Evidence{Path: manage})
	p.note("no production server is declared: Django's own development server answers, one process and not hardened; it serves no static files when DEBUG is off", "gunicorn", d.Settings.Because...)
	p.setPort(f, manage)
	p.setStart()
	return true
}

// djangoProject reads manage.py and the settings.
func (p *pyProject) djangoProject(manage, root string) *Django {
	if p.py.Django != nil {
		return p.py.Django
	}
	d := &Django{Manage: manage}
	p.py.Django = d
	s := p.source(manage)
	if line, m := s.find(djangoSettings); line > 0 {
		d.Settings = fact(m[1], p.at(s, line))
	}
	byManage := d.Settings
	d.Settings = p.productionSettings(root, byManage)
	d.Told = d.Settings.Value != byManage.Value
	for _, file := range p.settingsFiles(root) {
		p.staticRoot(d, root, p.source(file))
		p.narrowHosts(d, p.source(file))
		p.database(p.source(file))
	}
	return d
}

// database says what a container does not do by itself: migrate.
func (p *pyProject) database(s *pySource) {
	if line, _ := s.find(djangoTables); line > 0 {
		p.note("the container does not migrate its database: run it with python manage.py migrate as a step of each release", "", p.at(s, line))
	}
}

// productionSettings prefers what wsgi.py names, for that is what is deployed.
func (p *pyProject) productionSettings(root string, manage Fact[string]) Fact[string] {
	for _, name := range []string{"wsgi.py", "asgi.py"} {
		for _, file := range p.t.named(name) {
			s := p.source(file)
			if line, m := s.find(djangoSettings); line > 0 && pyUnder(file, root) {
				return strongest(fact(m[1], p.at(s, line)), manage)
			}
		}
	}
	return manage
}

// settingsFiles gives the files of the settings module: it, and what it is built on in the same directory.
func (p *pyProject) settingsFiles(root string) []string {
	mod := strings.ReplaceAll(p.py.Django.Settings.Value, ".", "/")
	file := path.Join(root, mod+".py")
	if !p.t.has(file) {
		file = path.Join(root, mod, "__init__.py")
	}
	if mod == "" || !p.t.has(file) {
		return nil
	}
	out := []string{file}
	for name := range p.source(file).imports() {
		name = strings.ReplaceAll(strings.TrimLeft(name, "."), ".", "/")
		for _, dir := range []string{path.Dir(file), root} {
			if f := path.Join(dir, name+".py"); name != "" && p.t.has(f) && strings.Contains(f, "settings") && !pyHas(out, f) {
				out = append(out, f)
			}
		}
	}
	return pySortedTail(out)
}

// pySortedTail sorts all but the first.
func pySortedTail(list []string) []string {
	for i := 2; i < len(list); i++ {
		for j := i; j > 1 && list[j] < list[j-1]; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	return list
}

// staticRoot takes STATIC_ROOT where it is a path below the project.
func (p *pyProject) staticRoot(d *Django, root string, s *pySource) {
	line, m := s.find(djangoStatic)
	if line == 0 || d.StaticRoot.Known() {
		return
	}
	parts := pyQuoted.FindAllStringSubmatch(m[1], -1)
	if len(parts) == 0 || strings.Contains(m[1], "environ") || strings.Contains(m[1], "getenv") || strings.Contains(m[1], "env(") {
		return
	}
	dir := root
	for _, part := range parts {
		dir = path.Join(dir, part[1])
	}
	if strings.HasPrefix(parts[0][1], "/") || !pyUnder(dir, root) || dir == root {
		return
	}
	d.StaticRoot = fact(dir, p.at(s, line))
}

// narrowHosts tells whether a probe to 127.0.0.1 may be refused.
func (p *pyProject) narrowHosts(d *Django, s *pySource) {
	line, m := s.find(djangoHosts)
	if line == 0 || strings.Contains(m[1], "*") || strings.Contains(m[1], "127.0.0.1") {
		return
	}
	d.NarrowHosts = fact(true, p.at(s, line))
}

var djangoSocket = lazy(`\bProtocolTypeRouter\(|\bURLRouter\(|["']websocket["']\s*:`)

// websockets finds where asgi.py, or what it is made of, routes websockets, which a WSGI server cannot serve.
func (p *pyProject) websockets(root string) Evidence {
	for _, name := range []string{"asgi.py", "routing.py"} {
		for _, file := range p.t.named(name) {
			s := p.source(file)
			if line, _ := s.find(djangoSocket); line > 0 && pyUnder(file, root) && !isAside(p.rel(file)) {
				return p.at(s, line)
			}
		}
	}
	return Evidence{}
}

// gate finds the module that a server is given: what the settings name, else wsgi.py or asgi.py beside them.
func (p *pyProject) gate(root, kind string) (string, Evidence) {
	for _, file := range p.settingsFiles(root) {
		s := p.source(file)
		for i, line := range s.lines {
			if m := djangoGate.FindStringSubmatch(line); m != nil && strings.EqualFold(m[1], kind) && p.t.has(path.Join(root, strings.ReplaceAll(m[2], ".", "/")+".py")) {
				return m[2] + ":" + m[3], p.at(s, i+1)
			}
		}
	}
	for _, file := range p.t.named(kind + ".py") {
		if pyUnder(file, root) && !isAside(p.rel(file)) {
			mod := strings.TrimSuffix(strings.TrimPrefix(file, root+"/"), ".py")
			if root == "." {
				mod = strings.TrimSuffix(file, ".py")
			}
			return strings.ReplaceAll(mod, "/", ".") + ":application", Evidence{Path: file}
		}
	}
	return "", Evidence{}
}
