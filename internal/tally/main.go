// Command tally reads `go test -json` and prints what `go test` would have printed, and last how many tests passed and
// failed. Its exit code is 1 when a test failed, a package did not build, or no test ran at all.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	c, err := tally(os.Stdin, os.Stdout)
	fmt.Printf("%d passed, %d failed, %d skipped\n", c.passed, c.failed, c.skipped)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
	}
	if err != nil || c.failed+c.broken > 0 || c.passed == 0 {
		os.Exit(1)
	}
}

// event is one line of `go test -json`.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// counts are tests and subtests by result; broken are packages that failed without a failing test: they did not build, panicked or timed out.
type counts struct {
	passed, failed, skipped, broken int
}

// tally copies the lines of packages and of failed tests to out, and counts.
func tally(in io.Reader, out io.Writer) (c counts, err error) {
	said := map[string][]string{} // by package and test, until the test's result is known
	failed := map[string]bool{}   // packages with a failing test
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(out, lines.Text())
			continue
		}
		id := e.Package + " " + e.Test
		switch {
		case e.Action == "output" && e.Test != "":
			said[id] = append(said[id], e.Output)
		case e.Action == "output" || e.Action == "build-output":
			say(out, e.Output)
		case e.Test == "":
			if e.Action == "fail" && !failed[e.Package] {
				flush(out, said, e.Package)
				c.broken++
			}
		case c.count(e.Action):
			if e.Action == "fail" {
				failed[e.Package] = true
				fmt.Fprint(out, strings.Join(said[id], ""))
			}
			delete(said, id)
		}
	}
	return c, lines.Err()
}

// count adds the result of a test; it is false for an event that is none.
func (c *counts) count(action string) bool {
	switch action {
	case "pass":
		c.passed++
	case "fail":
		c.failed++
	case "skip":
		c.skipped++
	default:
		return false
	}
	return true
}

// say prints a line of a package; of the packages without tests there is nothing to say.
func say(out io.Writer, line string) {
	if line != "PASS\n" && !strings.Contains(line, "[no test files]") {
		fmt.Fprint(out, line)
	}
}

// flush prints what the unfinished tests of a package said: one of them is why the package failed.
func flush(out io.Writer, said map[string][]string, pkg string) {
	for id, lines := range said {
		if strings.HasPrefix(id, pkg+" ") {
			fmt.Fprint(out, strings.Join(lines, ""))
		}
	}
}
