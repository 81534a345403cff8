// Package worktree says what git ignores, as git itself would, without running it: by .gitignore files, by info/exclude, and by
// the index, because git ignores no file that it tracks. What depends on the machine has no say (core.excludesFile, core.ignoreCase).
package worktree

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/msgen/msgen/internal/bounded"
)

// IgnoreFile is the name of an ignore file; Limit is how large one may be.
const (
	IgnoreFile = ".gitignore"
	Limit      = 1 << 20
)

// maxSteps bounds what the comparison of all names with all patterns may take: some seconds.
const maxSteps = 1 << 31

// git's own files, wherever they are.
const (
	excludeFile = ".git/info/exclude"
	indexFile   = ".git/index"
)

// Tree is a work tree of git, or a directory that could become one.
type Tree struct {
	at     string // its root, seen from the directory that is walked: ".", "..", "libs/x"
	walked string // the directory that is walked, seen from its root; "" where that is below, or the same
	read   func(name string, limit int64) ([]byte, error)
	lost   string // why git's own files cannot be read; "" where they can

	tracked []string
	asked   bool // whether the index was read
	left    *int // how many steps all comparisons may still take
	notes   []Place
}

// Place is a file, and a line of it, with what there is to say; Line is 0 where the file as a whole is meant.
type Place struct {
	Path string
	Line int
	Text string
}

// New gives the work tree whose root is a directory of a file system.
func New(files fs.FS, dir string) *Tree {
	t := &Tree{at: dir, left: full(), read: func(name string, limit int64) ([]byte, error) {
		return bounded.ReadFile(files, path.Join(dir, name), limit)
	}}
	if info, err := fs.Stat(files, path.Join(dir, ".git")); err == nil && !info.IsDir() {
		t.lost = notFollowed
	}
	return t
}

// full is the time that a walk begins with.
func full() *int {
	steps := maxSteps
	return &steps
}

// Inner gives a work tree within this one. The bound on time is for both together.
func (t *Tree) Inner(files fs.FS, dir string) *Tree {
	inner := New(files, dir)
	inner.left = t.left
	return inner
}

// notFollowed is said of a .git that is a link, or a file of git's that leads elsewhere.
const notFollowed = "is not a directory, and msgen does not follow it"

// IsRoot reports whether a directory is the root of a work tree: it has a .git that is a repository, or leads to one.
func IsRoot(files fs.FS, dir string) bool {
	info, err := fs.Stat(files, path.Join(dir, ".git"))
	if err != nil {
		return false
	}
	_, err = fs.Stat(files, path.Join(dir, ".git/HEAD"))
	return err == nil || !info.IsDir()
}

// Notes says what could not be read.
func (t *Tree) Notes() []Place { return t.notes }

// Err gives the error that ends a walk: patterns that take too long.
func (t *Tree) Err() error {
	if *t.left > 0 {
		return nil
	}
	return errors.New("the wildcards of the " + IgnoreFile + " files take too long: use fewer, or simpler ones")
}

// Folder is a directory of a work tree, with the patterns that are about it.
type Folder struct {
	tree  *Tree
	dir   string // seen from the root of the work tree, "" for the root
	rules []*rules
	by    *Place // what ignores the directory as a whole, where git tracks files in it
}

// Start gives the directory that is walked. The ignore files above it count. What git says of the directory itself does not:
// somebody asked for it.
func (t *Tree) Start() (Folder, error) {
	f := Folder{tree: t}
	if t.lost == "" {
		if err := f.take(excludeFile); err != nil {
			return f, err
		}
	}
	if t.walked == "" {
		return f, nil
	}
	for name := range strings.SplitSeq(t.walked, "/") {
		if err := f.take(path.Join(f.dir, IgnoreFile)); err != nil {
			return f, err
		}
		f.dir = path.Join(f.dir, name)
	}
	return f, nil
}

// take reads an ignore file that lies outside of what is walked.
func (f *Folder) take(name string) error {
	text, err := f.tree.read(name, Limit)
	var large bounded.LargeError
	switch {
	case errors.As(err, &large):
		return fmt.Errorf("%s: %w", path.Join(f.tree.at, name), large)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		f.tree.note(name, "cannot be read, so what it ignores is not left out")
	case err == nil:
		f.put(name, text)
	}
	return nil
}

// note notes something of a file.
func (t *Tree) note(name, text string) {
	t.notes = append(t.notes, Place{Path: path.Join(t.at, name), Text: text})
}

// With adds the ignore file of the directory itself.
func (f Folder) With(text []byte) Folder {
	f.put(path.Join(f.dir, IgnoreFile), text)
	return f
}

// put adds the patterns of an ignore file.
func (f *Folder) put(name string, text []byte) {
	if r := newRules(path.Join(f.tree.at, name), f.dir, text); r != nil {
		f.rules = append(f.rules[:len(f.rules):len(f.rules)], r)
	}
}

// Enter gives a directory in this one, and what ignores it with all that it holds; nil where nothing does.
func (f Folder) Enter(name string) (Folder, *Place) {
	by := f.ignores(name, true)
	p := path.Join(f.dir, name)
	if by != nil && !f.tree.tracks(p, true) {
		return f, by
	}
	return Folder{f.tree, p, f.rules, by}, nil
}

// Ignored gives what ignores a file of the directory; nil where nothing does, or git tracks it.
func (f Folder) Ignored(name string) *Place {
	if by := f.ignores(name, false); by != nil && !f.tree.tracks(path.Join(f.dir, name), false) {
		return by
	}
	return nil
}

// ignores gives the line that ignores an entry: the last pattern that speaks of it, in the nearest file that has one.
func (f Folder) ignores(name string, isDir bool) *Place {
	if f.by != nil {
		return f.by
	}
	for i := len(f.rules) - 1; i >= 0 && *f.tree.left > 0; i-- {
		if p := f.rules[i].last(f.dir, name, isDir, f.tree.left); p != nil {
			if p.negated {
				return nil
			}
			return &Place{Path: f.rules[i].name, Line: p.line}
		}
	}
	return nil
}

// tracks asks the index, which is read when it is first needed.
func (t *Tree) tracks(p string, isDir bool) bool {
	if !t.asked {
		t.asked = true
		if why := t.readTracked(); why != "" {
			t.note(where(t.lost), why+", so a file that git tracks although a pattern ignores it is left out")
		}
	}
	return tracks(t.tracked, p, isDir)
}

// where names the file that is at fault.
func where(lost string) string {
	if lost != "" {
		return ".git"
	}
	return indexFile
}

// readTracked reads the index, or says why it cannot.
func (t *Tree) readTracked() string {
	if t.lost != "" {
		return t.lost
	}
	data, err := t.read(indexFile, maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	if err == nil {
		t.tracked, err = readIndex(data)
	}
	var pe *fs.PathError
	var large bounded.LargeError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errIndex):
		return err.Error()
	case errors.As(err, &large):
		return large.Error()
	case errors.As(err, &pe):
		return "cannot be read: " + pe.Err.Error()
	}
	return "cannot be read"
}
