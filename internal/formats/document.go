package formats

import (
	"path"
	"sort"
	"strings"
	"sync"
)

// Kind says what a node of a document is.
type Kind int

const (
	Null Kind = iota
	Text
	Number
	Bool
	List
	Table
)

// Node is a value in a manifest, whatever its language (JSON, TOML, YAML, XML), with the line it stands on. A nil *Node
// is what a path that does not exist gives; all methods may be called on it.
type Node struct {
	Kind   Kind
	Value  string  // of a text, number or bool, as written
	Items  []*Node // of a list
	Fields []Field // of a table, in the order of the file
	Path   string
	Line   int
	Raw    string // the line itself
	// Quoted says that a text of YAML stands in quotes, Literal that it stands in lines of its own, Flow that a list or table stands
	// in brackets.
	Quoted, Literal, Flow bool

	indexing sync.Mutex       // the embedded tables are shared by all scans of a process
	index    map[string]*Node // the fields of a large table by name, made by the first who asks
	known    int              // how many fields the index holds
}

// manyFields is from how many fields on a table has an index.
const manyFields = 16

// Field is a named value of a table.
type Field struct {
	Name  string
	Value *Node
	// Column is where the name stands in a line of YAML, in runes from 1.
	Column int
}

// At follows a path of field names.
func (n *Node) At(names ...string) *Node {
	for _, name := range names {
		if n = n.child(name); n == nil {
			return nil
		}
	}
	return n
}

func (n *Node) child(name string) *Node {
	if n == nil {
		return nil
	}
	if len(n.Fields) > manyFields {
		return n.indexed(name)
	}
	for i := len(n.Fields) - 1; i >= 0; i-- { // the last one wins, as in JSON
		if n.Fields[i].Name == name {
			return n.Fields[i].Value
		}
	}
	return nil
}

// indexed finds a field by the index: the last one of the name. Fields are only ever appended.
func (n *Node) indexed(name string) *Node {
	n.indexing.Lock()
	defer n.indexing.Unlock()
	if n.index == nil {
		n.index = make(map[string]*Node, len(n.Fields))
	}
	for _, f := range n.Fields[n.known:] {
		n.index[f.Name] = f.Value
	}
	n.known = len(n.Fields)
	return n.index[name]
}

// Text is the value of a text, number or bool; "" for everything else.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return n.Value
}

// True is the value as a bool; false for everything else.
func (n *Node) True() bool { return n.Text() == "true" }

// List gives the items of a list, or the node itself as the only one when it is a plain value.
func (n *Node) List() []*Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == List:
		return n.Items
	case n.Kind == Table || n.Kind == Null:
		return nil
	}
	return []*Node{n}
}

// Texts gives the texts of list.
func (n *Node) Texts() []string {
	var out []string
	for _, i := range n.List() {
		if s := i.Text(); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Keys gives the names of the fields of a table, in the order of the file, each once.
func (n *Node) Keys() []string {
	if n == nil {
		return nil
	}
	var out []string
	seen := make(map[string]bool, len(n.Fields))
	for _, f := range n.Fields {
		if !seen[f.Name] {
			seen[f.Name] = true
			out = append(out, f.Name)
		}
	}
	return out
}

// Any reports whether a table has fields.
func (n *Node) Any() bool { return n != nil && len(n.Fields) > 0 }

// Lines finds the line of an offset.
type Lines struct {
	path   string
	text   string
	Starts []int
}

// NewLines finds the lines of a text.
func NewLines(path, text string) *Lines {
	l := &Lines{path: path, text: text, Starts: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			l.Starts = append(l.Starts, i+1)
		}
	}
	return l
}

// LineOf gives the number of the line that holds the offset, from 1.
func (l *Lines) LineOf(offset int) int {
	return sort.Search(len(l.Starts), func(i int) bool { return l.Starts[i] > offset })
}

// TextOf gives the text of a line.
func (l *Lines) TextOf(line int) string {
	if line < 1 || line > len(l.Starts) {
		return ""
	}
	end := len(l.text)
	if line < len(l.Starts) {
		end = l.Starts[line] - 1
	}
	return strings.TrimSuffix(l.text[l.Starts[line-1]:end], "\r")
}

// node makes a node at a line. Parsers that count a lone carriage return as a line may name one beyond the end.
func (l *Lines) node(k Kind, line int) *Node {
	line = min(max(line, 1), len(l.Starts))
	return &Node{Kind: k, Path: l.path, Line: line, Raw: l.TextOf(line)}
}

// fail makes an error at a line.
func (l *Lines) fail(line int, msg string) error {
	return &Error{Path: l.path, Line: min(line, len(l.Starts)), Msg: msg}
}

// Each gives all fields of that name, in the order of the file: the repeated elements of XML.
func (n *Node) Each(name string) []*Node {
	if n == nil {
		return nil
	}
	var out []*Node
	for _, f := range n.Fields {
		if f.Name == name {
			out = append(out, f.Value)
		}
	}
	return out
}

// Parse reads a document by the form that its name says.
func Parse(name, text string) (*Node, error) {
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext == ".toml":
		return TOML(name, text)
	case ext == ".yaml" || ext == ".yml":
		return YAML(name, text)
	case ext == ".properties":
		return Properties(name, text)
	case ext == ".xml" || strings.HasSuffix(ext, "proj") || ext == ".props":
		return XML(name, text)
	}
	return JSON(name, text, true)
}
