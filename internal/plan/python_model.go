package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// Python is a Python service as templates/python sees it: facts and values, and no instruction.
type Python struct {
	Syntax, Name, Description, License, Source string
	Distroless, Debug                          bool
	Stage                                      string // of the image that runs: prod, or runtime where debug stands on it too
	Images                                     struct{ Run, Debug, Debian, UV, Python string }
	Init                                       PyInit
	Packages                                   struct{ Base, Run *Packages }
	Install                                    PyInstall
	Package                                    *PyPackage // the project itself, where it is installed
	Static                                     *PyStatic
	Test                                       *PyTest
	Dev                                        *PyDev
	Assets                                     *PyAssets
	Env, PathEnv                               []Var // of the program; PathEnv is the part that says where imports start
	Sources, Shipped                           PySources
	Links                                      bool
	User                                       string
	Port                                       int
	Health                                     PyHealth
	Entrypoint, Cmd                            []string
}

type (
	PyInit struct {
		From     string // the stage that it comes from; "" for none
		Packages *Packages
	}
	PyInstall struct {
		Needed, UsesUV, SharesSettings bool
		Manager                        string
		Tool                           *PyTool
		Prod, Dev                      *PyVenv
	}
	PyTool struct {
		Name, NamedBy string
		Spec          []string
	}
	PyVenv struct {
		Manager, From                            string
		Dev, Locked, IsPackage, DevGroup, Itself bool
		CopiesFirst, Pytest                      bool
		Manifests, Secrets, Extra, Members       []string
		MemberManifests                          []string
		Requirements                             []PyRequirementFile
		Packages                                 *Packages
		Links                                    []PyLink
	}
	PyRequirementFile struct {
		File   string
		Hashes bool
	}
	PyLink    struct{ Name, To string }
	PyPackage struct{ Manager string }
	PyStatic  struct {
		Manage, Root string
		StandIns     []Var
	}
	PyTest struct {
		From        string
		Sources     PySources
		Files, Dirs []string
		Pytest      bool
		Command     []string
		StandIns    []Var
	}
	PyDev struct {
		From    string
		Command []string
	}
	PyAssets struct {
		*Node
		Made, Into string
	}
	PySources struct{ Files, Dirs, Exclude []string }
	PyHealth  struct {
		HTTP, Sure bool
		Path, Why  string
	}
)

// pythonModel decides what the template is told.
func pythonModel(in Input, base string) (any, error) {
	w, err := newPyWork(in)
	if err != nil {
		return nil, err
	}
	if err := w.images(base); err != nil {
		return nil, err
	}
	m := &Python{Syntax: Frontend, Name: w.st.Name, Description: w.st.Description, License: w.st.License, Source: w.st.Source,
		Distroless: base == catalog.Distroless, Debug: in.Choices.Wants("debug"), Stage: "prod", User: w.final.User,
		Env: w.runEnv(), PathEnv: w.pathEnv(), Links: len(w.py.Writable) > 0 && w.installs(), Port: w.exposed()}
	if m.Description == "" {
		m.Description = w.title()
	}
	if m.Debug {
		m.Stage = "runtime"
	}
	if err := m.images(w); err != nil {
		return nil, err
	}
	m.install(w)
	m.Sources = w.modelSources(nil)
	var exclude []string
	if in.Choices.Wants("test") {
		exclude = []string{"**/tests", "**/tests.py", "**/test_*.py"}
	}
	m.Shipped = w.modelSources(exclude)
	m.Entrypoint, m.Cmd = w.command()
	m.Health = w.modelHealth()
	if w.builds() {
		m.Package = &PyPackage{w.installer().name}
	}
	if d := w.py.Django; d != nil && d.StaticRoot.Known() && (base != catalog.Distroless || w.installs()) {
		m.Static = &PyStatic{Manage: w.rel(d.Manage), Root: w.rel(d.StaticRoot.Value), StandIns: w.standIns()}
	}
	m.targets(w)
	if a := w.st.Assets; a != nil {
		node, made, err := nodeAssetsModel(in, a)
		if err != nil {
			return nil, err
		}
		m.Assets = &PyAssets{node, made, w.rel(a.Output.Value)}
	}
	return m, nil
}

