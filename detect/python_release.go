package detect

import (
	"path"
	"slices"
	"strings"
)

// pyVersioner is a build plugin that reads the project's version from git.
type pyVersioner struct {
	name string
	// env is the variable that gives the version in git's place; "" where the plugin builds without one and makes a version up.
	env string
	// sure names a place in pyproject.toml without which the plugin does nothing; nil where its presence is enough.
	sure []string
	// setup shows it in a setup.py.
	setup *expression
}

// pyVersioners are the plugins of setuptools, Hatch, Poetry, PDM and uv.
func pyVersioners() []pyVersioner {
	const scm = "SETUPTOOLS_SCM_PRETEND_VERSION"
	return []pyVersioner{
		{name: "setuptools-scm", env: scm, setup: lazy(`\buse_scm_version\b|\bsetuptools_scm\b`)}, {name: "hatch-vcs", env: scm}, {name: "flit-scm", env: scm}, {name: "vcs-versioning", env: scm},
		{name: "pbr", env: "PBR_VERSION", setup: lazy(`\bpbr\s*=\s*True`)}, {name: "poetry-dynamic-versioning", env: "POETRY_DYNAMIC_VERSIONING_BYPASS"},
		{name: "uv-dynamic-versioning", env: "UV_DYNAMIC_VERSIONING_BYPASS"},
		{name: "pdm-backend", env: "PDM_BUILD_SCM_VERSION", sure: []string{"tool", "pdm", "version", "source"}},
		{name: "versioneer", setup: lazy(`\bversioneer\.get_version\(`)}, {name: "versioningit"}, {name: "setuptools-git-versioning"}, {name: "dunamai"}, {name: "miniver"},
	}
}

// versioner finds the plugin by which the build of the project reads its version from git.
func (p *pyProject) versioner() (pyVersioner, Evidence) {
	for _, item := range p.pyproject.at("build-system", "requires").list() {
		for _, row := range pyVersioners() {
			if pyRequire(item.text(), item.evidence()).name == row.name && (row.sure == nil || p.pyproject.at(row.sure...).text() == "scm") {
				return row, item.evidence()
			}
		}
	}
	setup := p.source(path.Join(p.dir, "setup.py"))
	for _, row := range pyVersioners() {
		if row.setup == nil {
			continue
		}
		if line, _ := setup.find(row.setup); line > 0 {
			return row, p.at(setup, line)
		}
	}
	return pyVersioner{}, Evidence{}
}

// release says by which variable a build is told the version that it would read from git, which is not in the build context.
func (p *pyProject) release() {
	if !p.py.Packaged.Known() && !p.requiresItself() {
		return
	}
	row, at := p.versioner()
	switch {
	case row.name == "":
	case row.env == "":
		p.note(row.name+" reads the version from git, which is not in the build context: the installed package gets a made-up version", "a version in pyproject.toml where the program shows it", at)
	default:
		p.py.VersionEnv = fact(row.env, at)
		p.note(row.name+" reads the version from git, which is not in the build context: the package is built as 0.0.0 unless the build is given a version", "--build-arg VERSION=1.2.3", at)
	}
}

// requiresItself reports that the requirements name the project.
func (p *pyProject) requiresItself() bool {
	return slices.ContainsFunc(p.py.Local, func(c Candidate) bool { return c.Value == "." || strings.HasPrefix(c.Value, ".[") })
}

var (
	pyOwnVersion = lazy(`\b(?:version|get_distribution|distribution|metadata|require|requires)\(\s*(?:(?:distribution_name|package)\s*=\s*)?(?:["']([\w.-]+)["']|(__package__|__name__)(?:\.split\(["']\.["']\)\[0\])?|([A-Za-z_]\w*))\s*(?:\bor\b.*)?\)`)
	pyMetadata   = lazy(`\b(?:importlib[._]metadata|from\s+importlib\s+import\s+metadata|pkg_resources)\b`)
	pyNotFound   = lazy(`\bexcept\b.*(?:PackageNotFoundError|DistributionNotFound|Exception|ImportError)|\bexcept\s*:`)
	pyPlugins    = lazy(`\bentry_points\(|\biter_entry_points\(|\bstevedore\b`)
)

// metadata finds that the program reads its own installed metadata, or a file that only its build writes, so that it has to be
// installed. A lookup that is caught does without.
func (p *pyProject) metadata() {
	if p.py.Packaged.Known() || !p.isPackage() && !p.t.has(path.Join(p.dir, "setup.py")) {
		return
	}
	if f := p.writtenVersion(); f.Known() {
		p.py.Packaged = f
		return
	}
	for _, file := range p.envSources() {
		s := p.source(file)
		if s.has(pyMetadata) && !s.has(pyNotFound) {
			for i, line := range s.lines {
				m := pyOwnVersion.FindStringSubmatch(line)
				if m == nil {
					continue
				}
				if at, set := s.find(lazy(`^` + m[3] + `\s*(?::[^=]+)?=\s*["']([\w.-]+)["']`)); m[3] != "" && at > 0 {
					m[1] = set[1]
				}
				if m[2] != "" || normal(m[1]) == normal(p.stack.Name) {
					p.py.Packaged = fact(true, p.at(s, i+1))
					return
				}
			}
		}
		if line, _ := s.find(pyPlugins); line > 0 && p.pyproject.at("project", "entry-points") != nil {
			p.py.Packaged = fact(true, p.at(s, line))
			return
		}
	}
}

// writtenVersion finds that the build writes a file of the package which is not in the repository and which sources import.
func (p *pyProject) writtenVersion() Fact[bool] {
	for _, at := range [][]string{{"tool", "hatch", "build", "hooks", "vcs", "version-file"}, {"tool", "setuptools_scm", "write_to"}, {"tool", "setuptools_scm", "version_file"},
		{"tool", "setuptools-scm", "version_file"}, {"tool", "pdm", "version", "write_to"}} {
		n := p.pyproject.at(at...)
		file := n.text()
		if file == "" || p.t.has(path.Join(p.dir, file)) || p.t.has(path.Join(p.dir, "src", file)) {
			continue
		}
		module := strings.TrimSuffix(path.Base(file), ".py")
		for _, source := range p.envSources() {
			for name := range p.source(source).imports() {
				if name == "."+module || strings.HasSuffix(name, "."+module) {
					return fact(true, n.evidence())
				}
			}
		}
	}
	return Fact[bool]{}
}
