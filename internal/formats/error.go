package formats

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Error is a file of the repository that cannot be read as what its name says.
type Error struct {
	// Path and Line say where; Line is 0 when the whole file is meant.
	Path string
	Line int
	// Msg says what is wrong, lower case, without the place.
	Msg string
}

// Error gives "path:line: message".
func (e *Error) Error() string { return Place(e.Path, e.Line) + ": " + e.Msg }

// Place gives "path:line", or "path" where the whole file is meant. A hostile name neither ends the line nor steers the terminal.
func Place(path string, line int) string {
	if strings.Map(Shown, path) != path {
		path = strconv.Quote(path)
	}
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}

// Shown gives the character that is printed for one of a file.
func Shown(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case strconv.IsPrint(r):
		return r
	}
	return unicode.ReplacementChar
}

// Quote puts a name of the repository into a message, on one line whatever it holds.
func Quote(s string) string {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:77], "") + "…"
	}
	return strconv.Quote(s)
}
