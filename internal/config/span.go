package config

import (
	"bytes"
	"strings"
)

// blank skips spaces and tabs.
func (p *page) blank(at int) int {
	for at < len(p.data) && (p.data[at] == ' ' || p.data[at] == '\t') {
		at++
	}
	return at
}

// content skips blank space, comments and the line that begins the document.
func (p *page) content(at int) int {
	for at < len(p.data) {
		switch b := p.data[at]; {
		case b == '#', bytes.HasPrefix(p.data[at:], []byte("---")) && p.lineStart(at) == at:
			at = p.lineEnd(at)
		case b == ' ' || b == '\t' || b == '\r' || b == '\n':
			at++
		default:
			return at
		}
	}
	return at
}

// valueEnd gives the byte behind the value that begins at at.from, and sets at.head for a text in lines of its own.
func (p *page) valueEnd(at *place, f *field, flow bool) int {
	if at.from >= len(p.data) {
		return len(p.data)
	}
	column := at.key - p.lineStart(at.key)
	switch b := p.data[at.from]; {
	case b == '"' || b == '\'':
		if f.Value.Kind == isText {
			return p.quoteEnd(at.from)
		}
	case b == '[' || b == '{':
		return p.bracketEnd(at.from)
	case (b == '|' || b == '>') && !flow:
		at.head = at.from + bytes.IndexFunc(append(p.data[at.from:p.lineEnd(at.from):p.lineEnd(at.from)], ' '), func(r rune) bool { return r == ' ' || r == '\t' })
		return p.literalEnd(at, column)
	}
	switch {
	case f.Value.Kind == isMap: // in lines: its end is that of its last value
		last, err := p.find(&f.Value.Fields[len(f.Value.Fields)-1], false)
		if err == nil {
			return last.to
		}
	case f.Value.Kind == isList:
		return p.linesEnd(at.from, at.from-p.lineStart(at.from), true)
	}
	return p.plainEnd(at.from, column, flow)
}

// quoteEnd gives the byte behind the closing quote.
func (p *page) quoteEnd(at int) int {
	quote := p.data[at]
	for at++; at < len(p.data); at++ {
		switch {
		case quote == '"' && p.data[at] == '\\':
			at++
		case p.data[at] == quote && quote == '\'' && at+1 < len(p.data) && p.data[at+1] == quote:
			at++
		case p.data[at] == quote:
			return at + 1
		}
	}
	return len(p.data)
}

// bracketEnd gives the byte behind the bracket that closes the one at an offset. A quote or a comment begins only where a
// word could.
func (p *page) bracketEnd(at int) int {
	deep, begins := 0, true
	for at < len(p.data) {
		b := p.data[at]
		switch {
		case begins && (b == '"' || b == '\''):
			at, begins = p.quoteEnd(at), false
			continue
		case b == '#' && (begins || p.data[at-1] == ' ' || p.data[at-1] == '\t'):
			at = p.lineEnd(at)
			continue
		case b == '[' || b == '{':
			deep++
			begins = true
		case b == ']' || b == '}':
			if deep--; deep == 0 {
				return at + 1
			}
			begins = false
		case b == ',' || b == ':':
			begins = true
		case b == ' ' || b == '\t' || b == '\r' || b == '\n':
		default:
			begins = false
		}
		at++
	}
	return len(p.data)
}

// literalEnd gives the end of a text in lines of its own: lines deeper than its key, as deep as the first of them. With "+"
// the blank lines behind it belong to it.
func (p *page) literalEnd(at *place, column int) int {
	end, deep := p.lineEnd(at.head), 0
	blanks := end
	for line := p.next(end); line >= 0; line = p.next(line) {
		begin := p.blank(line)
		if begin >= p.lineEnd(line) {
			blanks = p.lineEnd(line)
			continue
		}
		if deep == 0 {
			deep = max(begin-line, column+1)
			if strings.ContainsAny(string(p.data[at.from:at.head]), "123456789") {
				deep = column + 1
			}
		}
		if begin-line < deep {
			break
		}
		end = p.lineEnd(line)
		blanks = end
	}
	if bytes.IndexByte(p.data[at.from:at.head], '+') >= 0 {
		return blanks
	}
	return end
}

// next gives the beginning of the line behind an offset, or -1.
func (p *page) next(at int) int {
	end := bytes.IndexByte(p.data[at:], '\n')
	if end < 0 || at+end+1 >= len(p.data) {
		return -1
	}
	return at + end + 1
}

// linesEnd gives the end of the lines from an offset on that are indented deeper than a column; in a list also those that
// begin with a dash there. Comments and blank lines at their end are left out.
func (p *page) linesEnd(at, column int, dashes bool) int {
	end := p.lineEnd(at)
	for line := p.next(at); line >= 0; line = p.next(line) {
		begin := p.blank(line)
		if begin >= p.lineEnd(line) || p.data[begin] == '#' {
			continue
		}
		if deep := begin - line; deep < column || deep == column && !(dashes && p.data[begin] == '-') {
			break
		}
		end = p.lineEnd(line)
	}
	return end
}

// plainEnd gives the end of a text without quotes, which a comment ends, and in brackets a comma or a bracket. Lines that are
// deeper than the key go on with it.
func (p *page) plainEnd(at, column int, flow bool) int {
	end := at
	for line := at; line >= 0; line = p.next(line) {
		begin := p.blank(line)
		if line != at && begin < p.lineEnd(line) && (p.data[begin] == '#' || !flow && begin-line <= column) {
			break
		}
		stop := p.plainStop(begin, flow)
		if stop > begin {
			end = stop
		}
		if stop = p.blank(stop); stop < p.lineEnd(line) {
			break
		}
	}
	return end
}

// plainStop gives where words without quotes end in their line.
func (p *page) plainStop(at int, flow bool) int {
	end := at
	for i := at; i < p.lineEnd(at); i++ {
		b := p.data[i]
		if b == '#' && i > at && (p.data[i-1] == ' ' || p.data[i-1] == '\t') || flow && strings.IndexByte(",]}", b) >= 0 {
			break
		}
		if b != ' ' && b != '\t' {
			end = i + 1
		}
	}
	return end
}
