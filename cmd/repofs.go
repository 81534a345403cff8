package cmd

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/msgen/msgen/internal/worktree"
)

// repoFS is the file system of a root, with fewer calls of the kernel. A root opens each directory of a path in turn, and
// looks at each entry of a directory; on thousands of files that is most of the time. Here the directory of the last file
// stays open, and a directory tells of itself what its entries are. What cannot be opened so is opened by the root.
type repoFS struct {
	root *os.Root
	lock sync.Mutex // guards last and dir
	last string     // directory of the file that was opened last
	dir  *os.Root   // the same, opened when a second file of it was asked for
}

func newRepoFS(root *os.Root) fs.FS { return &repoFS{root: root} }

// Open opens a file or a directory for reading; links lead no further than the root.
func (r *repoFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if f := r.beside(path.Split(name)); f != nil {
		return f, nil
	}
	return r.root.FS().Open(name)
}

// beside opens a file that lies in the directory of the one before; nil where it is another one, or cannot be opened there.
func (r *repoFS) beside(dir, base string) *os.File {
	if dir == "" {
		return nil
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	if dir != r.last {
		if r.dir != nil {
			r.dir.Close()
		}
		r.last, r.dir = dir, nil
		return nil
	}
	if r.dir == nil {
		r.dir, _ = r.root.OpenRoot(strings.TrimSuffix(dir, "/"))
	}
	if r.dir == nil {
		return nil
	}
	f, err := r.dir.Open(base)
	if err != nil {
		return nil
	}
	return f
}

// WorkTree finds the work tree of git that the root lies in; nil where there is none. Of what is outside the root, only its
// ignore files, its exclude file and its index are read.
func (r *repoFS) WorkTree() *worktree.Tree { return worktree.Around(r.root.Name()) }

// Stat looks at a file, or at what a link leads to.
func (r *repoFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(r.root.FS(), name) }

// ReadDir lists a directory, sorted.
func (r *repoFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	f, err := r.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plain, err := duplicate(f, filepath.Join(r.root.Name(), filepath.FromSlash(name)))
	if err != nil {
		return fs.ReadDir(r.root.FS(), name)
	}
	defer plain.Close()
	entries, err := plain.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}
