package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// pyInstaller is how one package manager fills the virtual environment /app/.venv.
type pyInstaller struct {
	// name is the manager's; tool is the package that brings it, "" where it comes with the base or as a binary.
	name, tool string
	// extra is what the tool calls itself with its own dependencies pinned, as it was released with them.
	extra string
	// cache is what it downloads to.
	cache string
	// env are its settings while it installs.
	env []Var
	// commands install from the manifests; dev asks for the tools of the tests too.
	commands func(w *pyWork, dev bool) []Command
	// compiles reports that it writes bytecode itself.
	compiles bool
	// settings reports that it has variables of its own.
	settings bool
}

// pyInstallers holds one row for each manager.
func pyInstallers() []pyInstaller {
	uv := []Var{{Name: "UV_COMPILE_BYTECODE", Value: "1"}, {Name: "UV_LINK_MODE", Value: "copy"}, {Name: "UV_PYTHON_DOWNLOADS", Value: "never"}}
	return []pyInstaller{
		{name: "uv", settings: true, cache: "/root/.cache/uv", env: uv, commands: uvCommands, compiles: true},
		{name: "uv-pip", settings: true, cache: "/root/.cache/uv", env: uv, commands: uvPipCommands, compiles: true},
		{name: "pip", cache: "/root/.cache/pip", commands: pipCommands, compiles: true},
		{name: "poetry", settings: true, tool: "poetry", cache: "/root/.cache/pypoetry", commands: poetryCommands,
			env: []Var{{Name: "POETRY_VIRTUALENVS_IN_PROJECT", Value: "true"}, {Name: "POETRY_VIRTUALENVS_OPTIONS_NO_PIP", Value: "true"}, {Name: "POETRY_NO_INTERACTION", Value: "1"}}},
		{name: "pdm", settings: true, tool: "pdm", extra: "[locked]", cache: "/root/.cache/pdm", commands: pdmCommands,
			env: []Var{{Name: "PDM_CHECK_UPDATE", Value: "false"}, {Name: "PDM_USE_VENV", Value: "true"}}},
		{name: "pipenv", settings: true, tool: "pipenv", cache: "/root/.cache/pip", commands: pipenvCommands, compiles: true,
			env: []Var{{Name: "PIPENV_NOSPIN", Value: "1"}, {Name: "PIPENV_IGNORE_VIRTUALENVS", Value: "1"}}},
	}
}

// installer gives the row for this service: what the manager's name says; where the base has no pip, uv does pip's work.
func (w *pyWork) installer() pyInstaller {
	name := w.st.Manager.Value
	if name == "" {
		name = "pip"
	}
	if name == "pip" && w.base == catalog.Distroless {
		name = "uv-pip"
	}
	for _, row := range pyInstallers() {
		if row.name == name {
			return row
		}
	}
	return pyInstallers()[2]
}

// usesUV reports whether uv's binary is wanted.
func (w *pyWork) usesUV() bool { return strings.HasPrefix(w.installer().name, "uv") && w.installs() }

// installs reports whether there is any package to install.
func (w *pyWork) installs() bool {
	return !w.py.Empty || len(w.py.Extra) > 0 || w.py.Packaged.Known() || len(w.py.Local) > 0
}

func uvCommands(w *pyWork, dev bool) []Command {
	if w.py.Lock == "" && len(w.py.Local) == 0 {
		return uvUnlocked(w, dev)
	}
	sync := []string{"uv", "sync"}
	if w.py.Lock != "" {
		sync = append(sync, "--locked")
	}
	if !dev {
		sync = append(sync, "--no-dev")
	}
	switch {
	case len(w.py.Local) > 0:
		sync = append(sync, "--no-install-workspace")
	case w.py.Package:
		sync = append(sync, "--no-install-project")
	}
	return append([]Command{{Args: sync}}, uvExtra(w)...)
}

// uvUnlocked installs what pyproject.toml asks for where no lock says which versions.
func uvUnlocked(w *pyWork, dev bool) []Command {
	args := []string{"uv", "pip", "install", "--requirement", "pyproject.toml"}
	if dev && w.py.DevGroup {
		args = append(args, "--group", "dev")
	}
	return append(append([]Command{{Script: "uv venv"}, {Args: args}}, uvExtra(w)...), uvTestTools(w, dev && !w.py.DevGroup)...)
}

