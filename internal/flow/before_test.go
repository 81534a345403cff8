package flow_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/story"
)

// beforeDir holds what msgen wrote for cases of testdata/stacks before its templates were Dockerfiles: the lock, the
// answers and, for people to read, the Dockerfiles; the ignore file is in the lock alone. These files are never written anew:
// locks of this age are in repositories, and must be read and merged.
const beforeDir = "../../testdata/before"

// TestUpdateFromBefore updates repositories whose files an older msgen wrote and people edited: every edit is kept, nothing
// conflicts, the result parses and breaks no rule.
func TestUpdateFromBefore(t *testing.T) {
	files, err := filepath.Glob(beforeDir + "/*.txtar")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d cases (%v)", len(files), err)
	}
	for i, file := range files {
		if testing.Short() && i%5 != 0 {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := readBefore(t, file)
			t.Run("check", func(t *testing.T) { old.checked(t) })
			t.Run("edits", func(t *testing.T) { old.edited(t) })
			t.Run("comment", func(t *testing.T) { old.reworded(t) })
		})
	}
}

// before is a repository as an older msgen left it.
type before struct {
	files       map[string]string
	dockerfiles []string
}

// readBefore lays what was generated over the case's repository.
func readBefore(t *testing.T, file string) before {
	t.Helper()
	s, err := story.Read("../../testdata/stacks/" + filepath.Base(file))
	if err != nil {
		t.Fatal(err)
	}
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b := before{files: map[string]string{}}
	for _, f := range s.Repo {
		b.files[f.Name] = string(f.Data)
	}
	for _, f := range a.Files {
		b.files[f.Name] = string(f.Data)
	}
	l, err := lock.Parse([]byte(b.files[lock.Name]))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range l.Files {
		if strings.HasSuffix(f.Path, "Dockerfile") {
			b.dockerfiles = append(b.dockerfiles, f.Path)
			if b.files[f.Path] != string(f.Base) {
				t.Errorf("%s is not the one of the lock", f.Path)
			}
		}
		b.files[f.Path] = string(f.Base)
	}
	return b
}

// write makes the repository.
func (b before) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range b.files {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// checked requires that a check finds nothing but what the new msgen writes and reads otherwise.
func (b before) checked(t *testing.T) {
	got := msgen(b.write(t), "update", "--check")
	if got.code != 2 || !strings.Contains(got.out, "catalog: msgen now writes it differently") {
		t.Errorf("update --check ends with %d:\n%s%s", got.code, got.out, got.stderr)
	}
	if other := regexp.MustCompile(`(?m)^(answers|packs|policy|edits|rules|conflict): .*`).FindString(got.out); other != "" {
		t.Errorf("more than msgen's own text moved: %s", other)
	}
}

// edited makes ten edits in each Dockerfile and updates.
func (b before) edited(t *testing.T) {
	dir := b.write(t)
	signs := map[string][]string{}
	for _, path := range b.dockerfiles {
		text, made := editTenfold(b.files[path])
		if len(made) < 7 {
			t.Errorf("%s has a place for %d edits alone: %s", path, len(made), strings.Join(made, ", "))
		}
		signs[path] = made
		t.Logf("%s: %d edits", path, len(made))
		byHand(t, dir, path, text)
	}
	got := msgen(dir, "update", "--json", "--conflict=markers")
	if n := conflicts(t, got); got.code != 0 || n != 0 {
		t.Fatalf("update ends with %d and has %d conflicts:\n%s%s", got.code, n, got.out, got.stderr)
	}
	for path, made := range signs {
		text := readFile(t, dir, path)
		if _, err := instructionsOf(text); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, sign := range made {
			if !shows(text, sign) {
				t.Errorf("%s: the edit %q is lost:\n%s", path, sign, text)
			}
		}
	}
	again := msgen(dir, "update", "--check")
	if again.code != 2 || !onlyEdits(again.out) {
		t.Errorf("after the update, a check ends with %d:\n%s%s", again.code, again.out, again.stderr)
	}
}

// onlyEdits reports whether a check speaks of hand edits and of no broken rule, save that nothing asks the port that was
// added to a program without one (MS080).
func onlyEdits(out string) bool {
	kinds := regexp.MustCompile(`(?m)^\w+:.*`).FindAllString(out, -1)
	return len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k string) bool {
		return !strings.HasPrefix(k, "edits: ") && !(strings.HasPrefix(k, "rules: ") && strings.HasSuffix(k, "(MS080)"))
	})
}

