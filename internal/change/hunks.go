package change

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Hunk is one place in which two texts differ, with the lines around it.
type Hunk struct {
	// OldLine and NewLine are the first lines that differ, from 1: of the old text, and of the new one.
	OldLine int `json:"oldLine"`
	NewLine int `json:"newLine"`
	// Lines are the lines as a diff shows them: " " for both, "-" for the old text, "+" for the new.
	Lines []string `json:"lines"`
}

// Hunks gives the places in which two texts differ. Line ends (CRLF) and a byte order mark are no difference.
func Hunks(old, new []byte) []Hunk {
	from, to := plain(old), plain(new)
	unified, err := udiff.ToUnifiedDiff("", "", from, udiff.Lines(from, to), 1)
	if err != nil { // the edits come from the same two texts, so they fit
		return []Hunk{{1, 1, []string{err.Error()}}}
	}
	var hunks []Hunk
	for _, h := range unified.Hunks {
		hunks = append(hunks, readable(h))
	}
	return hunks
}

// readable makes ours from the library's, and finds the first lines that differ.
func readable(h *udiff.Hunk) Hunk {
	made := Hunk{OldLine: h.FromLine, NewLine: h.ToLine}
	leading := true
	for _, l := range h.Lines {
		if leading = leading && l.Kind == udiff.Equal; leading {
			made.OldLine, made.NewLine = made.OldLine+1, made.NewLine+1
		}
		sign := map[udiff.OpKind]string{udiff.Equal: " ", udiff.Delete: "-", udiff.Insert: "+"}[l.Kind]
		made.Lines = append(made.Lines, sign+strings.TrimSuffix(l.Content, "\n"))
	}
	return made
}

// String gives the hunk as a diff prints it.
func (h Hunk) String() string {
	return fmt.Sprintf("@@ line %d @@\n%s\n", h.NewLine, strings.Join(h.Lines, "\n"))
}

// plain gives a text without byte order mark and with LF.
func plain(text []byte) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(text), "\uFEFF"), "\r\n", "\n")
}
