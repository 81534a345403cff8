package render

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// mark gives a call that prints nothing and keeps the renderer informed.
func mark(name string, pos parse.Pos, number int) parse.Node {
	n := &parse.NumberNode{NodeType: parse.NodeNumber, Pos: pos, IsInt: true, Int64: int64(number), Text: strconv.Itoa(number)}
	return &parse.ActionNode{NodeType: parse.NodeAction, Pos: pos, Pipe: pipeOf(callOf(name, pos, n))}
}

// marked gives a copy of a block's tree that says what it prints.
func (r *renderer) marked(d *definition) *parse.Tree {
	tree := d.tree.Copy()
	w := walker{r, d, map[string]ref{"$": {known: true}}}
	w.list(tree.Root, ref{known: true})
	w.around(tree.Root, frame{kind: isBlock, block: d})
	return tree
}

// walker marks one tree.
type walker struct {
	*renderer
	def  *definition
	vars map[string]ref
}

// frame gives the calls that stand around what a frame is.
func (w walker) frame(pos parse.Pos, f frame) (open, shut parse.Node) {
	w.frames = append(w.frames, f)
	n := len(w.frames) - 1
	return mark(guardOpen, pos, n), mark(guardShut, pos, n)
}

// around puts the calls around a list, and gives the last one.
func (w walker) around(l *parse.ListNode, f frame) parse.Node {
	open, shut := w.frame(l.Pos, f)
	l.Nodes = slices.Concat([]parse.Node{open}, l.Nodes, []parse.Node{shut})
	return shut
}

// list marks the nodes of a list, in which dot is what the reference says.
func (w walker) list(l *parse.ListNode, dot ref) {
	if l == nil {
		return
	}
	var nodes []parse.Node
	for _, n := range l.Nodes {
		f := frame{kind: isAction, block: w.def, line: w.def.line(n.Position())}
		switch n := n.(type) {
		case *parse.TextNode:
			nodes = append(nodes, mark(guardAt, n.Pos, f.line), n)
		case *parse.ActionNode:
			if len(n.Pipe.Decl) > 0 {
				w.vars[n.Pipe.Decl[0].Ident[0]] = w.value(n.Pipe, dot)
				nodes = append(nodes, n)
				continue
			}
			if f.scope = w.calls(n.Pipe, dot); f.scope == nil {
				f.fields = w.fields(n.Pipe, dot)
			}
			f.call = f.scope != nil
			open, shut := w.frame(n.Pos, f)
			nodes = append(nodes, open, n, shut)
		case *parse.TemplateNode:
			f.scope = &ref{}
			if n.Pipe != nil {
				*f.scope = w.value(n.Pipe, dot)
			}
			open, shut := w.frame(n.Pos, f)
			nodes = append(nodes, open, n, shut)
			if w.def.own[f.line] {
				nodes = append(nodes, mark(guardLine, n.Pos, 0))
			}
		default:
			nodes = append(nodes, n)
			if b := branch(n); b != nil {
				nodes = append(nodes, w.branch(n, b, f, dot)...)
			}
		}
	}
	l.Nodes = nodes
}

// branch marks both lists of a condition or a loop, and gives what has to stand behind it.
func (w walker) branch(n parse.Node, b *parse.BranchNode, f frame, dot ref) (behind []parse.Node) {
	inside, value := dot, w.value(b.Pipe, dot)
	_, loop := n.(*parse.RangeNode)
	if loop {
		value = value.element()
	}
	if _, with := n.(*parse.WithNode); with || loop {
		inside = value
	}
	if d := b.Pipe.Decl; len(d) > 0 {
		w.vars[d[len(d)-1].Ident[0]] = value
	}
	f.kind, f.fields = isBranch, w.fields(b.Pipe, dot)
	condition, _, _ := strings.Cut(w.def.Text[min(int(b.Pipe.Position()), len(w.def.Text)):], "}}")
	f.condition = strings.TrimSpace(strings.TrimSuffix(condition, "-"))
	w.list(b.List, inside)
	w.list(b.ElseList, dot)
	shut := w.around(b.List, f)
	if b.ElseList != nil {
		f.not = true
		w.around(b.ElseList, f)
	}
	if loop {
		return []parse.Node{shut} // break leaves it open
	}
	return nil
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
	args := cmds[0].Args
	id, ok := args[0].(*parse.IdentifierNode)
	if !ok || len(cmds) > 1 || id.Ident != "include" && id.Ident != "super" || len(args) != 3 {
		return nil
	}
	r := w.operand(args[2], dot)
	return &r
}
