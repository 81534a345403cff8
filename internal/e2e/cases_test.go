//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// TestCases builds, runs and rebuilds every case of testdata/stacks that has want/run, cheap ones first; the variable
// CASE picks some by name.
func TestCases(t *testing.T) {
	needDocker(t)
	all, err := story.ReadAll(filepath.Join(root, "testdata", "stacks"))
	if err != nil {
		t.Fatal(err)
	}
	pattern := os.Getenv("CASE")
	cases, err := Pick(all, pattern)
	if err != nil && len(pickMoves(t, pattern))+len(packLives(t, pattern)) > 0 {
		t.Skipf("CASE=%q names a change or a life with a pack: see TestChanges and TestPackStory", pattern)
	}
	if err != nil {
		t.Fatal(err)
	}
	Order(cases)
	t.Logf("%d of %d cases are built; the others have no want/run, or another name than CASE=%q", len(cases), len(all), pattern)
	program, begin := msgen(t), time.Now()
	var rows []Row
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { rows = append(rows, tryCase(t, program, c)...) })
	}
	report(t, "table.txt", rows)
	t.Logf("%d images in %.1f minutes", len(rows), time.Since(begin).Minutes())
	if pattern == "" {
		t.Run("enough", func(t *testing.T) { enough(t, rows) })
	}
}

// tryCase tries all images of a case.
func tryCase(t *testing.T, program string, c *story.Story) []Row {
	repo, err := prepare(t, program, c)
	var trials []*Trial
	if err == nil {
		trials, err = Trials(c, repo)
	}
	if err != nil {
		t.Error(err)
		return []Row{{Case: c.Name, Breaches: []string{err.Error()}}}
	}
	var rows []Row
	for _, trial := range trials {
		rows = append(rows, try(t, trial))
	}
	return rows
}

// enough requires that the proof covers what msgen promises: 24 cases, every stack, every base.
func enough(t *testing.T, rows []Row) {
	built, stacks, bases := 0, map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		if r.Target == "" {
			built++
		}
		stack, _, _ := strings.Cut(r.Case, "-")
		stacks[stack], bases[family(r.Base)] = true, true
	}
	if built < 24 {
		t.Errorf("%d cases were built, want at least 24", built)
	}
	for _, s := range []string{"go", "node", "python", "java", "rust"} {
		if !stacks[s] {
			t.Errorf("no case of stack %s was built", s)
		}
	}
	for _, b := range []string{"scratch", "distroless", "alpine", "slim"} {
		if !bases[b] {
			t.Errorf("no case on base %s was built", b)
		}
	}
}

// family says which of msgen's bases an image is.
func family(image string) string {
	for _, f := range []string{"scratch", "distroless", "alpine", "slim"} {
		if strings.Contains(image, f) {
			return f
		}
	}
	if strings.HasPrefix(image, "eclipse-temurin:") && strings.Contains(image, "jre") {
		return "slim"
	}
	return image
}
