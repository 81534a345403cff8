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

// severalServices is a directory with three small servers.
func severalServices(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range []string{"api", "shop", "web"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string]string{
			"package.json": `{"name": "` + name + `", "scripts": {"start": "node server.js"}}` + "\n",
			"server.js":    "require('http').createServer((q, r) => r.end('hello')).listen(300" + string(rune('0'+i)) + ")\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, name, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

const down = "\x1b[B"

// One service takes one question: whether the settings shown are right.
func TestWizard(t *testing.T) {
	dir := program(t)
	s := onTerminal(t, dir, "init")
	s.wait("port       8080  (server.js:1)")
	s.wait("Use these settings?")
	s.keys(down + down + "\r")
	s.wait("EXPOSE 8080")
	s.keys("?")
	s.wait("customize asks for")
	s.keys("\r")
	s.wait("CREATED Dockerfile")
	s.wait("docker buildx build")
	s.wait("http://localhost:8080")
	s.ends(0)
	if strings.Contains(s.all(), "Base image") {
		t.Errorf("more than one question:\n%s", s.all())
	}
	if _, err := os.Stat(filepath.Join(dir, ".dockerignore")); err != nil {
		t.Error(err)
	}
	check := onTerminal(t, dir, "update", "--check") // answers that are the defaults are no drift
	check.wait("no drift")
	check.ends(0)
	again := onTerminal(t, dir, "init")
	again.wait("already set up")
	again.keys("\r")
	again.wait("UNCHANGED Dockerfile")
	again.ends(0)
	if strings.Contains(again.all(), "CREATED") {
		t.Errorf("a second init creates something:\n%s", again.all())
	}
}

// An answer that cannot be met is told with its reason, and the questions come again.
func TestWizardRefused(t *testing.T) {
	s := onTerminal(t, program(t), "init", "--dry-run")
	s.wait("Use these settings?")
	s.keys(down + "\r")
	s.wait("Base image")
	s.keys("\r")
	s.wait("Extra build targets")
	s.keys(" \r")
	s.wait("Port (found")
	s.keys("\r")
	s.wait("not possible: no tests were found, so there is no target test; choose again")
	s.wait("Base image")
	s.keys("\r")
	s.wait("Extra build targets")
	s.keys("\r")
	s.wait("Port (found")
	s.keys("\r")
	s.wait("Use these settings?")
	s.keys("\r")
	s.ends(0)
}

// Customizing asks for base image, targets and port, and a later init can change the answers.
func TestWizardCustomize(t *testing.T) {
	dir := program(t)
	for _, x := range []struct{ first, base, port string }{{"Use these settings?", "slim", "4000"}, {"already set up", "alpine", "5000"}} {
		s := onTerminal(t, dir, "init")
		s.wait(x.first)
		s.keys(down + "\r")
		s.wait("base scratch is not possible: ")
		s.wait("recommended: ")
		s.keys(x.base + "\r")
		s.wait("Extra build targets (prod is always included)")
		s.keys("\r")
		s.wait("Port (found 8080 in server.js:1")
		s.keys(strings.Repeat("\x7f", 4) + x.port + "\r")
		s.wait("port       " + x.port + "  (answer; found 8080, server.js:1)")
		s.keys("\r")
		s.wait("msgen init --yes --base " + x.base + " --port " + x.port)
		s.ends(0)
		text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
		if err != nil || !strings.Contains(string(text), "EXPOSE "+x.port) {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

// Of several services those that are selected get files, after one more question.
func TestWizardServices(t *testing.T) {
	dir := severalServices(t)
	s := onTerminal(t, dir, "init")
	s.wait("Which services get a Dockerfile?")
	s.keys(down + " \r") // all are selected; the second is deselected
	s.wait("Use these settings?")
	s.keys("\r")
	s.wait("docker run --rm -p 3002:3002 web")
	s.ends(0)
	for name, want := range map[string]bool{"api": true, "shop": false, "web": true} {
		if _, err := os.Stat(filepath.Join(dir, name, "Dockerfile")); (err == nil) != want {
			t.Errorf("%s: written: %t", name, err == nil)
		}
	}
	check := onTerminal(t, dir, "update", "--check")
	check.wait("no drift")
	check.ends(0)
}

// Ctrl-C and Ctrl-D leave the repository as it was, whichever prompter asks.
func TestWizardInterrupted(t *testing.T) {
	for _, args := range [][]string{{"init"}, {"init", "--accessible"}} {
		for _, key := range []string{"\x03", "\x04"} {
			dir := program(t)
			s := onTerminal(t, dir, args...)
			s.wait("Use these settings?")
			s.keys(key)
			s.ends(130)
			if _, err := os.Stat(filepath.Join(dir, "Dockerfile")); err == nil {
				t.Errorf("%v: a Dockerfile was written", args)
			}
		}
	}
}

// A Dockerfile that is there is asked about first. One that is kept gets no .dockerignore, which could hide what it copies.
func TestWizardExisting(t *testing.T) {
	for _, x := range []struct {
		name, keys, want string
		ignore, lock     bool
	}{
		{"keep", "\r", "FROM old\n", false, false},
		{"adopt", down + "\r|\r", "FROM old\n", false, true},
		{"replace", down + down + "\r|\r", "# syntax", true, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			dir := program(t)
			file := filepath.Join(dir, "Dockerfile")
			if err := os.WriteFile(file, []byte("FROM old\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			s := onTerminal(t, dir, "init")
			s.wait("Dockerfile exists and was not written by msgen")
			for _, step := range strings.Split(x.keys, "|") {
				s.keys(step)
			}
			s.ends(0)
			text, err := os.ReadFile(file)
			if err != nil || !strings.HasPrefix(string(text), x.want) {
				t.Errorf("%v, %q", err, text)
			}
			for name, want := range map[string]bool{".dockerignore": x.ignore, ".msgen.lock": x.lock} {
				if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
					t.Errorf("%s: written: %t\n%s", name, err == nil, s.all())
				}
			}
		})
	}
}

// The line prompter numbers its options, says how to answer, redraws nothing and colours nothing.
func TestWizardLines(t *testing.T) {
	dir := program(t)
	s := onTerminal(t, dir, "init", "--accessible")
	s.wait("Type a number, a name or a value")
	s.wait("Enter = yes > ")
	s.keys("99\n")
	s.wait("type a number from 1 to 4")
	s.keys("2\n")
	s.wait("Enter = distroless > ")
	s.keys("2\n")
	s.wait("Extra build targets")
	s.keys("3\n")
	s.wait("Port (found 8080")
	s.keys("4000\n")
	s.wait("port       4000")
	s.keys("\n")
	s.ends(0)
	if strings.Contains(s.all(), "\x1b") {
		t.Errorf("escapes on the screen: %q", s.all())
	}
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil || !strings.Contains(string(text), "EXPOSE 4000") || !strings.Contains(string(text), "AS debug") {
		t.Errorf("%v\n%s", err, text)
	}
}
