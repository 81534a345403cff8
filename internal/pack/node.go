package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/msgen/msgen/internal/document"
)

// Error is a mistake in a file of a pack; its Path is relative to the pack.
type Error = document.Error

func wrong(path string, line int, err error) *Error { return &Error{Path: path, Line: line, Err: err} }

// A value in a file of a pack, of YAML or JSON, and how it is read.
type (
	node    = document.Node
	field   = document.Field
	readers = document.Readers
)

// Readers of values, and the name of a place.
var (
	each   = document.Each
	number = document.Int
	truth  = document.Truth
	place  = document.Place
)

// The kinds of values.
const (
	isNull   = document.Null
	isText   = document.Text
	isNumber = document.Number
	isBool   = document.Bool
	isList   = document.List
	isTable  = document.Map
)

// What a file of data may be. It is far above what a person writes, and far below what would hurt.
const (
	maxFile    = 32 << 10
	maxNesting = 16
)

// parseYAML reads a file of YAML.
func parseYAML(name string, data []byte) (*node, error) {
	return parse(name, data, document.Limits.YAML)
}

// parseJSON reads a file of JSON.
func parseJSON(name string, data []byte) (*node, error) {
	return parse(name, data, document.Limits.JSON)
}

// parse reads a file that has something to say. No text in it steers a terminal.
func parse(name string, data []byte, read func(document.Limits, string) (*node, error)) (*node, error) {
	if len(data) > maxFile {
		return nil, wrong(name, 0, fmt.Errorf("the file is larger than %d KiB", maxFile>>10))
	}
	s, err := text(name, data)
	if err != nil {
		return nil, err
	}
	root, err := read(document.Limits{Path: name, Depth: maxNesting, Check: checkText}, s)
	if err == nil && root.Kind == isNull {
		err = wrong(name, 0, errors.New("the file is empty"))
	}
	return root, err
}

// plain gives the node as encoding/json would: for the schema's compiler.
func plain(n *node) any {
	switch n.Kind {
	case isText:
		return n.Text
	case isNumber:
		return json.Number(n.Text)
	case isBool:
		return n.Text == "true"
	case isList:
		list := []any{}
		for _, i := range n.Items {
			list = append(list, plain(i))
		}
		return list
	case isTable:
		table := map[string]any{}
		for _, f := range n.Fields {
			table[f.Name] = plain(f.Value)
		}
		return table
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// textOf gives the node's text; a number or a bool counts as the text it is written as.
func textOf(n *node) (string, error) {
	s, err := n.Str(isNumber, isBool)
	if s = strings.TrimRight(s, "\n"); err == nil {
		if err = checkText(s); err != nil {
			err = n.Fail("%v", err)
		}
	}
	return s, err
}

// into gives a reader that keeps a text.
func into(to *string) func(*node) error {
	return func(n *node) (err error) {
		if *to, err = textOf(n); err == nil && *to == "" {
			_, err = n.Filled(isNumber, isBool)
		}
		return err
	}
}

// texts gives a reader that keeps a list of texts; one text is a list of one.
func texts(to *[]string) func(*node) error {
	return func(n *node) error {
		items := n.Items
		if n.Kind != isList {
			items = []*node{n}
		}
		for _, i := range items {
			s, err := textOf(i)
			if err != nil {
				return err
			}
			if s == "" || slices.Contains(*to, s) {
				return i.Fail("%q is empty or listed twice", s)
			}
			*to = append(*to, s)
		}
		return nil
	}
}

// oneOf checks that a text is one of a list.
func oneOf(n *node, s string, of ...string) error {
	if !slices.Contains(of, s) {
		return n.Fail("%q is not one of %s", s, strings.Join(of, ", "))
	}
	return nil
}

// checkText refuses what no text of a pack and no answer may hold: control characters (a line end among them), marks that
// change the direction of text, and what is no UTF-8. A tab is the one that stands in files.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("this is not valid UTF-8")
	}
	for _, r := range s {
		if r != '\t' && unsafe(r) {
			return fmt.Errorf("the control character %U is not allowed here", r)
		}
	}
	return nil
}

// unsafe reports whether a rune is a control character, ends a line, or changes how the text around it looks.
func unsafe(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff'
}
