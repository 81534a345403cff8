package change

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// The journal stands in the root while files are being replaced. Under its first name it says "put the old files back",
// under its second "the new files are complete, only sweep": the rename between the two is the moment that counts.
const (
	journalName = ".msgen-journal"
	doneName    = ".msgen-journal-done"
	maxJournal  = 8 << 20 // bytes
)

// journal is all that is needed to put the old files back. It is bound to the file that it stands in, since a repository
// may bring a forged one that names files to be taken away: git, tar and cp give a file another number, and git another
// time, than those that are written in it.
type journal struct {
	// Pid and Host are of the process that wrote it.
	Pid  int    `json:"pid"`
	Host string `json:"host"`
	// Inode is the number of the journal's file, 0 where files have none; Begun is when it was written, in nanoseconds, by
	// the clock of the file system.
	Inode   uint64   `json:"inode"`
	Begun   int64    `json:"begun"`
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

// The ways in which a journal cannot be read: its writing was cut off, and nothing else had been done yet; or it was not
// written here.
var (
	errTorn    = errors.New("cut off")
	errForeign = errors.New("was not written here by msgen but came with a checkout or a copy; nothing was changed")
)

// slack is how far the time of a journal's file may be from what is written in it: one write, and FAT's two seconds.
const slack = 10 * time.Second

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

// write fills the empty journal. Its first byte goes alone, so that the file has the time of its writing.
func (j journal) write(d disk, f file) error {
	if _, err := f.Write([]byte("{")); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	j.Inode, j.Begun = inode(info), info.ModTime().UnixNano()
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	if len(text) >= maxJournal {
		return errors.New("too many files at once")
	}
	if _, err = f.Write(append(text[1:], '\n')); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return d.SyncDir(".")
}

// readJournal reads an open journal and judges whether it was written where it stands.
func readJournal(f file) (journal, error) {
	text, err := io.ReadAll(io.LimitReader(f, maxJournal+1))
	if err != nil {
		return journal{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return journal{}, err
	}
	var j journal
	if json.Unmarshal(text, &j) != nil || text[len(text)-1] != '\n' {
		if torn(string(text)) {
			return journal{}, errTorn
		}
		return journal{}, foreign(info.Name())
	}
	if off := info.ModTime().Sub(time.Unix(0, j.Begun)); j.Inode != inode(info) || off.Abs() > slack || j.Begun == 0 {
		return journal{}, foreign(info.Name())
	}
	return j, nil
}

// torn reports whether a text can be the beginning of a journal, or the zeros that a loss of power leaves.
func torn(text string) bool {
	const begin = `{"pid":`
	n := min(len(text), len(begin))
	return text[:n] == begin[:n] && len(text) <= maxJournal && !strings.HasSuffix(text, "\n") || strings.Trim(text, "\x00") == ""
}

// foreign is the error about a journal that a checkout brought.
func foreign(name string) error {
	return hint.With(&Error{name, errForeign}, "git rm -f "+name+", or rm "+name+" where git does not know it; then look for files named .*.msgen-old")
}

// Busy says that another run of msgen is writing in the repository.
type Busy struct {
	// Pid is its process, 0 when that cannot be told; Host is the machine or container, when it is another one.
	Pid  int
	Host string
}

// Error names the process.
func (b *Busy) Error() string {
	who := "another msgen"
	switch {
	case b.Pid != 0 && b.Host != "":
		who += fmt.Sprintf(" (process %d on %s)", b.Pid, b.Host)
	case b.Pid != 0:
		who += fmt.Sprintf(" (process %d)", b.Pid)
	}
	return who + " is writing here"
}

// busy is the error about another run, with what to do.
func busy(b Busy) error {
	if b.Host != "" {
		return hint.With(&b, "wait until it ends, or one minute if it was killed, and run the command again")
	}
	return hint.With(&b, "wait until it ends, and run the command again")
}

// Interrupted says that an earlier run was killed while it wrote; Recover puts it right.
type Interrupted struct{}

// Error says what is there.
func (*Interrupted) Error() string {
	return "an earlier run of msgen was interrupted while it wrote: " + journalName + " is still here"
}

// lstatFS lets checkPath ask a disk.
type lstatFS struct{ d disk }

// Open is part of fs.FS; checkPath never opens.
func (l lstatFS) Open(string) (fs.File, error) { return nil, fs.ErrInvalid }

// ReadLink is part of fs.ReadLinkFS; checkPath never follows.
func (l lstatFS) ReadLink(string) (string, error) { return "", fs.ErrInvalid }

// Lstat asks the disk.
func (l lstatFS) Lstat(name string) (fs.FileInfo, error) { return l.d.Lstat(name) }
