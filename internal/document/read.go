package document

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// Error is a mistake in a file.
type Error struct {
	// Path is the file.
	Path string
	// Line counts from 1; 0 is the file as a whole.
	Line int
	Err  error
}

// Error gives the place and what is wrong there.
func (e *Error) Error() string { return Place(e.Path, e.Line) + ": " + e.Err.Error() }

// Unwrap gives what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Place gives file and line: "policy.yaml:7".
func Place(path string, line int) string {
	if line == 0 {
		return path
	}
	return path + ":" + strconv.Itoa(line)
}

// Fail gives an error at the value.
func (n *Node) Fail(format string, args ...any) error {
	return &Error{n.Path, n.Line, fmt.Errorf(format, args...)}
}

// Get gives the field of a name, nil for none.
func (n *Node) Get(name string) *Field {
	for i := range n.Fields {
		if n.Fields[i].Name == name {
			return &n.Fields[i]
		}
	}
	return nil
}

// At gives the value of a field, nil for none. It may be called on nil.
func (n *Node) At(name string) *Node {
	if n != nil {
		if f := n.Get(name); f != nil {
			return f.Value
		}
	}
	return nil
}

// called names the value in a message.
func (n *Node) called() string {
	if n.Name == "" {
		return "the file"
	}
	return n.Name
}

// Want checks what a value is: one of some kinds, of which the first is the one to name.
func (n *Node) Want(kinds ...Kind) error {
	if !slices.Contains(kinds, n.Kind) {
		return n.Fail("%s is %s, but must be %s", n.called(), n.Kind, kinds[0])
	}
	return nil
}

// Need wants fields to be there.
func (n *Node) Need(names ...string) error {
	for _, name := range names {
		if n.At(name) == nil {
			return n.Fail("%s is missing", name)
		}
	}
	return nil
}

// Reader reads a value.
type Reader = func(*Node) error

// Readers say how the fields of a mapping are read.
type Readers map[string]Reader

// most is how many mistakes of one mapping or list are told at once.
const most = 8

// Read gives each field of a mapping to its reader; nothing at all is an empty mapping. A field without a reader is an error that
// says what was meant, or what there is.
func (n *Node) Read(readers Readers) error {
	return n.EachField(func(f *Field) error {
		if read, ok := readers[f.Name]; ok {
			return read(f.Value)
		}
		keys := slices.Sorted(maps.Keys(readers))
		if near := hint.Nearest(f.Name, keys); near != "" {
			return &Error{n.Path, f.Line, fmt.Errorf("unknown key %.80q; did you mean %s?", f.Name, near)}
		}
		return &Error{n.Path, f.Line, fmt.Errorf("unknown key %.80q; use one of %s", f.Name, strings.Join(keys, ", "))}
	})
}

// EachField takes the fields of a mapping one by one; nothing at all is an empty mapping.
func (n *Node) EachField(take func(*Field) error) error {
	if err := n.Want(Map, Null); err != nil {
		return err
	}
	return each(n.Fields, func(f Field) error { return take(&f) })
}

// Each gives a reader that takes the items of a list one by one.
func Each(take Reader) Reader {
	return func(n *Node) error {
		if err := n.Want(List); err != nil {
			return err
		}
		return each(n.Items, take)
	}
}

// each goes on after a mistake, so that all are told at once, up to a number.
func each[T any](all []T, take func(T) error) error {
	var errs []error
	for _, one := range all {
		if err := take(one); err != nil {
			if errs = append(errs, err); len(errs) == most {
				break
			}
		}
	}
	return errors.Join(errs...)
}

// Str gives a text. Values of the further kinds count as the text that they are written as.
func (n *Node) Str(also ...Kind) (string, error) {
	switch {
	case n.Kind == Text || slices.Contains(also, n.Kind):
		return n.Text, nil
	case n.Kind == Null:
		return "", n.Fail("%s has no value; add one or remove the line", n.called())
	case n.Kind == Bool || n.Kind == Number:
		return "", n.Fail("%s is %s, but must be a string; quote %s if it is one", n.called(), n.Kind, n.Text)
	}
	return "", n.Want(Text)
}

// Filled gives a text that is not empty.
func (n *Node) Filled(also ...Kind) (string, error) {
	s, err := n.Str(also...)
	if err == nil && s == "" {
		err = n.Fail("%s is empty; add a value or remove the line", n.called())
	}
	return s, err
}

// Int gives a reader that keeps a whole number.
func Int(to *int) Reader {
	return func(n *Node) error {
		i, err := strconv.Atoi(n.Text)
		if n.Kind != Number || err != nil {
			return n.Fail("%s must be a whole number", n.called())
		}
		*to = i
		return nil
	}
}

// Truth gives a reader that keeps true or false.
func Truth(to *bool) Reader {
	return func(n *Node) error {
		*to = strings.EqualFold(n.Text, "true")
		return n.Want(Bool)
	}
}
