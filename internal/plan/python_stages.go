package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// installers gives the stages that only bring a tool: uv's binary.
func (w *pyWork) installers() ([]*Stage, error) {
	if !w.usesUV() {
		return nil, nil
	}
	image, err := w.in.Catalog.Image("uv", catalog.Scratch, "")
	if err != nil {
		return nil, err
	}
	return []*Stage{{Name: "uv", From: image.Ref, About: "The installer's binary; it is only mounted into the steps that install"}}, nil
}

// baseStage is what the environment is made on and, but for distroless, what the program runs on.
func (w *pyWork) baseStage() ([]*Stage, error) {
	if !w.installs() {
		return nil, nil
	}
	if w.base == catalog.Distroless {
		names := []string{"python3"}
		if w.needsInit() {
			names = append(names, "tini")
		}
		if t := w.installer().tool; t != "" {
			names = append(names, "python3-venv")
		}
		return []*Stage{{Name: "base", From: w.tools.Ref, Workdir: "/app",
			About:    "Debian's own Python, which is what distroless holds too: version, path and libraries agree",
			Packages: &Packages{By: w.tools.Packages, Names: names, OS: w.tools.Codename()}}}, nil
	}
	s := &Stage{Name: "base", From: w.final.Ref, Env: w.env(), Workdir: "/app",
		About: "The interpreter, the same on both sides: an environment is bound to its Python's path and version"}
	s.Packages = w.packages()
	return []*Stage{s}, nil
}

// packages are the system packages that the program loads, and Alpine's init.
func (w *pyWork) packages() *Packages {
	names, of, because := w.runPackages()
	p := &Packages{By: w.final.Packages, OS: w.final.Codename(), Names: names, Because: because}
	if len(of) > 0 {
		p.Why = "What " + strings.Join(of, " and ") + " load" + plural(of) + " at run time."
	}
	if w.needsInit() && w.base == catalog.Alpine {
		p.Names = appendNew(p.Names, "tini")
		p.Why = strings.TrimSpace(p.Why + " An init: the program handles no SIGTERM, and the kernel drops that for a PID 1 without a handler.")
	}
	if len(p.Names) == 0 {
		return nil
	}
	return p
}

// env are the variables of the stages that run Python.
func (w *pyWork) env() []Var {
	var out []Var
	if w.installs() {
		out = append(out, Var{Name: "PATH", Value: "/app/.venv/bin:/usr/local/bin:/usr/bin:/bin"})
	}
	return append(out, Var{Name: "PYTHONDONTWRITEBYTECODE", Value: "1"}, Var{Name: "PYTHONUNBUFFERED", Value: "1"})
}

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

// depsStages make the environments: the one that is shipped, and one with the tools of the tests where they are wanted.
func (w *pyWork) depsStages() ([]*Stage, error) {
	if !w.installs() {
		return nil, nil
	}
	from, list := "base", []*Stage{}
	if s := w.installerStage(); s != nil {
		from, list = s.Name, append(list, s)
	}
	if w.tried() == "deps" && (w.in.Choices.Wants("test") || w.in.Choices.Wants("dev")) {
		list = append(list, w.depsStage("deps", from, true))
	}
	return append(list, w.depsStage("prod-deps", from, false)), nil
}

// tried names the stage whose environment tests and hot reload use: the shipped one, where the manager knows of no other tools.
func (w *pyWork) tried() string {
	pip := w.installer().name == "pip" || w.installer().name == "uv-pip"
	if pip && w.py.DevRequirements == "" && !w.wantsPytest() {
		return "prod-deps"
	}
	return "deps"
}

// installerStage is the base with a manager that comes from the package index, in an environment of its own, or with the
// settings that two stages share.
func (w *pyWork) installerStage() *Stage {
	row := w.installer()
	shared := w.tried() == "deps" && (w.in.Choices.Wants("test") || w.in.Choices.Wants("dev"))
	if row.tool == "" && (!shared || len(row.env) == 0) {
		return nil
	}
	s := &Stage{Name: "installer", From: "base", Env: row.env, About: "The base with the installer's settings"}
	if row.tool == "" {
		return s
	}
	s.About = "The base with " + row.tool + " in an environment of its own; none of it is shipped"
	venv := "/opt/" + row.tool
	why := ""
	if w.py.Tool.Known() {
		why = "The version that " + w.py.Tool.Because[0].Path + " names."
	}
	s.Steps = append(s.Steps, Step{Slot: "deps", Because: w.py.Tool.Because, Why: why, Run: &Run{
		Mounts:   []Mount{{Type: "cache", Target: "/root/.cache/pip"}},
		Commands: []Command{{Args: []string{"python3", "-m", "venv", venv}}, {Args: []string{venv + "/bin/pip", "install", w.toolSpec(row)}}},
	}})
	return s
}