// reworded adds a word to a comment that msgen wrote. Where msgen has another comment now, both changed the same line, and
// the conflict shows both; elsewhere there is none.
func (b before) reworded(t *testing.T) {
	for _, path := range b.dockerfiles {
		dir := b.write(t)
		at := strings.LastIndex(b.files[path][:strings.LastIndex(b.files[path], "\nFROM ")+1], "\n# ")
		end := at + 1 + strings.Index(b.files[path][at+1:], "\n")
		comment := b.files[path][at+1 : end]
		byHand(t, dir, path, b.files[path][:end]+" (kept by hand)"+b.files[path][end:])
		got := msgen(dir, "update", "--json", "--conflict=markers")
		text := readFile(t, dir, path)
		if !strings.Contains(text, comment+" (kept by hand)\n") {
			t.Errorf("%s: the comment is lost:\n%s", path, text)
		}
		if n := conflicts(t, got); n > 1 {
			t.Errorf("%s: %d conflicts by one word:\n%s", path, n, got.out)
		} else {
			t.Logf("%s: %d conflicts", path, n)
		}
	}
}

// conflicts counts the conflicts of an update.
func conflicts(t *testing.T, got outcome) int {
	t.Helper()
	var said struct {
		Files []struct{ Conflicts []any }
	}
	if err := json.Unmarshal([]byte(got.out), &said); err != nil {
		t.Fatalf("update ends with %d: %v\n%s%s", got.code, err, got.out, got.stderr)
	}
	n := 0
	for _, f := range said.Files {
		n += len(f.Conflicts)
	}
	return n
}

// The signs of the edits that are not among change.HandEdits.
const (
	mirrored  = "registry.example.com/mirror/"
	volume    = "VOLUME /hand-edited"
	oneMore   = "FROM busybox:1.37 AS hand-edited"
	interval  = "--interval=31s"
	userMoved = "USER below EXPOSE"
)

// editTenfold makes the standard edits and five more, as far as there is a place for them, and gives their signs.
func editTenfold(text string) (string, []string) {
	edited, standard := change.EditByHand([]byte(text), change.HandEdits()...)
	text = string(edited)
	var made []string
	for _, e := range standard {
		made = append(made, e.Sign)
	}
	for _, e := range []struct {
		sign, old, new string
	}{
		{userMoved, `((?s:.*)\n)(USER \S+\n)\n?((?s:.*\n)EXPOSE [^\n]*\n(?s:.*))(# kept: a comment by hand\n(?s:.*))$`, "${1}${3}${2}\n${4}"},
		{interval, `--interval=30s`, interval},
		{mirrored, `((?s:.*)\nFROM (?:--platform=\S+ )?)([\w./-]+:)`, "${1}" + mirrored + "${2}"},
		{volume, `((?s:.*)\nFROM [^\n]*\n)`, "${1}\n" + volume + "\n"},
		{oneMore, `((?s:.*)\n\n)((?:#[^\n]*\n)*FROM )`, "${1}# hand-edited What the pipeline runs: docker buildx build --target hand-edited .\n" + oneMore + "\n\nCMD [\"true\"]\n\n${2}"},
	} {
		if now := regexp.MustCompile(e.old).ReplaceAllString(text, e.new); now != text {
			text, made = now, append(made, e.sign)
		}
	}
	return text, made
}

// shows reports whether an edit is in a text.
func shows(text, sign string) bool {
	if sign == userMoved {
		return strings.LastIndex(text, "\nUSER ") > strings.LastIndex(text, "\nEXPOSE ")
	}
	return strings.Contains(text, sign)
}

func readFile(t *testing.T, dir, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func byHand(t *testing.T, dir, path, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(path)), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
