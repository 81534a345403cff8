package worktree

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/bounded"
)

// repo gives a new repository with files, one of them tracked although it is ignored.
func repo(t *testing.T, args ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "repo")
	write(t, dir, map[string]string{".gitignore": "*.lock\n", "a.lock": "", "b.lock": "", "svc/c.txt": ""})
	git(t, dir, "", append([]string{"init", "-q"}, args...)...)
	git(t, dir, "", "add", "-f", ".gitignore", "a.lock")
	return dir
}

// TestHashes reads the index of a repository whose hashes are SHA-256.
func TestHashes(t *testing.T) {
	dir := repo(t, "--object-format=sha256")
	if got, tree := kept(t, dir); !slices.Equal(got, listed(t, dir)) || len(tree.Notes()) > 0 {
		t.Errorf("%q, %v", got, tree.Notes())
	}
}

// TestLostIndex says of an index that cannot be read what follows, and goes on; one that is not needed is not read.
func TestLostIndex(t *testing.T) {
	for want, spoil := range map[string]func(t *testing.T, dir, index string) error{
		".git/index is broken": func(_ *testing.T, _, index string) error {
			return os.WriteFile(index, []byte("DIRC and nothing else"), 0o644)
		},
		".git/index is broken or split": func(t *testing.T, dir, _ string) error {
			git(t, dir, "", "update-index", "--split-index")
			return nil
		},
		".git/index is larger than 64 MiB": func(_ *testing.T, _, index string) error { return os.Truncate(index, maxIndex+1) },
		".git/index cannot be read: is not a regular": func(_ *testing.T, _, index string) error {
			return errors.Join(os.Remove(index), os.Mkdir(index, 0o755))
		},
		".git is not a directory, and msgen does not follow ": func(_ *testing.T, dir, _ string) error {
			moved := filepath.Join(dir, "..", "moved")
			return errors.Join(os.Rename(filepath.Join(dir, ".git"), moved), os.WriteFile(filepath.Join(dir, ".git"), []byte("gitdir: "+moved+"\n"), 0o644))
		},
	} {
		dir := repo(t)
		if err := spoil(t, dir, filepath.Join(dir, ".git", "index")); err != nil {
			t.Fatal(err)
		}
		got, tree := kept(t, dir)
		if notes := tree.Notes(); !slices.Equal(got, []string{".gitignore", "svc/c.txt"}) || len(notes) != 1 || !strings.HasPrefix(notes[0].Path+" "+notes[0].Text, want) {
			t.Errorf("%s: %q, %v", want, got, notes)
		}
		if err := os.WriteFile(filepath.Join(dir, IgnoreFile), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, tree := kept(t, dir); len(tree.Notes()) > 0 {
			t.Errorf("%s, where nothing is ignored: %v", want, tree.Notes())
		}
	}
}

// TestPointers follows the .git file of a linked work tree only where git's own word leads back to it.
func TestPointers(t *testing.T) {
	dir := repo(t)
	git(t, dir, "", "commit", "-qm", "x")
	linked := filepath.Join(filepath.Dir(dir), "linked")
	git(t, dir, "", "worktree", "add", "-q", linked)
	write(t, dir, map[string]string{".git/info/exclude": "mine\n"})
	write(t, linked, map[string]string{"mine": "", "b.lock": "", "a.lock": ""})
	ours := []string{".gitignore", "a.lock"}
	if got, tree := kept(t, linked); !slices.Equal(got, ours) || len(tree.Notes()) > 0 {
		t.Errorf("%q, %v", got, tree.Notes())
	}
	other := filepath.Join(filepath.Dir(dir), "other") // another work tree says it were this one
	write(t, other, map[string]string{".git": "gitdir: ../repo/.git/worktrees/linked\n", ".gitignore": "*.lock\n", "mine": "", "a.lock": ""})
	if got, tree := kept(t, other); !slices.Equal(got, []string{".gitignore", "mine"}) || len(tree.Notes()) != 1 {
		t.Errorf("a pointer to the work tree of somebody else: %q, %v", got, tree.Notes())
	}
	for _, pointer := range []string{"", "gitdir: ", "gitdir: /", "gitdir: nowhere", "gitdir: .git", "gitdir: " + dir + "/.git", "gitdir: /dev/zero", strings.Repeat("x", 1<<20), "gitdir: \x00", `gitdir: \\host.example.com\share\worktrees\x`} {
		write(t, other, map[string]string{".git": pointer})
		if got, _ := kept(t, other); !slices.Equal(got, []string{".gitignore", "mine"}) {
			t.Errorf("%.40q: %q", pointer, got)
		}
	}
}

// TestAbove reads ignore files above the directory, and only up to the root of the work tree.
func TestAbove(t *testing.T) {
	top := t.TempDir()
	write(t, top, map[string]string{".gitignore": "*\n", "repo/.gitignore": "/svc/key\nsub\n", "repo/svc/key": "", "repo/svc/sub/a": "", "repo/svc/deep/key": "", "bare/.git/x": "", "bare/a": ""})
	git(t, filepath.Join(top, "repo"), "", "init", "-q")
	for dir, want := range map[string][]string{"repo/svc": {"deep/key"}, "repo/svc/sub": {"a"}, "bare": {"a"}} {
		if got, _ := kept(t, filepath.Join(top, dir)); !slices.Equal(got, want) {
			t.Errorf("%s: %q", dir, got)
		}
	}
	link := filepath.Join(top, "link")
	if err := os.Symlink(filepath.Join("repo", "svc"), link); err != nil {
		t.Fatal(err)
	}
	if got, _ := kept(t, link); !slices.Equal(got, []string{"deep/key"}) {
		t.Errorf("through a link: %q", got)
	}
	own := filepath.Join(top, "repo", IgnoreFile) // git follows no ignore file that is a link
	if err := errors.Join(os.Rename(own, own+".moved"), os.Symlink(IgnoreFile+".moved", own)); err != nil {
		t.Fatal(err)
	}
	if got, tree := kept(t, filepath.Join(top, "repo/svc")); len(got) != 3 || len(tree.Notes()) != 1 || tree.Notes()[0].Path != "../.gitignore" {
		t.Errorf("a link: %q, %v", got, tree.Notes())
	}
	if err := errors.Join(os.Remove(own), os.WriteFile(own, bytes.Repeat([]byte("# x\n"), Limit/4+1), 0o644)); err != nil {
		t.Fatal(err)
	}
	var large bounded.LargeError
	if _, err := Around(filepath.Join(top, "repo/svc")).Start(); !errors.As(err, &large) || !strings.HasPrefix(err.Error(), "../.gitignore: ") {
		t.Errorf("a large one: %v", err)
	}
}

// TestTime bounds what hostile patterns can take.
func TestTime(t *testing.T) {
	name := strings.Repeat("a", 255)
	var text strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "%s[b-%c]\n", strings.Repeat("**/*a*a?*", 250), 'c'+i%20)
	}
	tree := New(fstest.MapFS{}, ".")
	*tree.left = maxSteps >> 7
	top, err := tree.Start()
	f := top.With([]byte(text.String()))
	names := 0
	for ; names < 400_000 && err == nil && tree.Err() == nil; names++ {
		f.Ignored(name)
	}
	if tree.Err() == nil || names > 1000 {
		t.Errorf("%v after %d names", tree.Err(), names)
	}
}

// FuzzIndex reads any bytes as an index, without a panic and without more than they hold.
func FuzzIndex(f *testing.F) {
	f.Add([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x01" + strings.Repeat("\x00", 60) + "\x00\x01a" + strings.Repeat("\x00", 9+20)))
	f.Add([]byte("DIRC\x00\x00\x00\x04\xff\xff\xff\xff" + strings.Repeat("\x00", 90)))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := readIndex(data)
		if err == nil && !slices.IsSorted(names) || len(names) > len(data)/62 {
			t.Errorf("%q, %v", names, err)
		}
	})
}

// TestCutIndex reads an index that was cut off anywhere.
func TestCutIndex(t *testing.T) {
	dir := repo(t)
	for _, version := range []string{"2", "4"} {
		git(t, dir, "", "update-index", "--index-version", version)
		data, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
		if err != nil {
			t.Fatal(err)
		}
		if names, err := readIndex(data); err != nil || !slices.Equal(names, []string{".gitignore", "a.lock"}) {
			t.Errorf("%q, %v", names, err)
		}
		for i := range data {
			if _, err := readIndex(data[:i]); err == nil {
				t.Errorf("version %s: the first %d of %d bytes are an index", version, i, len(data))
			}
		}
	}
}
