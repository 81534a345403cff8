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
	"unicode/utf8"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/worktree"
)

// The bounds of one walk, beyond which things are left out with a note: how deep a directory may be, and how many files are listed.
const (
	MaxDepth = 40
	maxFiles = 400_000
)

// walker makes the index of a tree.
type walker struct {
	*Tree
	max   int
	works []*worktree.Tree  // the work trees of git that were met
	odd   map[string]string // what lies where a manifest would and is no file: path -> what it is
	left  map[string]bool   // directories that hold too many files
	full  bool              // there are more files than are listed
}

// inWorkTree is a file system that knows the work tree of git that its root lies in; nil where there is none.
type inWorkTree interface{ WorkTree() *worktree.Tree }

// Walk makes the index: one read of each directory, and no look at any file. Links are listed, never followed; pipes,
// sockets and devices are not even listed.
func Walk(fsys fs.FS) (*Tree, error) { return walkUpTo(fsys, maxFiles) }

// walkUpTo is walk for a number of files.
func walkUpTo(fsys fs.FS, most int) (*Tree, error) {
	const some = 1024
	t := &Tree{FS: fsys, Files: make([]string, 0, 4*some),
		names: make(map[string][]string, some), FilesIn: make(map[string][]string, some), DirsIn: make(map[string][]string, some),
		Links: map[string]bool{}, folders: make(map[string]worktree.Folder, some), Made: map[string]bool{}, Texts: map[string]string{}, split: map[string][]string{}, liners: map[string]*formats.Lines{}, vendors: map[string]bool{}}
	w := &walker{Tree: t, max: most, odd: map[string]string{}, left: map[string]bool{}}
	work := worktree.New(fsys, ".")
	if in, ok := fsys.(inWorkTree); ok {
		if around := in.WorkTree(); around != nil {
			work = around
		}
	}
	folder, err := w.start(work)
	if err == nil {
		err = w.enter(".", 0, folder)
	}
	if err == nil {
		err = work.Err()
	}
	if err == nil {
		err = w.sound()
	}
	if err != nil {
		return nil, err
	}
	w.finish()
	return t, nil
}

// start begins a work tree of git.
func (w *walker) start(work *worktree.Tree) (worktree.Folder, error) {
	w.works = append(w.works, work)
	return work.Start()
}

// finish puts the index in order.
func (w *walker) finish() {
	sort.Strings(w.Files)
	for _, p := range w.Files {
		name := path.Base(p)
		w.names[name] = append(w.names[name], p)
	}
	for _, paths := range w.names {
		if len(paths) > 1 {
			sort.SliceStable(paths, func(i, j int) bool { return Shallower(paths[i], paths[j]) })
		}
	}
	for _, work := range w.works {
		for _, n := range work.Notes() {
			w.Notes = append(w.Notes, Note{Text: fmt.Sprintf("%s %s", Evidence{Path: n.Path}, n.Text), Because: []Evidence{{Path: n.Path, Line: n.Line}}})
		}
	}
}

// enter takes a directory and all below it into the index, but for what git ignores: its files first, so that what they say is
// known before a directory has too many.
func (w *walker) enter(dir string, depth int, folder worktree.Folder) error {
	entries, err := fs.ReadDir(w.FS, dir)
	if e := (*formats.Error)(nil); err != nil && (dir == "." || errors.As(err, &e)) { // an *Error is what the caller refuses
		return err
	}
	if err != nil {
		w.pass(dir, "cannot be read: "+cause(err))
		return nil
	}
	if folder, err = w.ignores(dir, entries, folder); err != nil {
		return err
	}
	w.folders[dir] = folder
	for _, e := range entries {
		if !e.IsDir() {
			w.file(dir, e, folder)
		}
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if err := w.descend(dir, e.Name(), depth+1, folder); err != nil {
			return err
		}
	}
	return nil
}

// in joins a directory and a name.
func in(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

// ignores adds the ignore file of a directory to those above. A repository within the repository has its own alone.
func (w *walker) ignores(dir string, entries []fs.DirEntry, folder worktree.Folder) (worktree.Folder, error) {
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name && (name == ".git" || e.Type().IsRegular()) })
	}
	var err error
	if dir != "." && has(".git") && worktree.IsRoot(w.FS, dir) {
		if folder, err = w.start(w.works[0].Inner(w.FS, dir)); err != nil {
			return folder, err
		}
	}
	if !has(worktree.IgnoreFile) {
		return folder, nil
	}
	p := in(dir, worktree.IgnoreFile)
	text, err := bounded.ReadFile(w.FS, p, worktree.Limit)
	switch large := (bounded.LargeError{}); {
	case errors.As(err, &large):
		return folder, &formats.Error{Path: p, Msg: large.Error()}
	case err != nil:
		w.pass(p, "cannot be read: "+cause(err))
		return folder, nil
	}
	return folder.With(text), nil
}

