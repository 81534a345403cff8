package formats

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxAliased is how many values the aliases of one YAML file may stand for: a few lines of aliases of aliases can
// stand for more values than any machine holds.
const maxAliased = 100_000

// YAML reads the first document of a YAML text that holds anything.
func YAML(path, text string) (*Node, error) {
	docs, err := YAMLs(path, text, 1)
	if err != nil {
		return nil, err
	}
	return docs[0], nil
}

// YAMLs gives the documents that hold anything, at most so many; an empty table when none does.
func YAMLs(path, text string, most int) ([]*Node, error) {
	r := &yamlReader{Lines: NewLines(path, text)}
	docs, err := r.documents(most)
	if err == nil && len(docs) == 0 {
		docs = append(docs, r.node(Table, 1))
	}
	return docs, err
}

// Settings reads a YAML text in which every value means what it says: what stands at the column of its key is an error. A key
// may stand in a table twice, which is for the caller to judge. A text that says nothing is a Null.
func Settings(path, text string) (*Node, error) {
	r := &yamlReader{Lines: NewLines(path, text), settings: true}
	docs, err := r.documents(1)
	if err == nil && len(docs) == 0 {
		docs = append(docs, r.node(Null, 1))
	}
	if err != nil {
		return nil, err
	}
	return docs[0], nil
}

// documents gives the documents that hold anything, at most so many.
func (r *yamlReader) documents(most int) ([]*Node, error) {
	var docs []*Node
	for from := 1; from <= len(r.Starts) && len(docs) < most; {
		to := r.documentEnd(from)
		n, err := r.document(from, to)
		if err != nil {
			return nil, err
		}
		if n.Kind != Null {
			docs = append(docs, n)
		}
		from = to
	}
	return docs, nil
}

// document parses the lines from one to before another. The parser is given one document at a time, for it loses what
// follows an empty one.
func (r *yamlReader) document(from, to int) (*Node, error) {
	end := len(r.text)
	if to <= len(r.Starts) {
		end = r.Starts[to-1]
	}
	r.first, r.anchors = from-1, map[string]anchored{}
	text := r.text[r.Starts[from-1]:end]
	if strings.HasPrefix(text, "%") && !strings.Contains(text, "\n---") {
		return r.node(Null, from), nil // directives of the document that follows
	}
	if err := r.narrow(from, to); err != nil {
		return nil, err
	}
	tokens := lexer.Tokenize(text)
	if err := r.shallow(tokens); err != nil {
		return nil, err
	}
	var options []parser.Option
	if r.settings {
		options = append(options, parser.AllowDuplicateMapKey())
	}
	file, err := parser.Parse(tokens, 0, options...)
	if err != nil {
		return nil, r.wrap(err)
	}
	for _, d := range file.Docs {
		at := from
		if r.settings {
			at = r.lineOf(d.Body, from)
		}
		n, _, err := r.value(d.Body, at, 0)
		if err != nil || n.Kind != Null {
			return n, err
		}
	}
	return r.node(Null, from), nil
}

type yamlReader struct {
	*Lines
	first   int // how many lines stand before the document
	anchors map[string]anchored
	aliased int
	// settings says that values have to be indented, and keys may stand there twice.
	settings bool
}

// anchored is a value with an anchor, and of how many values it is made.
type anchored struct {
	node *Node
	size int
}

// lineOf gives the line of a node of the parser, or another one when it has none.
func (r *yamlReader) lineOf(v ast.Node, other int) int {
	if v == nil || v.GetToken() == nil {
		return other
	}
	return r.first + v.GetToken().Position.Line
}

// value turns a node of the parser into ours, and says of how many values it is made. line is where its key stands.
func (r *yamlReader) value(v ast.Node, line, depth int) (*Node, int, error) {
	if depth > maxNesting {
		return nil, 0, r.fail(line, "nested deeper than 200 levels")
	}
	switch v := v.(type) {
	case *ast.MappingNode:
		n, size, err := r.table(v.Values, line, depth)
		if err == nil {
			n.Flow = v.IsFlowStyle
		}
		return n, size, err
	case *ast.MappingValueNode:
		return r.table([]*ast.MappingValueNode{v}, line, depth)
	case *ast.SequenceNode:
		return r.items(v, line, depth)
	case *ast.AnchorNode:
		return r.anchor(v, line, depth)
	case *ast.AliasNode:
		return r.alias(v, line)
	case *ast.TagNode:
		return r.tagged(v, line, depth)
	}
	n := r.scalar(v, line)
	return n, 1, nil
}

