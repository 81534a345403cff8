// Package document reads YAML and JSON as one tree, whose nodes know their lines. It reads what people write in a file of
// settings: one document without anchors, aliases, tags, merge keys and directives, and no key twice.
package document

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Kind says what a value is.
type Kind string

// The kinds of values, as messages call them.
const (
	Null   Kind = "nothing"
	Text   Kind = "a string"
	Number Kind = "a number"
	Bool   Kind = "a boolean"
	List   Kind = "a list"
	Map    Kind = "a mapping"
)

// Node is a value.
type Node struct {
	// Name is the key under which it stands, or "an item of" the list; "" is the file itself. Path is the file.
	Name, Path string
	Kind       Kind
	// Text is that of a scalar: a string as it reads, all others as they are written.
	Text string
	// Line counts from 1: where the value stands, or its key where it has no line of its own.
	Line int
	// Quoted says that a string stands in quotes, Literal that it stands in lines of its own, Flow that a list or mapping stands in
	// brackets.
	Quoted, Literal, Flow bool
	Items                 []*Node
	Fields                []Field // in the order of the file
}

// Field is an entry of a mapping. Column counts runes from 1.
type Field struct {
	Name         string
	Line, Column int
	Value        *Node
}

// Limits are how much a file may hold. The parser calls itself for each level and each key.
type Limits struct {
	// Path is the file, for messages.
	Path                      string
	Bytes, Lines, Depth, Keys int
	// OneLine wants quotes to be closed in the line in which they open.
	OneLine bool
	// Check judges every text but those in lines of their own, and every key; nil takes all.
	Check func(string) error
}

func (l Limits) fail(line int, format string, args ...any) error {
	return &Error{l.Path, line, fmt.Errorf(format, args...)}
}

// node makes a value, and judges its text.
func (l Limits) node(n *Node) (*Node, error) {
	n.Path = l.Path
	return n, l.judge(n.Line, n.Kind == Text && !n.Literal, n.Text)
}

func (l Limits) judge(line int, is bool, text string) error {
	if l.Check != nil && is {
		if err := l.Check(text); err != nil {
			return l.fail(line, "%w", err)
		}
	}
	return nil
}

// Plain gives the text of a file without its byte order mark and with LF. It refuses what no file of text holds.
func (l Limits) Plain(data []byte) (string, error) {
	if l.Bytes > 0 && len(data) > l.Bytes {
		return "", l.fail(0, "the file has %d bytes; the limit is %s", len(data), size(l.Bytes))
	}
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	number := 0
	for line := range bytes.Lines(data) {
		if number++; l.Lines > 0 && number > l.Lines {
			return "", l.fail(number, "the file has more than %d lines", l.Lines)
		}
		if !utf8.Valid(line) {
			return "", l.fail(number, "not UTF-8")
		}
		for _, r := range string(line) {
			if r < ' ' && r != '\t' && r != '\n' || r == 0x7f || r == '\ufeff' {
				return "", l.fail(number, "the control character %U", r)
			}
		}
	}
	return string(data), nil
}

func size(bytes int) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

// YAML reads a text; one that says nothing is a Null.
func (l Limits) YAML(text string) (*Node, error) {
	tokens := lexer.Tokenize(text)
	if err := l.simple(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, l.placed(err)
	}
	root := &Node{Kind: Null, Path: l.Path, Line: 1}
	for i, d := range file.Docs {
		if i > 0 && d.Start != nil {
			return nil, l.fail(d.Start.Position.Line, "there is a second document, but the file must contain only one")
		}
		n, err := l.value("", d.Body, lineOf(d.Body, 1), 0)
		if err != nil {
			return nil, err
		}
		if n.Kind == Null {
			continue
		}
		if root.Kind != Null {
			return nil, l.fail(n.Line, "there is a second document, but the file must contain only one")
		}
		root = n
	}
	return root, nil
}

// simple refuses what makes a value mean more than it says, and what is nested deeper than the parser should follow.
func (l Limits) simple(tokens token.Tokens) error {
	run, line := 0, 0
	var open []int // the lines of the brackets that are open
	for _, t := range tokens {
		if t.Position.Line != line {
			run, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			return l.fail(line, "%q: anchors, aliases, and merge keys are not supported here; write the value out", strings.TrimSpace(t.Origin))
		case token.TagType:
			return l.fail(line, "%q: tags are not supported here; quote the string instead", strings.TrimSpace(t.Value))
		case token.DirectiveType:
			return l.fail(line, "directives are not supported here; remove the line that starts with %%")
		case token.MappingKeyType:
			return l.fail(line, "keys with a question mark are not supported; write KEY: VALUE")
		case token.DoubleQuoteType, token.SingleQuoteType:
			if l.OneLine && strings.Contains(strings.Trim(t.Origin, " \t\n"), "\n") {
				return l.fail(line, "a quote is not closed on the same line")
			}
		case token.SequenceStartType, token.MappingStartType:
			open = append(open, line)
		case token.SequenceEndType, token.MappingEndType:
			open = open[:max(len(open)-1, 0)]
		case token.SequenceEntryType:
			run++
		}
		if len(open) > l.Depth || run > l.Depth || t.Position.IndentNum > 8*l.Depth {
			return l.fail(line, "nested deeper than %d levels", l.Depth)
		}
	}
	if len(open) > 0 {
		return l.fail(open[len(open)-1], "a bracket is not closed")
	}
	return nil
}

