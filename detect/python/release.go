package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// findVersioner finds the plugin by which the build of the project reads its version from git.
func findVersioner(p *project) (versioner, detect.Evidence) {
	for _, item := range p.pyproject.At("build-system", "requires").List() {
		for _, row := range tables().Versioners {
			if require(item.Text(), detect.EvidenceOf(item)).name == row.Name && (row.Sure == nil || p.pyproject.At(row.Sure...).Text() == "scm") {
				return row, detect.EvidenceOf(item)
			}
		}
	}
	setup := p.source(path.Join(p.dir, "setup.py"))
	for _, row := range tables().Versioners {
		if row.Setup == nil {
			continue
		}
		if line, _ := setup.find(row.Setup); line > 0 {
			return row, p.at(setup, line)
		}
	}
	return versioner{}, detect.Evidence{}
}

// release says by which variable a build is told the version that it would read from git, which is not in the build context.
func release(p *project) {
	if !p.py.Packaged.Known() && !requiresItself(p) {
		return
	}
	row, at := findVersioner(p)
	switch {
	case row.Name == "":
	case row.Env == "":
		p.note(row.Name+" reads the version from git, which is not in the build context: the installed package gets a made-up version", "a version in pyproject.toml where the program shows it", at)
	default:
		p.py.VersionEnv = detect.NewFact(row.Env, at)
		p.note(row.Name+" reads the version from git, which is not in the build context: the package is built as 0.0.0 unless the build is given a version", "--build-arg VERSION=1.2.3", at)
	}
}

// requiresItself reports that the requirements name the project.
func requiresItself(p *project) bool {
	return slices.ContainsFunc(p.py.Local, func(c detect.Candidate) bool { return c.Value == "." || strings.HasPrefix(c.Value, ".[") })
}

var (
	ownVersion = pattern.New(`\b(?:version|get_distribution|distribution|metadata|require|requires)\(\s*(?:(?:distribution_name|package)\s*=\s*)?(?:["']([\w.-]+)["']|(__package__|__name__)(?:\.split\(["']\.["']\)\[0\])?|([A-Za-z_]\w*))\s*(?:\bor\b.*)?\)`)
	metadata   = pattern.New(`\b(?:importlib[._]metadata|from\s+importlib\s+import\s+metadata|pkg_resources)\b`)
	notFound   = pattern.New(`\bexcept\b.*(?:PackageNotFoundError|DistributionNotFound|Exception|ImportError)|\bexcept\s*:`)
	plugins    = pattern.New(`\bentry_points\(|\biter_entry_points\(|\bstevedore\b`)
)

// findMetadata finds that the program reads its own installed metadata, or a file that only its build writes, so that it has to be
// installed. A lookup that is caught does without.
func findMetadata(p *project) {
	if p.py.Packaged.Known() || !p.isPackage() && !p.t.Has(path.Join(p.dir, "setup.py")) {
		return
	}
	if f := writtenVersion(p); f.Known() {
		p.py.Packaged = f
		return
	}
	for _, file := range p.envSources() {
		s := p.source(file)
		if s.has(metadata) && !s.has(notFound) {
			for i, line := range s.lines {
				m := ownVersion.FindStringSubmatch(line)
				if m == nil {
					continue
				}
				if at, set := s.find(pattern.New(`^` + m[3] + `\s*(?::[^=]+)?=\s*["']([\w.-]+)["']`)); m[3] != "" && at > 0 {
					m[1] = set[1]
				}
				if m[2] != "" || normal(m[1]) == normal(p.stack.Name) {
					p.py.Packaged = detect.NewFact(true, p.at(s, i+1))
					return
				}
			}
		}
		if line, _ := s.find(plugins); line > 0 && p.pyproject.At("project", "entry-points") != nil {
			p.py.Packaged = detect.NewFact(true, p.at(s, line))
			return
		}
	}
}

// writtenVersion finds that the build writes a file of the package which is not in the repository and which sources import.
func writtenVersion(p *project) detect.Fact[bool] {
	for _, at := range [][]string{{"tool", "hatch", "build", "hooks", "vcs", "version-file"}, {"tool", "setuptools_scm", "write_to"}, {"tool", "setuptools_scm", "version_file"},
		{"tool", "setuptools-scm", "version_file"}, {"tool", "pdm", "version", "write_to"}} {
		n := p.pyproject.At(at...)
		file := n.Text()
		if file == "" || p.t.Has(path.Join(p.dir, file)) || p.t.Has(path.Join(p.dir, "src", file)) {
			continue
		}
		module := strings.TrimSuffix(path.Base(file), ".py")
		for _, source := range p.envSources() {
			for name := range p.source(source).imports() {
				if name == "."+module || strings.HasSuffix(name, "."+module) {
					return detect.NewFact(true, detect.EvidenceOf(n))
				}
			}
		}
	}
	return detect.Fact[bool]{}
}
