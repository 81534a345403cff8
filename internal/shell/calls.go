package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// large reports a script that nobody writes: the parser calls itself for each bracket, and looks twice at what is in some.
func large(script string) bool { return len(script) > 64<<10 || strings.Count(script, "(") > 1000 }

// Call is one simple command of a script: the assignments in front of it, NAME=value, and its words without quotes.
type Call struct{ Env, Words []string }

// Calls gives the simple commands of a script, wherever they stand but in substitutions. Variables and substitutions stay in the
// words as they are written. Of a script that no shell would read, it gives what stands before the mistake; of one
// that is too large, nothing.
func Calls(script string) []Call {
	if large(script) {
		return nil
	}
	file, _ := syntax.NewParser(syntax.RecoverErrors(8)).Parse(strings.NewReader(script), "")
	if file == nil {
		return nil
	}
	c := calls{text: script}
	syntax.Walk(file, c.visit)
	return c.found
}

// calls collects the commands of a script.
type calls struct {
	text  string
	found []Call
}

// visit takes the command of a statement, and stays out of substitutions.
func (c *calls) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.CmdSubst, *syntax.ProcSubst, *syntax.Redirect:
		return false
	case *syntax.Stmt:
		if command, ok := n.Cmd.(*syntax.CallExpr); ok {
			c.add(command, n.Redirs)
		}
	}
	return true
}

// add takes one command; its redirections are words at its end.
func (c *calls) add(command *syntax.CallExpr, redirects []*syntax.Redirect) {
	var out Call
	for _, a := range command.Assigns {
		text := c.source(a)
		if a.Value != nil {
			text = a.Name.Value + "=" + c.words(a.Value.Parts, false)
		}
		out.Env = append(out.Env, text)
	}
	for _, w := range command.Args {
		out.Words = append(out.Words, c.words(w.Parts, false))
	}
	for _, r := range redirects {
		if r.Hdoc == nil {
			out.Words = append(out.Words, strings.Fields(c.source(r))...)
		}
	}
	c.found = append(c.found, out)
}

// source gives what a node is in the script; "" for one that the parser made up.
func (c *calls) source(n syntax.Node) string {
	from, to := int(n.Pos().Offset()), int(n.End().Offset())
	if !n.Pos().IsValid() || from > to || to > len(c.text) {
		return ""
	}
	return c.text[from:to]
}

// words gives the text of the parts of a word.
func (c *calls) words(parts []syntax.WordPart, quoted bool) string {
	var b strings.Builder
	for _, p := range parts {
		switch p := p.(type) {
		case *syntax.Lit:
			b.WriteString(unescaped(p.Value, quoted))
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			b.WriteString(c.words(p.Parts, true))
		default:
			b.WriteString(c.source(p))
		}
	}
	return b.String()
}