// uvExtra installs what the program needs and no manifest names.
func uvExtra(w *pyWork) []Command {
	if len(w.py.Extra) == 0 {
		return nil
	}
	return []Command{{Args: append([]string{"uv", "pip", "install"}, extraNames(w)...)}}
}

func extraNames(w *pyWork) []string {
	var out []string
	for _, e := range w.py.Extra {
		out = append(out, e.Value)
	}
	return out
}

func uvPipCommands(w *pyWork, dev bool) []Command {
	out := []Command{{Script: "uv venv"}}
	for _, file := range w.requirementFiles(dev) {
		args := []string{"uv", "pip", "install"}
		if w.py.Hashes && file == w.rel(w.py.Requirements) {
			args = append(args, "--require-hashes")
		}
		out = append(out, Command{Args: append(args, "--requirement", file)})
	}
	if w.local(".") {
		out = append(out, Command{Args: []string{"uv", "pip", "install", "."}})
	}
	return append(append(out, uvExtra(w)...), uvTestTools(w, dev)...)
}

// uvTestTools installs pytest where the tests want it and no file names it.
func uvTestTools(w *pyWork, dev bool) []Command {
	if !dev || !w.wantsPytest() {
		return nil
	}
	return []Command{{Args: []string{"uv", "pip", "install", "pytest"}}}
}

// pip is the base's pip, working on the environment, which has none of its own.
func pip(args ...string) []string {
	return append([]string{"pip", "--python", ".venv/bin/python"}, args...)
}

func pipCommands(w *pyWork, dev bool) []Command {
	out := []Command{{Script: "python -m venv --without-pip .venv"}}
	for _, file := range w.requirementFiles(dev) {
		args := pip("install")
		if w.py.Hashes && file == w.rel(w.py.Requirements) {
			args = append(args, "--require-hashes")
		}
		out = append(out, Command{Args: append(args, "--requirement", file)})
	}
	if w.local(".") {
		out = append(out, Command{Args: pip("install", ".")})
	}
	if len(w.py.Extra) > 0 {
		out = append(out, Command{Args: append(pip("install"), extraNames(w)...)})
	}
	if dev && w.wantsPytest() {
		out = append(out, Command{Args: pip("install", "pytest")})
	}
	return out
}

// wantsPytest reports that the tests run by pytest, which only other files than the requirements name.
func (w *pyWork) wantsPytest() bool {
	for _, word := range w.py.Test.Value {
		if word == "pytest" {
			return w.py.Test.Because[0].Path != w.py.Requirements && w.py.Test.Because[0].Path != w.py.DevRequirements
		}
	}
	return false
}

// requirementFiles are the files that pip is given, relative to the context.
func (w *pyWork) requirementFiles(dev bool) []string {
	var out []string
	if w.py.Requirements != "" {
		out = append(out, w.rel(w.py.Requirements))
	}
	if dev && w.py.DevRequirements != "" {
		out = append(out, w.rel(w.py.DevRequirements))
	}
	return out
}

// local reports whether a directory of the repository is among the packages.
func (w *pyWork) local(dir string) bool {
	for _, l := range w.py.Local {
		if l.Value == dir && w.py.Requirements == "" {
			return true
		}
	}
	return false
}

func poetryCommands(w *pyWork, dev bool) []Command {
	args := []string{"/opt/poetry/bin/poetry", "install", "--no-root"}
	if !dev {
		args = append(args, "--only", "main")
	}
	return append([]Command{{Args: args}}, w.pipExtra()...)
}

func pdmCommands(w *pyWork, dev bool) []Command {
	args := []string{"/opt/pdm/bin/pdm", "install", "--no-self", "--no-editable"}
	if w.py.Lock != "" {
		args = append(args, "--check")
	}
	if !dev {
		args = append(args, "--prod")
	}
	return append([]Command{{Args: args}}, w.pipExtra()...)
}

