package config

import (
	"bytes"

	"github.com/msgen/msgen/internal/document"
)

// limits are those of the file.
func limits() document.Limits {
	return document.Limits{Path: Name, Bytes: 1 << 20, Lines: 20_000, Depth: 50, Keys: 5_000}
}

// bom is the mark that some editors put before the text.
const bom = "\ufeff"

type (
	node  = document.Node
	field = document.Field
)

// The kinds of values.
const (
	isNull   = document.Null
	isText   = document.Text
	isNumber = document.Number
	isBool   = document.Bool
	isList   = document.List
	isMap    = document.Map
)

// below gives a value of a map by its key, or of a list by its text, and its line.
func below(n *node, name string) (*node, int) {
	if f := n.Get(name); f != nil {
		return f.Value, f.Line
	}
	for _, i := range n.Items {
		if i.Kind != isMap && i.Kind != isList && i.Text == name {
			return i, i.Line
		}
	}
	return nil, 0
}

// read gives the one document of the text; an empty one is nothing.
func read(data []byte) (*node, error) {
	text, err := limits().Plain(data)
	if err == nil {
		err = unmerged(data)
	}
	if err != nil {
		return nil, err
	}
	return limits().YAML(text)
}

// unmerged refuses what a merge of git left. The line of "=" alone may be a text, and never stands alone.
func unmerged(data []byte) error {
	for i, line := range bytes.Split(data, []byte("\n")) {
		for _, m := range []string{"<<<<<<<", "|||||||", ">>>>>>>"} {
			if rest, ok := bytes.CutPrefix(line, []byte(m)); ok && (len(bytes.TrimSpace(rest)) == 0 || rest[0] == ' ') {
				return fail(i+1, "an unresolved Git conflict; keep one side and remove the markers")
			}
		}
	}
	return nil
}
