package plan

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// Python is a Python service as templates/python sees it.
type Python struct {
	Common
	// Images are the image references of the stages.
	Images PythonImages `from:"base,version"`
	// Interpreter is the path of Python in the final image: "/usr/bin/python3".
	Interpreter string `from:"base,version"`
	// Install is how the virtual environment /app/.venv is made; nil for a program without packages.
	Install *PythonInstall `from:"manager,manifest"`
	// Package says that the project itself is installed as a package, in a stage of its own.
	Package bool `from:"manifest"`
	// Init says where PID 1 comes from, where the program does not handle SIGTERM: "init" is a stage of its own, "base" the
	// stage that the environment is made on, "package" a package of the base. It is empty where the program is PID 1.
	Init string `from:"signals,start"`
	// InitPackage is the system package of the init stage; nil without that stage.
	InitPackage *SystemPackages `from:"signals,start"`
	// BasePackages are the system packages of the stage that the environment is made on, where that is not the final image.
	BasePackages *SystemPackages `from:"base,manager"`
	// RuntimePackages are the system packages that the program loads; nil for none.
	RuntimePackages *SystemPackages `from:"base,manifest"`
	// PathEnv is the part of Env that says where imports start.
	PathEnv []Var `from:"manifest"`
	// Static collects Django's static files; nil where there are none.
	Static *PythonStatic `from:"framework"`
	// Assets is the front end that the program serves; nil for none.
	Assets *Assets `from:"assets"`
	// Sources are the files and directories of the program, relative to the build context.
	Sources PythonSources `from:"start,manifest"`
	// ExcludeTests says that directories are shipped without the tests in them, which the test stage needs in the context.
	ExcludeTests bool `from:"targets"`
	// Links says that paths which the program writes beside itself lead to /tmp.
	Links bool `from:"start"`
	// Health is what the health check asks for.
	Health PythonHealth `from:"health,port"`
	// Test runs the tests; nil where nobody asked for that target, or there are none.
	Test *PythonTest `from:"targets"`
	// Dev runs the program with hot reload; nil where nobody asked for that target.
	Dev *PythonDev `from:"targets,framework"`
	// Ignore is what the .dockerignore says of this repository.
	Ignore PythonIgnore
}

// PythonImages are image references.
type PythonImages struct {
	// Runtime is the final image: "python:3.13-slim-trixie".
	Runtime string
	// Debug is the image that the debug stage takes a shell from; "" where the final image has one.
	Debug string
	// Debian is the image that a distroless environment is made on, and that a static init comes from.
	Debian string
	// UV holds uv's binary; "" where uv is not used.
	UV string
}

// PythonSources are paths of the build context.
type PythonSources struct {
	// Files are files, "app.py"; Dirs are directories, "shop".
	Files, Dirs []string
}

// PythonStatic is a run of Django's collectstatic.
type PythonStatic struct {
	// Manage is the path of manage.py, "manage.py"; Root is the directory that is filled, "staticfiles".
	Manage, Root string
	// StandIns are values for the variables that the settings ask for; they are used in that one step.
	StandIns []Var
}

// PythonHealth is a health check.
type PythonHealth struct {
	// Path is the URL path to ask for: "/healthz"; "" where only a connection is tried.
	Path string
	// Known says that Path answers 200 when the program is well; otherwise any answer below 500 counts.
	Known bool
	// NarrowHosts says that Django's ALLOWED_HOSTS may refuse the probe.
	NarrowHosts bool
}

// PythonTest is the test stage.
type PythonTest struct {
	// From is the stage that it stands on.
	From string
	// Sources says that the stage has to copy the program's sources first.
	Sources bool
	// Files and Dirs are what only the tests read, relative to the build context.
	Files, Dirs []string
	// Pytest says that pytest runs them.
	Pytest bool
	// Command is the command without options of the report: ["pytest"].
	Command []string
	// StandIns are values for the variables that the settings ask for.
	StandIns []Var
}

// PythonDev is the dev stage.
type PythonDev struct {
	// From is the stage or image that it stands on.
	From string
	// Command is the reloading server: "flask", "--app", "app", "run", "--debug".
	Command []string
}

// PythonIgnore is what the .dockerignore says of this repository.
type PythonIgnore struct {
	// Made are paths that the build makes again: "staticfiles".
	Made []string
	// Tests says that no stage reads the tests; Readme says that the README is not part of the package.
	Tests, Readme bool
}

