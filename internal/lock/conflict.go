package lock

import (
	"bytes"
	"errors"
	"fmt"
)

// ConflictError is a lock that git left with the markers of a conflict.
//
// A caller resolves it by regenerating, which needs no question: nothing in a lock is anybody's work. Where Ours and Theirs
// are both there, Resolve makes one lock of them, whose bases then serve the merge of the files; `msgen update` renders and
// writes the lock anew. Only a side that does not parse stops that.
type ConflictError struct {
	// Ours and Theirs are the sides of the merge, nil for one that does not parse.
	Ours, Theirs *Lock
	// OursErr and TheirsErr say why not. Their lines are those of the side, not of the file with the markers.
	OursErr, TheirsErr error
}

// Error says that there is a conflict, and which side cannot be read.
func (e *ConflictError) Error() string {
	text := Name + ": git left conflict markers here"
	if errors.Is(e.OursErr, errPairs) {
		return text + ", and they do not pair"
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
var errPairs = errors.New(Name + ": the conflict markers do not pair")

// conflict reads both sides.
func conflict(ours, theirs []byte) error {
	e := &ConflictError{}
	if ours == nil {
		e.OursErr, e.TheirsErr = errPairs, errPairs
		return e
	}
	e.Ours, e.OursErr = parse(ours)
	e.Theirs, e.TheirsErr = parse(theirs)
	return e
}

// Sides takes a file that git left with conflict markers apart into both sides, each whole, with LF. The styles merge, diff3
// and zdiff3 are read; what stands between ||||||| and ======= is dropped. conflicted says whether there are markers at all;
// where they do not pair, both sides are nil.
func Sides(data []byte) (ours, theirs []byte, conflicted bool) {
	ours, theirs = []byte{}, []byte{}
	in := "" // the marker that was met last
	for line := range bytes.Lines(Normal(data)) {
		m := marker(line)
		next, expected := follows(in, m)
		switch {
		case m == "" || m == "=======" && in == "":
			if in != "=======" && in != "|||||||" {
				ours = append(ours, line...)
			}
			if in == "" || in == "=======" {
				theirs = append(theirs, line...)
			}
		case !expected:
			return nil, nil, true
		default:
			in, conflicted = next, true
		}
	}
	if in != "" {
		return nil, nil, true
	}
	return ours, theirs, conflicted
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
