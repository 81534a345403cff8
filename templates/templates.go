// Package templates holds what the files look like: _shared for all stacks, then a folder for each, where stack.yaml describes
// one that is data. There is no logic in it; package render says how the templates are read, and docs/templates.md how to write one.
package templates

import "embed"

// FS is the tree of the built-in templates.
//
//go:embed all:_shared all:deno all:go all:java all:node all:python all:rust all:static
var FS embed.FS