func pipenvCommands(w *pyWork, dev bool) []Command {
	lock := "/opt/pipenv/bin/pipenv verify"
	if w.py.Lock == "" {
		lock = "/opt/pipenv/bin/pipenv lock"
	}
	export := "/opt/pipenv/bin/pipenv requirements --hash"
	if dev {
		export += " --dev"
	}
	out := []Command{{Script: lock}, {Script: export + " > /tmp/requirements.txt"}, {Script: "python3 -m venv --without-pip .venv"},
		{Script: "/opt/pipenv/bin/pip --python .venv/bin/python install --require-hashes --requirement /tmp/requirements.txt"}, {Script: "rm /tmp/requirements.txt"}}
	return append(out, w.pipExtra()...)
}

// pipExtra installs with the manager's own pip what no manifest names.
func (w *pyWork) pipExtra() []Command {
	if len(w.py.Extra) == 0 {
		return nil
	}
	return []Command{{Args: append([]string{"/opt/" + w.installer().tool + "/bin/pip", "--python", ".venv/bin/python", "install"}, extraNames(w)...)}}
}

// toolSpec is what pip is asked for to have the manager: the version that wrote the lock, where it says so.
func (w *pyWork) toolSpec(row pyInstaller) string {
	tool := row.tool + row.extra
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

// rel makes a path relative to the build's context.
func (w *pyWork) rel(file string) string {
	if w.st.Context == "." {
		return file
	}
	return strings.TrimPrefix(file, w.st.Context+"/")
}

// mounts are what an install reads and keeps: the tool, the manifests, the cache, the secrets.
func (w *pyWork) mounts(dev bool) []Mount {
	var out []Mount
	if w.usesUV() {
		out = append(out, Mount{Type: "bind", From: "uv", Source: "/uv", Target: "/usr/local/bin/uv"})
	}
	for _, m := range w.manifests(dev) {
		out = append(out, Mount{Type: "bind", Source: m, Target: m})
	}
	if c := w.installer().cache; c != "" {
		out = append(out, Mount{Type: "cache", Target: c})
	}
	for _, s := range w.py.Secrets {
		out = append(out, Mount{Type: "secret", ID: s.Value, Env: s.Value})
	}
	return append(out, w.privateMounts()...)
}

// pipIndex is the variable by which uv, which reads no pip.conf, is told the address of an index.
const pipIndex = "UV_DEFAULT_INDEX"

// privateSecrets are the settings of the installer that hold a credential.
func (w *pyWork) privateSecrets() []Secret {
	var list []Secret
	for _, f := range w.py.Private {
		if w.unreadPip(f) {
			list = append(list, Secret{ID: pipIndex, Env: pipIndex, Why: "uv installs here and reads no " + f + ": the variable holds the address of the index"})
			continue
		}
		list = append(list, fileSecrets([]string{w.rel(f)})...)
	}
	return list
}

// unreadPip reports settings of pip where uv does its work.
func (w *pyWork) unreadPip(f string) bool {
	return strings.HasPrefix(path.Base(f), "pip.") && strings.HasPrefix(w.installer().name, "uv")
}

// privateMounts give these settings to an install, where the installer looks for them.
func (w *pyWork) privateMounts() []Mount {
	var out []Mount
	for _, s := range w.privateSecrets() {
		switch {
		case s.Env != "":
			out = append(out, Mount{Type: "secret", ID: s.ID, Env: s.Env, Required: true})
		case strings.HasPrefix(path.Base(s.File), "pip."):
			out = append(out, Mount{Type: "secret", ID: s.ID, Target: "/etc/pip.conf", Required: true})
		default:
			out = append(out, Mount{Type: "secret", ID: s.ID, Target: path.Join("/app", s.File), Required: true})
		}
	}
	return out
}

// manifests are the files that an install reads, relative to the context.
func (w *pyWork) manifests(dev bool) []string {
	var out []string
	if w.copiesFirst() {
		return nil
	}
	list := append([]string(nil), w.py.Manifests...)
	if dev && w.py.DevRequirements != "" {
		list = append(list, w.py.DevManifests...)
	}
	seen := map[string]bool{}
	for _, m := range list {
		if !seen[m] {
			seen[m] = true
			out = append(out, w.rel(m))
		}
	}
	return out
}

// copiesFirst reports that the requirements name the project itself or a directory of it, so that its files come first.
func (w *pyWork) copiesFirst() bool {
	return len(w.py.Local) > 0 && w.st.Manager.Value == "pip"
}
