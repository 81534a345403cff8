package lock

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/msgen/msgen/internal/hint"
)

// ConflictError is a lock that git left with the markers of a conflict.
//
// A caller resolves it by regenerating, which needs no question: nothing in a lock is anybody's work. Where Ours and Theirs
// are both there, Resolve makes one lock of them, whose bases then serve the merge of the files; `msgen update` renders and
// writes the lock anew. Only a side that does not parse stops that.
type ConflictError struct {
	// Ours and Theirs are the sides of the merge, nil for one that does not parse.
	Ours, Theirs *Lock
	// OursErr and TheirsErr say why not, with the line of the file as it stands, markers counted.
	OursErr, TheirsErr error
}

// Error says that there is a conflict, and which side cannot be read.
func (e *ConflictError) Error() string {
	text := Name + ": Git left conflict markers here"
	if errors.Is(e.OursErr, errPairs) {
		return text + ", and they do not match"
	}
	if e.OursErr != nil {
		text += fmt.Sprintf("; our side cannot be read: %v", e.OursErr)
	}
	if e.TheirsErr != nil {
		text += fmt.Sprintf("; their side cannot be read: %v", e.TheirsErr)
	}
	return text
}

// Unwrap gives what is wrong with the sides.
func (e *ConflictError) Unwrap() []error {
	var all []error
	for _, err := range []error{e.OursErr, e.TheirsErr} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// errPairs is a conflict of which somebody took a marker away.
var errPairs = errors.New(Name + ": the conflict markers do not match")

// conflict reads both sides, and says what would mend it.
func conflict(data []byte) error {
	ours, theirs, _ := sides(data, "\n")
	if ours == nil {
		return hint.With(&ConflictError{OursErr: errPairs, TheirsErr: errPairs}, takeOurs)
	}
	e := &ConflictError{}
	e.Ours, e.OursErr = parse(ours)
	e.Theirs, e.TheirsErr = parse(theirs)
	switch {
	case e.OursErr == nil && e.TheirsErr == nil:
		return hint.With(e, "msgen update resolves it")
	case e.OursErr != nil && e.TheirsErr == nil:
		return hint.With(e, "take theirs: git checkout --theirs "+Name)
	}
	return hint.With(e, takeOurs)
}

// takeOurs is the way out of a conflict where theirs is of no use.
const takeOurs = "take ours: git checkout --ours " + Name

// Sides takes a file that git left with conflict markers apart into both sides, each whole, with LF. The styles merge, diff3
// and zdiff3 are read; what stands between ||||||| and ======= is dropped. conflicted says whether there are markers at all;
// where they do not pair, both sides are nil.
func Sides(data []byte) (ours, theirs []byte, conflicted bool) { return sides(data, "") }

// sides is Sides with something in the place of each line that a side does not have: line ends keep the lines' numbers.
func sides(data []byte, gap string) (ours, theirs []byte, conflicted bool) {
	ours, theirs = []byte{}, []byte{}
	in := "" // the marker that was met last
	for line := range bytes.Lines(Normal(data)) {
		m := marker(line)
		next, expected := follows(in, m)
		switch {
		case m == "" || m == "=======" && in == "":
			ours = addLine(ours, line, gap, in == "" || in == "<<<<<<<")
			theirs = addLine(theirs, line, gap, in == "" || in == "=======")
		case !expected:
			return nil, nil, true
		default:
			in, conflicted = next, true
			ours, theirs = append(ours, gap...), append(theirs, gap...)
		}
	}
	if in != "" {
		return nil, nil, true
	}
	return ours, theirs, conflicted
}

// addLine adds a line to a side, or what stands in its place.
func addLine(side, line []byte, gap string, has bool) []byte {
	if has {
		return append(side, line...)
	}
	return append(side, gap...)
}

// marker gives the marker that a line is, "" for none. Longer ones belong to a conflict inside a base, and are text.
func marker(line []byte) string {
	line = bytes.TrimRight(line, "\r\n")
	if len(line) < 7 || len(line) > 7 && line[7] != ' ' {
		return ""
	}
	switch m := string(line[:7]); m {
	case "<<<<<<<", "|||||||", "=======", ">>>>>>>":
		return m
	}
	return ""
}

// follows says what is open after a marker, and whether it may stand there.
func follows(in, m string) (string, bool) {
	next, ok := map[[2]string]string{
		{"", "<<<<<<<"}: "<<<<<<<", {"<<<<<<<", "|||||||"}: "|||||||", {"<<<<<<<", "======="}: "=======",
		{"|||||||", "======="}: "=======", {"=======", ">>>>>>>"}: "",
	}[[2]string{in, m}]
	return next, ok
}
