package python

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

// server is something that listens and calls a Python program. In entry and args stand {app}, {port} and {interface}.
type server struct {
	name string
	// dep is the package that brings it; "" for a fallback that is never chosen by a dependency.
	dep string
	// kinds are the interfaces that it speaks, best first.
	kinds []string
	entry []string
	args  []string
	// host and bind are the options by which a declared command says where it listens.
	host, port, bind string
	// stops reports that it ends itself on SIGTERM, as process 1 too.
	stops bool
	// call is added to the name of a function that makes the application; factoryFlag is an option that says so.
	call, factoryFlag string
	// listens is its own default, for a declared command that says nothing.
	listens int
}

// factory gives a function that makes the application as this server wants it named.
func (s *server) factory(app string) string { return app + s.call }

// speaks reports whether the server can call such a program.
func (s *server) speaks(kind string) bool {
	for _, k := range s.kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// servers are in order of choice where several are declared.
func servers() []server {
	return []server{
		{name: "gunicorn", dep: "gunicorn", kinds: []string{"wsgi"}, entry: []string{"gunicorn", "{app}"},
			args: []string{"--bind", "0.0.0.0:{port}"}, bind: "--bind -b", stops: true, call: "()", listens: 8000},
		{name: "uvicorn", dep: "uvicorn", kinds: []string{"asgi"}, entry: []string{"uvicorn", "{app}"},
			args: []string{"--host", "0.0.0.0", "--port", "{port}"}, host: "--host", port: "--port", stops: true, factoryFlag: "--factory", listens: 8000},
		{name: "hypercorn", dep: "hypercorn", kinds: []string{"asgi", "wsgi"}, entry: []string{"hypercorn", "{app}"},
			args: []string{"--bind", "0.0.0.0:{port}"}, bind: "--bind -b", stops: true, call: "()", listens: 8000},
		{name: "granian", dep: "granian", kinds: []string{"asgi", "wsgi"}, entry: []string{"granian", "--interface", "{interface}", "{app}"},
			args: []string{"--host", "0.0.0.0", "--port", "{port}"}, host: "--host", port: "--port", stops: true, factoryFlag: "--factory", listens: 8000},
		{name: "daphne", dep: "daphne", kinds: []string{"asgi"}, entry: []string{"daphne", "{app}"},
			args: []string{"--bind", "0.0.0.0", "--port", "{port}"}, host: "--bind -b", port: "--port -p", stops: true, listens: 8000},
		{name: "waitress", dep: "waitress", kinds: []string{"wsgi"}, entry: []string{"waitress-serve"},
			args: []string{"--listen=0.0.0.0:{port}", "{app}"}, bind: "--listen", factoryFlag: "--call", listens: 8080},
		{name: "uwsgi", dep: "uwsgi", kinds: []string{"wsgi"}, entry: []string{"uwsgi", "--master", "--die-on-term", "--module", "{app}"},
			args: []string{"--http-socket", "0.0.0.0:{port}"}, bind: "--http-socket --http", stops: true, listens: 8000},
		{name: "sanic", dep: "sanic", kinds: []string{"sanic"}, entry: []string{"sanic", "{app}"},
			args: []string{"--host", "0.0.0.0", "--port", "{port}"}, host: "--host", port: "--port", stops: true, factoryFlag: "--factory", listens: 8000},
		{name: "streamlit", dep: "streamlit", kinds: []string{"streamlit"}, entry: []string{"streamlit", "run", "{app}", "--server.headless=true"},
			args: []string{"--server.address=0.0.0.0", "--server.port={port}"}, host: "--server.address", port: "--server.port", stops: true, listens: 8501},
		{name: "chainlit", dep: "chainlit", kinds: []string{"chainlit"}, entry: []string{"chainlit", "run", "{app}", "--headless"},
			args: []string{"--host", "0.0.0.0", "--port", "{port}"}, host: "--host", port: "--port", stops: true, listens: 8000},
		{name: "panel", dep: "panel", kinds: []string{"panel"}, entry: []string{"panel", "serve", "{app}"},
			args: []string{"--address", "0.0.0.0", "--port", "{port}", "--allow-websocket-origin", "*"}, host: "--address", port: "--port", listens: 5006},
		{name: "flask", kinds: []string{"flask"}, entry: []string{"flask", "run"},
			args: []string{"--host", "0.0.0.0", "--port", "{port}"}, host: "--host -h", port: "--port -p", listens: 5000},
		{name: "bottle", kinds: []string{"bottle"}, entry: []string{"python", "-m", "bottle", "{app}"},
			args: []string{"--bind", "0.0.0.0:{port}"}, bind: "--bind -b", listens: 8080},
		{name: "runserver", kinds: []string{"django"}, entry: []string{"python", "{app}", "runserver", "--noreload"},
			args: []string{"0.0.0.0:{port}"}, listens: 8000},
		{name: "python", kinds: []string{"script"}, entry: []string{"python", "{app}"}},
		{name: "module", kinds: []string{"module"}, entry: []string{"python", "-m", "{app}"}},
		{name: "command", kinds: []string{"command"}, entry: []string{"{app}"}},
	}
}

// serverNamed gives the row of that name, nil when there is none.
func serverNamed(name string) *server {
	rows := servers()
	for i := range rows {
		if rows[i].name == name {
			return &rows[i]
		}
	}
	return nil
}

// brought are packages that always bring another one, which no manifest needs to name then. "name[extra]" wants the extra.
func brought() map[string][]string {
	return map[string][]string{
		"fastapi[standard]": {"uvicorn"}, "fastapi[all]": {"uvicorn"}, "fastapi-cli": {"uvicorn"}, "fastapi-slim[standard]": {"uvicorn"},
		"quart": {"hypercorn"}, "python-fasthtml": {"uvicorn", "starlette"}, "gradio": {"uvicorn", "fastapi"}, "litestar[standard]": {"uvicorn"},
		"channels[daphne]": {"daphne"}, "nicegui": {"uvicorn", "fastapi"}, "dash": {"flask"}, "starlite": {"uvicorn"}, "chainlit": {"uvicorn", "fastapi"},
		"uvicorn-worker": {"uvicorn", "gunicorn"}, "connexion[uvicorn]": {"uvicorn"}, "connexion[flask]": {"flask"},
	}
}

// server chooses among the declared servers one that speaks the interface.
func (p *project) server(kind string) detect.Fact[string] {
	if file := p.gunicornConfig(); kind == "asgi" && file != "" {
		s := p.source(file)
		if _, ok := p.deps.get("gunicorn"); ok && s.has(gunicornWorker) {
			line, _ := s.find(gunicornWorker)
			return detect.NewFact("gunicorn", p.at(s, line))
		}
	}
	for _, row := range servers() {
		if row.dep == "" || !row.speaks(kind) {
			continue
		}
		if d, ok := p.deps.get(row.dep); ok {
			return detect.NewFact(row.name, d.because)
		}
	}
	return detect.Fact[string]{}
}

// declared finds the server that a declared command starts, and the words behind its name.
func declaredServer(words []string) (*server, []string) {
	if len(words) == 0 {
		return nil, nil
	}
	name, rest := words[0], words[1:]
	if isSource(name) && len(rest) > 1 && rest[0] == "-m" {
		name, rest = rest[1], rest[2:]
	}
	name = name[strings.LastIndexByte(name, '/')+1:]
	if name == "waitress-serve" {
		name = "waitress"
	}
	row := serverNamed(name)
	if row == nil || row.listens == 0 || row.name == "runserver" {
		return nil, nil
	}
	return row, rest
}

func isSource(word string) bool {
	word = word[strings.LastIndexByte(word, '/')+1:]
	return word == "python" || word == "python3" || strings.HasPrefix(word, "python3.")
}

// Serve gives the command that serves app on port: what the container always runs, and the arguments that a person may replace.
func Serve(p *detect.Python, app string, port int) (entry, args []string) {
	row := serverNamed(p.Server.Value)
	if row == nil {
		return nil, nil
	}
	if p.Factory {
		app = row.factory(app)
	}
	fill := strings.NewReplacer("{app}", app, "{port}", strconv.Itoa(port), "{interface}", p.Interface)
	for _, word := range row.entry {
		entry = append(entry, fill.Replace(word))
	}
	if p.Factory && row.factoryFlag != "" {
		entry = slices.Insert(entry, 1, row.factoryFlag) // waitress reads no option behind the application
	}
	for _, word := range row.args {
		args = append(args, fill.Replace(word))
	}
	return entry, args
}

// Stops reports whether the server ends itself on SIGTERM even as process 1.
func Stops(p *detect.Python) bool {
	row := serverNamed(p.Server.Value)
	return row != nil && row.stops
}
