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
// looks at each entry of a directory; on thousands of files that is most of the time. Here the last directories stay open, and
// a directory tells of itself what its entries are. What cannot be opened so is opened by the root. It may be used by several
// at once.
type repoFS struct {
	root *os.Root
	lock sync.Mutex
	idle []folder // open directories that nobody is using, the last used one last
}

// folder is an open directory.
type folder struct {
	name string
	*os.File
}

// maxIdle is how many directories stay open: a path from the root, and one for each of those that read at once.
const maxIdle = 24

func newRepoFS(root *os.Root) fs.FS { return &repoFS{root: root} }

// Open opens a file or a directory for reading; links lead no further than the root.
func (r *repoFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if f := r.in(path.Dir(name), path.Base(name), 0); f != nil {
		return f, nil
	}
	return r.root.FS().Open(name)
}

// in opens what lies in a directory; nil where it cannot be opened so.
func (r *repoFS) in(dir, base string, flags int) *os.File {
	d := r.take(dir)
	if d == nil {
		if d = r.openFolder(dir); d == nil {
			return nil
		}
	}
	defer r.give(folder{dir, d})
	f, err := openIn(d, base, r.path(path.Join(dir, base)), flags)
	if err != nil {
		return nil
	}
	return f
}

// openFolder opens a directory, in the one above where that is open.
func (r *repoFS) openFolder(dir string) *os.File {
	if above := r.take(path.Dir(dir)); above != nil {
		defer r.give(folder{path.Dir(dir), above})
		if f, err := openIn(above, path.Base(dir), r.path(dir), onlyFolder); err == nil {
			return f
		}
	}
	f, err := openFolder(r.root, dir)
	if err != nil {
		return nil
	}
	return f
}

// path gives the path of a name on this machine.
func (r *repoFS) path(name string) string {
	return filepath.Join(r.root.Name(), filepath.FromSlash(name))
}

// take gives an open directory that nobody is using, nil for none.
func (r *repoFS) take(name string) *os.File {
	r.lock.Lock()
	defer r.lock.Unlock()
	for i, f := range slices.Backward(r.idle) {
		if f.name == name {
			r.idle = slices.Delete(r.idle, i, i+1)
			return f.File
		}
	}
	return nil
}

// give puts a directory back, and closes the one that was not used for the longest time.
func (r *repoFS) give(f folder) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.idle = append(r.idle, f); len(r.idle) > maxIdle {
		r.idle[0].Close()
		r.idle = slices.Delete(r.idle, 0, 1)
	}
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
	f := r.in(name, ".", onlyFolder) // a second one, whose place in the list is its own
	if f == nil {
		return fs.ReadDir(r.root.FS(), name)
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}
