//go:build unix

package cmd_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// old are the files of the repository that TestKilledCommand has msgen write over.
func old() map[string]string {
	return map[string]string{
		"package.json": `{"name": "hello", "scripts": {"start": "node server.js"}}`,
		"server.js":    `require("http").createServer((q, s) => s.end("ok")).listen(3000)`,
		"Dockerfile":   "FROM old\n", ".dockerignore": "old\n",
	}
}

// TestKilledCommand kills the whole command at random moments while it writes over files. The next run says what it put
// back, or nothing; all files are then the old ones or the new ones, and nothing is left behind.
func TestKilledCommand(t *testing.T) {
	runs := 60
	if testing.Short() {
		runs = 5
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	msgen := filepath.Join(t.TempDir(), "msgen") // TestMain is the command under this name
	if err := os.Symlink(self, msgen); err != nil {
		t.Fatal(err)
	}
	whole := newTree(t)
	begun := time.Now()
	if out, code := msgenIn(msgen, whole, 0, "init", "--yes", "--force"); code != 0 {
		t.Fatal(out)
	}
	long := time.Since(begun)
	fresh, killed, back := readTree(t, whole), 0, 0
	for run := range runs {
		dir := newTree(t)
		// The writing is the last part of a run.
		_, code := msgenIn(msgen, dir, long*6/10+time.Duration(rand.Int64N(int64(long/2))), "init", "--yes", "--force")
		if code < 0 {
			killed++
		}
		out, code := msgenIn(msgen, dir, 0, "init", "--yes")
		if strings.Contains(out, "another msgen is writing here") { // killed between its first two steps
			time.Sleep(time.Second + 100*time.Millisecond)
			out, code = msgenIn(msgen, dir, 0, "init", "--yes")
		}
		if strings.Contains(out, "note: an earlier run was interrupted while writing; restored: ") {
			back++
		}
		switch got := readTree(t, dir); {
		case code == 0 && same(got, fresh):
		case code == 1 && same(got, old()) && strings.Contains(out, "already exist and differ; nothing was written"):
		default:
			t.Errorf("run %d ends with %d: %s\n%v", run, code, out, got)
		}
		if out, code := msgenIn(msgen, dir, 0, "init", "--yes", "--force"); code != 0 || !same(readTree(t, dir), fresh) {
			t.Errorf("run %d: the next run: %d %s", run, code, out)
		}
	}
	t.Logf("%d of %d runs of %v were killed, %d of them while they wrote", killed, runs, long.Round(time.Millisecond), back)
}

// msgenIn runs the command in a directory and kills it after a while, if that is not 0; the code is then below 0.
func msgenIn(msgen, dir string, kill time.Duration, args ...string) (string, int) {
	c := exec.Command(msgen, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "CI=", "MSGEN_YES=")
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		return err.Error(), 1
	}
	if kill > 0 {
		defer time.AfterFunc(kill, func() { _ = c.Process.Kill() }).Stop()
	}
	err := c.Wait()
	var ee *exec.ExitError
	if errors.As(err, &ee) {
		return out.String(), ee.ExitCode()
	}
	return out.String(), 0
}

func newTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range old() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[e.Name()] = string(text)
	}
	return found
}

func same(a, b map[string]string) bool {
	for name, text := range a {
		if b[name] != text {
			return false
		}
	}
	return len(a) == len(b)
}
