package flow_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// typed does what a person does at the command line, for each conflict and for one clean edit of every change: the file on
// disk is what the study judged, and of a conflict every line is printed and nothing is written.
func (r *studyResult) typed(t *testing.T, s study) {
	if s.changes[r.change].packed || r.by[byUpdate].places == 0 && r.edit != "env" {
		return
	}
	dir := t.TempDir()
	r.stage(t, s, dir)
	flags := s.changes[r.change].flags
	before := readTree(t, dir)
	done := msgen(dir, append([]string{"update"}, flags...)...)
	if r.by[byUpdate].places == 0 {
		if got := readTree(t, dir)["Dockerfile"]; done.code != 0 || got != string(r.merged.Text) {
			t.Errorf("%s: %s: update ends with %d and writes\n%s\n%s", r.stack, r.name(), done.code, got, done.stderr)
		}
		return
	}
	if after := readTree(t, dir); done.code != 3 || !maps.Equal(before, after) {
		t.Errorf("%s: %s: update ends with %d, or writes in spite of a conflict", r.stack, r.name(), done.code)
	}
	printed := strings.Split(done.stderr, "\n")
	for _, c := range r.merged.Conflicts {
		for _, line := range strings.Split(strings.TrimSuffix(c.Yours+c.Theirs, "\n"), "\n") {
			if !slices.Contains(printed, "    "+line) {
				t.Errorf("%s: %s: update does not print %q:\n%s", r.stack, r.name(), line, done.stderr)
			}
		}
	}
	marked := msgen(dir, append([]string{"update", "--conflict=markers"}, flags...)...)
	if got := readTree(t, dir)["Dockerfile"]; marked.code != 3 || got != string(r.merged.Text) {
		t.Errorf("%s: %s: update --conflict=markers ends with %d and writes\n%s\n%s", r.stack, r.name(), marked.code, got, marked.stderr)
	}
}

// stage makes the repository as it is before the update: init, the edit, the change.
func (r *studyResult) stage(t *testing.T, s study, dir string) {
	writeTree(t, dir, s.repo)
	if made := msgen(dir, append([]string{"init", "--yes"}, s.flags...)...); made.code != 0 {
		t.Errorf("%s: init ends with %d:\n%s", r.stack, made.code, made.stderr)
	}
	files := readTree(t, dir)
	if files["Dockerfile"] != r.base {
		t.Errorf("%s: init writes another Dockerfile than the study has", r.stack)
	}
	files["Dockerfile"] = r.yours
	for name := range readTree(t, dir) {
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
	}
	s.changes[r.change].apply(files)
	writeTree(t, dir, files)
}

// readTree reads all files below a directory.
func readTree(t *testing.T, dir string) map[string]string {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return files
}

// writeTree writes files below a directory.
func writeTree(t *testing.T, dir string, files map[string]string) {
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Error(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Error(err)
		}
	}
}
