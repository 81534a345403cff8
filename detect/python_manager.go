package detect

import (
	"path"
	"strings"
)

// pyManager is a row of the table of package managers.
type pyManager struct {
	name string
	// lock is its lock file; table is its part of pyproject.toml, which speaks for it when there is no lock.
	lock  string
	table []string
	// manifest is what it reads beside the lock.
	manifest string
}

// pyManagers are in order of strength: a lock beats a plain list of requirements.
func pyManagers() []pyManager {
	return []pyManager{
		{name: "uv", lock: "uv.lock", table: []string{"tool", "uv"}, manifest: "pyproject.toml"},
		{name: "poetry", lock: "poetry.lock", table: []string{"tool", "poetry"}, manifest: "pyproject.toml"},
		{name: "pdm", lock: "pdm.lock", table: []string{"tool", "pdm"}, manifest: "pyproject.toml"},
		{name: "pipenv", lock: "Pipfile.lock", manifest: "Pipfile"},
	}
}

// pyRequirementFiles are the names of requirements files, the one for production first.
var pyRequirementFiles = []string{"requirements.txt", "requirements/production.txt", "requirements/prod.txt", "requirements-prod.txt",
	"requirements/main.txt", "requirements/base.txt", "requirements.lock", "requirements/requirements.txt", "requirements.in"}

// pyDevFiles are the names of files with the tools for tests.
var pyDevFiles = []string{"requirements-dev.txt", "requirements-test.txt", "dev-requirements.txt", "requirements/dev.txt", "requirements/test.txt",
	"requirements/development.txt", "requirements_dev.txt", "requirements-tests.txt", "test-requirements.txt", "requirements/local.txt"}

// manifests reads what the project is made of and decides who installs it.
func (p *pyProject) manifests() error {
	p.deps = pyDeps{byName: map[string]pyDep{}, dev: map[string]pyDep{}, vers: map[string]string{}, lock: map[string]Evidence{}}
	if err := p.readManifests(); err != nil {
		return err
	}
	for _, m := range pyManagers() {
		if lock := path.Join(p.dir, m.lock); p.t.has(lock) && p.t.has(path.Join(p.dir, m.manifest)) {
			p.py.Lock = lock
			return p.managedBy(m, Evidence{Path: lock})
		}
	}
	if file := p.t.first(p.dir, pyRequirementFiles...); file != "" {
		return p.managedByPip(file)
	}
	for _, m := range pyManagers() {
		if n := p.pyproject.at(m.table...); len(m.table) > 0 && n != nil {
			return p.managedBy(m, n.evidence())
		}
	}
	switch {
	case p.pipfile != nil:
		return p.managedBy(pyManagers()[3], Evidence{Path: path.Join(p.dir, "Pipfile")})
	case p.pyproject.at("project", "dependencies") != nil:
		return p.managedBy(pyManagers()[0], p.pyproject.at("project", "dependencies").evidence())
	case p.t.has(path.Join(p.dir, "setup.py")), p.t.has(path.Join(p.dir, "setup.cfg")):
		return p.managedBySetup()
	}
	p.py.Empty = true
	return nil
}

// readManifests parses pyproject.toml and Pipfile and takes their dependencies.
func (p *pyProject) readManifests() (err error) {
	if file := path.Join(p.dir, "pyproject.toml"); p.t.has(file) {
		if p.pyproject, err = p.t.toml(file); err != nil {
			return err
		}
		p.projectDeps(p.pyproject)
	}
	if file := path.Join(p.dir, "Pipfile"); p.t.has(file) {
		if p.pipfile, err = p.t.toml(file); err != nil {
			return err
		}
		p.tableDeps(p.pipfile.at("packages"), p.deps.add)
		p.tableDeps(p.pipfile.at("dev-packages"), p.addDev)
	}
	return nil
}

func (p *pyProject) addDev(d pyDep) { p.deps.dev[d.name] = d }

