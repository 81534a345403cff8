// Package bounded reads files that somebody else may have made, and never more of one than a limit.
package bounded

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Text is the limit for a file that people write and read: a Dockerfile, an ignore file, a manifest.
const Text = 4 << 20

// LargeError is a file that is larger than its limit; nothing of it was kept. It stands in an *fs.PathError.
type LargeError struct {
	// Limit is how many bytes the file may have.
	Limit int64
}

// Error names the limit.
func (e LargeError) Error() string {
	if e.Limit < 1<<20 {
		return fmt.Sprintf("is larger than %d KiB", e.Limit>>10)
	}
	return fmt.Sprintf("is larger than %d MiB", e.Limit>>20)
}

// ReadFile reads a file of a file system.
func ReadFile(files fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err == nil {
		err = regular(info, name)
	}
	if err != nil {
		return nil, err
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	return read(f, name, limit)
}

// ReadPath reads a file of this machine.
func ReadPath(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil {
		err = regular(info, name)
	}
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDONLY|nonblock, 0) // it may have become a pipe
	if err != nil {
		return nil, err
	}
	return read(f, name, limit)
}

// regular refuses what is no plain file: opening a pipe waits for whoever writes it, and a device may have no end.
func regular(info fs.FileInfo, name string) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return &fs.PathError{Op: "read", Path: name, Err: errors.New("is not a regular file")}
}

// read reads a file and closes it. The size is looked at first, so that a file which is too large costs nothing; it is not
// believed, because a file can grow.
func read(f fs.File, name string, limit int64) ([]byte, error) {
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		err = regular(info, name)
	}
	if err != nil {
		return nil, err
	}
	large := &fs.PathError{Op: "read", Path: name, Err: LargeError{limit}}
	if info.Size() > limit {
		return nil, large
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, large
	}
	return data, err
}
