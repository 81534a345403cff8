package detect

import (
	"slices"
	"strings"
	"testing"
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
