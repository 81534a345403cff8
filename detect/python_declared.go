package detect

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/shell"
)

// declaredEntry takes the command of a Procfile: web, else worker, else the first.
func (p *pyProject) declaredEntry() bool {
	file := path.Join(p.dir, "Procfile")
	if !p.t.has(file) {
		return false
	}
	at, command := pyProcfile(p.t.lines(file))
	if command == "" {
		return false
	}
	return p.take(command, p.t.at(file, at))
}

var pyProcLine = lazy(`^([A-Za-z0-9_-]+):\s*(.+)$`)

// pyProcfile gives the line and the command of the process to run.
func pyProcfile(lines []string) (int, string) {
	at, command, rank := 0, "", 0
	for i, line := range lines {
		m := pyProcLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil || m[1] == "release" {
			continue
		}
		r := map[string]int{"web": 3, "worker": 2}[m[1]]
		if r == 0 {
			r = 1
		}
		if r > rank {
			at, command, rank = i+1, m[2], r
		}
	}
	return at, command
}

// declaredScript takes the command that PDM is told to start.
func (p *pyProject) declaredScript() bool {
	for _, name := range []string{"start", "serve"} {
		n := p.pyproject.at("tool", "pdm", "scripts", name)
		command := pyFirst(n.text(), n.at("cmd").text())
		if command != "" && p.take(command, pyEither(n, n.at("cmd")).evidence()) {
			return true
		}
	}
	return false
}

// pyEither gives the node that has a text.
func pyEither(a, b *node) *node {
	if a.text() != "" {
		return a
	}
	return b
}

// take makes a start of a command line that the repository declares; false when it needs a shell.
func (p *pyProject) take(command string, at Evidence) bool {
	steps, err := shell.Commands(command, func(name string) bool { return name == "PORT" })
	if err != nil {
		p.note("the declared command needs a shell and is not taken over", "", at)
		return false
	}
	p.declared = true
	last := steps[len(steps)-1]
	words := last.Words
	for pyWrapper(words) {
		words = words[2:]
	}
	if len(steps) > 1 {
		p.note("only the last step of the declared command is the container's; run the others as a release step: "+strings.TrimSpace(command[:strings.LastIndex(command, "&&")]), "", at)
	}
	for _, v := range last.Env {
		if pyPortUse.MatchString(v.Value) {
			continue // the platform's port, which the image sets by itself
		}
		p.py.Env = append(p.py.Env, Setting{v.Name, v.Value})
	}
	p.py.Server, p.py.App = fact("declared", at), fact(words[0], at)
	row, _ := declaredServer(words)
	words = pyBeat(p.movablePort(row, words, at))
	port := p.namedPort(words, at)
	row, rest := declaredServer(words)
	if row == nil {
		p.declaredProgram(words, port, at)
		return true
	}
	p.undeclaredServer(row, words, at)
	p.py.Server, p.py.Interface = fact(row.name, at), row.kinds[0]
	p.py.App = fact(pyApplication(rest), at)
	words = p.reachable(row, words, port, at)
	p.stack.Start = fact(words, at)
	return true
}

// pyWrapper reports whether a command starts by asking a package manager to run the rest.
func pyWrapper(words []string) bool {
	if len(words) < 3 || words[1] != "run" {
		return false
	}
	return words[0] == "poetry" || words[0] == "uv" || words[0] == "pipenv" || words[0] == "pdm" || words[0] == "hatch"
}

// declaredProgram takes a command that starts no server that we know.
func (p *pyProject) declaredProgram(words []string, port Fact[int], at Evidence) {
	f := p.row()
	for i, w := range words {
		if strings.HasSuffix(w, ".py") && p.t.has(path.Join(p.dir, w)) {
			if p.file = path.Join(p.dir, w); path.Base(w) != "manage.py" || i+1 < len(words) && strings.HasPrefix(words[i+1], "runserver") {
				p.setPort(f, p.file)
			}
			p.py.App = fact(w, at)
			if i == 1 && isPython(words[0]) && len(words) == 2 {
				p.py.Server = fact("python", at)
			}
		}
	}
	if port.Known() {
		p.stack.Port = strongest(port, p.stack.Port)
	}
	p.py.Env = append(p.py.Env, f.env...)
	p.stack.Start = fact(words, at)
}

// pyApplication gives the first word that is no option and no option's value.
func pyApplication(words []string) string {
	for i, w := range words {
		if strings.HasPrefix(w, "-") {
			continue
		}
		if i > 0 && strings.HasPrefix(words[i-1], "-") && !strings.Contains(words[i-1], "=") && !strings.Contains(w, ":") {
			continue
		}
		if strings.ContainsAny(w, "/") || strings.HasPrefix(w, "0.0.0.0") {
			continue
		}
		return w
	}
	return ""
}

// pyPortUse finds the port's variable in a word: $PORT, ${PORT}, ${PORT:-8000}.
var pyPortUse = lazy(`\$(?:PORT\b|\{PORT(?::?-(\d+))?\})`)

// namedPort leaves the port's variable in the words, where the image expands it; it gives the port that stands there as its
// default.
func (p *pyProject) namedPort(words []string, at Evidence) Fact[int] {
	var port Fact[int]
	for i, w := range words {
		m := pyPortUse.FindStringSubmatch(w)
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			n = p.dotenvPort().Value
		}
		if n == 0 {
			n = p.portOr(8000)
		}
		port, p.stack.PortEnv = fact(n, at), fact("PORT", at)
		words[i] = strings.ReplaceAll(w, m[0], "$PORT")
	}
	return port
}

