package detect

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/go-enry/go-enry/v2/data"
	"github.com/msgen/msgen/internal/pattern"
)

// testFile are the names that test files have in the languages read here.
var testFile = pattern.New(`_test\.(go|py)$|^(test_.*|conftest)\.py$|\.(test|spec|stories|d)\.[cm]?[jt]sx?$|Tests?\.(java|kt|groovy)$|^(.*_)?tests?\.rs$`)

// Sources is under without the code of others, tests and what they read, examples and documentation. What dir itself is
// called, and what stands above it, does not matter: a service may live in examples/shop.
func (t *Tree) Sources(dir string, suffixes ...string) []string {
	var found []string
	for _, p := range t.Under(dir, suffixes...) {
		rest, _, _ := strings.Cut(Below(dir, p), "src/main/") // below it are packages, and com.example is one
		if !t.vendoredPath(rest) && !IsAside(rest) && !testFile.MatchString(path.Base(p)) {
			found = append(found, p)
		}
	}
	return found
}

// Below gives a path relative to a directory above it.
func Below(dir, p string) string {
	if dir = path.Clean(dir); dir == "." {
		return p
	}
	return strings.TrimPrefix(p, dir+"/")
}

// IsAside reports whether one of the directories of a path stands aside.
func IsAside(p string) bool {
	for {
		i := strings.IndexByte(p, '/')
		if i < 0 {
			return false
		}
		if slices.Contains(tables().Aside, p[:i]) {
			return true
		}
		p = p[i+1:]
	}
}

// Vendored reports whether a file is code of others, or made by a tool, as go-enry sees it.
func (t *Tree) Vendored(p string) bool { return t.vendoredPath(path.Clean(p)) }

// vendoredPath asks go-enry about each directory of a path by its name and its parent's, and remembers the answer: its
// regular expression takes some 20 µs a call, and the names of a large tree repeat.
func (t *Tree) vendoredPath(p string) bool {
	parent := ""
	for rest := p; ; {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return vendoredName(rest)
		}
		if t.vendoredDir(parent, rest[:i]) {
			return true
		}
		parent, rest = rest[:i], rest[i+1:]
	}
}

func (t *Tree) vendoredDir(parent, name string) bool {
	key := name + "/"
	if parent != "" {
		key = "./" + parent + "/" + name + "/" // no longer at the beginning, where some rules want it
	}
	v, known := t.vendors[key]
	if !known {
		v = data.FastVendorMatcher.MatchString(key)
		t.vendors[key] = v
	}
	return v
}

// vendoredHint are parts of the names of scripts and styles that people copy into their repositories. Only for these
// names is go-enry asked.
var vendoredHint = pattern.New(`^(jquery|bootstrap|angular|react|modernizr|prototype|mootools|foundation|normalize|animate|materialize|d3|dojo|font-?awesome|knockout|html5shiv|pdf\.worker|slick)|[.-]min\.|\.d\.ts$`)

func vendoredName(name string) bool {
	switch path.Ext(name) {
	case ".js", ".css", ".less", ".scss", ".ts":
		return vendoredHint.MatchString(name) && data.FastVendorMatcher.MatchString("./x/"+name)
	}
	return false
}

// The bounds of one grep: shallow files come first, for programs begin there.
const (
	MaxGrepFiles = 400
	maxGrepBytes = 8 << 20
)

// Match is a line of a source that a grep found.
type Match struct {
	Evidence
	// Groups are the submatches of the expression; the whole match comes first.
	Groups []string
}

// Grep looks for an expression in the lines of sources, shallow files first, and gives each line once. Lines that hold
// none of the words are not tried (all are when there are no words): searching for a word costs a fraction of an expression.
func (t *Tree) Grep(files []string, re *pattern.Pattern, words ...string) []Match {
	files = slices.Clone(files)
	sort.SliceStable(files, func(i, j int) bool { return Shallower(files[i], files[j]) })
	var found []Match
	left := maxGrepBytes
	for _, p := range files[:min(len(files), MaxGrepFiles)] {
		s, err := t.Source(p)
		if left -= len(s); left < 0 {
			break
		}
		if err == nil && pattern.Holds(s, words) {
			found = append(found, t.grepFile(p, re, words)...)
		}
	}
	return found
}

func (t *Tree) grepFile(p string, re *pattern.Pattern, words []string) []Match {
	var found []Match
	for i, line := range t.Lines(p) {
		if !pattern.Holds(line, words) {
			continue
		}
		if groups := re.FindStringSubmatch(line); groups != nil {
			found = append(found, Match{Evidence{Path: p, Line: i + 1, Text: Clip(line)}, groups})
		}
	}
	return found
}
