package config

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The limits of the file: bytes, levels of nesting, lines, and keys. The parser calls itself for each level and each key.
const (
	maxSize    = 1 << 20
	maxNesting = 50
	maxLines   = 20_000
	maxKeys    = 5_000 // of one map
)

// bom is the mark that some editors put before the text.
const bom = "\ufeff"

// kind is what a value is.
type kind string

const (
	isNull   kind = "nothing"
	isText   kind = "a string"
	isNumber kind = "a number"
	isBool   kind = "a boolean"
	isList   kind = "a list"
	isMap    kind = "a mapping"
)

// node is a value of the file.
type node struct {
	kind kind
	text string // of a scalar: a text as it reads, all others as they are written
	line int
	flow bool // a list or map in brackets

	items  []*node
	fields []field
}

// field is an entry of a map. Where its key begins is found in the text again by line and column, in runes from 1.
type field struct {
	name         string
	line, column int
	value        *node
}

// get gives the field of a name, or nil.
func (n *node) get(name string) *field {
	for i := range n.fields {
		if n.fields[i].name == name {
			return &n.fields[i]
		}
	}
	return nil
}

// below gives a value of a map by its key, or of a list by its text, and its line.
func (n *node) below(name string) (*node, int) {
	if f := n.get(name); f != nil {
		return f.value, f.line
	}
	for _, i := range n.items {
		if i.kind != isMap && i.kind != isList && i.text == name {
			return i, i.line
		}
	}
	return nil, 0
}

// read gives the one document of the text; an empty one is nothing.
func read(data []byte) (*node, error) {
	if err := plain(data); err != nil {
		return nil, err
	}
	text := strings.TrimPrefix(string(data), bom)
	text = strings.ReplaceAll(text, "\r\n", "\n")
	tokens := lexer.Tokenize(text)
	if err := simple(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, placed(err)
	}
	return document(file)
}

// document gives the value of the only document.
func document(file *ast.File) (*node, error) {
	root := &node{kind: isNull, line: 1}
	for i, d := range file.Docs {
		if i > 0 && d.Start != nil {
			return nil, fail(d.Start.Position.Line, "there is a second document, but the file must contain only one")
		}
		n, err := value(d.Body, 1)
		if err != nil {
			return nil, err
		}
		if n.kind == isNull {
			continue
		}
		if root.kind != isNull {
			return nil, fail(n.line, "there is a second document, but the file must contain only one")
		}
		root = n
	}
	return root, nil
}

// plain refuses what is no text, and what a merge of git left.
func plain(data []byte) error {
	if len(data) > maxSize {
		return fail(0, "the file has %d bytes; the limit is 1 MiB", len(data))
	}
	for i, line := range bytes.Split(bytes.TrimPrefix(data, []byte(bom)), []byte("\n")) {
		if i >= maxLines {
			return fail(i+1, "the file has more than %d lines", maxLines)
		}
		if marked(line) {
			return fail(i+1, "an unresolved Git conflict; keep one side and remove the markers")
		}
		if !utf8.Valid(line) {
			return fail(i+1, "not UTF-8")
		}
		for _, r := range string(bytes.TrimSuffix(line, []byte("\r"))) {
			if r < ' ' && r != '\t' || r == 0x7f || r == '\ufeff' {
				return fail(i+1, "the control character %U", r)
			}
		}
	}
	return nil
}

// marked reports whether a line is a marker of a conflict. The line of "=" alone may be a text, and never stands alone.
func marked(line []byte) bool {
	for _, m := range []string{"<<<<<<<", "|||||||", ">>>>>>>"} {
		if rest, ok := bytes.CutPrefix(line, []byte(m)); ok && (len(bytes.TrimSpace(rest)) == 0 || rest[0] == ' ') {
			return true
		}
	}
	return false
}

// simple refuses what the file may not hold, and what is nested deeper than the parser should follow.
func simple(tokens token.Tokens) error {
	flow, run, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			run, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			return fail(line, "%q: anchors, aliases, and merge keys are not supported here; write the value out", strings.TrimSpace(t.Origin))
		case token.TagType:
			return fail(line, "%q: tags are not supported here; quote the string instead", strings.TrimSpace(t.Value))
		case token.DirectiveType:
			return fail(line, "directives are not supported here; remove the line that starts with %%")
		case token.MappingKeyType:
			return fail(line, "keys with a question mark are not supported; write KEY: VALUE")
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType:
			run++
		}
		if flow > maxNesting || run > maxNesting || t.Position.IndentNum > 8*maxNesting {
			return fail(line, "nested deeper than %d levels", maxNesting)
		}
	}
	return nil
}

// value turns a node of the parser into ours. line is where its key stands.
func value(v ast.Node, line int) (*node, error) {
	switch v := v.(type) {
	case *ast.MappingNode:
		return mapping(v.Values, line, v.IsFlowStyle)
	case *ast.MappingValueNode:
		return mapping([]*ast.MappingValueNode{v}, line, false)
	case *ast.SequenceNode:
		n := &node{kind: isList, line: line, flow: v.IsFlowStyle}
		for _, i := range v.Values {
			item, err := value(i, lineOf(i, line))
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
		return n, nil
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.DirectiveNode:
		return nil, fail(lineOf(v, line), "anchors, aliases, tags, and directives are not supported here")
	}
	return scalar(v, line), nil
}

// scalar gives a plain value; what is no value at all is null.
func scalar(v ast.Node, line int) *node {
	n := &node{kind: isNull, line: line}
	switch v := v.(type) {
	case *ast.StringNode:
		n.kind, n.text = isText, v.Value
	case *ast.LiteralNode:
		n.kind, n.text = isText, v.Value.Value
	case *ast.BoolNode:
		n.kind, n.text = isBool, v.GetToken().Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		n.kind, n.text = isNumber, v.GetToken().Value
	}
	return n
}

func mapping(pairs []*ast.MappingValueNode, line int, flow bool) (*node, error) {
	n := &node{kind: isMap, line: line, flow: flow}
	if len(pairs) > maxKeys {
		return nil, fail(line, "a mapping has more than %d keys", maxKeys)
	}
	for _, p := range pairs {
		at := lineOf(p.Key, line)
		k := scalar(p.Key, at)
		if k.kind == isNull {
			return nil, fail(at, "a key is not a string")
		}
		if twin := n.get(k.text); twin != nil {
			return nil, fail(at, "%q was already set on line %d", k.text, twin.line)
		}
		v, err := value(p.Value, at)
		if err != nil {
			return nil, err
		}
		if _, isList := p.Value.(*ast.SequenceNode); !flow && !isList && v.kind != isNull {
			from := p.Value.GetToken().Position
			if _, isMap := p.Value.(ast.MapNode); !isMap && from.Line > at && from.Column <= p.Key.GetToken().Position.Column {
				return nil, fail(from.Line, "the value of %s must be indented", k.text)
			}
		}
		n.fields = append(n.fields, field{k.text, at, p.Key.GetToken().Position.Column, v})
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
func placed(err error) error {
	var at interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if !errors.As(err, &at) {
		return fail(0, "%s", short(strings.Join(strings.Fields(err.Error()), " ")))
	}
	line := 0
	if t := at.GetToken(); t != nil {
		line = t.Position.Line
	}
	return fail(line, "%s", short(strings.Join(strings.Fields(at.GetMessage()), " ")))
}
