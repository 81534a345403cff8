package formats

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
)

// Tables gives the tables of this program that a YAML text holds, read when they are first asked for. A test holds that each can be
// read.
func Tables[T any](text string) func() *T {
	return sync.OnceValue(func() *T {
		all := new(T)
		_ = ReadTables(all, text)
		return all
	})
}

// ReadTables reads tables; a field without a place is an error.
func ReadTables[T any](into *T, text string) error {
	read := json.NewDecoder(bytes.NewReader(tablesAsJSON(text)))
	read.DisallowUnknownFields()
	return read.Decode(into)
}

// Set is a table that lists words.
type Set map[string]bool

// UnmarshalJSON reads the list.
func (s *Set) UnmarshalJSON(data []byte) error {
	var words []string
	err := json.Unmarshal(data, &words)
	*s = make(Set, len(words))
	for _, w := range words {
		(*s)[w] = true
	}
	return err
}

// tableReader reads the YAML that tables are written in: top-level keys with lists, tables, or values in brackets. A parser of all
// of YAML takes longer for one table than all the rest of a run does. A test holds that it reads the same.
type tableReader struct {
	text    string
	at      int
	out     []byte
	anchors map[string][]byte
}

func tablesAsJSON(text string) []byte {
	r := &tableReader{text: text, anchors: map[string][]byte{}}
	r.table(0)
	return r.out
}

// skip passes over space, ends of lines and comments.
func (r *tableReader) skip() {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '#' && (r.at == 0 || strings.IndexByte(" \n", r.text[r.at-1]) >= 0):
			r.at += len(r.upTo("\n"))
		case c == ' ' || c == '\n':
			r.at++
		default:
			return
		}
	}
}

// upTo gives what stands before the first of some bytes.
func (r *tableReader) upTo(ends string) string {
	rest := r.text[r.at:]
	if i := strings.IndexAny(rest, ends); i >= 0 {
		return rest[:i]
	}
	return rest
}

// deep reports whether something stands at the next place that is indented by so much.
func (r *tableReader) deep(indent int) bool {
	r.skip()
	return r.at < len(r.text) && r.at-strings.LastIndexByte(r.text[:r.at], '\n')-1 == indent
}

// table reads the keys of a block.
func (r *tableReader) table(indent int) {
	r.out = append(r.out, '{')
	for r.deep(indent) {
		r.scalar(":")
		r.at++
		r.out = append(r.out, ':')
		switch line := strings.TrimSpace(r.upTo("\n#")); {
		case line != "":
			r.skip()
			r.value("\n")
		case r.deep(indent+2) && r.text[r.at] == '-':
			r.list(indent + 2)
		default:
			r.table(indent + 2)
		}
		r.out = append(r.out, ',')
	}
	r.end('}')
}

// list reads the items of a block.
func (r *tableReader) list(indent int) {
	r.out = append(r.out, '[')
	for r.deep(indent) {
		r.at += len("- ")
		r.value("\n")
		r.out = append(r.out, ',')
	}
	r.end(']')
}

// end closes a bracket, in the place of a comma.
func (r *tableReader) end(bracket byte) {
	r.out = append(bytes.TrimSuffix(r.out, []byte(",")), bracket)
}

// value reads a value; a plain text goes up to one of the ends.
func (r *tableReader) value(ends string) {
	switch c := r.text[r.at]; c {
	case '[', '{':
		r.flow(c)
	case '&':
		name := r.upTo(" ")
		r.at += len(name) + 1
		from := len(r.out)
		r.value(ends)
		r.anchors[name[1:]] = bytes.Clone(r.out[from:])
	case '*':
		name := r.upTo(",]}\n")
		r.at += len(name)
		r.out = append(r.out, r.anchors[name[1:]]...)
	default:
		r.scalar(ends)
	}
}

// flow reads what stands in brackets.
func (r *tableReader) flow(open byte) {
	r.out = append(r.out, open)
	for r.at++; ; r.at++ {
		if r.skip(); strings.IndexByte("]}", r.text[r.at]) < 0 {
			if open == '{' {
				r.scalar(":")
				r.at++
				r.out = append(r.out, ':')
				r.skip()
			}
			r.value(",]}\n")
			r.skip()
		}
		if c := r.text[r.at]; c != ',' {
			r.out = append(r.out, c)
			r.at++
			return
		}
		r.out = append(r.out, ',')
	}
}

// scalar reads a text in quotes, or a plain one: a number or a truth value that is no key stays what it is.
func (r *tableReader) scalar(ends string) {
	switch quote := r.text[r.at]; quote {
	case '\'', '"':
		r.at++
		text := ""
		for {
			part := r.upTo(string(quote))
			text, r.at = text+part, r.at+len(part)+1
			if quote == '"' || r.at == len(r.text) || r.text[r.at] != '\'' {
				break
			}
			text, r.at = text+"'", r.at+1
		}
		r.out = strconv.AppendQuote(r.out, text)
	default:
		text := r.upTo(ends)
		r.at += len(text)
		text, _, _ = strings.Cut(text, " #")
		text = strings.TrimSpace(text)
		if _, err := strconv.Atoi(text); ends == ":" || err != nil && text != "true" && text != "false" {
			text = strconv.Quote(text)
		}
		r.out = append(r.out, text...)
	}
}
