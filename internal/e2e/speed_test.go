package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestSpeed holds init and update --check to their time on a repository of 5,000 files: twice that of `find . -type f` and 40 ms. It needs a
// built program, named by MSGEN: `make bench`.
func TestSpeed(t *testing.T) {
	program := os.Getenv("MSGEN")
	if program == "" {
		t.Skip("MSGEN names no program: `make bench` builds one and runs this")
	}
	repo := large(t)
	find := best(t, repo, "find", ".", "-type", "f")
	init := best(t, repo, program, "init", "--yes", "--dry-run")
	if out, err := exec.Command(program, "init", "--yes", repo).CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	check := best(t, repo, program, "update", "--check")
	help := best(t, repo, program, "--help")
	limit := 2*find + 40*time.Millisecond
	fmt.Printf("find %v, msgen init --yes --dry-run %v: %.1f of find, %.2f of the %v that are allowed; msgen --help %v\n",
		find, init, float64(init)/float64(find), float64(init)/float64(limit), limit, help)
	if init > limit {
		t.Errorf("msgen init took %v, allowed are %v", init, limit)
	}
	fmt.Printf("msgen update --check %v: %.2f of what is allowed\n", check, float64(check)/float64(limit))
	if check > limit {
		t.Errorf("msgen update --check took %v, allowed are %v", check, limit)
	}
	if help > 60*time.Millisecond {
		t.Errorf("msgen --help took %v, allowed are 60ms", help)
	}
}

// large writes a repository of 5,000 files: a small Node service, and sources around it.
func large(t *testing.T) string {
	t.Helper()
	repo := t.TempDir()
	files := map[string]string{
		"package.json":      `{"name":"large","scripts":{"start":"node server.js"},"dependencies":{"express":"5.1.0"}}` + "\n",
		"server.js":         "require('express')().listen(process.env.PORT || 3000)\n",
		"package-lock.json": `{"name":"large","lockfileVersion":3,"packages":{"":{"name":"large","dependencies":{"express":"5.1.0"}}}}` + "\n",
	}
	for i := len(files); i < 5000; i++ {
		files[fmt.Sprintf("src/part%02d/area%d/file%d.js", i%50, i%7, i)] = fmt.Sprintf("module.exports = %d\n", i)
	}
	for name, text := range files {
		write(t, filepath.Join(repo, filepath.FromSlash(name)), text)
	}
	n := 0
	err := filepath.WalkDir(repo, func(_ string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil || n != 5000 {
		t.Fatalf("%d files, want 5000: %v", n, err)
	}
	return repo
}

// best gives the shortest of twenty-one runs: what else a machine does only ever adds to the time.
func best(t *testing.T, dir, program string, args ...string) time.Duration {
	t.Helper()
	least := time.Hour
	for range 21 {
		c := exec.Command(program, args...)
		c.Dir = dir
		begin := time.Now()
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%.2000s", program, args, err, out)
		}
		least = min(least, time.Since(begin))
	}
	return least.Round(100 * time.Microsecond)
}
