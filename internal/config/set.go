package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Set gives the file with one value changed, or added with the keys above it that are missing. All other bytes stay: comments,
// order, blank lines, quotes, line ends, indentation. The result is read again, and must hold the new value and all others as
// they were; else Set fails and gives nothing. A map is never replaced.
func Set(data []byte, path []string, v Value) ([]byte, error) {
	p, root, err := open(data, path)
	if err != nil {
		return nil, err
	}
	n, way := walk(root, path)
	var edits []edit
	switch {
	case len(way) < len(path):
		edits, err = p.insert(root, n, way, path[len(way):], v)
	case v.is(n):
		return data, nil
	case n.Kind == isMap:
		err = fail(n.Line, "%s is a mapping and cannot be replaced", strings.Join(path, "."))
	default:
		edits, err = p.replace(root, way, v)
	}
	if err != nil {
		return nil, err
	}
	return checked(root, p.apply(edits), path, &v)
}

// Unset gives the file without a key, and without the keys above it that would be left empty, unless they have a comment. A
// key that is not there is no error. Set's promise holds here too.
func Unset(data []byte, path []string) ([]byte, error) {
	p, root, err := open(data, path)
	if err != nil {
		return nil, err
	}
	_, way := walk(root, path)
	if len(way) < len(path) {
		return data, nil
	}
	var out []byte
	for _, words := range []bool{false, true} { // behind a text in lines, comments that stay could become part of it
		edits, bad := p.remove(root, way, words)
		if bad != nil {
			return nil, bad
		}
		if out, err = checked(root, p.apply(edits), path, nil); err == nil {
			break
		}
	}
	return out, err
}

// open reads the file to change it.
func open(data []byte, path []string) (*page, *node, error) {
	if len(path) == 0 || slices.Contains(path, "") {
		return nil, nil, errors.New("changing " + Name + ": a key without a name")
	}
	root, err := read(data)
	return newPage(data), root, err
}

// walk follows the keys of a path as far as they are there. It gives the value where it ends, and the fields on the way.
func walk(n *node, path []string) (*node, []*field) {
	var way []*field
	for _, name := range path {
		f := n.Get(name)
		if f == nil {
			break
		}
		way = append(way, f)
		n = f.Value
	}
	return n, way
}

// replace puts a value in the place of another that is no map.
func (p *page) replace(root *node, way []*field, v Value) ([]edit, error) {
	f := way[len(way)-1]
	at, err := p.find(f, parent(root, way).Flow)
	if err != nil {
		return nil, err
	}
	old := f.Value
	switch {
	case at.from == at.to:
		return []edit{{at.colon, at.colon, " " + v.String()}}, nil
	case at.head > at.from: // a text in lines of its own
		return []edit{{at.from, at.head, v.String()}, {p.lineEnd(at.head), at.to, ""}}, nil
	case old.Kind == isList && !old.Flow && len(v.items) > 0:
		return p.replaceLines(at, old, v), nil
	case old.Kind == isList && !old.Flow:
		return []edit{{at.colon, at.colon, " " + v.String()}, {p.lineEnd(p.lineStart(at.from) - 1), at.to, ""}}, nil
	}
	text := v.like(p.data[at.from])
	if at.from == at.colon && text[0] != '"' { // as JSON has it
		text = " " + text
	}
	return []edit{{at.from, at.to, text}}, nil
}

// parent gives the map that holds the last field of the way.
func parent(root *node, way []*field) *node {
	if len(way) < 2 {
		return root
	}
	return way[len(way)-2].Value
}

// insert adds a key to the map n at the end of the way, with maps around the value where further keys follow.
func (p *page) insert(root, n *node, way []*field, keys []string, v Value) ([]edit, error) {
	switch {
	case n.Kind == isMap && n.Flow:
		return p.insertFlow(root, n, way, keys, v)
	case n.Kind == isMap:
		last := &n.Fields[len(n.Fields)-1]
		at, err := p.find(last, false)
		if err != nil {
			return nil, err
		}
		end, indent := p.lineEnd(at.to), p.indent(at.key)
		return []edit{{end, end, p.eol + p.block(keys, v, indent, p.unit(root))}}, nil
	case n.Kind != isNull:
		return nil, fail(n.Line, "%s is %s and has no keys", name(way), n.Kind)
	case len(way) == 0:
		return p.begin(keys, v, root), nil
	}
	inFlow := parent(root, way).Flow
	at, err := p.find(way[len(way)-1], inFlow)
	if err != nil {
		return nil, err
	}
	if inFlow || at.from < at.to { // in brackets, or "null" written out
		return []edit{{at.colon, at.to, " " + flow(keys, v)}}, nil
	}
	end, indent := p.lineEnd(at.colon), p.indent(at.key)+p.unit(root)
	return []edit{{end, end, p.eol + p.block(keys, v, indent, p.unit(root))}}, nil
}

// name gives the keys of a way as people write them.
func name(way []*field) string {
	var keys []string
	for _, f := range way {
		keys = append(keys, f.Name)
	}
	if len(keys) == 0 {
		return "the file"
	}
	return strings.Join(keys, ".")
}

// begin writes the first key of a file that holds none.
func (p *page) begin(keys []string, v Value, root *node) []edit {
	text, end := p.block(keys, v, "", p.unit(root)), len(p.data)
	if end == p.start || p.data[end-1] == '\n' {
		return []edit{{end, end, text + p.eol}}
	}
	return []edit{{end, end, p.eol + text}}
}

// insertFlow adds a key to a map in brackets, on a line of its own if the last key has one.
func (p *page) insertFlow(root, n *node, way []*field, keys []string, v Value) ([]edit, error) {
	if len(n.Fields) > 0 {
		at, err := p.find(&n.Fields[len(n.Fields)-1], true)
		if err != nil {
			return nil, err
		}
		between := ", "
		if strings.TrimSpace(string(p.data[p.lineStart(at.key):at.key])) == "" {
			between = "," + p.eol + p.indent(at.key)
		}
		return []edit{{at.to, at.to, between + strings.TrimSuffix(strings.TrimPrefix(flow(keys, v), "{"), "}")}}, nil
	}
	from := p.content(p.start)
	if len(way) > 0 {
		at, err := p.find(way[len(way)-1], parent(root, way).Flow)
		if err != nil {
			return nil, err
		}
		from = at.from
	}
	if from >= len(p.data) || p.data[from] != '{' {
		return nil, fail(n.Line, "the brackets of %s were not found", name(way))
	}
	return []edit{{from, from + 1, strings.TrimSuffix(flow(keys, v), "}")}}, nil
}

// flow writes keys and their value in brackets.
func flow(keys []string, v Value) string {
	text := v.String()
	for _, k := range slices.Backward(keys) {
		text = fmt.Sprintf("{%s: %s}", quoted(k), text)
	}
	return text
}

// block writes keys and their value on lines, without the last line end.
func (p *page) block(keys []string, v Value, indent, unit string) string {
	var b strings.Builder
	for i, k := range keys {
		if i > 0 {
			b.WriteString(p.eol)
		}
		b.WriteString(indent + strings.Repeat(unit, i) + quoted(k) + ":")
	}
	return b.String() + " " + v.String()
}
