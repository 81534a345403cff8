package detect

import (
	"go/version"
	"path"
	"strings"
)

// goVersion weighs what the repository says about the toolchain. A version file is an exact wish and wins; go.mod's
// lines are lower bounds: a wish at or above one agrees with it.
func goVersion(t *tree, m *goModule, w *goWork) Fact[string] {
	facts := []Fact[string]{}
	for dir := m.dir; ; dir = path.Dir(dir) {
		facts = append(facts, goPinned(t, dir)...)
		if dir == "." {
			break
		}
	}
	if w != nil {
		if w.file.Toolchain != nil {
			facts = append(facts, goBound(w.file.Toolchain.Name, t.at(w.path, w.file.Toolchain.Syntax.Start.Line)))
		}
		if w.file.Go != nil {
			facts = append(facts, goBound(w.file.Go.Version, t.at(w.path, w.file.Go.Syntax.Start.Line)))
		}
	}
	if m.file != nil && m.file.Toolchain != nil {
		facts = append(facts, goBound(m.file.Toolchain.Name, t.at(m.modPath, m.file.Toolchain.Syntax.Start.Line)))
	}
	if m.file != nil && m.file.Go != nil {
		facts = append(facts, goBound(m.file.Go.Version, t.at(m.modPath, m.file.Go.Syntax.Start.Line)))
	}
	return weigh(goMeets, facts...)
}

func goBound(v string, at Evidence) Fact[string] {
	v = strings.TrimPrefix(v, "go")
	if _, ok := goMinor(v); !ok {
		return Fact[string]{}
	}
	return fact(v, at)
}

// goMeets reports whether a release is at or above a bound.
func goMeets(v, bound string) bool {
	a, _ := goMinor(v)
	b, _ := goMinor(bound)
	return v == bound || a > b || a == b && version.Compare("go"+v, "go"+bound) >= 0
}

var (
	goToolLine = lazy(`^\s*(?:go|golang)\s+v?([0-9][0-9.]*)\s*(?:#.*)?$`)
	goMiseLine = lazy(`^\s*"?(?:go|golang|core:go)"?\s*=\s*(?:\[\s*|\{\s*version\s*=\s*)?["']v?([0-9][0-9.]*)["']`)
	goBareLine = lazy(`^\s*(?:go)?([0-9][0-9.]*)\s*$`)
)

// goPinned reads the version files of a directory, strongest first.
func goPinned(t *tree, dir string) []Fact[string] {
	rows := []struct {
		name string
		line *expression
	}{
		{".go-version", goBareLine}, {".tool-versions", goToolLine},
		{"mise.toml", goMiseLine}, {".mise.toml", goMiseLine}, {".config/mise.toml", goMiseLine}, {"mise/config.toml", goMiseLine},
	}
	var out []Fact[string]
	for _, r := range rows {
		p := path.Join(dir, r.name)
		if !t.has(p) {
			continue
		}
		for i, line := range t.lines(p) {
			found := r.line.FindStringSubmatch(line)
			if found == nil {
				continue
			}
			if _, ok := goMinor(found[1]); ok {
				out = append(out, fact(found[1], t.at(p, i+1)))
				break
			}
		}
	}
	return out
}

// goPrivate finds the pattern of private modules, where the project says it.
func goPrivate(t *tree, m *goModule) Fact[string] {
	if m.vendor != "" || m.file == nil {
		return Fact[string]{}
	}
	names := []string{"go.env", ".envrc", "Makefile", "makefile", "GNUmakefile", "justfile", "Taskfile.yml", "Taskfile.yaml", "mise.toml", ".gitlab-ci.yml"}
	for _, dir := range []string{m.dir, m.context} {
		for _, n := range names {
			p := path.Join(dir, n)
			if !t.has(p) {
				continue
			}
			for i, line := range t.lines(p) {
				if found := goPrivateLine.FindStringSubmatch(line); found != nil {
					return fact(strings.Trim(found[1], `"'`), t.at(p, i+1))
				}
			}
		}
	}
	return Fact[string]{}
}

var goPrivateLine = lazy(`\bGOPRIVATE\s*(?:[:?]?=|:)\s*("[\w.,/*\-]+"|'[\w.,/*\-]+'|[\w.,/*\-]+)`)

// goHome is where a module of a public forge lives.
func goHome(module string) string {
	parts := strings.Split(module, "/")
	if len(parts) < 3 {
		return ""
	}
	switch parts[0] {
	case "github.com", "gitlab.com", "codeberg.org", "bitbucket.org":
		return "https://" + strings.Join(parts[:3], "/")
	}
	return ""
}

// goLicense names the licence of a LICENSE file by its title.
func goLicense(t *tree, dir string) string {
	p := t.first(dir, "LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
	if p == "" && dir != "." {
		p = t.first(".", "LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
	}
	if p == "" {
		return ""
	}
	text, err := t.text(p)
	if err != nil {
		return ""
	}
	for _, row := range []struct{ title, id string }{
		{"MIT License", "MIT"}, {"Apache License", "Apache-2.0"}, {"Mozilla Public License", "MPL-2.0"}, {"ISC License", "ISC"},
		{"The Unlicense", "Unlicense"},
	} {
		if strings.Contains(text[:min(len(text), 400)], row.title) {
			return row.id
		}
	}
	return ""
}
