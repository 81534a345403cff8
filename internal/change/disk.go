package change

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"

	"github.com/msgen/msgen/internal/bounded"
)

// disk is the few operations that Apply needs, so that a test can fail each of them. Names are relative, with slashes.
type disk interface {
	Lstat(name string) (fs.FileInfo, error)
	ReadFile(name string) ([]byte, error)
	// Create makes a file that is not there yet.
	Create(name string, mode fs.FileMode) (file, error)
	// Open opens a file to be read and locked.
	Open(name string) (file, error)
	Mkdir(name string) error
	Link(old, new string) error
	Rename(old, new string) error
	Remove(name string) error
	// SyncDir makes renames in a directory last.
	SyncDir(name string) error
}

// file is a file that is being written, or a journal that is being read.
type file interface {
	io.ReadWriteCloser
	Stat() (fs.FileInfo, error)
	Chmod(mode fs.FileMode) error
	// Own gives the file the owner of another one, where the process may.
	Own(as fs.FileInfo)
	Sync() error
	// Lock keeps other runs away until the file is closed, and says whether it could: some systems have no locks. Without
	// wait it gives errLocked when another run has it.
	Lock(wait bool) (bool, error)
}

// errLocked is a file that another run has locked.
var errLocked = errors.New("is locked")

// osFile is a file of the operating system.
type osFile struct{ *os.File }

// rootDisk is the disk below an os.Root; nothing that it does leaves the root.
type rootDisk struct{ *os.Root }

// ReadFile reads a file up to MaxFile.
func (d rootDisk) ReadFile(name string) ([]byte, error) {
	return bounded.ReadFile(d.FS(), name, MaxFile)
}

// Mkdir makes a directory with the rights that the umask leaves.
func (d rootDisk) Mkdir(name string) error { return d.Root.Mkdir(name, 0o777) }

// Create makes a new file; it fails where the name is taken.
func (d rootDisk) Create(name string, mode fs.FileMode) (file, error) {
	f, err := d.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Open opens a file to be read and locked.
func (d rootDisk) Open(name string) (file, error) {
	f, err := d.Root.Open(name)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// SyncDir does nothing on Windows, where a directory cannot be flushed, and forgives file systems that cannot either.
func (d rootDisk) SyncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := d.Root.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}
