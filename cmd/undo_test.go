package cmd

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/msgen/msgen/internal/change"
)

// TestUndoIsKeptBriefly copies old files aside for the last updates, and no longer.
func TestUndoIsKeptBriefly(t *testing.T) {
	cache, dir := t.TempDir(), t.TempDir()
	env := Env{Getenv: func(name string) string { return map[string]string{"MSGEN_CACHE_DIR": cache}[name] }, Dir: dir}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for range maxUndo + 3 {
		if undoCommand(env, root, []change.Change{{Path: "Dockerfile", Kind: change.Update, Old: []byte("FROM x\n")}}) == "" {
			t.Fatal("no command")
		}
	}
	kept, err := filepath.Glob(filepath.Join(cache, "undo", "*", "Dockerfile"))
	if err != nil || len(kept) != maxUndo {
		t.Errorf("%d copies are kept: %v", len(kept), err)
	}
}
