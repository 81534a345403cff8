package lock

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/hint"
)

// mergeFile lets the real git merge three texts. clean says that it left no markers.
func mergeFile(t *testing.T, ours, base, theirs []byte, style ...string) (merged []byte, clean bool) {
	t.Helper()
	dir := t.TempDir()
	args := append([]string{"merge-file", "-p"}, style...)
	for name, data := range map[string][]byte{"ours": ours, "base": base, "theirs": theirs} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", append(args, "ours", "base", "theirs")...)
	cmd.Dir = dir
	merged, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 && exit.ExitCode() < 128 {
		return merged, false
	}
	if err != nil {
		t.Fatalf("git merge-file: %v", err)
	}
	return merged, true
}

// changed is the example after a change.
func changed(change func(*Lock)) *Lock {
	l := example()
	l.Services[0].Facts = append(l.Services[0].Facts, Fact{"zone", "a", "", 0, ""}, Fact{"zoo", "b", "", 0, ""})
	change(l)
	return l
}

// What two branches change in different places merges without a conflict to what both say.
func TestGitMerges(t *testing.T) {
	for name, c := range map[string]struct{ ours, theirs, both func(*Lock) }{
		"different services": {
			func(l *Lock) { l.Services[0].Dir = "srv" }, func(l *Lock) { l.Services[1].Stack = "go" },
			func(l *Lock) { l.Services[0].Dir, l.Services[1].Stack = "srv", "go" },
		},
		"different facts": {
			func(l *Lock) { l.Services[0].Facts[0].Value = "pnpm" }, func(l *Lock) { l.Services[0].Facts[2].Value = "c" },
			func(l *Lock) { l.Services[0].Facts[0].Value, l.Services[0].Facts[2].Value = "pnpm", "c" },
		},
		"an answer and a file": {
			func(l *Lock) { l.Services[0].Answers[1].Value = "9090" }, func(l *Lock) { l.Files[1].Base = []byte("FROM alpine\n") },
			func(l *Lock) {
				l.Services[0].Answers[1].Value, l.Files[1].Base = "9090", []byte("FROM alpine\n")
			},
		},
		"a service more and a service less": {
			func(l *Lock) { l.Services = append(l.Services, Service{Name: "aaa"}) }, func(l *Lock) { l.Services, l.Files = l.Services[:1], l.Files[:2] },
			func(l *Lock) {
				l.Services, l.Files = append([]Service{{Name: "aaa"}}, l.Services[0]), l.Files[:2]
			},
		},
	} {
		base := written(t, changed(func(*Lock) {}), nil)
		ours, theirs := written(t, changed(c.ours), base), written(t, changed(c.theirs), base)
		merged, clean := mergeFile(t, ours, base, theirs)
		got, err := Parse(merged)
		if !clean || err != nil || !reflect.DeepEqual(got, changed(c.both)) {
			t.Errorf("%s: clean %t, %v\n%s", name, clean, err, merged)
		}
		if want := written(t, changed(c.both), base); string(want) != string(merged) {
			t.Errorf("%s: msgen would write\n%s", name, want)
		}
	}
}

// Whatever style git writes its markers in, both sides come out as they went in.
func TestSidesOfGit(t *testing.T) {
	one := changed(func(l *Lock) {
		l.Services[0].Facts[0].Value, l.Files[1].Base, l.Msgen = "pnpm", []byte("FROM a\n"), "v0.9.1"
	})
	two := changed(func(l *Lock) {
		l.Services[0].Facts[0].Value, l.Files[1].Base, l.Msgen = "yarn", []byte("FROM b\n"), "v0.9.2"
	})
	base := written(t, changed(func(*Lock) {}), nil)
	for _, style := range [][]string{nil, {"--diff3"}, {"--zdiff3"}} {
		a, b := written(t, one, base), written(t, two, base)
		merged, clean := mergeFile(t, a, base, b, style...)
		if clean {
			t.Fatalf("%v: no conflict", style)
		}
		for _, text := range []string{string(merged), strings.ReplaceAll(string(merged), "\n", "\r\n"), "\ufeff" + string(merged)} {
			ours, theirs, conflicted := Sides([]byte(text))
			if !conflicted || string(ours) != string(a) || string(theirs) != string(b) {
				t.Fatalf("%v: %t\n%s", style, conflicted, text)
			}
			_, err := Parse([]byte(text))
			var e *ConflictError
			if !errors.As(err, &e) || !reflect.DeepEqual(e.Ours, one) || !reflect.DeepEqual(e.Theirs, two) || len(e.Unwrap()) > 0 {
				t.Errorf("%v: %v", style, err)
			}
			if again := written(t, e.Ours, []byte(text)); string(again) != string(a) {
				t.Errorf("%v: the bases are written otherwise\n%s", style, again)
			}
		}
	}
}

