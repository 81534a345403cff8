package flow_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/msgen/msgen/cmd"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/story"
)

var update = flag.Bool("update", false, "write the goldens of testdata/stacks anew")

// outcome is what msgen said and wrote.
type outcome struct {
	code        int
	out, stderr string
}

// msgen runs one command line in a directory.
func msgen(dir string, args ...string) outcome {
	var out, stderr bytes.Buffer
	code := cmd.Main(args, cmd.Env{In: strings.NewReader(""), Out: &out, Err: &stderr, Dir: dir,
		Getenv: func(string) string { return "" }, Terminal: func(any) bool { return false }})
	return outcome{code, out.String(), stderr.String()}
}

// generated gives what a repository holds beyond the case: the files that msgen wrote.
func generated(t *testing.T, s *story.Story, dir string) map[string]string {
	t.Helper()
	own := map[string]bool{}
	for _, f := range s.Repo {
		own[f.Name] = true
	}
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil || own[filepath.ToSlash(rel)] {
			return err
		}
		data, err := os.ReadFile(path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestStacks makes of every case in testdata/stacks what it wants, and asserts of each that a second run gives the same.
func TestStacks(t *testing.T) {
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stories {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			got := tell(t, s)
			if again := tell(t, s); !equal(got, again) {
				t.Error("a second run gives other files")
			}
			if *update {
				rewrite(t, s, got)
				return
			}
			compare(t, s, got)
		})
	}
}

// tell runs detect and init for a case and gives all that came of it, by the names of the goldens.
func tell(t *testing.T, s *story.Story) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := s.Copy(dir); err != nil {
		t.Fatal(err)
	}
	found := msgen(dir, "detect", "--json")
	if found.code != 0 && s.Exit == 0 {
		t.Fatalf("detect ends with %d:\n%s", found.code, found.stderr)
	}
	made := msgen(dir, append([]string{"init", "--yes"}, s.Flags...)...)
	if made.code != s.Exit {
		t.Fatalf("init ends with %d, not %d:\n%s", made.code, s.Exit, made.stderr)
	}
	got := generated(t, s, dir)
	if made.code == 0 {
		noFindings(t, dir, s.Flags)
		settled(t, dir, got)
	}
	if found.code == 0 {
		got["detect.json"] = found.out
	}
	if s.Exit != 0 {
		if len(got) > 1 || len(got) == 1 && got["detect.json"] == "" {
			t.Errorf("init failed and wrote files all the same")
		}
		got["stderr"] = made.stderr
	}
	return got
}

// settled requires that msgen remembers what it wrote and has nothing more to say, and takes its memory out of the files.
func settled(t *testing.T, dir string, got map[string]string) {
	t.Helper()
	if check := msgen(dir, "update", "--check"); check.code != 0 || check.out != "" {
		t.Errorf("update --check ends with %d right after init:\n%s%s", check.code, check.out, check.stderr)
	}
	if again := msgen(dir, "update", "--json"); again.code != 0 || !strings.Contains(again.out, `"written": false`) {
		t.Errorf("update has something to do right after init (%d):\n%s%s", again.code, again.out, again.stderr)
	}
	for _, name := range []string{lock.Name, config.Name} {
		now, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(now) != got[name] || got[name] == "" {
			t.Errorf("%s: not written by init, or changed by update (%v)", name, err)
		}
		delete(got, name)
	}
}

// noFindings requires that msgen's own rules have nothing to say of what it wrote.
func noFindings(t *testing.T, dir string, flags []string) {
	t.Helper()
	again := msgen(dir, append([]string{"init", "--yes", "--json", "--dry-run"}, flags...)...)
	var said struct {
		Services []struct {
			Findings []struct{ Rule, Severity, Path, Text string }
		}
	}
	if err := json.Unmarshal([]byte(again.out), &said); err != nil {
		t.Fatalf("init --json: %v\n%s", err, again.out)
	}
	for _, service := range said.Services {
		for _, f := range service.Findings {
			t.Errorf("%s: %s: %s (%s)", f.Severity, f.Path, f.Text, f.Rule)
		}
	}
}

func equal(a, b map[string]string) bool {
	for name, text := range a {
		if b[name] != text {
			return false
		}
	}
	return len(a) == len(b)
}

// compare reports every golden that is not what came.
func compare(t *testing.T, s *story.Story, got map[string]string) {
	t.Helper()
	want := map[string]bool{}
	for _, g := range s.Goldens {
		want[g.Name] = true
		text, ok := got[g.Name]
		switch {
		case !ok:
			t.Errorf("%s was not written", g.Name)
		case text != string(g.Data):
			t.Errorf("%s differs; -update writes it anew:\n%s", g.Name, text)
		}
	}
	for name := range got {
		if !want[name] {
			t.Errorf("%s is not wanted; -update takes it over", name)
		}
	}
}

// rewrite writes the goldens of a case.
func rewrite(t *testing.T, s *story.Story, got map[string]string) {
	t.Helper()
	var goldens []story.File
	for name, text := range got {
		goldens = append(goldens, story.File{Name: name, Data: []byte(text)})
	}
	sort.Slice(goldens, func(i, j int) bool { return goldens[i].Name < goldens[j].Name })
	if err := os.WriteFile(s.Path, s.With(goldens), 0o644); err != nil {
		t.Fatal(err)
	}
}
