//go:build unix

package change

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The variables that make the test binary a run of its own, which is then killed; see TestChild.
const (
	childDo   = "CHANGE_TEST_DO"   // apply, recover or contend
	childDir  = "CHANGE_TEST_DIR"  // the root
	childKill = "CHANGE_TEST_KILL" // at which operation, from 1
	childHalf = "CHANGE_TEST_HALF" // at which write, with half of it done
)

// child gives a command that runs TestChild in a process of its own.
func child(do, dir string, kill int, half bool) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childDo+"="+do, childDir+"="+dir, childKill+"="+strconv.Itoa(kill), childHalf+"="+strconv.FormatBool(half))
	return c
}

// TestChild is the process that TestSIGKILL and others start; by itself it does nothing.
func TestChild(t *testing.T) {
	do := os.Getenv(childDo)
	if do == "" {
		return
	}
	root, err := os.OpenRoot(os.Getenv(childDir))
	if err != nil {
		t.Fatal(err)
	}
	at, _ := strconv.Atoi(os.Getenv(childKill))
	die := func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} }
	half, writes := os.Getenv(childHalf) == "true", 0
	d := faulty{disk: rootDisk{root}, n: new(int), halfway: die, fails: func(n int, op string) error {
		if half && op == "write" {
			if writes++; writes == at {
				return errors.New("half")
			}
		}
		if !half && n == at {
			die()
		}
		return nil
	}}
	switch do {
	case "apply":
		err = apply(d, compared(t, root))
	case "recover":
		_, err = recovery(d)
	case "contend":
		_, err = contend(root, os.Getenv(childKill), 25)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestSIGKILL kills a process at every operation on the disk, before it and in the midst of each write, and the one that
// recovers too. After that all files are the old ones or all the new ones, nothing else is there, and the next run works.
func TestSIGKILL(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 7
	}
	for _, half := range []bool{false, true} {
		kills := 0
		for n := 1; ; n += step { // killed before an operation is killed after the one before it
			dir, root := repository(t, before())
			was := shape(t, root)
			if !killed(t, child("apply", dir, n, half)) {
				break
			}
			kills++
			outdate(root)
			killed(t, child("recover", dir, 1+n%9, false))
			outdate(root)
			journal, _ := root.Lstat(doneName)
			said, err := Recover(root)
			if err != nil || journal != nil && len(said.Done) == 0 {
				t.Errorf("killed at %d: %v, and it says %+v", n, err, said)
			}
			if got := shape(t, root); !maps.Equal(got, was) && !maps.Equal(files(tree(t, root)), after()) {
				t.Errorf("killed at %d: neither old nor new: %v", n, got)
			}
			if err := Apply(root, compared(t, root)); err != nil || !maps.Equal(files(tree(t, root)), after()) {
				t.Errorf("killed at %d: the next run: %v", n, err)
			}
		}
		t.Logf("killed %d times (half a write: %v)", kills, half)
		if kills == 0 {
			t.Errorf("killed %d times only", kills)
		}
	}
}

// killed runs a child and reports whether it was killed; a child that fails otherwise fails the test.
func killed(t *testing.T, c *exec.Cmd) bool {
	t.Helper()
	out, err := c.CombinedOutput()
	var ee *exec.ExitError
	if errors.As(err, &ee) && ee.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return false
}

// contend writes a set of files that belong together until it has won as often as wished, as other runs do at the same
// time, and counts how often another one was in the way.
func contend(root *os.Root, who string, wins int) (lost int, err error) {
	for i := 0; i < wins; {
		err := once(root, who, i)
		if err != nil && !told(err) {
			return lost, err
		}
		if err == nil {
			i++
			continue
		}
		lost++
		time.Sleep(time.Millisecond)
	}
	return lost, nil
}

// once is one run of contend.
func once(root *os.Root, who string, i int) error {
	if _, err := Recover(root); err != nil {
		return err
	}
	var wanted []File
	for _, name := range []string{"Dockerfile", "web/.dockerignore", "new/Dockerfile", "keep"} {
		wanted = append(wanted, File{Path: name, Data: []byte(who + strconv.Itoa(i) + "\n"), Delete: name == "new/Dockerfile" && i%2 == 1})
	}
	changes, err := Compute(root.FS(), wanted)
	if err != nil {
		return err
	}
	return Apply(root, changes)
}

// told reports whether an error is one that two runs at a time may get.
func told(err error) bool {
	var b *Busy
	var i *Interrupted
	return errors.As(err, &b) || errors.As(err, &i) || errors.Is(err, errChanged) || errors.Is(err, errAppeared) || errors.Is(err, os.ErrNotExist)
}

// whole reports whether the files are those of one run.
func whole(t *testing.T, root *os.Root) {
	t.Helper()
	got := files(tree(t, root))
	first := got["Dockerfile"]
	delete(got, "web/msgen.Dockerfile")
	for name, text := range got {
		if text != first || strings.Contains(name, "msgen") {
			t.Errorf("a mixture: %v", got)
			return
		}
	}
}

// TestConcurrent lets goroutines write in one root.
func TestConcurrent(t *testing.T) {
	_, root := repository(t, map[string]string{"Dockerfile": "a", "keep": "a", "web/.dockerignore": "a"})
	var all sync.WaitGroup
	for _, who := range []string{"a", "b", "c"} {
		all.Go(func() {
			lost, err := contend(root, who, 30)
			if err != nil {
				t.Errorf("%s: %v", who, err)
			}
			t.Logf("%s won 30 times and was told %d times that another one writes", who, lost)
		})
	}
	all.Wait()
	whole(t, root)
}

// TestConcurrentKills lets processes write in one root and kills them at random times.
func TestConcurrentKills(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	for round := range rounds {
		dir, root := repository(t, map[string]string{"Dockerfile": "a", "keep": "a", "web/.dockerignore": "a"})
		var all sync.WaitGroup
		for who := range 3 {
			c, out := child("contend", dir, 10000*(who+1), false), new(bytes.Buffer)
			c.Stdout, c.Stderr = out, out
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			if who != round%3 {
				time.AfterFunc(time.Duration(20+rand.IntN(200))*time.Millisecond, func() { _ = c.Process.Kill() })
			}
			all.Go(func() {
				if err := c.Wait(); err != nil && err.Error() != "signal: killed" {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
		all.Wait()
		outdate(root)
		if _, err := Recover(root); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		whole(t, root)
	}
}
