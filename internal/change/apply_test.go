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
	for _, name := range []string{"web/msgen.Dockerfile", "Dockerfile"} {
		if err := root.WriteFile(name, []byte("FROM mine\n"), 0o640); err != nil {
			t.Fatal(err)
		}
		was := tree(t, root)
		if err := Apply(root, changes); err == nil || !strings.Contains(err.Error(), name+": was changed") {
			t.Errorf("error %v", err)
		}
		if got := tree(t, root); !maps.Equal(got, was) {
			t.Errorf("got %v", got)
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

// faulty counts the operations and lets those fail that fails says.
type faulty struct {
	disk
	n     *int
	fails func(n int, op string) error
}

func (d faulty) check(op string) error {
	*d.n++
	return d.fails(*d.n, op)
}

func (d faulty) Create(name string, mode fs.FileMode) (file, error) {
	if err := d.check("create"); err != nil {
		return nil, err
	}
	f, err := d.disk.Create(name, mode)
	return faultyFile{f, d}, err
}

func (d faulty) ReadFile(name string) ([]byte, error) {
	if err := d.check("read"); err != nil {
		return nil, err
	}
	return d.disk.ReadFile(name)
}

func (d faulty) Mkdir(name string) error {
	if err := d.check("mkdir"); err != nil {
		return err
	}
	return d.disk.Mkdir(name)
}

func (d faulty) Link(old, new string) error {
	if err := d.check("link"); err != nil {
		return err
	}
	return d.disk.Link(old, new)
}

func (d faulty) Rename(old, new string) error {
	if err := d.check("rename"); err != nil {
		return err
	}
	return d.disk.Rename(old, new)
}

func (d faulty) Remove(name string) error {
	if err := d.check("remove"); err != nil {
		return err
	}
	return d.disk.Remove(name)
}

func (d faulty) SyncDir(name string) error {
	if err := d.check("sync dir"); err != nil {
		return err
	}
	return d.disk.SyncDir(name)
}

type faultyFile struct {
	file
	d faulty
}

// Write writes half before it fails, as a full disk does.
func (f faultyFile) Write(text []byte) (int, error) {
	if err := f.d.check("write"); err != nil {
		n, _ := f.file.Write(text[:len(text)/2])
		return n, err
	}
	return f.file.Write(text)
}

func (f faultyFile) Chmod(mode fs.FileMode) error {
	if err := f.d.check("chmod"); err != nil {
		return err
	}
	return f.file.Chmod(mode)
}

func (f faultyFile) Sync() error {
	if err := f.d.check("sync"); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f faultyFile) Close() error {
	err := f.d.check("close")
	return errors.Join(err, f.file.Close())
}

// TestApplyFailsWhole fails every operation in turn, by itself, and wants all old files or all new ones.
func TestApplyFailsWhole(t *testing.T) {
	for n := 1; ; n++ {
		_, root := repository(t, before())
		changes, was, failed := compared(t, root), tree(t, root), ""
		err := apply(faulty{rootDisk{root}, new(int), func(i int, op string) error {
			if i == n {
				failed = op
				return &fs.PathError{Op: op, Path: "?", Err: syscall.ENOSPC}
			}
			return nil
		}}, changes)
		if failed == "" {
			if err != nil || n < 30 {
				t.Fatalf("after %d operations: %v", n, err)
			}
			t.Logf("%d operations failed in turn", n-1)
			return
		}
		got := tree(t, root)
		var leftover *Leftover
		switch {
		case err == nil && failed == "link": // a copy was made instead
			if !maps.Equal(files(got), after()) {
				t.Errorf("operation %d (%s): %v", n, failed, got)
			}
		case errors.As(err, &leftover):
			if _, err := recovery(rootDisk{root}); err != nil || !maps.Equal(files(tree(t, root)), after()) {
				t.Errorf("operation %d (%s): not all new: %v %v", n, failed, err, tree(t, root))
			}
		case !errors.Is(err, syscall.ENOSPC):
			t.Errorf("operation %d (%s): error %v", n, failed, err)
		case !maps.Equal(got, was):
			t.Errorf("operation %d (%s): %v\ngot  %v\nwant %v", n, failed, err, got, was)
		case strings.Contains(err.Error(), "?"):
			t.Errorf("operation %d (%s): no file named: %v", n, failed, err)
		}
	}
}

// TestKilled stops at every operation in turn, for good, as kill -9 does; the next run must find all old files or all
// new ones after Recover, itself killed at every operation once.
func TestKilled(t *testing.T) {
	killed := errors.New("killed")
	for n := 1; ; n++ {
		_, root := repository(t, before())
		changes, was, dead := compared(t, root), tree(t, root), false
		_ = apply(faulty{rootDisk{root}, new(int), func(i int, _ string) error {
			if dead = i >= n; dead {
				return killed
			}
			return nil
		}}, changes)
		if !dead {
			t.Logf("killed at %d operations in turn", n-1)
			return
		}
		long := time.Now().Add(-time.Hour)
		_ = root.Chtimes(journalName, long, long)
		for m := 1; ; m++ {
			again := false
			_, _ = recovery(faulty{rootDisk{root}, new(int), func(i int, _ string) error {
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
		if got := tree(t, root); !maps.Equal(got, was) && !maps.Equal(files(got), after()) {
			t.Errorf("killed at %d: neither old nor new: %v", n, got)
		}
	}
}

func TestJournal(t *testing.T) {
	_, root := repository(t, before())
	changes := compared(t, root)
	host, _ := os.Hostname()
	for _, c := range []struct {
		text string
		age  time.Duration
		want any
	}{
		{"{\"pid\":12", 0, new(*Busy)},
		{"{\"pid\":12", time.Hour, new(*Interrupted)},
		{"{\"pid\":1,\"host\":\"another machine\"}\n", time.Hour, new(*Interrupted)},
		{fmt.Sprintf("{\"pid\":%d,\"host\":%q}\n", os.Getppid(), host), time.Hour, new(*Busy)},
		{"{\"pid\":1,\"host\":\"another machine\"}\n", 0, new(*Busy)},
		{fmt.Sprintf("{\"pid\":%d,\"host\":%q}\n", 1<<22+1, host), 0, new(*Interrupted)},
	} {
		if err := root.WriteFile(journalName, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-c.age)
		if err := root.Chtimes(journalName, when, when); err != nil {
			t.Fatal(err)
		}
		err := Apply(root, changes)
		if !errors.As(err, c.want) {
			t.Errorf("%q: %v", c.text, err)
		}
		_, err = Recover(root)
		if _, busy := c.want.(**Busy); busy != (err != nil) {
			t.Errorf("%q: Recover: %v", c.text, err)
		}
		_ = root.Remove(journalName)
	}
	if err := root.WriteFile(journalName, []byte("{\"host\":\"\",\"entries\":[{\"path\":\"../x\"}]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Recover(root); !errors.Is(err, errOutside) {
		t.Errorf("a journal that leads out: %v", err)
	}
}
