//go:build unix

package languages

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestOddManifests refuses a manifest that is no file, by name; a pipe that something else is called, or that a link leads to,
// is passed over and never opened.
func TestOddManifests(t *testing.T) {
	for name, make := range map[string]func(dir, file string) error{
		"is not a regular file":         func(_, file string) error { return syscall.Mkfifo(file, 0o644) },
		"cannot be followed":            func(_, file string) error { return os.Symlink("/etc/passwd", file) },
		"is a link that cannot be foll": func(_, file string) error { return os.Symlink("package.json", file) },
		"to something that is not a regular file": func(dir, file string) error {
			if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
				return err
			}
			return os.Symlink("pipe", file)
		},
	} {
		dir, _ := onDisk(t, map[string]string{"server.js": "x"})
		if err := make(dir, filepath.Join(dir, "package.json")); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		if _, err := Scan(root.FS()); err == nil || !strings.HasPrefix(err.Error(), "package.json") || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOddElsewhere passes over manifests that are no files where nobody asked for them, and names them.
func TestOddElsewhere(t *testing.T) {
	dir, fsys := onDisk(t, map[string]string{"package.json": `{"scripts":{"start":"node server.js"}}`, "server.js": "require('http').createServer().listen(3000)\n", "examples/a/x.js": "", "examples/b/x.js": ""})
	if err := errors.Join(os.Symlink("nowhere", filepath.Join(dir, "examples/a/package.json")), syscall.Mkfifo(filepath.Join(dir, "examples/b/go.mod"), 0o644)); err != nil {
		t.Fatal(err)
	}
	report, err := Scan(fsys)
	if err != nil || len(report.Stacks) != 1 || slices.Contains(report.Files, "examples/a/package.json") {
		t.Fatalf("%v, %v", report, err)
	}
	for i, want := range []string{"examples/a/package.json is a link that cannot be followed: no such file or directory, so msgen skips it", "examples/b/go.mod is not a regular file, so msgen skips it"} {
		if i >= len(report.Notes) || report.Notes[i].Text != want {
			t.Errorf("%v, want %s", report.Notes, want)
		}
	}
}
