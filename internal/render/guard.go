package render

import (
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/msgen/msgen/internal/quote"
)

// Every template is rewritten before it runs, as html/template does it: what an action prints goes through guardPrint, what a
// range loops over through guardRange, and a text that stands in the template itself is marked as such. The names begin with
// an underscore, and no template may use such a name.
const (
	guardPrint   = "_print"
	guardRange   = "_range"
	guardLiteral = "_literal"
	guardOpen    = "_open" // these keep account of what is being printed
	guardShut    = "_shut"
	guardAt      = "_at"
	guardLine    = "_line"
)

// maxLoop is the largest number that a template may loop to in words: {{range 1000}}.
const maxLoop = 1000

// forbidden are functions of text/template itself that no template may call.
func forbidden() []string { return []string{"call", "html", "js", "urlquery"} }

// guard rewrites a tree, or says what in it may not be.
func guard(f *source, tree *parse.Tree) error {
	var failed error
	var actions []*parse.ActionNode
	var commands []*parse.CommandNode
	var ranges []*parse.PipeNode
	each(tree.Root, func(n parse.Node) {
		switch n := n.(type) {
		case *parse.IdentifierNode:
			if strings.HasPrefix(n.Ident, "_") || slices.Contains(forbidden(), n.Ident) {
				failed = f.wrong(f.line(n.Position()), "function %q not defined", n.Ident)
			}
		case *parse.CommandNode:
			commands = append(commands, n)
		case *parse.ActionNode:
			actions = append(actions, n)
		case *parse.RangeNode:
			if number := loneNumber(n.Pipe); number != nil && (!number.IsInt || number.Int64 > maxLoop) {
				failed = f.wrong(f.line(n.Position()), "range %s: a template can loop up to %d", number.Text, maxLoop)
			}
			ranges = append(ranges, n.Pipe)
		}
	})
	if failed != nil {
		return failed
	}
	for _, c := range commands {
		if id, ok := c.Args[0].(*parse.IdentifierNode); ok && general(id.Ident) {
			for i := range c.Args[1:] {
				literally(c, i+1)
			}
		}
	}
	for _, p := range ranges {
		p.Cmds = append(p.Cmds, callOf(guardRange, p.Pos))
	}
	for _, a := range actions {
		if p := a.Pipe; len(p.Decl) == 0 {
			if c := p.Cmds[0]; len(c.Args) == 1 {
				literally(c, 0)
			}
			p.Cmds = append(p.Cmds, callOf(guardPrint, p.Pos))
		}
	}
	return nil
}

// guards are the functions that the rewriting calls.
func (r *renderer) guards() template.FuncMap {
	return template.FuncMap{guardRange: r.loop, guardPrint: r.print, guardLiteral: func(s string) quote.Own { return quote.Own(s) },
		guardOpen: r.open, guardShut: r.shut, guardAt: r.at, guardLine: r.newLine}
}

// pipeOf gives a pipeline of one command.
func pipeOf(c *parse.CommandNode) *parse.PipeNode {
	return &parse.PipeNode{NodeType: parse.NodePipe, Pos: c.Pos, Cmds: []*parse.CommandNode{c}}
}

// callOf gives a command that calls a function.
func callOf(name string, pos parse.Pos, args ...parse.Node) *parse.CommandNode {
	id := parse.NewIdentifier(name).SetPos(pos)
	return &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos, Args: append([]parse.Node{id}, args...)}
}

// loneNumber gives the number that a pipeline consists of, nil for another.
func loneNumber(p *parse.PipeNode) *parse.NumberNode {
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return nil
	}
	n, _ := p.Cmds[0].Args[0].(*parse.NumberNode)
	return n
}

// general reports whether a function works on any text: those of sprig, and some of text/template itself.
func general(name string) bool {
	return slices.Contains(quote.Names(), name) || slices.Contains([]string{"print", "println", "printf", "and", "or"}, name)
}

// literally marks an argument that is a text in words: one that stands in the template itself.
func literally(c *parse.CommandNode, at int) {
	if s, ok := c.Args[at].(*parse.StringNode); ok {
		c.Args[at] = pipeOf(callOf(guardLiteral, s.Pos, s))
	}
}
