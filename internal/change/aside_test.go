package change

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestSetAside wants the old files in a directory of their own, the same ones once, and no more than the newest copies.
func TestSetAside(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "undo")
	var last string
	for i := range maxAside + 5 {
		changes := []Change{{Path: "a/Dockerfile", Kind: Update, Old: fmt.Appendf(nil, "FROM scratch\n# %d\n", i)}, {Path: "new", Kind: Create}}
		for range 2 {
			var err error
			if last, err = SetAside(dir, changes); err != nil {
				t.Fatal(err)
			}
		}
		if text, err := os.ReadFile(filepath.Join(last, "a", "Dockerfile")); err != nil || string(text) != string(changes[0].Old) {
			t.Fatalf("copy %d holds %q, %v", i, text, err)
		}
		if _, err := os.Stat(filepath.Join(last, "new")); err == nil {
			t.Error("a file that was not there before has a copy")
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != maxAside {
		t.Errorf("%d copies stay, %v; want %d", len(entries), err, maxAside)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("others can read the copies: %v, %v", info.Mode(), err)
	}
}
