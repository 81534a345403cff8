// Package document reads YAML and JSON as one tree, whose nodes know their lines. It reads what people write in a file of
// settings: one document without anchors, aliases, tags, merge keys and directives, and no key twice.
package document

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"github.com/msgen/msgen/internal/formats"
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

	modest bool // numbers have few digits
}

func (l Limits) fail(line int, format string, args ...any) error {
	return &Error{l.Path, line, fmt.Errorf(format, args...)}
}

// judge puts a text before Check.
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
	if err := l.simple(lexer.Tokenize(text)); err != nil {
		return nil, err
	}
	root, err := formats.Settings(l.Path, text)
	if err != nil {
		return nil, l.placed(err)
	}
	return l.value("", root, 0)
}

// JSON reads a text of one value, as strictly as encoding/json does, and with no key twice.
func (l Limits) JSON(text string) (*Node, error) {
	root, err := formats.JSONWithin(l.Path, text, l.Depth)
	if err != nil {
		return nil, l.placed(err)
	}
	l.modest = true
	return l.value("", root, 0)
}

// modest is a number that settings need; others take the memory of whoever computes with them, or its life.
var modest = regexp.MustCompile(`^-?\d{1,15}(\.\d{1,6})?$`)

// value makes ours of a value that was read, within the limits. Name is its key.
func (l Limits) value(name string, v *formats.Node, depth int) (*Node, error) {
	n := &Node{Name: name, Path: l.Path, Kind: kinds[v.Kind], Text: v.Value, Line: v.Line, Quoted: v.Quoted, Literal: v.Literal, Flow: v.Flow}
	switch {
	case depth > l.Depth:
		return nil, l.fail(n.Line, "nested deeper than %d levels", l.Depth)
	case l.Keys > 0 && len(v.Fields) > l.Keys:
		return nil, l.fail(n.Line, "a mapping has more than %d keys", l.Keys)
	case l.modest && n.Kind == Number && !modest.MatchString(n.Text):
		return nil, l.fail(n.Line, "the number %.40s has too many digits", n.Text)
	}
	if err := l.judge(n.Line, n.Kind == Text && !n.Literal, n.Text); err != nil {
		return nil, err
	}
	for _, i := range v.Items {
		item, err := l.value("an item of "+name, i, depth+1)
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, item)
	}
	lines := map[string]int{}
	for _, f := range v.Fields {
		at := f.Value.Line
		if lines[f.Name] > 0 {
			return nil, l.fail(at, "%q was already set on line %d", f.Name, lines[f.Name])
		}
		lines[f.Name] = at
		if err := l.judge(at, true, f.Name); err != nil {
			return nil, err
		}
		value, err := l.value(f.Name, f.Value, depth+1)
		if err != nil {
			return nil, err
		}
		n.Fields = append(n.Fields, Field{f.Name, at, f.Column, value})
	}
	return n, nil
}

// kinds are ours for those of formats.
var kinds = map[formats.Kind]Kind{formats.Null: Null, formats.Text: Text, formats.Number: Number, formats.Bool: Bool, formats.List: List, formats.Table: Map}

// simple refuses what makes a value mean more than it says, and what is nested deeper than the parser should follow.
func (l Limits) simple(tokens token.Tokens) error {
	run, line := 0, 0
	var open []int              // the lines of the brackets that are open
	begun, over := false, false // whether the document has, and has come to its end
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
		case token.DocumentEndType:
			over = true
			continue
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
		if t.Type != token.CommentType {
			if over || begun && t.Type == token.DocumentHeaderType {
				return l.fail(line, "there is a second document, but the file must contain only one")
			}
			begun = true
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

// placed makes ours of an error of the reader.
func (l Limits) placed(err error) error {
	var at *formats.Error
	if !errors.As(err, &at) {
		return err
	}
	text := []rune(strings.Join(strings.Fields(at.Msg), " "))
	if len(text) > 100 {
		text = append(text[:100], '…')
	}
	return l.fail(at.Line, "%s", string(text))
}
