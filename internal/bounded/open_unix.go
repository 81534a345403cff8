//go:build unix

package bounded

import "syscall"

// nonblock lets the opening of a pipe return at once.
const nonblock = syscall.O_NONBLOCK
