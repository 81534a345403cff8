package detect

import (
	"path"
	"strings"
)

// version weighs what the repository says about the release of Python.
func (p *pyProject) version() Fact[string] {
	return strongest(
		p.versionFile(),
		p.toolVersion("python"),
		p.runtimeFile(),
		versionText(p.pyproject.at("project", "requires-python").fact()),
		versionText(p.pyproject.at("tool", "poetry", "dependencies", "python").fact()),
		p.pipfileVersion(),
		p.lockVersion(),
	)
}

// versionText cleans a declared version; "*" and "latest" say nothing.
func versionText(f Fact[string]) Fact[string] {
	v := strings.TrimSpace(f.Value)
	v = strings.TrimPrefix(strings.TrimPrefix(v, "python-"), "cpython-")
	if v == "" || v == "*" || v == "latest" || strings.HasPrefix(v, "pypy") || strings.HasPrefix(v, "system") {
		return Fact[string]{}
	}
	f.Value = v
	return f
}

// versionFile reads .python-version in the project's directory, else at the root.
func (p *pyProject) versionFile() Fact[string] {
	if f := versionText(p.t.word(path.Join(p.dir, ".python-version"))); f.Known() {
		return f
	}
	return versionText(p.t.word(".python-version"))
}

// runtimeFile reads runtime.txt: python-3.12.4.
func (p *pyProject) runtimeFile() Fact[string] {
	return versionText(p.t.word(path.Join(p.dir, "runtime.txt")))
}

// toolVersion reads .tool-versions and mise.toml for a tool.
func (p *pyProject) toolVersion(tool string) Fact[string] {
	dirs := []string{p.dir}
	if p.dir != "." {
		dirs = append(dirs, ".")
	}
	for _, dir := range dirs {
		if file := path.Join(dir, ".tool-versions"); p.t.has(file) {
			if n, err := p.t.toolVersions(file); err == nil {
				if f := versionText(n.at(tool).fact()); f.Known() {
					return f
				}
			}
		}
		if f := p.miseVersion(dir, tool); f.Known() {
			return f
		}
	}
	return Fact[string]{}
}

// miseVersion reads [tools] of mise's files.
func (p *pyProject) miseVersion(dir, tool string) Fact[string] {
	file := p.t.first(dir, "mise.toml", ".mise.toml", "mise/config.toml", ".config/mise.toml")
	if file == "" {
		return Fact[string]{}
	}
	n, err := p.t.toml(file)
	if err != nil {
		return Fact[string]{}
	}
	v := n.at("tools", tool)
	if items := v.list(); len(items) > 0 {
		return versionText(items[0].fact())
	}
	return versionText(v.at("version").fact())
}

// pipfileVersion reads [requires] of a Pipfile.
func (p *pyProject) pipfileVersion() Fact[string] {
	return strongest(versionText(p.pipfile.at("requires", "python_full_version").fact()), versionText(p.pipfile.at("requires", "python_version").fact()))
}

var lockPython = lazy(`^(?:requires-python|requires_python|python-versions)\s*=\s*"([^"]+)"`)

// lockVersion reads requires-python of a lock, which stands at its top (uv, pdm) or its end (poetry).
func (p *pyProject) lockVersion() Fact[string] {
	if p.py.Lock == "" || strings.HasSuffix(p.py.Lock, "Pipfile.lock") {
		return Fact[string]{}
	}
	inPackage := false
	for i, line := range p.t.lines(p.py.Lock) {
		if strings.HasPrefix(line, "[") {
			inPackage = strings.HasPrefix(line, "[[package") || strings.HasPrefix(line, "[package")
		}
		if m := lockPython.FindStringSubmatch(line); m != nil && !inPackage {
			return versionText(fact(m[1], p.t.at(p.py.Lock, i+1)))
		}
	}
	return Fact[string]{}
}
