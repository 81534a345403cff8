package cmd

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
)

func TestRepoFS(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	files := map[string]string{"a.txt": "a", "d/b.txt": "b", "d/c.txt": "c", "d/e/f.txt": "f", "g/h.txt": "h"}
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"d/up": "../a.txt", "d/out": filepath.Join(outside, "secret"), "d/rel": "../../" + filepath.Base(outside) + "/secret", "l": "d"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	repo := newRepoFS(root)
	for range 2 {
		for _, name := range []string{"d/b.txt", "d/c.txt", "d/up", "l/b.txt", "l/c.txt", "l/up", "d/e/f.txt", "g/h.txt"} {
			want, _ := fs.ReadFile(root.FS(), name)
			if got, err := fs.ReadFile(repo, name); err != nil || string(got) != string(want) || len(got) != 1 {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		for _, name := range []string{"d/b.txt", "d/out", "d/rel", "d/none"} {
			_, want := fs.ReadFile(root.FS(), name)
			if _, err := fs.ReadFile(repo, name); (err == nil) != (want == nil) || err != nil && err.Error() != want.Error() {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
	}
	for _, name := range []string{"../x", "/etc/passwd", "d/../a.txt"} {
		if _, err := fs.ReadFile(repo, name); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	for _, name := range []string{".", "d", "l"} {
		want, _ := fs.ReadDir(root.FS(), name)
		got, err := fs.ReadDir(repo, name)
		same := func(a, b fs.DirEntry) bool { return a.Name() == b.Name() && a.Type() == b.Type() }
		if err != nil || !slices.EqualFunc(got, want, same) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
	for _, link := range []string{"d/up", "d/out", "d/rel", "l"} {
		os.Remove(filepath.Join(dir, link))
	}
	if err := fstest.TestFS(repo, "a.txt", "d/e/f.txt"); err != nil {
		t.Error(err)
	}
}
