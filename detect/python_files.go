package detect

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// pyLeftOut are entries at the top of a project that the program does not read: manifests, papers, settings of tools.
var pyLeftOut = map[string]bool{
	"requirements": true, "requirements.txt": true, "pyproject.toml": true, "uv.lock": true, "uv.toml": true, "poetry.lock": true, "poetry.toml": true,
	"pdm.lock": true, "pdm.toml": true, "Pipfile": true, "Pipfile.lock": true, "setup.py": true, "setup.cfg": true, "MANIFEST.in": true,
	"tox.ini": true, "noxfile.py": true, "pytest.ini": true, "mypy.ini": true, "Makefile": true, "makefile": true, "justfile": true,

	"environment.yml": true, "environment.yaml": true, "conda.yml": true, "Dockerfile": true, "docker-bake.hcl": true,
	"LICENSE": true, "LICENSE.txt": true, "COPYING": true, "NOTICE": true, "CHANGELOG": true, "AUTHORS": true, "CODEOWNERS": true, "fabfile.py": true, "Justfile": true, "codecov.yml": true, "codecov.yaml": true, "ruff.toml": true,
	"dist": true, "build": true, "htmlcov": true, "site": true, "deploy": true, "deployment": true, "k8s": true, "helm": true, "charts": true, "terraform": true,
	"infra": true, "docker": true, "nginx": true, "notebooks": true, "node_modules": true, "venv": true, "env": true, "package.json": true, "package-lock.json": true,
	"yarn.lock": true, "pnpm-lock.yaml": true, "tsconfig.json": true, "db.sqlite3": true, "__pycache__": true, "conftest.py": true, "vendor": false,
}

// pyKept are hidden entries that a program does read.
var pyKept = map[string]bool{".streamlit": true, ".chainlit": true}

// files divides what stands at the top of the project into what the program is made of and what only tests read.
func (p *pyProject) files() {
	start := p.py.App.Value
	for _, name := range p.t.dirs[p.dir] {
		full := path.Join(p.dir, name)
		switch {
		case isPyTest(name) || name == "conftest.py" || name == "pytest.ini":
			p.py.TestFiles = append(p.py.TestFiles, full)
		case p.keepsFile(name) || strings.HasPrefix(start, strings.TrimSuffix(name, ".py")+":"):
			p.py.RunFiles = append(p.py.RunFiles, full)
		}
	}
	for _, name := range p.t.subs[p.dir] {
		full := path.Join(p.dir, name)
		switch {
		case isTestDir(name) && !strings.HasPrefix(start, name+"."):
			p.py.TestFiles = append(p.py.TestFiles, full)
		case p.keepsDir(name):
			p.py.RunFiles = append(p.py.RunFiles, full)
			p.py.RunDirs = append(p.py.RunDirs, full)
		}
	}
}

// isPyTest reports whether a file at the top is a test.
func isPyTest(name string) bool {
	return strings.HasSuffix(name, ".py") && (strings.HasPrefix(name, "test_") || strings.HasSuffix(name, "_test.py") || name == "tests.py")
}

func isTestDir(name string) bool { return name == "tests" || name == "test" }

func (p *pyProject) keepsFile(name string) bool {
	ext := path.Ext(name)
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "Dockerfile"), strings.HasPrefix(name, "docker-compose"), strings.HasPrefix(name, "compose."):
		return false
	case ext == ".md", ext == ".rst", name == "pyproject.toml", name == "LICENSE", name == "CHANGELOG":
		return p.mentions(name)
	case strings.HasPrefix(name, "requirements"), strings.HasPrefix(name, "dev-requirements"), ext == ".ipynb", ext == ".lock":
		return false
	case ext == ".sqlite3" || ext == ".log" || ext == ".pyc" || ext == ".sh" || ext == ".pem" || ext == ".key":
		return false
	case strings.HasSuffix(name, ".config.js"), strings.HasSuffix(name, ".config.ts"), strings.HasSuffix(name, ".egg-info"):
		return false
	}
	if name == "tasks.py" && p.importsFrom(path.Join(p.dir, name), "invoke") {
		return p.imports("tasks")
	}
	if platformFiles[name] {
		return p.mentions(name)
	}
	return !pyLeftOut[name] || p.imports(strings.TrimSuffix(name, ".py"))
}

