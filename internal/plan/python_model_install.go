package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// PythonInstall is how the virtual environment is made.
type PythonInstall struct {
	// Manager is uv, uv-pip (uv in pip's place), pip, poetry, pdm or pipenv.
	Manager string
	// Tool is what pip is asked for to have the manager, "poetry==2.1.1"; "" where it comes as a binary or with the base.
	// ToolFrom is the file that names its version, "" for none.
	Tool, ToolFrom string
	// SharedStage says that two environments share a stage with the manager's settings.
	SharedStage bool
	// Prod is the environment that is shipped; Dev is the one with the development tools, nil where no stage needs it.
	Prod, Dev *PythonEnvironment
}

// From is the stage that the environments are made on.
func (i PythonInstall) From() string {
	if i.Tool != "" || i.SharedStage {
		return "installer"
	}
	return "base"
}

// PythonEnvironment is one virtual environment.
type PythonEnvironment struct {
	// Manager is the same as that of the installation: "pip".
	Manager string
	// Dev says that the development tools belong to it.
	Dev bool
	// Settings says that the stage has to set the manager's variables itself.
	Settings bool
	// Locked says that there is a lock file, which the installation keeps to.
	Locked bool
	// Package says that the project is itself a package, which is left out here; CopyFirst that the requirements name
	// directories of the repository.
	Package, CopyFirst bool
	// Manifests are the files that the installation reads, relative to the build context: "pyproject.toml".
	Manifests []string
	// Requirements are the requirements files.
	Requirements []PythonRequirements
	// Itself says that the requirements files name the project, as "." does.
	Itself bool
	// Extra are packages that the program needs and no manifest names: "gunicorn".
	Extra []string
	// DevGroup says that pyproject.toml has a dependency group "dev"; Pytest that pytest has to be installed beside it.
	DevGroup, Pytest bool
	// Members are the directories of the workspace that are installed, "libs/core"; MemberManifests are the files that this
	// reads, "libs/core/pyproject.toml".
	Members, MemberManifests []string
	// Secrets are the secrets of the build that the package index asks for.
	Secrets []Secret
	// Packages are the system packages that compiling needs; nil for none.
	Packages *SystemPackages
	// Links are paths beside the program that lead to /tmp, since the program writes there.
	Links []PythonLink
}

// PythonRequirements is a requirements file.
type PythonRequirements struct {
	// File is its path, relative to the build context: "requirements.txt".
	File string
	// Hashes says that every line has its hash.
	Hashes bool
}

// PythonLink is a link beside the program.
type PythonLink struct {
	// Name is the path of the link, relative to the program: "data.db". To is the path that it leads to: "/tmp/data.db".
	Name, To string
}

// install decides how the environments are made.
func (w *pyWork) install() *PythonInstall {
	row := w.installer()
	i := &PythonInstall{Manager: row.name}
	dev := w.tried() == "deps" && (w.in.Choices.Wants("test") || w.in.Choices.Wants("dev"))
	if row.tool != "" {
		i.Tool = w.toolSpec(row)
		if w.py.Tool.Known() {
			i.ToolFrom = w.py.Tool.Because[0].Path
		}
	} else {
		i.SharedStage = dev && row.settings
	}
	if dev {
		i.Dev = w.environment(i, true)
	}
	i.Prod = w.environment(i, false)
	return i
}

// environment decides what belongs to one virtual environment.
func (w *pyWork) environment(i *PythonInstall, dev bool) *PythonEnvironment {
	v := &PythonEnvironment{Manager: i.Manager, Dev: dev, Settings: i.From() == "base", Locked: w.py.Lock != "", Package: w.py.Package,
		CopyFirst: w.copiesFirst(), Manifests: w.manifests(dev), Itself: w.local("."), Extra: extraNames(w), DevGroup: w.py.DevGroup, Packages: w.compilers(), Secrets: w.secrets()}
	v.Pytest = dev && w.wantsPytest() && !(v.Manager == "uv" && (v.Locked || w.py.DevGroup))
	if !w.py.Empty {
		for _, f := range w.requirementFiles(dev) {
			v.Requirements = append(v.Requirements, PythonRequirements{f, w.py.Hashes && f == w.rel(w.py.Requirements)})
		}
	}
	if w.st.Manager.Value == "uv" {
		w.members(v)
	}
	if !dev {
		for _, f := range w.py.Writable {
			to := path.Join("/tmp", path.Base(f))
			if strings.HasSuffix(f, "/") {
				to = "/tmp" // a directory has to be there, or making it fails
			}
			v.Links = append(v.Links, PythonLink{path.Clean(f), to})
		}
	}
	return v
}

// members adds the members of a workspace, whose manifests are copied with them.
func (w *pyWork) members(v *PythonEnvironment) {
	for _, l := range w.py.Local {
		v.Members = append(v.Members, l.Value)
	}
	if len(v.Members) == 0 {
		return
	}
	for _, f := range w.manifests(false) {
		inside := false
		for _, l := range w.py.Local {
			inside = inside || strings.HasPrefix(f, l.Value+"/")
		}
		if !inside {
			v.MemberManifests = append(v.MemberManifests, f)
		}
	}
}

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
			t.Files = append(t.Files, w.rel(f))
		} else {
			t.Dirs = append(t.Dirs, w.rel(f))
		}
	}
	if p := path.Join(w.st.Dir, "pyproject.toml"); w.has(p) {
		t.Files = append(t.Files, w.rel(p))
	}
	return t
}

// dev decides how the program runs with hot reload; nil where that is not asked for.
func (w *pyWork) dev() *PythonDev {
	if !w.in.Choices.Wants("dev") {
		return nil
	}
	d := &PythonDev{From: w.tried(), Command: w.devCommand()}
	if !w.installs() {
		d.From = w.withPython()
	}
	return d
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

// ignored says what the .dockerignore holds of this repository.
func (w *pyWork) ignored() PythonIgnore {
	i := PythonIgnore{Tests: !w.in.Choices.Wants("test"), Readme: !w.py.Packaged.Known() && len(w.py.Local) == 0}
	if d := w.py.Django; d != nil && d.StaticRoot.Known() {
		i.Made = append(i.Made, w.rel(d.StaticRoot.Value))
	}
	if a := w.st.Assets; a != nil {
		i.Made = append(i.Made, w.rel(a.Output.Value))
	}
	return i
}
