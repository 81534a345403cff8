package python

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// What a lock file that does not match its manifest still holds.
const (
	staleWhole      = "whole"      // every package that the manifest names
	staleIncomplete = "incomplete" // not all of them
)

// stale finds that the lock was not made from the manifest as it is, by the hash or the copy of the requirements in it. What the
// program was tested with is installed all the same, unless the lock lacks a package.
func stale(p *project) {
	manager := p.stack.Manager.Value
	at := map[string]func() detect.Evidence{"pipenv": p.stalePipenv, "poetry": p.stalePoetry, "pdm": p.stalePDM, "uv": p.staleUV}[manager]
	if at == nil || p.py.Lock == "" {
		return
	}
	found := at()
	if found == (detect.Evidence{}) {
		return
	}
	lock, manifest := path.Base(p.py.Lock), path.Base(p.py.Manifests[0])
	mend := map[string]string{"pipenv": "pipenv lock", "poetry": "poetry lock", "pdm": "pdm lock --update-reuse", "uv": "uv lock"}[manager]
	var names []string
	for _, name := range detect.SortedKeys(declaredNames(p)) {
		if p.deps.lock[name] == (detect.Evidence{}) {
			names = append(names, name)
		}
	}
	switch {
	case names != nil:
		p.py.Stale = detect.NewFact(staleIncomplete, found, p.deps.byName[names[0]].because)
		p.note(fmt.Sprintf("%s does not match %s and lacks %s: the build updates it, so two builds may differ", lock, manifest, strings.Join(names, ", ")), mend, p.py.Stale.Because...)
	case manager == "poetry":
		p.py.Stale = detect.NewFact(staleWhole, found)
		p.note(fmt.Sprintf("%s does not match %s, and Poetry refuses that: the build updates the lock and keeps its versions", lock, manifest), mend, found)
	default:
		p.py.Stale = detect.NewFact(staleWhole, found)
		p.note(fmt.Sprintf("%s does not match %s: the image gets the versions that the lock names", lock, manifest), mend, found)
	}
}

// declaredNames are the packages that the manifest itself names.
func declaredNames(p *project) map[string]string {
	out := map[string]string{}
	for name, d := range p.deps.byName {
		if !d.brought && !d.marked && !strings.HasPrefix(name, "git+") && d.because.Path == p.py.Manifests[0] {
			out[name] = name
		}
	}
	return out
}

// stalePipenv compares the hash of the Pipfile.
func (p *project) stalePipenv() detect.Evidence {
	n, err := p.t.JSON(p.py.Lock, false)
	have := n.At("_meta", "hash", "sha256")
	if err != nil || have.Text() == "" || p.pipfile.At("source") == nil {
		return detect.Evidence{}
	}
	data := map[string]any{"_meta": map[string]any{"sources": plainValue(p.pipfile.At("source")), "requires": table(p.pipfile.At("requires"))},
		"default": table(p.pipfile.At("packages")), "develop": table(p.pipfile.At("dev-packages"))}
	for _, key := range p.pipfile.Keys() {
		if !slices.Contains([]string{"source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv", "default", "develop"}, key) {
			data[key] = plainValue(p.pipfile.At(key))
		}
	}
	if hash(data, ",", ":") == have.Text() {
		return detect.Evidence{}
	}
	return detect.EvidenceOf(have)
}

var (
	poetryHash = pattern.New(`^content-hash = "(\w+)"`)
	pdmHash    = pattern.New(`^content_hash = "sha256:(\w+)"`)
)

// stalePoetry compares the content hash, in the forms of Poetry 1, 2, and 2.3 and later.
func (p *project) stalePoetry() detect.Evidence {
	legacy := map[string]any{}
	for _, key := range []string{"dependencies", "source", "extras", "dev-dependencies", "group"} {
		if n := p.pyproject.At("tool", "poetry", key); n != nil || key != "group" {
			legacy[key] = plainValue(n)
		}
	}
	project, tool := map[string]any{}, map[string]any{}
	for _, key := range []string{"requires-python", "dependencies", "optional-dependencies"} {
		if n := p.pyproject.At("project", key); n != nil {
			project[key] = plainValue(n)
		}
	}
	for key, v := range legacy {
		if v != nil {
			tool[key] = v
		}
	}
	both := map[string]any{"project": project, "tool": map[string]any{"poetry": tool}}
	groups := map[string]any{"tool": map[string]any{"poetry": tool}, "dependency-groups": table(p.pyproject.At("dependency-groups"))}
	all := map[string]any{"project": project, "tool": map[string]any{"poetry": tool}, "dependency-groups": table(p.pyproject.At("dependency-groups"))}
	return hashed(p, poetryHash, legacy, both, groups, all)
}

// stalePDM compares the content hash, in the forms before and since dependency groups.
func (p *project) stalePDM() detect.Evidence {
	data := func(dev *formats.Node) map[string]any {
		return map[string]any{"sources": splitList(p.pyproject.At("tool", "pdm", "source")), "dependencies": splitList(p.pyproject.At("project", "dependencies")),
			"dev-dependencies": table(dev), "optional-dependencies": table(p.pyproject.At("project", "optional-dependencies")),
			"requires-python": p.pyproject.At("project", "requires-python").Text(), "resolution": table(p.pyproject.At("tool", "pdm", "resolution"))}
	}
	older := data(p.pyproject.At("tool", "pdm", "dev-dependencies"))
	newer := data(p.pyproject.At("dependency-groups"))
	if p.pyproject.At("tool", "pdm", "dev-dependencies") != nil && p.pyproject.At("dependency-groups") != nil {
		return detect.Evidence{} // both are merged by names
	}
	oldest := data(p.pyproject.At("tool", "pdm", "dev-dependencies"))
	delete(oldest, "resolution")
	oldest["overrides"] = map[string]any{}
	return hashed(p, pdmHash, older, newer, oldest)
}

