package golang

import (
	"go/version"
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// wantedVersion weighs what the repository says about the toolchain. A version file is an exact wish and wins; go.mod's
// lines are lower bounds: a wish at or above one agrees with it.
func wantedVersion(t *detect.Tree, m *module, w *work) detect.Fact[string] {
	facts := []detect.Fact[string]{}
	for dir := m.dir; ; dir = path.Dir(dir) {
		facts = append(facts, pinned(t, dir)...)
		if dir == "." {
			break
		}
	}
	if w != nil {
		if w.file.Toolchain != nil {
			facts = append(facts, bound(w.file.Toolchain.Name, t.At(w.path, w.file.Toolchain.Syntax.Start.Line)))
		}
		if w.file.Go != nil {
			facts = append(facts, bound(w.file.Go.Version, t.At(w.path, w.file.Go.Syntax.Start.Line)))
		}
	}
	if m.file != nil && m.file.Toolchain != nil {
		facts = append(facts, bound(m.file.Toolchain.Name, t.At(m.modPath, m.file.Toolchain.Syntax.Start.Line)))
	}
	if m.file != nil && m.file.Go != nil {
		facts = append(facts, bound(m.file.Go.Version, t.At(m.modPath, m.file.Go.Syntax.Start.Line)))
	}
	return detect.Weigh(meets, facts...)
}

func bound(v string, at detect.Evidence) detect.Fact[string] {
	v = strings.TrimPrefix(v, "go")
	if _, ok := minor(v); !ok {
		return detect.Fact[string]{}
	}
	return detect.NewFact(v, at)
}

// meets reports whether a release is at or above a bound.
func meets(v, bound string) bool {
	a, _ := minor(v)
	b, _ := minor(bound)
	return v == bound || a > b || a == b && version.Compare("go"+v, "go"+bound) >= 0
}

// pinned reads the version files of a directory, strongest first.
func pinned(t *detect.Tree, dir string) (out []detect.Fact[string]) {
	for _, f := range t.Pinned(dir, []string{".go-version"}, "go", "golang", "core:go") {
		if f = bound(strings.TrimPrefix(f.Value, "v"), f.Because[0]); f.Known() {
			out = append(out, f)
		}
	}
	return out
}

// private finds the pattern of private modules, where the project says it.
func private(t *detect.Tree, m *module) detect.Fact[string] {
	if m.vendor != "" || m.file == nil {
		return detect.Fact[string]{}
	}
	for _, dir := range []string{m.dir, m.context} {
		for _, n := range tables().PrivateFiles {
			p := path.Join(dir, n)
			if !t.Has(p) {
				continue
			}
			for i, line := range t.Lines(p) {
				if found := privateLine.FindStringSubmatch(line); found != nil {
					return detect.NewFact(strings.Trim(found[1], `"'`), t.At(p, i+1))
				}
			}
		}
	}
	return detect.Fact[string]{}
}

var privateLine = pattern.New(`\bGOPRIVATE\s*(?:[:?]?=|:)\s*("[\w.,/*\-]+"|'[\w.,/*\-]+'|[\w.,/*\-]+)`)

// home is where a module of a public forge lives.
func home(module string) string {
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

// license names the licence of a LICENSE file by its title.
func license(t *detect.Tree, dir string) string {
	p := t.First(dir, "LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
	if p == "" && dir != "." {
		p = t.First(".", "LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
	}
	if p == "" {
		return ""
	}
	text, err := t.Text(p)
	if err != nil {
		return ""
	}
	for _, row := range tables().Licenses {
		if strings.Contains(text[:min(len(text), 400)], row.Title) {
			return row.ID
		}
	}
	return ""
}
