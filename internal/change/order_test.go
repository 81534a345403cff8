package change

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
)

// recorder writes down what is asked of the disk.
type recorder struct {
	disk
	log *[]string
}

func (d recorder) note(words ...string) { *d.log = append(*d.log, strings.Join(words, " ")) }

func (d recorder) Create(name string, mode fs.FileMode) (file, error) {
	d.note("create", name)
	f, err := d.disk.Create(name, mode)
	return recorded{f, d, name}, err
}

func (d recorder) Link(old, new string) error {
	d.note("link", old, new)
	return d.disk.Link(old, new)
}

func (d recorder) Rename(old, new string) error {
	d.note("rename", old, new)
	return d.disk.Rename(old, new)
}

func (d recorder) Remove(name string) error {
	d.note("remove", name)
	return d.disk.Remove(name)
}

func (d recorder) SyncDir(name string) error {
	d.note("flush", name)
	return d.disk.SyncDir(name)
}

type recorded struct {
	file
	d    recorder
	name string
}

func (f recorded) Write(text []byte) (int, error) {
	f.d.note("write", f.name)
	return f.file.Write(text)
}

func (f recorded) Sync() error {
	f.d.note("sync", f.name)
	return f.file.Sync()
}

// order requires that the first step stands before the second one: the last such step before any such, of those that begin
// with the words.
func order(t *testing.T, log []string, first, second string) {
	t.Helper()
	last, next := -1, -1
	for i, step := range log {
		if step == first || strings.HasPrefix(step, first+" ") {
			last = i
		}
		if next < 0 && (step == second || strings.HasPrefix(step, second+" ")) {
			next = i
		}
	}
	if last < 0 || next < 0 || last > next {
		t.Errorf("%q does not stand before %q in\n%s", first, second, strings.Join(log, "\n"))
	}
}

// TestOrder looks at what a loss of power needs: contents are flushed before they get their names, the old names and the
// journal before anything is replaced, the new names before the journal says so, and that before the old files go.
func TestOrder(t *testing.T) {
	_, root := repository(t, before())
	var log []string
	if err := apply(recorder{rootDisk{root}, &log}, compared(t, root)); err != nil {
		t.Fatal(err)
	}
	done := "rename " + journalName + " " + doneName
	middle := slices.Index(log, done)
	order(t, log, "write "+journalName, "sync "+journalName)
	order(t, log[:middle], "sync "+journalName, "flush .")
	order(t, log, "sync "+journalName, "link")
	order(t, log, "create", "rename")
	order(t, log, "link", "rename")
	for _, name := range []string{"Dockerfile", ".dockerignore", "web/.dockerignore", "services/api/Dockerfile"} {
		order(t, log, "write "+newName(name), "sync "+newName(name))
		order(t, log, "sync "+newName(name), "rename "+newName(name))
		order(t, log, "rename "+newName(name), done)
	}
	order(t, log, "remove web/msgen.Dockerfile", done)
	replaced := slices.IndexFunc(log, func(s string) bool { return strings.HasPrefix(s, "rename ") })
	for _, dir := range []string{".", "web", "services", "services/api"} {
		i := slices.IndexFunc(log, func(s string) bool { return strings.HasPrefix(s, "link ") })
		if !slices.Contains(log[i:replaced], "flush "+dir) {
			t.Errorf("%s is not flushed before the first file is replaced:\n%s", dir, strings.Join(log, "\n"))
		}
		after := log[slices.Index(log, "remove web/msgen.Dockerfile"):middle]
		if dir != "services" && !slices.Contains(after, "flush "+dir) {
			t.Errorf("%s is not flushed after its files are replaced:\n%s", dir, strings.Join(log, "\n"))
		}
	}
	order(t, log[middle:], done, "flush .")
	order(t, log[middle:], "flush .", "remove")
	for _, step := range log[middle:] {
		if name, ok := strings.CutPrefix(step, "remove "); ok && !strings.HasPrefix(path.Base(name), ".") {
			t.Errorf("%s after all is done", step)
		}
	}
	if last := log[len(log)-1]; last != "remove "+doneName {
		t.Errorf("the last step is %s", last)
	}
}

// TestOrderBack looks at the same of a roll-back: the old files have their names again before the journal goes.
func TestOrderBack(t *testing.T) {
	_, root := repository(t, before())
	_ = apply(faulty{disk: rootDisk{root}, n: new(int), fails: func(_ int, op string) error {
		if _, err := root.Lstat("web/msgen.Dockerfile"); err != nil {
			return fs.ErrInvalid
		}
		return nil
	}}, compared(t, root))
	var log []string
	if _, err := recovery(recorder{rootDisk{root}, &log}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Dockerfile", "web/.dockerignore", "web/msgen.Dockerfile"} {
		order(t, log, "rename "+oldName(name), "flush "+path.Dir(name))
		order(t, log, "flush "+path.Dir(name), "remove "+oldName(name))
	}
	if last := log[len(log)-1]; last != "remove "+journalName {
		t.Errorf("the last step is %s", last)
	}
}

// BenchmarkApply replaces four files, flushes included.
func BenchmarkApply(b *testing.B) {
	_, root := repository(b, map[string]string{"Dockerfile": "x", ".dockerignore": "x", ".msgen.yaml": "x", ".msgen.lock": "x"})
	for i := 0; b.Loop(); i++ {
		var wanted []File
		for _, name := range []string{"Dockerfile", ".dockerignore", ".msgen.yaml", ".msgen.lock"} {
			wanted = append(wanted, File{Path: name, Data: []byte(strings.Repeat("RUN true\n", 300+i%2))})
		}
		changes, err := Compute(root.FS(), wanted)
		if err == nil {
			err = Apply(root, changes)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