// value turns a node of the parser into ours. name is its key, line is where that stands.
func (l Limits) value(name string, v ast.Node, line, depth int) (*Node, error) {
	if depth > l.Depth {
		return nil, l.fail(line, "nested deeper than %d levels", l.Depth)
	}
	switch v := v.(type) {
	case *ast.MappingNode:
		return l.mapping(name, v.Values, line, v.IsFlowStyle, depth)
	case *ast.MappingValueNode:
		return l.mapping(name, []*ast.MappingValueNode{v}, line, false, depth)
	case *ast.SequenceNode:
		n := &Node{Name: name, Path: l.Path, Kind: List, Line: line, Flow: v.IsFlowStyle}
		for _, i := range v.Values {
			item, err := l.value("an item of "+name, i, lineOf(i, line), depth+1)
			if err != nil {
				return nil, err
			}
			n.Items = append(n.Items, item)
		}
		return n, nil
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.DirectiveNode:
		return nil, l.fail(lineOf(v, line), "anchors, aliases, tags, and directives are not supported here")
	}
	n := scalar(v, line)
	n.Name = name
	return l.node(n)
}

// scalar gives a plain value; what is no value at all is null.
func scalar(v ast.Node, line int) *Node {
	n := &Node{Kind: Null, Line: line}
	switch v := v.(type) {
	case *ast.StringNode:
		n.Kind, n.Text = Text, v.Value
		n.Quoted = v.Token.Type == token.DoubleQuoteType || v.Token.Type == token.SingleQuoteType
	case *ast.LiteralNode:
		n.Kind, n.Text, n.Literal = Text, v.Value.Value, true
	case *ast.BoolNode:
		n.Kind, n.Text = Bool, v.GetToken().Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		n.Kind, n.Text = Number, v.GetToken().Value
	}
	return n
}

func (l Limits) mapping(name string, pairs []*ast.MappingValueNode, line int, flow bool, depth int) (*Node, error) {
	n := &Node{Name: name, Path: l.Path, Kind: Map, Line: line, Flow: flow}
	if l.Keys > 0 && len(pairs) > l.Keys {
		return nil, l.fail(line, "a mapping has more than %d keys", l.Keys)
	}
	lines := map[string]int{}
	for _, p := range pairs {
		at := lineOf(p.Key, line)
		k := scalar(p.Key, at)
		if k.Kind == Null {
			return nil, l.fail(at, "a key is not a string")
		}
		if lines[k.Text] > 0 {
			return nil, l.fail(at, "%q was already set on line %d", k.Text, lines[k.Text])
		}
		lines[k.Text] = at
		if err := l.judge(at, true, k.Text); err != nil {
			return nil, err
		}
		v, err := l.value(k.Text, p.Value, at, depth+1)
		if err != nil {
			return nil, err
		}
		column := p.Key.GetToken().Position.Column
		if _, isList := p.Value.(*ast.SequenceNode); !flow && !isList && v.Kind != Null {
			from := p.Value.GetToken().Position
			if _, isMap := p.Value.(ast.MapNode); !isMap && from.Line > at && from.Column <= column {
				return nil, l.fail(from.Line, "the value of %s must be indented", k.Text)
			}
		}
		n.Fields = append(n.Fields, Field{k.Text, at, column, v})
	}
	return n, nil
}

// lineOf gives the line of a node of the parser, or another one when it has none.
func lineOf(v ast.Node, other int) int {
	if v == nil || v.GetToken() == nil {
		return other
	}
	return v.GetToken().Position.Line
}

// placed gives an error of the parser its line.
func (l Limits) placed(err error) error {
	var at interface {
		GetMessage() string
		GetToken() *token.Token
	}
	line, text := 0, err.Error()
	if errors.As(err, &at) {
		if text = at.GetMessage(); at.GetToken() != nil {
			line = at.GetToken().Position.Line
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	if words := []rune(text); len(words) > 100 {
		text = string(words[:100]) + "…"
	}
	return l.fail(line, "%s", text)
}
