package cmd

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/worktree"
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
	return partFS{repo, hidden, m.config.OutputDir}
}

// lookedAt gives a repository as detect is to see it, where nothing of msgen's files has been read.
func lookedAt(root *os.Root) fs.FS { return (&memory{config: &config.File{}}).outside(newRepoFS(root)) }

// partFS is a file system that does not list some directories, nor what msgen itself wrote into its output directory; whoever
// knows them can open them.
type partFS struct {
	fs.FS
	hidden []string
	output string // the output directory, "" for none
}

// ReadDir lists a directory without what is hidden.
func (p partFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(p.FS, name)
	packed, large := p.isPack(name, entries)
	if large != nil {
		return nil, large
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		full := path.Join(name, e.Name())
		return slices.Contains(p.hidden, full) || packed && e.Name() == "tests" || p.output != "" && p.written(full, e)
	}), err
}

// isPack reports whether a directory is a pack, used here or not: the repositories below its tests are no services. Of one
// whose pack.yaml is too large nobody knows, which is an error.
func (p partFS) isPack(name string, entries []fs.DirEntry) (bool, error) {
	if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "pack.yaml" && e.Type().IsRegular() }) {
		return false, nil
	}
	full := path.Join(name, "pack.yaml")
	text, err := bounded.ReadFile(p.FS, full, bounded.Text)
	if large := (bounded.LargeError{}); errors.As(err, &large) {
		return false, &detect.Error{Path: full, Msg: large.Error()}
	}
	return err == nil && strings.Contains(string(text), "apiVersion: msgen/pack/"), nil
}

// written reports whether an entry is msgen's own in the output directory: a Dockerfile, an ignore file, or a directory that
// holds nothing else.
func (p partFS) written(full string, e fs.DirEntry) bool {
	within := full == p.output || strings.HasPrefix(full, p.output+"/")
	switch {
	case !e.IsDir():
		return within && (e.Name() == "Dockerfile" || strings.HasSuffix(e.Name(), ".dockerignore"))
	case !within && !strings.HasPrefix(p.output+"/", full+"/"):
		return false
	}
	rest, err := p.ReadDir(full)
	return err == nil && len(rest) == 0
}

// WorkTree gives the work tree of git that the repository lies in; nil where nobody knows.
func (p partFS) WorkTree() *worktree.Tree {
	if in, ok := p.FS.(interface{ WorkTree() *worktree.Tree }); ok {
		return in.WorkTree()
	}
	return nil
}

// Stat looks at a file.
func (p partFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(p.FS, name) }
