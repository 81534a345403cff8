package detect

import (
	"strings"

	"github.com/msgen/msgen/internal/formats"
)

// EvidenceOf gives the place of a node; none for nil.
func EvidenceOf(n *formats.Node) Evidence {
	if n == nil {
		return Evidence{}
	}
	return Evidence{Path: n.Path, Line: n.Line, Text: Clip(n.Raw)}
}

// FactOf gives the text of a node with its place; unknown when the node has no text.
func FactOf(n *formats.Node) Fact[string] {
	if n.Text() == "" {
		return Fact[string]{}
	}
	return NewFact(n.Text(), EvidenceOf(n))
}

// Env reads a .env file as a flat table. There is no standard for these files; what is taken is what all their readers
// agree on: NAME=value, export, comments, quotes, and values in double quotes over several lines. Other lines are skipped.
func (t *Tree) Env(path string) (*formats.Node, error) {
	text, err := t.Text(path)
	if err != nil {
		return nil, err
	}
	return formats.Env(path, text), nil
}

// ToolVersions reads a .tool-versions file of asdf or mise as a table: a tool and its version, the first one where
// several are given.
func (t *Tree) ToolVersions(path string) (*formats.Node, error) {
	text, err := t.Text(path)
	if err != nil {
		return nil, err
	}
	return formats.ToolVersions(path, text), nil
}

// Word reads a file that holds nothing but one value, as .nvmrc and .python-version do: the first line that is neither
// empty nor a comment. It is unknown when there is no such file or no such line.
func (t *Tree) Word(path string) Fact[string] {
	if !t.Has(path) {
		return Fact[string]{}
	}
	for i, line := range t.Lines(path) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			return NewFact(line, t.At(path, i+1))
		}
	}
	return Fact[string]{}
}

// Document reads a manifest of the tree by the form that its name says.
func (t *Tree) Document(path string) (*formats.Node, error) {
	text, err := t.Text(path)
	if err != nil {
		return nil, err
	}
	return formats.Parse(path, text)
}

// JSON reads a JSON manifest of the tree; lenient allows comments and trailing commas, as tsconfig.json does.
func (t *Tree) JSON(path string, lenient bool) (*formats.Node, error) {
	text, err := t.Text(path)
	if err != nil {
		return nil, err
	}
	return formats.JSON(path, text, lenient)
}

// Properties reads a Java .properties file as a flat table: at("server.port"). Of a key given twice the last one wins,
// as in Java. A file that is not UTF-8 is read as Latin-1, which is what Java took these files for until version 9.
func (t *Tree) Properties(path string) (*formats.Node, error) {
	text, err := t.textOr(path, latin1)
	if err != nil {
		return nil, err
	}
	return formats.Properties(path, text)
}

// TOML reads a TOML manifest of the tree. Dotted keys and [headers] become tables, [[headers]] lists of tables; dates are
// texts as written. A key that is defined twice is an error, as it is for every TOML tool.
func (t *Tree) TOML(path string) (*formats.Node, error) {
	text, err := t.Text(path)
	if err != nil {
		return nil, err
	}
	return formats.TOML(path, text)
}

// XML reads an XML manifest of the tree and gives its root element. An element is a text when it holds only text, else a
// table of its children; children of the same name stand several times among its fields (see each). Attributes are
// fields named "@name"; Text() of an element with attributes is the text inside. Prefixes of namespaces are dropped.
// A document type or an entity of one's own is an error: no build tool needs them, and they can be made to explode.
func (t *Tree) XML(path string) (*formats.Node, error) {
	text, err := t.Text(path)
	if err != nil {
		return nil, err
	}
	return formats.XML(path, text)
}

// YAML reads the first document of a YAML manifest of the tree that holds anything; an empty file is an empty table.
// Aliases and merge keys are followed.
func (t *Tree) YAML(path string) (*formats.Node, error) {
	text, err := t.Text(path)
	if err != nil {
		return nil, err
	}
	return formats.YAML(path, text)
}
