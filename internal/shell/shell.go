// Package shell reads command lines as a POSIX shell does, by a parser of shells.
package shell

import (
	"errors"
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Command is one simple command: the variables that are set for it, and its words.
type Command struct {
	Env   []Var
	Words []string
}

// Var is a variable and its value.
type Var struct{ Name, Value string }

// ErrQuote says that a quote does not end.
var ErrQuote = errors.New("has a quote that does not end")

// errShell says that a line needs a shell to run it.
var errShell = errors.New("needs a shell")

// Commands reads a line of simple commands that && joins. Comments are left out, as are exec, command and env in front of a
// command: what env sets is in Env. Variables for which keep is true stay in the words as they are written, and anything
// else that only a shell can do is an error: other variables, pipes, redirections, alternatives.
func Commands(line string, keep func(name string) bool) ([]Command, error) {
	commands, statements, err := read(line, keep)
	if err == nil && statements > 1 {
		return nil, errShell
	}
	return commands, err
}

// Steps is Commands for a line whose commands may also follow each other by semicolons.
func Steps(line string, keep func(name string) bool) ([]Command, error) {
	commands, _, err := read(line, keep)
	return commands, err
}

// read gives the commands of a line, and how many statements they are.
func read(line string, keep func(name string) bool) ([]Command, int, error) {
	if large(line) {
		return nil, 0, errShell
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(line), "")
	switch {
	case err != nil && strings.Contains(err.Error(), "quote"):
		return nil, 0, ErrQuote
	case err != nil:
		return nil, 0, errShell
	case len(file.Stmts) == 0:
		return nil, 0, errors.New("is not a command")
	}
	r := reader{line, keep, nil}
	for _, s := range file.Stmts {
		if err := r.statement(s); err != nil {
			return nil, 0, err
		}
	}
	if len(r.commands) == 0 {
		return nil, 0, fmt.Errorf("%w: it only sets variables", errShell)
	}
	return r.commands, len(file.Stmts), nil
}

// reader collects the commands of a line.
type reader struct {
	line     string
	keep     func(string) bool
	commands []Command
}

// statement reads one statement.
func (r *reader) statement(s *syntax.Stmt) error {
	if len(s.Redirs) > 0 || s.Background || s.Negated {
		return errShell
	}
	switch c := s.Cmd.(type) {
	case *syntax.BinaryCmd:
		if c.Op != syntax.AndStmt {
			return errShell
		}
		if err := r.statement(c.X); err != nil {
			return err
		}
		return r.statement(c.Y)
	case *syntax.CallExpr:
		return r.call(c)
	}
	return errShell
}

// call reads one simple command.
func (r *reader) call(c *syntax.CallExpr) error {
	var out Command
	for _, a := range c.Assigns {
		if a.Append || a.Index != nil || a.Array != nil {
			return errShell
		}
		value, err := r.word(a.Value)
		if err != nil {
			return err
		}
		out.Env = append(out.Env, Var{a.Name.Value, value})
	}
	for _, w := range c.Args {
		text, err := r.word(w)
		if err != nil {
			return err
		}
		out.Words = append(out.Words, text)
	}
	if out.unwrap(); len(out.Words) > 0 {
		r.commands = append(r.commands, out)
	}
	return nil // variables alone are the shell's own, and no program sees them
}

// unwrap takes off what only starts another command.
func (c *Command) unwrap() {
	for len(c.Words) > 1 {
		switch c.Words[0] {
		case "exec", "command":
			c.Words = c.Words[1:]
			continue
		case "env":
			if strings.HasPrefix(c.Words[1], "-") {
				return
			}
			for c.Words = c.Words[1:]; len(c.Words) > 0; c.Words = c.Words[1:] {
				name, value, ok := strings.Cut(c.Words[0], "=")
				if !ok || !syntax.ValidName(name) {
					break
				}
				c.Env = append(c.Env, Var{name, value})
			}
			continue
		}
		return
	}
}

// word gives the text of a word.
func (r *reader) word(w *syntax.Word) (string, error) {
	if w == nil {
		return "", nil
	}
	var b strings.Builder
	for _, p := range w.Parts {
		if err := r.part(&b, p, false); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// part writes the text of a part of a word.
func (r *reader) part(b *strings.Builder, p syntax.WordPart, quoted bool) error {
	switch p := p.(type) {
	case *syntax.Lit:
		b.WriteString(unescaped(p.Value, quoted))
	case *syntax.SglQuoted:
		b.WriteString(p.Value)
	case *syntax.DblQuoted:
		for _, inner := range p.Parts {
			if err := r.part(b, inner, true); err != nil {
				return err
			}
		}
	case *syntax.ParamExp:
		if p.Param == nil || r.keep == nil || !r.keep(p.Param.Value) {
			return errShell
		}
		b.WriteString(r.line[p.Pos().Offset():p.End().Offset()])
	default:
		return errShell
	}
	return nil
}

// unescaped takes the backslashes out that a shell takes out.
func unescaped(s string, quoted bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && (!quoted || strings.IndexByte("$`\"\\\n", s[i+1]) >= 0) {
			if i++; s[i] == '\n' {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
