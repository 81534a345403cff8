//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package change

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Lock takes the lock that the kernel gives back when its process ends, however that ends.
func (f osFile) Lock(wait bool) (bool, error) {
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	for {
		err := syscall.Flock(int(f.Fd()), how)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, errLocked
		case !errors.Is(err, syscall.EINTR):
			return false, nil // a file system without locks
		}
	}
}

// inode is the number of a file, which no copy shares.
func inode(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino)
	}
	return 0
}

// private reports whether a directory belongs to the user who runs msgen, and to nobody else.
func private(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Geteuid() && info.Mode().Perm()&0o077 == 0
}

// Own gives the file the owner and the group of another one; only root may, and nothing is lost when it cannot.
func (f osFile) Own(as fs.FileInfo) {
	now, err := f.Stat()
	if err != nil {
		return
	}
	is, ok := now.Sys().(*syscall.Stat_t)
	want, ok2 := as.Sys().(*syscall.Stat_t)
	if ok && ok2 && (is.Uid != want.Uid || is.Gid != want.Gid) {
		_ = f.Chown(int(want.Uid), int(want.Gid))
	}
}
