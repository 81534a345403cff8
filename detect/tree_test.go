package detect

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// onDisk writes files into a new directory and gives it with its file system, as cmd would open it.
func onDisk(t *testing.T, files map[string]string) (string, fs.FS) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root.FS()
}

// inMemory gives the index of files in memory.
func inMemory(t *testing.T, files map[string]string) *Tree {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tr, err := Walk(m)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestLinks(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("s3cret"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, fsys := onDisk(t, map[string]string{"a/real.json": "{}"})
	for name, to := range map[string]string{
		"out": outside, "a/out.json": filepath.Join(outside, "secret"), "a/up.json": "../../" + filepath.Base(outside) + "/secret",
		"loop": ".", "a/self": "self", "a/in.json": "real.json", "gone": "nowhere", "indir": "a",
	} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	tr, err := Walk(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(tr.Files, " "), "a/in.json a/out.json a/real.json a/self a/up.json gone indir loop out"; got != want {
		t.Errorf("files:\n got %s\nwant %s", got, want)
	}
	if s, err := tr.Text("a/in.json"); err != nil || s != "{}" {
		t.Errorf("a link to a file of the repository: %q, %v", s, err)
	}
	for _, p := range []string{"a/out.json", "a/up.json", "out/secret", "loop", "a/self", "gone", "indir"} {
		var e *formats.Error
		if s, err := tr.Text(p); !errors.As(err, &e) || e.Path != p {
			t.Errorf("text(%s) = %q, %v; want an *Error", p, s, err)
		}
	}
}

func TestPipesAndSockets(t *testing.T) {
	dir, fsys := onDisk(t, map[string]string{"a.txt": "x"})
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Skip(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	if err := os.Symlink("pipe", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	tr, err := Walk(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(tr.Files); got != "[a.txt link]" {
		t.Errorf("files: %s", got)
	}
	for _, p := range []string{"pipe", "link", "s"} { // opening one of them would wait for ever
		if _, err := tr.Text(p); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("text(%s): %v", p, err)
		}
	}
}

// closed is a file system in which some directories cannot be read, whoever asks.
type closed struct {
	fstest.MapFS
	dirs map[string]bool
}

func (c closed) ReadDir(name string) ([]fs.DirEntry, error) {
	if c.dirs[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.ReadDir(name)
}

func TestUnreadable(t *testing.T) {
	files := fstest.MapFS{"a/b/x.go": {}, "vendor/y/z.go": {}, "node_modules/p/q.js": {}}
	if _, err := Walk(closed{files, map[string]bool{"vendor/y": true, "node_modules": true}}); err != nil {
		t.Errorf("what is skipped need not be readable: %v", err)
	}
	passed, err := Walk(closed{files, map[string]bool{"a/b": true}})
	if err != nil || len(passed.Notes) != 1 || passed.Notes[0].Text != "a/b cannot be read: permission denied, so msgen skips it" {
		t.Errorf("got %v, %v", passed.Notes, err)
	}
	if os.Geteuid() == 0 {
		return // root may read everything
	}
	dir, fsys := onDisk(t, map[string]string{"package.json": "{}"})
	if err := os.Chmod(filepath.Join(dir, "package.json"), 0); err != nil {
		t.Fatal(err)
	}
	tr, err := Walk(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Text("package.json"); err == nil || err.Error() != "package.json: cannot be read: permission denied" {
		t.Errorf("got %v", err)
	}
}

func TestHostileNames(t *testing.T) {
	names := []string{"a\nb.go", "\x1b[31mred.go", "q\"u'o`te.go", "\u202egnp.go", "back\\slash.go", "bad\xff.go", "é.go", "README", "readme", "bad\xffdir/x.go"}
	files := map[string]string{}
	for _, n := range names {
		files[n] = "package x\n"
	}
	_, fsys := onDisk(t, files)
	tr, err := Walk(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(tr.Files) != len(names)-2 || len(tr.Notes) != 2 {
		t.Errorf("%d files, %d notes", len(tr.Files), len(tr.Notes))
	}
	for _, p := range tr.Files {
		e := tr.At(p, 1)
		if s := e.String(); !utf8.ValidString(s) || strings.ContainsAny(s, "\n\x1b\u202e") {
			t.Errorf("evidence of %q: %q", p, s)
		}
		out, err := json.Marshal(e)
		if err != nil || !json.Valid(out) || strings.Contains(string(out), "\n") {
			t.Errorf("JSON of %q: %s, %v", p, out, err)
		}
	}
	if !tr.Has("README") || !tr.Has("readme") || tr.Has("ReadMe") {
		t.Error("names that differ in case are different files")
	}
}

func TestEvidenceText(t *testing.T) {
	for in, want := range map[string]string{
		"  a\tb ":                  "a b",
		"\x1b[2Jx\r":               "\ufffd[2Jx",
		"x\x00\u2028y":             "x\ufffd\ufffdy",
		strings.Repeat("é", 100):   strings.Repeat("é", 78) + "…",
		"go 1.25 // \u202etxt.exe": "go 1.25 // \ufffdtxt.exe",
	} {
		if got := Clip(in); got != want {
			t.Errorf("clip(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ name, in, want, err string }{
		{"plain", "a\r\nb", "a\r\nb", ""},
		{"bom", "\xef\xbb\xbfa", "a", ""},
		{"utf16le", "\xff\xfea\x00\xac\x20", "a€", ""},
		{"utf16be", "\xfe\xff\x00a\x20\xac", "a€", ""},
		{"utf16cut", "\xff\xfea", "", "utf16cut: is cut off in the middle of a UTF-16 character"},
		{"latin1", "caf\xe9", "", "latin1: is not UTF-8 text"},
		{"binary", "\x7fELF\x00", "", "binary: is not text"},
		{"huge", strings.Repeat("x", 50<<20), "", "huge: is larger than 4 MiB"},
	} {
		tr := inMemory(t, map[string]string{c.name: c.in})
		got, err := tr.Text(c.name)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s: %.40q, %v", c.name, got, err)
		}
	}
	tr := inMemory(t, map[string]string{"a.properties": "name=caf\xe9"})
	if n, err := tr.Properties("a.properties"); err != nil || n.At("name").Text() != "café" {
		t.Errorf("a Latin-1 properties file: %v, %v", n, err)
	}
}

func TestBoundsOfTheWalk(t *testing.T) {
	deep := strings.Repeat("d/", MaxDepth+1) + "x"
	tr, err := Walk(fstest.MapFS{deep: {}, "main.go": {}})
	if err != nil || !tr.Has("main.go") || len(tr.Notes) != 1 || !strings.Contains(tr.Notes[0].Text, "nested deeper than 40 directories") {
		t.Errorf("got %v, %v", tr.Notes, err)
	}
	if _, err := Walk(fstest.MapFS{"node_modules/" + deep: {}}); err != nil {
		t.Error(err)
	}
	if _, err := Walk(os.DirFS(filepath.Join(t.TempDir(), "nothing"))); err == nil {
		t.Error("a directory that is not there was walked")
	}
}

func TestSources(t *testing.T) {
	tr := inMemory(t, map[string]string{
		"docs/api/main.go": "", "docs/api/main_test.go": "", "docs/api/testdata/x.go": "", "docs/api/a/examples/x.go": "",
		"docs/api/third_party/x.go": "", "docs/api/internal/x.go": "", "docs/api/vendor/x.go": "",
		"web/app.js": "", "web/jquery-3.1.js": "", "web/app.min.js": "", "web/dist/app.js": "", "web/types.d.ts": "", "web/app.spec.ts": "", "web/specific.ts": "",
		"j/src/main/java/com/example/cache/A.java": "", "j/src/test/java/com/acme/ATest.java": "", "j/examples/src/main/java/B.java": "",
		"py/app.py": "", "py/test_app.py": "", "py/tests/x.py": "", "py/conftest.py": "", "deps/x.py": "", "a/deps/x.py": "",
	})
	for _, c := range []struct{ dir, suffixes, want string }{
		{"docs/api", ".go", "docs/api/internal/x.go docs/api/main.go"},
		{".", ".go", ""},
		{"web", ".js .ts", "web/app.js web/specific.ts"},
		{"py", ".py", "py/app.py"},
		{"j", ".java", "j/src/main/java/com/example/cache/A.java"},
		{".", ".py", "a/deps/x.py py/app.py"},
		{"deps", ".py", "deps/x.py"},
	} {
		if got := strings.Join(tr.Sources(c.dir, strings.Fields(c.suffixes)...), " "); got != c.want {
			t.Errorf("sources(%s):\n got %s\nwant %s", c.dir, got, c.want)
		}
	}
	if !tr.Vendored("web/dist/app.js") || tr.Vendored("web/app.js") || !tr.Vendored("deps/x.py") {
		t.Error("vendored")
	}
}

func TestGrep(t *testing.T) {
	tr := inMemory(t, map[string]string{
		"a/b/z.go": "listen(\":1\")\n", "m.go": "x\n// listen\nlisten(\":2\") // listen(\":3\")\n", "binary.go": "listen(\":4\")\x00",
	})
	var got []string
	for _, m := range tr.Grep([]string{"a/b/z.go", "binary.go", "m.go"}, pattern.New(`listen\(":(\d)"\)`), "listen") {
		got = append(got, m.String()+"="+m.Groups[1])
	}
	if want := "m.go:3=2 a/b/z.go:1=1"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// BenchmarkWalk walks a tree of 5,000 files on the disk, with 160 lines of patterns.
func BenchmarkWalk(b *testing.B) {
	dir := b.TempDir()
	for i := range 5000 {
		d := filepath.Join(dir, fmt.Sprintf("pkg%d/sub%d/deep%d", i/500, i/100, i/10))
		if err := errors.Join(os.MkdirAll(d, 0o755), os.WriteFile(filepath.Join(d, fmt.Sprintf("file%d.go", i)), []byte("package x\n"), 0o644)); err != nil {
			b.Fatal(err)
		}
	}
	var rules strings.Builder
	for i := range 20 {
		fmt.Fprintf(&rules, "name%d\n*.ext%d\n/top%d/\ndir%d/sub/\n*.py[a%d]\nlog%d*.txt\n**/cache%d/**\n!keep%d\n", i, i, i, i, i, i, i, i)
	}
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(rules.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer root.Close()
	for _, c := range []struct {
		name string
		fsys fs.FS
	}{{"root", root.FS()}, {"dirfs", os.DirFS(dir)}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				t, err := Walk(c.fsys)
				if err != nil || len(t.Files) != 5001 {
					b.Fatal(err)
				}
			}
		})
	}
	t, _ := Walk(root.FS())
	b.Run("sources", func(b *testing.B) {
		for b.Loop() {
			clear(t.vendors)
			t.Sources(".", ".go")
		}
	})
}