// scalar gives a plain value as written; what is no value at all is null.
func (r *yamlReader) scalar(v ast.Node, line int) *Node {
	n := r.node(Null, line)
	switch v := v.(type) {
	case *ast.StringNode:
		n.Kind, n.Value = Text, v.Value
		n.Quoted = v.Token.Type == token.DoubleQuoteType || v.Token.Type == token.SingleQuoteType
	case *ast.LiteralNode:
		n.Kind, n.Value, n.Literal = Text, v.Value.Value, true
	case *ast.BoolNode:
		n.Kind, n.Value = Bool, fmt.Sprint(v.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		n.Kind, n.Value = Number, v.GetToken().Value
	}
	return n
}

func (r *yamlReader) table(pairs []*ast.MappingValueNode, line, depth int) (*Node, int, error) {
	n, size := r.node(Table, line), 1
	names := map[string]bool{}
	var merged []*Node
	for _, p := range pairs {
		at := r.lineOf(p.Key, line)
		v, s, err := r.value(p.Value, at, depth+1)
		if err != nil {
			return nil, 0, err
		}
		size += s
		if p.Key.IsMergeKey() {
			merged = append(merged, v)
			continue
		}
		name, err := r.key(p.Key, depth)
		if err != nil {
			return nil, 0, err
		}
		if err := r.indented(p, name, at, v); err != nil {
			return nil, 0, err
		}
		names[name] = true
		n.Fields = append(n.Fields, Field{name, v, p.Key.GetToken().Position.Column})
	}
	for _, m := range merged {
		mergeInto(n, m, names)
	}
	return n, size, nil
}

// indented wants a value of settings on lines of its own to stand deeper than its key, but for a list.
func (r *yamlReader) indented(p *ast.MappingValueNode, name string, at int, v *Node) error {
	_, isMap := p.Value.(ast.MapNode)
	if !r.settings || isMap || v.Kind == List || v.Kind == Null {
		return nil
	}
	if from := p.Value.GetToken().Position; r.first+from.Line > at && from.Column <= p.Key.GetToken().Position.Column {
		return r.fail(r.first+from.Line, "the value of "+name+" must be indented")
	}
	return nil
}

// mergeInto adds the fields of a merged table, or of a list of them, that are not there yet.
func mergeInto(n, merged *Node, names map[string]bool) {
	for _, i := range merged.Items {
		if i.Kind == Table {
			mergeInto(n, i, names)
		}
	}
	for _, f := range merged.Fields {
		if !names[f.Name] {
			names[f.Name] = true
			n.Fields = append(n.Fields, f)
		}
	}
}

// key gives the name of a field; a key that is no plain value goes by its text in the file.
func (r *yamlReader) key(k ast.MapKeyNode, depth int) (string, error) {
	var v ast.Node = k
	if mk, ok := k.(*ast.MappingKeyNode); ok {
		v = mk.Value
	}
	if v == nil {
		return "", nil
	}
	n, _, err := r.value(v, r.lineOf(v, 0), depth+1)
	if err != nil {
		return "", err
	}
	return n.Value, nil
}

func (r *yamlReader) items(v *ast.SequenceNode, line, depth int) (*Node, int, error) {
	n, size := r.node(List, line), 1
	n.Flow = v.IsFlowStyle
	for _, i := range v.Values {
		item, s, err := r.value(i, r.lineOf(i, line), depth+1)
		if err != nil {
			return nil, 0, err
		}
		size += s
		n.Items = append(n.Items, item)
	}
	return n, size, nil
}

func (r *yamlReader) anchor(v *ast.AnchorNode, line, depth int) (*Node, int, error) {
	n, size, err := r.value(v.Value, line, depth+1)
	if err == nil && v.Name != nil {
		r.anchors[v.Name.GetToken().Value] = anchored{n, size}
	}
	return n, size, err
}

// alias gives the value of an anchor. It is not copied, but counted: whoever reads the document walks over all of it.
func (r *yamlReader) alias(v *ast.AliasNode, line int) (*Node, int, error) {
	name := v.Value.GetToken().Value
	a, ok := r.anchors[name]
	if !ok {
		return nil, 0, r.fail(line, "the alias "+Quote(name)+" refers to an anchor that is not defined before it")
	}
	if r.aliased += a.size; r.aliased > maxAliased {
		return nil, 0, r.fail(line, fmt.Sprintf("its aliases expand to more than %d values", maxAliased))
	}
	return a.node, a.size, nil
}

// tagged honours the tag !!str, which makes 8080 a text; other tags say nothing that matters here.
func (r *yamlReader) tagged(v *ast.TagNode, line, depth int) (*Node, int, error) {
	n, size, err := r.value(v.Value, line, depth+1)
	if err == nil && v.Start.Value == "!!str" && (n.Kind == Number || n.Kind == Bool) {
		n = &Node{Kind: Text, Value: n.Value, Path: n.Path, Line: n.Line, Raw: n.Raw}
	}
	return n, size, err
}

// wrap gives a syntax error its line.
func (r *yamlReader) wrap(err error) error {
	var placed interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if !errors.As(err, &placed) {
		return r.fail(0, err.Error())
	}
	line := 0
	if t := placed.GetToken(); t != nil {
		line = r.first + t.Position.Line
	}
	return r.fail(line, placed.GetMessage())
}
