package pack

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/msgen/msgen/internal/document"
)

// Error is a mistake in a file of a pack.
type Error struct {
	// Path is the file, relative to the pack.
	Path string
	// Line counts from 1; 0 is the file as a whole.
	Line int
	Err  error
}

// Error gives the place and what is wrong there.
func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Place(), e.Err) }

// Unwrap gives what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Place gives file and line: "policy.yaml:7".
func (e *Error) Place() string { return place(e.Path, e.Line) }

func place(path string, line int) string {
	if line == 0 {
		return path
	}
	return path + ":" + strconv.Itoa(line)
}

// The kinds of values.
const (
	isNull   = document.Null
	isText   = document.Text
	isNumber = document.Number
	isBool   = document.Bool
	isList   = document.List
	isTable  = document.Map
)

// node is a value in a file of a pack, of YAML or JSON, with the line it stands on.
type node struct {
	kind   document.Kind
	value  string  // of a text, number or bool, as written
	items  []*node // of a list
	fields []field // of a table, in the order of the file, no name twice
	path   string
	line   int
}

type field struct {
	name  string
	line  int
	value *node
}

// fail gives an error at the node.
func (n *node) fail(format string, args ...any) error {
	return &Error{n.path, n.line, fmt.Errorf(format, args...)}
}

// at gives the value of a field, nil when there is none.
func (n *node) at(name string) *node {
	if n == nil {
		return nil
	}
	for _, f := range n.fields {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

// want checks what a value is.
func (n *node) want(k document.Kind) error {
	if n.kind != k {
		return n.fail("this is %s, not %s", n.kind, k)
	}
	return nil
}

// readers say how the fields of a table are read.
type readers map[string]func(*node) error

// read gives each field of a table to its reader; a field without one is an error that lists those there are.
func (n *node) read(r readers) error {
	if err := n.want(isTable); err != nil {
		return err
	}
	var errs []error
	for _, f := range n.fields {
		reader, ok := r[f.name]
		if !ok {
			errs = append(errs, &Error{n.path, f.line, fmt.Errorf("unknown key %q; known are %s", f.name, strings.Join(sortedKeys(r), ", "))})
			continue
		}
		errs = append(errs, reader(f.value))
	}
	return errors.Join(errs...)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// need wants fields to be there.
func (n *node) need(names ...string) error {
	for _, name := range names {
		if n.at(name) == nil {
			return n.fail("%s is missing", name)
		}
	}
	return nil
}

// text gives the node's text; a number or a bool counts as the text it is written as.
func (n *node) text() (string, error) {
	if n.kind == isNull || n.kind == isList || n.kind == isTable {
		return "", n.want(isText)
	}
	if err := checkText(n.value); err != nil {
		return "", n.fail("%v", err)
	}
	return n.value, nil
}

// into gives a reader that keeps a text.
func into(to *string) func(*node) error {
	return func(n *node) (err error) {
		*to, err = n.text()
		if err == nil && *to == "" {
			err = n.fail("this is empty")
		}
		return err
	}
}

// number gives a reader that keeps a whole number.
func number(to *int) func(*node) error {
	return func(n *node) error {
		i, err := strconv.Atoi(n.value)
		if n.kind != isNumber || err != nil {
			return n.fail("this is no whole number")
		}
		*to = i
		return nil
	}
}

// truth gives a reader that keeps true or false.
func truth(to *bool) func(*node) error {
	return func(n *node) error {
		*to = n.value == "true"
		return n.want(isBool)
	}
}

// texts gives a reader that keeps a list of texts; one text is a list of one.
func texts(to *[]string) func(*node) error {
	return func(n *node) error {
		items := n.items
		if n.kind != isList {
			items = []*node{n}
		}
		for _, i := range items {
			s, err := i.text()
			if err != nil {
				return err
			}
			if s == "" || slices.Contains(*to, s) {
				return i.fail("%q is empty or stands here twice", s)
			}
			*to = append(*to, s)
		}
		return nil
	}
}

// each gives a reader that takes the items of a list one by one.
func each(take func(*node) error) func(*node) error {
	return func(n *node) error {
		if err := n.want(isList); err != nil {
			return err
		}
		var errs []error
		for _, i := range n.items {
			errs = append(errs, take(i))
		}
		return errors.Join(errs...)
	}
}

// oneOf checks that a text is one of a list.
func (n *node) oneOf(s string, of ...string) error {
	if !slices.Contains(of, s) {
		return n.fail("%q is none of %s", s, strings.Join(of, ", "))
	}
	return nil
}

// checkText refuses what no text of a pack and no answer may hold: control characters (a line end among them), marks that
// change the direction of text, and what is no UTF-8. A tab is the one that stands in files.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("this is no UTF-8")
	}
	for _, r := range s {
		if r != '\t' && unsafe(r) {
			return fmt.Errorf("the control character %U may not stand here", r)
		}
	}
	return nil
}

// unsafe reports whether a rune is a control character, ends a line, or changes how the text around it looks.
func unsafe(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff'
}
