package python

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// app is an application object, or the function that makes one.
type app struct {
	file    string
	name    string
	line    int
	factory bool
}

// entryFiles gives the files that may hold the program, best first.
func (p *project) entryFiles() []string {
	var out []string
	for _, place := range p.entryPlaces() {
		for _, name := range tables().EntryNames {
			if place == "" && name == "__init__" {
				continue
			}
			if file := path.Join(p.dir, place, name+".py"); p.t.Has(file) {
				out = append(out, file)
			}
		}
	}
	return append(out, p.otherFiles(out)...)
}

// otherFiles gives the remaining Python files at the top of the project, tests and set-up aside.
func (p *project) otherFiles(seen []string) []string {
	var out []string
	for _, name := range p.t.FilesIn[p.dir] {
		file := path.Join(p.dir, name)
		if strings.HasSuffix(name, ".py") && !isTool(name) && !slices.Contains(seen, file) {
			out = append(out, file)
		}
	}
	return out
}

// isTool reports whether a file is for building or testing the project rather than part of the program.
func isTool(name string) bool {
	return slices.Contains(tables().Tools, name) || strings.HasPrefix(name, "test_") || strings.HasSuffix(name, "_test.py")
}

// entryPlaces gives the directories to look in: the usual ones, then every package of the project.
func (p *project) entryPlaces() []string {
	out := append([]string(nil), tables().UsualPlaces...)
	for _, base := range []string{"", "src"} {
		for _, sub := range p.t.DirsIn[path.Join(p.dir, base)] {
			place := path.Join(base, sub)
			if p.t.Has(path.Join(p.dir, place, "__init__.py")) && !isTestDir(sub) && !slices.Contains(out, place) {
				out = append(out, place)
			}
		}
	}
	return out
}

// appsOf finds the application objects of a framework, best file first; a made one comes before a function that makes one.
func appsOf(p *project, f framework) []app {
	var made, factories []app
	for _, file := range p.entryFiles() {
		s := p.source(file)
		if app, ok := madeApp(s, f); ok {
			made = append(made, app)
		} else if app, ok := importedApp(s); ok {
			made = append(made, app)
		}
		if app, ok := factoryApp(s, f); ok {
			factories = append(factories, app)
		}
	}
	return append(callers(p, made), factories...)
}

var (
	factory  = pattern.New(`^(?:async\s+)?def\s+(create_app|make_app|get_app|build_app|app_factory|create_application|get_application)\s*\(\s*(\)|[^)]*=)?`)
	created  = pattern.New(`^(app|application|server|api)\s*(?::[^=]+)?=\s*(?:\w+\.)*(create_app|make_app|get_app|build_app|app_factory|create_application|get_application|get_wsgi_application|get_asgi_application)\(`)
	received = pattern.New(`^from\s+[\w.]+\s+import\s+(?:.*,\s*)?(?:\w+\s+as\s+)?(app|application)\b`)
)

// madeApp finds a top-level assignment of one of the framework's constructors.
func madeApp(s *source, f framework) (app, bool) {
	for i, line := range s.lines {
		if m := created.FindStringSubmatch(line); m != nil {
			return app{file: s.path, name: m[1], line: i + 1}, true
		}
		name, call, ok := strings.Cut(line, "=")
		if !ok || line == "" || strings.ContainsAny(line[:1], " \t") || strings.HasPrefix(call, "=") {
			continue
		}
		if made := constructed(call, f.Made); made {
			return app{file: s.path, name: variableName(name), line: i + 1}, variableName(name) != ""
		}
	}
	return app{}, false
}

// constructed reports whether an expression calls one of the constructors, bare or as an attribute of a module.
func constructed(expr string, made []string) bool {
	callee, _, ok := strings.Cut(strings.TrimSpace(expr), "(")
	if !ok {
		return false
	}
	callee = strings.TrimSpace(callee)
	callee = callee[strings.LastIndexByte(callee, '.')+1:]
	return slices.Contains(made, callee)
}

