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

	"github.com/msgen/msgen/internal/hint"
)

// Apply writes all changes or none. Other runs are kept away meanwhile. Each new content is written to a file beside its target and flushed, the old one is
// kept under a second name, and only then are the targets replaced, one rename each; when a step fails, all is put back.
// A journal in the root tells the next run where a killed one stopped: call Recover before Compute. An error of
// type *Error names the file, and nothing was written; *Busy and *Interrupted tell of another run, *Leftover of a clean-up
// that failed after all was written. A file that is replaced keeps its mode, and its owner where the process may give it;
// a second name that it had (a hard link) keeps the old content.
func Apply(root *os.Root, changes []Change) error {
	return apply(rootDisk{root}, changes)
}

func apply(d disk, changes []Change) error {
	all := changes
	changes = slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Kind == Same })
	if len(changes) == 0 {
		return nil
	}
	f, err := claim(d)
	if err != nil {
		return refusal(changes[0].Path, err)
	}
	defer f.Close()
	j, err := begin(d, f, all, changes)
	if err != nil {
		return abandon(d, refusal(changes[0].Path, err))
	}
	if err := write(d, j, changes); err != nil {
		return undo(d, j, err)
	}
	if err := d.Rename(journalName, doneName); err != nil { // from here on the new files are the truth
		return undo(d, j, &Error{journalName, reason(err)})
	}
	return j.sweep(d, doneName)
}

// begin looks whether all is as Compute saw it, now that no other run writes, and fills the journal. What stays the same
// is looked at too: it was right beside files of another run, which may have put them back since.
func begin(d disk, f file, all, changes []Change) (journal, error) {
	for _, c := range all {
		if err := unchanged(d, c); err != nil {
			return journal{}, &Error{c.Path, reason(err)}
		}
	}
	j := newJournal(d, changes)
	return j, j.write(d, f)
}

// refusal names a file where the journal could not be written; the reader never heard of the journal.
func refusal(name string, err error) error {
	var p *fs.PathError
	var e *Error
	if errors.As(err, &p) && !errors.As(err, &e) {
		return &Error{name, fmt.Errorf("cannot be written: %w", reason(err))}
	}
	return err
}

// write makes the new files, keeps the old ones, replaces the targets and flushes the directories, before and after.
func write(d disk, j journal, changes []Change) error {
	for _, dir := range j.Dirs {
		if err := d.Mkdir(dir); err != nil {
			return &Error{dir, reason(err)}
		}
	}
	touched := append(slices.Clone(j.Dirs), j.names()...)
	for _, step := range []func(disk, Change) error{prepare, keep} {
		if err := each(d, changes, step); err != nil {
			return err
		}
	}
	if err := syncDirs(d, touched); err != nil {
		return err
	}
	if err := each(d, changes, replace); err != nil {
		return err
	}
	return syncDirs(d, j.names())
}

// each does one step of all changes.
func each(d disk, changes []Change, step func(disk, Change) error) error {
	for _, c := range changes {
		if err := step(d, c); err != nil {
			return &Error{c.Path, reason(err)}
		}
	}
	return nil
}

// unchanged refuses to overwrite what was edited since Compute read it, and what stands where the second names will be.
func unchanged(d disk, c Change) error {
	if err := checkPath(lstatFS{d}, c.Path); err != nil {
		return err
	}
	if c.Kind == Same {
		return still(d, c)
	}
	for _, name := range []string{newName(c.Path), oldName(c.Path)} {
		_, err := d.Lstat(name)
		if err == nil {
			return hint.With(fmt.Errorf("cannot be written: %s already exists", name), "msgen needs that name while it writes; move the file away")
		}
		if absent(err) != nil {
			return err
		}
	}
	info, err := d.Lstat(c.Path)
	if c.Kind == Create {
		if err == nil {
			return errAppeared
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return errChanged
	}
	if err == nil {
		err = regular(info)
	}
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o200 == 0 {
		return errReadOnly // a rename would replace it all the same
	}
	now, err := d.ReadFile(c.Path)
	if err == nil && !bytes.Equal(now, c.Old) {
		err = errChanged
	}
	return err
}

// still refuses a file that was to stay and is another one now; one that is to be gone has no old content.
func still(d disk, c Change) error {
	now, err := d.ReadFile(c.Path)
	if absent(err) == nil && !bytes.Equal(now, c.Old) {
		return errChanged
	}
	return absent(err)
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
		if info, err := d.Lstat(c.Path); err == nil {
			f.Own(info)
		}
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
	return errors.Join(err, f.Chmod(c.Mode), f.Sync(), f.Close())
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
		return fmt.Errorf("%w; and %w: %s is what the next run needs to restore the rest", cause, err, journalName)
	}
	return cause
}

// The ends of the second names.
const (
	newSuffix = ".msgen-new"
	oldSuffix = ".msgen-old"
)

// newName is where the new content waits, in the directory of its target, so that a rename is enough.
func newName(name string) string { return path.Join(path.Dir(name), "."+path.Base(name)+newSuffix) }

// oldName is where the old content is kept until all is done.
func oldName(name string) string { return path.Join(path.Dir(name), "."+path.Base(name)+oldSuffix) }

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
