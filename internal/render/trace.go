package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
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

// tracer hands out marks and reads them back.
type tracer struct{ frames []frame }

func (t *tracer) open(f frame) (open, closed parse.Node) {
	t.frames = append(t.frames, f)
	n := strconv.Itoa(len(t.frames) - 1)
	return textNode(string(markOpen) + n + string(markEnd)), textNode(string(markClose) + n + string(markEnd))
}

func textNode(s string) parse.Node { return &parse.TextNode{NodeType: parse.NodeText, Text: []byte(s)} }

// marked gives a copy of a block's tree that prints marks.
func (t *tracer) marked(d *definition) *parse.Tree {
	tree := d.tree.Copy()
	if tree.Root == nil {
		return tree
	}
	w := walker{t, d, map[string]ref{"$": {known: true}}}
	w.list(tree.Root, ref{known: true})
	open, closed := t.open(frame{kind: isBlock, block: d})
	tree.Root.Nodes = slices.Concat([]parse.Node{open}, tree.Root.Nodes, []parse.Node{closed})
	return tree
}

// walker puts marks into one tree.
type walker struct {
	*tracer
	def  *definition
	vars map[string]ref
}

// list marks the nodes of a list, in which dot is what the reference says.
func (w walker) list(l *parse.ListNode, dot ref) {
	if l == nil {
		return
	}
	var nodes []parse.Node
	for _, n := range l.Nodes {
		line := w.def.line(n.Position())
		switch n := n.(type) {
		case *parse.TextNode:
			for part := range strings.SplitAfterSeq(string(n.Text), "\n") {
				nodes = append(nodes, textNode(lineMark(line)+part))
				line++
			}
			continue
		case *parse.ActionNode:
			if len(n.Pipe.Decl) > 0 {
				w.vars[n.Pipe.Decl[0].Ident[0]] = w.value(n.Pipe, dot)
				nodes = append(nodes, n)
				continue
			}
			open, closed := w.open(frame{kind: isAction, def: w.def, line: line, fields: w.fields(n.Pipe, dot), scope: w.calls(n.Pipe, dot)})
			if w.frames[len(w.frames)-1].scope != nil {
				w.frames[len(w.frames)-1].fields = nil
			}
			numbered(n.Pipe, len(w.frames)-1)
			nodes = append(nodes, textNode(lineMark(line)), open, n, closed)
			continue
		case *parse.TemplateNode:
			scope := ref{}
			if n.Pipe != nil {
				scope = w.value(n.Pipe, dot)
			}
			open, closed := w.open(frame{kind: isAction, def: w.def, line: line, scope: &scope})
			nodes = append(nodes, textNode(lineMark(line)), open, n, closed)
			if w.def.own[line] { // a block that is called on a line of its own prints whole lines
				nodes = append(nodes, textNode(string(markBreak)))
			}
			continue
		}
		if b := branch(n); b != nil {
			w.branch(n, b, line, dot)
			nodes = append(nodes, textNode(lineMark(line)))
		}
		nodes = append(nodes, n)
	}
	l.Nodes = nodes
}

// branch marks both lists of a condition or a loop.
func (w walker) branch(n parse.Node, b *parse.BranchNode, line int, dot ref) {
	inside, value := dot, w.value(b.Pipe, dot)
	switch n.(type) {
	case *parse.WithNode:
		inside = value
	case *parse.RangeNode:
		inside, value = value.element(), value.element()
	}
	if d := b.Pipe.Decl; len(d) > 0 {
		w.vars[d[len(d)-1].Ident[0]] = value
	}
	fields := w.fields(b.Pipe, dot)
	w.list(b.List, inside)
	w.list(b.ElseList, dot)
	for _, l := range []*parse.ListNode{b.List, b.ElseList} {
		if l != nil {
			open, closed := w.open(frame{kind: isBranch, def: w.def, line: line, fields: fields})
			l.Nodes = slices.Concat([]parse.Node{open}, l.Nodes, []parse.Node{closed})
		}
	}
}

