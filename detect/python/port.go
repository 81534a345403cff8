package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var calls = pattern.New(`\b(?:run|start|serve|run_app|launch|listen|run_simple|TCPSite|make_server|HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|start_server|bind|WSGIServer|Config|add_insecure_port)\(`)

var (
	// debugger is a port for those who look into the program.
	debugger = pattern.New(`\b(?:debugpy|ptvsd|pydevd|remote_pdb|rpdb)\b`)
	portFlag = pattern.New(`\b(?:add_argument|option|Option|add)\(`)
	flagged  = pattern.New(`["']--(?:web-|http-|server-|listen-)?port["'].*\bdefault\s*=\s*(?:[A-Za-z_]\w*\.)*(\w+)`)
	portName = pattern.New(`^(?:DEFAULT_|HTTP_|SERVER_|LISTEN_|WEB_)*PORT\s*(?::[^=]+)?=\s*(.+)$`)
)

// named finds the port of a program that serves by itself where nothing leads from the call to it: the default of its option --port,
// or a constant of that name, as long as the sources agree.
func named(p *project) detect.Fact[int] {
	var found detect.Fact[int]
	for _, file := range p.envSources() {
		s := p.source(file)
		var all []detect.Fact[int]
		for _, c := range s.calls(portFlag) {
			if m := flagged.FindStringSubmatch(c.args); m != nil {
				all = append(all, portValue(p, s, m[1], c.line, 0))
			}
		}
		if line, m := s.find(portName); line > 0 {
			all = append(all, portValue(p, s, m[1], line, 0))
		}
		for _, f := range all {
			switch {
			case !f.Known():
			case !found.Known():
				found = f
			case found.Value != f.Value:
				return detect.Fact[int]{}
			}
		}
	}
	return found
}

// servesItself reports whether the program itself begins to listen.
func servesItself(p *project) bool {
	return p.py.Interface == "" && slices.Contains([]string{"python", "module", "command"}, p.py.Server.Value)
}

// setPort finds where the program listens: a call in its file, a variable's default, .env, the framework's own port.
func (p *project) setPort(f framework, file string) {
	var found detect.Fact[int]
	p.file = file
	for _, from := range serveFiles(p) {
		if found = sourcePort(p, f, p.source(from)); found.Known() || p.stack.PortEnv.Known() {
			break
		}
	}
	fallback := detect.Fact[int]{}
	if row := serverNamed(p.py.Server.Value); row != nil && row.Dep != "" && p.py.Interface != "" {
		fallback = p.configuredBind(row, p.py.Server.Because[0])
	} else if n := named(p); servesItself(p) && !found.Known() && n.Known() {
		fallback = n
	} else if f.Port != 0 && p.stack.Framework.Known() && !(f.Name == "flask" && servesItself(p) && p.py.Server.Value != "python" && !runsFlask(p)) && !(p.py.Server.Value == "command" && unused(p, f)) {
		fallback = detect.Fact[int]{Value: f.Port, Because: p.stack.Framework.Because}
	}
	if !found.Known() && !fallback.Known() && !p.stack.PortEnv.Known() {
		return
	}
	p.stack.Port = firstPort(found, dotenvPort(p), fallback)
	if p.stack.Port.Value == 0 && p.stack.PortEnv.Known() {
		p.stack.Port = detect.NewFact(8000, p.stack.PortEnv.Because...)
	}
}

// unused reports whether no source imports the framework: the project declares it and does not serve yet.
func unused(p *project, f framework) bool {
	return !slices.ContainsFunc(p.envSources(), func(file string) bool { return p.source(file).importsModule(f.Module) > 0 })
}

// runsFlask reports whether a source starts Flask's own server, whose port is known then.
func runsFlask(p *project) bool {
	return slices.ContainsFunc(p.envSources(), func(file string) bool { return p.source(file).importsModule("flask") > 0 && p.source(file).has(ownRun) })
}

func firstPort(facts ...detect.Fact[int]) detect.Fact[int] {
	for _, f := range facts {
		if f.Known() {
			return f
		}
	}
	return detect.Fact[int]{}
}

// sourcePort looks at the calls that begin to serve.
func sourcePort(p *project, f framework, s *source) detect.Fact[int] {
	found := s.calls(calls)
	for _, c := range found {
		if f.Marks != nil && f.Port != 0 && f.Marks.MatchString(s.lines[c.line-1]) && portArgument(c.args) == "" {
			return detect.Fact[int]{} // the framework's own server: a socket beside it is not the program's port
		}
	}
	for _, c := range found {
		expr := portArgument(c.args)
		if expr == "" || debugger.MatchString(s.lines[c.line-1]) {
			continue
		}
		if n := portValue(p, s, expr, c.line, 0); n.Known() {
			return n
		}
	}
	return detect.Fact[int]{}
}

