package change

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// names knows which names stand in the directories of a repository and which are wanted. It reads the directories, since
// asking for one name would be answered for another on a file system that does not tell the letters apart.
type names struct {
	repo   fs.FS
	listed map[string]map[string][]string // by directory and folded name: the names as they stand there
	wanted map[string]string              // by folded path: the path as it was wanted first
	files  map[string]bool                // of the wanted ones, those that are files
}

func newNames(repo fs.FS) names {
	return names{repo, map[string]map[string][]string{}, map[string]string{}, map[string]bool{}}
}

// check refuses a path that stands on disk, or is wanted already, in other letters: two files on one disk are one on another.
func (n names) check(name string) error {
	if _, ok := n.wanted[fold(name)]; ok {
		return errTwice
	}
	n.files[fold(name)] = true
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if n.files[fold(dir)] {
			return fmt.Errorf("%s %w", dir, errTwice)
		}
	}
	for ; name != "."; name = path.Dir(name) {
		if first, ok := n.wanted[fold(name)]; ok && first != name {
			return fmt.Errorf("%s %w, also as %s", name, errTwice, first)
		}
		n.wanted[fold(name)] = name
		if err := n.onDisk(path.Dir(name), path.Base(name)); err != nil {
			return err
		}
	}
	return nil
}

// onDisk refuses a name that stands in the directory in other letters only.
func (n names) onDisk(dir, base string) error {
	if n.listed[dir] == nil {
		entries, err := fs.ReadDir(n.repo, dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		n.listed[dir] = map[string][]string{}
		for _, e := range entries {
			n.listed[dir][fold(e.Name())] = append(n.listed[dir][fold(e.Name())], e.Name())
		}
	}
	other := ""
	for _, name := range n.listed[dir][fold(base)] {
		if name == base {
			return nil
		}
		other = path.Join(dir, name)
	}
	if other == "" {
		return nil
	}
	wanted := path.Join(dir, base)
	return hint.With(fmt.Errorf("%w: %s", errLetters, other), "rename it: git mv "+quoted(other)+" "+quoted(wanted))
}

// fold makes names alike that a file system may take for one.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// quoted is a name as a shell reads it.
func quoted(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-") == "" {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