// pyBeat keeps the schedule of Celery's beat where it may be written.
func pyBeat(words []string) []string {
	if words[0] != "celery" || !slices.Contains(words, "beat") && !slices.Contains(words, "-B") && !slices.Contains(words, "--beat") {
		return words
	}
	for _, w := range words {
		if name, _, _ := strings.Cut(w, "="); name == "-s" || name == "-S" || strings.HasPrefix(name, "--schedule") {
			return words
		}
	}
	return append(words, "-s", "/tmp/celerybeat-schedule")
}

// undeclaredServer installs a server that the declared command starts and no manifest names, and what its workers need.
func (p *pyProject) undeclaredServer(row *pyServer, words []string, at Evidence) {
	found := map[string]Evidence{}
	names := p.deps.names()
	if row.dep != "" && !slices.Contains(names, row.dep) {
		found[row.dep] = at
	}
	if row.name == "gunicorn" && strings.Contains(strings.Join(words, " "), "uvicorn") && !slices.Contains(names, "uvicorn") {
		found["uvicorn"] = at
	}
	p.install(found, "the declared command starts what no manifest names: %s installed without a version, so two builds may differ", strings.Join(pySortedKeys(found), ", ")+" among the dependencies")
}

var pyBindPort = lazy(`^(?:0\.0\.0\.0|\[::\])?:\$(?:PORT\b|\{PORT(?::?-(\d+))?\})$`)

// movablePort leaves the address out of a command whose server takes the port of the platform's variable by itself, so that the
// variable still moves it.
func (p *pyProject) movablePort(row *pyServer, words []string, at Evidence) []string {
	if row == nil || row.name != "gunicorn" {
		return words
	}
	for i, w := range words {
		value := strings.TrimPrefix(strings.TrimPrefix(w, "--bind="), "-b")
		n := 1
		if (w == "--bind" || w == "-b") && i+1 < len(words) {
			value, n = words[i+1], 2
		}
		if m := pyBindPort.FindStringSubmatch(value); m != nil {
			p.stack.PortEnv = fact("PORT", at)
			p.stack.Port = pyFirstPort(pyPortFact(m[1], at), p.dotenvPort(), fact(p.portOr(row.listens), at))
			return append(words[:i:i], words[i+n:]...)
		}
	}
	return words
}

// portOr gives the framework's own port, or another.
func (p *pyProject) portOr(n int) int {
	if f := p.row(); f.port != 0 && f.name != "flask" {
		return f.port
	}
	return n
}

// reachable makes a declared server listen on all addresses, and finds its port.
func (p *pyProject) reachable(row *pyServer, words []string, port Fact[int], at Evidence) []string {
	if row.bind != "" {
		return p.reachableBind(row, words, port, at)
	}
	if !port.Known() {
		port = fact(row.listens, at)
		if n, err := strconv.Atoi(pyOption(words, row.port)); err == nil {
			port = fact(n, at)
		} else {
			words = append(words, strings.Fields(row.port)[0], strconv.Itoa(row.listens))
		}
	}
	p.stack.Port = port
	switch host := pyOption(words, row.host); {
	case host == "":
		words = append(words, strings.Fields(row.host)[0], "0.0.0.0")
	case pyLoopbackHost(host):
		p.note("the declared command listens on "+host+", which nothing outside the container can reach: it is replaced by 0.0.0.0", "", at)
		pyReplace(words, host, "0.0.0.0")
	}
	return words
}

// reachableBind is reachable for servers with one option for address and port.
func (p *pyProject) reachableBind(row *pyServer, words []string, port Fact[int], at Evidence) []string {
	bind := pyOption(words, row.bind)
	host, number, _ := strings.Cut(bind, ":")
	if n, err := strconv.Atoi(number); err == nil && n > 0 {
		port = fact(n, at)
	}
	if p.stack.Port.Known() && bind == "" {
		return words // movablePort has found it
	}
	if own := pyOption(words, "--port"); row.name == "waitress" && own != "" { // which listens on all addresses then
		n, err := strconv.Atoi(own)
		if err == nil {
			port = fact(n, at)
		}
		p.stack.Port = port
		return words
	}
	if !port.Known() {
		port = p.configuredBind(row, at)
	}
	p.stack.Port = port
	switch {
	case bind == "" && len(port.Because) > 0 && port.Because[0].Path != at.Path:
	case bind == "":
		words = append(words, strings.Fields(row.bind)[0], "0.0.0.0:"+strconv.Itoa(port.Value))
	case pyLoopbackHost(host):
		p.note("the declared command listens on "+host+", which nothing outside the container can reach: it is replaced by 0.0.0.0", "", at)
		pyReplace(words, bind, "0.0.0.0:"+number)
	}
	return words
}

func pyLoopbackHost(host string) bool {
	return host == "127.0.0.1" || host == "localhost" || host == "::1"
}

// pyOption gives the value of the first of several options (separated by spaces) in a command.
func pyOption(words []string, names string) string {
	for _, name := range strings.Fields(names) {
		for i, w := range words {
			if w == name && i+1 < len(words) {
				return words[i+1]
			}
			if v, ok := strings.CutPrefix(w, name+"="); ok {
				return v
			}
		}
	}
	return ""
}

// pyReplace replaces a value where it stands alone or behind "--option=".
func pyReplace(words []string, old, now string) {
	for i, w := range words {
		if w == old {
			words[i] = now
		} else if strings.HasSuffix(w, "="+old) {
			words[i] = strings.TrimSuffix(w, old) + now
		}
	}
}
