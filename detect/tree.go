package detect

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// The bounds of one walk. Directories below maxDepth and entries beyond maxFiles are left out, with a note.
const (
	maxDepth = 40
	maxFiles = 400_000
)

// skipped are directories that hold no source of the project: the walk knows that they are there and does not enter.
var skipped = map[string]bool{
	".git": true, ".hg": true, ".svn": true, "node_modules": true, "bower_components": true, "vendor": true,
	".venv": true, "venv": true, "__pycache__": true, ".tox": true, ".nox": true, ".mypy_cache": true, ".pytest_cache": true, ".ruff_cache": true,
	"target": true, ".gradle": true, ".next": true, ".nuxt": true, ".output": true, ".svelte-kit": true, ".turbo": true, ".nx": true,
	".idea": true, ".vscode": true, ".terraform": true, "coverage": true,
}

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
	odd   map[string]string   // what lies where a manifest would and is no file: path -> what it is
	full  bool                // there are more files than are listed

	texts   map[string]string   // what was read
	split   map[string][]string // the same by lines
	liners  map[string]*liner   // where the lines of it start
	buffer  bytes.Buffer        // of the file that is being read
	vendors map[string]bool     // names of directories -> whether they hold code of others
}

// walk makes the index: one read of each directory, and no look at any file. Links are listed, never followed; pipes,
// sockets and devices are not even listed.
func walk(fsys fs.FS) (*tree, error) {
	const some = 1024
	t := &tree{fsys: fsys, files: make([]string, 0, 4*some),
		names: make(map[string][]string, some), dirs: make(map[string][]string, some), subs: make(map[string][]string, some),
		links: map[string]bool{}, odd: map[string]string{}, texts: map[string]string{}, split: map[string][]string{}, liners: map[string]*liner{}, vendors: map[string]bool{}}
	if err := t.enter(".", 0, nil); err != nil {
		return nil, err
	}
	sort.Strings(t.files)
	for _, paths := range t.names {
		if len(paths) > 1 {
			sort.Slice(paths, func(i, j int) bool { return shallower(paths[i], paths[j]) })
		}
	}
	return t, nil
}

// enter takes a directory and all below it into the index, but for what git ignores. Ignores are the ignore files of the
// directories above.
func (t *tree) enter(dir string, depth int, ignores []*ignoreFile) error {
	entries, err := fs.ReadDir(t.fsys, dir)
	if e := (*Error)(nil); err != nil && (dir == "." || errors.As(err, &e)) { // an *Error is what the caller refuses
		return err
	}
	if err != nil {
		t.pass(dir, "cannot be read: "+cause(err))
		return nil
	}
	ignores = t.ignores(dir, entries, ignores)
	for _, e := range entries {
		name := e.Name()
		p := name
		if dir != "." {
			p = dir + "/" + name
		}
		if !utf8.ValidString(name) { // package fs has no way to open it
			t.pass(p, "has a name that is not UTF-8")
			continue
		}
		if !skipped[name] {
			if by, line := ignoredBy(ignores, p, e.IsDir()); by != "" {
				t.leftOut(p, by, line)
				continue
			}
		}
		if !e.IsDir() {
			t.list(dir, name, p, e.Type())
			continue
		}
		t.subs[dir] = append(t.subs[dir], name)
		if err := t.descend(name, p, depth+1, ignores); err != nil {
			return err
		}
	}
	return nil
}

// ignores adds the ignore files of a directory to those above.
func (t *tree) ignores(dir string, entries []fs.DirEntry, above []*ignoreFile) []*ignoreFile {
	if dir == "." && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".git" && e.IsDir() }) {
		if g := t.readIgnore(".git/info/exclude", "."); g != nil {
			above = append(above, g)
		}
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".gitignore" && e.Type().IsRegular() }) {
		if g := t.readIgnore(path.Join(dir, ".gitignore"), dir); g != nil {
			above = append(above[:len(above):len(above)], g)
		}
	}
	return above
}

// pass notes what the walk passes over.
func (t *tree) pass(p, why string) {
	t.notes = append(t.notes, Note{Text: fmt.Sprintf("%s %s, and is passed over", Evidence{Path: p}, why), Because: []Evidence{{Path: p}}})
}

// descend enters a directory, unless there is a reason not to.
func (t *tree) descend(name, p string, depth int, ignores []*ignoreFile) error {
	switch {
	case skipped[name]:
		t.shut = append(t.shut, p)
		return nil
	case depth > maxDepth:
		t.pass(p, fmt.Sprintf("is nested deeper than %d directories", maxDepth))
		return nil
	}
	return t.enter(p, depth, ignores)
}

// listing gives all files, and the directories that were not entered with a slash at the end, sorted.
func (t *tree) listing() []string {
	all := append(make([]string, 0, len(t.files)+len(t.shut)), t.files...)
	for _, dir := range t.shut {
		all = append(all, dir+"/")
	}
	sort.Strings(all)
	return all
}

// list takes a file into the index.
func (t *tree) list(dir, name, p string, mode fs.FileMode) {
	if len(t.files) >= maxFiles {
		if !t.full {
			t.full = true
			t.pass(p, fmt.Sprintf("comes after the first %d files", maxFiles))
		}
		return
	}
	switch {
	case mode&fs.ModeSymlink != 0:
		t.links[p] = true
		if telling[name] {
			t.odd[p] = ""
		}
	case !mode.IsRegular():
		if telling[name] {
			t.odd[p] = "is not a regular file"
		}
		return
	}
	t.files = append(t.files, p)
	t.names[name] = append(t.names[name], p)
	t.dirs[dir] = append(t.dirs[dir], name)
}

// sound refuses a manifest that is a pipe or a device, or a link that leads nowhere or out of the repository: to go on as if
// there were none would be a guess.
func (t *tree) sound() error {
	for _, p := range slices.Sorted(maps.Keys(t.odd)) {
		what := t.odd[p]
		if what == "" {
			info, err := fs.Stat(t.fsys, p)
			switch {
			case err != nil:
				what = "is a link that cannot be followed: " + cause(err)
			case !info.Mode().IsRegular():
				what = "is a link to what is not a regular file"
			default:
				continue
			}
		}
		return &Error{Path: p, Msg: what}
	}
	return nil
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
