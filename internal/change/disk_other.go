//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package change

import "io/fs"

// Lock takes none: the process that a journal names is asked for instead.
func (f osFile) Lock(bool) (bool, error) { return false, nil }

// inode is the number of a file where files have one.
func inode(fs.FileInfo) uint64 { return 0 }

// private trusts the system: there, the directory for temporary files is the user's own.
func private(fs.FileInfo) bool { return true }

// Own leaves the owner as it is.
func (f osFile) Own(fs.FileInfo) {}
