package change

import (
	"bytes"
	"strings"
)

// piece is a part of a merged text: lines, or a clash of three versions.
type piece struct {
	lines []line
	clash *lineSides
}

// writer lays pieces one after the other.
type writer struct {
	options MergeOptions
	// end is how new lines end.
	end     string
	lines   []line
	settled Merged
}

// The markers of a conflict; a space and a label follow all but the middle one.
const (
	markYours  = "<<<<<<<"
	markBase   = "|||||||"
	markMiddle = "======="
	markTheirs = ">>>>>>>"
)

// write gives the merged text.
func (w *writer) write(mark string, pieces []piece) Merged {
	if w.end == "" {
		w.end = "\n"
	}
	for _, p := range pieces {
		if p.clash != nil {
			w.clash(*p.clash)
			continue
		}
		w.lines = append(w.lines, p.lines...)
	}
	for i := range w.lines {
		if w.lines[i].end == "" && i < len(w.lines)-1 {
			w.lines[i].end = w.end
		}
	}
	m := w.settled
	m.Text = []byte(mark + joined(w.lines))
	return m
}

// clash writes one conflict, or the side that is preferred.
func (w *writer) clash(c lineSides) {
	switch w.options.Prefer {
	case "yours":
		w.lines = append(w.lines, c.yours...)
		w.settled.Settled++
		return
	case "theirs":
		w.lines = append(w.lines, c.theirs...)
		w.settled.Settled++
		return
	}
	found := Conflict{Line: len(w.lines) + 1, Base: joined(c.base), Yours: joined(c.yours), Theirs: joined(c.theirs)}
	w.settled.Conflicts = append(w.settled.Conflicts, found)
	w.mark(markYours, w.options.LabelYours)
	w.lines = append(w.lines, c.yours...)
	w.mark(markBase, w.options.LabelBase)
	w.lines = append(w.lines, c.base...)
	w.mark(markMiddle, "")
	w.lines = append(w.lines, c.theirs...)
	w.mark(markTheirs, w.options.LabelTheirs)
}

// mark writes one marker.
func (w *writer) mark(sign, label string) {
	if label != "" {
		sign += " " + label
	}
	w.lines = append(w.lines, line{sign, w.end})
}

// HasMarkers reports whether a text holds a conflict that nobody settled: lines that begin with the markers of both sides
// and the line of equals signs between them, in this order.
func HasMarkers(text []byte) bool {
	if !bytes.Contains(text, []byte(markYours)) {
		return false
	}
	wanted := []string{markYours, markMiddle, markTheirs}
	for _, l := range readLines(strings.TrimPrefix(string(text), byteOrderMark)) {
		if isMarker(l.text, wanted[0]) {
			wanted = wanted[1:]
		}
		if len(wanted) == 0 {
			return true
		}
	}
	return false
}

// isMarker reports whether a line is a marker, with its label or without.
func isMarker(line, sign string) bool {
	return line == sign || strings.HasPrefix(line, sign+" ")
}
