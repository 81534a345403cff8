package formats

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// JSON reads a JSON text; lenient allows comments and trailing commas.
func JSON(path, text string, lenient bool) (*Node, error) {
	l := NewLines(path, text) // of the file as it is: evidence shows comments
	if lenient {
		text = PlainJSON(text)
	}
	return (&jsonReader{Lines: l, dec: json.NewDecoder(strings.NewReader(text)), deepest: maxNesting}).read()
}

// JSONWithin reads a JSON text without comments whose values stand no deeper within each other than so many levels.
func JSONWithin(path, text string, deepest int) (*Node, error) {
	return (&jsonReader{Lines: NewLines(path, text), dec: json.NewDecoder(strings.NewReader(text)), deepest: deepest}).read()
}

// read reads the one value of the text.
func (r *jsonReader) read() (*Node, error) {
	r.dec.UseNumber()
	n, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, r.fail(r.LineOf(int(r.dec.InputOffset())), "text after the end of the JSON value")
	}
	return n, nil
}

type jsonReader struct {
	*Lines
	dec     *json.Decoder
	deepest int // levels of values within each other
}

func (r *jsonReader) value(depth int) (*Node, error) {
	tok, err := r.dec.Token()
	if err != nil {
		return nil, r.wrap(err)
	}
	line := r.LineOf(int(r.dec.InputOffset()) - 1)
	if depth > r.deepest {
		return nil, r.fail(line, fmt.Sprintf("nested deeper than %d levels", r.deepest))
	}
	switch v := tok.(type) {
	case json.Delim:
		if v == '{' {
			return r.table(line, depth)
		}
		return r.items(line, depth)
	case string:
		n := r.node(Text, line)
		n.Value = v
		return n, nil
	case json.Number:
		n := r.node(Number, line)
		n.Value = v.String()
		return n, nil
	case bool:
		n := r.node(Bool, line)
		n.Value = fmt.Sprint(v)
		return n, nil
	}
	return r.node(Null, line), nil
}

func (r *jsonReader) table(line, depth int) (*Node, error) {
	n := r.node(Table, line)
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return nil, r.wrap(err)
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		n.Fields = append(n.Fields, Field{Name: name, Value: v})
	}
	_, err := r.dec.Token()
	return n, r.wrap(err)
}

func (r *jsonReader) items(line, depth int) (*Node, error) {
	n := r.node(List, line)
	for r.dec.More() {
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, v)
	}
	_, err := r.dec.Token()
	return n, r.wrap(err)
}

// wrap gives a syntax error its line.
func (r *jsonReader) wrap(err error) error {
	if err == nil {
		return nil
	}
	offset := int(r.dec.InputOffset())
	var se *json.SyntaxError
	msg := strings.TrimPrefix(err.Error(), "json: ")
	if errors.As(err, &se) {
		offset = r.offset(int(se.Offset), msg)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		offset, msg = len(r.text), "unexpected end of JSON"
	}
	return r.fail(r.LineOf(max(offset, 0)), msg)
}

// offset finds the character that a syntax error complains of: encoding/json counts it in or not, depending on which of
// its two scanners met it.
func (r *jsonReader) offset(end int, msg string) int {
	if end > 0 && end < len(r.text) && r.text[end-1] == '\n' && !strings.Contains(msg, `'\n'`) {
		return end
	}
	return end - 1
}

// PlainJSON blanks out comments and trailing commas, keeping every offset.
func PlainJSON(text string) string {
	b := []byte(text)
	comma := -1
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			i, comma = EndOfString(b, i), -1
		case c == '/' && i+1 < len(b) && b[i+1] == '/':
			end := len(b)
			if e := bytes.IndexByte(b[i:], '\n'); e >= 0 {
				end = i + e
			}
			i = Blank(b, i, end)
		case c == '/' && i+1 < len(b) && b[i+1] == '*':
			end := len(b)
			if e := bytes.Index(b[i+2:], []byte("*/")); e >= 0 {
				end = i + 2 + e + 2
			}
			i = Blank(b, i, end)
		case c == ',':
			comma = i
		case (c == '}' || c == ']') && comma >= 0:
			b[comma], comma = ' ', -1
		case c != ' ' && c != '\t' && c != '\n' && c != '\r':
			comma = -1
		}
	}
	return string(b)
}

// EndOfString gives the offset of the quote that closes the string that opens at i.
func EndOfString[T string | []byte](b T, i int) int {
	for i++; i < len(b) && b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i
}

// Blank overwrites a range with spaces, line ends excepted, and gives the offset of its last byte.
func Blank(b []byte, from, to int) int {
	for i := from; i < to; i++ {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
	return to - 1
}
