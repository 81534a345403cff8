package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Script reads a shell script that runs commands one after the other as a single line, in which && joins them, for Commands
// and Steps. Commands that only set up the shell are left out, and variables are put in: one that the script exports stands
// before the last command. The number is the line of the last command, counted from 1; it is 0 where the script does more,
// such as a loop or a condition.
func Script(text string) (line string, number int) {
	if large(text) {
		return "", 0
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		return "", 0
	}
	s := script{text: text}
	for _, stmt := range file.Stmts {
		if !s.statement(stmt) {
			return "", 0
		}
	}
	if len(s.steps) == 0 {
		return "", 0
	}
	last := len(s.steps) - 1
	s.steps[last] = strings.Join(append(s.exported, s.steps[last]), " ")
	return strings.Join(s.steps, " && "), s.number
}

// script collects the commands of a script.
type script struct {
	text     string
	steps    []string
	exported []string    // NAME=value
	values   [][2]string // of variables: the name, and what stands for it
	number   int
}

// setup are commands that change only the shell that runs the script, or print something.
var setup = []string{"set", "echo", "printf", "source", ".", "trap", "umask", "ulimit", "shopt", "export"}

// statement reads one statement, and reports whether it is a simple command.
func (s *script) statement(stmt *syntax.Stmt) bool {
	if stmt.Background || stmt.Negated {
		return false
	}
	switch c := stmt.Cmd.(type) {
	case *syntax.DeclClause:
		return c.Variant.Value == "export" && s.assign(c.Args, true)
	case *syntax.CallExpr:
		if len(c.Args) == 0 {
			return s.assign(c.Assigns, false)
		}
		name := c.Args[0].Lit()
		if slices.Contains(setup, name) || name == "cd" && len(c.Args) == 2 && !below(c.Args[1].Lit()) {
			return true
		}
	case *syntax.BinaryCmd:
		if x, ok := c.X.Cmd.(*syntax.CallExpr); c.Op == syntax.OrStmt && ok && len(x.Args) > 0 && x.Args[0].Lit() == "cd" {
			return s.statement(c.X) // cd … || exit
		}
	default:
		return false
	}
	if len(stmt.Redirs) > 0 {
		return false
	}
	step := s.text[stmt.Pos().Offset():stmt.End().Offset()]
	for _, v := range s.values {
		use := regexp.MustCompile(`\$(?:` + v[0] + `\b|\{` + v[0] + `\})`)
		step = use.ReplaceAllLiteralString(step, v[1])
	}
	s.steps, s.number = append(s.steps, step), int(stmt.Pos().Line())
	return true
}

// below reports whether a script that changes to a directory leaves its own for one below it.
func below(dir string) bool { return dir != "" && dir != "." && !strings.HasPrefix(dir, "/") }

// assign keeps the values of variables: plain ones, and NAME=${NAME:-value}.
func (s *script) assign(all []*syntax.Assign, export bool) bool {
	for _, a := range all {
		if a.Name == nil || a.Append || a.Index != nil || a.Array != nil {
			return false
		}
		if a.Value == nil {
			continue // export NAME
		}
		name, value := a.Name.Value, s.text[a.Value.Pos().Offset():a.Value.End().Offset()]
		plain := strings.Trim(value, `"'`)
		switch {
		case strings.HasPrefix(plain, "${"+name+":-") && strings.Count(plain, "$") == 1:
		case strings.ContainsAny(plain, "$`\"'\\ "):
			return false
		case export:
			s.exported = append(s.exported, name+"="+value)
		}
		s.values = append(s.values, [2]string{name, plain})
	}
	return true
}
