package node

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

// codenames are the names of the long-term releases, as lts/NAME uses them.
var codenames = map[string]bool{"argon": true, "boron": true, "carbon": true, "dubnium": true, "erbium": true, "fermium": true, "gallium": true, "hydrogen": true, "iron": true, "jod": true, "krypton": true}

var versionLike = pattern.New(`^[0-9xX*^~<>=.| v-]+$`)

// versions gives what speaks for a version of the runtime, strongest first: what names one release line comes before
// what allows a range, and within that the manifest before the files of version managers.
func declaredVersions(s *service) (facts []detect.Fact[string], notes []detect.Note) {
	var narrow, wide []detect.Fact[string]
	for _, f := range versionSources(s) {
		value, note := version(f.Value)
		if note != "" {
			notes = append(notes, detect.Note{Text: note, Add: "a version, as in \"24\"", Because: f.Because})
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
	if i := slices.IndexFunc(narrow, func(f detect.Fact[string]) bool { return !held(s, f.Value) }); i >= 0 {
		return slices.Concat(narrow[:i], wide, narrow[i:]), notes
	}
	return append(narrow, wide...), notes
}

// held reports whether the manager would install by a version: pnpm and Yarn 1 refuse what "engines" does not allow.
func held(s *service, version string) bool {
	m := s.stack.Manager.Value
	if !strings.HasPrefix(m, "pnpm") && m != "yarn@1" && !strings.HasPrefix(m, "yarn@1.") {
		return true
	}
	for _, dir := range []string{s.pkg.dir, s.installRoot()} {
		if p := s.packages[dir]; p != nil {
			if asked := p.doc.At("engines", runtimeName(s)).Text(); isRange(asked) && !versions.Allows(asked, version) {
				return false
			}
		}
	}
	return true
}

// versionSources reads all places that name a version of Node, the package's before those above it.
func versionSources(s *service) []detect.Fact[string] {
	var out []detect.Fact[string]
	add := func(f detect.Fact[string]) {
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
			add(detect.FactOf(p.doc.At("engines", runtimeName(s))))
			add(devEngine(p.doc.At("devEngines", "runtime"), runtimeName(s)))
			add(detect.FactOf(p.doc.At("volta", runtimeName(s))))
		}
		for _, f := range versionFiles(s, dir) {
			add(f)
		}
	}
	return out
}

func runtimeName(s *service) string {
	if s.n.Runtime == "bun" {
		return "bun"
	}
	return "node"
}

// devEngine reads one entry of devEngines, which is a table or a list of them.
func devEngine(n *formats.Node, name string) detect.Fact[string] {
	entries := []*formats.Node{n}
	if n != nil && n.Kind == formats.List {
		entries = n.Items
	}
	for _, e := range entries {
		if e.At("name").Text() == name && e.At("version").Text() != "" {
			return detect.NewFact(e.At("version").Text(), detect.EvidenceOf(e.At("version")))
		}
	}
	return detect.Fact[string]{}
}

// versionFiles reads the files of version managers in one directory.
func versionFiles(s *service, dir string) []detect.Fact[string] {
	if s.n.Runtime == "bun" {
		return s.t.Pinned(dir, []string{".bun-version"}, "bun")
	}
	return s.t.Pinned(dir, []string{".nvmrc", ".node-version"}, "node", "nodejs")
}

// version takes what was declared into one form, or says why it is of no use; "" and no note means that it says
// nothing ("*", "system").
func version(v string) (value, note string) {
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
		if codenames[lower[4:]] {
			return "lts/" + lower[4:], ""
		}
		return "", "\"" + detect.Clip(v) + "\" is not a release of Node, so the image uses the default"
	case codenames[lower]:
		return "lts/" + lower, ""
	case versionLike.MatchString(v) && strings.ContainsAny(v, "0123456789"):
		if len(v) > 1 && v[0] == 'v' {
			v = v[1:]
		}
		return v, ""
	}
	return "", "\"" + detect.Clip(v) + "\" is not a version of Node, so the image uses the default"
}

// isRange reports whether a version allows more than one release line.
func isRange(v string) bool {
	if strings.HasPrefix(v, "lts/") {
		return v == "lts/*"
	}
	return v == "latest" || strings.ContainsAny(v, "<>|-") || strings.HasPrefix(v, "^0") || strings.HasPrefix(v, "*")
}

// version weighs the versions; a range that allows the winner agrees with it.
func (s *service) version() {
	facts, notes := declaredVersions(s)
	s.stack.Notes = append(s.stack.Notes, notes...)
	agree := func(won, other string) bool { return won == other || versions.Allows(other, won) }
	s.stack.Version = detect.Weigh(agree, facts...)
	if old, why := era(s, s.stack.Version); old.Known() {
		s.stack.Version = detect.Weigh(agree, append([]detect.Fact[string]{old}, facts...)...)
		s.note(detect.Note{Text: "Node " + strconv.Itoa(highestLine(old.Value)) + " is the newest that the project supports: " + why, Add: `"engines": {"node": "` + strconv.Itoa(highestLine(old.Value)) + `"} to package.json, or a newer ` + strings.Fields(why)[0], Because: old.Because})
	}
	if v := s.stack.Version; len(v.Against) > 0 {
		s.note(detect.Note{Text: "versions disagree: the image uses " + v.Value + " (" + v.Because[0].String() + "), not " + v.Against[0].Value + " (" + v.Against[0].Because.String() + ")",
			Add: "one version in all places", Because: []detect.Evidence{v.Because[0], v.Against[0].Because}})
	}
}
