package change

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// claim makes the journal, empty as yet, and locks it: from here until the file is closed no other run writes. Where there
// are no locks, the journal alone keeps them away.
func claim(d disk) (file, error) {
	f, err := d.Create(journalName, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, occupied(d, journalName)
	}
	if err != nil {
		return nil, err
	}
	_, err = f.Lock(true)
	switch {
	case err != nil:
	case !stands(d, journalName, f):
		err = busy(Busy{}) // we were so slow that another run took us for dead
	default:
		if _, gone := d.Lstat(doneName); gone == nil {
			err = occupied(d, doneName)
		}
		if err == nil {
			return f, nil
		}
		err = abandon(d, err)
	}
	return nil, errors.Join(err, f.Close())
}

// abandon takes away a journal of a run that has done nothing yet, and gives the cause.
func abandon(d disk, cause error) error {
	if err := absent(d.Remove(journalName)); err != nil {
		return errors.Join(cause, &Error{journalName, reason(err)})
	}
	return cause
}

// stands reports whether the open file still has its name.
func stands(d disk, name string, f file) bool {
	now, err := d.Lstat(name)
	if err != nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && os.SameFile(now, info)
}

// occupied says why a journal is there: a run is at work, or was killed.
func occupied(d disk, name string) error {
	h, err := seize(d, name)
	if err != nil {
		return err
	}
	if h.file == nil {
		return busy(Busy{}) // it has just ended
	}
	defer h.file.Close()
	return hint.With(&Interrupted{}, "run msgen init or msgen update again, which first restores the old files")
}

// held is a journal of a dead run that this one has taken over; its file is nil when there is none.
type held struct {
	journal
	file file
	torn bool // nothing but the journal had been begun
}

// seize opens and locks a journal that a dead run left. One that is at work gives *Busy.
func seize(d disk, name string) (held, error) {
	for range 10 { // each time another run has just ended
		info, err := d.Lstat(name)
		if err != nil {
			return held{}, absent(err)
		}
		if !info.Mode().IsRegular() || info.Size() > maxJournal {
			return held{}, foreign(name)
		}
		f, err := d.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return held{}, &Error{name, reason(err)}
		}
		locked, err := f.Lock(false)
		if err == nil && !stands(d, name, f) {
			f.Close()
			continue
		}
		h, err := judge(f, info, locked, err)
		if err != nil {
			f.Close()
			return held{}, err
		}
		if !locked {
			f.Close() // some systems rename no open file
		}
		return h, nil
	}
	return held{}, busy(Busy{})
}

// judge tells the journal of a dead run from that of one at work, and from one that was not written here.
func judge(f file, info fs.FileInfo, locked bool, lockErr error) (held, error) {
	j, err := readJournal(f)
	age := time.Since(info.ModTime())
	switch {
	case lockErr != nil && err == nil && j.running(): // errLocked: it is at work, or another run is putting its files back
		return held{}, busy(Busy{Pid: j.Pid, Host: j.elsewhere()})
	case lockErr != nil:
		return held{}, busy(Busy{})
	case errors.Is(err, errTorn) && (age < time.Second || !locked && age < 10*time.Second):
		return held{}, busy(Busy{}) // it stands in this state for less than that
	case errors.Is(err, errTorn):
		return held{file: f, torn: true}, nil
	case err != nil:
		return held{}, err
	case age < time.Minute && (j.elsewhere() != "" || !locked && j.Pid != os.Getpid() && j.running()):
		return held{}, busy(Busy{Pid: j.Pid, Host: j.elsewhere()}) // nobody can be asked, but no writing takes a minute
	}
	return held{journal: j, file: f}, nil
}

// elsewhere is the host of a journal when it is another one: another machine, or another container.
func (j journal) elsewhere() string {
	if host, _ := os.Hostname(); host != j.Host {
		return j.Host
	}
	return ""
}

// running reports whether the writer may live: on another host it may.
func (j journal) running() bool {
	if j.elsewhere() != "" {
		return true
	}
	if j.Pid <= 0 {
		return false
	}
	p, err := os.FindProcess(j.Pid)
	if err != nil {
		return false
	}
	defer p.Release()
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}