// dotenvPort reads PORT from .env or its example, else the port of a platform's file.
func dotenvPort(p *project) detect.Fact[int] {
	return firstPort(p.t.DotenvPort(p.dir, ".env", ".env.example", ".env.sample"), p.platformPort())
}

var route = pattern.New(`(?:@(\w+)\.(?:get|route|api_route|head)\(\s*(?:path\s*=\s*)?|\bRoute\(\s*|\b(?:add_url_rule|add_route|add_get|add_api_route)\(\s*|\(\s*r?)["'](/[^"'<{]*)["']`)

var djangoPath = pattern.New(`\b(?:path|re_path|url)\(\s*r?["']\^?([^"'<]*?)\$?["']\s*,\s*([^,)]+)`)

// health finds a path that answers when the program is well.
func health(p *project) {
	if p.stack.Port.Value == 0 {
		return
	}
	if f := p.row(); f.Health != "" {
		p.stack.Health = detect.Fact[string]{Value: f.Health, Because: p.stack.Framework.Because}
		return
	}
	found := map[string]detect.Evidence{}
	if p.py.Django != nil {
		djangoRoutes(p, found)
	} else {
		routes(p, found)
	}
	for _, want := range tables().Health {
		for _, have := range []string{want, want + "/"} {
			if at, ok := found[have]; ok {
				p.stack.Health = detect.NewFact(have, at)
				return
			}
		}
	}
}

// routes gathers the paths of the program's own file and, where nothing mounts them under a prefix, of the files beside it.
func routes(p *project, found map[string]detect.Evidence) {
	files := routeFiles(p)
	if len(files) == 1 && files[0] == "" {
		return
	}
	for _, file := range files {
		s := p.source(file)
		for i, line := range s.lines {
			for _, m := range route.FindAllStringSubmatch(line, -1) {
				if _, ok := found[m[2]]; !ok && slices.Contains(tables().Health, strings.TrimSuffix(m[2], "/")) {
					found[m[2]] = p.at(s, i+1)
				}
			}
		}
	}
}

var prefix = pattern.New(`\b(?:url_prefix|prefix|root_path)\s*=`)

// routeFiles gives the file of the program; if no file of the project mounts routes under a prefix, all of its sources.
func routeFiles(p *project) []string {
	all := p.envSources()
	for _, file := range all {
		if p.source(file).has(prefix) {
			return []string{p.file}
		}
	}
	return all
}

// djangoRoutes gathers the paths of ROOT_URLCONF.
func djangoRoutes(p *project, found map[string]detect.Evidence) {
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

var sigterm = pattern.New(`\b(?:signal\.signal|add_signal_handler)\(\s*(?:signal\.)?(?:Signals\.)?SIGTERM|GracefulKiller|\bloop\.run_until_complete\(.*SIGTERM`)

var ownServer = pattern.New(`\b(?:uvicorn\.run|web\.run_app|ui\.run|hypercorn\.asyncio|uvicorn\.Server)\(`)

// signals tells whether SIGTERM ends the program as process 1: its server does so, or its own code.
func signals(p *project) {
	if Stops(p.py) {
		p.stack.Signals = detect.NewFact(true, p.py.Server.Because...)
		return
	}
	for _, file := range p.t.Sources(p.dir, ".py") {
		s := p.source(file)
		if line, _ := s.find(sigterm); line > 0 && !onDemand.MatchString(file) && p.belongs(s) {
			p.stack.Signals = detect.NewFact(true, p.at(s, line))
			return
		}
	}
	if p.py.Server.Value == "python" || p.py.Server.Value == "module" {
		s := p.source(p.file)
		if line, _ := s.find(ownServer); line > 0 {
			p.stack.Signals = detect.NewFact(true, p.at(s, line))
		} else if p.row().Stops {
			p.stack.Signals = detect.NewFact(true, p.stack.Framework.Because...)
		}
	}
}

var runs = pattern.New(`\b(?:subprocess\.(?:run|call|Popen|check_output|check_call)|os\.system|os\.popen|asyncio\.create_subprocess_\w+|ctypes\.util)\b`)

// findShell tells whether the program runs other programs.
func findShell(p *project) {
	for _, file := range p.envSources() {
		s := p.source(file)
		if line, _ := s.find(runs); line > 0 {
			p.py.Shell = detect.NewFact(true, p.at(s, line))
			return
		}
	}
}
