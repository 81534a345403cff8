package detect

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/worktree"
)

// Tree is the index that one walk of the repository gives; readers ask it instead of the disk.
type Tree struct {
	FS      fs.FS               // the repository, for what the index does not hold
	Files   []string            // every file, sorted
	names   map[string][]string // base name -> paths, shallow first
	FilesIn map[string][]string // directory -> names of the files in it, sorted
	DirsIn  map[string][]string // directory -> names of the directories in it, sorted; those that are skipped included
	Links   map[string]bool     // symbolic links, whatever they lead to
	Notes   []Note              // what the walk passed over
	shut    []string            // directories that it did not enter
	Made    map[string]bool     // directories that a program needs and git ignores

	folders map[string]worktree.Folder // directory -> what git ignores there

	Texts   map[string]string         // what was read
	split   map[string][]string       // the same by lines
	liners  map[string]*formats.Lines // where the lines of it start
	buffer  bytes.Buffer              // of the file that is being read
	vendors map[string]bool           // names of directories -> whether they hold code of others
}

// Shallower orders paths by depth, then by name.
func Shallower(a, b string) bool {
	if x, y := strings.Count(a, "/"), strings.Count(b, "/"); x != y {
		return x < y
	}
	return a < b
}

// Has reports whether there is a file at the path.
func (t *Tree) Has(p string) bool {
	_, found := slices.BinarySearch(t.FilesIn[path.Dir(path.Clean(p))], path.Base(p))
	return found
}

// HasDir reports whether there is a directory at the path; one that the walk skips counts.
func (t *Tree) HasDir(p string) bool {
	p = path.Clean(p)
	if p == "." {
		return true
	}
	_, found := slices.BinarySearch(t.DirsIn[path.Dir(p)], path.Base(p))
	return found
}

// Named gives the paths of all files of that base name, shallow first.
func (t *Tree) Named(base string) []string { return t.names[base] }

// Under gives all files below a directory whose name ends in one of the suffixes (all files when none is given), sorted.
func (t *Tree) Under(dir string, suffixes ...string) []string {
	dir = path.Clean(dir)
	from := 0
	if dir != "." {
		from = sort.SearchStrings(t.Files, dir+"/")
	}
	var found []string
	for _, p := range t.Files[from:] {
		if dir != "." && !strings.HasPrefix(p, dir+"/") {
			break
		}
		if len(suffixes) == 0 || HasSuffix(p, suffixes) {
			found = append(found, p)
		}
	}
	return found
}

// HasSuffix reports whether a text ends in one of the suffixes.
func HasSuffix(s string, suffixes []string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

// First gives the first of the names that is a file in dir, joined with dir, or "".
func (t *Tree) First(dir string, names ...string) string {
	for _, n := range names {
		if p := path.Join(dir, n); t.Has(p) {
			return p
		}
	}
	return ""
}

// listing gives all files, and the directories that were not entered, or will be generated, with a slash at the end, sorted.
func (t *Tree) listing() []string {
	all := append(make([]string, 0, len(t.Files)+len(t.shut)), t.Files...)
	for _, dir := range slices.AppendSeq(slices.Clone(t.shut), maps.Keys(t.Made)) {
		all = append(all, dir+"/")
	}
	sort.Strings(all)
	return all
}

// Relative gives p as seen from dir, both relative to the root of the repository.
func Relative(dir, p string) string {
	if dir == "." {
		return path.Clean(p)
	}
	up := ""
	for !Inside(p, dir) {
		dir, up = path.Dir(dir), up+"../"
	}
	if p == dir {
		return path.Clean(up + ".")
	}
	if dir != "." {
		p = strings.TrimPrefix(p, dir+"/")
	}
	return up + p
}

// SortedKeys gives the keys of a table, sorted.
func SortedKeys[V any](table map[string]V) []string { return slices.Sorted(maps.Keys(table)) }
