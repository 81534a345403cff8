package lock

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// next gives the byte that comes next, 0 at the end.
func (r *reader) next() byte {
	if r.pos < len(r.text) {
		return r.text[r.pos]
	}
	return 0
}

// blanks goes over spaces and tabs.
func (r *reader) blanks() {
	for r.next() == ' ' || r.next() == '\t' {
		r.pos++
	}
}

// ended reports whether the line says nothing more. A comment begins behind a space.
func (r *reader) ended() bool {
	c := r.next()
	return c == 0 || c == '\n' || c == '#' && r.pos > 0 && strings.IndexByte(" \t\n", r.text[r.pos-1]) >= 0
}

// space goes over everything between two parts of a flow: blanks, ends of lines, comments.
func (r *reader) space() {
	for {
		r.blanks()
		if r.pos >= len(r.text) || !r.ended() {
			return
		}
		if end := strings.IndexByte(r.text[r.pos:], '\n'); end >= 0 {
			r.pos += end + 1
			r.line++
		} else {
			r.pos = len(r.text)
		}
	}
}

// colon goes over the colon behind a key; what follows must be apart from it.
func (r *reader) colon() bool {
	if r.next() != ':' {
		return false
	}
	r.pos++
	return r.pos >= len(r.text) || strings.IndexByte(" \t\n", r.text[r.pos]) >= 0
}

// inline reads a value that begins here.
func (r *reader) inline(depth int, inFlow bool) *node {
	switch {
	case depth > maxDepth:
		return r.fail(r.line, "mappings are nested too deeply")
	case r.next() == '{':
		return r.flowMapping(depth)
	case r.next() == '[':
		return r.flowList(depth)
	}
	return r.scalar(inFlow)
}

// flowMapping reads {a: b, "c": d}.
func (r *reader) flowMapping(depth int) *node {
	n := &node{kind: mapping, line: r.line}
	r.pos++
	for r.space(); r.err == nil && r.next() != '}'; r.space() {
		key := r.scalar(true)
		r.space()
		if r.err == nil && !r.colon() && (key.kind != quoted || r.text[r.pos-1] != ':') {
			return r.fail(r.line, "expected } or a key followed by a colon and a space")
		}
		r.space()
		if !n.set(key, r.flowValue(depth)) {
			r.fail(key.line, "%s occurs twice", quote(key.text))
		}
		if !r.comma('}') {
			return n
		}
	}
	r.pos++
	return n
}

// flowList reads [a, b].
func (r *reader) flowList(depth int) *node {
	n := &node{kind: list, line: r.line}
	r.pos++
	for r.space(); r.err == nil && r.next() != ']'; r.space() {
		n.values = append(n.values, r.flowValue(depth))
		if !r.comma(']') {
			return n
		}
	}
	r.pos++
	return n
}

// flowValue reads a value in a flow, which may be left out.
func (r *reader) flowValue(depth int) *node {
	if strings.IndexByte(",}]", r.next()) >= 0 {
		return &node{kind: plain, line: r.line}
	}
	return r.inline(depth+1, true)
}

// comma goes over the comma behind a part of a flow; before the end it may be missing.
func (r *reader) comma(end byte) bool {
	r.space()
	if r.next() == ',' {
		r.pos++
	} else if r.next() != end {
		r.fail(r.line, "expected a comma or %c", end)
	}
	return r.err == nil
}

// scalar reads a text: in double quotes, in single ones, or plain.
func (r *reader) scalar(inFlow bool) *node {
	switch r.next() {
	case '"':
		return r.double()
	case '\'':
		return r.single()
	}
	start := r.pos
	for !r.ended() && !r.stop(inFlow) {
		r.pos++
	}
	if r.pos == start || strings.IndexByte("&*!|>@`%,[]{}?#", r.text[start]) >= 0 || isItem(r.text[start:r.pos]) {
		return r.fail(r.line, "expected a quoted string, not %q", r.text[start:min(start+1, len(r.text))])
	}
	return &node{kind: plain, line: r.line, text: strings.TrimRight(r.text[start:r.pos], " \t")}
}

// stop reports whether a plain text ends before the next byte: at the colon behind a key, in a flow at its signs too.
func (r *reader) stop(inFlow bool) bool {
	c := r.next()
	if inFlow && strings.IndexByte(",[]{}", c) >= 0 {
		return true
	}
	if c != ':' {
		return false
	}
	after := &reader{text: r.text, pos: r.pos + 1}
	return after.next() == 0 || strings.IndexByte(" \t\n", after.next()) >= 0 || inFlow && strings.IndexByte(",[]{}", after.next()) >= 0
}

// single reads a text in single quotes, where two of them stand for one.
func (r *reader) single() *node {
	var b strings.Builder
	for r.pos++; r.next() != 0 && r.next() != '\n'; r.pos++ {
		if r.next() == '\'' {
			r.pos++
			if r.next() != '\'' {
				return &node{kind: quoted, line: r.line, text: b.String()}
			}
		}
		b.WriteByte(r.next())
	}
	return r.fail(r.line, "a quote is not closed on the same line")
}

// double reads a text in double quotes.
func (r *reader) double() *node {
	var b strings.Builder
	for r.pos++; r.next() != 0 && r.next() != '\n'; {
		switch r.next() {
		case '"':
			r.pos++
			return &node{kind: quoted, line: r.line, text: b.String()}
		case '\\':
			c, ok := r.escape()
			if !ok {
				return r.fail(r.line, "unknown escape sequence")
			}
			b.WriteRune(c)
		default:
			b.WriteByte(r.next())
			r.pos++
		}
	}
	return r.fail(r.line, "a quote is not closed on the same line")
}

// escape reads a backslash and what it stands for, as YAML and JSON have it.
func (r *reader) escape() (rune, bool) {
	r.pos++
	c := r.next()
	r.pos++
	if i := strings.IndexByte(`0abtnvfre"/\ `, c); i >= 0 && c != 0 {
		return rune("\x00\a\b\t\n\v\f\r\x1b\"/\\ "[i]), true
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	code, ok := r.hex(digits)
	if ok && c == 'u' && code >= 0xd800 && code < 0xdc00 && strings.HasPrefix(r.text[r.pos:], `\u`) { // JSON's pair
		r.pos += 2
		low, fits := r.hex(4)
		code = 0x10000 + (code-0xd800)<<10 + (low - 0xdc00)
		ok = fits && low >= 0xdc00 && low < 0xe000
	}
	return code, ok && utf8.ValidRune(code)
}

// hex reads a number of hexadecimal digits.
func (r *reader) hex(digits int) (rune, bool) {
	if digits == 0 || r.pos+digits > len(r.text) {
		return 0, false
	}
	code, err := strconv.ParseUint(r.text[r.pos:r.pos+digits], 16, 31)
	r.pos += digits
	return rune(code), err == nil
}
