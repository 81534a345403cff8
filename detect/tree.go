package detect

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/internal/worktree"
)

// tree is the index that one walk of the repository gives; readers ask it instead of the disk.
type tree struct {
	fsys  fs.FS
	files []string            // every file, sorted
	names map[string][]string // base name -> paths, shallow first
	dirs  map[string][]string // directory -> names of the files in it, sorted
	subs  map[string][]string // directory -> names of the directories in it, sorted; those that are skipped included
	links map[string]bool     // symbolic links, whatever they lead to
	notes []Note              // what the walk passed over
	shut  []string            // directories that it did not enter
	made  map[string]bool     // directories that a program needs and git ignores

	folders map[string]worktree.Folder // directory -> what git ignores there

	texts   map[string]string   // what was read
	split   map[string][]string // the same by lines
	liners  map[string]*liner   // where the lines of it start
	buffer  bytes.Buffer        // of the file that is being read
	vendors map[string]bool     // names of directories -> whether they hold code of others
}

// shallower orders paths by depth, then by name.
func shallower(a, b string) bool {
	if x, y := strings.Count(a, "/"), strings.Count(b, "/"); x != y {
		return x < y
	}
	return a < b
}

// has reports whether there is a file at the path.
func (t *tree) has(p string) bool {
	_, found := slices.BinarySearch(t.dirs[path.Dir(path.Clean(p))], path.Base(p))
	return found
}

// hasDir reports whether there is a directory at the path; one that the walk skips counts.
func (t *tree) hasDir(p string) bool {
	p = path.Clean(p)
	if p == "." {
		return true
	}
	_, found := slices.BinarySearch(t.subs[path.Dir(p)], path.Base(p))
	return found
}

// named gives the paths of all files of that base name, shallow first.
func (t *tree) named(base string) []string { return t.names[base] }

// under gives all files below a directory whose name ends in one of the suffixes (all files when none is given), sorted.
func (t *tree) under(dir string, suffixes ...string) []string {
	dir = path.Clean(dir)
	from := 0
	if dir != "." {
		from = sort.SearchStrings(t.files, dir+"/")
	}
	var found []string
	for _, p := range t.files[from:] {
		if dir != "." && !strings.HasPrefix(p, dir+"/") {
			break
		}
		if len(suffixes) == 0 || hasSuffix(p, suffixes) {
			found = append(found, p)
		}
	}
	return found
}

func hasSuffix(s string, suffixes []string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

// first gives the first of the names that is a file in dir, joined with dir, or "".
func (t *tree) first(dir string, names ...string) string {
	for _, n := range names {
		if p := path.Join(dir, n); t.has(p) {
			return p
		}
	}
	return ""
}

// listing gives all files, and the directories that were not entered, or will be generated, with a slash at the end, sorted.
func (t *tree) listing() []string {
	all := append(make([]string, 0, len(t.files)+len(t.shut)), t.files...)
	for _, dir := range slices.AppendSeq(slices.Clone(t.shut), maps.Keys(t.made)) {
		all = append(all, dir+"/")
	}
	sort.Strings(all)
	return all
}
