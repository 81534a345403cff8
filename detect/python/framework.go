package python

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// framework is a row of the table of frameworks.
type framework struct {
	name string
	// dep is the package that brings it, module what sources import.
	dep, module string
	// kind is the interface: wsgi, asgi, or the name of the framework's own server.
	kind string
	// made are the constructors whose result is the application.
	made []string
	// fallback is the server to take when none of the interface is declared; "" for "python", the program itself.
	fallback string
	// add is what the note asks to add then.
	add string
	// port is where it listens when nothing else is said.
	port int
	// marks must stand in a source, where the package alone proves nothing (aiohttp is a client too).
	marks *pattern.Pattern
	// env makes it reachable from outside the container.
	env []detect.Setting
	// health is a path that it answers by itself.
	health string
	// writes are files beside the program that it makes when it starts.
	writes []string
	// stops reports that the program itself ends on SIGTERM when it runs as a script.
	stops bool
}

// frameworks is ordered: the first that fits wins, so that what stands on another comes before it.
func frameworks() []framework {
	return []framework{
		{name: "django", dep: "django", module: "django", kind: "wsgi", port: 8000},
		{name: "streamlit", dep: "streamlit", module: "streamlit", kind: "streamlit", fallback: "streamlit", port: 8501, health: "/_stcore/health",
			env: []detect.Setting{{Name: "HOME", Value: "/tmp"}, {Name: "STREAMLIT_BROWSER_GATHER_USAGE_STATS", Value: "false"}}},
		{name: "chainlit", dep: "chainlit", module: "chainlit", kind: "chainlit", fallback: "chainlit", port: 8000, env: []detect.Setting{{Name: "HOME", Value: "/tmp"}}},
		{name: "gradio", dep: "gradio", module: "gradio", kind: "script", port: 7860, marks: pattern.New(`\.launch\(`),
			env: []detect.Setting{{Name: "GRADIO_SERVER_NAME", Value: "0.0.0.0"}, {Name: "GRADIO_ANALYTICS_ENABLED", Value: "False"}, {Name: "HOME", Value: "/tmp"}}},
		{name: "nicegui", dep: "nicegui", module: "nicegui", kind: "script", port: 8080, stops: true, marks: pattern.New(`\bui\.run\(`)},
		{name: "panel", dep: "panel", module: "panel", kind: "panel", fallback: "panel", port: 5006, marks: pattern.New(`\.servable\(`)},
		{name: "fasthtml", dep: "python-fasthtml", module: "fasthtml", kind: "asgi", made: []string{"FastHTML", "fast_app"}, fallback: "uvicorn", port: 8000, writes: []string{".sesskey"}},
		{name: "fastapi", dep: "fastapi", module: "fastapi", kind: "asgi", made: []string{"FastAPI"}, fallback: "uvicorn", add: "uvicorn", port: 8000},
		{name: "litestar", dep: "litestar", module: "litestar", kind: "asgi", made: []string{"Litestar"}, fallback: "uvicorn", add: "uvicorn", port: 8000},
		{name: "quart", dep: "quart", module: "quart", kind: "asgi", made: []string{"Quart"}, fallback: "hypercorn", port: 8000},
		{name: "sanic", dep: "sanic", module: "sanic", kind: "sanic", made: []string{"Sanic"}, fallback: "sanic", port: 8000},
		{name: "dash", dep: "dash", module: "dash", kind: "wsgi", made: []string{}, port: 8050, add: "gunicorn",
			marks: pattern.New(`\bDash\(`), env: []detect.Setting{{Name: "HOST", Value: "0.0.0.0"}}},
		{name: "flask", dep: "flask", module: "flask", kind: "wsgi", made: []string{"Flask", "APIFlask", "OpenAPI"}, fallback: "flask", add: "gunicorn", port: 5000},
		{name: "bottle", dep: "bottle", module: "bottle", kind: "wsgi", made: []string{"Bottle", "default_app"}, fallback: "bottle", add: "gunicorn", port: 8080},
		{name: "falcon", dep: "falcon", module: "falcon.asgi", kind: "asgi", made: []string{"App"}, fallback: "uvicorn", add: "uvicorn", port: 8000},
		{name: "falcon", dep: "falcon", module: "falcon", kind: "wsgi", made: []string{"App", "API"}, add: "gunicorn", port: 8000},
		{name: "starlette", dep: "starlette", module: "starlette", kind: "asgi", made: []string{"Starlette"}, fallback: "uvicorn", add: "uvicorn", port: 8000},
		{name: "aiohttp", dep: "aiohttp", module: "aiohttp", kind: "script", port: 8080, stops: true, marks: pattern.New(`\brun_app\(|\bweb\.TCPSite\(|\bTCPSite\(`)},
		{name: "tornado", dep: "tornado", module: "tornado", kind: "script", port: 8888, marks: pattern.New(`\.listen\(|\bHTTPServer\(`)},
	}
}

// findFramework takes, of the rows whose package is declared, the one that the best entry file imports; the table's order decides
// between two in one file, and where no file imports any.
func findFramework(p *project) {
	const none = 1 << 20
	best, rank := framework{}, none+1
	var because detect.Evidence
	files := p.entryFiles()
	for _, f := range frameworks() {
		d, ok := p.deps.get(f.dep)
		if f.name == "django" && manageFile(p) != "" {
			if !ok {
				d.because = detect.Evidence{Path: manageFile(p)}
			}
			p.stack.Framework = detect.NewFact(f.name, d.because)
			return
		}
		if !ok || d.brought && f.marks == nil {
			continue
		}
		at := slices.Index(files, marked(p, f))
		if at < 0 && shown(p, f) {
			continue
		}
		if at < 0 {
			at = none
		}
		if at < rank {
			best, rank, because = f, at, d.because
		}
	}
	if best.name != "" {
		p.stack.Framework = detect.NewFact(best.name, because)
		return
	}
	importedFramework(p)
}

// shown reports whether a row holds only where a source shows it: its package has other uses, or its server is given a file.
func shown(p *project, f framework) bool {
	return f.marks != nil || len(f.made) == 0 || strings.Contains(f.module, ".")
}

// importedFramework looks for a framework that sources import and no manifest names.
func importedFramework(p *project) {
	for _, f := range frameworks() {
		if f.name == "django" || strings.Contains(f.module, ".") {
			continue
		}
		if file := marked(p, f); file != "" {
			s := p.source(file)
			p.stack.Framework = detect.NewFact(f.name, p.at(s, s.importsModule(f.module)))
			return
		}
	}
}

// marked gives the first entry file that imports the framework and shows its marks.
func marked(p *project, f framework) string {
	for _, file := range p.entryFiles() {
		s := p.source(file)
		if s.importsModule(f.module) == 0 {
			continue
		}
		if f.marks == nil || s.has(f.marks) {
			return file
		}
	}
	return ""
}

// row gives the table's row of the framework that was found.
func (p *project) row() framework {
	for _, f := range frameworks() {
		if f.name == p.stack.Framework.Value && (!strings.Contains(f.module, ".") || marked(p, f) != "") {
			return f
		}
	}
	return framework{kind: "script"}
}
