//go:build unix

package cmd

import (
	"os"

	"golang.org/x/sys/unix"
)

// openFolder opens a directory of a root.
func openFolder(root *os.Root, name string) (*os.File, error) {
	return root.OpenFile(name, os.O_RDONLY|unix.O_DIRECTORY, 0)
}

// openIn opens what lies in an open directory and is no link; path is what it is called. The file belongs to no root, so the list
// of a directory is taken as the kernel gives it, without a look at each entry.
func openIn(dir *os.File, base, path string, flags int) (*os.File, error) {
	for {
		fd, err := unix.Openat(int(dir.Fd()), base, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NOFOLLOW|flags, 0)
		if err == nil {
			return os.NewFile(uintptr(fd), path), nil
		}
		if err != unix.EINTR {
			return nil, err
		}
	}
}

const onlyFolder = unix.O_DIRECTORY
