package formats

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxNesting is how deep the values of a manifest may stand within each other.
const maxNesting = 200

// TOML reads a TOML text. Dotted keys and [headers] become tables, [[headers]] lists of tables.
func TOML(path, text string) (*Node, error) {
	l := NewLines(path, text)
	r := &tomlReader{Lines: l, root: l.node(Table, 1), index: map[place]*Node{}, state: map[*Node]tomlState{}}
	r.here = r.root
	data := []byte(text)
	r.data = data[:len(data):len(data)]
	r.Reset(r.data)
	for r.NextExpression() {
		if err := r.expression(r.Expression()); err != nil {
			return nil, err
		}
	}
	return r.root, r.wrap(r.Error())
}

// tomlReader turns the expressions of the parser, which come one by one, into one tree.
type tomlReader struct {
	*Lines
	unstable.Parser
	data  []byte
	root  *Node
	here  *Node           // the table of the last header
	index map[place]*Node // every field, so that a large table is not searched for each of its keys
	state map[*Node]tomlState
	last  int // the line of the last thing that knew its place
}

// place is a field of a table.
type place struct {
	table *Node
	name  string
}

// tomlState says how a table came to be, for that decides what may still be added to it.
type tomlState int

const (
	tomlImplied tomlState = iota // by a longer header, or a dotted key
	tomlHeader                   // by its own header
	tomlClosed                   // as an inline table or a plain list: complete
)

func (r *tomlReader) expression(e *unstable.Node) error {
	switch e.Kind {
	case unstable.Table:
		return r.header(e)
	case unstable.ArrayTable:
		return r.listHeader(e)
	case unstable.KeyValue:
		return r.keyValue(r.here, e, 0)
	}
	return nil
}

// header enters the table of a [header].
func (r *tomlReader) header(e *unstable.Node) error {
	parent, name, err := r.walkKey(r.root, e.Key())
	if err != nil {
		return err
	}
	t, found := r.index[place{parent, name}]
	switch {
	case !found:
		t = r.node(Table, r.last)
		r.put(parent, name, t)
	case t.Kind != Table || r.state[t] != tomlImplied:
		return r.twice(name)
	default: // the header that came later is the better evidence
		t.Line, t.Raw = r.last, r.TextOf(r.last)
	}
	r.state[t], r.here = tomlHeader, t
	return nil
}

// listHeader appends a table to the list of a [[header]] and enters it.
func (r *tomlReader) listHeader(e *unstable.Node) error {
	parent, name, err := r.walkKey(r.root, e.Key())
	if err != nil {
		return err
	}
	l, found := r.index[place{parent, name}]
	switch {
	case !found:
		l = r.node(List, r.last)
		r.put(parent, name, l)
	case l.Kind != List || r.state[l] == tomlClosed:
		return r.twice(name)
	}
	t := r.node(Table, r.last)
	l.Items = append(l.Items, t)
	r.state[t], r.here = tomlHeader, t
	return nil
}

// keyValue adds one key to a table; the key may be dotted.
func (r *tomlReader) keyValue(table *Node, e *unstable.Node, depth int) error {
	parent, name, err := r.walkKey(table, e.Key())
	if err != nil {
		return err
	}
	line := r.last
	if _, found := r.index[place{parent, name}]; found {
		return r.twice(name)
	}
	v, err := r.value(e.Value(), line, depth+1)
	if err != nil {
		return err
	}
	r.put(parent, name, v)
	return nil
}

// walkKey follows all but the last part of a key, making tables where there are none yet.
func (r *tomlReader) walkKey(from *Node, key unstable.Iterator) (parent *Node, name string, err error) {
	for depth := 0; key.Next(); depth++ {
		k := key.Node()
		r.last = r.LineOf(int(k.Raw.Offset))
		if depth > maxNesting {
			return nil, "", r.fail(r.last, "nested deeper than 200 levels")
		}
		if depth > 0 {
			if from, err = r.enter(from, name); err != nil {
				return nil, "", err
			}
		}
		name = string(k.Data)
	}
	return from, name, nil
}

// enter gives the table at a name: of a list, its last item.
func (r *tomlReader) enter(from *Node, name string) (*Node, error) {
	t, found := r.index[place{from, name}]
	if !found {
		t = r.node(Table, r.last)
		r.put(from, name, t)
		return t, nil
	}
	if r.state[t] == tomlClosed {
		return nil, r.twice(name)
	}
	if t.Kind == List {
		t = t.Items[len(t.Items)-1]
	}
	if t.Kind != Table {
		return nil, r.twice(name)
	}
	return t, nil
}

func (r *tomlReader) put(table *Node, name string, v *Node) {
	table.Fields = append(table.Fields, Field{Name: name, Value: v})
	r.index[place{table, name}] = v
}

func (r *tomlReader) twice(name string) error {
	return r.fail(r.last, "the key "+Quote(name)+" is defined twice")
}

// value turns the value of a key into a node; line is what it stands on when the parser does not know.
func (r *tomlReader) value(v *unstable.Node, line, depth int) (*Node, error) {
	if depth > maxNesting {
		return nil, r.fail(line, "nested deeper than 200 levels")
	}
	if v.Raw.Length > 0 {
		line = r.LineOf(int(v.Raw.Offset))
	}
	switch v.Kind {
	case unstable.Array:
		return r.array(v, line, depth)
	case unstable.InlineTable:
		return r.inline(v, line, depth)
	}
	n := r.node(tomlKind(v.Kind), line)
	n.Value = string(v.Data)
	return n, nil
}

func tomlKind(k unstable.Kind) Kind {
	switch k {
	case unstable.Bool:
		return Bool
	case unstable.Integer, unstable.Float:
		return Number
	}
	return Text
}

func (r *tomlReader) array(v *unstable.Node, line, depth int) (*Node, error) {
	n := r.node(List, line)
	r.state[n] = tomlClosed
	for it := v.Children(); it.Next(); {
		item, err := r.value(it.Node(), line, depth+1)
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, item)
	}
	return n, nil
}

func (r *tomlReader) inline(v *unstable.Node, line, depth int) (*Node, error) {
	n := r.node(Table, line)
	for it := v.Children(); it.Next(); {
		if err := r.keyValue(n, it.Node(), depth); err != nil {
			return nil, err
		}
	}
	r.state[n] = tomlClosed
	return n, nil
}

// wrap gives a syntax error its line.
func (r *tomlReader) wrap(err error) error {
	if err == nil {
		return nil
	}
	var pe *unstable.ParserError
	line := 0
	if errors.As(err, &pe) && pe.Highlight != nil {
		line = r.LineOf(cap(r.data) - cap(pe.Highlight))
	}
	return r.fail(line, strings.TrimPrefix(err.Error(), "toml: "))
}
