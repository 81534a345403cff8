package python

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/shell"
)

// declaredEntry takes the command of a Procfile: web, else worker, else the first.
func (p *project) declaredEntry() bool {
	file := path.Join(p.dir, "Procfile")
	if !p.t.Has(file) {
		return false
	}
	at, command := procfile(p.t.Lines(file))
	if command == "" {
		return false
	}
	return take(p, command, p.t.At(file, at))
}

var procLine = pattern.New(`^([A-Za-z0-9_-]+):\s*(.+)$`)

// procfile gives the line and the command of the process to run.
func procfile(lines []string) (int, string) {
	at, command, rank := 0, "", 0
	for i, line := range lines {
		m := procLine.FindStringSubmatch(strings.TrimSpace(line))
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
func declaredScript(p *project) bool {
	for _, name := range []string{"start", "serve"} {
		n := p.pyproject.At("tool", "pdm", "scripts", name)
		command := cmp.Or(n.Text(), n.At("cmd").Text())
		if command != "" && take(p, command, detect.EvidenceOf(either(n, n.At("cmd")))) {
			return true
		}
	}
	return false
}

// either gives the node that has a text.
func either(a, b *formats.Node) *formats.Node {
	if a.Text() != "" {
		return a
	}
	return b
}

// take makes a start of a command line that the repository declares; false when it needs a shell. A shell script that the line
// starts is read in its place.
func take(p *project, command string, at detect.Evidence) bool {
	origin := at
	defer func() {
		if origin != at && p.stack.Start.Known() {
			p.stack.Start.Because = append(p.stack.Start.Because, origin)
		}
	}()
	var asked map[string]string
	var set []shell.Var
	var words []string
	for scripts := 0; ; scripts++ {
		asked = map[string]string{}
		steps, err := shell.Steps(command, func(name string) bool {
			value, ok := declaredValue(p, command, name)
			asked[name] = value
			return ok
		})
		if err != nil || scripts > maxScripts {
			p.note("the declared command is ignored, because it needs a shell", "", at)
			return false
		}
		last := steps[len(steps)-1]
		words, set = unwrapped(last.Words), append(set, last.Env...)
		beforeStart(p, steps[:len(steps)-1], at)
		line, where, ok := p.t.StartScript(p.dir, words)
		if !ok {
			break
		}
		command, at = line, where
	}
	p.declared = true
	for _, v := range set {
		if portUse.MatchString(v.Value) {
			continue // the platform's port, which the image sets by itself
		}
		p.py.Env = append(p.py.Env, detect.Setting{Name: v.Name, Value: v.Value})
	}
	variables(p, words, asked)
	p.py.Server, p.py.App = detect.NewFact("declared", at), detect.NewFact(words[0], at)
	row, _ := declaredServer(words)
	words = beat(movablePort(p, row, words, at))
	port := namedPort(p, words, at)
	row, rest := declaredServer(words)
	if row == nil {
		declaredProgram(p, words, port, at)
		return true
	}
	undeclaredServer(p, row, words, at)
	p.py.Server, p.py.Interface = detect.NewFact(row.Name, at), row.Kinds[0]
	p.py.App = detect.NewFact(application(rest), at)
	words = reachable(p, row, words, port, at)
	p.stack.Start = detect.NewFact(words, at)
	return true
}

// maxScripts bounds how many scripts may start each other.
const maxScripts = 4

// beforeStart names the steps of a declared command that come before the program and that the image does not do.
func beforeStart(p *project, steps []shell.Command, at detect.Evidence) {
	var left []string
	for _, step := range steps {
		line := strings.Join(step.Words, " ")
		if !slices.ContainsFunc(tables().Preparing, func(begin string) bool { return strings.HasPrefix(line+" ", begin+" ") }) {
			left = append(left, line)
		}
	}
	if len(left) > 0 {
		p.note("the container runs only the last step of the declared command; run the others as a release step: "+strings.Join(left, " && "), "", at)
	}
}

// declaredValue gives the value that a variable of a declared command has where nobody sets it: what the command itself falls back
// to, else what the repository's example of the environment says. PORT is the platform's.
func declaredValue(p *project, command, name string) (string, bool) {
	if name == "PORT" {
		return "", true
	}
	if m := pattern.New(`\$\{` + name + `:?-([\w./:@,-]+)\}`).FindStringSubmatch(command); m != nil {
		return m[1], true
	}
	for _, file := range []string{".env.example", ".env.sample", ".env.dist", ".env.template"} {
		if n, err := p.t.Env(path.Join(p.dir, file)); err == nil && n.At(name).Text() != "" && !private.MatchString(name) {
			return n.At(name).Text(), true
		}
	}
	value, ok := map[string]string{"WEB_CONCURRENCY": "1"}[name] // what gunicorn and uvicorn take without it
	return value, ok
}

// variables sets those that a command names in the image, and names each in the words as the image expands it.
func variables(p *project, words []string, values map[string]string) {
	for _, name := range detect.SortedKeys(values) {
		use := pattern.New(`\$(?:` + name + `\b|\{` + name + `(?::?-[^}]*)?\})`)
		if name == "PORT" || !slices.ContainsFunc(words, use.MatchString) {
			continue
		}
		for i, w := range words {
			words[i] = use.Compiled().ReplaceAllString(w, "$$"+name)
		}
		p.py.Env = append(p.py.Env, detect.Setting{Name: name, Value: values[name]})
	}
}

// unwrapped leaves out a package manager that only runs the rest of a command.
func unwrapped(words []string) []string {
	for len(words) > 2 && words[1] == "run" && slices.Contains([]string{"poetry", "uv", "pipenv", "pdm", "hatch"}, words[0]) {
		for words = words[2:]; len(words) > 1 && strings.HasPrefix(words[0], "-"); words = words[1:] {
			if len(words) > 2 && slices.Contains([]string{"--with", "--env-file", "--extra", "--group", "--python", "-p"}, words[0]) {
				words = words[1:]
			}
		}
	}
	return words
}

// declaredProgram takes a command that starts no server that we know.
func declaredProgram(p *project, words []string, port detect.Fact[int], at detect.Evidence) {
	f := p.row()
	for i, w := range words {
		if strings.HasSuffix(w, ".py") && p.t.Has(path.Join(p.dir, w)) {
			if p.file = path.Join(p.dir, w); path.Base(w) != "manage.py" || i+1 < len(words) && strings.HasPrefix(words[i+1], "runserver") {
				p.setPort(f, p.file)
			}
			p.py.App = detect.NewFact(w, at)
			if i == 1 && isSource(words[0]) && len(words) == 2 {
				p.py.Server = detect.NewFact("python", at)
			}
		}
	}
	if port.Known() {
		p.stack.Port = detect.Strongest(port, p.stack.Port)
	}
	p.py.Env = append(p.py.Env, f.Env...)
	p.stack.Start = detect.NewFact(words, at)
}

// application gives the first word that is no option and no option's value.
func application(words []string) string {
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

// portUse finds the port's variable in a word: $PORT, ${PORT}, ${PORT:-8000}.
var portUse = pattern.New(`\$(?:PORT\b|\{PORT(?::?-(\d+))?\})`)

// namedPort leaves the port's variable in the words, where the image expands it; it gives the port that stands there as its
// default.
func namedPort(p *project, words []string, at detect.Evidence) detect.Fact[int] {
	var port detect.Fact[int]
	for i, w := range words {
		m := portUse.FindStringSubmatch(w)
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			n = dotenvPort(p).Value
		}
		if n == 0 {
			n = portOr(p, 8000)
		}
		port, p.stack.PortEnv = detect.NewFact(n, at), detect.NewFact("PORT", at)
		words[i] = strings.ReplaceAll(w, m[0], "$PORT")
	}
	return port
}

// beat keeps the schedule of Celery's beat where it may be written.
func beat(words []string) []string {
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
func undeclaredServer(p *project, row *server, words []string, at detect.Evidence) {
	found := map[string]detect.Evidence{}
	names := p.deps.names()
	if row.Dep != "" && !slices.Contains(names, row.Dep) {
		found[row.Dep] = at
	}
	if row.Name == "gunicorn" && strings.Contains(strings.Join(words, " "), "uvicorn") && !slices.Contains(names, "uvicorn") {
		found["uvicorn"] = at
	}
	install(p, found, "the declared command runs a program that no manifest lists: %s installed without a version, so two builds may differ", strings.Join(detect.SortedKeys(found), ", ")+" among the dependencies")
}

// private are names of variables that no image sets.
var private = pattern.New(`(?i)(?:SECRET|TOKEN|PASSWORD|PASSWD|KEY|CREDENTIAL|URL|DSN)`)