// mentions reports whether a source holds the name of a file.
func (p *pyProject) mentions(name string) bool {
	text := lazy(`["'/]` + regexp.QuoteMeta(name) + `["']`)
	return slices.ContainsFunc(p.readSources(), func(file string) bool { return !isPyTool(path.Base(file)) && p.source(file).has(text) })
}

// keepsDir leaves out what stands aside, and directories that are services of their own.
func (p *pyProject) keepsDir(name string) bool {
	if p.loads(name) {
		return true
	}
	if pyLeftOut[name] || strings.HasPrefix(name, ".") && !pyKept[name] || strings.HasSuffix(name, ".egg-info") {
		return false
	}
	dir := path.Join(p.dir, name)
	if skipped[name] && name != "target" && name != "coverage" || !p.anyFile(dir) {
		return false
	}
	switch name {
	case "docs", "doc", "examples", "example", "demo", "demos", "benchmarks", "e2e":
		return p.imports(name)
	}
	if p.t.has(path.Join(dir, "package.json")) && len(p.t.under(dir, ".py")) == 0 {
		return false
	}
	return true
}

// loads reports whether a directory is a package that the program is known to load, whatever its name suggests: Django's
// project may be called example, and an application may import its own deploy.
func (p *pyProject) loads(name string) bool {
	below := path.Join(p.dir, name) + "/"
	if strings.HasPrefix(p.gunicornConfig(), below) || slices.ContainsFunc(p.stack.Start.Value, func(w string) bool {
		_, value, _ := strings.Cut(w, "=")
		return strings.HasPrefix(path.Join(p.dir, w), below) && p.t.has(path.Join(p.dir, w)) || strings.HasPrefix(path.Join(p.dir, value), below) && p.t.has(path.Join(p.dir, value))
	}) {
		return true
	}
	if !slices.ContainsFunc(p.t.dirs[path.Join(p.dir, name)], func(file string) bool { return strings.HasSuffix(file, ".py") }) {
		return false
	}
	if d := p.py.Django; d != nil && strings.HasPrefix(d.Settings.Value, name+".") {
		return true
	}
	return strings.HasPrefix(p.py.App.Value, name+".") || p.imports(name)
}

// anyFile reports whether there is a file below a directory.
func (p *pyProject) anyFile(dir string) bool { return len(p.t.under(dir)) > 0 }

// imports reports whether a file at the top of the project imports a package.
func (p *pyProject) imports(pkg string) bool {
	for _, file := range p.entryFiles() {
		if p.importsFrom(file, pkg) {
			return true
		}
	}
	return false
}

// test finds the command that runs the tests.
func (p *pyProject) test() Fact[[]string] {
	if d := p.py.Django; d != nil {
		return fact([]string{"python", p.rel(d.Manage), "test"}, Evidence{Path: d.Manage})
	}
	files := p.testSources()
	if len(files) == 0 {
		return Fact[[]string]{}
	}
	for _, deps := range []map[string]pyDep{p.deps.dev, p.deps.byName} {
		if d, ok := deps["pytest"]; ok {
			return fact([]string{"python", "-m", "pytest"}, d.because)
		}
	}
	for _, file := range files {
		if line := p.source(file).importsModule("unittest"); line > 0 {
			return fact([]string{"python", "-m", "unittest", "discover"}, p.at(p.source(file), line))
		}
	}
	return Fact[[]string]{}
}

// testSources gives the files of the project that are tests.
func (p *pyProject) testSources() []string {
	var out []string
	for _, file := range p.t.under(p.dir, ".py") {
		if isPyTest(path.Base(file)) {
			out = append(out, file)
		}
	}
	return out
}
