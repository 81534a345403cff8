package render

import (
	"slices"
	"strings"
)

// A template runs once, and marks of control characters stand around what its blocks, actions and branches print. They are
// read and removed before anything else sees the text. No template and no value can forge one: print refuses a text that
// holds such a character.
const (
	markOpen  = '\x01' // then the number of a frame
	markEnd   = '\x02' // ends a number
	markClose = '\x03' // then the number of the frame that ends
	markLine  = '\x04' // then a line of the template of the innermost block
	markBreak = '\x05' // a line ends here, unless it has just ended
	marks     = "\x01\x02\x03\x04\x05"
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
	if line < 1 || line > len(f.lines) {
		return Line{}
	}
	return f.lines[line-1]
}

// Origin gives the blocks that printed a line, innermost first; nil for an empty line.
func (f File) Origin(line int) []Origin { return f.Trace(line).Blocks }

// frame is what a mark opens.
type frame struct {
	kind   frameKind
	block  *definition // of kind isBlock
	def    *definition // where the action or branch stands
	line   int
	fields []ref // of the action's or the branch's pipeline, from the scope's root
	scope  *ref  // of a call: what the called block is given
	// Of a branch: its condition, and whether this is the else branch.
	condition string
	not       bool
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

// named gives the fields that a frame reads, as the template writes them, for an error.
func (f frame) named() string {
	var names []string
	for _, r := range f.fields {
		names = append(names, "."+r.path)
	}
	return strings.Join(slices.Compact(names), ", ")
}
