package detect

import (
	"path"
	"strings"
)

var pyCalls = lazy(`\b(?:run|serve|run_app|launch|listen|run_simple|TCPSite|make_server|HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|start_server|bind|WSGIServer|Config|add_insecure_port)\(`)

// setPort finds where the program listens: a call in its file, a variable's default, .env, the framework's own port.
func (p *pyProject) setPort(f pyFramework, file string) {
	var found Fact[int]
	p.file = file
	for _, from := range p.serveFiles() {
		if found = p.sourcePort(p.source(from)); found.Known() || p.stack.PortEnv.Known() {
			break
		}
	}
	fallback := Fact[int]{}
	if row := pyServerNamed(p.py.Server.Value); row != nil && row.dep != "" && p.py.Interface != "" {
		fallback = p.configuredBind(row, p.py.Server.Because[0])
	} else if f.port != 0 && p.stack.Framework.Known() {
		fallback = Fact[int]{Value: f.port, Because: p.stack.Framework.Because}
	}
	if !found.Known() && !fallback.Known() && !p.stack.PortEnv.Known() {
		return
	}
	p.stack.Port = pyFirstPort(found, p.dotenvPort(), fallback)
	if p.stack.Port.Value == 0 && p.stack.PortEnv.Known() {
		p.stack.Port = fact(8000, p.stack.PortEnv.Because...)
	}
}

func pyFirstPort(facts ...Fact[int]) Fact[int] {
	for _, f := range facts {
		if f.Known() {
			return f
		}
	}
	return Fact[int]{}
}

// sourcePort looks at the calls that begin to serve.
func (p *pyProject) sourcePort(s *pySource) Fact[int] {
	for _, c := range s.calls(pyCalls) {
		expr := portArgument(c.args)
		if expr == "" {
			continue
		}
		if f := p.portValue(s, expr, c.line, 0); f.Known() {
			return f
		}
	}
	return Fact[int]{}
}

// dotenvPort reads PORT from .env or its example, else the port of a platform's file.
func (p *pyProject) dotenvPort() Fact[int] {
	for _, name := range []string{".env", ".env.example", ".env.sample"} {
		file := path.Join(p.dir, name)
		if !p.t.has(file) {
			continue
		}
		if n, err := p.t.env(file); err == nil {
			if f := pyPortFact(n.at("PORT").text(), n.at("PORT").evidence()); f.Known() {
				return f
			}
		}
	}
	return p.platformPort()
}

// pyHealthPaths are the paths that stand for "I am well", best first.
var pyHealthPaths = []string{"/healthz", "/health", "/livez", "/live", "/health/live", "/healthcheck", "/health-check", "/health_check", "/_health", "/api/health", "/api/healthz",
	"/api/v1/health", "/ping", "/up", "/readyz", "/ready"}

var pyRoute = lazy(`(?:@(\w+)\.(?:get|route|api_route|head)\(\s*(?:path\s*=\s*)?|\bRoute\(\s*|\b(?:add_url_rule|add_route|add_get|add_api_route)\(\s*|\(\s*r?)["'](/[^"'<{]*)["']`)

var djangoPath = lazy(`\b(?:path|re_path|url)\(\s*r?["']\^?([^"'<]*?)\$?["']\s*,\s*([^,)]+)`)

// health finds a path that answers when the program is well.
func (p *pyProject) health() {
	if p.stack.Port.Value == 0 {
		return
	}
	if f := p.row(); f.health != "" {
		p.stack.Health = Fact[string]{Value: f.health, Because: p.stack.Framework.Because}
		return
	}
	found := map[string]Evidence{}
	if p.py.Django != nil {
		p.djangoRoutes(found)
	} else {
		p.routes(found)
	}
	for _, want := range pyHealthPaths {
		for _, have := range []string{want, want + "/"} {
			if at, ok := found[have]; ok {
				p.stack.Health = fact(have, at)
				return
			}
		}
	}
}

// routes gathers the paths of the program's own file and, where nothing mounts them under a prefix, of the files beside it.
func (p *pyProject) routes(found map[string]Evidence) {
	files := p.routeFiles()
	if len(files) == 1 && files[0] == "" {
		return
	}
	for _, file := range files {
		s := p.source(file)
		for i, line := range s.lines {
			for _, m := range pyRoute.FindAllStringSubmatch(line, -1) {
				if _, ok := found[m[2]]; !ok && pyHas(pyHealthPaths, strings.TrimSuffix(m[2], "/")) {
					found[m[2]] = p.at(s, i+1)
				}
			}
		}
	}
}

var pyPrefix = lazy(`\b(?:url_prefix|prefix|root_path)\s*=`)

// routeFiles gives the file of the program; if no file of the project mounts routes under a prefix, all of its sources.
func (p *pyProject) routeFiles() []string {
	all := p.envSources()
	for _, file := range all {
		if p.source(file).has(pyPrefix) {
			return []string{p.file}
		}
	}
	return all
}

// djangoRoutes gathers the paths of ROOT_URLCONF.
func (p *pyProject) djangoRoutes(found map[string]Evidence) {
	root := path.Dir(p.py.Django.Manage)
	for _, file := range p.settingsFiles(root) {
		_, m := p.source(file).find(djangoURLs)
		if m == nil {
			continue
		}
		s := p.source(path.Join(root, strings.ReplaceAll(m[1], ".", "/")+".py"))
		for i, line := range s.lines {
			if m := djangoPath.FindStringSubmatch(line); m != nil && !strings.HasPrefix(strings.TrimSpace(m[2]), "include") {
				found["/"+m[1]] = p.at(s, i+1)
			}
		}
		return
	}
}

var pySigterm = lazy(`\b(?:signal\.signal|add_signal_handler)\(\s*(?:signal\.)?(?:Signals\.)?SIGTERM|GracefulKiller|\bloop\.run_until_complete\(.*SIGTERM`)

var pyOwnServer = lazy(`\b(?:uvicorn\.run|web\.run_app|ui\.run|hypercorn\.asyncio|uvicorn\.Server)\(`)

// signals tells whether SIGTERM ends the program as process 1: its server does so, or its own code.
func (p *pyProject) signals() {
	if p.py.Stops() {
		p.stack.Signals = fact(true, p.py.Server.Because...)
		return
	}
	for _, file := range p.t.sources(p.dir, ".py") {
		s := p.source(file)
		if line, _ := s.find(pySigterm); line > 0 {
			p.stack.Signals = fact(true, p.at(s, line))
			return
		}
	}
	if file := path.Join(p.dir, p.py.App.Value); p.py.Server.Value == "python" && p.t.has(file) {
		s := p.source(file)
		if line, _ := s.find(pyOwnServer); line > 0 {
			p.stack.Signals = fact(true, p.at(s, line))
		}
	}
}

var pyRuns = lazy(`\b(?:subprocess\.(?:run|call|Popen|check_output|check_call)|os\.system|os\.popen|asyncio\.create_subprocess_\w+|ctypes\.util)\b`)

// shell tells whether the program runs other programs.
func (p *pyProject) shell() {
	for _, file := range p.envSources() {
		s := p.source(file)
		if line, _ := s.find(pyRuns); line > 0 {
			p.py.Shell = fact(true, p.at(s, line))
			return
		}
	}
}