func (m *Python) images(w *pyWork) error {
	m.Images.Run, m.Images.Debug, m.Images.Python, m.Images.Debian = w.final.Ref, w.final.Debug, w.final.Program, w.tools.Ref
	if w.usesUV() {
		uv, err := w.in.Catalog.Image("uv", catalog.Scratch, "")
		if err != nil {
			return err
		}
		m.Images.UV = uv.Ref
	}
	if w.needsInit() {
		m.Init.From = w.initFrom()
	}
	if m.Init.From == "init" {
		debian, err := w.in.Catalog.Image("debian", catalog.Slim, strings.TrimPrefix(w.final.OS, "debian"))
		if err != nil {
			return err
		}
		m.Images.Debian = debian.Ref
		m.Init.Packages = &Packages{By: debian.Packages, Names: []string{"tini"}, OS: debian.Codename()}
	}
	names := []string{"python3"}
	if w.needsInit() {
		names = append(names, "tini")
	}
	if w.installer().tool != "" {
		names = append(names, "python3-venv")
	}
	m.Packages.Base = &Packages{By: w.tools.Packages, Names: names, OS: w.tools.Codename()}
	m.Packages.Run = w.packages()
	return nil
}

func (m *Python) install(w *pyWork) {
	i := &m.Install
	row := w.installer()
	i.Needed, i.UsesUV, i.Manager = w.installs(), w.usesUV(), row.name
	if !i.Needed {
		return
	}
	wantsDev := w.tried() == "deps" && (w.in.Choices.Wants("test") || w.in.Choices.Wants("dev"))
	from := "base"
	if row.tool != "" {
		from = "installer"
		i.Tool = &PyTool{Name: row.tool, Spec: []string{w.toolSpec(row)}}
		if w.py.Tool.Known() {
			i.Tool.NamedBy = w.py.Tool.Because[0].Path
		}
	} else if wantsDev && len(row.env) > 0 {
		from, i.SharesSettings = "installer", true
	}
	if wantsDev {
		i.Dev = w.venv(from, true)
	}
	i.Prod = w.venv(from, false)
}

func (w *pyWork) venv(from string, dev bool) *PyVenv {
	v := &PyVenv{Manager: w.installer().name, From: from, Dev: dev, Locked: w.py.Lock != "", IsPackage: w.py.Package, DevGroup: w.py.DevGroup,
		Itself: w.local("."), CopiesFirst: w.copiesFirst(), Manifests: w.manifests(dev), Extra: extraNames(w), Packages: w.buildPackages()}
	v.Pytest = dev && w.wantsPytest() && !(v.Manager == "uv" && (v.Locked || w.py.DevGroup))
	for _, s := range w.py.Secrets {
		v.Secrets = append(v.Secrets, s.Value)
	}
	if !w.py.Empty {
		for _, f := range w.requirementFiles(dev) {
			v.Requirements = append(v.Requirements, PyRequirementFile{f, w.py.Hashes && f == w.rel(w.py.Requirements)})
		}
	}
	if w.st.Manager.Value == "uv" {
		for _, l := range w.py.Local {
			v.Members = append(v.Members, l.Value)
		}
		for _, mount := range w.memberMounts() {
			if mount.Type == "bind" && mount.From == "" {
				v.MemberManifests = append(v.MemberManifests, mount.Source)
			}
		}
	}
	if !dev {
		for _, f := range w.py.Writable {
			to := path.Join("/tmp", path.Base(f))
			if strings.HasSuffix(f, "/") {
				to = "/tmp" // a directory has to be there, or making it fails
			}
			v.Links = append(v.Links, PyLink{path.Clean(f), to})
		}
	}
	return v
}

func (m *Python) targets(w *pyWork) {
	if w.in.Choices.Wants("test") && w.py.Test.Known() {
		t := &PyTest{From: w.tried(), Sources: m.Sources, Command: w.py.Test.Value, StandIns: w.standIns()}
		t.Pytest = t.Command[len(t.Command)-1] == "pytest"
		if m.Static != nil && t.From == "prod-deps" {
			t.From, t.Sources = "static", PySources{}
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
		m.Test = t
	}
	if w.in.Choices.Wants("dev") {
		m.Dev = &PyDev{w.tried(), w.devCommand()}
	}
}

func (w *pyWork) modelSources(exclude []string) PySources {
	s := PySources{Exclude: exclude}
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

func (w *pyWork) modelHealth() PyHealth {
	narrow := w.py.Django != nil && w.py.Django.NarrowHosts.Known()
	switch {
	case w.st.Health.Known() && !narrow:
		return PyHealth{HTTP: true, Sure: true, Path: w.st.Health.Value}
	case w.st.Health.Known():
		return PyHealth{HTTP: true, Path: "/", Why: "Any answer below 500 counts as alive: ALLOWED_HOSTS may refuse the probe's 127.0.0.1."}
	case w.speaksHTTP():
		return PyHealth{HTTP: true, Path: "/", Why: "Any answer below 500 counts as alive: the code shows no health path."}
	}
	return PyHealth{Why: "It accepts a connection; what it speaks is not known."}
}
