package change

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"
)

// The journal stands in the root while files are being replaced. Under its first name it says "put the old files back",
// under its second "the new files are complete, only sweep": the rename between the two is the moment that counts.
const (
	journalName = ".msgen-journal"
	doneName    = ".msgen-journal-done"
)

// journal is all that is needed to put the old files back.
type journal struct {
	// Pid and Host are of the process that wrote it.
	Pid     int      `json:"pid"`
	Host    string   `json:"host"`
	Dirs    []string `json:"dirs,omitempty"` // made by this run, outer ones first
	Entries []entry  `json:"entries"`
}

// entry is one file of a journal.
type entry struct {
	Path string `json:"path"`
	Kind Kind   `json:"kind"`
	// Sum is the SHA-256 of the new content: a created file is only taken away while it is still ours. Was is that of the
	// old one: a copy of it that was cut off is no copy.
	Sum string `json:"sum,omitempty"`
	Was string `json:"was,omitempty"`
}

// Busy says that another run of msgen is writing in the repository.
type Busy struct{ Pid int }

// Error names the process.
func (b *Busy) Error() string {
	return fmt.Sprintf("another msgen (process %d) is writing here", b.Pid)
}

// Interrupted says that an earlier run was killed while it wrote; Recover puts it right.
type Interrupted struct{}

// Error says what is there.
func (*Interrupted) Error() string {
	return "an earlier run of msgen was interrupted while it wrote: " + journalName + " is still here"
}

func newJournal(d disk, changes []Change) journal {
	host, _ := os.Hostname()
	j := journal{Pid: os.Getpid(), Host: host, Dirs: missingDirs(d, changes)}
	for _, c := range changes {
		e := entry{Path: c.Path, Kind: c.Kind}
		if c.Kind != Delete {
			e.Sum = sum(c.New)
		}
		if c.Kind != Create {
			e.Was = sum(c.Old)
		}
		j.Entries = append(j.Entries, e)
	}
	return j
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// open writes the journal; nothing else was done before, and a journal that is cut off says so.
func (j journal) open(d disk) error {
	if _, err := d.Lstat(doneName); err == nil {
		return &Interrupted{}
	}
	f, err := d.Create(journalName, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return occupied(d)
	}
	if err != nil {
		return &Error{j.Entries[0].Path, fmt.Errorf("cannot be written: %w", reason(err))}
	}
	text, err := json.Marshal(j)
	if err == nil {
		_, err = f.Write(append(text, '\n'))
	}
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = d.SyncDir(".")
	}
	if err != nil {
		return errors.Join(&Error{j.Entries[0].Path, fmt.Errorf("cannot be written: %w", reason(err))}, d.Remove(journalName))
	}
	return nil
}

// occupied tells a run that is at work from one that was killed.
func occupied(d disk) error {
	j, err := readJournal(d, journalName)
	if j.alive(age(d), err) {
		return &Busy{j.Pid}
	}
	return &Interrupted{}
}

// age says how long ago the journal was written.
func age(d disk) time.Duration {
	info, err := d.Lstat(journalName)
	if err != nil {
		return 0
	}
	return time.Since(info.ModTime())
}

// alive reports whether the writer may still be at work. One on another machine, or in another container, cannot be asked;
// but writing takes no minute, and cutting off a journal no second.
func (j journal) alive(age time.Duration, err error) bool {
	if errors.Is(err, errTorn) {
		return age < time.Second
	}
	if err != nil || j.Pid == os.Getpid() || j.Pid <= 0 {
		return false
	}
	if host, _ := os.Hostname(); host != j.Host {
		return age < time.Minute
	}
	p, err := os.FindProcess(j.Pid)
	if err != nil {
		return false
	}
	defer p.Release()
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}

// errTorn is a journal whose writing was cut off: nothing else had been done yet.
var errTorn = errors.New("cut off")

func readJournal(d disk, name string) (journal, error) {
	text, err := d.ReadFile(name)
	if err != nil {
		return journal{}, err
	}
	var j journal
	if len(text) == 0 || text[len(text)-1] != '\n' || json.Unmarshal(text, &j) != nil {
		return journal{}, errTorn
	}
	for _, e := range j.Entries {
		if !fs.ValidPath(e.Path) {
			return journal{}, &Error{e.Path, errOutside}
		}
	}
	return j, nil
}

// Recover puts right what a killed run left behind: the old files come back, unless the new ones were complete. It gives
// the paths of the files that it put back. A run that is still at work gives *Busy.
func Recover(root *os.Root) ([]string, error) { return recovery(rootDisk{root}) }

func recovery(d disk) ([]string, error) {
	if j, err := readJournal(d, doneName); err == nil {
		return nil, j.sweep(d, doneName)
	}
	j, err := readJournal(d, journalName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case j.alive(age(d), err):
		return nil, &Busy{j.Pid}
	case errors.Is(err, errTorn):
		return nil, d.Remove(journalName)
	case err != nil:
		return nil, &Error{journalName, reason(err)}
	}
	if err := j.rollBack(d); err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range j.Entries {
		paths = append(paths, e.Path)
	}
	return paths, nil
}

// rollBack puts the old files back, whatever of them was replaced, and sweeps. It can be called again.
func (j journal) rollBack(d disk) error {
	for _, e := range slices.Backward(j.Entries) {
		if err := e.putBack(d); err != nil {
			return &Error{e.Path, fmt.Errorf("could not be put back: %w", reason(err))}
		}
	}
	if err := j.sweepFiles(d); err != nil {
		return err
	}
	for _, dir := range slices.Backward(j.Dirs) {
		if err := absent(d.Remove(dir)); err != nil {
			return &Error{dir, reason(err)}
		}
	}
	return absent(d.Remove(journalName))
}

// putBack renames the old file over the new one or to where it was taken away, or takes away a file that was not there.
func (e entry) putBack(d disk) error {
	now, err := d.ReadFile(e.Path)
	gone := errors.Is(err, fs.ErrNotExist)
	if err != nil && !gone {
		return err
	}
	replaced := err == nil && sum(now) == e.Sum
	if e.Kind == Delete {
		replaced = gone
	}
	if e.Kind == Create {
		if !replaced {
			return nil
		}
		return absent(d.Remove(e.Path))
	}
	old, err := d.ReadFile(oldName(e.Path))
	if err != nil {
		return absent(err)
	}
	if sum(old) != e.Was && !replaced {
		return nil // the copy was cut off, and the file itself never touched
	}
	return d.Rename(oldName(e.Path), e.Path)
}

// Leftover says that all files were written and a temporary one could not be taken away; Recover tries again.
type Leftover struct{ Err error }

// Error names the file.
func (l *Leftover) Error() string { return "all files are written, but " + l.Err.Error() }

// Unwrap gives the reason.
func (l *Leftover) Unwrap() error { return l.Err }

// sweep takes away the second names and at last the journal.
func (j journal) sweep(d disk, name string) error {
	err := j.sweepFiles(d)
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
		for _, name := range []string{newName(e.Path), oldName(e.Path)} {
			if err := absent(d.Remove(name)); err != nil {
				return &Error{name, fmt.Errorf("is left behind: %w", reason(err))}
			}
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
