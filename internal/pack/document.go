package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/msgen/msgen/internal/document"
)

// What a file of data may be. It is far above what a person writes, and far below what would hurt.
const (
	maxFile    = 32 << 10
	maxNesting = 16
)

// parseYAML reads a file of YAML.
func parseYAML(name string, data []byte) (*node, error) {
	return parse(name, data, document.Limits{Depth: maxNesting}.YAML)
}

// parseJSON reads a file of JSON.
func parseJSON(name string, data []byte) (*node, error) {
	return parse(name, data, document.Limits{Depth: maxNesting}.JSON)
}

// parse reads a file that has something to say.
func parse(name string, data []byte, read func(string) (*document.Node, error)) (*node, error) {
	if len(data) > maxFile {
		return nil, &Error{name, 0, fmt.Errorf("the file is larger than %d KiB", maxFile>>10)}
	}
	s, err := text(name, data)
	if err != nil {
		return nil, err
	}
	root, err := read(s)
	var wrong *document.Error
	switch {
	case errors.As(err, &wrong):
		return nil, &Error{name, wrong.Line, wrong}
	case root.Kind == isNull:
		return nil, &Error{name, 0, errors.New("the file is empty")}
	}
	return nodeOf(name, root)
}

// nodeOf gives a value with its file. No text in it steers a terminal.
func nodeOf(path string, v *document.Node) (*node, error) {
	n := &node{kind: v.Kind, value: v.Text, path: path, line: v.Line}
	switch {
	case v.Literal:
		n.value = strings.TrimRight(v.Text, "\n")
	case v.Kind == isText:
		if err := checkText(v.Text); err != nil {
			return nil, n.fail("%w", err)
		}
	}
	for _, i := range v.Items {
		item, err := nodeOf(path, i)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	for _, f := range v.Fields {
		if err := checkText(f.Name); err != nil {
			return nil, &Error{path, f.Line, err}
		}
		value, err := nodeOf(path, f.Value)
		if err != nil {
			return nil, err
		}
		n.fields = append(n.fields, field{f.Name, f.Line, value})
	}
	return n, nil
}

// plain gives the node as encoding/json would: for the schema's compiler.
func (n *node) plain() any {
	switch n.kind {
	case isText:
		return n.value
	case isNumber:
		return json.Number(n.value)
	case isBool:
		return n.value == "true"
	case isList:
		list := []any{}
		for _, i := range n.items {
			list = append(list, i.plain())
		}
		return list
	case isTable:
		table := map[string]any{}
		for _, f := range n.fields {
			table[f.name] = f.value.plain()
		}
		return table
	}
	return nil
}
