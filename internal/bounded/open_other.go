//go:build !unix

package bounded

// nonblock is nothing where a path of a file system is no pipe.
const nonblock = 0
