package python

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// version weighs what the repository says about the release of Python.
func version(p *project) detect.Fact[string] {
	return detect.Strongest(
		versionFile(p),
		toolVersion(p, "python"),
		runtimeFile(p),
		versionText(detect.FactOf(p.pyproject.At("project", "requires-python"))),
		versionText(detect.FactOf(p.pyproject.At("tool", "poetry", "dependencies", "python"))),
		pipfileVersion(p),
		lockVersionOf(p),
	)
}

// versionText cleans a declared version; "*" and "latest" say nothing.
func versionText(f detect.Fact[string]) detect.Fact[string] {
	v := strings.TrimSpace(f.Value)
	v = strings.TrimPrefix(strings.TrimPrefix(v, "python-"), "cpython-")
	if v == "" || v == "*" || v == "latest" || strings.HasPrefix(v, "pypy") || strings.HasPrefix(v, "system") {
		return detect.Fact[string]{}
	}
	f.Value = v
	return f
}

// versionFile reads .python-version in the project's directory, else at the root.
func versionFile(p *project) detect.Fact[string] {
	if f := versionText(p.t.Word(path.Join(p.dir, ".python-version"))); f.Known() {
		return f
	}
	return versionText(p.t.Word(".python-version"))
}

// runtimeFile reads runtime.txt: python-3.12.4.
func runtimeFile(p *project) detect.Fact[string] {
	return versionText(p.t.Word(path.Join(p.dir, "runtime.txt")))
}

// toolVersion reads the files of version managers for a tool, in the project's directory, else at the root.
func toolVersion(p *project, tool string) detect.Fact[string] {
	for _, f := range append(p.t.Pinned(p.dir, nil, tool), p.t.Pinned(".", nil, tool)...) {
		if f = versionText(f); f.Known() {
			return f
		}
	}
	return detect.Fact[string]{}
}

// pipfileVersion reads [requires] of a Pipfile.
func pipfileVersion(p *project) detect.Fact[string] {
	return detect.Strongest(versionText(detect.FactOf(p.pipfile.At("requires", "python_full_version"))), versionText(detect.FactOf(p.pipfile.At("requires", "python_version"))))
}

var lockPython = pattern.New(`^(?:requires-python|requires_python|python-versions)\s*=\s*"([^"]+)"`)

// lockVersionOf reads requires-python of a lock, which stands at its top (uv, pdm) or its end (poetry).
func lockVersionOf(p *project) detect.Fact[string] {
	if p.py.Lock == "" || strings.HasSuffix(p.py.Lock, "Pipfile.lock") {
		return detect.Fact[string]{}
	}
	inPackage := false
	for i, line := range p.t.Lines(p.py.Lock) {
		if strings.HasPrefix(line, "[") {
			inPackage = strings.HasPrefix(line, "[[package") || strings.HasPrefix(line, "[package")
		}
		if m := lockPython.FindStringSubmatch(line); m != nil && !inPackage {
			return versionText(detect.NewFact(m[1], p.t.At(p.py.Lock, i+1)))
		}
	}
	return detect.Fact[string]{}
}
