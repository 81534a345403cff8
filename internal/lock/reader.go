package lock

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// reader reads the part of YAML that a lock is written in, and what people and formatters make of it: mappings and lists in
// blocks and in flow, over several lines too, texts plain and in both quotes, comments, empty lines. Everything else of YAML
// (anchors, tags, texts over several lines, several documents) is an error with its line. A reader of our own and not a
// library's, because the same bytes must mean the same for ever, and because every node knows its line.
type reader struct {
	text string
	rows []row
	at   int // the row that comes next
	pos  int // in a flow: the byte that comes next
	line int // and its line
	err  *Error
}

// row is a line that says something.
type row struct {
	line, indent int
	start, end   int // of what it says, in bytes of the text
}

// maxDepth is how deep mappings and lists may stand in each other; a lock needs six.
const maxDepth = 16

// readTree reads a whole file. CRLF and a byte order mark are no part of it any more.
func readTree(text string) (*node, *Error) {
	if line, what := unfit(text); what != "" {
		return nil, &Error{line, what}
	}
	r := &reader{text: text}
	r.split()
	if r.err != nil || len(r.rows) == 0 {
		return &node{kind: plain, line: 1}, r.err
	}
	n := r.block(r.rows[0].indent, 0)
	if r.err == nil && r.at < len(r.rows) {
		r.fail(r.rows[r.at].line, "the indentation of this line matches no line above it")
	}
	return n, r.err
}

// unfit finds what no text file holds.
func unfit(text string) (line int, what string) {
	if len(text) > maxFile {
		return 0, "larger than 16 MiB"
	}
	line = 1
	for i, c := range text {
		switch {
		case c == '\n':
			line++
		case c == utf8.RuneError && strings.HasPrefix(text[i:], "\ufffd"):
		case c == utf8.RuneError:
			return line, "not UTF-8"
		case c < ' ' && c != '\t' || c == 0x7f:
			return line, fmt.Sprintf("a control character (U+%04X)", c)
		}
	}
	return 0, ""
}

// fail keeps the first error.
func (r *reader) fail(line int, format string, args ...any) *node {
	if r.err == nil {
		r.err = &Error{line, fmt.Sprintf(format, args...)}
	}
	return &node{kind: plain, line: line}
}

// split finds the rows.
func (r *reader) split() {
	start, line := 0, 0
	for text := range strings.Lines(r.text) {
		line++
		said := strings.TrimRight(text, " \t\n")
		indent := len(said) - len(strings.TrimLeft(said, " "))
		rest := said[indent:]
		switch {
		case strings.HasPrefix(strings.TrimLeft(rest, " \t")+"#", "#"): // nothing, or a comment
		case rest[0] == '\t':
			r.fail(line, "this line is indented with a tab; use spaces")
		case said == "---" && len(r.rows) == 0:
		default:
			r.rows = append(r.rows, row{line, indent, start + indent, start + len(said)})
		}
		start += len(text)
	}
}

// said gives what a row says from a byte on.
func (r *reader) said(w row) string { return r.text[w.start:w.end] }

// more reports whether a row stands at the indent.
func (r *reader) more(indent int) bool {
	return r.err == nil && r.at < len(r.rows) && r.rows[r.at].indent == indent
}

// isItem reports whether a row is an item of a list.
func isItem(said string) bool { return said == "-" || strings.HasPrefix(said, "- ") }

// block reads the mapping or the list that begins with the next row.
func (r *reader) block(indent, depth int) *node {
	w := r.rows[r.at]
	if depth > maxDepth {
		return r.fail(w.line, "mappings are nested too deeply")
	}
	if isItem(r.said(w)) {
		return r.items(indent, depth)
	}
	n := &node{kind: mapping, line: w.line}
	for r.more(indent) && !isItem(r.said(r.rows[r.at])) {
		r.entry(n, indent, depth)
	}
	return n
}

// entry reads one key with its value.
func (r *reader) entry(n *node, indent, depth int) {
	w := r.rows[r.at]
	r.pos, r.line = w.start, w.line
	key := r.scalar(false)
	r.blanks()
	if r.err != nil || !r.colon() {
		r.fail(w.line, "expected a key followed by a colon and a space")
		return
	}
	value := r.value(indent, depth, true)
	if !n.set(key, value) {
		r.fail(key.line, "%s occurs twice", quote(key.text))
	}
}

// items reads a list.
func (r *reader) items(indent, depth int) *node {
	n := &node{kind: list, line: r.rows[r.at].line}
	for r.more(indent) && isItem(r.said(r.rows[r.at])) {
		w := &r.rows[r.at]
		rest := strings.TrimLeft(r.text[w.start+1:w.end], " ")
		if r.keyed(rest, w.line) { // a mapping that begins beside the dash
			column := w.end - len(rest) - w.start + indent
			w.start, w.indent = w.end-len(rest), column
			n.values = append(n.values, r.block(column, depth+1))
			continue
		}
		r.pos, r.line = w.start+1, w.line
		n.values = append(n.values, r.value(indent, depth, false))
	}
	return n
}

// keyed reports whether what stands beside a dash is a key.
func (r *reader) keyed(rest string, line int) bool {
	if rest == "" || strings.ContainsRune("{[#", rune(rest[0])) {
		return false
	}
	probe := &reader{text: rest, line: line}
	probe.scalar(false)
	probe.blanks()
	return probe.err == nil && probe.colon()
}

// value reads what stands behind a colon or a dash: on the same line, or below. Below a key, a list may stand at the key's
// own indent.
func (r *reader) value(indent, depth int, ofKey bool) *node {
	line := r.line
	r.blanks()
	if !r.ended() {
		return r.rest(depth + 1)
	}
	r.at++
	if r.err != nil || r.at == len(r.rows) {
		return &node{kind: plain, line: line}
	}
	switch w := r.rows[r.at]; {
	case ofKey && w.indent == indent && isItem(r.said(w)):
		return r.block(w.indent, depth+1)
	case w.indent <= indent:
		return &node{kind: plain, line: line}
	case strings.IndexByte("{[\"'", r.text[w.start]) >= 0 && !r.keyed(r.said(w), w.line): // a formatter broke the line
		r.pos, r.line = w.start, w.line
		return r.rest(depth + 1)
	default:
		return r.block(w.indent, depth+1)
	}
}

// rest reads a value that begins here, to the end of its last line.
func (r *reader) rest(depth int) *node {
	n := r.inline(depth, false)
	if r.blanks(); r.err == nil && !r.ended() {
		r.fail(r.line, "this line contains more than one value")
	}
	for r.at < len(r.rows) && r.rows[r.at].start < r.pos {
		r.at++
	}
	return n
}
