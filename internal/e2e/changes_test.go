//go:build e2e

package e2e

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// TestChanges goes with each case of testdata/changes through the life of a repository: what init wrote is built and run, a
// person edits it, the stack changes, update merges, and what comes is built and run again and still holds the edit. The
// variable CASE picks some by name.
func TestChanges(t *testing.T) {
	pattern := os.Getenv("CASE")
	picked := pickMoves(t, pattern)
	if len(picked) == 0 {
		t.Skipf("no change is named CASE=%q", pattern)
	}
	needDocker(t)
	program, begin := msgen(t), time.Now()
	var rows []Row
	for _, m := range picked {
		t.Run(m.Before.Name, func(t *testing.T) { rows = append(rows, live(t, program, m)...) })
	}
	report(t, "changes.txt", rows)
	t.Logf("%d images in %.1f minutes", len(rows), time.Since(begin).Minutes())
}

// pickMoves gives the changes whose names match one of the patterns, all for "".
func pickMoves(t *testing.T, patterns string) []*Move {
	t.Helper()
	all, err := ReadMoves(filepath.Join(root, "testdata", "changes"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(m *Move) bool { return patterns != "" && !matches(patterns, m.Before.Name) })
}

// live goes through one case and gives the rows of both images.
func live(t *testing.T, program string, m *Move) []Row {
	repo, err := prepare(t, program, m.Before)
	if err != nil {
		t.Fatal(err)
	}
	rows := []Row{trySide(t, m.Before, repo, "before", nil)}
	u := user{t, program, repo}
	u.sh(m.Edit)
	if said, code := u.msgen("update", "--check"); code != 2 || !strings.Contains(said, "edited by hand") || strings.Contains(said, "stack:") {
		t.Fatalf("after the edit update --check ends with %d:\n%s", code, said)
	}
	u.move(m)
	said, code := u.msgen("update", "--check")
	for _, want := range m.Checks {
		if code != 2 || !strings.Contains(said, want) {
			t.Errorf("after the change update --check ends with %d and does not say %q:\n%s", code, want, said)
		}
	}
	if said, code := u.msgen("update"); code != 0 || !strings.Contains(said, "MERGED ") {
		t.Fatalf("update ends with %d:\n%s", code, said)
	}
	rows = append(rows, trySide(t, m.After, repo, "after", m.Keeps))
	if said, code := u.msgen("accept"); code != 0 {
		t.Errorf("accept ends with %d:\n%s", code, said)
	}
	if said, code := u.msgen("update", "--check"); code != 0 {
		t.Errorf("at the end update --check ends with %d:\n%s", code, said)
	}
	return rows
}

// trySide builds and runs one state.
func trySide(t *testing.T, s *story.Story, repo, side string, keeps []string) Row {
	t.Helper()
	trials, err := Trials(s, repo)
	if err != nil || len(trials) != 1 {
		t.Fatalf("%d images, want 1: %v", len(trials), err)
	}
	trials[0].Name, trials[0].Keeps = s.Name+" "+side, keeps
	return try(t, trials[0])
}

// user is somebody in a repository.
type user struct {
	t             *testing.T
	program, repo string
}

// sh runs a script.
func (u user) sh(script string) {
	u.t.Helper()
	if err := Setup(u.t.Context(), u.repo, script); err != nil {
		u.t.Fatal(err)
	}
}

// msgen runs msgen, and gives all that it printed and its exit code.
func (u user) msgen(args ...string) (string, int) {
	u.t.Helper()
	ctx, stop := context.WithTimeout(u.t.Context(), time.Minute)
	defer stop()
	c := exec.CommandContext(ctx, u.program, args...)
	c.Dir = u.repo
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		u.t.Fatal(err)
	}
	return string(out), c.ProcessState.ExitCode()
}

// move lays the repository as it is afterwards over what is there.
func (u user) move(m *Move) {
	u.t.Helper()
	for _, name := range m.Gone {
		if err := os.Remove(filepath.Join(u.repo, filepath.FromSlash(name))); err != nil {
			u.t.Fatal(err)
		}
	}
	if err := m.After.Copy(u.repo); err != nil {
		u.t.Fatal(err)
	}
	if m.After.Setup != "" {
		u.sh(m.After.Setup)
	}
}