// numbered tells the guard of an action which frame it stands in.
func numbered(p *parse.PipeNode, frame int) {
	last := p.Cmds[len(p.Cmds)-1]
	if id, ok := last.Args[0].(*parse.IdentifierNode); ok && id.Ident == guardPrint {
		text := strconv.Itoa(frame)
		last.Args = append(last.Args, &parse.NumberNode{NodeType: parse.NodeNumber, Pos: p.Pos, IsInt: true, Int64: int64(frame), Text: text})
	}
}

// written gives the commands of a pipeline as the author wrote them, without the guards.
func written(p *parse.PipeNode) []*parse.CommandNode {
	cmds := p.Cmds
	for len(cmds) > 0 {
		id, ok := cmds[len(cmds)-1].Args[0].(*parse.IdentifierNode)
		if !ok || id.Ident != guardPrint && id.Ident != guardRange {
			break
		}
		cmds = cmds[:len(cmds)-1]
	}
	return cmds
}

// value says what a pipeline gives, where it is one field, variable or dictionary.
func (w walker) value(p *parse.PipeNode, dot ref) ref {
	cmds := written(p)
	if len(cmds) != 1 {
		return ref{}
	}
	args := cmds[0].Args
	if len(args) == 1 {
		return w.operand(args[0], dot)
	}
	if id, ok := args[0].(*parse.IdentifierNode); !ok || id.Ident != "dict" {
		return ref{}
	}
	keys := map[string]ref{}
	for i := 1; i+1 < len(args); i += 2 {
		if key, ok := literal(args[i]); ok {
			keys[key] = w.operand(args[i+1], dot)
		}
	}
	return ref{keys: keys}
}

// literal gives the text of a string in a template, also of one that the guard has marked.
func literal(n parse.Node) (string, bool) {
	switch n := n.(type) {
	case *parse.StringNode:
		return n.Text, true
	case *parse.PipeNode:
		if len(n.Cmds) == 1 && len(n.Cmds[0].Args) == 2 && n.Cmds[0].Args[0].String() == guardLiteral {
			return literal(n.Cmds[0].Args[1])
		}
	}
	return "", false
}

// operand says what one argument is.
func (w walker) operand(n parse.Node, dot ref) ref {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return dot.field(n.Ident...)
	case *parse.VariableNode:
		return w.vars[n.Ident[0]].field(n.Ident[1:]...)
	case *parse.PipeNode:
		return w.value(n, dot)
	case *parse.ChainNode:
		return w.operand(n.Node, dot).field(n.Field...)
	}
	return ref{}
}

// fields lists what a pipeline reads.
func (w walker) fields(p *parse.PipeNode, dot ref) (all []ref) {
	each(p, func(n parse.Node) {
		switch n.(type) {
		case *parse.DotNode, *parse.FieldNode, *parse.VariableNode, *parse.ChainNode:
			if r := w.operand(n, dot); r.known {
				all = append(all, r)
			}
		}
	})
	return all
}

// calls gives what an action hands on that is nothing but a call of include or super; nil for another action.
func (w walker) calls(p *parse.PipeNode, dot ref) *ref {
	cmds := written(p)
	cmd := cmds[0]
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok || len(cmds) > 1 || id.Ident != "include" && id.Ident != "super" || len(cmd.Args) != 3 {
		return nil
	}
	cmd.Args[0] = parse.NewIdentifier("_" + id.Ident).SetPos(id.Pos) // its text keeps the marks
	r := w.operand(cmd.Args[2], dot)
	return &r
}

func lineMark(line int) string { return string(markLine) + strconv.Itoa(line) + string(markEnd) }

