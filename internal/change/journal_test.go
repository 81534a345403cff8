package change

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// plant writes a journal as a killed run would have left it: bound to its file. What is no journal is written as it is.
func plant(t *testing.T, root *os.Root, text string, age time.Duration) {
	t.Helper()
	_ = root.Remove(journalName)
	f, err := root.Create(journalName)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	when := time.Now().Add(-age)
	text = strings.ReplaceAll(text, "BOUND", fmt.Sprintf(`"inode":%d,"begun":%d`, inode(info), when.UnixNano()))
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := root.Chtimes(journalName, when, when); err != nil {
		t.Fatal(err)
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
		say  string
	}{
		{"", 0, new(*Busy), "another msgen is writing here"},
		{"", time.Hour, new(*Interrupted), ""},
		{"\x00\x00", time.Hour, new(*Interrupted), ""},
		{"{\"pid\":12", 0, new(*Busy), "another msgen is writing here"},
		{"{\"pid\":12", time.Hour, new(*Interrupted), ""},
		{"{\"pid\":1,\"host\":\"another machine\",BOUND}\n", time.Hour, new(*Interrupted), ""},
		{"{\"pid\":1,\"host\":\"another machine\",BOUND}\n", 0, new(*Busy), "another msgen (process 1 on another machine) is writing here"},
		// Its lock is free: the process that has the number now is another one.
		{fmt.Sprintf("{\"pid\":%d,\"host\":%q,BOUND}\n", os.Getppid(), host), time.Hour, new(*Interrupted), ""},
		{fmt.Sprintf("{\"pid\":%d,\"host\":%q,BOUND}\n", 1<<22+1, host), 0, new(*Interrupted), ""},
	} {
		plant(t, root, c.text, c.age)
		err := Apply(root, changes)
		var h *hint.Error
		if !errors.As(err, c.want) || !errors.As(err, &h) || c.say != "" && err.Error() != c.say {
			t.Errorf("%q: %v", c.text, err)
		}
		_, err = Recover(root)
		if _, busy := c.want.(**Busy); busy != (err != nil) {
			t.Errorf("%q: Recover: %v", c.text, err)
		}
	}
}

// TestBusy has a run at work: its process is named, and nothing is touched; when it has ended, the next one may.
func TestBusy(t *testing.T) {
	_, root := repository(t, before())
	changes := compared(t, root)
	d := rootDisk{root}
	f, err := claim(d)
	if err != nil {
		t.Fatal(err)
	}
	if locked, _ := f.Lock(false); !locked {
		t.Skip("no locks here")
	}
	for _, want := range []string{"another msgen is writing here", fmt.Sprintf("another msgen (process %d) is writing here", os.Getpid())} {
		was := shape(t, root)
		err := Apply(root, changes)
		_, err2 := Recover(root)
		var h *hint.Error
		if err == nil || err2 == nil || err.Error() != want || err2.Error() != want || !errors.As(err, &h) {
			t.Errorf("%v, %v, want %s", err, err2, want)
		}
		if !maps.Equal(shape(t, root), was) {
			t.Error("something was touched")
		}
		if want != "another msgen is writing here" {
			break
		}
		if _, err := begin(d, f, changes, changes); err != nil {
			t.Fatal(err)
		}
	}
	f.Close()
	if back, err := Recover(root); err != nil || len(back.Back) == 0 {
		t.Errorf("%v %v", back, err)
	}
	if err := Apply(root, changes); err != nil {
		t.Error(err)
	}
}

