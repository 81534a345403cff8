package lock

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/document"
	"github.com/msgen/msgen/internal/hint"
)

// Parse reads a lock. It may have CRLF, a byte order mark, comments and another order than Marshal's, but no key that this
// form does not know, none twice, no path that leaves the repository and no base that is not what its hash says.
//
// A lock of a newer form gives a *NewerError with the command that installs a msgen which reads it, whatever else it holds;
// one with git's conflict markers a *ConflictError; all else that is wrong an *Error with the line. Each is wrapped in a
// *hint.Error that says what to type.
func Parse(data []byte) (*Lock, error) {
	if err := newerForm(data); err != nil {
		return nil, err
	}
	if _, _, conflicted := Sides(data); conflicted {
		return nil, conflict(data)
	}
	l, err := parse(data)
	if err != nil {
		return nil, hint.With(err, "restore the last committed version: git restore "+Name,
			"where none was committed: rm "+Name+", then msgen adopt")
	}
	return l, nil
}

// parse reads a lock that has no markers and is in no newer form.
func parse(data []byte) (*Lock, error) {
	root, err := readTree(data)
	if err == nil {
		err = lift(root, Version, steps())
	}
	if err != nil {
		return nil, err
	}
	return decodeLock(root)
}

// newerForm looks for the line that gives the form, and only for that: the rest of the file may be in a form that nobody
// knows yet. In a lock with conflict markers the newest form counts, with the release that stands closest below it.
func newerForm(data []byte) error {
	line, form, release := 0, "", ""
	n := 0
	for text := range bytes.Lines(Normal(data)) {
		n++
		if v, ok := topLevel(text, "lockVersion:"); ok && isNewer(v) && (form == "" || len(v) > len(form) || len(v) == len(form) && v > form) {
			line, form, release = n, v, ""
		}
		if v, ok := topLevel(text, "msgen:"); ok && form != "" && release == "" {
			release = strings.Trim(v, `"'`)
		}
	}
	if form == "" {
		return nil
	}
	return newer(line, form, release)
}

// topLevel gives what stands behind a key at the beginning of a line, without a comment.
func topLevel(line []byte, key string) (string, bool) {
	rest, ok := strings.CutPrefix(string(line[:min(len(line), 200)]), key)
	rest, _, _ = strings.Cut(rest, " #")
	return strings.TrimSpace(rest), ok
}

// isNewer reports whether the number of a form is above ours; it may have any number of digits.
func isNewer(form string) bool {
	if form == "" || strings.Trim(form, "0123456789") != "" {
		return false
	}
	n, err := strconv.Atoi(form)
	return err != nil || n > Version
}

// step turns the tree of one form into that of the next, in place. What it cannot turn is an error with the line.
type step func(root *node) error

// steps is where a new form of the lock is made readable together with all before it. Who raises Version to n+1
//
//   - freezes a lock of form n as testdata/vN.lock, with a test that parses it to exact values,
//   - adds here under n the function that turns a tree of form n into one of form n+1 (rename a key, move a value, set a
//     default), without a look at any type of this package: those go on changing, and a step never does,
//   - changes decodeLock, Marshal and Schema to form n+1.
//
// Parse walks from the form of the file to ours, step by step; no form is ever left out or taken away.
func steps() map[int]step { return map[int]step{} }

// lift brings a tree from its own form to the wanted one, by all steps between them in order.
func lift(root *node, wanted int, steps map[int]step) error {
	if err := root.Need("lockVersion"); err != nil {
		return err
	}
	version := root.At("lockVersion")
	form, err := strconv.Atoi(version.Text)
	if version.Kind != document.Number || err != nil || version.Text != strconv.Itoa(form) {
		return version.Fail("lockVersion is not a number")
	}
	for ; form < wanted; form++ {
		next, known := steps[form]
		if !known {
			return version.Fail("lockVersion %s does not exist", version.Text)
		}
		if err := next(root); err != nil {
			return err
		}
	}
	if form > wanted || form < 1 {
		return version.Fail("lockVersion is %s, but this msgen reads versions up to %d", quote(version.Text), wanted)
	}
	return nil
}
