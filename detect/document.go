package detect

import (
	"sort"
	"strings"
)

// kind says what a node of a document is.
type kind int

const (
	isNull kind = iota
	isText
	isNumber
	isBool
	isList
	isTable
)

// node is a value in a manifest, whatever its language (JSON, TOML, YAML, XML), with the line it stands on. A nil *node
// is what a path that leads nowhere gives; all methods may be called on it.
type node struct {
	kind   kind
	value  string  // of a text, number or bool, as written
	items  []*node // of a list
	fields []field // of a table, in the order of the file
	path   string
	line   int
	raw    string           // the line itself
	index  map[string]*node // the fields of a large table by name, made by the first who asks
	known  int              // how many fields the index holds
}

// manyFields is from how many fields on a table has an index.
const manyFields = 16

type field struct {
	name  string
	value *node
}

// at follows a path of field names.
func (n *node) at(names ...string) *node {
	for _, name := range names {
		if n = n.child(name); n == nil {
			return nil
		}
	}
	return n
}

func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	if len(n.fields) > manyFields {
		return n.indexed()[name]
	}
	for i := len(n.fields) - 1; i >= 0; i-- { // the last one wins, as in JSON
		if n.fields[i].name == name {
			return n.fields[i].value
		}
	}
	return nil
}

// indexed gives the fields by name, the last one of each name. Fields are only ever appended.
func (n *node) indexed() map[string]*node {
	if n.index == nil {
		n.index = make(map[string]*node, len(n.fields))
	}
	for _, f := range n.fields[n.known:] {
		n.index[f.name] = f.value
	}
	n.known = len(n.fields)
	return n.index
}

// text is the value of a text, number or bool; "" for everything else.
func (n *node) text() string {
	if n == nil {
		return ""
	}
	return n.value
}

// truth is the value as a bool; false for everything else.
func (n *node) truth() bool { return n.text() == "true" }

// list gives the items of a list, or the node itself as the only one when it is a plain value.
func (n *node) list() []*node {
	switch {
	case n == nil:
		return nil
	case n.kind == isList:
		return n.items
	case n.kind == isTable || n.kind == isNull:
		return nil
	}
	return []*node{n}
}

// texts gives the texts of list.
func (n *node) texts() []string {
	var out []string
	for _, i := range n.list() {
		if s := i.text(); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// keys gives the names of the fields of a table, in the order of the file, each once.
func (n *node) keys() []string {
	if n == nil {
		return nil
	}
	var out []string
	seen := make(map[string]bool, len(n.fields))
	for _, f := range n.fields {
		if !seen[f.name] {
			seen[f.name] = true
			out = append(out, f.name)
		}
	}
	return out
}

// any reports whether a table has fields.
func (n *node) any() bool { return n != nil && len(n.fields) > 0 }

// evidence gives the place of the node.
func (n *node) evidence() Evidence {
	if n == nil {
		return Evidence{}
	}
	return Evidence{Path: n.path, Line: n.line, Text: clip(n.raw)}
}

// fact gives the text of the node with its place; unknown when the node has no text.
func (n *node) fact() Fact[string] {
	if n.text() == "" {
		return Fact[string]{}
	}
	return fact(n.text(), n.evidence())
}

// liner finds the line of an offset.
type liner struct {
	path   string
	text   string
	starts []int
}

func newLiner(path, text string) *liner {
	l := &liner{path: path, text: text, starts: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// line gives the number of the line that holds the offset, from 1.
func (l *liner) line(offset int) int {
	return sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > offset })
}

// raw gives the text of a line.
func (l *liner) raw(line int) string {
	if line < 1 || line > len(l.starts) {
		return ""
	}
	end := len(l.text)
	if line < len(l.starts) {
		end = l.starts[line] - 1
	}
	return strings.TrimSuffix(l.text[l.starts[line-1]:end], "\r")
}

// node makes a node at a line. Parsers that count a lone carriage return as a line may name one beyond the end.
func (l *liner) node(k kind, line int) *node {
	line = min(max(line, 1), len(l.starts))
	return &node{kind: k, path: l.path, line: line, raw: l.raw(line)}
}

// fail makes an error at a line.
func (l *liner) fail(line int, msg string) error {
	return &Error{Path: l.path, Line: min(line, len(l.starts)), Msg: msg}
}

// each gives all fields of that name, in the order of the file: the repeated elements of XML.
func (n *node) each(name string) []*node {
	if n == nil {
		return nil
	}
	var out []*node
	for _, f := range n.fields {
		if f.name == name {
			out = append(out, f.value)
		}
	}
	return out
}
