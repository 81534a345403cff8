package plan

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/detect/python"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/versions"
)

// port is what the command names, also where a person said that the image names none; 0 for a program that does not listen.
func (w *pyWork) port() int {
	return cmp.Or(w.in.Choices.Port.Value, w.st.Port.Value)
}

// movable reports that a variable in the image says where the program listens, and not a server's own command line.
func (w *pyWork) movable() bool {
	served := strings.Contains(strings.Join(w.st.Start.Value, " "), strconv.Itoa(w.st.Port.Value))
	return w.st.PortEnv.Known() && w.port() != 0 && !served
}

// command gives what the container runs: what it demands, and what a person may replace.
func (w *pyWork) command() (entry, args []string) {
	switch {
	case w.in.Choices.Start.Given():
		entry = w.in.Choices.Start.Value
	case w.in.Choices.Main.Given():
		entry, args = python.Serve(w.py, w.in.Choices.Main.Value, w.port())
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

// detectedCommand takes the command apart where it is the table's; a declared one stays as it is, but for the port.
func (w *pyWork) detectedCommand() (entry, args []string) {
	entry, args = python.Serve(w.py, w.py.App.Value, w.st.Port.Value)
	if slices.Equal(slices.Concat(entry, args), w.st.Start.Value) {
		return python.Serve(w.py, w.py.App.Value, w.port())
	}
	return movePort(w.st.Start.Value, w.st.Port.Value, w.port()), nil
}

// expands reports whether a command names a variable that the image sets.
func (w *pyWork) expands(words []string) bool {
	all := strings.Join(words, " ")
	return slices.ContainsFunc(w.programEnv(), func(v Var) bool { return strings.Contains(all, "$"+v.Name) })
}

// movePort replaces the port in a declared command.
func movePort(words []string, old, now int) []string {
	if old == now || old == 0 {
		return slices.Clone(words)
	}
	before, after := strconv.Itoa(old), strconv.Itoa(now)
	return each(words, func(word string) string {
		if head, ok := strings.CutSuffix(word, before); ok && (head == "" || strings.HasSuffix(head, ":") || strings.HasSuffix(head, "=")) {
			return head + after
		}
		return word
	})
}

// forContainer adds what a server needs to know of a container.
func (w *pyWork) forContainer(entry, args []string) ([]string, []string) {
	if len(entry) == 0 || path.Base(entry[0]) != "gunicorn" {
		return entry, args
	}
	all := strings.Join(slices.Concat(entry, args), " ")
	if !strings.Contains(all, "--worker-tmp-dir") {
		entry = slices.Concat(entry, []string{"--worker-tmp-dir", "/dev/shm"})
	}
	if c := w.py.Config; c.Known() && !w.in.Choices.Start.Given() {
		entry = slices.Concat(entry, []string{"--config", w.inContext(c.Value)})
	}
	// This gunicorn opens a control socket, which wants a writable home. Older ones do not know the option.
	if versions.AtLeast(w.py.ServerVersion, 25, 1) && !strings.Contains(all, "control-socket") {
		entry = append(entry, "--no-control-socket")
	}
	if len(args) > 0 && !w.py.Configured {
		args = append(args, "--threads", "4", "--access-logfile", "-")
	}
	return entry, args
}

// asked says what the health check asks for.
func (w *pyWork) asked() PythonHealth {
	narrow := w.py.Django != nil && w.py.Django.NarrowHosts.Known()
	h := PythonHealth{}
	if w.movable() {
		h.PortEnv = w.st.PortEnv.Value
	}
	switch {
	case w.st.Health.Known() && !narrow:
		h.Path, h.Known = w.st.Health.Value, true
	case w.st.Framework.Known() || w.py.Interface != "" || w.st.Health.Known(): // what listens is known to be a web server
		h.Path, h.NarrowHosts = "/", w.st.Health.Known()
	}
	return h
}

// runEnv are the variables of the image, beyond those of every Python.
func (w *pyWork) runEnv() []Var { return append(w.programEnv(), w.settings()...) }

// programEnv are the variables of every stage that runs this program.
func (w *pyWork) programEnv() []Var {
	out := w.pathEnv()
	out = append(out, each(w.py.Env, func(e detect.Setting) Var { return Var{e.Name, e.Value} })...)
	if w.py.Server.Value == "gunicorn" && w.py.ServerVersion == "" {
		// gunicorn 25.1 and later open a control socket there; the option that turns it off is unknown to older ones.
		out = append(out, Var{Name: "XDG_RUNTIME_DIR", Value: "/tmp"})
	}
	if w.movable() {
		out = append(out, Var{Name: w.st.PortEnv.Value, Value: strconv.Itoa(w.port())})
	}
	if w.st.Host.Known() && w.st.HostEnv.Known() && w.port() != 0 {
		out = append(out, Var{Name: w.st.HostEnv.Value, Value: "0.0.0.0"})
	}
	return out
}

// pathEnv is where imports start, when it is not the program's directory.
func (w *pyWork) pathEnv() []Var {
	if w.py.Root == "" {
		return nil
	}
	return []Var{{Name: "PYTHONPATH", Value: path.Join("/app", w.inContext(w.py.Root))}}
}
