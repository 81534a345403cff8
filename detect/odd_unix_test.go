//go:build unix

package detect

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestExcludePipe does not wait for a pipe that the exclude file of git leads to.
func TestExcludePipe(t *testing.T) {
	dir, fsys := onDisk(t, map[string]string{"server.js": "x", ".git/info/other": ""})
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../pipe", filepath.Join(dir, ".git/info/exclude")); err != nil {
		t.Fatal(err)
	}
	if tr, err := Walk(fsys); err != nil || !tr.Has("server.js") {
		t.Error(err)
	}
}
