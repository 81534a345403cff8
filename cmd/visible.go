package cmd

import (
	"io"
	"strconv"
	"strings"
	"unicode"
)

// visible gives a name or value of a repository as a terminal may show it: quoted where it holds control characters, for
// a line must stay one line and must not steer the terminal.
func visible(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) {
		return strconv.Quote(s)
	}
	return s
}

// harmless is a writer that takes the control characters out of what it passes on, but for line ends and tabs.
type harmless struct{ io.Writer }

// Write passes the bytes on without control characters.
func (w harmless) Write(p []byte) (int, error) {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, string(p))
	_, err := io.WriteString(w.Writer, clean)
	return len(p), err
}
