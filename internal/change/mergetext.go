package change

import (
	"bytes"
	"strings"
)

// byteOrderMark is what UTF-8 files of some editors begin with.
const byteOrderMark = "\xef\xbb\xbf"

// line is a line of a text and what ends it: "\n", "\r\n", or "" for a last line that nothing ends.
type line struct{ text, end string }

// lineSides are the three texts of a merge as lines.
type lineSides struct{ base, yours, theirs []line }

// text is a file as lines. Its bytes are kept whatever their encoding is.
type text struct {
	// mark is the byte order mark, "" for none.
	mark  string
	lines []line
	// end is how most lines end, "" when none does.
	end string
}

// isText reports whether a text can be taken apart at its line ends.
func isText(data []byte) bool {
	return bytes.IndexByte(data, 0) < 0 && !bytes.HasPrefix(data, []byte("\xff\xfe")) && !bytes.HasPrefix(data, []byte("\xfe\xff"))
}

// readText takes a file apart.
func readText(data []byte) text {
	rest, marked := strings.CutPrefix(string(data), byteOrderMark)
	t := text{}
	if marked {
		t.mark = byteOrderMark
	}
	t.lines = readLines(rest)
	t.end = dominant(t.lines)
	return t
}

// readLines takes a text apart at its line ends.
func readLines(s string) []line {
	var lines []line
	for s != "" {
		at := strings.IndexByte(s, '\n')
		if at < 0 {
			return append(lines, line{text: s})
		}
		content, end := s[:at], "\n"
		if strings.HasSuffix(content, "\r") {
			content, end = content[:at-1], "\r\n"
		}
		lines = append(lines, line{content, end})
		s = s[at+1:]
	}
	return lines
}

// dominant is how most lines end.
func dominant(lines []line) string {
	count := map[string]int{}
	for _, l := range lines {
		count[l.end]++
	}
	switch {
	case count["\r\n"] > count["\n"]:
		return "\r\n"
	case count["\n"] > 0:
		return "\n"
	}
	return ""
}

// adopt gives all lines the ends that most of the other text's lines have.
func (t *text) adopt(yours text) {
	end := yours.end
	if end == "" {
		end = "\n"
	}
	for i := range t.lines {
		t.lines[i].end = end
	}
}

// texts are the contents of lines, without what ends them.
func texts(lines []line) []string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = l.text
	}
	return all
}

// sameLines reports whether two runs of lines say the same, whatever ends them.
func sameLines(a, b []line) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].text != b[i].text {
			return false
		}
	}
	return true
}

// joined is a run of lines as one text.
func joined(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text + l.end)
	}
	return b.String()
}
