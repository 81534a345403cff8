package document

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// JSON reads a text of one value, as strictly as encoding/json does, and with no key twice.
func (l Limits) JSON(text string) (*Node, error) {
	r := &jsonReader{Limits: l, text: text, dec: json.NewDecoder(strings.NewReader(text)), line: 1}
	r.dec.UseNumber()
	n, err := r.value("", 0)
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, r.fail(r.line, "the file goes on after the end of the value")
	}
	return n, nil
}

// modest is a number that settings need; others take the memory of whoever computes with them, or its life.
var modest = regexp.MustCompile(`^-?\d{1,15}(\.\d{1,6})?$`)

type jsonReader struct {
	Limits
	text    string
	dec     *json.Decoder
	line    int // of the last token
	counted int // up to which offset lines were counted
}

// next gives a token, and keeps its line: that of its end, since no token has a line end in it.
func (r *jsonReader) next() (json.Token, error) {
	t, err := r.dec.Token()
	end := int(r.dec.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		end = min(int(syntax.Offset), len(r.text))
	}
	if end > r.counted {
		r.line += strings.Count(r.text[r.counted:end], "\n")
		r.counted = end
	}
	switch {
	case errors.Is(err, io.EOF):
		return nil, r.fail(r.line, "the file ends too early")
	case err != nil:
		return nil, r.fail(r.line, "%v", err)
	}
	return t, nil
}

// value reads the next value.
func (r *jsonReader) value(name string, depth int) (*Node, error) {
	t, err := r.next()
	if err != nil {
		return nil, err
	}
	if depth > r.Depth {
		return nil, r.fail(r.line, "nested deeper than %d levels", r.Depth)
	}
	n := &Node{Name: name, Path: r.Path, Kind: Null, Line: r.line}
	switch t := t.(type) {
	case json.Delim:
		return n, r.values(n, t == '[', depth)
	case string:
		n.Kind, n.Text, n.Quoted = Text, t, true
	case json.Number:
		if n.Kind, n.Text = Number, t.String(); !modest.MatchString(n.Text) {
			return nil, r.fail(r.line, "the number %.40s has too many digits", t)
		}
	case bool:
		n.Kind, n.Text = Bool, fmt.Sprint(t)
	}
	return r.node(n)
}

// values reads what stands in brackets, and the one that closes them.
func (r *jsonReader) values(n *Node, list bool, depth int) error {
	n.Flow, n.Kind = true, Map
	if list {
		n.Kind = List
	}
	for r.dec.More() {
		f := Field{Name: "an item of " + n.Name}
		if !list {
			name, err := r.next()
			if err != nil {
				return err
			}
			f.Name, f.Line = fmt.Sprint(name), r.line
			if before := n.Get(f.Name); before != nil {
				return r.fail(r.line, "%q was already set on line %d", f.Name, before.Line)
			}
			if err := r.judge(r.line, true, f.Name); err != nil {
				return err
			}
		}
		v, err := r.value(f.Name, depth+1)
		if err != nil {
			return err
		}
		if f.Value = v; list {
			n.Items = append(n.Items, v)
		} else {
			n.Fields = append(n.Fields, f)
		}
	}
	_, err := r.next()
	return err
}
