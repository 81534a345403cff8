package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// parseJSON reads a file of JSON: one value, no key twice.
func parseJSON(name string, data []byte) (*node, error) {
	if len(data) > maxFile {
		return nil, &Error{name, 0, fmt.Errorf("the file is larger than %d KiB", maxFile>>10)}
	}
	s, err := text(name, data)
	if err != nil {
		return nil, err
	}
	r := &jsonReader{path: name, text: s, dec: json.NewDecoder(strings.NewReader(s))}
	r.dec.UseNumber()
	t, err := r.next()
	if err != nil {
		return nil, err
	}
	n, err := r.value(t, 0)
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, r.fail(errors.New("something stands behind the end of the value"))
	}
	return n, nil
}

type jsonReader struct {
	path, text string
	dec        *json.Decoder
	line       int // of the last token
	counted    int // up to which offset lines were counted
}

// fail gives an error at the last token.
func (r *jsonReader) fail(err error) error { return &Error{r.path, r.line, err} }

// next gives a token, and keeps its line: that of its end, since no token has a line end in it.
func (r *jsonReader) next() (json.Token, error) {
	t, err := r.dec.Token()
	end := int(r.dec.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		end = min(int(syntax.Offset), len(r.text))
	}
	if r.line == 0 {
		r.line = 1
	}
	if end > r.counted {
		r.line += strings.Count(r.text[r.counted:end], "\n")
		r.counted = end
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("the file ends too early")
	}
	if err != nil {
		return nil, r.fail(err)
	}
	return t, nil
}

// value reads what begins with a token.
func (r *jsonReader) value(t json.Token, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, r.fail(fmt.Errorf("nested deeper than %d levels", maxNesting))
	}
	n := &node{kind: isNull, path: r.path, line: r.line}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return n, r.list(n, depth)
		}
		return n, r.table(n, depth)
	case string:
		n.kind, n.value = isText, t
		if err := checkText(t); err != nil {
			return nil, r.fail(err)
		}
	case json.Number:
		if !regexp.MustCompile(`^-?\d{1,15}(\.\d{1,6})?$`).MatchString(t.String()) { // others take the compiler's memory, or its life
			return nil, r.fail(fmt.Errorf("the number %.40s is none that an answer needs", t))
		}
		n.kind, n.value = isNumber, t.String()
	case bool:
		n.kind, n.value = isBool, fmt.Sprint(t)
	}
	return n, nil
}

// list reads the items of a list, up to its end.
func (r *jsonReader) list(n *node, depth int) error {
	n.kind = isList
	for {
		t, err := r.next()
		if err != nil || t == json.Delim(']') {
			return err
		}
		item, err := r.value(t, depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
}

// table reads the fields of a table, up to its end.
func (r *jsonReader) table(n *node, depth int) error {
	n.kind = isTable
	seen := map[string]int{}
	for {
		t, err := r.next()
		if err != nil || t == json.Delim('}') {
			return err
		}
		name, _ := t.(string)
		at := r.line
		if err := checkText(name); err != nil {
			return r.fail(err)
		}
		if before, twice := seen[name]; twice {
			return r.fail(fmt.Errorf("the key %q stands in line %d too", name, before))
		}
		seen[name] = at
		if t, err = r.next(); err != nil {
			return err
		}
		v, err := r.value(t, depth+1)
		if err != nil {
			return err
		}
		n.fields = append(n.fields, field{name, at, v})
	}
}

// plain gives the node as encoding/json would: for the schema's compiler.
func (n *node) plain() any {
	switch n.kind {
	case isText:
		return n.value
	case isNumber:
		return json.Number(n.value)
	case isBool:
		return n.value == "true"
	case isList:
		list := []any{}
		for _, i := range n.items {
			list = append(list, i.plain())
		}
		return list
	case isTable:
		table := map[string]any{}
		for _, f := range n.fields {
			table[f.name] = f.value.plain()
		}
		return table
	}
	return nil
}