// projectDeps takes the dependencies that a pyproject.toml declares, in any of the forms in use.
func (p *pyProject) projectDeps(n *node) {
	for _, i := range n.at("project", "dependencies").list() {
		p.deps.add(pyRequire(i.text(), i.evidence()))
	}
	p.tableDeps(n.at("tool", "poetry", "dependencies"), p.deps.add)
	p.tableDeps(n.at("tool", "poetry", "dev-dependencies"), p.addDev)
	for _, g := range n.at("tool", "poetry", "group").keys() {
		p.tableDeps(n.at("tool", "poetry", "group", g, "dependencies"), p.addDev)
	}
	for _, groups := range []*node{n.at("dependency-groups"), n.at("tool", "pdm", "dev-dependencies"), n.at("project", "optional-dependencies")} {
		for _, g := range groups.keys() {
			for _, i := range groups.at(g).list() {
				p.addDev(pyRequire(i.text(), i.evidence()))
			}
		}
	}
	for _, i := range n.at("tool", "uv", "dev-dependencies").list() {
		p.addDev(pyRequire(i.text(), i.evidence()))
	}
}

// tableDeps takes dependencies written as a table: name = "^1.0" or name = {version = "…", extras = […]}.
func (p *pyProject) tableDeps(n *node, add func(pyDep)) {
	for _, name := range n.keys() {
		if name == "python" {
			continue
		}
		d := pyDep{name: normal(name), because: n.at(name).evidence()}
		for _, e := range n.at(name, "extras").texts() {
			d.extras = append(d.extras, normal(e))
		}
		spec := pyFirst(n.at(name, "version").text(), n.at(name).text())
		if v, ok := strings.CutPrefix(spec, "=="); ok {
			d.version = v
		}
		add(d)
	}
}

// managedBy sets the manager of a row.
func (p *pyProject) managedBy(m pyManager, because Evidence) error {
	p.stack.Manager = fact(m.name, because)
	p.py.Manifests = append(p.py.Manifests, path.Join(p.dir, m.manifest))
	if p.py.Lock == "" {
		add := map[string]string{"uv": "uv lock", "poetry": "poetry lock", "pdm": "pdm lock", "pipenv": "pipenv lock"}[m.name]
		p.note("there is no lock file: the versions are chosen anew by each build", add, because)
	} else {
		p.py.Manifests = append(p.py.Manifests, p.py.Lock)
		if m.name == "pipenv" {
			if err := p.pipfileLock(); err != nil {
				return err
			}
		} else {
			p.lockedPackages(p.py.Lock)
		}
	}
	p.py.Tool = p.tool(m.name)
	p.py.Package = p.isPackage()
	p.py.DevGroup = p.pyproject.at("dependency-groups", "dev") != nil
	p.py.Empty = len(p.deps.byName) == 0
	p.gitSources()
	return nil
}

// managedByPip reads a requirements file.
func (p *pyProject) managedByPip(file string) error {
	var r pyRequirements
	if err := p.requirements(file, &r); err != nil {
		return err
	}
	at := Evidence{Path: file}
	p.stack.Manager = fact("pip", at)
	p.py.Requirements, p.py.Manifests = file, r.files
	p.py.Hashes = r.pinned > 0 && r.hashed == r.pinned
	p.py.Local = r.local
	p.py.Empty = r.pinned == 0 && len(r.local) == 0
	for _, d := range r.deps {
		p.deps.add(d)
	}
	for _, u := range r.urls {
		p.urlSecrets(u.Value, u.Because[0])
	}
	p.devRequirements()
	p.gitSources()
	if r.pinned > 0 && !p.pinned() {
		p.note("the requirements are not all pinned: the versions are chosen anew by each build", "pip-compile --generate-hashes, or uv lock", at)
	}
	return nil
}

// pinned reports whether every requirement names one version.
func (p *pyProject) pinned() bool {
	for _, d := range p.deps.byName {
		if d.version == "" && !d.brought && !strings.HasPrefix(d.name, "git+") {
			return false
		}
	}
	return true
}

