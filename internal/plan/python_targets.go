package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// testStages run the project's tests and hold their report.
func (w *pyWork) testStages() ([]*Stage, error) {
	if !w.in.Choices.Wants("test") {
		return nil, nil
	}
	if !w.py.Test.Known() {
		w.note("no tests were found: the test target is left out", "tests/test_*.py and pytest")
		return nil, nil
	}
	s := &Stage{Name: "test", From: w.tried(), About: "Runs the tests; `--target test-report --output report` takes the result out"}
	collected, err := w.staticStage()
	if err != nil {
		return nil, err
	}
	fromStatic := len(collected) > 0 && w.tried() == "prod-deps"
	if fromStatic {
		s.From = "static" // templates ask for the collected files
	}
	if !w.installs() {
		s.From, s.Workdir, s.Env = w.tools.Ref, "/app", w.env()
	}
	if w.base == catalog.Distroless {
		s.Env = append(w.env(), s.Env...)
	}
	s.Env = append(s.Env, w.pathEnv()...)
	if fromStatic {
		s.Env = nil
	} else {
		s.Steps = append(s.Steps, w.sources(nil)...)
	}
	s.Steps = append(s.Steps, w.testSources()...)
	s.Steps = append(s.Steps, Step{Slot: "build", Because: w.py.Test.Because, Run: &Run{Commands: w.testCommands()}})
	report := &Stage{Name: "test-report", From: "scratch", About: "Nothing but the report, for `--output`"}
	report.Steps = []Step{{Slot: "copy", Copy: &Copy{From: "test", Sources: []string{"/report"}, Dest: "/"}}}
	return []*Stage{s, report}, nil
}

// pathEnv is where imports start, when it is not the program's directory.
func (w *pyWork) pathEnv() []Var {
	if w.py.Root == "" {
		return nil
	}
	return []Var{{Name: "PYTHONPATH", Value: path.Join("/app", w.rel(w.py.Root))}}
}

// testSources copies what only the tests read.
func (w *pyWork) testSources() []Step {
	var steps []Step
	var files []string
	for _, f := range w.py.TestFiles {
		if strings.Contains(path.Base(f), ".") {
			files = append(files, w.rel(f))
		}
	}
	if pyproject := path.Join(w.st.Dir, "pyproject.toml"); w.has(pyproject) {
		files = append(files, w.rel(pyproject))
	}
	if len(files) > 0 {
		steps = append(steps, Step{Slot: "copy", Copy: &Copy{Sources: files, Dest: "./"}})
	}
	for _, f := range w.py.TestFiles {
		if !strings.Contains(path.Base(f), ".") {
			steps = append(steps, Step{Slot: "copy", Copy: &Copy{Sources: []string{w.rel(f)}, Dest: inPlace(w.rel(f))}})
		}
	}
	return steps
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

// testCommands run the tests and leave their report in /report.
func (w *pyWork) testCommands() []Command {
	words := w.py.Test.Value
	env := w.standIns()
	if words[len(words)-1] == "pytest" {
		return []Command{{Args: append(append([]string(nil), words...), "--junitxml=/report/junit.xml"), Env: env}}
	}
	saving := []string{"sh", "-c", `"$@" > /report/tests.txt 2>&1 || { cat /report/tests.txt; exit 1; }`, "tests"}
	return []Command{{Script: "mkdir /report"}, {Env: env, Args: append(saving, words...)}}
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

// devStage runs the program with hot reload, the sources mounted over those in the image.
func (w *pyWork) devStage() ([]*Stage, error) {
	if !w.in.Choices.Wants("dev") {
		return nil, nil
	}
	s := &Stage{Name: "dev", From: w.tried(), User: w.final.User, About: "Hot reload: mount the sources over /app, but leave /app/.venv"}
	if !w.installs() {
		s.From, s.Workdir, s.Env = w.tools.Ref, "/app", w.env()
	}
	if w.base == catalog.Distroless {
		s.Env = append(w.env(), s.Env...)
	}
	s.Env = append(s.Env, w.runEnv()...)
	s.Steps = w.sources(nil)
	if w.exposed() != 0 {
		s.Expose = []int{w.exposed()}
	}
	s.Cmd = w.devCommand()
	return []*Stage{s}, nil
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

// debugStage is the same image with a shell and Python's development mode.
func (w *pyWork) debugStage(runtime *Stage) *Stage {
	s := &Stage{Name: "debug", From: "runtime", About: "The same files in Python's development mode; the base has a shell: docker exec -it ... sh", Env: []Var{{Name: "PYTHONDEVMODE", Value: "1"}}}
	if w.base == catalog.Distroless {
		s.About = "The same files and command, and a shell: docker run -it --entrypoint sh"
		s.Env = append(s.Env, Var{Name: "PATH", Value: "/app/.venv/bin:/usr/local/bin:/usr/bin:/bin:/busybox"})
		s.Steps = []Step{w.artifact(w.final.Debug, "/busybox", "/busybox")}
	}
	return s
}

// ignore is the .dockerignore.
func (w *pyWork) ignore(stages []*Stage) []Pattern {
	var out []Pattern
	group := func(comment string, texts ...string) { out = append(out, patterns(comment, texts...)...) }
	group("Version control and CI", "**/.git", "**/.gitignore", "**/.gitattributes", "**/.github")
	out = append(out, secretPatterns(w.st, stages)...)
	made := []string{"**/.venv", "**/venv", "**/__pycache__", "**/*.py[cod]", "**/.pytest_cache", "**/.mypy_cache", "**/.ruff_cache", "**/.tox", "**/.coverage", "htmlcov", "**/*.egg-info", "**/*.sqlite3", "**/node_modules"}
	if d := w.py.Django; d != nil && d.StaticRoot.Known() {
		made = append(made, w.rel(d.StaticRoot.Value))
	}
	if a := w.st.Assets; a != nil {
		made = append(made, w.rel(a.Output.Value))
	}
	group("Made again inside the build", made...)
	if !w.in.Choices.Wants("test") {
		group("Tests: no stage runs them", "**/tests", "**/tests.py", "**/test_*.py", "**/*_test.py", "**/conftest.py")
	}
	rest := []string{"**/Dockerfile*", "**/.dockerignore", "**/compose*.y*ml", "**/docker-compose*.y*ml", "**/docker-bake.hcl", "**/.msgen*", "**/.vscode", "**/.idea", "**/.DS_Store"}
	if !w.py.Packaged.Known() && len(w.py.Local) == 0 {
		rest = append(rest, "*.md")
	}
	group("The build's own files, and what no stage reads", rest...)
	return out
}
