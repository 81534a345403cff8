package plan

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// buildStage installs the project itself, apart from its dependencies, where its command or its metadata is used.
func (w *pyWork) buildStage() ([]*Stage, error) {
	if !w.builds() {
		return nil, nil
	}
	s := &Stage{Name: "build", From: "prod-deps", About: "The project itself as a package, apart from its dependencies, so that an edit leaves those cached"}
	s.Steps = append(s.Steps, Step{Slot: "copy", Copy: &Copy{Sources: []string{"."}, Dest: "./"}})
	args := pip("install", "--no-deps", "--prefix", "/project", ".")
	mounts := []Mount{{Type: "cache", Target: "/root/.cache/pip"}}
	switch {
	case w.usesUV():
		args = []string{"uv", "pip", "install", "--no-deps", "--prefix", "/project", "."}
		mounts = []Mount{{Type: "bind", From: "uv", Source: "/uv", Target: "/usr/local/bin/uv"}, {Type: "cache", Target: "/root/.cache/uv"}}
	case w.installer().tool != "":
		args = append([]string{"/opt/" + w.installer().tool + "/bin/python", "-m"}, args...)
	}
	commands := []Command{{Args: args}}
	if w.usesUV() {
		commands = append(commands, Command{Script: "rm -f /project/.lock"})
	}
	mounts = append(mounts, w.privateMounts()...)
	s.Steps = append(s.Steps, Step{Slot: "build", Because: w.py.Packaged.Because, Run: &Run{Mounts: mounts, Commands: commands}})
	return []*Stage{s}, nil
}

// builds reports whether the project is installed in a step of its own.
func (w *pyWork) builds() bool { return w.py.Packaged.Known() && !w.local(".") }

// staticStage collects Django's static files.
func (w *pyWork) staticStage() ([]*Stage, error) {
	d := w.py.Django
	if d == nil || !d.StaticRoot.Known() || w.base == catalog.Distroless && !w.installs() {
		return nil, nil
	}
	s := &Stage{Name: "static", From: "base", About: "The static files as collectstatic leaves them"}
	if w.base == catalog.Distroless {
		s.Env = w.env()
	}
	s.Env = append(s.Env, w.pathEnv()...)
	s.Steps = append(s.Steps, w.artifact("prod-deps", "/app/.venv", "./.venv"))
	s.Steps = append(s.Steps, w.sources(nil)...)
	c := Command{Args: []string{"python", w.rel(d.Manage), "collectstatic", "--no-input"}}
	why := ""
	for _, v := range w.py.RunEnv {
		c.Env = append(c.Env, Var{Name: v.Value, Value: standIn(v.Value)})
		why = "The settings ask for these variables; nothing is signed or connected to here, and the values stay in this step."
	}
	s.Steps = append(s.Steps, Step{Slot: "build", Why: why, Because: d.StaticRoot.Because, Run: &Run{Commands: []Command{c}}})
	return []*Stage{s}, nil
}

// standIn gives a value that has the form of what a variable's name asks for.
func standIn(name string) string {
	switch {
	case strings.Contains(name, "DATABASE_URL"), strings.HasSuffix(name, "DB_URL"):
		return "sqlite:///:memory:"
	case strings.Contains(name, "REDIS"), strings.HasSuffix(name, "BROKER_URL"), strings.HasSuffix(name, "CACHE_URL"):
		return "redis://127.0.0.1:6379/0"
	case strings.HasSuffix(name, "_URL"):
		return "http://127.0.0.1/"
	case strings.HasSuffix(name, "DEBUG"), strings.HasPrefix(name, "USE_"), strings.HasSuffix(name, "_PORT"), strings.HasSuffix(name, "_ENABLED"):
		return "0"
	}
	return "not-used-here"
}

// assetStages build the front end that the program serves.
func (w *pyWork) assetStages() ([]*Stage, error) {
	if w.st.Assets == nil {
		return nil, nil
	}
	stages, _, err := assetStages(w.in, w.st.Assets)
	return stages, err
}

// artifact copies from another stage.
func (w *pyWork) artifact(from, source, dest string) Step {
	return Step{Slot: "copy", Copy: &Copy{From: from, Sources: []string{source}, Dest: dest, Link: true}}
}

// sources copies what the program is made of: files together, directories one by one.
func (w *pyWork) sources(exclude []string) []Step {
	var steps []Step
	var files []string
	for _, f := range w.py.RunFiles {
		if w.isFile(f) {
			files = append(files, w.rel(f))
		}
	}
	if len(files) > 0 {
		steps = append(steps, Step{Slot: "copy", Copy: &Copy{Sources: files, Dest: "./", Link: true}})
	}
	for _, f := range w.py.RunFiles {
		if !w.isFile(f) && !w.installed(f) {
			steps = append(steps, Step{Slot: "copy", Copy: &Copy{Sources: []string{w.rel(f)}, Dest: inPlace(w.rel(f)), Link: true, Exclude: exclude}})
		}
	}
	return steps
}

// isFile reports whether a path of RunFiles is a file.
func (w *pyWork) isFile(f string) bool {
	for _, d := range w.py.RunDirs {
		if d == f {
			return false
		}
	}
	return true
}

// installed reports whether a directory is in the environment already, as the project's package or a member.
func (w *pyWork) installed(dir string) bool {
	rel := w.rel(dir)
	for _, l := range w.py.Local {
		if l.Value == rel || strings.HasPrefix(l.Value, rel+"/") {
			return w.st.Manager.Value == "uv"
		}
	}
	if !w.py.Packaged.Known() {
		return false
	}
	name := strings.ReplaceAll(strings.ToLower(w.st.Name), "-", "_")
	return rel == "src" || strings.ToLower(rel) == name
}

// notesOf adds to the plan's notes.
func (w *pyWork) note(text, add string, because ...detect.Evidence) {
	w.notes = append(w.notes, detect.Note{Text: text, Add: add, Because: because})
}
