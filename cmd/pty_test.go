//go:build unix

package cmd_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// screen is a program under a pseudo-terminal and all that it printed.
type screen struct {
	t    *testing.T
	tty  *os.File
	cmd  *exec.Cmd
	lock sync.Mutex
	text bytes.Buffer
}

// onTerminal starts msgen in a directory as a person would, at a terminal of 120 columns.
func onTerminal(t *testing.T, dir string, args ...string) *screen {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "msgen") // testscript's programs go by their names
	if err := os.Symlink(exe, bin); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(bin, args...)
	c.Dir = dir
	c.Env = []string{"TERM=xterm", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, tty: tty, cmd: c}
	go s.read()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = tty.Close()
	})
	return s
}

// read collects what is printed and answers the question for the cursor's place, as a terminal does.
func (s *screen) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := s.tty.Read(buffer)
		s.lock.Lock()
		s.text.Write(buffer[:n])
		s.lock.Unlock()
		for range bytes.Count(buffer[:n], []byte("\x1b[6n")) {
			_, _ = s.tty.WriteString("\x1b[1;1R")
		}
		if err != nil {
			return
		}
	}
}

// wait waits until the text is on the screen.
func (s *screen) wait(text string) {
	s.t.Helper()
	for range 200 {
		if strings.Contains(s.all(), text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatalf("no %q within ten seconds on\n%s", text, s.all())
}

func (s *screen) all() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.text.String()
}

// keys types; a pause lets the prompt put the terminal into raw mode first.
func (s *screen) keys(text string) {
	s.t.Helper()
	time.Sleep(300 * time.Millisecond)
	if _, err := s.tty.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the end and requires the exit code.
func (s *screen) ends(code int) {
	s.t.Helper()
	_ = s.cmd.Wait()
	if got := s.cmd.ProcessState.ExitCode(); got != code {
		s.t.Errorf("ends with %d, not %d:\n%s", got, code, s.all())
	}
}

// program is a directory with a small server.
func program(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"package.json": `{"name": "shop", "scripts": {"start": "node server.js"}}` + "\n",
		"server.js":    "require('http').createServer((q, r) => r.end('hello')).listen(8080)\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWizard(t *testing.T) {
	dir := program(t)
	s := onTerminal(t, dir, "init")
	s.wait("Base image of the container")
	s.keys("\r")
	s.wait("Targets beside prod")
	s.keys("\r")
	s.wait("Port (8080, from server.js:1)")
	s.keys("\r")
	s.wait("create Dockerfile (")
	s.wait("init, prod)")
	s.wait("CREATED Dockerfile")
	s.wait("docker buildx build")
	s.ends(0)
	if _, err := os.Stat(filepath.Join(dir, ".dockerignore")); err != nil {
		t.Error(err)
	}
	check := onTerminal(t, dir, "update", "--check") // answers that are the defaults are no drift
	check.wait("no drift")
	check.ends(0)
}

// Ctrl-C leaves the repository as it was, whichever prompter asks.
func TestWizardInterrupted(t *testing.T) {
	for _, args := range [][]string{{"init"}, {"init", "--accessible"}} {
		dir := program(t)
		s := onTerminal(t, dir, args...)
		s.wait("Base image of the container")
		s.keys("\x03")
		s.ends(130)
		if _, err := os.Stat(filepath.Join(dir, "Dockerfile")); err == nil {
			t.Errorf("%v: a Dockerfile was written", args)
		}
	}
}

// A file that is there is shown, and kept or overwritten as the person says.
func TestWizardExisting(t *testing.T) {
	const down = "\x1b[B"
	for _, x := range []struct{ name, keys, want string }{
		{"keep", "\r", "FROM old\n"},
		{"diff, then overwrite", down + "\r|-FROM old|" + down + "|" + down + "|\r", "# syntax"},
	} {
		t.Run(x.name, func(t *testing.T) {
			dir := program(t)
			file := filepath.Join(dir, "Dockerfile")
			if err := os.WriteFile(file, []byte("FROM old\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			s := onTerminal(t, dir, "init", "--base", "slim", "--target", "prod", "--port", "8080")
			s.wait("Dockerfile is there already and differs")
			for _, step := range strings.Split(x.keys, "|") {
				if strings.HasPrefix(step, "-") {
					s.wait(step)
					continue
				}
				s.keys(step)
			}
			s.ends(0)
			text, err := os.ReadFile(file)
			if err != nil || !strings.HasPrefix(string(text), x.want) {
				t.Errorf("%v, %q", err, text)
			}
		})
	}
}

// The line prompter numbers its options, says the default in words, redraws nothing and colours nothing.
func TestWizardLines(t *testing.T) {
	dir := program(t)
	s := onTerminal(t, dir, "init", "--accessible")
	s.wait("Enter takes distroless > ")
	s.keys("99\n")
	s.wait("type one of the numbers")
	s.keys("2\n")
	s.wait("Targets beside prod")
	s.keys("3\n")
	s.wait("Port (8080, from server.js:1)")
	s.keys("4000\n")
	s.ends(0)
	if strings.Contains(s.all(), "\x1b") {
		t.Errorf("escapes on the screen: %q", s.all())
	}
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil || !strings.Contains(string(text), "EXPOSE 4000") || !strings.Contains(string(text), "AS debug") {
		t.Errorf("%v\n%s", err, text)
	}
}