// TestForeignJournal gives journals that no run of msgen wrote where they stand, as a hostile repository may: nothing is
// touched, and the message says what to do.
func TestForeignJournal(t *testing.T) {
	host, _ := os.Hostname()
	entries := fmt.Sprintf(`"entries":[{"path":"main.go","kind":"create","sum":%q},{"path":"keep","kind":"update","sum":%q,"was":%q}]`,
		sum([]byte("package main\n")), sum([]byte("keep\n")), sum([]byte("evil\n")))
	head := fmt.Sprintf(`{"pid":1,"host":%q,`, host)
	for _, c := range []struct{ name, text string }{
		{"no binding", head + entries + "}\n"},
		{"another file's number", head + `"inode":1,"begun":` + fmt.Sprint(time.Now().UnixNano()) + "," + entries + "}\n"},
		{"another time", strings.ReplaceAll(head+"BOUND,"+entries+"}\n", `"begun":`, `"begun":1`)},
		{"garbage", "all your base\n"},
		{"garbage that was cut off", "all your base"},
		{"another document", "[1,2,3]\n"},
		{"a wrong type", `{"pid":"one"}` + "\n"},
		{"an escape", "\x1b[2J\n"},
		{"huge", strings.Repeat("x", maxJournal+1)},
		{"thousands of entries", head + `"entries":[` + strings.Repeat(`{"path":"main.go","kind":"create"},`, 50000) + "{}]}\n"},
	} {
		for _, name := range []string{journalName, doneName} {
			_, root := repository(t, before())
			for file, text := range map[string]string{"main.go": "package main\n", ".keep.msgen-old": "evil\n"} {
				if err := root.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			plant(t, root, c.text, time.Hour)
			if err := root.Rename(journalName, name); err != nil {
				t.Fatal(err)
			}
			if c.name == "another time" { // a checkout gives the file a new one
				now := time.Now()
				_ = root.Chtimes(name, now, now)
			}
			was := shape(t, root)
			back, err := Recover(root)
			var h *hint.Error
			want := name + ": was not written here by msgen but came with a checkout or a copy; nothing was changed"
			if len(back.Back)+len(back.Done) > 0 || !errors.As(err, &h) || err.Error() != want {
				t.Errorf("%s: %v %v", c.name, back, err)
			}
			if err := Apply(root, compared(t, root)); err == nil || err.Error() != want {
				t.Errorf("%s: Apply: %v", c.name, err)
			}
			if !maps.Equal(shape(t, root), was) {
				t.Errorf("%s: something was touched", c.name)
			}
		}
	}
}

// TestHostileEntries gives journals that are bound to their files and name what msgen never wrote.
func TestHostileEntries(t *testing.T) {
	dir, root := repository(t, before())
	outside := t.TempDir()
	if err := os.Symlink(outside, dir+"/out"); err != nil {
		t.Skip("no links here")
	}
	for _, c := range []struct {
		inside string
		want   error
	}{
		{`"entries":[{"path":"../x","kind":"create"}]`, errOutside},
		{`"entries":[{"path":"/etc/passwd","kind":"update"}]`, errOutside},
		{`"entries":[{"path":"a/../../x","kind":"delete"}]`, errOutside},
		{`"entries":[{"path":"","kind":"create"}]`, errOutside},
		{`"entries":[{"path":"out/x","kind":"update"}]`, errLink},
		{`"entries":[{"path":"out","kind":"create"}]`, errLink},
		{`"entries":[{"path":"web","kind":"delete"}]`, errDirectory},
		{`"entries":[{"path":".msgen-journal","kind":"create"}]`, errReserved},
		{`"dirs":["../x"],"entries":[]`, errOutside},
		{`"dirs":["out/x"],"entries":[]`, errLink},
		{`"dirs":["keep","web"],"entries":[]`, nil}, // a file, and a directory that is not empty
		{`"entries":[{"path":"keep","kind":"create","sum":"x"},{"path":"keep","kind":"update","was":"x"}]`, nil},
		{`"entries":[{"path":"keep","kind":"boom"}]`, nil},
	} {
		plant(t, root, `{"pid":0,"host":"x",BOUND,`+c.inside+"}\n", time.Hour)
		_, err := Recover(root)
		if c.want == nil && err != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.inside, err, c.want)
		}
		_ = root.Remove(journalName)
		for name, text := range before() {
			if got, err := root.ReadFile(name); string(got) != text {
				t.Errorf("%s: %s is touched: %v", c.inside, name, err)
			}
		}
	}
}

// TestEditedAfterTheKill keeps what a person wrote between the killed run and the next one.
func TestEditedAfterTheKill(t *testing.T) {
	_, root := repository(t, before())
	changes := compared(t, root)
	stop := errors.New("killed")
	dead := false
	_ = apply(faulty{disk: rootDisk{root}, n: new(int), fails: func(_ int, op string) error {
		if now, _ := root.ReadFile("Dockerfile"); dead || string(now) == "FROM new\n" && op == "sync dir" {
			dead = true
			return stop
		}
		return nil
	}}, changes)
	if err := root.WriteFile("Dockerfile", []byte("FROM mine\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	was := shape(t, root)
	_, err := Recover(root)
	var h *hint.Error
	if !errors.As(err, &h) || !strings.HasPrefix(err.Error(), "Dockerfile: was edited after a run of msgen was interrupted") {
		t.Errorf("error %v", err)
	}
	if !maps.Equal(shape(t, root), was) {
		t.Error("something was touched")
	}
	if err := root.Remove(".Dockerfile.msgen-old"); err != nil { // as the hint says
		t.Fatal(err)
	}
	if _, err := Recover(root); err != nil {
		t.Fatal(err)
	}
	want := before()
	want["Dockerfile"] = "FROM mine\n"
	if got := files(tree(t, root)); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// TestInTheWay has files of others under the second names.
func TestInTheWay(t *testing.T) {
	for _, name := range []string{".Dockerfile.msgen-new", ".Dockerfile.msgen-old", "web/..dockerignore.msgen-old"} {
		_, root := repository(t, before())
		changes := compared(t, root)
		if err := root.WriteFile(name, []byte("theirs\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		was := shape(t, root)
		if err := Apply(root, changes); err == nil || !strings.Contains(err.Error(), name+" already exists") {
			t.Errorf("%s: %v", name, err)
		}
		if !maps.Equal(shape(t, root), was) {
			t.Errorf("%s: something was touched", name)
		}
	}
	_, err := Compute(fs.FS(os.DirFS(t.TempDir())), []File{{Path: ".x.msgen-new"}})
	if !errors.Is(err, errReserved) {
		t.Errorf("a name of ours is wanted: %v", err)
	}
}

// TestAppliesBesideADirectoryOfOthers rolls back a new directory that somebody else has used since.
func TestAppliesBesideADirectoryOfOthers(t *testing.T) {
	_, root := repository(t, before())
	changes := compared(t, root)
	err := apply(faulty{disk: rootDisk{root}, n: new(int), fails: func(_ int, op string) error {
		if op != "link" {
			return nil
		}
		_ = root.WriteFile("services/theirs", []byte("x"), 0o600)
		return fs.ErrExist
	}}, changes)
	want := before()
	want["services/theirs"] = "x"
	if got := files(tree(t, root)); err == nil || strings.Contains(err.Error(), "put back") || !maps.Equal(got, want) {
		t.Errorf("%v: %v", err, got)
	}
}
