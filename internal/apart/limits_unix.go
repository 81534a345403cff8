//go:build linux || darwin

package apart

import (
	"os"
	"strconv"
	"syscall"
	"time"
)

// confine takes from this process what its work needs not: files to write and to open, a dump of its memory, more than
// some seconds of work and, where the kernel counts it, more memory than the limit of Serve by far.
func confine() error {
	time.AfterFunc(time.Hour, func() {}).Stop() // with the first timer Go opens the files that it needs itself
	for _, l := range []struct {
		what  int
		limit uint64
	}{
		{syscall.RLIMIT_FSIZE, 0},
		{syscall.RLIMIT_CORE, 0},
		{syscall.RLIMIT_NOFILE, 3},
		{syscall.RLIMIT_CPU, 2 * uint64(MaxTime.Seconds())},
		{syscall.RLIMIT_DATA, 2 * MaxMemory},
	} {
		if err := syscall.Setrlimit(l.what, &syscall.Rlimit{Cur: l.limit, Max: l.limit}); err != nil {
			return err
		}
	}
	return nil
}

// keepFiles keeps from a new process what this one was given by whoever started it: open files beyond the three streams.
func keepFiles() {
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		return // no such list: what the standard library opens is kept anyway
	}
	for _, e := range entries {
		if n, err := strconv.Atoi(e.Name()); err == nil && n > 2 {
			syscall.CloseOnExec(n)
		}
	}
}

// nowhere is the working directory of the process.
func nowhere() string { return "/" }
