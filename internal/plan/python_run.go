package plan

import (
	"path"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

func itoa(n int) string { return strconv.Itoa(n) }

// port is what the program listens on; 0 for one that does not.
func (w *pyWork) port() int {
	if p := w.in.Choices.Port.Value; p != 0 {
		return p
	}
	return w.st.Port.Value
}

// exposed is the port that the image names and asks: none where a person said so, whatever the command names.
func (w *pyWork) exposed() int {
	if p := w.in.Choices.Port; p.Given() && p.Value == 0 {
		return 0
	}
	return w.port()
}

// served reports whether a server's own command line says where it listens.
func (w *pyWork) served() bool {
	_, args := w.py.Serve("x", 1)
	return len(args) > 0 || strings.Contains(strings.Join(w.st.Start.Value, " "), itoa(w.st.Port.Value))
}

// command gives what the container runs: what it demands, and what a person may replace.
func (w *pyWork) command() (entry, args []string) {
	switch {
	case w.in.Choices.Start.Given():
		entry = w.in.Choices.Start.Value
	case w.in.Choices.Main.Given():
		entry, args = w.mainCommand()
	default:
		entry, args = w.detectedCommand()
	}
	entry, args = w.forContainer(entry, args)
	if len(entry) > 0 && !w.installs() && (entry[0] == "python" || entry[0] == "python3") {
		entry = append([]string{w.final.Program}, entry[1:]...)
	}
	if w.needsInit() {
		init := "/usr/bin/tini-static"
		if w.base == catalog.Alpine {
			init = "/sbin/tini"
		}
		entry = append([]string{init, "--"}, entry...)
	}
	return entry, args
}

// mainCommand serves the application, or runs the file, that a person chose.
func (w *pyWork) mainCommand() (entry, args []string) {
	return w.py.Serve(w.in.Choices.Main.Value, w.port())
}

// detectedCommand takes the command apart where it is the table's; a declared one stays as it is, but for the port.
func (w *pyWork) detectedCommand() (entry, args []string) {
	entry, args = w.py.Serve(w.py.App.Value, w.st.Port.Value)
	whole := append(append([]string(nil), entry...), args...)
	if strings.Join(whole, "\x00") == strings.Join(w.st.Start.Value, "\x00") {
		return w.py.Serve(w.py.App.Value, w.port())
	}
	return movePort(w.st.Start.Value, w.st.Port.Value, w.port()), nil
}

// movePort replaces the port in a declared command.
func movePort(words []string, old, now int) []string {
	out := append([]string(nil), words...)
	if old == now || old == 0 {
		return out
	}
	for i, word := range out {
		for _, before := range []string{":", "="} {
			if strings.HasSuffix(word, before+itoa(old)) {
				out[i] = strings.TrimSuffix(word, itoa(old)) + itoa(now)
			}
		}
		if word == itoa(old) {
			out[i] = itoa(now)
		}
	}
	return out
}

// forContainer adds what a server needs to know of a container.
func (w *pyWork) forContainer(entry, args []string) ([]string, []string) {
	if len(entry) == 0 || path.Base(entry[0]) != "gunicorn" {
		return entry, args
	}
	all := strings.Join(append(append([]string(nil), entry...), args...), " ")
	if !strings.Contains(all, "--worker-tmp-dir") {
		entry = append(entry[:len(entry):len(entry)], "--worker-tmp-dir", "/dev/shm")
	}
	if w.controlSocket() && !strings.Contains(all, "control-socket") {
		entry = append(entry, "--no-control-socket")
	}
	if len(args) > 0 && !w.py.Configured {
		args = append(args, "--threads", "4", "--access-logfile", "-")
	}
	return entry, args
}

// controlSocket reports whether this gunicorn opens a control socket, which wants a writable home. Older ones do not know the option.
func (w *pyWork) controlSocket() bool {
	v, err := pythonNumber(w.py.ServerVersion)
	return err == nil && compareNumbers(v, []int{25, 1}) >= 0
}

// runStages are the image itself and what is made of it: runtime and debug where they are wanted, and prod.
func (w *pyWork) runStages() ([]*Stage, error) {
	s := w.runtimeStage()
	var list []*Stage
	prod := s
	if w.in.Choices.Wants("debug") {
		s.Name = "runtime"
		prod = &Stage{From: "runtime", About: "The image that is shipped"}
		list = append(list, s, w.debugStage(s))
	}
	prod.Name = "prod"
	w.label(prod)
	return append(list, prod), nil
}

// runtimeStage is interpreter, environment and sources.
func (w *pyWork) runtimeStage() *Stage {
	s := &Stage{From: "base", User: w.final.User, About: "The image that is shipped: interpreter, packages, sources"}
	switch {
	case !w.installs():
		s.From, s.Workdir, s.Env, s.About = w.final.Ref, "/app", w.env(), "The image that is shipped: the interpreter and the program; there is nothing to install"
		if w.base != catalog.Distroless {
			s.Packages = w.packages()
		}
	case w.base == catalog.Distroless:
		s.From, s.Workdir, s.Env = w.final.Ref, "/app", w.env()
		s.About = "The image that is shipped: interpreter, packages, sources; no shell, no package manager"
	}
	s.Env = append(s.Env, w.runEnv()...)
	s.Steps = w.shipped()
	s.Entrypoint, s.Cmd = w.command()
	if p := w.exposed(); p != 0 {
		s.Expose = []int{p}
		s.Health = w.health()
	}
	return s
}

// shipped copies the parts together, what changes least first.
func (w *pyWork) shipped() []Step {
	var steps []Step
	if from := w.initFrom(); w.needsInit() && from != "" {
		steps = append(steps, w.artifact(from, "/usr/bin/tini-static", "/usr/bin/tini-static"))
	}
	if w.installs() {
		steps = append(steps, w.artifact("prod-deps", "/app/.venv", "./.venv"))
	}
	if len(w.py.Writable) > 0 && w.installs() {
		steps = append(steps, w.artifact("prod-deps", "/links/", "./"))
	}
	if w.builds() {
		steps = append(steps, w.artifact("build", "/project/", "./.venv/"))
	}
	if d := w.py.Django; d != nil && d.StaticRoot.Known() && (w.installs() || w.base != catalog.Distroless) {
		root := w.rel(d.StaticRoot.Value)
		steps = append(steps, w.artifact("static", path.Join("/app", root), inPlace(root)))
	}
	var exclude []string
	if w.in.Choices.Wants("test") {
		exclude = []string{"**/tests", "**/tests.py", "**/test_*.py"}
	}
	steps = append(steps, w.sources(exclude)...)
	if a := w.st.Assets; a != nil {
		if _, from, err := assetStages(w.in, a); err == nil {
			steps = append(steps, w.artifact("assets", from, inPlace(w.rel(a.Output.Value))))
		}
	}
	return steps
}

// health is the probe: Python itself, without the site's packages, and without a proxy, which urllib would obey.
func (w *pyWork) health() *Health {
	code := "import sys, http.client as h; c = h.HTTPConnection('127.0.0.1', int(sys.argv[1]), timeout=2); c.request('GET', sys.argv[2]); raise SystemExit(c.getresponse().status "
	at, words := itoa(w.port()), []string{w.final.Program, "-IS", "-c"}
	h := &Health{Interval: "30s", Timeout: "3s", StartPeriod: "15s", StartInterval: "1s", Retries: 3}
	switch {
	case w.st.Health.Known() && !(w.py.Django != nil && w.py.Django.NarrowHosts.Known()):
		h.Test = append(words, code+"!= 200)", at, w.st.Health.Value)
	case w.speaksHTTP():
		h.Test = append(words, code+">= 500)", at, "/")
		h.Why = "Any answer below 500 counts as alive: the code shows no health path."
		if w.st.Health.Known() {
			h.Why = "Any answer below 500 counts as alive: ALLOWED_HOSTS may refuse the probe's 127.0.0.1."
		}
	default:
		h.Test = append(words, "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2).close()", at)
		h.Why = "It accepts a connection; what it speaks is not known."
	}
	return h
}

// speaksHTTP reports whether what listens is known to be a web server.
func (w *pyWork) speaksHTTP() bool {
	return w.st.Framework.Known() || w.py.Interface != "" || w.st.Health.Known()
}

// label says what the image is; what changes with each build stands last.
func (w *pyWork) label(s *Stage) {
	add := func(name, value string) {
		if value != "" {
			s.Labels = append(s.Labels, Var{Name: "org.opencontainers.image." + name, Value: value})
		}
	}
	add("title", w.st.Name)
	description := w.st.Description
	if description == "" {
		description = w.title()
	}
	add("description", description)
	add("licenses", w.st.License)
	add("source", w.st.Source)
	s.LabelArgs = []Arg{{Name: "VERSION", Default: "dev"}, {Name: "REVISION", Default: "unknown"}}
	s.Labels = append(s.Labels, Var{Name: "org.opencontainers.image.version", Value: "${VERSION}", Expand: true},
		Var{Name: "org.opencontainers.image.revision", Value: "${REVISION}", Expand: true})
}
