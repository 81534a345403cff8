package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
)

// Every template is rewritten before it runs, as html/template does it: what an action prints goes through guardPrint, what a
// range loops over through guardRange, and a text that stands in the template itself is marked as such. The names begin with
// an underscore, and no template may use such a name.
const (
	guardPrint   = "_print"
	guardRange   = "_range"
	guardLiteral = "_literal"
	guardEnter   = "_enter"
	guardInclude = "_include" // include and super, whose text keeps its marks
	guardSuper   = "_super"
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
				failed = f.wrong(f.line(n.Position()), "range %s: a template may loop to %d", number.Text, maxLoop)
			}
			ranges = append(ranges, n.Pipe)
		}
	})
	if failed != nil {
		return failed
	}
	for _, c := range commands {
		literals(c)
	}
	for _, p := range ranges {
		pipe(p, guardRange)
	}
	for _, a := range actions {
		if len(a.Pipe.Decl) > 0 {
			continue
		}
		if c := a.Pipe.Cmds[0]; len(c.Args) == 1 {
			mark(c, 0)
		}
		pipe(a.Pipe, guardPrint)
	}
	return nil
}

// pipe ends a pipeline with a function.
func pipe(p *parse.PipeNode, name string) { p.Cmds = append(p.Cmds, callOf(name, p.Pos)) }

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

// literals marks the texts that a call of a general function is given in words.
func literals(c *parse.CommandNode) {
	id, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok || !general(id.Ident) {
		return
	}
	for i := range c.Args[1:] {
		mark(c, i+1)
	}
}

// general reports whether a function works on any text: those of sprig, and some of text/template itself.
func general(name string) bool {
	return slices.Contains(sprigNames(), name) || slices.Contains([]string{"print", "println", "printf", "and", "or"}, name)
}

// mark puts a marked text in the place of one in words.
func mark(c *parse.CommandNode, at int) {
	s, ok := c.Args[at].(*parse.StringNode)
	if !ok {
		return
	}
	c.Args[at] = &parse.PipeNode{NodeType: parse.NodePipe, Pos: s.Pos, Cmds: []*parse.CommandNode{callOf(guardLiteral, s.Pos, s)}}
}

// entered gives a tree that counts that it is run.
func entered(tree *parse.Tree) *parse.Tree {
	if tree = tree.Copy(); tree.Root == nil {
		return tree
	}
	p := &parse.PipeNode{NodeType: parse.NodePipe, Pos: tree.Root.Pos, Cmds: []*parse.CommandNode{callOf(guardEnter, tree.Root.Pos)}}
	action := &parse.ActionNode{NodeType: parse.NodeAction, Pos: tree.Root.Pos, Pipe: p}
	tree.Root.Nodes = append([]parse.Node{action}, tree.Root.Nodes...)
	return tree
}

// endless refuses templates that call each other in a ring.
func (s *set) endless() error {
	calls := map[string][]string{}
	byName := map[string]*definition{}
	for _, d := range s.all() {
		byName[d.name] = d
		each(d.tree.Root, func(n parse.Node) {
			if call, ok := n.(*parse.TemplateNode); ok {
				calls[d.name] = append(calls[d.name], call.Name)
			}
			if c, ok := n.(*parse.CommandNode); ok && len(c.Args) == 3 && c.Args[0].String() == "super" {
				if below, ok := c.Args[1].(*parse.StringNode); ok {
					calls[d.name] = append(calls[d.name], below.Text)
				}
			}
		})
	}
	done := map[string]bool{}
	for _, d := range s.all() {
		if ring := follow(d.name, calls, done, nil); ring != nil {
			first := byName[ring[0]]
			return first.wrong(first.begins(), "the templates call each other without end: %s", strings.Join(ring, " calls "))
		}
	}
	return nil
}

// follow gives a ring of calls that begins below a template, nil for none.
func follow(name string, calls map[string][]string, done map[string]bool, way []string) []string {
	if i := slices.Index(way, name); i >= 0 {
		return append(slices.Clone(way[i:]), name)
	}
	if done[name] {
		return nil
	}
	for _, next := range calls[name] {
		if ring := follow(next, calls, done, append(way, name)); ring != nil {
			return ring
		}
	}
	done[name] = true
	return nil
}

// guardError is what a guard stops a rendering with.
type guardError struct{ text string }

// Error says what was stopped.
func (e *guardError) Error() string { return e.text }

// stopped makes a guardError.
func stopped(format string, args ...any) error { return &guardError{fmt.Sprintf(format, args...)} }

// placed gives the error of a guard the place of the innermost template that it happened in.
func (s *set) placed(err error, guard *guardError) error {
	at := regexp.MustCompile(`template: ([^\n]*?):(\d+):(\d+): executing "`).FindAllStringSubmatch(err.Error(), -1)
	if len(at) == 0 {
		return guard
	}
	place := at[len(at)-1]
	for _, d := range s.seen {
		if d.source.name+"/"+d.path == place[1] {
			line, column := 0, 0
			fmt.Sscan(place[2]+" "+place[3], &line, &column)
			column += 1 + d.shift[line]
			return &childError{fmt.Sprintf("%s:%d:%d: %s", place[1], line, column, guard.text), &TemplateError{d.source.name, d.path, line, guard.text}}
		}
	}
	return &childError{text: fmt.Sprintf("%s:%s:%s: %s", place[1], place[2], place[3], guard.text)}
}

// authors gives an error of text/template the columns of the author's file, counted from 1.
func (s *set) authors(err error) error {
	if err == nil {
		return nil
	}
	text := templatePlace.ReplaceAllStringFunc(err.Error(), func(found string) string {
		m := templatePlace.FindStringSubmatch(found)
		for _, d := range s.seen {
			if d.source.name+"/"+d.path == m[1] {
				line, column := 0, 0
				fmt.Sscan(m[2]+" "+m[3], &line, &column)
				return fmt.Sprintf("template: %s:%d:%d: ", m[1], line, column+1+d.shift[line])
			}
		}
		return found
	})
	if text == err.Error() {
		return err
	}
	return &childError{text: text}
}

// templatePlace finds the place of an error of text/template.
var templatePlace = regexp.MustCompile(`template: ([^\n:]*?):(\d+):(\d+): `)

// asWritten gives an error without what the rewriting put into the templates that it shows.
func asWritten(err error) error {
	was := err.Error()
	now := regexp.MustCompile(`\(_literal ("(?:[^"\\]|\\.)*")\)`).ReplaceAllString(was, "$1")
	now = strings.NewReplacer(" | "+guardPrint, "", " | "+guardRange, "").Replace(now)
	if now == was {
		return err
	}
	return &childError{text: now}
}
