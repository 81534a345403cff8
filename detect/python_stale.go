package detect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
)

// What a lock file that does not match its manifest still holds.
const (
	staleWhole      = "whole"      // every package that the manifest names
	staleIncomplete = "incomplete" // not all of them
)

// stale finds that the lock was not made from the manifest as it is, by the hash or the copy of the requirements in it. What the
// program was tested with is installed all the same, unless the lock lacks a package.
func (p *pyProject) stale() {
	manager := p.stack.Manager.Value
	at := map[string]func() Evidence{"pipenv": p.stalePipenv, "poetry": p.stalePoetry, "pdm": p.stalePDM, "uv": p.staleUV}[manager]
	if at == nil || p.py.Lock == "" {
		return
	}
	found := at()
	if found == (Evidence{}) {
		return
	}
	lock, manifest := path.Base(p.py.Lock), path.Base(p.py.Manifests[0])
	mend := map[string]string{"pipenv": "pipenv lock", "poetry": "poetry lock", "pdm": "pdm lock --update-reuse", "uv": "uv lock"}[manager]
	var names []string
	for _, name := range pySortedKeys(p.declaredNames()) {
		if p.deps.lock[name] == (Evidence{}) {
			names = append(names, name)
		}
	}
	switch {
	case names != nil:
		p.py.Stale = fact(staleIncomplete, found, p.deps.byName[names[0]].because)
		p.note(fmt.Sprintf("%s does not match %s and lacks %s: the build updates it, so two builds may differ", lock, manifest, strings.Join(names, ", ")), mend, p.py.Stale.Because...)
	case manager == "poetry":
		p.py.Stale = fact(staleWhole, found)
		p.note(fmt.Sprintf("%s does not match %s, and Poetry refuses that: the build updates the lock and keeps its versions", lock, manifest), mend, found)
	default:
		p.py.Stale = fact(staleWhole, found)
		p.note(fmt.Sprintf("%s does not match %s: the image gets the versions that the lock names", lock, manifest), mend, found)
	}
}

// declaredNames are the packages that the manifest itself names.
func (p *pyProject) declaredNames() map[string]string {
	out := map[string]string{}
	for name, d := range p.deps.byName {
		if !d.brought && !d.marked && !strings.HasPrefix(name, "git+") && d.because.Path == p.py.Manifests[0] {
			out[name] = name
		}
	}
	return out
}

// stalePipenv compares the hash of the Pipfile.
func (p *pyProject) stalePipenv() Evidence {
	n, err := p.t.json(p.py.Lock, false)
	have := n.at("_meta", "hash", "sha256")
	if err != nil || have.text() == "" || p.pipfile.at("source") == nil {
		return Evidence{}
	}
	data := map[string]any{"_meta": map[string]any{"sources": pyData(p.pipfile.at("source")), "requires": pyTable(p.pipfile.at("requires"))},
		"default": pyTable(p.pipfile.at("packages")), "develop": pyTable(p.pipfile.at("dev-packages"))}
	for _, key := range p.pipfile.keys() {
		if !slices.Contains([]string{"source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv", "default", "develop"}, key) {
			data[key] = pyData(p.pipfile.at(key))
		}
	}
	if pyHash(data, ",", ":") == have.text() {
		return Evidence{}
	}
	return have.evidence()
}

var (
	poetryHash = lazy(`^content-hash = "(\w+)"`)
	pdmHash    = lazy(`^content_hash = "sha256:(\w+)"`)
)

// stalePoetry compares the content hash, in the forms of Poetry 1, 2, and 2.3 and later.
func (p *pyProject) stalePoetry() Evidence {
	legacy := map[string]any{}
	for _, key := range []string{"dependencies", "source", "extras", "dev-dependencies", "group"} {
		if n := p.pyproject.at("tool", "poetry", key); n != nil || key != "group" {
			legacy[key] = pyData(n)
		}
	}
	project, tool := map[string]any{}, map[string]any{}
	for _, key := range []string{"requires-python", "dependencies", "optional-dependencies"} {
		if n := p.pyproject.at("project", key); n != nil {
			project[key] = pyData(n)
		}
	}
	for key, v := range legacy {
		if v != nil {
			tool[key] = v
		}
	}
	both := map[string]any{"project": project, "tool": map[string]any{"poetry": tool}}
	groups := map[string]any{"tool": map[string]any{"poetry": tool}, "dependency-groups": pyTable(p.pyproject.at("dependency-groups"))}
	all := map[string]any{"project": project, "tool": map[string]any{"poetry": tool}, "dependency-groups": pyTable(p.pyproject.at("dependency-groups"))}
	return p.hashed(poetryHash, legacy, both, groups, all)
}

