package next

import "strings"

// headerMark begins the line that says who wrote a file, in this and every later wording.
const headerMark = "# Written by msgen"

// CutHeader takes the line out of a Dockerfile that says who wrote it, and reports whether there was one. It looks among
// the comments above the first instruction alone; the rest of the text, its line ends and its byte order mark stay.
func CutHeader(text string) (string, bool) {
	start := 0
	for start < len(text) {
		end := len(text)
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		line := strings.TrimSpace(strings.TrimPrefix(text[start:end], "\ufeff"))
		switch {
		case isHeader(line):
			return text[:start] + text[end:], true
		case line != "" && !strings.HasPrefix(line, "#"):
			return text, false
		}
		start = end
	}
	return text, false
}

// isHeader reports whether a line is the header: its mark, and then the end of a word.
func isHeader(line string) bool {
	rest, ok := strings.CutPrefix(line, headerMark)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], " .:,;"))
}
