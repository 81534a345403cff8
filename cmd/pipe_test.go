//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestReaderGone: the files are written although nobody reads what is printed.
func TestReaderGone(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	msgen, dir := filepath.Join(t.TempDir(), "msgen"), newTree(t)
	if err := os.Symlink(self, msgen); err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(msgen, "init", "--yes", "--force")
	c.Dir, c.Stdout, c.Stderr = dir, write, write
	read.Close()
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".msgen.lock")); err != nil {
		t.Error(err)
	}
}
