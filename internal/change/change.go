// Package change lays rendered files beside what is on disk. What it finds are Changes, which are data: they can be listed,
// printed as a diff, counted or applied. Apply writes all of them or none.
package change

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/hint"
)

// Kind says what a change does to a file.
type Kind string

// The kinds of change.
const (
	Create Kind = "create"
	Update Kind = "update"
	Delete Kind = "delete"
	Same   Kind = "same"
)

// File is a file that is wanted: its path relative to the repository's root, with slashes, and its content.
type File struct {
	Path string
	Data []byte
	// Exact says that Data are the very bytes to write, as a merge gives them: its line ends stay as they are.
	Exact bool
	// Delete says that the file is not wanted any more; Data is not looked at. One that is gone already is Same.
	Delete bool
	// Looked says that Data was made from what the caller saw on disk, which is Seen, nil for no file: another one by now is
	// refused.
	Looked bool
	Seen   []byte
}

// Change is one file's way from what is on disk to what is wanted.
type Change struct {
	Path string `json:"path"`
	Kind Kind   `json:"kind"`
	// Old is what is on disk, nil when there is nothing; New is what will be there, nil after Delete.
	Old []byte `json:"-"`
	New []byte `json:"-"`
	// Mode is the file's mode on disk, 0 when there is none.
	Mode fs.FileMode `json:"-"`
}

// Error is a file that cannot be written, and why. Nothing was written when Apply or Compute gives one.
type Error struct {
	Path string
	Err  error
}

// Error gives the path and the reason.
func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *Error) Unwrap() error { return e.Err }

// The reasons that a file is refused for; errReadOnly and what happens meanwhile only by Apply, since comparing needs no permission.
var (
	errOutside   = errors.New("is not a path inside the repository")
	errTwice     = errors.New("is listed twice")
	errLetters   = errors.New("cannot be written, because a name that differs only in case exists")
	errLink      = errors.New("is a symbolic link, and msgen does not write through links")
	errDirectory = errors.New("is a directory")
	errNoDir     = errors.New("is a file, but a directory is needed")
	errSpecial   = errors.New("is not a regular file")
	errReadOnly  = hint.With(errors.New("is read-only"), "make it writable (chmod u+w), then run it again")
	errChanged   = hint.With(errors.New("changed while msgen was running"), "run the command again")
	errAppeared  = hint.With(errors.New("appeared while msgen was running"), "run the command again")
	errReserved  = errors.New("is a name that msgen reserves for temporary files")
)

// Compute compares the wanted files with what is on disk and changes nothing. Give it the FS of an os.Root, so that links
// never lead out. A file whose lines end in CRLF keeps them, but for Exact. A name that stands on disk in other letters (a
// dockerfile where Dockerfile is wanted) is refused on every file system, whether it tells them apart or not. An error of
// type *Error is a file that could not be written.
func Compute(repo fs.FS, files []File) ([]Change, error) {
	changes := make([]Change, 0, len(files))
	names := newNames(repo)
	for _, f := range files {
		c, err := compute(repo, f)
		if err == nil {
			err = names.check(f.Path)
		}
		if err != nil {
			return nil, &Error{f.Path, reason(err)}
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func compute(repo fs.FS, f File) (Change, error) {
	if err := checkPath(repo, f.Path); err != nil {
		return Change{}, err
	}
	info, err := fs.Lstat(repo, f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		if f.Looked && f.Seen != nil {
			return Change{}, errChanged
		}
		if f.Delete {
			return Change{Path: f.Path, Kind: Same}, nil
		}
		return Change{Path: f.Path, Kind: Create, New: f.Data}, nil
	}
	if err == nil {
		err = regular(info)
	}
	if err != nil {
		return Change{}, err
	}
	old, err := bounded.ReadFile(repo, f.Path, MaxFile)
	if err != nil {
		return Change{}, err
	}
	if f.Looked && f.Seen == nil {
		return Change{}, errAppeared
	}
	if f.Looked && !bytes.Equal(old, f.Seen) {
		return Change{}, errChanged
	}
	c := Change{Path: f.Path, Kind: Update, Old: old, New: f.Data, Mode: info.Mode().Perm()}
	switch {
	case f.Delete:
		c.Kind, c.New = Delete, nil
		return c, nil
	case !f.Exact:
		c.New = keepEndings(old, f.Data)
	}
	if bytes.Equal(c.Old, c.New) {
		c.Kind = Same
	}
	return c, nil
}

// checkPath refuses what is not below the root, and parents that are no directories or links to some.
func checkPath(repo fs.FS, name string) error {
	if !fs.ValidPath(name) || name == "." || !filepath.IsLocal(filepath.FromSlash(name)) || strings.ContainsAny(name, "\\:\x00") {
		return errOutside
	}
	if strings.HasSuffix(name, newSuffix) || strings.HasSuffix(name, oldSuffix) || name == journalName || name == doneName {
		return errReserved
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		info, err := fs.Lstat(repo, dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return err
		case info.Mode()&fs.ModeSymlink != 0:
			return fmt.Errorf("%s %w", dir, errLink)
		case !info.IsDir():
			return fmt.Errorf("%s %w", dir, errNoDir)
		}
	}
	return nil
}

// regular refuses what is there and is no file.
func regular(info fs.FileInfo) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return errLink
	case info.IsDir():
		return errDirectory
	case !info.Mode().IsRegular():
		return errSpecial
	}
	return nil
}

// keepEndings gives the new text the line ends of the old one, when those are CRLF throughout.
func keepEndings(old, text []byte) []byte {
	lines := bytes.Count(old, []byte("\n"))
	if lines == 0 || bytes.Count(old, []byte("\r\n")) != lines || bytes.Contains(text, []byte("\r\n")) {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
}

// reason takes the path off an error of the operating system, since ours names it already.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// Diff gives the change as a unified diff, empty when nothing changes.
func Diff(c Change) string {
	from, to := "a/"+c.Path, "b/"+c.Path
	switch c.Kind {
	case Create:
		from = "/dev/null"
	case Delete:
		to = "/dev/null"
	}
	return udiff.Unified(from, to, string(c.Old), string(c.New))
}
