package python

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

// serverNamed gives the row of that name, nil when there is none.
func serverNamed(name string) *server {
	rows := tables().Servers
	if i := slices.IndexFunc(rows, func(s server) bool { return s.Name == name }); i >= 0 {
		return &rows[i]
	}
	return nil
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
	for _, row := range tables().Servers {
		if row.Dep == "" || !slices.Contains(row.Kinds, kind) {
			continue
		}
		if d, ok := p.deps.get(row.Dep); ok {
			return detect.NewFact(row.Name, d.because)
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
	if row == nil || row.Listens == 0 || row.Name == "runserver" {
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
		app = app + row.Call
	}
	if row.Name == "module" {
		app = strings.ReplaceAll(strings.TrimSuffix(app, ".py"), "/", ".")
	}
	fill := strings.NewReplacer("{app}", app, "{port}", strconv.Itoa(port), "{interface}", p.Interface)
	for _, word := range row.Entry {
		entry = append(entry, fill.Replace(word))
	}
	if p.Factory && row.FactoryFlag != "" {
		entry = slices.Insert(entry, 1, row.FactoryFlag) // waitress reads no option behind the application
	}
	for _, word := range row.Args {
		args = append(args, fill.Replace(word))
	}
	return entry, args
}

// Stops reports whether the server ends itself on SIGTERM even as process 1.
func Stops(p *detect.Python) bool {
	row := serverNamed(p.Server.Value)
	return row != nil && row.Stops
}