// hashed gives the line of the lock with its hash, unless one of the forms of the manifest has it.
func hashed(p *project, line *pattern.Pattern, forms ...map[string]any) detect.Evidence {
	for i, text := range p.t.Lines(p.py.Lock) {
		m := line.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		for _, form := range forms {
			if hash(form, ", ", ": ") == m[1] {
				return detect.Evidence{}
			}
		}
		return p.t.At(p.py.Lock, i+1)
	}
	return detect.Evidence{}
}

var (
	uvRequired  = pattern.New(`\{ name = "([^"]+)"(?:.*\bspecifier = "([^"]*)")?`)
	uvGroup     = pattern.New(`^([\w.-]+) = \[`)
	uvSource    = pattern.New(`^source = \{ (?:virtual|editable) = "\."`)
	uvSpecifier = pattern.New(`^[A-Za-z0-9._-]+\s*(?:\[[^\]]*\])?\s*\(?\s*([^;()@]*)`)
)

// staleUV compares the copy of the project's requirements in uv.lock with the manifest.
func (p *project) staleUV() detect.Evidence {
	locked, at := uvRequires(p)
	if at == (detect.Evidence{}) || path.Dir(p.py.Lock) != p.dir {
		return detect.Evidence{}
	}
	want := map[string]bool{}
	need := func(n *formats.Node) {
		for _, i := range n.List() {
			if d := require(i.Text(), detect.EvidenceOf(i)); d.name != "" {
				spec := ""
				if m := uvSpecifier.FindStringSubmatch(i.Text()); m != nil {
					spec = m[1]
				}
				want[uvKey(d.name, spec)] = true
			}
		}
	}
	need(p.pyproject.At("project", "dependencies"))
	for _, table := range []*formats.Node{p.pyproject.At("project", "optional-dependencies"), p.pyproject.At("dependency-groups")} {
		for _, key := range table.Keys() {
			need(table.At(key))
		}
	}
	need(p.pyproject.At("tool", "uv", "dev-dependencies"))
	for _, both := range [][2]map[string]bool{{want, locked}, {locked, want}} {
		for key := range both[0] {
			if !both[1][key] {
				return at
			}
		}
	}
	return detect.Evidence{}
}

// uvKey is a requirement as both files have it: its name, and the clauses of its range, sorted.
func uvKey(name, spec string) string {
	clauses := strings.Split(strings.ReplaceAll(spec, " ", ""), ",")
	for i, c := range clauses {
		clauses[i] = strings.TrimSuffix(c, ".*")
	}
	return normal(name) + " " + strings.Join(slices.Sorted(slices.Values(clauses)), ",")
}

// uvRequires gives what uv.lock says the project requires, and where.
func uvRequires(p *project) (map[string]bool, detect.Evidence) {
	out, at := map[string]bool{}, detect.Evidence{}
	own, inside := false, false
	for i, line := range p.t.Lines(p.py.Lock) {
		switch {
		case line == "[[package]]":
			own = false
		case uvSource.MatchString(line):
			own, at = true, p.t.At(p.py.Lock, i+1)
		case own && strings.HasPrefix(line, "[package."):
			inside = strings.HasPrefix(line, "[package.metadata")
		case own && inside && (strings.HasPrefix(line, "requires-dist") || uvGroup.MatchString(line) || strings.HasPrefix(line, "    {")):
			for _, item := range strings.SplitAfter(line, "}") {
				if m := uvRequired.FindStringSubmatch(item); m != nil && !strings.HasPrefix(line, "provides-extras") {
					out[uvKey(m[1], m[2])] = true
				}
			}
		}
	}
	return out, at
}

// plainValue gives a document as plain values; nil for none.
func plainValue(n *formats.Node) any {
	switch {
	case n == nil:
		return nil
	case n.Kind == formats.Table:
		return table(n)
	case n.Kind == formats.List:
		return splitList(n)
	case n.Kind == formats.Text:
		return n.Value
	}
	return literal(n.Value)
}

// literal is a number or a truth value as it is written.
type literal string

// table and splitList give an empty value for none.
func table(n *formats.Node) map[string]any {
	out := map[string]any{}
	for _, key := range n.Keys() {
		out[key] = plainValue(n.At(key))
	}
	return out
}

func splitList(n *formats.Node) []any {
	out := []any{}
	for _, i := range n.List() {
		out = append(out, plainValue(i))
	}
	return out
}

// hash is the SHA-256 of what Python's json.dumps makes of a value, with its keys sorted.
func hash(v any, comma, colon string) string {
	var b strings.Builder
	dump(&b, v, comma, colon)
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

func dump(b *strings.Builder, v any, comma, colon string) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case literal:
		b.WriteString(string(v))
	case string:
		dumpText(b, v)
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(comma)
			}
			dump(b, item, comma, colon)
		}
		b.WriteByte(']')
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		b.WriteByte('{')
		for i, key := range keys {
			if i > 0 {
				b.WriteString(comma)
			}
			dumpText(b, key)
			b.WriteString(colon)
			dump(b, v[key], comma, colon)
		}
		b.WriteByte('}')
	}
}

// dumpText writes a text in ASCII.
func dumpText(b *strings.Builder, text string) {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`}
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case short[r] != "":
			b.WriteString(short[r])
		case r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		default:
			for _, u := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(b, `\u%04x`, u)
			}
		}
	}
	b.WriteByte('"')
}
