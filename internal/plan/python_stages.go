package plan

import (
	"path"

	"github.com/msgen/msgen/internal/catalog"
)

// runEnv are the variables of the stages that run this program, beyond those of every Python.
func (w *pyWork) runEnv() []Var {
	var out []Var
	if w.py.Root != "" {
		out = append(out, Var{Name: "PYTHONPATH", Value: path.Join("/app", w.rel(w.py.Root))})
	}
	for _, e := range w.py.Env {
		out = append(out, Var{Name: e.Name, Value: e.Value})
	}
	if w.py.Server.Value == "gunicorn" && w.py.ServerVersion == "" {
		// gunicorn 25.1 and later open a control socket there; the option that turns it off is unknown to older ones.
		out = append(out, Var{Name: "XDG_RUNTIME_DIR", Value: "/tmp"})
	}
	if w.st.PortEnv.Known() && w.port() != 0 && !w.served() {
		out = append(out, Var{Name: w.st.PortEnv.Value, Value: itoa(w.port())})
	}
	return out
}

// tried names the stage whose environment tests and hot reload use: the shipped one, where the manager knows of no other tools.
func (w *pyWork) tried() string {
	pip := w.installer().name == "pip" || w.installer().name == "uv-pip"
	if pip && w.py.DevRequirements == "" && !w.wantsPytest() {
		return "prod-deps"
	}
	return "deps"
}

// initFrom names the stage that the init is copied from: the Debian that the environment is made on, where there is one, else
// a stage of its own. Alpine's base has a package.
func (w *pyWork) initFrom() string {
	switch {
	case w.base == catalog.Alpine:
		return ""
	case w.base == catalog.Distroless && w.installs():
		return "base"
	}
	return "init"
}

// needsInit reports whether PID 1 has to be an init.
func (w *pyWork) needsInit() bool {
	if w.in.Choices.Start.Given() {
		return true
	}
	return !(w.st.Signals.Known() && w.st.Signals.Value)
}