// depsStage makes one environment.
func (w *pyWork) depsStage(name, from string, dev bool) *Stage {
	row := w.installer()
	s := &Stage{Name: name, From: from, Packages: w.buildPackages(), About: "The virtual environment that is shipped"}
	if dev {
		s.About = "The virtual environment with the development tools"
	}
	if from == "base" {
		s.Env = row.env
	}
	if w.copiesFirst() {
		s.Steps = append(s.Steps, Step{Slot: "deps", Why: "The requirements name directories of the repository, so that its files come first.", Copy: &Copy{Sources: []string{"."}, Dest: "./"}})
	}
	commands := row.commands(w, dev)
	if w.py.Empty && w.py.Requirements != "" && row.name != "uv" {
		commands = append(commands[:1:1], commands[1+len(w.requirementFiles(dev)):]...)
	}
	if w.usesUV() {
		commands = append(commands, unlock())
	}
	if !row.compiles {
		commands = append(commands, Command{Script: "{ python3 -m compileall -q .venv/lib || true; }"})
	}
	s.Steps = append(s.Steps, Step{Slot: "deps", Run: &Run{Mounts: w.mounts(dev), Commands: commands}})
	s.Steps = append(s.Steps, w.memberSteps(dev)...)
	if !dev && len(w.py.Writable) > 0 {
		s.Steps = append(s.Steps, w.links())
	}
	return s
}

// links leads what the program writes beside itself to /tmp, for its own files are nobody's to change.
func (w *pyWork) links() Step {
	c := []Command{{Script: "mkdir /links"}}
	for _, f := range w.py.Writable {
		target := path.Join("/tmp", path.Base(f))
		if strings.HasSuffix(f, "/") {
			target = "/tmp" // a directory has to be there, or making it fails
		}
		c = append(c, Command{Args: []string{"ln", "-s", target, path.Join("/links", f)}})
	}
	return Step{Slot: "build", Why: "What the program writes beside itself goes to /tmp: its own files are nobody's to change.", Run: &Run{Commands: c}}
}

// memberSteps install the members of a workspace, which change with the sources.
func (w *pyWork) memberSteps(dev bool) []Step {
	if len(w.py.Local) == 0 || w.st.Manager.Value != "uv" {
		return nil
	}
	var steps []Step
	for _, l := range w.py.Local {
		steps = append(steps, Step{Slot: "copy", Because: l.Because, Copy: &Copy{Sources: []string{l.Value}, Dest: inPlace(l.Value)}})
	}
	sync := []string{"uv", "sync", "--no-editable", "--no-install-project"}
	if w.py.Lock != "" {
		sync = append(sync, "--locked")
	}
	if !dev {
		sync = append(sync, "--no-dev")
	}
	return append(steps, Step{Slot: "build", Run: &Run{Mounts: w.memberMounts(), Commands: []Command{{Args: sync}, unlock()}}})
}

// unlock removes the file by which uv keeps two of its runs apart: anybody may write to it.
func unlock() Command { return Command{Script: "rm -f .venv/.lock"} }

// memberMounts are the mounts for the members: their manifests have been copied with them.
func (w *pyWork) memberMounts() []Mount {
	var out []Mount
	for _, m := range w.mounts(false) {
		inside := false
		for _, l := range w.py.Local {
			inside = inside || strings.HasPrefix(m.Source, l.Value+"/")
		}
		if !inside {
			out = append(out, m)
		}
	}
	return out
}

// initStage fetches a static init; Alpine's base has a package of its own.
func (w *pyWork) initStage() ([]*Stage, error) {
	if !w.needsInit() || w.initFrom() != "init" {
		return nil, nil
	}
	image, err := w.in.Catalog.Image("debian", catalog.Slim, strings.TrimPrefix(w.final.OS, "debian"))
	return []*Stage{{Name: "init", From: image.Ref,
		About:    "A static init: the program handles no SIGTERM, and the kernel drops that for a PID 1 without a handler",
		Packages: &Packages{By: image.Packages, Names: []string{"tini"}, OS: image.Codename()}}}, err
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
