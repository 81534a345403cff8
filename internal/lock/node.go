package lock

import (
	"errors"

	"github.com/msgen/msgen/internal/document"
)

type node = document.Node

// readTree reads a whole file. A key without a value is an empty mapping or list.
func readTree(data []byte) (*node, *Error) {
	limits := document.Limits{Bytes: maxFile, Depth: 16, OneLine: true}
	text, err := limits.Plain(data)
	var root *node
	if err == nil {
		root, err = limits.YAML(text)
	}
	var wrong *document.Error
	if errors.As(err, &wrong) {
		return nil, &Error{wrong.Line, wrong.Text}
	}
	return root, nil
}

// get gives the value of a key, nil for none.
func get(n *node, key string) *node {
	if f := n.Get(key); f != nil {
		return f.Value
	}
	return nil
}
