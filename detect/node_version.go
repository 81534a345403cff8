package detect

import (
	"path"
	"strconv"
	"strings"
)

// nodeCodenames are the names of the long-term releases, as lts/NAME uses them.
var nodeCodenames = map[string]bool{"argon": true, "boron": true, "carbon": true, "dubnium": true, "erbium": true, "fermium": true, "gallium": true, "hydrogen": true, "iron": true, "jod": true, "krypton": true}

var versionLike = lazy(`^[0-9xX*^~<>=.| v-]+$`)

// versions gives what speaks for a version of the runtime, strongest first: what names one release line comes before
// what allows a range, and within that the manifest before the files of version managers.
func (s *nodeService) versions() (facts []Fact[string], notes []Note) {
	var narrow, wide []Fact[string]
	for _, f := range s.versionSources() {
		value, note := nodeVersion(f.Value)
		if note != "" {
			notes = append(notes, Note{Text: note, Add: "a version, as in \"24\"", Because: f.Because})
			continue
		}
		if value == "" {
			continue
		}
		f.Value = value
		if isRange(value) {
			wide = append(wide, f)
		} else {
			narrow = append(narrow, f)
		}
	}
	return append(narrow, wide...), notes
}

// versionSources reads all places that name a version of Node, the package's before those above it.
func (s *nodeService) versionSources() []Fact[string] {
	var out []Fact[string]
	add := func(f Fact[string]) {
		if f.Known() {
			out = append(out, f)
		}
	}
	dirs := []string{s.pkg.dir}
	if s.space != nil && s.space.root != s.pkg.dir {
		dirs = append(dirs, s.space.root)
	} else if s.pkg.dir != "." {
		dirs = append(dirs, ".")
	}
	for _, dir := range dirs {
		if p := s.packages[dir]; p != nil {
			add(p.doc.at("engines", s.runtimeName()).fact())
			add(devEngine(p.doc.at("devEngines", "runtime"), s.runtimeName()))
			add(p.doc.at("volta", s.runtimeName()).fact())
		}
		for _, f := range s.versionFiles(dir) {
			add(f)
		}
	}
	return out
}

func (s *nodeService) runtimeName() string {
	if s.n.Runtime == "bun" {
		return "bun"
	}
	return "node"
}

// devEngine reads one entry of devEngines, which is a table or a list of them.
func devEngine(n *node, name string) Fact[string] {
	entries := []*node{n}
	if n != nil && n.kind == isList {
		entries = n.items
	}
	for _, e := range entries {
		if e.at("name").text() == name && e.at("version").text() != "" {
			return fact(e.at("version").text(), e.at("version").evidence())
		}
	}
	return Fact[string]{}
}

// versionFiles reads the files of version managers in one directory.
func (s *nodeService) versionFiles(dir string) []Fact[string] {
	var out []Fact[string]
	names := []string{".nvmrc", ".node-version"}
	if s.n.Runtime == "bun" {
		names = []string{".bun-version"}
	}
	for _, name := range names {
		out = append(out, s.firstLine(path.Join(dir, name)))
	}
	out = append(out, s.toolVersions(path.Join(dir, ".tool-versions")))
	for _, name := range []string{"mise.toml", ".mise.toml", "mise/config.toml", ".config/mise.toml", ".config/mise/config.toml"} {
		p := path.Join(dir, name)
		if !s.t.has(p) {
			continue
		}
		doc, err := s.t.toml(p)
		if err != nil {
			continue
		}
		for _, key := range append([]string{s.runtimeName()}, map[bool][]string{true: {"nodejs"}}[s.n.Runtime != "bun"]...) {
			n := doc.at("tools", key)
			if n != nil && n.kind == isTable {
				n = n.at("version")
			}
			if len(n.list()) > 0 {
				out = append(out, n.list()[0].fact())
			}
		}
	}
	return out
}

// firstLine reads a file that holds nothing but a version.
func (s *nodeService) firstLine(p string) Fact[string] {
	if !s.t.has(p) {
		return Fact[string]{}
	}
	for i, line := range s.t.lines(p) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			return fact(line, s.t.at(p, i+1))
		}
	}
	return Fact[string]{}
}

// toolVersions reads asdf's file.
func (s *nodeService) toolVersions(p string) Fact[string] {
	if !s.t.has(p) {
		return Fact[string]{}
	}
	for i, line := range s.t.lines(p) {
		words := strings.Fields(line)
		if len(words) > 1 && (words[0] == s.runtimeName() || s.runtimeName() == "node" && words[0] == "nodejs") {
			return fact(words[1], s.t.at(p, i+1))
		}
	}
	return Fact[string]{}
}

// nodeVersion takes what was declared into one form, or says why it is of no use; "" and no note means that it says
// nothing ("*", "system").
func nodeVersion(v string) (value, note string) {
	v = strings.TrimSpace(v)
	v = strings.TrimPrefix(strings.TrimPrefix(v, "node@"), "=")
	lower := strings.ToLower(v)
	switch {
	case lower == "" || lower == "*" || lower == "x" || lower == "system" || lower == "default":
		return "", ""
	case lower == "lts" || lower == "lts/*" || lower == "--lts":
		return "lts/*", ""
	case lower == "node" || lower == "latest" || lower == "stable" || lower == "current":
		return "latest", ""
	case strings.HasPrefix(lower, "lts/") || strings.HasPrefix(lower, "lts-"):
		if nodeCodenames[lower[4:]] {
			return "lts/" + lower[4:], ""
		}
		return "", "\"" + clip(v) + "\" names no release of Node; the default is taken"
	case nodeCodenames[lower]:
		return "lts/" + lower, ""
	case versionLike.MatchString(v) && strings.ContainsAny(v, "0123456789"):
		if len(v) > 1 && v[0] == 'v' {
			v = v[1:]
		}
		return v, ""
	}
	return "", "\"" + clip(v) + "\" is no version of Node; the default is taken"
}

// isRange reports whether a version allows more than one release line.
func isRange(v string) bool {
	if strings.HasPrefix(v, "lts/") {
		return v == "lts/*"
	}
	return v == "latest" || strings.ContainsAny(v, "<>|-") || strings.HasPrefix(v, "^0") || strings.HasPrefix(v, "*")
}

// version weighs the versions; a range that allows the winner agrees with it.
func (s *nodeService) version() {
	facts, notes := s.versions()
	s.stack.Notes = append(s.stack.Notes, notes...)
	agree := func(won, other string) bool { return won == other || allows(other, won) }
	s.stack.Version = weigh(agree, facts...)
	if old, why := s.era(s.stack.Version); old.Known() {
		s.stack.Version = weigh(agree, append([]Fact[string]{old}, facts...)...)
		s.note(Note{Text: "Node " + strconv.Itoa(highestLine(old.Value)) + " is the newest that the project supports: " + why, Add: `"engines": {"node": "` + strconv.Itoa(highestLine(old.Value)) + `"} to package.json, or a newer ` + strings.Fields(why)[0], Because: old.Because})
	}
	if v := s.stack.Version; len(v.Against) > 0 {
		s.note(Note{Text: "versions disagree: " + v.Value + " (" + v.Because[0].String() + ") is taken, " + v.Against[0].Value + " (" + v.Against[0].Because.String() + ") is not",
			Add: "one version in all places", Because: []Evidence{v.Because[0], v.Against[0].Because}})
	}
}
