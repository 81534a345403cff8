package render

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

// TestMain lets the test's program be the process that renders, and processes that do what an attack would like to do there.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 || !strings.HasPrefix(os.Args[1], "__") {
		os.Exit(m.Run())
	}
	if os.Args[1] != "__render" {
		if err := confine(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	switch os.Args[1] {
	case "__render":
		_ = Serve(os.Stdin, os.Stdout)
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
	f, err := os.Open("child_linux_test.go")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	inherited, err := syscall.Dup(int(f.Fd())) // as a shell hands one on: not closed for other programs
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(inherited)
	said, err := (&Child{Args: []string{"msgen", "__look"}}).run(nil, "the templates of acme")
	if got := string(said); err != nil || got != "environment [], directory /" {
		t.Errorf("%v: %s", err, got)
	}
	for mode, says := range map[string]string{"__hog": "it takes more than 384 MiB of memory", "__talk": "the reply is larger than 16 MiB",
		"__more": "the process says more than it was asked", "__quiet": "the process ended without a reply"} {
		if _, err := (&Child{Args: []string{"msgen", mode}}).run(nil, "the templates of acme"); err == nil || !strings.Contains(err.Error(), "rendering the templates of acme: "+says) {
			t.Errorf("%s: %v", mode, err)
		}
	}
}

// TestHostileTime ends a process that takes too long.
func TestHostileTime(t *testing.T) {
	begin := time.Now()
	_, err := (&Child{Args: []string{"msgen", "__sleep"}, Time: 100 * time.Millisecond}).run(nil, "the templates of acme")
	if err == nil || err.Error() != "rendering the templates of acme: it takes more than 100ms" || time.Since(begin) > 10*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}

// TestChild renders in another process, and keeps the place of an error there.
func TestChild(t *testing.T) {
	c := &Child{Args: []string{"msgen", "__render"}}
	defer c.Close()
	here, err := Files(full(), builtIn())
	if err != nil {
		t.Fatal(err)
	}
	there, err := c.Files(full(), builtIn(), Options{})
	if err != nil || len(there) != len(here) || there[1].Text != here[1].Text {
		t.Errorf("%v", err)
	}
	_, err = c.Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": "\n{{define \"prod.after\"}}{{.Nme}}{{end}}"})), Options{})
	if err == nil || !strings.Contains(err.Error(), "acme/shop/_x.tmpl:2:26") {
		t.Error(err)
	}
	if _, err := (&Child{Args: []string{"msgen", "__look"}}).Files(full(), builtIn(), Options{}); err == nil || !strings.Contains(err.Error(), "the reply cannot be read") {
		t.Error(err)
	}
}