// stalePDM compares the content hash, in the forms before and since dependency groups.
func (p *pyProject) stalePDM() Evidence {
	data := func(dev *node) map[string]any {
		return map[string]any{"sources": pyList(p.pyproject.at("tool", "pdm", "source")), "dependencies": pyList(p.pyproject.at("project", "dependencies")),
			"dev-dependencies": pyTable(dev), "optional-dependencies": pyTable(p.pyproject.at("project", "optional-dependencies")),
			"requires-python": p.pyproject.at("project", "requires-python").text(), "resolution": pyTable(p.pyproject.at("tool", "pdm", "resolution"))}
	}
	older := data(p.pyproject.at("tool", "pdm", "dev-dependencies"))
	newer := data(p.pyproject.at("dependency-groups"))
	if p.pyproject.at("tool", "pdm", "dev-dependencies") != nil && p.pyproject.at("dependency-groups") != nil {
		return Evidence{} // both are merged by names
	}
	oldest := data(p.pyproject.at("tool", "pdm", "dev-dependencies"))
	delete(oldest, "resolution")
	oldest["overrides"] = map[string]any{}
	return p.hashed(pdmHash, older, newer, oldest)
}

// hashed gives the line of the lock with its hash, unless one of the forms of the manifest has it.
func (p *pyProject) hashed(line *expression, forms ...map[string]any) Evidence {
	for i, text := range p.t.lines(p.py.Lock) {
		m := line.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		for _, form := range forms {
			if pyHash(form, ", ", ": ") == m[1] {
				return Evidence{}
			}
		}
		return p.t.at(p.py.Lock, i+1)
	}
	return Evidence{}
}

var (
	uvRequired  = lazy(`\{ name = "([^"]+)"(?:.*\bspecifier = "([^"]*)")?`)
	uvGroup     = lazy(`^([\w.-]+) = \[`)
	uvSource    = lazy(`^source = \{ (?:virtual|editable) = "\."`)
	uvSpecifier = lazy(`^[A-Za-z0-9._-]+\s*(?:\[[^\]]*\])?\s*\(?\s*([^;()@]*)`)
)

// staleUV compares the copy of the project's requirements in uv.lock with the manifest.
func (p *pyProject) staleUV() Evidence {
	locked, at := p.uvRequires()
	if at == (Evidence{}) || path.Dir(p.py.Lock) != p.dir {
		return Evidence{}
	}
	want := map[string]bool{}
	need := func(n *node) {
		for _, i := range n.list() {
			if d := pyRequire(i.text(), i.evidence()); d.name != "" {
				spec := ""
				if m := uvSpecifier.FindStringSubmatch(i.text()); m != nil {
					spec = m[1]
				}
				want[uvKey(d.name, spec)] = true
			}
		}
	}
	need(p.pyproject.at("project", "dependencies"))
	for _, table := range []*node{p.pyproject.at("project", "optional-dependencies"), p.pyproject.at("dependency-groups")} {
		for _, key := range table.keys() {
			need(table.at(key))
		}
	}
	need(p.pyproject.at("tool", "uv", "dev-dependencies"))
	for _, both := range [][2]map[string]bool{{want, locked}, {locked, want}} {
		for key := range both[0] {
			if !both[1][key] {
				return at
			}
		}
	}
	return Evidence{}
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
func (p *pyProject) uvRequires() (map[string]bool, Evidence) {
	out, at := map[string]bool{}, Evidence{}
	own, inside := false, false
	for i, line := range p.t.lines(p.py.Lock) {
		switch {
		case line == "[[package]]":
			own = false
		case uvSource.MatchString(line):
			own, at = true, p.t.at(p.py.Lock, i+1)
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

// pyData gives a document as plain values; nil for none.
func pyData(n *node) any {
	switch {
	case n == nil:
		return nil
	case n.kind == isTable:
		return pyTable(n)
	case n.kind == isList:
		return pyList(n)
	case n.kind == isText:
		return n.value
	}
	return pyLiteral(n.value)
}

// pyLiteral is a number or a truth value as it is written.
type pyLiteral string

// pyTable and pyList give an empty value for none.
func pyTable(n *node) map[string]any {
	out := map[string]any{}
	for _, key := range n.keys() {
		out[key] = pyData(n.at(key))
	}
	return out
}

func pyList(n *node) []any {
	out := []any{}
	for _, i := range n.list() {
		out = append(out, pyData(i))
	}
	return out
}

// pyHash is the SHA-256 of what Python's json.dumps makes of a value, with its keys sorted.
func pyHash(v any, comma, colon string) string {
	var b strings.Builder
	pyDump(&b, v, comma, colon)
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

func pyDump(b *strings.Builder, v any, comma, colon string) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case pyLiteral:
		b.WriteString(string(v))
	case string:
		pyDumpText(b, v)
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(comma)
			}
			pyDump(b, item, comma, colon)
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
			pyDumpText(b, key)
			b.WriteString(colon)
			pyDump(b, v[key], comma, colon)
		}
		b.WriteByte('}')
	}
}

// pyDumpText writes a text in ASCII.
func pyDumpText(b *strings.Builder, text string) {
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
