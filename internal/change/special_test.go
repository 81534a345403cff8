//go:build unix

package change

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestJournalIsNoFile has something else in the journal's place.
func TestJournalIsNoFile(t *testing.T) {
	for name, make := range map[string]func(string) error{
		"link":      func(p string) error { return os.Symlink("keep", p) },
		"dangling":  func(p string) error { return os.Symlink("nowhere", p) },
		"directory": func(p string) error { return os.Mkdir(p, 0o755) },
		"pipe":      func(p string) error { return syscall.Mkfifo(p, 0o644) },
	} {
		dir, root := repository(t, before())
		if err := make(dir + "/" + journalName); err != nil {
			t.Fatal(err)
		}
		if _, err := Recover(root); !errors.Is(err, errForeign) {
			t.Errorf("%s: Recover: %v", name, err)
		}
		if err := Apply(root, compared(t, root)); !errors.Is(err, errForeign) {
			t.Errorf("%s: Apply: %v", name, err)
		}
	}
}

// TestRefused has what is no plain file of ours where one is wanted: the message names it, and nothing is written.
func TestRefused(t *testing.T) {
	outside := t.TempDir()
	link := func(to string) func(string) error { return func(p string) error { return os.Symlink(to, p) } }
	file := func(p string) error { return os.WriteFile(p, []byte("x"), 0o644) }
	for _, c := range []struct {
		at     string
		make   func(string) error
		wanted string
		want   string
	}{
		{"Dockerfile", link("keep"), "Dockerfile", "Dockerfile: is a symbolic link, and msgen does not write through links"},
		{"Dockerfile", link("nowhere"), "Dockerfile", "Dockerfile: is a symbolic link, and msgen does not write through links"},
		{"Dockerfile", link(outside + "/x"), "Dockerfile", "Dockerfile: is a symbolic link, and msgen does not write through links"},
		{"Dockerfile", link("."), "Dockerfile", "Dockerfile: is a symbolic link, and msgen does not write through links"},
		{"api", link("web"), "api/Dockerfile", "api/Dockerfile: api is a symbolic link, and msgen does not write through links"},
		{"api", link(outside), "api/Dockerfile", "api/Dockerfile: api is a symbolic link, and msgen does not write through links"},
		{"api", link("nowhere"), "api/deep/Dockerfile", "api/deep/Dockerfile: api is a symbolic link, and msgen does not write through links"},
		{"api", file, "api/Dockerfile", "api/Dockerfile: api is a file, but a directory is needed"},
		{"Dockerfile", func(p string) error { return os.Mkdir(p, 0o755) }, "Dockerfile", "Dockerfile: is a directory"},
		{"Dockerfile", func(p string) error { return syscall.Mkfifo(p, 0o644) }, "Dockerfile", "Dockerfile: is not a regular file"},
		{"api", func(p string) error { return syscall.Mkfifo(p, 0o644) }, "api/Dockerfile", "api/Dockerfile: api is a file, but a directory is needed"},
		{"dockerfile", file, "Dockerfile", "Dockerfile: cannot be written, because a name that differs only in case exists: dockerfile"},
		{".DockerIgnore", file, ".dockerignore", ".dockerignore: cannot be written, because a name that differs only in case exists: .DockerIgnore"},
		{"api", file, "Dockerfile:stream", "Dockerfile:stream: is not a path inside the repository"},
	} {
		dir, root := repository(t, map[string]string{"keep": "keep\n", "web/x": "x"})
		if err := c.make(filepath.Join(dir, c.at)); err != nil {
			t.Fatal(err)
		}
		for _, wanted := range []File{{Path: c.wanted, Data: []byte("new")}, {Path: c.wanted, Delete: true}, {Path: c.wanted, Exact: true}} {
			var e *Error
			if _, err := Compute(root.FS(), []File{wanted}); !errors.As(err, &e) || err.Error() != c.want {
				t.Errorf("%s: %v, want %s", c.at, err, c.want)
			}
		}
		// The same, had it come between Compute and Apply; the two names in other letters are two files here.
		for _, kind := range []Kind{Create, Update, Delete} {
			if c.at == "dockerfile" || c.at == ".DockerIgnore" {
				continue
			}
			ok := Change{Path: "a", Kind: Create, New: []byte("a")}
			err := Apply(root, []Change{ok, {Path: c.wanted, Kind: kind, New: []byte("new"), Mode: 0o644}})
			if err == nil {
				t.Errorf("%s: %s is applied", c.at, kind)
			}
			if _, err := root.Lstat("a"); err == nil {
				t.Errorf("%s: something was written", c.at)
			}
			if _, err := root.Lstat(journalName); err == nil {
				t.Errorf("%s: a journal is left", c.at)
			}
		}
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Error("written outside")
	}
}

// TestNoPermission has directories that may not be written; the system itself is asked where the test is not root.
func TestNoPermission(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{".", "Dockerfile: cannot be written: permission denied"},
		{"web", "web/.dockerignore: permission denied"},
	} {
		dir, root := repository(t, before())
		changes, was := compared(t, root), shape(t, root)
		var d disk = faulty{disk: rootDisk{root}, n: new(int), fails: func(int, string) error { return nil }}
		if os.Geteuid() == 0 {
			d = closed{rootDisk{root}, c.at}
		} else if err := os.Chmod(filepath.Join(dir, c.at), 0o555); err != nil {
			t.Fatal(err)
		}
		err := apply(d, changes)
		_ = os.Chmod(filepath.Join(dir, c.at), 0o755)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.at, err, c.want)
		}
		if got := shape(t, root); os.Geteuid() == 0 && !maps.Equal(got, was) {
			t.Errorf("%s: something was written: %v", c.at, got)
		}
	}
}

// closed is a disk with a directory that nothing can be made in.
type closed struct {
	disk
	dir string
}

// Create refuses files in the directory.
func (d closed) Create(name string, mode os.FileMode) (file, error) {
	if filepath.Dir(name) == d.dir {
		return nil, &os.PathError{Op: "open", Path: name, Err: syscall.EACCES}
	}
	return d.disk.Create(name, mode)
}

// TestModesAndNames looks at what a replaced file keeps: its mode, its owner where root may give it, and not its second name.
func TestModesAndNames(t *testing.T) {
	dir, root := repository(t, before())
	for name, mode := range map[string]os.FileMode{"Dockerfile": 0o604, "web/.dockerignore": 0o777} {
		if err := root.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := root.Link("Dockerfile", "second"); err != nil {
		t.Skip("no links here")
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(filepath.Join(dir, "Dockerfile"), 1234, 4321); err != nil {
			t.Fatal(err)
		}
	}
	old := syscall.Umask(0o027)
	err := Apply(root, compared(t, root))
	syscall.Umask(old)
	if err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{"Dockerfile": 0o604, "web/.dockerignore": 0o777, ".dockerignore": 0o640, "services/api/Dockerfile": 0o640} {
		if info, err := root.Lstat(name); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v %v, want %v", name, info.Mode(), err, mode)
		}
	}
	if second, _ := root.ReadFile("second"); string(second) != "FROM old\n" {
		t.Errorf("the second name: %q", second)
	}
	info, _ := root.Lstat("Dockerfile")
	if s := info.Sys().(*syscall.Stat_t); os.Geteuid() == 0 && (s.Uid != 1234 || s.Gid != 4321) {
		t.Errorf("owner %d:%d", s.Uid, s.Gid)
	}
}
