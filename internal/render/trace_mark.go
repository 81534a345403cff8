package render

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

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
	condition, _, _ := strings.Cut(w.def.text[min(int(b.Pipe.Position()), len(w.def.text)):], "}}")
	for i, l := range []*parse.ListNode{b.List, b.ElseList} {
		if l != nil {
			open, closed := w.open(frame{kind: isBranch, def: w.def, line: line, fields: fields, condition: strings.TrimSpace(strings.TrimSuffix(condition, "-")), not: i == 1})
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