// variableName gives the name that an assignment binds: the first of several, without its type.
func variableName(left string) string {
	left, _, _ = strings.Cut(left, ":")
	left, _, _ = strings.Cut(left, ",")
	left = strings.Trim(strings.TrimSpace(left), "()")
	if !name.MatchString(left) {
		return ""
	}
	return left
}

var name = pattern.New(`^[A-Za-z_]\w*$`)

// importedApp finds an application that wsgi.py or asgi.py takes from elsewhere.
func importedApp(s *source) (app, bool) {
	base := path.Base(s.path)
	if base != "wsgi.py" && base != "asgi.py" {
		return app{}, false
	}
	line, m := s.find(received)
	if line == 0 {
		return app{}, false
	}
	return app{file: s.path, name: m[1], line: line}, true
}

// factoryApp finds a function that makes the application and can be called without arguments.
func factoryApp(s *source, f framework) (app, bool) {
	line, m := s.find(factory)
	if line == 0 || m[2] == "" {
		return app{}, false
	}
	makes := false
	for _, l := range s.lines[line:] {
		if _, call, ok := strings.Cut(l, "="); ok && constructed(call, f.Made) || strings.HasPrefix(strings.TrimSpace(l), "return ") && constructed(strings.TrimPrefix(strings.TrimSpace(l), "return "), f.Made) {
			makes = true
		}
	}
	return app{file: s.path, name: m[1], line: line, factory: true}, makes
}

// callers puts wsgi.py and asgi.py first, for they exist to be given to a server.
func callers(p *project, apps []app) []app {
	sort.SliceStable(apps, func(i, j int) bool { return isGate(apps[i].file) && !isGate(apps[j].file) })
	return apps
}

func isGate(file string) bool {
	base := path.Base(file)
	return base == "wsgi.py" || base == "asgi.py"
}

// entry decides what is started.
func entry(p *project) {
	for _, try := range []func() bool{p.declaredEntry, p.platformEntry, p.djangoEntry, p.appEntry, p.ownEntry, p.commandEntry, p.workerEntry, p.moduleEntry,
		p.scriptEntry} {
		if try() {
			return
		}
	}
}

// appEntry starts the application object that a server calls.
func (p *project) appEntry() bool {
	f := p.row()
	if len(f.Made) == 0 {
		return false
	}
	apps := appsOf(p, f)
	if len(apps) == 0 {
		apps = onlyApp(p, f)
	}
	if len(apps) == 0 {
		return false
	}
	rivals(p, apps)
	p.py.Interface, p.py.Factory = f.Kind, apps[0].factory
	app := appName(p, apps[0])
	p.py.App = detect.NewFact(app, p.at(p.source(apps[0].file), apps[0].line))
	p.py.Server = p.server(f.Kind)
	p.setPort(f, apps[0].file)
	if !p.py.Server.Known() {
		withoutServer(p, f, apps[0])
	}
	p.setStart()
	return true
}

// onlyApp finds the one application that the sources make, in a file of any name; none for a program with a command of its own.
func onlyApp(p *project, f framework) []app {
	var out []app
	for _, file := range p.envSources() {
		if app, ok := madeApp(p.source(file), f); ok && p.source(file).importsModule(f.Module) > 0 {
			out = append(out, app)
		}
	}
	if len(out) > 1 || len(commands(p)) > 0 || mainFile(p) != "" || slices.ContainsFunc(p.otherFiles(nil), func(file string) bool { return p.source(file).has(mainGuard) }) {
		return nil
	}
	return out
}

var wsgiServers = pattern.New(`\bWSGIServer\(|\bwaitress\.serve\(|\bWSGIContainer\(|\bCherryPyWSGIServer\(|\bcheroot\.wsgi\.Server\(|\beventlet\.wsgi\.server\(`)

