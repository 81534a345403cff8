//go:build !linux && !darwin

package apart

import "os"

// confine does nothing here: this system has no such limits. The time limit and the watch on memory hold all the same.
func confine() error { return nil }

// keepFiles does nothing: a process is given the three streams alone.
func keepFiles() {}

// nowhere is the working directory of the process.
func nowhere() string { return os.TempDir() }