func TestSides(t *testing.T) {
	for _, c := range []struct {
		text, ours, theirs string
		conflicted, pairs  bool
	}{
		{"", "", "", false, true},
		{"a\n=======\nb\n", "a\n=======\nb\n", "a\n=======\nb\n", false, true},
		{"a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\nd", "a\nb\nd", "a\nc\nd", true, true},
		{"<<<<<<<\n=======\n>>>>>>>", "", "", true, true},
		{"<<<<<<< x\r\nb\r\n||||||| z\r\no\r\n=======\r\nc\r\n>>>>>>> y\r\n", "b\n", "c\n", true, true},
		{"<<<<<<< x\nb\n|||||||\n<<<<<<<<< n\n1\n=========\n2\n>>>>>>>>> m\n=======\nc\n>>>>>>> y\n", "b\n", "c\n", true, true},
		{"<<<<<<<x\n=======x\n", "<<<<<<<x\n=======x\n", "<<<<<<<x\n=======x\n", false, true},
		{"<<<<<<< x\nb\n", "", "", true, false},
		{"<<<<<<< x\nb\n=======\nc\n", "", "", true, false},
		{"b\n>>>>>>> y\n", "", "", true, false},
		{"||||||| y\n", "", "", true, false},
		{"<<<<<<< x\n<<<<<<< x\n=======\n>>>>>>> y\n", "", "", true, false},
		{"<<<<<<< x\n=======\n=======\n>>>>>>> y\n", "", "", true, false},
	} {
		ours, theirs, conflicted := Sides([]byte(c.text))
		if conflicted != c.conflicted || string(ours) != c.ours || string(theirs) != c.theirs || (ours != nil) != c.pairs || (theirs != nil) != c.pairs {
			t.Errorf("%q: %q, %q, %t", c.text, ours, theirs, conflicted)
		}
	}
}

func TestParseConflictWithABadSide(t *testing.T) {
	good := string(written(t, example(), nil))
	for text, want := range map[string]string{
		strings.Replace(good, "catalog: \"2026-11-20\"\n", "<<<<<<< a\ncatalog: \"x\"\n=======\n>>>>>>> b\n", 1):             ".msgen.lock: Git left conflict markers here; their side cannot be read: .msgen.lock:2: catalog is missing",
		strings.Replace(good, "catalog: \"2026-11-20\"\n", "<<<<<<< a\ncatalog: 1\n=======\ncatalog: \"y\"\n>>>>>>> b\n", 1): ".msgen.lock: Git left conflict markers here; our side cannot be read: .msgen.lock:5: catalog is a number, but must be a string; quote 1 if it is one",
		strings.Replace(good, "catalog: \"2026-11-20\"\n", "<<<<<<< a\ncatalog: \"x\"\n=======\ncatalog: \"y\"\n", 1):        ".msgen.lock: Git left conflict markers here, and they do not match",
	} {
		_, err := Parse([]byte(text))
		var e *ConflictError
		if !errors.As(err, &e) || err.Error() != want || (e.Ours == nil) != (e.OursErr != nil) || (e.Theirs == nil) != (e.TheirsErr != nil) || len(e.Unwrap()) == 0 {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Each conflict says what to type next.
func TestConflictHints(t *testing.T) {
	side := func(catalog string) string { return "lockVersion: 1\nmsgen: \"\"\ncatalog: " + catalog + "\n" }
	for _, c := range []struct{ ours, theirs, want string }{
		{side("a"), side("b"), "msgen update resolves it"},
		{side("1"), side("b"), "take theirs: git checkout --theirs .msgen.lock"},
		{side("a"), side("2"), "take ours: git checkout --ours .msgen.lock"},
		{side("1"), side("2"), "take ours: git checkout --ours .msgen.lock"},
	} {
		_, err := Parse([]byte("<<<<<<< a\n" + c.ours + "=======\n" + c.theirs + ">>>>>>> b\n"))
		var h *hint.Error
		if !errors.As(err, &h) || h.Hints[0] != c.want {
			t.Errorf("%v: want %s", err, c.want)
		}
	}
}