// pass notes what the walk passes over.
func (w *walker) pass(p, why string) {
	w.Notes = append(w.Notes, Note{Text: fmt.Sprintf("%s %s, so msgen skips it", Evidence{Path: p}, why), Because: []Evidence{{Path: p}}})
}

// maxPackDepth is how deep a pack of msgen lies in the repository that it is written in: packs/acme.
const maxPackDepth = 2

// holdsPack reports whether a directory is a pack of msgen: its templates and samples are no part of a program.
func (w *walker) holdsPack(dir string) bool {
	text, err := bounded.ReadFile(w.FS, in(dir, "pack.yaml"), worktree.Limit)
	return err == nil && bytes.Contains(text, []byte("apiVersion: msgen/pack/"))
}

// descend enters a directory of another, unless there is a reason not to.
func (w *walker) descend(dir, name string, depth int, folder worktree.Folder) error {
	p := in(dir, name)
	if !utf8.ValidString(name) { // package fs has no way to open it
		w.pass(p, "has a name that is not UTF-8")
		return nil
	}
	if w.within(p) || depth <= maxPackDepth && w.holdsPack(p) {
		return nil
	}
	if Skipped(name) && (name != "vendor" || !slices.Contains(w.FilesIn[dir], "Cargo.toml")) { // Cargo builds what lies there by path
		w.DirsIn[dir], w.shut = append(w.DirsIn[dir], name), append(w.shut, p)
		return nil
	}
	folder, by := folder.Enter(name)
	if by != nil {
		return nil
	}
	w.DirsIn[dir] = append(w.DirsIn[dir], name)
	if depth > MaxDepth {
		w.pass(p, fmt.Sprintf("is nested deeper than %d directories", MaxDepth))
		return nil
	}
	return w.enter(p, depth, folder)
}

// file takes a file into the index, unless git ignores it.
func (w *walker) file(dir string, e fs.DirEntry, folder worktree.Folder) {
	name := e.Name()
	p := in(dir, name)
	switch {
	case !utf8.ValidString(name):
		w.pass(p, "has a name that is not UTF-8")
	case name == ".git": // git's own, which leads to a repository elsewhere
	default:
		if by := folder.Ignored(name); by != nil {
			w.leftOut(p, by)
			return
		}
		w.list(dir, name, p, e.Type())
	}
}

// list takes a file into the index.
func (w *walker) list(dir, name, p string, mode fs.FileMode) {
	regular := mode.IsRegular()
	if slices.Contains(tables().Telling, name) && !regular {
		w.odd[p] = ""
		if mode&fs.ModeSymlink == 0 {
			w.odd[p] = "is not a regular file"
		}
	}
	if !regular && mode&fs.ModeSymlink == 0 || !w.room(p) {
		return
	}
	if !regular {
		w.Links[p] = true
	}
	w.Files = append(w.Files, p)
	w.FilesIn[dir] = append(w.FilesIn[dir], name)
}

// sound looks at manifests that are pipes or devices, or links that lead nowhere or out of the repository. One of the directory
// that was asked for is an error: to go on as if there were none would be a guess. Others are passed over.
func (w *walker) sound() error {
	for _, p := range slices.Sorted(maps.Keys(w.odd)) {
		what := w.odd[p]
		if what == "" {
			info, err := fs.Stat(w.FS, p)
			switch {
			case err != nil:
				what = "is a link that cannot be followed: " + cause(err)
			case !info.Mode().IsRegular():
				what = "is a link to something that is not a regular file"
			default:
				delete(w.odd, p)
				continue
			}
		}
		dir, name := path.Dir(p), path.Base(p)
		if dir == "." {
			return &formats.Error{Path: p, Msg: what}
		}
		w.pass(p, what)
		w.FilesIn[dir] = slices.DeleteFunc(w.FilesIn[dir], func(n string) bool { return n == name })
	}
	w.Files = slices.DeleteFunc(w.Files, func(p string) bool { _, odd := w.odd[p]; return odd })
	return nil
}
