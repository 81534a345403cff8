package change

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func before() map[string]string {
	return map[string]string{"Dockerfile": "FROM old\n", "keep": "keep\n", "web/.dockerignore": "old\n", "web/msgen.Dockerfile": "FROM gone\n"}
}

func wanted() []File {
	return []File{
		{Path: "Dockerfile", Data: []byte("FROM new\n")}, {Path: ".dockerignore", Data: []byte("new\n")}, {Path: "web/.dockerignore", Data: []byte("new\n")},
		{Path: "services/api/Dockerfile", Data: []byte("FROM api\n")}, {Path: "keep", Data: []byte("keep\n")},
		{Path: "web/msgen.Dockerfile", Delete: true}, {Path: "never", Delete: true},
	}
}

func after() map[string]string {
	all := before()
	for _, f := range wanted() {
		all[f.Path] = string(f.Data)
		if f.Delete {
			delete(all, f.Path)
		}
	}
	return all
}

// tree reads everything below the root: files with mode and content, and directories.
func tree(t *testing.T, root *os.Root) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			found[name+"/"] = ""
			return nil
		}
		text, err := root.ReadFile(name)
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// shape is tree with the modes.
func shape(t *testing.T, root *os.Root) map[string]string {
	t.Helper()
	found := tree(t, root)
	for name := range found {
		info, err := root.Lstat(strings.TrimSuffix(name, "/"))
		if err != nil {
			t.Fatal(err)
		}
		found[name] = info.Mode().String() + " " + found[name]
	}
	return found
}

