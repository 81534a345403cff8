package pack

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// What a file of data may be. They are far above what a person writes, and far below what would hurt.
const (
	maxFile    = 32 << 10
	maxNesting = 16
)

// parseYAML reads a file of YAML: one document, without anchors, aliases, tags and merge keys, no key twice.
func parseYAML(name string, data []byte) (*node, error) {
	if len(data) > maxFile {
		return nil, &Error{name, 0, fmt.Errorf("the file is larger than %d KiB", maxFile>>10)}
	}
	s, err := text(name, data)
	if err != nil {
		return nil, err
	}
	r := yamlReader{name}
	tokens := lexer.Tokenize(s)
	if err := r.plain(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, r.wrap(err)
	}
	var root ast.Node
	for _, d := range file.Docs {
		if d.Body == nil {
			continue
		}
		if root != nil {
			return nil, r.fail(d.Body, "a second document; a file of a pack is one")
		}
		root = d.Body
	}
	if root == nil {
		return nil, &Error{name, 0, errors.New("the file is empty")}
	}
	return r.value(root, 0)
}

type yamlReader struct{ path string }

// fail gives an error at a node of the parser.
func (r yamlReader) fail(v ast.Node, format string, args ...any) error {
	return &Error{r.path, line(v), fmt.Errorf(format, args...)}
}

func line(v ast.Node) int {
	if v == nil || v.GetToken() == nil {
		return 0
	}
	return v.GetToken().Position.Line
}

// plain refuses, before the parser calls itself, what is nested deep, and what makes a value mean more than it says.
func (r yamlReader) plain(tokens token.Tokens) error {
	flow, run, last := 0, 0, 0
	for _, t := range tokens {
		at := t.Position.Line
		if at != last {
			run, last = 0, at
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType:
			run++
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.DirectiveType:
			return &Error{r.path, at, fmt.Errorf("%q: anchors, aliases, tags, merge keys and directives may not stand in a pack", t.Value)}
		}
		if flow > maxNesting || run > maxNesting || t.Position.IndentNum > 8*maxNesting {
			return &Error{r.path, at, fmt.Errorf("nested deeper than %d levels", maxNesting)}
		}
	}
	return nil
}

// value turns a node of the parser into ours.
func (r yamlReader) value(v ast.Node, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, r.fail(v, "nested deeper than %d levels", maxNesting)
	}
	n := &node{kind: isNull, path: r.path, line: line(v)}
	switch v := v.(type) {
	case *ast.MappingNode:
		return n, r.table(n, v.Values, depth)
	case *ast.MappingValueNode:
		return n, r.table(n, []*ast.MappingValueNode{v}, depth)
	case *ast.SequenceNode:
		n.kind = isList
		for _, i := range v.Values {
			item, err := r.value(i, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
	case *ast.StringNode:
		n.kind, n.value = isText, v.Value
		if err := checkText(v.Value); err != nil {
			return nil, r.fail(v, "%w", err)
		}
	case *ast.LiteralNode:
		n.kind, n.value = isText, strings.TrimRight(v.Value.Value, "\n")
	case *ast.BoolNode:
		n.kind, n.value = isBool, fmt.Sprint(v.Value)
	case *ast.IntegerNode, *ast.FloatNode:
		n.kind, n.value = isNumber, v.GetToken().Value
	case *ast.NullNode, nil:
	default:
		return nil, r.fail(v, "a %s may not stand in a pack", v.Type())
	}
	return n, nil
}

// table reads the fields of a table.
func (r yamlReader) table(n *node, pairs []*ast.MappingValueNode, depth int) error {
	n.kind = isTable
	seen := map[string]int{}
	for i, p := range pairs {
		name, err := r.key(p.Key)
		if err != nil {
			return err
		}
		at := line(p.Key)
		if i == 0 {
			n.line = at
		}
		if before, twice := seen[name]; twice {
			return &Error{r.path, at, fmt.Errorf("the key %q stands in line %d too", name, before)}
		}
		seen[name] = at
		v, err := r.value(p.Value, depth+1)
		if err != nil {
			return err
		}
		if v.line == 0 || v.kind == isNull {
			v.line = at
		}
		n.fields = append(n.fields, field{name, at, v})
	}
	return nil
}

// key gives the name of a field, which is a plain value.
func (r yamlReader) key(k ast.MapKeyNode) (string, error) {
	switch v := k.(type) {
	case *ast.StringNode:
		if err := checkText(v.Value); err != nil {
			return "", r.fail(k, "%w", err)
		}
		return v.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return v.GetToken().Value, nil
	}
	return "", r.fail(k, "a key is a plain word")
}

// wrap gives a syntax error its line.
func (r yamlReader) wrap(err error) error {
	var placed interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if !errors.As(err, &placed) {
		return &Error{r.path, 0, err}
	}
	at := 0
	if t := placed.GetToken(); t != nil {
		at = t.Position.Line
	}
	return &Error{r.path, at, errors.New(placed.GetMessage())}
}
