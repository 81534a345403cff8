package cmd

import (
	"io/fs"
	"path"
	"slices"

	"github.com/msgen/msgen/internal/pack"
)

// outside gives the repository without what is msgen's: its own folder, and the folders of packs. They hold templates and
// whole repositories for tests, which are no services.
func (m *memory) outside(repo fs.FS) fs.FS {
	hidden := []string{".msgen"}
	for _, p := range m.packs {
		if ref, err := pack.ParseRef(p.Ref); err == nil && ref.Kind == pack.Folder && fs.ValidPath(path.Clean(ref.Path)) {
			hidden = append(hidden, path.Clean(ref.Path))
		}
	}
	return partFS{repo, hidden}
}

// partFS is a file system that does not list some directories; whoever knows them can open them.
type partFS struct {
	fs.FS
	hidden []string
}

// ReadDir lists a directory without the hidden ones.
func (p partFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(p.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return slices.Contains(p.hidden, path.Join(name, e.Name())) }), err
}

// Stat looks at a file.
func (p partFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(p.FS, name) }
