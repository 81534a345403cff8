package detect

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

// aside are directories whose programs are not the service: tests and what they read, examples, documentation.
var aside = map[string]bool{
	"testdata": true, "fixtures": true, "__fixtures__": true, "__tests__": true, "__mocks__": true, "test": true, "tests": true,
	"spec": true, "specs": true, "e2e": true, "cypress": true, "examples": true, "example": true, "samples": true, "docs": true, "doc": true,
	"benchmarks": true, "benchmark": true, "_examples": true, "stories": true,
}

// testFile are the names that test files have in the languages read here.
var testFile = pattern.New(`_test\.(go|py)$|^(test_.*|conftest)\.py$|\.(test|spec|stories|d)\.[cm]?[jt]sx?$|Tests?\.(java|kt|groovy)$`)

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
		if aside[p[:i]] {
			return true
		}
		p = p[i+1:]
	}
}

// Vendored reports whether a file is code of others, or made by a tool.
func (t *Tree) Vendored(p string) bool { return t.vendoredPath(path.Clean(p)) }

// vendoredPath looks at the directories of a path, and at the name of its file.
func (t *Tree) vendoredPath(p string) bool {
	dir, name := path.Split(p)
	return t.vendoredDir(strings.TrimSuffix(dir, "/")) || path.Ext(name) == ".js" && copied.MatchString(name) || strings.HasSuffix(name, ".d.ts")
}

// vendoredDir looks at a directory and those above it, and remembers the answer.
func (t *Tree) vendoredDir(dir string) bool {
	if dir == "" {
		return false
	}
	v, known := t.vendors[dir]
	if !known {
		parent, name := path.Split(dir)
		v = t.vendoredDir(strings.TrimSuffix(parent, "/")) || others[name] || parent == "" && othersAtRoot[name] || othersLike.MatchString("/"+dir)
		t.vendors[dir] = v
	}
	return v
}

// Directories that hold code of others, or what tools write: wherever they stand, at the root alone, and by a pattern of the
// whole path.
var (
	others = words("cache dist node_modules bower_components testdata vendor vendors Vendor extern external externals Extern External Externals " +
		"env .vscode .github .obsidian .teamcity .google_apis admin_media ace-builds bootstrap-datepicker extjs flow-typed MathJax Carthage Sparkle puphpet xvba_modules")
	othersAtRoot = words("deps dependencies Dependencies debian")
	othersLike   = pattern.New(`(3rd|[Tt]hird)[-_]?[Pp]arty$|/([Tt]ests?|[Ss]pecs?)/fixtures$|/docs?/_?(build|themes?|templates?|static)$|/inst/extdata$` +
		`|/\.yarn/(releases|plugins|sdks|versions|unplugged)$|/Godeps/_workspace$|/gradle/wrapper$|/\.mvn/wrapper$|/tiny_mce/(langs|plugins|themes|utils)$` +
		`|/[Cc]ode[Mm]irror/(lib|mode|theme|addon|keymap|demo)$|/[Pp]ackages/[^/]+\.\d+$|\.(framework|xctemplate|imageset)$`)
)

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// copied are the names of scripts that people copy into their repositories.
var copied = pattern.New(`[.-]min\.js$|^(jquery([^.]*|[.-](ui|\d|effects|fn|fancybox|fileupload|dataTables|validate|unobtrusive).*)|bootstrap[^.]*(\..*)?|foundation(\..*)?|prototype.*` +
	`|angular[^.]*|d3(\.v\d+)?[^.]*|react(-[^.]*)?|mootools.*\d.*|modernizr[.-].*\d|knockout-\d.*|slick\.\w+|pdf\.worker|materialize|html5shiv|dojo)\.js$`)

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
