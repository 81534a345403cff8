package change

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/msgen/msgen/internal/hint"
)

// Recovered is what Recover found of killed runs: the paths of the files that are as they were before one, and of those
// that another had written completely.
type Recovered struct{ Back, Done []string }

// Recover puts right what a killed run left behind: the old files come back, unless the new ones were complete. A run that
// is still at work gives *Busy. A journal that was not written here is an error and nothing is touched, and so is a file that
// was edited since.
func Recover(root *os.Root) (Recovered, error) { return recovery(rootDisk{root}) }

func recovery(d disk) (Recovered, error) {
	var found Recovered
	done, err := seize(d, doneName)
	if err != nil {
		return found, err
	}
	if done.file != nil {
		defer done.file.Close()
		if err := done.sweep(d, doneName); err != nil {
			return found, err
		}
		found.Done = done.names()
	}
	h, err := seize(d, journalName)
	if err != nil || h.file == nil {
		return found, err
	}
	defer h.file.Close()
	if h.torn {
		return found, d.Remove(journalName)
	}
	if err := h.rollBack(d); err != nil {
		return found, err
	}
	found.Back = h.names()
	return found, nil
}

// check refuses, before anything is put back, to put a file back over what somebody wrote since.
func (e entry) check(d disk) error {
	if err := checkPath(lstatFS{d}, e.Path); err != nil {
		return err
	}
	now, err := state(d, e.Path)
	if err != nil || e.Kind == Create || now == "" || now == e.Sum || now == e.Was {
		return err
	}
	if old, err := state(d, oldName(e.Path)); err != nil || old == "" || old != e.Was {
		return err
	}
	return hint.With(fmt.Errorf("was edited after a run of msgen was interrupted; the version before that run is %s", oldName(e.Path)),
		"keep one of the two and remove "+oldName(e.Path)+", then run this again")
}

// state is the checksum of a regular file, "" when there is none.
func state(d disk, name string) (string, error) {
	info, err := d.Lstat(name)
	if err != nil {
		return "", absent(err)
	}
	if err := regular(info); err != nil {
		return "", err
	}
	text, err := d.ReadFile(name)
	return sum(text), err
}

// rollBack puts the old files back, whatever of them was replaced, and sweeps. It can be called again.
func (j journal) rollBack(d disk) error {
	for _, e := range j.Entries {
		if err := e.check(d); err != nil {
			return &Error{e.Path, reason(err)}
		}
	}
	for _, e := range slices.Backward(j.Entries) {
		if err := e.putBack(d); err != nil {
			return &Error{e.Path, fmt.Errorf("could not be restored: %w", reason(err))}
		}
	}
	if err := syncDirs(d, j.names()); err != nil { // the old names must last before the second ones go
		return err
	}
	if err := j.sweepFiles(d); err != nil {
		return err
	}
	for _, dir := range slices.Backward(j.Dirs) {
		if err := removeDir(d, dir); err != nil {
			return &Error{dir, reason(err)}
		}
	}
	return absent(d.Remove(journalName))
}

// names are the paths of the entries.
func (j journal) names() []string {
	var names []string
	for _, e := range j.Entries {
		names = append(names, e.Path)
	}
	return names
}

// removeDir takes away a directory of ours; one that others have put files into stays.
func removeDir(d disk, dir string) error {
	if err := checkPath(lstatFS{d}, dir); err != nil {
		return err
	}
	if info, err := d.Lstat(dir); err != nil || !info.IsDir() {
		return absent(err)
	}
	if err := d.Remove(dir); !errors.Is(err, fs.ErrExist) {
		return absent(err)
	}
	return nil
}

// putBack renames the old file over the new one or to where it was taken away, or takes away a file that was not there.
func (e entry) putBack(d disk) error {
	now, err := state(d, e.Path)
	if err != nil {
		return err
	}
	switch {
	case e.Kind == Create && now == e.Sum:
		return absent(d.Remove(e.Path))
	case e.Kind == Create || now != e.Sum && now != "":
		return nil // never touched, or edited since
	}
	return absent(d.Rename(oldName(e.Path), e.Path))
}

// Leftover says that all files were written and a temporary one could not be taken away; Recover tries again.
type Leftover struct{ Err error }

// Error names the file.
func (l *Leftover) Error() string { return "all files are written, but " + l.Err.Error() }

// Unwrap gives the reason.
func (l *Leftover) Unwrap() error { return l.Err }

// sweep takes away the second names and at last the journal.
func (j journal) sweep(d disk, name string) error {
	err := d.SyncDir(".") // the rename of the journal must last before the old files go
	if err == nil {
		err = j.sweepFiles(d)
	}
	if err == nil {
		err = absent(d.Remove(name))
	}
	if err != nil {
		return &Leftover{err}
	}
	return nil
}

func (j journal) sweepFiles(d disk) error {
	for _, e := range j.Entries {
		if err := checkPath(lstatFS{d}, e.Path); err != nil {
			return &Error{e.Path, reason(err)}
		}
		for _, name := range []string{newName(e.Path), oldName(e.Path)} {
			if err := absent(d.Remove(name)); err != nil {
				return &Error{name, fmt.Errorf("could not be removed: %w", reason(err))}
			}
		}
	}
	return nil
}

// syncDirs makes what happened to the names last, each directory once; one that is gone needs nothing.
func syncDirs(d disk, names []string) error {
	seen := map[string]bool{}
	for _, name := range names {
		dir := path.Dir(name)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		if err := absent(d.SyncDir(dir)); err != nil {
			return &Error{name, reason(err)}
		}
	}
	return nil
}

// absent forgives a file that is not there.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
