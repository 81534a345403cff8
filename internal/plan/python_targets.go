package plan

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/detect/python"
	"github.com/msgen/msgen/internal/catalog"
)

// test decides how the tests run; nil where they are not asked for. Static says that there is a stage with the sources.
func (w *pyWork) test(static bool) *PythonTest {
	if !w.in.Choices.Wants("test") || !w.py.Test.Known() {
		return nil
	}
	t := &PythonTest{From: w.tried(), Sources: true, Command: w.py.Test.Value, StandIns: w.standIns()}
	t.Pytest = t.Command[len(t.Command)-1] == "pytest"
	if static && t.From == "prod-deps" {
		t.From, t.Sources = "static", false
	}
	if !w.installs() {
		t.From = w.withPython()
	}
	for _, f := range w.py.TestFiles {
		if strings.Contains(path.Base(f), ".") {
			t.Files = append(t.Files, w.inContext(f))
		} else {
			t.Dirs = append(t.Dirs, w.inContext(f))
		}
	}
	if p := path.Join(w.st.Dir, "pyproject.toml"); slices.Contains(w.py.Manifests, p) {
		t.Files = append(t.Files, w.inContext(p))
	}
	return t
}

// dev decides how the program runs with hot reload; nil where that is not asked for.
func (w *pyWork) dev() *PythonDev {
	if !w.in.Choices.Wants("dev") {
		return nil
	}
	d := &PythonDev{From: w.tried(), Command: w.devCommand(), Env: w.programEnv()}
	if !w.installs() {
		d.From = w.withPython()
	}
	return d
}

// tried names the stage whose environment tests and hot reload use: the shipped one, where the manager knows of no other tools.
func (w *pyWork) tried() string {
	if name, _ := w.installer(); strings.HasSuffix(name, "pip") && w.py.DevRequirements == "" && !w.wantsPytest() {
		return "prod-deps"
	}
	return "deps"
}

// withPython is an image that has Python and a shell, for the stages of a program that installs nothing.
func (w *pyWork) withPython() string {
	if w.base == catalog.Distroless {
		if slim, err := w.in.Catalog.Image("python", catalog.Slim, w.line); err == nil {
			return slim.Ref
		}
	}
	return w.tools.Ref
}

// devCommand is the framework's own reloading server, else the program.
func (w *pyWork) devCommand() []string {
	port := strconv.Itoa(w.port())
	switch {
	case w.py.Django != nil:
		return []string{"python", w.inContext(w.py.Django.Manage), "runserver", "0.0.0.0:" + port}
	case w.st.Framework.Value == "flask" && w.py.Interface == "wsgi":
		return []string{"flask", "--app", w.py.App.Value, "run", "--debug", "--host", "0.0.0.0", "--port", port}
	case w.py.Server.Value == "uvicorn", w.py.Server.Value == "hypercorn", w.py.Server.Value == "granian":
		entry, args := python.Serve(w.py, w.py.App.Value, w.port())
		return append(append(entry, args...), "--reload")
	}
	entry, args := w.detectedCommand()
	words := append(entry, args...)
	return each(words, func(word string) string { return strings.ReplaceAll(word, "$"+w.st.PortEnv.Value, port) })
}

// standIns give the variables that the settings ask for.
func (w *pyWork) standIns() []Var {
	if w.py.Django == nil {
		return nil
	}
	return each(w.py.RunEnv, func(v detect.Candidate) Var { return Var{v.Value, w.standIn(v.Value)} })
}

// settings is the variable by which management commands read what the server reads; nil where manage.py does so by itself.
func (w *pyWork) settings() []Var {
	const name = "DJANGO_SETTINGS_MODULE"
	declared := slices.ContainsFunc(w.py.Env, func(s detect.Setting) bool { return s.Name == name })
	if d := w.py.Django; d != nil && d.Told && !declared {
		return []Var{{Name: name, Value: d.Settings.Value}}
	}
	return nil
}

// standIn gives a value that has the form that the code or the variable's name asks for.
func (w *pyWork) standIn(name string) string {
	for _, f := range w.py.EnvForms {
		if f.Name == name {
			return tables().Forms[f.Value]
		}
	}
	rows := tables().StandIns
	return rows[slices.IndexFunc(rows, func(row struct{ Name, Value string }) bool { hit, _ := path.Match(row.Name, name); return hit })].Value
}
