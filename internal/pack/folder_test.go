package pack

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestFolder reads folders inside and outside of the repository.
func TestFolder(t *testing.T) {
	repo := filepath.Join(t.TempDir(), "repo")
	writeFile(t, filepath.Join(repo, "packs", "web", "pack.yaml"), "in")
	writeFile(t, filepath.Join(repo, "packs", "web", ".git", "config"), "no part of it")
	writeFile(t, filepath.Join(repo, "..", "other", "pack.yaml"), "out")
	f := Fetcher{Dir: repo}
	for text, want := range map[string]string{"./packs/web": "in", repo + "/packs/web": "in", "../other": "out", filepath.Dir(repo) + "/other": "out"} {
		files, got, err := f.Fetch(context.Background(), mustRef(t, text), "")
		if err != nil || got.Resolved != text || len(contentsOf(t, files)) != 1 || contentsOf(t, files)["pack.yaml"] != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"./nowhere", "../nowhere", "./packs/web/pack.yaml"} {
		if _, _, err := f.Fetch(context.Background(), mustRef(t, text), ""); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

// TestHostileFolderLink refuses links: as the folder, on the way to it, and in it.
func TestHostileFolderLink(t *testing.T) {
	repo := filepath.Join(t.TempDir(), "repo")
	outside := t.TempDir()
	writeFile(t, filepath.Join(outside, "web", "pack.yaml"), "secret")
	writeFile(t, filepath.Join(repo, "real", "pack.yaml"), "x")
	writeFile(t, filepath.Join(repo, "with", "pack.yaml"), "x")
	for to, from := range map[string]string{"away": outside + "/web", "way": outside, "near": "real", "with/README.md": outside + "/web/pack.yaml"} {
		if err := os.Symlink(from, filepath.Join(repo, to)); err != nil {
			t.Skip(err)
		}
	}
	for text, says := range map[string]string{"./away": "is a link", "./way/web": "is a link", "./near": "is a link", "./with": "not a regular file"} {
		_, _, err := Fetcher{Dir: repo}.Fetch(context.Background(), mustRef(t, text), "")
		refused(t, err, says)
	}
}
