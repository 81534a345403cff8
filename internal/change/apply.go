package change

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Apply writes all changes or none. Each new content is written to a file beside its target and flushed, the old one is
// kept under a second name, and only then are the targets replaced, one rename each; when a step fails, all is put back.
// A journal in the root tells the next run where a killed one stopped: call Recover before Compute. An error of
// type *Error names the file, and nothing was written; *Busy and *Interrupted tell of another run, *Leftover of a clean-up
// that failed after all was written.
func Apply(root *os.Root, changes []Change) error {
	return apply(rootDisk{root}, changes)
}

func apply(d disk, changes []Change) error {
	changes = slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Kind == Same })
	if len(changes) == 0 {
		return nil
	}
	for _, c := range changes {
		if err := unchanged(d, c); err != nil {
			return &Error{c.Path, reason(err)}
		}
	}
	j := newJournal(d, changes)
	if err := j.open(d); err != nil {
		return err
	}
	if err := write(d, j, changes); err != nil {
		return undo(d, j, err)
	}
	if err := d.Rename(journalName, doneName); err != nil { // from here on the new files are the truth
		return undo(d, j, &Error{journalName, reason(err)})
	}
	return j.sweep(d, doneName)
}

// write makes the new files, keeps the old ones, replaces the targets and flushes the directories.
func write(d disk, j journal, changes []Change) error {
	for _, dir := range j.Dirs {
		if err := d.Mkdir(dir); err != nil {
			return &Error{dir, reason(err)}
		}
	}
	for _, step := range []func(disk, Change) error{prepare, keep, replace} {
		for _, c := range changes {
			if err := step(d, c); err != nil {
				return &Error{c.Path, reason(err)}
			}
		}
	}
	for _, name := range append(paths(changes), j.Dirs...) {
		if err := d.SyncDir(path.Dir(name)); err != nil {
			return &Error{name, reason(err)}
		}
	}
	return nil
}

func paths(changes []Change) []string {
	var names []string
	for _, c := range changes {
		names = append(names, c.Path)
	}
	return names
}

// unchanged refuses to overwrite what was edited since Compute read it.
func unchanged(d disk, c Change) error {
	if err := checkPath(lstatFS{d}, c.Path); err != nil {
		return err
	}
	info, err := d.Lstat(c.Path)
	if c.Kind == Create {
		if err == nil {
			return errors.New("appeared while msgen was at work")
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	if err != nil {
		return err
	}
	if err := regular(info); err != nil {
		return err
	}
	if info.Mode().Perm()&0o200 == 0 {
		return errReadOnly // a rename would replace it all the same
	}
	now, err := d.ReadFile(c.Path)
	if err == nil && !bytes.Equal(now, c.Old) {
		err = errors.New("was changed while msgen was at work")
	}
	return err
}

// prepare writes the new content beside the target.
func prepare(d disk, c Change) (err error) {
	if c.Kind == Delete {
		return nil
	}
	mode := c.Mode
	if c.Kind == Create {
		mode = 0o666 // less what umask takes
	}
	f, err := d.Create(newName(c.Path), mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(c.New); err != nil {
		return err
	}
	if c.Kind == Update {
		if err := f.Chmod(c.Mode); err != nil {
			return err
		}
	}
	return f.Sync()
}

// keep gives the old file a second name, or makes a copy where the file system has no links.
func keep(d disk, c Change) error {
	if c.Kind == Create {
		return nil
	}
	if err := d.Link(c.Path, oldName(c.Path)); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := d.Create(oldName(c.Path), c.Mode)
	if err != nil {
		return err
	}
	_, err = f.Write(c.Old)
	return errors.Join(err, f.Sync(), f.Close())
}

// replace puts the new file in the place of the old one, or takes the old one away.
func replace(d disk, c Change) error {
	if c.Kind == Delete {
		return d.Remove(c.Path)
	}
	return d.Rename(newName(c.Path), c.Path)
}

// undo puts back what write did and gives its error, with what could not be put back.
func undo(d disk, j journal, cause error) error {
	if err := j.rollBack(d); err != nil {
		return fmt.Errorf("%w; and %w: %s holds what the next run needs to put the rest back", cause, err, journalName)
	}
	return cause
}

// newName is where the new content waits, in the directory of its target, so that a rename is enough.
func newName(name string) string { return path.Join(path.Dir(name), "."+path.Base(name)+".msgen-new") }

// oldName is where the old content is kept until all is done.
func oldName(name string) string { return path.Join(path.Dir(name), "."+path.Base(name)+".msgen-old") }

// missingDirs are the directories that the changes need and that are not there, the outer ones first.
func missingDirs(d disk, changes []Change) []string {
	var dirs []string
	for _, c := range changes {
		for dir := path.Dir(c.Path); dir != "."; dir = path.Dir(dir) {
			if _, err := d.Lstat(dir); errors.Is(err, fs.ErrNotExist) && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	slices.SortFunc(dirs, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	return dirs
}

// lstatFS lets checkPath ask a disk.
type lstatFS struct{ d disk }

// Open is part of fs.FS; checkPath never opens.
func (l lstatFS) Open(string) (fs.File, error) { return nil, fs.ErrInvalid }

// ReadLink is part of fs.ReadLinkFS; checkPath never follows.
func (l lstatFS) ReadLink(string) (string, error) { return "", fs.ErrInvalid }

// Lstat asks the disk.
func (l lstatFS) Lstat(name string) (fs.FileInfo, error) { return l.d.Lstat(name) }
