//go:build unix

package change

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSetAsidePrivate wants no copies in a directory that others can read or write, nor through a link: whoever made it first
// in the directory for temporary files could read them, or exchange what an undo brings back.
func TestSetAsidePrivate(t *testing.T) {
	changes := []Change{{Path: "Dockerfile", Kind: Update, Old: []byte("FROM scratch\n")}}
	for name, mode := range map[string]os.FileMode{"readable": 0o755, "shared": 0o770, "sticky": 0o777, "own": 0o700} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := SetAside(dir, changes); (err == nil) != (name == "own") || err != nil && !strings.Contains(err.Error(), "other users can open") {
			t.Errorf("%s: %v", name, err)
		}
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(dir, link); err != nil {
			t.Fatal(err)
		}
		if _, err := SetAside(link, changes); err == nil {
			t.Errorf("%s: copies go through a link", name)
		}
	}
	if os.Geteuid() == 0 {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(dir, 12345, -1); err != nil {
			t.Skip(err)
		}
		if _, err := SetAside(dir, changes); err == nil {
			t.Error("copies lie in the directory of another user")
		}
	}
}