// strip takes the marks out of a text.
func strip(text string) string {
	if !strings.ContainsAny(text, marks) {
		return text
	}
	var b strings.Builder
	for text != "" {
		if n := markAt(text); n > 0 {
			text = text[n:]
			continue
		}
		i := strings.IndexAny(text[1:], marks) + 1
		if i == 0 {
			i = len(text)
		}
		b.WriteString(text[:i])
		text = text[i:]
	}
	return b.String()
}

// markAt gives the length of the mark at the start of a text, 0 for none.
func markAt(s string) int {
	if s[0] == markBreak {
		return 1
	}
	if s[0] == markOpen || s[0] == markLine || s[0] == markClose {
		return strings.IndexByte(s, markEnd) + 1
	}
	return 0
}

// unended takes the line ends off the end of a text and leaves the marks there.
func unended(text string) string {
	end := len(text)
	for end > 0 {
		switch i := strings.LastIndexAny(text[:end], string(markOpen)+string(markClose)+string(markLine)); {
		case text[end-1] == '\n' || text[end-1] == markBreak:
			text = text[:end-1] + text[end:]
			end--
		case text[end-1] == markEnd && i >= 0:
			end = i
		default:
			return text
		}
	}
	return text
}

// opened is a frame while marks are read: line is where the block's template prints, scope what the block was given.
type opened struct {
	frame
	number, line int
	scope        ref
}

// read takes the marks out of a text and says of each line where it comes from.
func (t *tracer) read(text string) (string, []Line) {
	var plain strings.Builder
	stack := []opened{{scope: ref{known: true}, number: -1}}
	lines := []Line{{}}
	changed := true
	for text != "" {
		c := text[0]
		if c == markBreak {
			text = text[1:]
			if s := plain.String(); s == "" || strings.HasSuffix(s, "\n") {
				continue
			}
			c = '\n'
		} else if n := markAt(text); n > 0 {
			stack = t.apply(stack, text[:n])
			text, changed = text[n:], true
			continue
		} else {
			text = text[1:]
		}
		plain.WriteByte(c)
		switch {
		case c == '\n':
			lines, changed = append(lines, Line{}), true
		case changed && c != ' ' && c != '\t':
			lines[len(lines)-1].note(stack)
			changed = false
		}
	}
	return plain.String(), lines
}

// apply does what a mark says.
func (t *tracer) apply(stack []opened, mark string) []opened {
	n, err := strconv.Atoi(mark[1 : len(mark)-1])
	if err != nil {
		return stack
	}
	switch mark[0] {
	case markOpen:
		o := opened{frame: t.frames[n], number: n, scope: stack[len(stack)-1].scope}
		if o.frame.scope != nil {
			o.scope = o.frame.scope.within(o.scope)
		}
		return append(stack, o)
	case markClose: // a loop that was left leaves marks open
		for i := len(stack) - 1; i > 0; i-- {
			if stack[i].number == n {
				return stack[:i]
			}
		}
	default:
		for i := len(stack) - 1; i > 0; i-- {
			if stack[i].block != nil {
				stack[i].line = n
				break
			}
		}
	}
	return stack
}

// note keeps what printed a visible character of the line.
func (l *Line) note(stack []opened) {
	if l.Blocks == nil {
		for _, o := range slices.Backward(stack) {
			if o.block != nil {
				l.Blocks = append(l.Blocks, Origin{Layer: o.block.source.name, Template: o.block.path, Line: o.line, Block: o.block.shown()})
			}
		}
	}
	scope := stack[0].scope
	for _, o := range stack[1:] {
		for _, f := range o.fields {
			r := f.within(scope)
			if !r.known || r.path == "" {
				continue
			}
			use := Use{r.path, o.def.source.name, o.def.path, o.frame.line}
			list := &l.Since
			if o.kind == isAction {
				list = &l.Prints
			}
			if !slices.Contains(*list, use) {
				*list = append(*list, use)
			}
		}
		scope = o.scope
	}
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
	return fmt.Sprint(strings.Join(slices.Compact(names), ", "))
}
