package python

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// files divides what stands at the top of the project into what the program is made of and what only tests read.
func files(p *project) {
	start := p.py.App.Value
	for _, name := range p.t.FilesIn[p.dir] {
		full := path.Join(p.dir, name)
		switch {
		case isTest(name) || name == "conftest.py" || name == "pytest.ini":
			p.py.TestFiles = append(p.py.TestFiles, full)
		case keepsFile(p, name) || strings.HasPrefix(start, strings.TrimSuffix(name, ".py")+":"):
			p.py.RunFiles = append(p.py.RunFiles, full)
		}
	}
	for _, name := range p.t.DirsIn[p.dir] {
		full := path.Join(p.dir, name)
		switch {
		case isTestDir(name) && !strings.HasPrefix(start, name+"."):
			p.py.TestFiles = append(p.py.TestFiles, full)
		case keepsDir(p, name):
			p.py.RunFiles = append(p.py.RunFiles, full)
			p.py.RunDirs = append(p.py.RunDirs, full)
		}
	}
}

// isTest reports whether a file at the top is a test.
func isTest(name string) bool {
	return strings.HasSuffix(name, ".py") && (strings.HasPrefix(name, "test_") || strings.HasSuffix(name, "_test.py") || name == "tests.py")
}

func isTestDir(name string) bool { return name == "tests" || name == "test" }

func keepsFile(p *project, name string) bool {
	ext := path.Ext(name)
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "Dockerfile"), strings.HasPrefix(name, "docker-compose"), strings.HasPrefix(name, "compose."):
		return false
	case ext == ".md", ext == ".rst", name == "pyproject.toml", name == "LICENSE", name == "CHANGELOG":
		return mentions(p, name)
	case strings.HasPrefix(name, "requirements"), strings.HasPrefix(name, "dev-requirements"), ext == ".ipynb", ext == ".lock":
		return false
	case ext == ".sqlite3" || ext == ".log" || ext == ".pyc" || ext == ".sh" || ext == ".pem" || ext == ".key":
		return false
	case strings.HasSuffix(name, ".config.js"), strings.HasSuffix(name, ".config.ts"), strings.HasSuffix(name, ".egg-info"):
		return false
	}
	if name == "tasks.py" && importsFrom(p, path.Join(p.dir, name), "invoke") {
		return importsPackage(p, "tasks")
	}
	if detect.PlatformFile(name) || p.py.Packaged.Known() && ext != ".py" {
		return mentions(p, name)
	}
	return !slices.Contains(tables().LeftOut, name) || importsPackage(p, strings.TrimSuffix(name, ".py"))
}

// mentions reports whether a source holds the name of a file.
func mentions(p *project, name string) bool {
	text := pattern.New(`["'/]` + regexp.QuoteMeta(name) + `["']`)
	return slices.ContainsFunc(readSources(p), func(file string) bool { return !isTool(path.Base(file)) && p.source(file).has(text) })
}

// keepsDir leaves out what stands aside, and directories that are services of their own.
func keepsDir(p *project, name string) bool {
	if loads(p, name) {
		return true
	}
	if !slices.ContainsFunc(p.t.Under(path.Join(p.dir, name)), func(f string) bool { return path.Base(f) != ".gitignore" }) {
		return false // git keeps the directory, and nothing is in it
	}
	if slices.Contains(tables().LeftOut, name) || strings.HasPrefix(name, ".") && !slices.Contains(tables().Kept, name) || strings.HasSuffix(name, ".egg-info") {
		return false
	}
	dir := path.Join(p.dir, name)
	if detect.Skipped(name) && name != "target" && name != "coverage" || len(p.t.Under(dir)) == 0 {
		return false
	}
	switch name {
	case "docs", "doc", "examples", "example", "demo", "demos", "benchmarks", "e2e":
		return importsPackage(p, name)
	}
	if p.py.Packaged.Known() && name != "src" && !p.t.Has(path.Join(dir, "__init__.py")) && !mentions(p, name) {
		return false // the installed package has its files with it
	}
	if p.t.Has(path.Join(dir, "package.json")) && len(p.t.Under(dir, ".py")) == 0 {
		return false
	}
	return true
}

// loads reports whether a directory is a package that the program is known to load, whatever its name suggests: Django's
// project may be called example, and an application may import its own deploy.
func loads(p *project, name string) bool {
	below := path.Join(p.dir, name) + "/"
	if strings.HasPrefix(p.gunicornConfig(), below) || slices.ContainsFunc(p.stack.Start.Value, func(w string) bool {
		_, value, _ := strings.Cut(w, "=")
		return strings.HasPrefix(path.Join(p.dir, w), below) && p.t.Has(path.Join(p.dir, w)) || strings.HasPrefix(path.Join(p.dir, value), below) && p.t.Has(path.Join(p.dir, value))
	}) {
		return true
	}
	if !slices.ContainsFunc(p.t.FilesIn[path.Join(p.dir, name)], func(file string) bool { return strings.HasSuffix(file, ".py") }) {
		return false
	}
	if d := p.py.Django; d != nil && strings.HasPrefix(d.Settings.Value, name+".") {
		return true
	}
	return strings.HasPrefix(p.py.App.Value, name+".") || importsPackage(p, name)
}

// importsPackage reports whether a file at the top of the project imports a package.
func importsPackage(p *project, pkg string) bool {
	for _, file := range p.entryFiles() {
		if importsFrom(p, file, pkg) {
			return true
		}
	}
	return false
}

// test finds the command that runs the tests.
func test(p *project) detect.Fact[[]string] {
	if d := p.py.Django; d != nil {
		return detect.NewFact([]string{"python", p.rel(d.Manage), "test"}, detect.Evidence{Path: d.Manage})
	}
	files := testSources(p)
	if len(files) == 0 {
		return detect.Fact[[]string]{}
	}
	for _, deps := range []map[string]dep{p.deps.dev, p.deps.byName} {
		if d, ok := deps["pytest"]; ok {
			return detect.NewFact([]string{"python", "-m", "pytest"}, d.because)
		}
	}
	for _, file := range files {
		if line := p.source(file).importsModule("unittest"); line > 0 {
			return detect.NewFact([]string{"python", "-m", "unittest", "discover"}, p.at(p.source(file), line))
		}
	}
	return detect.Fact[[]string]{}
}

// testSources gives the files of the project that are tests.
func testSources(p *project) []string {
	var out []string
	for _, file := range p.t.Under(p.dir, ".py") {
		if isTest(path.Base(file)) {
			out = append(out, file)
		}
	}
	return out
}