// servingFile finds the file by which a WSGI program starts a server in its own code: the only one at the top that can be run.
func servingFile(p *project) string {
	if !slices.ContainsFunc(p.envSources(), func(file string) bool { return p.source(file).has(wsgiServers) }) {
		return ""
	}
	file := ""
	for _, f := range p.otherFiles(nil) {
		switch {
		case !p.source(f).has(mainGuard):
		case file != "":
			return ""
		default:
			file = f
		}
	}
	return file
}

// rivals asks when two files of one directory, equally good, each make an application.
func rivals(p *project, apps []app) {
	var equal []app
	for _, a := range apps {
		if !a.factory && !apps[0].factory && path.Dir(a.file) == path.Dir(apps[0].file) && !isGate(apps[0].file) &&
			slices.Contains(tables().EntryNames, strings.TrimSuffix(path.Base(a.file), ".py")) {
			equal = append(equal, a)
		}
	}
	if len(equal) < 2 || path.Base(equal[0].file) == "main.py" && imported(p, equal[1:], equal[0].file) {
		return
	}
	q := detect.Question{Key: "main", Text: "which of these applications does the image serve?"}
	for _, a := range equal {
		q.Candidates = append(q.Candidates, detect.Candidate{Value: appName(p, a), Because: []detect.Evidence{p.at(p.source(a.file), a.line)}})
	}
	p.stack.Questions = append(p.stack.Questions, q)
}

// imported reports whether a file imports all of the others, so that they are its parts.
func imported(p *project, parts []app, by string) bool {
	s := p.source(by)
	for _, a := range parts {
		name := strings.TrimSuffix(path.Base(a.file), ".py")
		if s.importsModule(name) == 0 && s.importsModule("."+name) == 0 {
			return false
		}
	}
	return true
}

// appName gives "module:name" for an application.
func appName(p *project, a app) string { return p.module(a.file) + ":" + a.name }

// developmentServer says what a framework's own server is not.
func developmentServer(p *project, f framework, add string) {
	if s := p.server("wsgi"); s.Known() {
		add = strings.Replace(add, "gunicorn, and ", "", 1)
		p.note(fmt.Sprintf("the program does not name what %s can serve, so the image runs %s's development server: it has one process and is not hardened", s.Value, f.Name), add, p.stack.Framework.Because...)
		return
	}
	p.note(fmt.Sprintf("no production server is declared, so the image runs %s's development server: it has one process and is not hardened", f.Name), add, p.stack.Framework.Because...)
}

// withoutServer takes the sound fallback when no server is declared, and says so.
func withoutServer(p *project, f framework, a app) {
	switch {
	case f.Fallback == "":
		runFile(p, f, a.file)
		return
	case f.Kind == "wsgi" && servingFile(p) != "":
		p.py.Interface, p.py.Factory = "", false
		runFile(p, f, servingFile(p))
		return
	case f.Kind == "asgi":
		p.py.Extra = append(p.py.Extra, detect.Candidate{Value: f.Fallback, Because: p.py.App.Because})
		p.note(fmt.Sprintf("%s needs an ASGI server, but none is declared: the build installs %s without a version, so two builds may differ", f.Name, f.Fallback),
			f.Fallback, p.stack.Framework.Because...)
	default:
		developmentServer(p, f, f.Add)
	}
	p.py.Server = detect.NewFact(f.Fallback, p.stack.Framework.Because...)
	if f.Fallback == "flask" {
		p.py.Env = append(p.py.Env, detect.Setting{Name: "FLASK_APP", Value: p.py.App.Value})
	}
}

// setStart writes the whole command from its parts.
func (p *project) setStart() {
	entry, args := Serve(p.py, p.py.App.Value, p.stack.Port.Value)
	if env := boundByEnv(p); p.py.Server.Value == "gunicorn" && env.Known() {
		p.stack.PortEnv, args = env, nil
	}
	p.stack.Start = detect.NewFact(append(entry, args...), append(append([]detect.Evidence(nil), p.py.App.Because...), p.py.Server.Because...)...)
}
