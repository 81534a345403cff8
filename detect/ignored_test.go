package detect

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/worktree"
)

// TestIgnored leaves out what git ignores: by ignore files in several directories, anchored, negated, by a pattern, and by
// .git/info/exclude.
func TestIgnored(t *testing.T) {
	tr := inMemory(t, map[string]string{
		".gitignore":        "# comment\n*.log\n/dist\nuploads/\n!keep.log\n**/cache/**\nservice-account.json\ntemp?\n\\#odd\n",
		".git/info/exclude": "mine.txt\n",
		"api/.gitignore":    "!trace.log\n/local\n",
		"a.log":             "", "keep.log": "", "api/trace.log": "", "api/other.log": "", "dist/x.js": "", "api/dist/y.js": "", "uploads/z.pdf": "", "api/uploads/w": "",
		"a/cache/b/c": "", "service-account.json": "", "x/service-account.json": "", "temp1": "", "temp": "", "#odd": "", "mine.txt": "", "api/local/q": "", "local/q": "",
		"server.js": "", "node_modules/p/x.js": "",
	})
	want := []string{".gitignore", "api/.gitignore", "api/dist/y.js", "api/trace.log", "keep.log", "local/q", "server.js", "temp"}
	if !slices.Equal(tr.Files, want) {
		t.Errorf("%q", tr.Files)
	}
	if tr.HasDir("uploads") || tr.HasDir("dist") || !tr.HasDir("node_modules") {
		t.Error("an ignored directory is seen, or node_modules is not")
	}
}

// TestIgnoredLock says that a lock file which git ignores is not used.
func TestIgnoredLock(t *testing.T) {
	tr := inMemory(t, map[string]string{".gitignore": "\npackage-lock.json\n", "package.json": "{}", "package-lock.json": "{}"})
	if tr.Has("package-lock.json") || len(tr.Notes) != 1 || !strings.Contains(tr.Notes[0].Text, "git ignores package-lock.json") || tr.Notes[0].Because[0].String() != ".gitignore:2" {
		t.Errorf("%v", tr.Notes)
	}
}

// TestIgnoredWithin lets a repository in the repository speak for itself, and no other file that is called .git.
func TestIgnoredWithin(t *testing.T) {
	tr := inMemory(t, map[string]string{
		".gitignore": "*.lock\n/out/\n", ".git/HEAD": "", "a.lock": "", "out/x": "",
		"in/.git/HEAD": "", "in/.git/info/exclude": "mine\n", "in/.gitignore": "b.txt\n", "in/a.lock": "", "in/mine": "", "in/b.txt": "", "in/out/x": "",
		"sub/.git": "gitdir: ../.git/modules/sub\n", "sub/.gitignore": "b.txt\n", "sub/a.lock": "", "sub/b.txt": "",
		"not/.git/x": "", "not/a.lock": "", "not/c": "",
	})
	if want := []string{".gitignore", "in/.gitignore", "in/a.lock", "in/out/x", "not/c", "sub/.gitignore", "sub/a.lock"}; !slices.Equal(tr.Files, want) {
		t.Errorf("%q", tr.Files)
	}
	if len(tr.Notes) != 1 || tr.Notes[0].Text != "sub/.git is not a directory, and msgen does not follow it, so a file that git tracks although a pattern ignores it is left out" {
		t.Errorf("%v", tr.Notes)
	}
}

// TestIgnoreFileTooLarge is an error: what it would ignore must not go into an image.
func TestIgnoreFileTooLarge(t *testing.T) {
	_, err := Walk(fstest.MapFS{"a/.gitignore": {Data: make([]byte, worktree.Limit+1)}})
	if err == nil || err.Error() != "a/.gitignore: is larger than 1 MiB" {
		t.Error(err)
	}
}

// TestFull keeps what lies beside a directory with more files than are listed: in one directory or spread below it, before or
// after the manifests, in several.
func TestFull(t *testing.T) {
	const most = 200
	for name, data := range map[string]string{
		"one": "a/data/%[1]d.bin", "after": "z/%[1]d.bin", "spread": "a/data/%[2]d/%[3]d/%[1]d.bin", "deep": "svc/lib/data/%[2]d/%[1]d.bin", "two": "a%[4]d/%[1]d.bin",
	} {
		files := fstest.MapFS{}
		sound := []string{"package.json", "server.js", "svc/lib/b.go", "svc/lib/go.mod", "svc/main.py", "svc/requirements.txt"}
		for _, f := range sound {
			files[f] = &fstest.MapFile{}
		}
		for i := range 3 * most {
			files[fmt.Sprintf(data, i, i%7, i%11, i%2)] = &fstest.MapFile{}
		}
		tr, err := walkUpTo(files, most)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range sound {
			if !tr.Has(f) || len(tr.Named(path.Base(f))) == 0 || !slices.Contains(tr.Files, f) {
				t.Errorf("%s: %s is hidden", name, f)
			}
		}
		if len(tr.Files) > most || len(tr.Notes) == 0 || len(tr.Notes) > 2 || !strings.Contains(tr.Notes[0].Text, "contains most of more than 200 files, so msgen skips it") {
			t.Errorf("%s: %d files, %v", name, len(tr.Files), tr.Notes)
		}
		for dir := range tr.FilesIn {
			if !tr.HasDir(dir) {
				t.Errorf("%s: %s is half there", name, dir)
			}
		}
	}
	files := fstest.MapFS{"z/package.json": {}, "package.json": {}} // a directory that cannot be passed over: the manifests are listed
	for i := range 3 * most {
		files[fmt.Sprintf("%d.bin", i)] = &fstest.MapFile{}
	}
	if tr, err := walkUpTo(files, most); err != nil || !tr.Has("package.json") || !tr.Has("z/package.json") || len(tr.Notes) != 1 || len(tr.Files) > most+2 {
		t.Errorf("%v, %v", tr.Notes, err)
	}
}

// TestEncodings reads sources that are not UTF-8, and says so where nothing names their encoding.
func TestEncodings(t *testing.T) {
	for text, notes := range map[string]int{"# -*- coding: latin-1 -*-\n# caf\xe9\napp = 1\n": 0, "# caf\xe9\napp = 1\n": 1, "\x7fELF\x00\xff": 0} {
		tr := inMemory(t, map[string]string{"app.py": text})
		lines := tr.Lines("app.py")
		if binary := strings.Contains(text, "ELF"); len(tr.Notes) != notes || !binary && !slices.Contains(lines, "app = 1") || binary && lines != nil {
			t.Errorf("%q: %q, %v", text, lines, tr.Notes)
		}
	}
}
