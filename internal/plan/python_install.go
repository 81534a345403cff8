package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// installer names what installs, and gives its row: where the base has no pip, uv does pip's work.
func (w *pyWork) installer() (string, installer) {
	name := w.st.Manager.Value
	if _, ok := tables().Installers[name]; !ok {
		name = "pip"
	}
	if name == "pip" && w.base == catalog.Distroless {
		name = "uv-pip"
	}
	return name, tables().Installers[name]
}

// byUV reports whether uv installs.
func (w *pyWork) byUV() bool {
	name, _ := w.installer()
	return strings.HasPrefix(name, "uv")
}

// installs reports whether there is any package to install.
func (w *pyWork) installs() bool {
	return !w.py.Empty || len(w.py.Extra) > 0 || w.py.Packaged.Known() || len(w.py.Local) > 0
}

// install decides how the environments are made.
func (w *pyWork) install() *PythonInstall {
	name, row := w.installer()
	i := &PythonInstall{Manager: name, Index: w.index()}
	dev := w.tried() == "deps" && (w.in.Choices.Wants("test") || w.in.Choices.Wants("dev"))
	if row.Tool != "" {
		i.Tool = w.toolSpec(row.Tool)
		if w.py.Tool.Known() {
			i.ToolFrom = w.py.Tool.Because[0].Path
		}
	} else {
		i.SharedStage = dev && (name != "pip" || len(i.Index) > 0)
	}
	if dev {
		i.Dev = w.environment(i, true)
	}
	i.Prod = w.environment(i, false)
	return i
}

// environment decides what belongs to one virtual environment.
func (w *pyWork) environment(i *PythonInstall, dev bool) *PythonEnvironment {
	v := &PythonEnvironment{Manager: i.Manager, Index: i.Index, Dev: dev, Settings: i.From() == "base", Locked: w.py.Lock != "", Stale: w.py.Stale.Value, Old: strings.Contains(i.Tool, "==1.") || strings.Contains(i.Tool, "<2"), Package: w.py.Package,
		CopyFirst: w.copiesFirst(), Manifests: w.manifests(dev), Itself: w.local("."), Extra: each(w.py.Extra, valueOf), DevGroup: w.py.DevGroup, Packages: w.compilers(), Secrets: w.secrets(), SSH: w.py.SSH.Value, Dir: w.below(), Siblings: w.named()}
	v.Pytest = dev && w.wantsPytest() && !(v.Manager == "uv" && (v.Locked || w.py.DevGroup))
	if !w.py.Empty {
		for _, f := range w.requirementFiles(dev) {
			v.Requirements = append(v.Requirements, PythonRequirements{f, w.py.Hashes && f == w.inContext(w.py.Requirements)})
		}
	}
	v.Unhashed = slices.ContainsFunc(w.py.Native, func(n detect.Native) bool { return strings.HasSuffix(n.Name, "from git") })
	if !w.builds() {
		v.VersionEnv = w.py.VersionEnv.Value
	}
	if w.st.Manager.Value == "uv" {
		w.members(v)
	}
	return v
}

// members adds the members of a workspace, whose manifests are copied with them.
func (w *pyWork) members(v *PythonEnvironment) {
	v.Members = each(w.py.Local, valueOf)
	for _, f := range w.manifests(false) {
		if !slices.ContainsFunc(v.Members, func(dir string) bool { return strings.HasPrefix(f, dir+"/") }) && len(v.Members) > 0 {
			v.MemberManifests = append(v.MemberManifests, f)
		}
	}
}

// wantsPytest reports that the tests run by pytest, which only other files than the requirements name.
func (w *pyWork) wantsPytest() bool {
	t := w.py.Test
	return slices.Contains(t.Value, "pytest") && t.Because[0].Path != w.py.Requirements && t.Because[0].Path != w.py.DevRequirements
}

// requirementFiles are the files that pip is given, relative to the context.
func (w *pyWork) requirementFiles(dev bool) []string {
	files := []string{w.py.Requirements, w.py.ServerRequirements}
	if dev {
		files = append(files, w.py.DevRequirements)
	}
	return w.allInContext(slices.DeleteFunc(files, func(f string) bool { return f == "" }))
}

// local reports whether a directory of the repository is among the packages.
func (w *pyWork) local(dir string) bool {
	return w.py.Requirements == "" && slices.Contains(each(w.py.Local, valueOf), dir)
}

// toolSpec is what pip is asked for to have the manager: the version that wrote the lock, where it says so.
func (w *pyWork) toolSpec(tool string) string {
	v := strings.TrimSpace(w.py.Tool.Value)
	switch {
	case v == "":
		return tool
	case strings.ContainsAny(v[:1], "0123456789"):
		return tool + "==" + v
	case strings.ContainsAny(v[:1], "<>=~!") && !strings.HasPrefix(v, "~") || strings.HasPrefix(v, "~="):
		return tool + strings.ReplaceAll(v, " ", "")
	}
	return tool
}

// manifests are the files that an install reads, relative to the context.
func (w *pyWork) manifests(dev bool) []string {
	if w.copiesFirst() {
		return nil
	}
	list := w.py.Manifests
	if dev && w.py.DevRequirements != "" {
		list = slices.Concat(list, w.py.DevManifests)
	}
	return w.allInContext(union(nil, list...))
}

// copiesFirst reports that the requirements name the project itself, so that all of its files come first.
func (w *pyWork) copiesFirst() bool {
	return w.st.Manager.Value == "pip" && slices.Contains(each(w.py.Local, valueOf), ".")
}

// named are the directories of the repository that an install needs because the manifests name them.
func (w *pyWork) named() []string {
	dirs := w.siblings()
	if w.st.Manager.Value == "pip" && !w.copiesFirst() {
		dirs = union(dirs, each(w.py.Local, func(c detect.Candidate) string { return path.Clean(c.Value) })...)
	}
	return dirs
}

// secrets are the secrets that an installation is given: variables of the index, and settings with a credential.
func (w *pyWork) secrets() []Secret {
	all := each(w.py.Secrets, func(s detect.Candidate) Secret {
		return Secret{ID: s.Value, Env: s.Value, Why: "the package index asks for it"}
	})
	_, row := w.installer()
	for _, name := range row.Index {
		all = append(all, w.in.Network.Python.secret("", name)...)
	}
	for _, f := range w.py.Private { // the settings of the installer that hold a credential
		if strings.HasPrefix(path.Base(f), "pip.") && w.byUV() {
			all = append(all, Secret{ID: row.Index[0], Env: row.Index[0], Required: true, Why: "uv installs here and reads no " + f + ": the variable holds the address of the index"})
		} else {
			all = append(all, fileSecrets([]string{w.inContext(f)})...)
		}
	}
	return all
}

// index are the variables of the installer with the address of a pack's index that asks for no credentials.
func (w *pyWork) index() []Var {
	r := w.in.Network.Python
	if r == nil || r.asks() {
		return nil
	}
	name, row := w.installer()
	if name == "poetry" {
		w.note(nil, "poetry source add --priority=primary company "+r.URL, "Poetry does not read the address of a package index from a variable, so it uses the index that pyproject.toml names")
	}
	return each(row.Index, func(name string) Var { return Var{name, r.URL} })
}
