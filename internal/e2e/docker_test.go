//go:build e2e

package e2e

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// root is the repository's root, seen from this package.
const root = "../.."

// perImage is the time that one image may take, from the first build to the last question.
const perImage = 15 * time.Minute

// needDocker fails the test where images cannot be built: a proof that is left out in silence is none.
func needDocker(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for _, args := range [][]string{{"version"}, {"buildx", "version"}, {"buildx", "inspect"}} {
		if _, err := docker(ctx, args...); err != nil {
			t.Fatalf("these tests build and run images: they need a Docker engine and buildx at hand.\n%v", err)
		}
	}
}

// msgen builds the program under test; the variable MSGEN names another one.
func msgen(t *testing.T) string {
	t.Helper()
	if other := os.Getenv("MSGEN"); other != "" {
		return other
	}
	file := filepath.Join(t.TempDir(), "msgen")
	c := exec.Command("go", "build", "-o", file, "./cmd/msgen")
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("building msgen: %v\n%s", err, out)
	}
	return file
}

// report prints the table, and leaves it in e2e-out.
func report(t *testing.T, file string, rows []Row) {
	t.Helper()
	if len(rows) == 0 {
		return
	}
	table := Table(rows)
	fmt.Print("\n", table, "\n")
	out := filepath.Join(root, "e2e-out")
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, file), []byte(table), 0o644); err != nil {
		t.Fatal(err)
	}
}

// try carries a trial out and fails the test for every breach.
func try(t *testing.T, trial *Trial) Row {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), perImage)
	defer stop()
	row, err := trial.Try(ctx)
	if err != nil {
		row.Breaches = append(row.Breaches, err.Error())
	}
	t.Logf("%s %s: cold %.1f s, rebuild %.1f s, %d breaches", row.Case, cmp.Or(row.Target, "prod"), row.Cold, row.Rebuild, len(row.Breaches))
	for _, b := range row.Breaches {
		t.Errorf("%s: %s", row.Case, b)
	}
	return row
}

// prepare copies a case, sets it up, and lets msgen write.
func prepare(t *testing.T, program string, s *story.Story) (string, error) {
	t.Helper()
	repo := t.TempDir()
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	if err := s.Copy(repo); err != nil {
		return "", err
	}
	if s.Setup != "" {
		if err := Setup(ctx, repo, s.Setup); err != nil {
			return "", err
		}
	}
	return repo, Generate(ctx, program, repo, s.Flags)
}
