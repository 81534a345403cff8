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
	if !slices.Equal(tr.files, want) {
		t.Errorf("%q", tr.files)
	}
	if tr.hasDir("uploads") || tr.hasDir("dist") || !tr.hasDir("node_modules") {
		t.Error("an ignored directory is seen, or node_modules is not")
	}
}

// TestIgnoredLock says that a lock file which git ignores is not used.
func TestIgnoredLock(t *testing.T) {
	tr := inMemory(t, map[string]string{".gitignore": "\npackage-lock.json\n", "package.json": "{}", "package-lock.json": "{}"})
	if tr.has("package-lock.json") || len(tr.notes) != 1 || !strings.Contains(tr.notes[0].Text, "git ignores package-lock.json") || tr.notes[0].Because[0].String() != ".gitignore:2" {
		t.Errorf("%v", tr.notes)
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
	if want := []string{".gitignore", "in/.gitignore", "in/a.lock", "in/out/x", "not/c", "sub/.gitignore", "sub/a.lock"}; !slices.Equal(tr.files, want) {
		t.Errorf("%q", tr.files)
	}
	if len(tr.notes) != 1 || tr.notes[0].Text != "sub/.git is not a directory, and msgen does not follow it, so a file that git tracks although a pattern ignores it is left out" {
		t.Errorf("%v", tr.notes)
	}
}

// TestIgnoreFileTooLarge is an error: what it would ignore must not go into an image.
func TestIgnoreFileTooLarge(t *testing.T) {
	_, err := walk(fstest.MapFS{"a/.gitignore": {Data: make([]byte, worktree.Limit+1)}})
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
			if !tr.has(f) || len(tr.named(path.Base(f))) == 0 || !slices.Contains(tr.files, f) {
				t.Errorf("%s: %s is hidden", name, f)
			}
		}
		if len(tr.files) > most || len(tr.notes) == 0 || len(tr.notes) > 2 || !strings.Contains(tr.notes[0].Text, "contains most of more than 200 files, so msgen skips it") {
			t.Errorf("%s: %d files, %v", name, len(tr.files), tr.notes)
		}
		for dir := range tr.dirs {
			if !tr.hasDir(dir) {
				t.Errorf("%s: %s is half there", name, dir)
			}
		}
	}
	files := fstest.MapFS{"z/package.json": {}, "package.json": {}} // a directory that cannot be passed over: the manifests are listed
	for i := range 3 * most {
		files[fmt.Sprintf("%d.bin", i)] = &fstest.MapFile{}
	}
	if tr, err := walkUpTo(files, most); err != nil || !tr.has("package.json") || !tr.has("z/package.json") || len(tr.notes) != 1 || len(tr.files) > most+2 {
		t.Errorf("%v, %v", tr.notes, err)
	}
}

// TestEncodings reads sources that are not UTF-8, and says so where nothing names their encoding.
func TestEncodings(t *testing.T) {
	for text, notes := range map[string]int{"# -*- coding: latin-1 -*-\n# caf\xe9\napp = 1\n": 0, "# caf\xe9\napp = 1\n": 1, "\x7fELF\x00\xff": 0} {
		tr := inMemory(t, map[string]string{"app.py": text})
		lines := tr.lines("app.py")
		if binary := strings.Contains(text, "ELF"); len(tr.notes) != notes || !binary && !slices.Contains(lines, "app = 1") || binary && lines != nil {
			t.Errorf("%q: %q, %v", text, lines, tr.notes)
		}
	}
}

// TestGenerated keeps a package that git ignores and the program imports, on a machine that has it and in a clean clone.
func TestGenerated(t *testing.T) {
	files := fstest.MapFS{
		".gitignore": {Data: []byte("/gen/\n*.log\n")}, "go.mod": {Data: []byte("module example.com/x\n\ngo 1.25\n")},
		"main.go": {Data: []byte("package main\n\nimport (\n\t\"net/http\"\n\n\t_ \"example.com/x/gen/pb\"\n\t_ \"example.com/x/missing\"\n)\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n")},
	}
	for _, there := range []bool{false, true} {
		if there {
			files["gen/pb/x.pb.go"] = &fstest.MapFile{Data: []byte("package pb\n")}
		}
		r, err := Scan(files)
		if err != nil || len(r.Stacks) != 1 || !slices.Contains(r.Files, "gen/pb/") || slices.Contains(r.Files, "missing/") {
			t.Fatalf("%v, %v", r, err)
		}
		if !slices.ContainsFunc(r.Notes, func(n Note) bool {
			return n.Text == "git ignores gen/pb, which the program needs: generate it before you build the image" && n.Because[0].String() == "main.go:6" && n.Because[1].String() == ".gitignore:1"
		}) {
			t.Errorf("%v", r.Notes)
		}
	}
}