func files(tree map[string]string) map[string]string {
	found := maps.Clone(tree)
	maps.DeleteFunc(found, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	return found
}

func compared(t *testing.T, root *os.Root) []Change {
	t.Helper()
	changes, err := Compute(root.FS(), wanted())
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func TestApply(t *testing.T) {
	_, root := repository(t, before())
	if err := Apply(root, compared(t, root)); err != nil {
		t.Fatal(err)
	}
	if got := files(tree(t, root)); !maps.Equal(got, after()) {
		t.Errorf("got %v", got)
	}
	if info, _ := root.Stat("Dockerfile"); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
	for _, c := range compared(t, root) {
		if c.Kind != Same {
			t.Errorf("second run: %s %s", c.Kind, c.Path)
		}
	}
}

func TestApplyRefusesWhatWasEdited(t *testing.T) {
	_, root := repository(t, before())
	changes := compared(t, root)
	for _, name := range []string{"keep", "web/msgen.Dockerfile", "Dockerfile"} {
		if err := root.WriteFile(name, []byte("FROM mine\n"), 0o640); err != nil {
			t.Fatal(err)
		}
		was := tree(t, root)
		if err := Apply(root, changes); err == nil || !strings.Contains(err.Error(), name+": changed while msgen was running") {
			t.Errorf("error %v", err)
		}
		if got := tree(t, root); !maps.Equal(got, was) {
			t.Errorf("got %v", got)
		}
		if err := root.WriteFile(name, []byte(before()[name]), 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

func TestApplyRefusesReadOnly(t *testing.T) {
	_, root := repository(t, before())
	if err := root.Chmod("web/.dockerignore", 0o444); err != nil {
		t.Fatal(err)
	}
	was := tree(t, root)
	err := Apply(root, compared(t, root))
	if !errors.Is(err, errReadOnly) || !strings.HasPrefix(err.Error(), "web/.dockerignore: ") {
		t.Errorf("error %v", err)
	}
	if got := tree(t, root); !maps.Equal(got, was) {
		t.Errorf("got %v", got)
	}
}

// spaceless are the operations that a full disk fails.
const spaceless = " create write mkdir link sync sync dir "

// TestApplyFailsWhole fails every operation in turn, by itself or with all that follow on a full disk, and wants all old
// files, byte and mode, or all new ones.
func TestApplyFailsWhole(t *testing.T) {
	for _, v := range []struct {
		name          string
		full, noLinks bool
	}{{"once", false, false}, {"full disk", true, false}, {"no links", false, true}, {"full disk, no links", true, true}} {
		if testing.Short() && v.full != v.noLinks {
			continue
		}
		seen := map[string]bool{}
		for n := 1; ; n++ {
			_, root := repository(t, before())
			changes, was, failed := compared(t, root), shape(t, root), ""
			err := apply(faulty{disk: rootDisk{root}, n: new(int), fails: func(i int, op string) error {
				switch {
				case i == n, i > n && failed != "" && v.full && strings.Contains(spaceless, " "+op+" "):
					if i == n {
						failed = op
						seen[op] = true
					}
					return &fs.PathError{Op: op, Path: "?", Err: syscall.ENOSPC}
				case op == "link" && v.noLinks:
					return &fs.PathError{Op: op, Path: "?", Err: syscall.EPERM}
				}
				return nil
			}}, changes)
			if failed == "" {
				if err != nil || n < 30 {
					t.Fatalf("%s: after %d operations: %v", v.name, n, err)
				}
				t.Logf("%s: %d operations failed in turn", v.name, n-1)
				break
			}
			where := fmt.Sprintf("%s: operation %d (%s)", v.name, n, failed)
			failedWhole(t, root, was, where, err)
		}
		for _, op := range strings.Fields("create write chmod sync close mkdir link rename remove read") {
			if !seen[op] {
				t.Errorf("%s: no %s failed", v.name, op)
			}
		}
	}
}

// failedWhole looks at what one failed operation left.
func failedWhole(t *testing.T, root *os.Root, was map[string]string, where string, err error) {
	t.Helper()
	var leftover *Leftover
	switch got := shape(t, root); {
	case err == nil: // a copy was made instead of a link, or a file was closed that is closed anyway
		if !maps.Equal(files(tree(t, root)), after()) {
			t.Errorf("%s: %v", where, got)
		}
	case errors.As(err, &leftover):
		if _, err := recovery(rootDisk{root}); err != nil || !maps.Equal(files(tree(t, root)), after()) {
			t.Errorf("%s: not all new: %v %v", where, err, tree(t, root))
		}
	case !errors.Is(err, syscall.ENOSPC):
		t.Errorf("%s: error %v", where, err)
	case !maps.Equal(got, was):
		if _, again := recovery(rootDisk{root}); again != nil || !strings.Contains(err.Error(), journalName) || !maps.Equal(shape(t, root), was) {
			t.Errorf("%s: %v, %v\ngot  %v\nwant %v", where, err, again, shape(t, root), was)
		}
	case strings.Contains(err.Error(), "?"):
		t.Errorf("%s: no file named: %v", where, err)
	}
}

// TestKilled stops at every operation in turn, for good, as kill -9 does; the next run must find all old files or all
// new ones after Recover, itself killed at every operation once.
func TestKilled(t *testing.T) {
	killed := errors.New("killed")
	for n := 1; ; n++ {
		_, root := repository(t, before())
		changes, was, dead := compared(t, root), shape(t, root), false
		_ = apply(faulty{disk: rootDisk{root}, n: new(int), fails: func(i int, _ string) error {
			if dead = i >= n; dead {
				return killed
			}
			return nil
		}}, changes)
		if !dead {
			t.Logf("killed at %d operations in turn", n-1)
			return
		}
		outdate(root)
		for m := 1; ; m++ {
			again := false
			_, _ = recovery(faulty{disk: rootDisk{root}, n: new(int), fails: func(i int, _ string) error {
				if again = i >= m; again {
					return killed
				}
				return nil
			}})
			if !again {
				break
			}
		}
		if _, err := recovery(rootDisk{root}); err != nil {
			t.Errorf("killed at %d: %v", n, err)
		}
		if got := shape(t, root); !maps.Equal(got, was) && !maps.Equal(files(tree(t, root)), after()) {
			t.Errorf("killed at %d: neither old nor new: %v", n, got)
		}
	}
}

// outdate makes a journal that was cut off so old that nobody can be at work on it.
func outdate(root *os.Root) {
	if text, err := root.ReadFile(journalName); err == nil && !strings.HasSuffix(string(text), "\n") {
		long := time.Now().Add(-time.Hour)
		_ = root.Chtimes(journalName, long, long)
	}
}
