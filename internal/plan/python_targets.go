package plan

import (
	"path"
)

// pathEnv is where imports start, when it is not the program's directory.
func (w *pyWork) pathEnv() []Var {
	if w.py.Root == "" {
		return nil
	}
	return []Var{{Name: "PYTHONPATH", Value: path.Join("/app", w.rel(w.py.Root))}}
}

// has reports whether a file is among the manifests.
func (w *pyWork) has(file string) bool {
	for _, m := range w.py.Manifests {
		if m == file {
			return true
		}
	}
	return false
}

// standIns give the variables that the settings ask for.
func (w *pyWork) standIns() []Var {
	var env []Var
	if w.py.Django == nil {
		return nil
	}
	for _, v := range w.py.RunEnv {
		env = append(env, Var{Name: v.Value, Value: standIn(v.Value)})
	}
	return env
}

// devCommand is the framework's own reloading server, else the program.
func (w *pyWork) devCommand() []string {
	port := itoa(w.port())
	switch {
	case w.py.Django != nil:
		return []string{"python", w.rel(w.py.Django.Manage), "runserver", "0.0.0.0:" + port}
	case w.st.Framework.Value == "flask" && w.py.Interface == "wsgi":
		return []string{"flask", "--app", w.py.App.Value, "run", "--debug", "--host", "0.0.0.0", "--port", port}
	case w.py.Server.Value == "uvicorn", w.py.Server.Value == "hypercorn", w.py.Server.Value == "granian":
		entry, args := w.py.Serve(w.py.App.Value, w.port())
		return append(append(entry, args...), "--reload")
	}
	entry, args := w.detectedCommand()
	return append(entry, args...)
}
