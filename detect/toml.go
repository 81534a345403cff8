package detect

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxNesting is how deep the values of a manifest may stand within each other.
const maxNesting = 200

// toml reads a TOML manifest of the tree. Dotted keys and [headers] become tables, [[headers]] lists of tables; dates are
// texts as written. A key that is defined twice is an error, as it is for every TOML tool.
func (t *tree) toml(path string) (*node, error) {
	text, err := t.text(path)
	if err != nil {
		return nil, err
	}
	return parseTOML(path, text)
}

func parseTOML(path, text string) (*node, error) {
	l := newLiner(path, text)
	r := &tomlReader{liner: l, root: l.node(isTable, 1), index: map[place]*node{}, state: map[*node]tomlState{}}
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
	*liner
	unstable.Parser
	data  []byte
	root  *node
	here  *node           // the table of the last header
	index map[place]*node // every field, so that a large table is not searched for each of its keys
	state map[*node]tomlState
	last  int // the line of the last thing that knew its place
}

// place is a field of a table.
type place struct {
	table *node
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
		t = r.node(isTable, r.last)
		r.put(parent, name, t)
	case t.kind != isTable || r.state[t] != tomlImplied:
		return r.twice(name)
	default: // the header that came later is the better evidence
		t.line, t.raw = r.last, r.raw(r.last)
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
		l = r.node(isList, r.last)
		r.put(parent, name, l)
	case l.kind != isList || r.state[l] == tomlClosed:
		return r.twice(name)
	}
	t := r.node(isTable, r.last)
	l.items = append(l.items, t)
	r.state[t], r.here = tomlHeader, t
	return nil
}

// keyValue adds one key to a table; the key may be dotted.
func (r *tomlReader) keyValue(table *node, e *unstable.Node, depth int) error {
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
func (r *tomlReader) walkKey(from *node, key unstable.Iterator) (parent *node, name string, err error) {
	for depth := 0; key.Next(); depth++ {
		k := key.Node()
		r.last = r.line(int(k.Raw.Offset))
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
func (r *tomlReader) enter(from *node, name string) (*node, error) {
	t, found := r.index[place{from, name}]
	if !found {
		t = r.node(isTable, r.last)
		r.put(from, name, t)
		return t, nil
	}
	if r.state[t] == tomlClosed {
		return nil, r.twice(name)
	}
	if t.kind == isList {
		t = t.items[len(t.items)-1]
	}
	if t.kind != isTable {
		return nil, r.twice(name)
	}
	return t, nil
}

func (r *tomlReader) put(table *node, name string, v *node) {
	table.fields = append(table.fields, field{name, v})
	r.index[place{table, name}] = v
}

func (r *tomlReader) twice(name string) error {
	return r.fail(r.last, "the key "+quote(name)+" is defined twice")
}

// value turns the value of a key into a node; line is what it stands on when the parser does not know.
func (r *tomlReader) value(v *unstable.Node, line, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, r.fail(line, "nested deeper than 200 levels")
	}
	if v.Raw.Length > 0 {
		line = r.line(int(v.Raw.Offset))
	}
	switch v.Kind {
	case unstable.Array:
		return r.array(v, line, depth)
	case unstable.InlineTable:
		return r.inline(v, line, depth)
	}
	n := r.node(tomlKind(v.Kind), line)
	n.value = string(v.Data)
	return n, nil
}

func tomlKind(k unstable.Kind) kind {
	switch k {
	case unstable.Bool:
		return isBool
	case unstable.Integer, unstable.Float:
		return isNumber
	}
	return isText
}

func (r *tomlReader) array(v *unstable.Node, line, depth int) (*node, error) {
	n := r.node(isList, line)
	r.state[n] = tomlClosed
	for it := v.Children(); it.Next(); {
		item, err := r.value(it.Node(), line, depth+1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	return n, nil
}

func (r *tomlReader) inline(v *unstable.Node, line, depth int) (*node, error) {
	n := r.node(isTable, line)
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
		line = r.line(cap(r.data) - cap(pe.Highlight))
	}
	return r.fail(line, strings.TrimPrefix(err.Error(), "toml: "))
}
