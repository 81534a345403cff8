package worktree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/bounded"
)

// Around finds the work tree that a directory of this machine lies in; nil where there is none.
func Around(dir string) *Tree {
	dir, err := filepath.Abs(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil
	}
	for at := dir; ; at = filepath.Dir(at) {
		if t := rootedAt(at); t != nil {
			return t.seenFrom(at, dir)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// seenFrom tells where the directory that is walked lies.
func (t *Tree) seenFrom(at, dir string) *Tree {
	t.at = "."
	if in, err := filepath.Rel(at, dir); err == nil && in != "." {
		t.walked = filepath.ToSlash(in)
		t.at = strings.TrimSuffix(strings.Repeat("../", 1+strings.Count(t.walked, "/")), "/")
	}
	return t
}

// rootedAt gives the work tree whose root a directory is; nil where it is none.
func rootedAt(at string) *Tree {
	own := filepath.Join(at, ".git")
	info, err := os.Lstat(own)
	if err != nil {
		return nil
	}
	if info.IsDir() {
		if _, err := os.Stat(filepath.Join(own, "HEAD")); err != nil {
			return nil
		}
		return &Tree{left: full(), read: reader(at, own, own)}
	}
	if git := linked(at); git != "" {
		return &Tree{left: full(), read: reader(at, git, filepath.Dir(filepath.Dir(git)))}
	}
	return &Tree{left: full(), read: reader(at, own, own), lost: notFollowed}
}

// linked gives the directory that the .git file of a linked work tree leads to. It is git's own word only where it leads back:
// a repository can name any directory, but not write into it. "" where it does not.
func linked(at string) string {
	target := pointer(at, ".git", "gitdir: ")
	if target == "" || len(filepath.VolumeName(target)) > 2 { // another machine, which is not to be asked
		return ""
	}
	git, err := filepath.EvalSymlinks(target)
	if err != nil || filepath.Base(filepath.Dir(git)) != "worktrees" {
		return ""
	}
	back := pointer(git, "gitdir", "")
	if filepath.Base(back) != ".git" || len(filepath.VolumeName(back)) > 2 {
		return ""
	}
	if root, err := filepath.EvalSymlinks(filepath.Dir(back)); err != nil || root != at {
		return ""
	}
	return git
}

// pointer reads a path from a file of a directory; "" where it holds none.
func pointer(dir, name, before string) string {
	text, err := readIn(dir, name, 8<<10)
	p, ok := strings.CutPrefix(strings.TrimRight(string(text), "\r\n"), before)
	if err != nil || !ok || p == "" {
		return ""
	}
	if !filepath.IsAbs(p) {
		p = filepath.Join(dir, p)
	}
	return filepath.Clean(p)
}

// reader reads the few files that git keeps outside of what is walked: ignore files above it, the index of a work tree, and the
// exclude file that all work trees of a repository share.
func reader(at, git, common string) func(string, int64) ([]byte, error) {
	return func(name string, limit int64) ([]byte, error) {
		switch name {
		case indexFile:
			return readIn(git, "index", limit)
		case excludeFile:
			return readIn(common, "info/exclude", limit)
		}
		return readIn(at, name, limit)
	}
}

// readIn reads a regular file of a directory; links lead no further than that. Git does not follow an ignore file that is a link.
func readIn(dir, name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if info, err := root.Lstat(name); err == nil && info.Mode()&fs.ModeSymlink != 0 && filepath.Base(name) == IgnoreFile {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a link")}
	}
	return bounded.ReadFile(root.FS(), name, limit)
}

// Walked is the directory that the tree was found from, relative to its root; "" for the root.
func (t *Tree) Walked() string { return t.walked }