// pythonPlan decides what the template is told, on a base that pythonOptions did not refuse.
func pythonPlan(in Input, base string) (*Plan, error) {
	w, err := newPyWork(in)
	if err != nil {
		return nil, err
	}
	if err := w.images(base); err != nil {
		return nil, err
	}
	m := &Python{Common: common(in, base, w.title()), Interpreter: w.final.Program, PathEnv: w.pathEnv(), Package: w.builds(), Sources: w.sourcePaths(),
		Links: len(w.py.Writable) > 0 && w.installs(), Health: w.asked(), ExcludeTests: in.Choices.Wants("test")}
	m.Version, m.User, m.Port, m.Env = w.line, w.final.User, w.exposed(), w.runEnv()
	m.Entrypoint, m.Cmd = w.command()
	if err := m.images(w); err != nil {
		return nil, err
	}
	m.system(w)
	if w.installs() {
		m.Install = w.install()
	}
	if d := w.py.Django; d != nil && d.StaticRoot.Known() && (base != catalog.Distroless || w.installs()) {
		m.Static = &PythonStatic{Manage: w.rel(d.Manage), Root: w.rel(d.StaticRoot.Value), StandIns: w.standIns()}
	}
	if m.Assets, err = newAssets(in); err != nil {
		return nil, err
	}
	m.Test, m.Dev, m.Ignore = w.test(m.Static != nil), w.dev(), w.ignored()
	m.Secrets, m.SecretFiles = w.secrets(), secretLines(w.st, m.contextPaths())
	p := &Plan{Model: m, Notes: w.notes}
	for _, v := range w.py.RunEnv {
		p.RunEnv = append(p.RunEnv, v.Value)
	}
	return p, nil
}

// contextPaths are what the stages read of the build context.
func (m *Python) contextPaths() []string {
	paths := slices.Concat(m.Sources.Files, m.Sources.Dirs)
	if m.Package {
		paths = append(paths, ".")
	}
	if m.Install != nil {
		for _, v := range []*PythonEnvironment{m.Install.Dev, m.Install.Prod} {
			if v == nil {
				continue
			}
			if v.CopyFirst {
				paths = append(paths, ".")
			}
			paths = slices.Concat(paths, v.Manifests, v.Members, v.MemberManifests)
		}
	}
	if m.Test != nil {
		paths = slices.Concat(paths, m.Test.Files, m.Test.Dirs)
	}
	if m.Assets != nil {
		paths = append(paths, m.Assets.Node.contextPaths()...)
	}
	return paths
}

// secrets are the secrets that an installation is given: variables of the index, and settings with a credential.
func (w *pyWork) secrets() []Secret {
	var all []Secret
	for _, s := range w.py.Secrets {
		all = append(all, Secret{ID: s.Value, Env: s.Value, Why: "the package index asks for it"})
	}
	return append(all, w.privateSecrets()...)
}

// images fills in the image references.
func (m *Python) images(w *pyWork) error {
	m.Images.Runtime, m.Images.Debian = w.final.Ref, w.tools.Ref
	if m.Is(catalog.Distroless) {
		m.Images.Debug = w.final.Debug
	}
	if w.usesUV() {
		uv, err := w.in.Catalog.Image("uv", catalog.Scratch, "")
		if err != nil {
			return err
		}
		m.Images.UV = uv.Ref
	}
	if !w.needsInit() {
		return nil
	}
	switch m.Init = w.initFrom(); m.Init {
	case "":
		m.Init = "package"
	case "init":
		debian, err := w.in.Catalog.Image("debian", catalog.Slim, strings.TrimPrefix(w.final.OS, "debian"))
		if err != nil {
			return err
		}
		m.Images.Debian = debian.Ref
		m.InitPackage = &SystemPackages{Manager: debian.Packages, Release: debian.Codename(), Names: []string{"tini"}}
	}
	return nil
}

// system decides which system packages are installed where.
func (m *Python) system(w *pyWork) {
	if m.Is(catalog.Distroless) {
		m.BasePackages = &SystemPackages{Manager: w.tools.Packages, Release: w.tools.Codename(), Names: []string{"python3"}}
		if m.Init != "" {
			m.BasePackages.Names = append(m.BasePackages.Names, "tini")
		}
		if w.installer().tool != "" {
			m.BasePackages.Names = append(m.BasePackages.Names, "python3-venv")
		}
		return
	}
	p := &SystemPackages{Manager: w.final.Packages, Release: w.final.Codename()}
	p.Names, p.For, _ = w.runPackages()
	if m.Init == "package" {
		p.Names = appendNew(p.Names, "tini")
	}
	if len(p.Names) > 0 {
		m.RuntimePackages = p
	}
}

// asked says what the health check asks for.
func (w *pyWork) asked() PythonHealth {
	narrow := w.py.Django != nil && w.py.Django.NarrowHosts.Known()
	switch {
	case w.st.Health.Known() && !narrow:
		return PythonHealth{Path: w.st.Health.Value, Known: true}
	case w.speaksHTTP():
		return PythonHealth{Path: "/", NarrowHosts: w.st.Health.Known()}
	}
	return PythonHealth{}
}

// sourcePaths are the parts of the program that no installation brings along.
func (w *pyWork) sourcePaths() PythonSources {
	var s PythonSources
	for _, f := range w.py.RunFiles {
		switch {
		case w.isFile(f):
			s.Files = append(s.Files, w.rel(f))
		case !w.installed(f):
			s.Dirs = append(s.Dirs, w.rel(f))
		}
	}
	return s
}
