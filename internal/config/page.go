package config

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// page is the text of the file, to find places in and to change them.
type page struct {
	data  []byte
	start int    // behind a byte order mark
	eol   string // the line end of the first line
	lines []int  // where each line begins
}

// edit puts a text in the place of some bytes.
type edit struct {
	from, to int
	text     string
}

// place is where an entry of a map stands. Without a value from and to are colon.
type place struct {
	key      int // the first byte of the key
	colon    int // behind the colon
	from, to int // the value
	head     int // behind the first characters of a text in lines of its own, as in "|-"; else from
}

func newPage(data []byte) *page {
	p := &page{data: data, eol: "\n"}
	if bytes.HasPrefix(data, []byte(bom)) {
		p.start = len(bom)
	}
	p.lines = []int{p.start}
	for i, b := range data {
		if b == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	if len(p.lines) > 1 {
		p.eol = p.eolAt(p.lineEnd(p.start))
	}
	return p
}

// apply gives the text with the edits, which are in order and apart.
func (p *page) apply(edits []edit) []byte {
	var out []byte
	done := 0
	for _, e := range edits {
		out = append(out, p.data[done:e.from]...)
		out = append(out, e.text...)
		done = e.to
	}
	return append(out, p.data[done:]...)
}

// lineStart gives the first byte of the line that holds an offset.
func (p *page) lineStart(at int) int {
	i, found := slices.BinarySearch(p.lines, at)
	if !found {
		i--
	}
	return p.lines[max(i, 0)]
}

// lineEnd gives the offset of the line's end from a place in it: of "\r\n", "\n", or the end of the file.
func (p *page) lineEnd(at int) int {
	end := len(p.data)
	if i := bytes.IndexByte(p.data[at:], '\n'); i >= 0 {
		end = at + i
	}
	if end < len(p.data) && end > p.start && p.data[end-1] == '\r' {
		end--
	}
	return end
}

// eolAt gives the line end that stands at an offset.
func (p *page) eolAt(at int) string {
	if bytes.HasPrefix(p.data[at:], []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// indent gives what stands before a place in its line, as spaces.
func (p *page) indent(at int) string {
	return strings.Repeat(" ", utf8.RuneCount(p.data[p.lineStart(at):at]))
}

// unit gives the indentation of one level: that of the first map in lines below another, else two spaces.
func (p *page) unit(root *node) string {
	for _, f := range root.Fields {
		if v := f.Value; v.Kind == isMap && !v.Flow && v.Fields[0].Column > f.Column {
			return strings.Repeat(" ", v.Fields[0].Column-f.Column)
		}
	}
	return "  "
}

// offset gives the byte of a line and column, both from 1, columns in runes; -1 when there is none.
func (p *page) offset(line, column int) int {
	if line < 1 || line > len(p.lines) {
		return -1
	}
	at := p.lines[line-1]
	for ; column > 1; column-- {
		_, size := utf8.DecodeRune(p.data[at:])
		if size == 0 {
			return -1
		}
		at += size
	}
	return at
}

// find gives the place of a field. The parser knows where its key begins; the rest is looked up in the text.
func (p *page) find(f *field, flow bool) (place, error) {
	lost := fail(f.Line, "the key %q was not found in the file; edit the file yourself", short(f.Name))
	at := place{key: p.offset(f.Line, f.Column)}
	if at.key < 0 || at.key >= len(p.data) {
		return at, lost
	}
	end := at.key
	switch p.data[at.key] {
	case '"', '\'':
		end = p.quoteEnd(at.key)
	default:
		if !bytes.HasPrefix(p.data[at.key:], []byte(f.Name)) {
			return at, lost
		}
		end += len(f.Name)
	}
	end = p.blank(end)
	if end >= len(p.data) || p.data[end] != ':' {
		return at, lost
	}
	at.colon = end + 1
	p.span(&at, f, flow)
	return at, nil
}

// span finds the value of a field behind its colon.
func (p *page) span(at *place, f *field, flow bool) {
	at.from = p.blank(at.colon)
	same := p.lineEnd(at.colon)
	if at.from >= same || p.data[at.from] == '#' || flow && f.Value.Kind == isNull && strings.IndexByte(",}", p.data[at.from]) >= 0 {
		if f.Value.Kind == isNull {
			at.from, at.to, at.head = at.colon, at.colon, at.colon
			return
		}
		at.from = p.content(same)
	}
	at.head = at.from
	at.to = p.valueEnd(at, f, flow)
}
