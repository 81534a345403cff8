package detect

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/go-enry/go-enry/v2/data"
)

// aside are directories whose programs are not the service: tests and what they read, examples, documentation.
var aside = map[string]bool{
	"testdata": true, "fixtures": true, "__fixtures__": true, "__tests__": true, "__mocks__": true, "test": true, "tests": true,
	"spec": true, "specs": true, "e2e": true, "cypress": true, "examples": true, "example": true, "samples": true, "docs": true, "doc": true,
	"benchmarks": true, "benchmark": true, "_examples": true, "stories": true,
}

// testFile are the names that test files have in the languages read here.
var testFile = lazy(`_test\.(go|py)$|^(test_.*|conftest)\.py$|\.(test|spec|stories|d)\.[cm]?[jt]sx?$|Tests?\.(java|kt|groovy)$`)

// sources is under without the code of others, tests and what they read, examples and documentation. What dir itself is
// called, and what stands above it, does not matter: a service may live in examples/shop.
func (t *tree) sources(dir string, suffixes ...string) []string {
	var found []string
	for _, p := range t.under(dir, suffixes...) {
		rest, _, _ := strings.Cut(below(dir, p), "src/main/") // below it are packages, and com.example is one
		if !t.vendoredPath(rest) && !isAside(rest) && !testFile.MatchString(path.Base(p)) {
			found = append(found, p)
		}
	}
	return found
}

// below gives a path relative to a directory above it.
func below(dir, p string) string {
	if dir = path.Clean(dir); dir == "." {
		return p
	}
	return strings.TrimPrefix(p, dir+"/")
}

// isAside reports whether one of the directories of a path stands aside.
func isAside(p string) bool {
	for {
		i := strings.IndexByte(p, '/')
		if i < 0 {
			return false
		}
		if aside[p[:i]] {
			return true
		}
		p = p[i+1:]
	}
}

// vendored reports whether a file is code of others, or made by a tool, as go-enry sees it.
func (t *tree) vendored(p string) bool { return t.vendoredPath(path.Clean(p)) }

// vendoredPath asks go-enry about each directory of a path by its name and its parent's, and remembers the answer: its
// regular expression takes some 20 µs a call, and the names of a large tree repeat.
func (t *tree) vendoredPath(p string) bool {
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

func (t *tree) vendoredDir(parent, name string) bool {
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
var vendoredHint = lazy(`^(jquery|bootstrap|angular|react|modernizr|prototype|mootools|foundation|normalize|animate|materialize|d3|dojo|font-?awesome|knockout|html5shiv|pdf\.worker|slick)|[.-]min\.|\.d\.ts$`)

func vendoredName(name string) bool {
	switch path.Ext(name) {
	case ".js", ".css", ".less", ".scss", ".ts":
		return vendoredHint.MatchString(name) && data.FastVendorMatcher.MatchString("./x/"+name)
	}
	return false
}

// The bounds of one grep: shallow files come first, for programs begin there.
const (
	maxGrepFiles = 400
	maxGrepBytes = 8 << 20
)

// match is a line of a source that a grep found.
type match struct {
	Evidence
	// groups are the submatches of the expression; the whole match comes first.
	groups []string
}

// grep looks for an expression in the lines of sources, shallow files first, and gives each line once. Lines that hold
// none of the words are not tried (all are when there are no words): searching for a word costs a fraction of an expression.
func (t *tree) grep(files []string, re *expression, words ...string) []match {
	files = slices.Clone(files)
	sort.SliceStable(files, func(i, j int) bool { return shallower(files[i], files[j]) })
	var found []match
	left := maxGrepBytes
	for _, p := range files[:min(len(files), maxGrepFiles)] {
		s, err := t.source(p)
		if left -= len(s); left < 0 {
			break
		}
		if err == nil && holds(s, words) {
			found = append(found, t.grepFile(p, re, words)...)
		}
	}
	return found
}

func (t *tree) grepFile(p string, re *expression, words []string) []match {
	var found []match
	for i, line := range t.lines(p) {
		if !holds(line, words) {
			continue
		}
		if groups := re.FindStringSubmatch(line); groups != nil {
			found = append(found, match{Evidence{Path: p, Line: i + 1, Text: clip(line)}, groups})
		}
	}
	return found
}

// holds reports whether a text holds one of the words; without words it does.
func holds(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return len(words) == 0
}
