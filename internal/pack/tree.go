package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing/fstest"
)

// The limits of a pack. A pack is text that people read; what is larger is no pack.
const (
	// MaxFiles is how many files a pack may have.
	MaxFiles = 256
	// MaxBytes is how large all of them together may be.
	MaxBytes = 2 << 20
	// MaxPath is how long a path may be, in bytes, and maxDepth how many folders it may name.
	MaxPath  = 200
	maxDepth = 16
	// maxEntries is how many entries of all kinds the walk may see, so that empty folders come to an end too.
	maxEntries = 4 * MaxFiles
)

// Memory gives a tree of files, by their paths: valid ones, none of which is both a file and a folder. Read takes it as a pack.
func Memory(files map[string][]byte) fs.FS {
	tree := fstest.MapFS{}
	for name, data := range files {
		tree[name] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
	return tree
}

// Snapshot reads the files of a pack into memory: regular files alone, within the limits, under names that mean the same
// on every system. What begins with a dot at the top (.git, .github) is not part of a pack. The result implements
// fs.ReadFileFS and fs.ReadDirFS, is never changed, and gives the same TreeHash whatever the pack came from.
func Snapshot(fsys fs.FS) (fs.FS, error) {
	g, entries := newGathering(), 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		entries++
		hidden := strings.HasPrefix(name, ".") && !strings.Contains(name, "/") && name != "."
		switch {
		case err != nil:
			return fmt.Errorf("reading %q: %w", name, err)
		case entries > maxEntries:
			return fmt.Errorf("the pack has more than %d files and folders", maxEntries)
		case hidden && d.IsDir():
			return fs.SkipDir
		case hidden || d.IsDir():
			return nil
		}
		return g.take(fsys, name, d)
	})
	if err != nil {
		return nil, err
	}
	return Memory(g.files), nil
}

// take reads one file, never more of it than a pack may hold.
func (g *gathering) take(fsys fs.FS, name string, d fs.DirEntry) error {
	if err := CheckPath(name); err != nil {
		return err
	}
	odd := fmt.Errorf("%s is not a regular file; a pack cannot contain links, devices, or sockets", name)
	if !d.Type().IsRegular() {
		return odd
	}
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		return odd
	}
	data, readErr := io.ReadAll(io.LimitReader(f, MaxBytes-g.size+1))
	if err = errors.Join(err, readErr); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	if err := g.name(name, int64(len(data))); err != nil {
		return err
	}
	g.files[name] = data
	return nil
}

// CheckPath checks a path of a pack: slash-separated, relative, of printable ASCII, and the same on every system. It does
// not ask whether the file is there.
func CheckPath(name string) error {
	if len(name) > MaxPath {
		return fmt.Errorf("the path %q… is longer than %d bytes", name[:40], MaxPath)
	}
	if !fs.ValidPath(name) || name == "." {
		return fmt.Errorf("%q is not a path inside the pack", name)
	}
	segments := strings.Split(name, "/")
	if len(segments) > maxDepth {
		return fmt.Errorf("the path %q is nested deeper than %d directories", name, maxDepth)
	}
	for _, s := range segments {
		if err := checkSegment(s); err != nil {
			return fmt.Errorf("the path %q: %w", name, err)
		}
	}
	return nil
}

// checkSegment checks one name of a path.
func checkSegment(s string) error {
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' || strings.IndexByte(`\:*?"<>|`, c) >= 0 {
			return fmt.Errorf("a name must not contain the character %q", c)
		}
	}
	if strings.HasSuffix(s, ".") {
		return errors.New("a name must not end with a dot")
	}
	stem, _, _ := strings.Cut(strings.ToLower(s), ".")
	if slices.Contains(devices(), stem) {
		return fmt.Errorf("%s is a device name on Windows", s)
	}
	return nil
}

// devices are names that Windows does not take for files, whatever their ending.
func devices() []string {
	names := []string{"con", "prn", "aux", "nul"}
	for _, n := range "123456789" {
		names = append(names, "com"+string(n), "lpt"+string(n))
	}
	return names
}

// sub gives the files below a folder of the pack, as a tree of its own; empty where there is no such folder.
func sub(tree fs.FS, dir string) fs.FS {
	files := map[string][]byte{}
	for _, name := range namesIn(tree, dir) {
		if data, err := fs.ReadFile(tree, name); err == nil {
			files[strings.TrimPrefix(name, dir+"/")] = data
		}
	}
	return Memory(files)
}

// namesIn lists the files below a folder, sorted; "." lists all.
func namesIn(tree fs.FS, dir string) []string {
	files, _ := tree.(fstest.MapFS)
	var names []string
	for _, name := range sortedKeys(files) {
		if dir == "." || strings.HasPrefix(name, dir+"/") {
			names = append(names, name)
		}
	}
	return names
}

// text checks that a file of a pack is text, and gives it without a byte order mark and with LF.
func text(name string, data []byte) (string, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	for i, line := range bytes.Split(data, []byte("\n")) {
		if err := checkText(string(line)); err != nil {
			return "", &Error{Path: name, Line: i + 1, Err: err}
		}
	}
	return string(data), nil
}

// base is the name of a file without its folder and its ending.
func base(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }
