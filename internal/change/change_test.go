package change

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestCompute(t *testing.T) {
	repo := fstest.MapFS{
		"same":      {Data: []byte("a\nb\n"), Mode: 0o644},
		"crlf":      {Data: []byte("a\r\nb\r\n"), Mode: 0o600},
		"mixed":     {Data: []byte("a\r\nb\n"), Mode: 0o644},
		"dir/x":     {Data: []byte("x"), Mode: 0o644},
		"read-only": {Data: []byte("x"), Mode: 0o444},
		"link":      {Data: []byte("same"), Mode: os.ModeSymlink | 0o777},
		"linkdir":   {Data: []byte("dir"), Mode: os.ModeSymlink | 0o777},
		"pipe":      {Mode: os.ModeNamedPipe | 0o644},
	}
	for _, c := range []struct {
		path, data string
		kind       Kind
		text       string // what New is, or the error
		err        error
	}{
		{path: "new", data: "n\n", kind: Create, text: "n\n"},
		{path: "sub/dir/new", data: "n\n", kind: Create, text: "n\n"},
		{path: "same", data: "a\nb\n", kind: Same, text: "a\nb\n"},
		{path: "same", data: "a\nc\n", kind: Update, text: "a\nc\n"},
		{path: "crlf", data: "a\nb\n", kind: Same, text: "a\r\nb\r\n"},
		{path: "crlf", data: "a\nc\n", kind: Update, text: "a\r\nc\r\n"},
		{path: "mixed", data: "a\nb\n", kind: Update, text: "a\nb\n"},
		{path: "read-only", data: "x", kind: Same, text: "x"},
		{path: "read-only", data: "y", kind: Update, text: "y"},
		{path: "dir", data: "x", err: errDirectory},
		{path: "same/x", data: "x", err: errNoDir},
		{path: "link", data: "x", err: errLink},
		{path: "linkdir/x", data: "x", err: errLink},
		{path: "pipe", data: "x", err: errSpecial},
		{path: "../x", data: "x", err: errOutside},
		{path: "/x", data: "x", err: errOutside},
		{path: "a/../x", data: "x", err: errOutside},
		{path: ".", data: "x", err: errOutside},
		{path: `a\b`, data: "x", err: errOutside},
		{path: "C:x", data: "x", err: errOutside},
		{path: "", data: "x", err: errOutside},
	} {
		changes, err := Compute(repo, []File{{Path: c.path, Data: []byte(c.data)}})
		if c.err != nil {
			var e *Error
			if !errors.Is(err, c.err) || !errors.As(err, &e) || e.Path != c.path {
				t.Errorf("%s: error %v, want %v", c.path, err, c.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
		} else if got := changes[0]; got.Kind != c.kind || string(got.New) != c.text {
			t.Errorf("%s: %s %q, want %s %q", c.path, got.Kind, got.New, c.kind, c.text)
		}
	}
}

func TestComputeTwice(t *testing.T) {
	_, err := Compute(fstest.MapFS{}, []File{{Path: "Dockerfile"}, {Path: "dockerfile"}})
	if !errors.Is(err, errTwice) {
		t.Errorf("error %v", err)
	}
}

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		change Change
		want   []string
	}{
		{Change{Path: "x", Kind: Same, Old: []byte("a\n"), New: []byte("a\n")}, nil},
		{Change{Path: "x", Kind: Create, New: []byte("a\n")}, []string{"--- /dev/null\n", "+++ b/x\n", "+a\n"}},
		{Change{Path: "d/x", Kind: Update, Old: []byte("a\nb\n"), New: []byte("a\nc\n")}, []string{"--- a/d/x\n", "+++ b/d/x\n", " a\n-b\n+c\n"}},
		{Change{Path: "x", Kind: Delete, Old: []byte("a\n")}, []string{"--- a/x\n", "+++ /dev/null\n", "-a\n"}},
		{Change{Path: "x", Kind: Update, Old: []byte("a"), New: []byte("a\n")}, []string{"-a\n", `\ No newline at end of file`}},
	} {
		got := Diff(c.change)
		if len(c.want) == 0 && got != "" {
			t.Errorf("diff of nothing: %q", got)
		}
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("no %q in\n%s", w, got)
			}
		}
	}
}

// repository makes a directory of files and opens it.
func repository(t testing.TB, files map[string]string) (string, *os.Root) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root
}

func TestComputeNeverFollowsALinkOut(t *testing.T) {
	dir, root := repository(t, map[string]string{"x": "x"})
	outside := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "out")); err != nil {
		t.Skip("no links here")
	}
	_, err := Compute(root.FS(), []File{{Path: "out/Dockerfile", Data: []byte("FROM scratch\n")}})
	if !errors.Is(err, errLink) {
		t.Errorf("error %v", err)
	}
	if err := Apply(root, []Change{{Path: "out/Dockerfile", Kind: Create, New: []byte("x")}}); !errors.Is(err, errLink) {
		t.Errorf("Apply: %v", err)
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Error("written outside")
	}
}
