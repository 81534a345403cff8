// Package templates holds what the files look like: _shared for all stacks, then a folder for each. There is no logic in
// it; package render says how the templates are read, and docs/templates.md how to write one.
package templates

import "embed"

// FS is the tree of the built-in templates.
//
//go:embed all:_shared all:go all:node all:python all:java
var FS embed.FS
