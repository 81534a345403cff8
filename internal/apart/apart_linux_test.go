package apart

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test's program be the process that works, and processes that do what an attack would like to do there.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 || !strings.HasPrefix(os.Args[1], "__") {
		os.Exit(m.Run())
	}
	if os.Args[1] != "__echo" {
		if err := confine(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	switch os.Args[1] {
	case "__echo":
		_ = Serve(os.Stdin, os.Stdout, func(request []byte) ([]byte, bool) { return bytes.Clone(request), string(request) == "last" })
	case "__look":
		look()
	case "__hog":
		var all [][]byte
		for range 64 {
			all = append(all, bytes.Repeat([]byte{1}, 64<<20))
		}
		fmt.Println(len(all))
	case "__more":
		_, _ = os.Stdin.Read(make([]byte, 1))
		fmt.Print("{}\n{}\n")
		time.Sleep(time.Minute)
	case "__quiet":
	case "__sleep":
		time.Sleep(time.Minute)
	case "__talk":
		for {
			if _, err := os.Stdout.Write(make([]byte, 1<<20)); err != nil {
				os.Exit(1)
			}
		}
	}
	os.Exit(0)
}

// look says what the process can see and do.
func look() {
	dir, _ := os.Getwd()
	fmt.Printf("environment %q, directory %s", os.Environ(), dir)
	defer fmt.Println()
	if _, err := os.ReadFile("/etc/passwd"); err == nil {
		fmt.Print(", read a file")
	}
	if err := os.WriteFile(filepath.Join(os.TempDir(), "msgen-attack"), []byte("x"), 0o600); err == nil {
		fmt.Print(", wrote a file")
	}
	if _, err := net.Dial("udp", "127.0.0.1:53"); err == nil {
		fmt.Print(", opened a socket")
	}
	for fd := 3; fd < 64; fd++ {
		var stat syscall.Stat_t
		if syscall.Fstat(fd, &stat) == nil {
			// Go's runtime has some of its own.
			if to, _ := os.Readlink(fmt.Sprint("/proc/self/fd/", fd)); !strings.HasPrefix(to, "anon_inode:") && !strings.HasPrefix(to, "/sys/fs/cgroup/") {
				fmt.Print(", has the file ", fd, to)
			}
		}
	}
}

// TestHostileProcess tries from within the process what no template can ask for.
func TestHostileProcess(t *testing.T) {
	f, err := os.Open("apart_linux_test.go")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	inherited, err := syscall.Dup(int(f.Fd())) // as a shell hands one on: not closed for other programs
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(inherited)
	said, err := (&Child{Args: []string{"msgen", "__look"}}).Ask(nil)
	if got := string(said); err != nil || got != "environment [], directory /" {
		t.Errorf("%v: %s", err, got)
	}
	for mode, says := range map[string]string{"__hog": "it takes more than 384 MiB of memory", "__talk": "the reply is larger than 16 MiB",
		"__more": "the process says more than it was asked", "__quiet": "the process ended without a reply"} {
		if _, err := (&Child{Args: []string{"msgen", mode}}).Ask(nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", mode, err)
		}
	}
}

// TestHostileTime ends a process that takes too long.
func TestHostileTime(t *testing.T) {
	begin := time.Now()
	_, err := (&Child{Args: []string{"msgen", "__sleep"}, Time: 100 * time.Millisecond}).Ask(nil)
	if err == nil || err.Error() != "it takes more than 100ms" || time.Since(begin) > 10*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}

// TestKept asks one process again and again.
func TestKept(t *testing.T) {
	c := &Child{Args: []string{"msgen", "__echo"}, quick: time.Minute}
	defer c.Close()
	var first *worker
	for range 5 {
		if got, err := c.Ask([]byte("a")); err != nil || string(got) != "a" {
			t.Fatal(err)
		}
		if first == nil {
			first = c.worker
		}
		if c.worker != first {
			t.Error("another process")
		}
	}
}

// TestHostileRest leaves no process behind: not after an error, not after much work, not after Close.
func TestHostileRest(t *testing.T) {
	c := &Child{Args: []string{"msgen", "__echo"}, quick: time.Minute}
	gone := func(why string, w *worker) {
		t.Helper()
		if c.worker != nil || w.ProcessState == nil {
			t.Errorf("%s: the process is still there", why)
		}
	}
	ask := func() *worker {
		t.Helper()
		if got, err := c.Ask([]byte("hello")); err != nil || string(got) != "hello" {
			t.Fatal(err)
		}
		return c.worker
	}
	w := ask()
	if got, err := c.Ask([]byte("last")); err != nil || string(got) != "last" {
		t.Error(err)
	}
	if _, err := c.Ask([]byte("more")); err == nil {
		t.Error("it goes on after the last one")
	}
	gone("after an error", w)
	w = ask()
	w.asked = maxAsked - 1
	if _, err := c.Ask([]byte("x")); err != nil {
		t.Error(err)
	}
	gone("after much work", w)
	w = ask()
	c.quick = time.Nanosecond
	if _, err := c.Ask([]byte("x")); err != nil {
		t.Error(err)
	}
	gone("after slow work", w)
	c.quick = time.Minute
	w = ask()
	_ = w.Process.Kill()
	if _, err := c.Ask([]byte("x")); err == nil || !strings.Contains(err.Error(), "the process ended early (signal: killed)") {
		t.Error(err)
	}
	gone("after it was killed", w)
	w = ask()
	c.Close()
	gone("after Close", w)
	c.Close()
}
