package python

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// manifests reads what the project is made of and decides who installs it.
func manifests(p *project) error {
	p.deps = deps{byName: map[string]dep{}, dev: map[string]dep{}, vers: map[string]string{}, lock: map[string]detect.Evidence{}}
	if err := readManifests(p); err != nil {
		return err
	}
	for _, m := range tables().Managers {
		if lock := path.Join(p.dir, m.Lock); p.t.Has(lock) && p.t.Has(path.Join(p.dir, m.Manifest)) {
			p.py.Lock = lock
			return managedBy(p, m, detect.Evidence{Path: lock})
		}
	}
	if file := p.t.First(p.dir, tables().RequirementFiles...); file != "" {
		return managedByPip(p, file)
	}
	for _, m := range tables().Managers {
		if n := p.pyproject.At(m.Table...); len(m.Table) > 0 && n != nil {
			return managedBy(p, m, detect.EvidenceOf(n))
		}
	}
	switch {
	case p.pipfile != nil:
		return managedBy(p, tables().Managers[3], detect.Evidence{Path: path.Join(p.dir, "Pipfile")})
	case p.pyproject.At("project", "dependencies") != nil:
		return managedBy(p, tables().Managers[0], detect.EvidenceOf(p.pyproject.At("project", "dependencies")))
	case p.t.Has(path.Join(p.dir, "setup.py")), p.t.Has(path.Join(p.dir, "setup.cfg")):
		return managedBySetup(p)
	}
	p.py.Empty = true
	return nil
}

// readManifests parses pyproject.toml and Pipfile and takes their dependencies.
func readManifests(p *project) (err error) {
	if file := path.Join(p.dir, "pyproject.toml"); p.t.Has(file) {
		if p.pyproject, err = p.t.TOML(file); err != nil {
			return err
		}
		p.projectDeps(p.pyproject)
	}
	if file := path.Join(p.dir, "Pipfile"); p.t.Has(file) {
		if p.pipfile, err = p.t.TOML(file); err != nil {
			return err
		}
		tableDeps(p, p.pipfile.At("packages"), p.deps.add)
		tableDeps(p, p.pipfile.At("dev-packages"), p.addDev)
	}
	return nil
}

func (p *project) addDev(d dep) { p.deps.dev[d.name] = d }

// projectDeps takes the dependencies that a pyproject.toml declares, in any of the forms in use.
func (p *project) projectDeps(n *formats.Node) {
	for _, i := range n.At("project", "dependencies").List() {
		p.deps.add(require(i.Text(), detect.EvidenceOf(i)))
	}
	tableDeps(p, n.At("tool", "poetry", "dependencies"), p.deps.add)
	tableDeps(p, n.At("tool", "poetry", "dev-dependencies"), p.addDev)
	for _, g := range n.At("tool", "poetry", "group").Keys() {
		tableDeps(p, n.At("tool", "poetry", "group", g, "dependencies"), p.addDev)
	}
	for _, groups := range []*formats.Node{n.At("dependency-groups"), n.At("tool", "pdm", "dev-dependencies"), n.At("project", "optional-dependencies")} {
		for _, g := range groups.Keys() {
			for _, i := range groups.At(g).List() {
				p.addDev(require(i.Text(), detect.EvidenceOf(i)))
			}
		}
	}
	for _, i := range n.At("tool", "uv", "dev-dependencies").List() {
		p.addDev(require(i.Text(), detect.EvidenceOf(i)))
	}
}

// tableDeps takes dependencies written as a table: name = "^1.0" or name = {version = "…", extras = […]}.
func tableDeps(p *project, n *formats.Node, add func(dep)) {
	for _, name := range n.Keys() {
		if name == "python" {
			continue
		}
		d := dep{name: normal(name), because: detect.EvidenceOf(n.At(name))}
		for _, e := range n.At(name, "extras").Texts() {
			d.extras = append(d.extras, normal(e))
		}
		spec := cmp.Or(n.At(name, "version").Text(), n.At(name).Text())
		if v, ok := strings.CutPrefix(spec, "=="); ok {
			d.version = v
		}
		add(d)
	}
}

// managedBy sets the manager of a row.
func managedBy(p *project, m manager, because detect.Evidence) error {
	p.stack.Manager = detect.NewFact(m.Name, because)
	p.py.Manifests = append(p.py.Manifests, path.Join(p.dir, m.Manifest))
	if p.py.Lock == "" {
		add := map[string]string{"uv": "uv lock", "poetry": "poetry lock", "pdm": "pdm lock", "pipenv": "pipenv lock"}[m.Name]
		p.note("there is no lock file, so each build can install different versions", add, because)
	} else {
		p.py.Manifests = append(p.py.Manifests, p.py.Lock)
		if m.Name == "pipenv" {
			if err := pipfileLock(p); err != nil {
				return err
			}
		} else {
			p.lockedPackages(p.py.Lock)
		}
	}
	p.py.Tool = tool(p, m.Name)
	p.py.Package = p.isPackage()
	p.py.DevGroup = p.pyproject.At("dependency-groups", "dev") != nil
	p.py.Empty = len(p.deps.byName) == 0
	gitSources(p)
	return nil
}

