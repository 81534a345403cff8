package detect

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The bounds of one walk. A file larger than maxFile is listed and never read; directories below maxDepth and entries
// beyond maxFiles end the scan with an error, for what is not seen cannot be judged.
const (
	maxDepth = 40
	maxFiles = 400_000
	maxFile  = 4 << 20
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
	sizes map[string]int64    // of every file
	names map[string][]string // base name -> paths, shallow first
	dirs  map[string][]string // directory -> names of the files in it, sorted
	subs  map[string][]string // directory -> names of the directories in it, sorted; those that are skipped included
	links map[string]bool     // symbolic links, whatever they lead to
	texts map[string]string   // what was read
}

// walk makes the index. Links are listed, never followed.
func walk(fsys fs.FS) (*tree, error) {
	t := &tree{fsys: fsys, sizes: map[string]int64{}, names: map[string][]string{}, dirs: map[string][]string{},
		subs: map[string][]string{}, links: map[string]bool{}, texts: map[string]string{}}
	err := fs.WalkDir(fsys, ".", t.visit)
	if err != nil {
		return nil, err
	}
	sort.Strings(t.files)
	for _, paths := range t.names {
		sort.Slice(paths, func(i, j int) bool { return shallower(paths[i], paths[j]) })
	}
	return t, nil
}

// visit takes one entry into the index.
func (t *tree) visit(p string, d fs.DirEntry, err error) error {
	if err != nil {
		if p == "." {
			return err
		}
		return &Error{Path: p, Msg: "cannot be read: " + cause(err)}
	}
	if p == "." {
		return nil
	}
	dir, name := path.Split(p)
	dir = path.Clean("./" + dir)
	if d.IsDir() {
		t.subs[dir] = append(t.subs[dir], name)
		if skipped[name] {
			return fs.SkipDir
		}
		if strings.Count(p, "/") >= maxDepth {
			return &Error{Path: p, Msg: fmt.Sprintf("is nested deeper than %d directories", maxDepth)}
		}
		return nil
	}
	if len(t.files) >= maxFiles {
		return &Error{Path: p, Msg: fmt.Sprintf("is beyond the first %d files", maxFiles)}
	}
	if d.Type()&fs.ModeSymlink != 0 {
		t.links[p] = true
	} else if !d.Type().IsRegular() {
		return nil
	}
	t.files = append(t.files, p)
	t.names[name] = append(t.names[name], p)
	t.dirs[dir] = append(t.dirs[dir], name)
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
	dir, name := path.Split(path.Clean(p))
	for _, n := range t.dirs[path.Clean("./"+dir)] {
		if n == name {
			return true
		}
	}
	return false
}

// hasDir reports whether there is a directory at the path; one that the walk skips counts.
func (t *tree) hasDir(p string) bool {
	p = path.Clean(p)
	if p == "." {
		return true
	}
	dir, name := path.Split(p)
	for _, n := range t.subs[path.Clean("./"+dir)] {
		if n == name {
			return true
		}
	}
	return false
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

// text reads a file as UTF-8: a byte order mark is dropped, UTF-16 is decoded, other encodings are an *Error, as is a
// file over maxFile or a link that leads out of the repository.
func (t *tree) text(p string) (string, error) { return t.textOr(p, nil) }

// textOr is text with another way to read what is not UTF-8.
func (t *tree) textOr(p string, other func([]byte) string) (string, error) {
	if s, ok := t.texts[p]; ok {
		return s, nil
	}
	f, err := t.fsys.Open(p)
	if err != nil {
		return "", &Error{Path: p, Msg: "cannot be read: " + cause(err)}
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
		return "", &Error{Path: p, Msg: "is not a regular file"}
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", &Error{Path: p, Msg: "cannot be read: " + cause(err)}
	}
	if len(data) > maxFile {
		return "", &Error{Path: p, Msg: fmt.Sprintf("is larger than %d MiB", maxFile>>20)}
	}
	s, err := decode(data)
	if err != nil && other != nil {
		s, err = other(data), nil
	}
	if err != nil {
		return "", &Error{Path: p, Msg: err.Error()}
	}
	t.texts[p] = s
	return s, nil
}

// lines reads a file as text and splits it; line n of the file is at n-1. Files that cannot be read give nothing: use it
// for sources, whose content is a hint, and text for manifests, whose content must be understood.
func (t *tree) lines(p string) []string {
	s, err := t.text(p)
	if err != nil {
		return nil
	}
	return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
}

// at gives the evidence of one line of a file that was read.
func (t *tree) at(p string, line int) Evidence {
	lines := t.lines(p)
	if line < 1 || line > len(lines) {
		return Evidence{Path: p}
	}
	return Evidence{Path: p, Line: line, Text: clip(lines[line-1])}
}

// decode turns the bytes of a text file into UTF-8.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return utf16Text(data[2:], func(a, b byte) uint16 { return uint16(a) | uint16(b)<<8 })
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return utf16Text(data[2:], func(a, b byte) uint16 { return uint16(b) | uint16(a)<<8 })
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", errors.New("is not text")
	}
	if !utf8.Valid(data) {
		return "", errors.New("is not UTF-8 text")
	}
	return string(data), nil
}

// latin1 reads every byte as the character of that number.
func latin1(data []byte) string {
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

func utf16Text(data []byte, pair func(a, b byte) uint16) (string, error) {
	if len(data)%2 != 0 {
		return "", errors.New("is cut off in the middle of a UTF-16 character")
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i < len(data); i += 2 {
		units = append(units, pair(data[i], data[i+1]))
	}
	return string(utf16.Decode(units)), nil
}

// cause gives the innermost message of a file system error, without the path that the caller names anyway.
func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
