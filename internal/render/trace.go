package render

import (
	"slices"
	"strings"
)

// Line says where a line of a file comes from.
type Line struct {
	// Blocks are the blocks that printed it, innermost first.
	Blocks []Origin `json:",omitempty"`
	// Prints are the fields of the model whose values stand in the line.
	Prints []Use `json:",omitempty"`
	// Since are the fields of the conditions and loops that the line stands in.
	Since []Use `json:",omitempty"`
}

// Origin is one block that printed a line.
type Origin struct {
	// Layer is the name of the layer, "msgen" or a pack's; Template is the file in it, "node/Dockerfile.tmpl", and Line the
	// line in that file.
	Layer    string
	Template string
	Line     int
	// Block is the block's name as it is defined there, "prod.expose"; "" for the file itself.
	Block string `json:",omitempty"`
}

// Use is a field of the model that a template reads.
type Use struct {
	// Field is its path from the model's root: "Install.Prod.Locked"; an element of a list is "Links[].To".
	Field string
	// Layer, Template and Line are the place that reads it.
	Layer    string
	Template string
	Line     int
	// Condition is the condition or the list of a loop as the template has it, "eq .Init \"init\""; "" for a value that is printed.
	// Not says that the line stands in the else branch.
	Condition string `json:",omitempty"`
	Not       bool   `json:",omitempty"`
}

// Trace says where a line of the file comes from; lines count from 1. It is empty for an empty line.
func (f File) Trace(line int) Line {
	if line < 1 || line > len(f.Lines) {
		return Line{}
	}
	return f.Lines[line-1]
}

// Origin gives the blocks that printed a line, innermost first; nil for an empty line.
func (f File) Origin(line int) []Origin { return f.Trace(line).Blocks }

// A template runs once, and calls of open and shut stand around its blocks, actions and branches: while it prints, a stack
// of frames says where what is printed comes from.

// frame is a block, an action or a branch.
type frame struct {
	kind   frameKind
	block  *definition // the block, or the one in which the action or branch stands
	call   bool        // of an action: it prints a block and nothing else
	line   int
	fields []ref // of the action's or the branch's pipeline, from the scope's root
	scope  *ref  // of a call: what the called block is given
	// Of a branch: its condition, and whether this is the else branch.
	condition string
	not       bool
}

// opened is a frame that is being printed.
type opened struct {
	frame
	number int
	scope  ref  // what its block was given, from the model's root
	at     int  // of a block: the line of its template that is printed
	stays  bool // what is printed does not go on to the next line
}

type frameKind byte

const (
	isBlock frameKind = iota
	isAction
	isBranch
)

// ref is a value as a template names it: a path from the root of what the block was given, or a dictionary of such paths.
type ref struct {
	known bool
	path  string
	keys  map[string]ref
}

// field gives what a field of the value is.
func (r ref) field(names ...string) ref {
	for _, n := range names {
		switch {
		case r.keys != nil:
			r = r.keys[n]
		case r.known && r.path == "":
			r.path = n
		case r.known:
			r.path += "." + n
		}
	}
	return r
}

// element gives what a loop over the value sees.
func (r ref) element() ref {
	if r.known {
		r.path += "[]"
	}
	return r
}

// within gives the reference as seen from outside of the block whose root is scope.
func (r ref) within(scope ref) ref {
	switch {
	case r.keys != nil:
		keys := map[string]ref{}
		for k, v := range r.keys {
			keys[k] = v.within(scope)
		}
		return ref{keys: keys}
	case !r.known:
		return r
	case r.path == "":
		return scope
	}
	first, rest, _ := strings.Cut(r.path, ".")
	name, loop := strings.CutSuffix(first, "[]")
	out := scope.field(name)
	if name == "" {
		out = scope
	}
	if loop {
		out = out.element()
	}
	if rest != "" {
		return ref{known: true, path: rest}.within(out)
	}
	return out
}

// shown is the block's name; "" for a file.
func (d *definition) shown() string {
	name, _, _ := strings.Cut(d.name, " ")
	if strings.HasPrefix(d.name, filePrefix) {
		return ""
	}
	return name
}

// note keeps what prints a visible part of the line.
func (l *Line) note(stack []opened) {
	var now Line
	for _, o := range slices.Backward(stack) {
		if o.kind == isBlock {
			now.Blocks = append(now.Blocks, Origin{Layer: o.block.Layer, Template: o.block.Path, Line: o.at, Block: o.block.shown()})
		}
	}
	scope := ref{known: true}
	for _, o := range stack {
		for _, f := range o.fields {
			use := Use{Field: f.within(scope).path, Layer: o.block.Layer, Template: o.block.Path, Line: o.line, Condition: o.condition, Not: o.not}
			switch {
			case use.Field == "":
			case o.kind == isAction:
				now.Prints = append(now.Prints, use)
			default:
				now.Since = append(now.Since, use)
			}
		}
		scope = o.scope
	}
	l.join(now)
}

// join adds what is known of another part of the line.
func (l *Line) join(o Line) {
	if l.Blocks == nil {
		l.Blocks = o.Blocks
	}
	add := func(list *[]Use, uses []Use) {
		for _, u := range uses {
			if !slices.Contains(*list, u) {
				*list = append(*list, u)
			}
		}
	}
	add(&l.Prints, o.Prints)
	add(&l.Since, o.Since)
}