// managedByPip reads a requirements file.
func managedByPip(p *project, file string) error {
	var r requirements
	if err := readRequirements(p, file, &r); err != nil {
		return err
	}
	at := detect.Evidence{Path: file}
	p.stack.Manager = detect.NewFact("pip", at)
	if err := serverRequirements(p, &r); err != nil {
		return err
	}
	p.py.Requirements, p.py.Manifests = file, r.files
	p.py.Hashes = r.pinned > 0 && r.hashed == r.pinned
	p.py.Local = r.local
	p.py.Empty = r.pinned == 0 && len(r.local) == 0
	for _, d := range r.deps {
		p.deps.add(d)
	}
	for _, u := range r.urls {
		urlSecrets(p, u.Value, u.Because[0])
	}
	devRequirements(p)
	gitSources(p)
	if r.pinned > 0 && !pinned(p) {
		p.note("not all requirements are pinned, so each build can install different versions", "pip-compile --generate-hashes, or uv lock", at)
	}
	return nil
}

// serverRequirements adds the file with the production server, unless pip could not install it with the others.
func serverRequirements(p *project, r *requirements) error {
	file := p.t.First(p.dir, tables().ServerFiles...)
	both := *r
	if file == "" || slices.Contains(r.files, file) {
		return nil
	}
	if err := readRequirements(p, file, &both); err != nil {
		return err
	}
	versions := map[string]string{}
	for _, d := range both.deps {
		if had, there := versions[d.name]; there && had != d.version {
			return nil
		}
		versions[d.name] = d.version
	}
	if r.hashed == 0 && both.hashed == 0 || both.hashed == both.pinned {
		*r, p.py.ServerRequirements = both, file
	}
	return nil
}

// pinned reports whether every requirement names one version.
func pinned(p *project) bool {
	for _, d := range p.deps.byName {
		if d.version == "" && !d.brought && !strings.HasPrefix(d.name, "git+") {
			return false
		}
	}
	return true
}

// devRequirements finds the file with the tools for tests.
func devRequirements(p *project) {
	file := p.t.First(p.dir, tables().DevFiles...)
	if file == "" {
		return
	}
	var r requirements
	if readRequirements(p, file, &r) != nil {
		return
	}
	p.py.DevRequirements, p.py.DevManifests = file, r.files
	for _, d := range r.deps {
		p.deps.dev[d.name] = d
	}
}

var setupRequires = pattern.New(`["']([A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?[^"']*)["']`)

// managedBySetup reads the requirements of a setup.py or setup.cfg as far as they are written out.
func managedBySetup(p *project) error {
	file := p.t.First(p.dir, "setup.py", "setup.cfg")
	p.stack.Manager = detect.NewFact("pip", detect.Evidence{Path: file})
	p.py.Packaged = detect.NewFact(true, detect.Evidence{Path: file})
	p.py.Local = append(p.py.Local, detect.Candidate{Value: ".", Because: []detect.Evidence{{Path: file}}})
	s := p.source(file)
	for _, c := range s.calls(pattern.New(`\binstall_requires\s*=\s*\[`)) {
		for _, m := range setupRequires.FindAllStringSubmatch(c.args, -1) {
			p.deps.add(require(m[1], p.at(s, c.line)))
		}
	}
	inside := false
	for i, line := range p.t.Lines(path.Join(p.dir, "setup.cfg")) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "install_requires"):
			inside = true
		case inside && line != "" && (line[0] == ' ' || line[0] == '\t'):
			p.deps.add(require(trimmed, p.t.At(path.Join(p.dir, "setup.cfg"), i+1)))
		case trimmed != "":
			inside = false
		}
	}
	return nil
}

// pipfileLock takes names and versions from Pipfile.lock.
func pipfileLock(p *project) error {
	n, err := p.t.JSON(p.py.Lock, false)
	if err != nil {
		return err
	}
	packages := n.At("default")
	for _, name := range packages.Keys() {
		p.deps.lock[normal(name)] = detect.EvidenceOf(packages.At(name))
		p.deps.vers[normal(name)] = strings.TrimPrefix(packages.At(name, "version").Text(), "==")
	}
	return nil
}

var poetryHeader = pattern.New(`generated by Poetry ([0-9][0-9A-Za-z.]*)`)

// tool finds the version of the manager that the repository is made for.
func tool(p *project, name string) detect.Fact[string] {
	facts := []detect.Fact[string]{detect.FactOf(p.pyproject.At("tool", name, "required-version")), detect.FactOf(p.pyproject.At("tool", "poetry", "requires-poetry"))}
	if name != "poetry" {
		facts = facts[:1]
	}
	if n := toolVersion(p, name); n.Known() {
		facts = append(facts, n)
	}
	if name == "poetry" && p.py.Lock != "" {
		if lines := p.t.Lines(p.py.Lock); len(lines) > 0 {
			if m := poetryHeader.FindStringSubmatch(lines[0]); m != nil {
				facts = append([]detect.Fact[string]{detect.NewFact(m[1], p.t.At(p.py.Lock, 1))}, facts...)
			}
		}
	}
	if f := detect.Strongest(facts...); f.Known() {
		return f
	}
	return toolOfLock(p, name)
}

var lockVersion = pattern.New(`^lock[-_]version = "(\d+)\.(\d+)`)

// toolOfLock is the range of releases that the form of a lock belongs to. What newer releases read as well says nothing.
func toolOfLock(p *project, name string) detect.Fact[string] {
	if p.py.Lock == "" || name != "poetry" && name != "pdm" {
		return detect.Fact[string]{}
	}
	for i, line := range p.t.Lines(p.py.Lock) {
		m := lockVersion.FindStringSubmatch(line)
		switch {
		case m == nil:
		case name == "poetry" && (m[1] == "1" || m[1] == "2" && m[2] == "0"), name == "pdm" && len(m[1]) == 1 && m[1] < "4":
			return detect.NewFact("<2", p.t.At(p.py.Lock, i+1))
		case name == "poetry":
			return detect.NewFact(">=2", p.t.At(p.py.Lock, i+1))
		}
	}
	return detect.Fact[string]{}
}
