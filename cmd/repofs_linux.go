package cmd

import (
	"os"

	"syscall"
)

// openFolder opens a directory of a root.
func openFolder(root *os.Root, name string) (*os.File, error) {
	return root.OpenFile(name, os.O_RDONLY|syscall.O_DIRECTORY, 0)
}

// openIn opens what lies in an open directory and is no link; path is what it is called. The file belongs to no root, so the list
// of a directory is taken as the kernel gives it, without a look at each entry.
func openIn(dir *os.File, base, path string, flags int) (*os.File, error) {
	for {
		fd, err := syscall.Openat(int(dir.Fd()), base, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NOFOLLOW|flags, 0)
		if err == nil {
			return os.NewFile(uintptr(fd), path), nil
		}
		if err != syscall.EINTR {
			return nil, err
		}
	}
}

const onlyFolder = syscall.O_DIRECTORY