// devRequirements finds the file with the tools for tests.
func (p *pyProject) devRequirements() {
	file := p.t.first(p.dir, pyDevFiles...)
	if file == "" {
		return
	}
	var r pyRequirements
	if p.requirements(file, &r) != nil {
		return
	}
	p.py.DevRequirements, p.py.DevManifests = file, r.files
	for _, d := range r.deps {
		p.deps.dev[d.name] = d
	}
}

var setupRequires = lazy(`["']([A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?[^"']*)["']`)

// managedBySetup reads the requirements of a setup.py or setup.cfg as far as they are written out.
func (p *pyProject) managedBySetup() error {
	file := p.t.first(p.dir, "setup.py", "setup.cfg")
	p.stack.Manager = fact("pip", Evidence{Path: file})
	p.py.Packaged = fact(true, Evidence{Path: file})
	p.py.Local = append(p.py.Local, Candidate{Value: ".", Because: []Evidence{{Path: file}}})
	s := p.source(file)
	for _, c := range s.calls(lazy(`\binstall_requires\s*=\s*\[`)) {
		for _, m := range setupRequires.FindAllStringSubmatch(c.args, -1) {
			p.deps.add(pyRequire(m[1], p.at(s, c.line)))
		}
	}
	inside := false
	for i, line := range p.t.lines(path.Join(p.dir, "setup.cfg")) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "install_requires"):
			inside = true
		case inside && line != "" && (line[0] == ' ' || line[0] == '\t'):
			p.deps.add(pyRequire(trimmed, p.t.at(path.Join(p.dir, "setup.cfg"), i+1)))
		case trimmed != "":
			inside = false
		}
	}
	return nil
}

// pipfileLock takes names and versions from Pipfile.lock.
func (p *pyProject) pipfileLock() error {
	n, err := p.t.json(p.py.Lock, false)
	if err != nil {
		return err
	}
	packages := n.at("default")
	for _, name := range packages.keys() {
		p.deps.lock[normal(name)] = packages.at(name).evidence()
		p.deps.vers[normal(name)] = strings.TrimPrefix(packages.at(name, "version").text(), "==")
	}
	return nil
}

var poetryHeader = lazy(`generated by Poetry ([0-9][0-9A-Za-z.]*)`)

// tool finds the version of the manager that the repository is made for.
func (p *pyProject) tool(name string) Fact[string] {
	facts := []Fact[string]{p.pyproject.at("tool", name, "required-version").fact(), p.pyproject.at("tool", "poetry", "requires-poetry").fact()}
	if name != "poetry" {
		facts = facts[:1]
	}
	if n := p.toolVersion(name); n.Known() {
		facts = append(facts, n)
	}
	if name == "poetry" && p.py.Lock != "" {
		if lines := p.t.lines(p.py.Lock); len(lines) > 0 {
			if m := poetryHeader.FindStringSubmatch(lines[0]); m != nil {
				facts = append([]Fact[string]{fact(m[1], p.t.at(p.py.Lock, 1))}, facts...)
			}
		}
	}
	if f := strongest(facts...); f.Known() {
		return f
	}
	return p.toolOfLock(name)
}

var pyLockVersion = lazy(`^lock[-_]version = "(\d+)\.(\d+)`)

// toolOfLock is the range of releases that the form of a lock belongs to. What newer releases read as well says nothing.
func (p *pyProject) toolOfLock(name string) Fact[string] {
	if p.py.Lock == "" || name != "poetry" && name != "pdm" {
		return Fact[string]{}
	}
	for i, line := range p.t.lines(p.py.Lock) {
		m := pyLockVersion.FindStringSubmatch(line)
		switch {
		case m == nil:
		case name == "poetry" && (m[1] == "1" || m[1] == "2" && m[2] == "0"), name == "pdm" && len(m[1]) == 1 && m[1] < "4":
			return fact("<2", p.t.at(p.py.Lock, i+1))
		case name == "poetry":
			return fact(">=2", p.t.at(p.py.Lock, i+1))
		}
	}
	return Fact[string]{}
}
