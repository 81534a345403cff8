package golang

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// command is a command of a command line: what starts it, and what it runs.
type command struct {
	name   string
	owners []string // the variable that holds it, the function that makes it
	file   *file
	run    []ast.Node // nil for one that prints its help
	pos    token.Pos
	inside []string // the owners of the commands around it, for those that stand in their parent
	root   bool
}

// chooseCommand finds the subcommand that listens, where the program is started by one. What the sources leave open is asked.
func chooseCommand(l *listen, p *detect.Program, h hit) {
	if h.file == nil {
		return
	}
	commands, parents := collectCommands(l)
	var serving []command
	for _, c := range commands {
		if c.run == nil || !reaches(l, c.file, c.run, h) {
			continue
		}
		if len(wordsOf(c, commands, parents, 0)) == 0 {
			return // the program serves without a word
		}
		serving = append(serving, c)
	}
	best := func(c command) int {
		if i := slices.Index(tables().Serving, c.name); i >= 0 {
			return i
		}
		return len(tables().Serving)
	}
	slices.SortStableFunc(serving, func(a, b command) int { return best(a) - best(b) })
	if len(serving) == 0 {
		return
	}
	if len(serving) > 1 && best(serving[0]) == best(serving[1]) {
		for _, c := range serving {
			p.Asked = append(p.Asked, detect.Candidate{Value: strings.Join(wordsOf(c, commands, parents, 0), " "), Because: []detect.Evidence{l.s.at(c.file, c.pos)}})
		}
		return
	}
	p.Command = detect.NewFact(wordsOf(serving[0], commands, parents, 0), l.s.at(serving[0].file, serving[0].pos))
}

// wordsOf are the words that start a command: its own behind those of its parents, without the root's.
func wordsOf(c command, all []command, parents map[string]string, depth int) []string {
	if c.root || depth > 4 {
		return nil
	}
	up := c.inside
	for _, o := range c.owners {
		if parent, ok := parents[o]; ok {
			up = append(up, parent)
		}
	}
	for _, p := range all {
		for _, o := range p.owners {
			if p.pos != c.pos && slices.Contains(up, o) {
				return append(wordsOf(p, all, parents, depth+1), c.name)
			}
		}
	}
	if len(up) > 0 {
		return []string{c.name}
	}
	return nil
}

// begun reports whether the program gets to a place where it listens, from its main function or from a variable's value.
func (l *listen) begun(h hit) bool {
	if h.file == nil {
		return true
	}
	for _, dir := range l.dirs {
		for _, f := range l.s.files(dir) {
			tree := l.s.parsed(f)
			if tree == nil {
				continue
			}
			for _, d := range tree.Decls {
				fn, ok := d.(*ast.FuncDecl)
				starts := !ok || fn.Body != nil && fn.Recv == nil && (fn.Name.Name == "init" || fn.Name.Name == "main" && dir == l.main)
				if starts && reaches(l, f, []ast.Node{d}, h) {
					return true
				}
			}
		}
	}
	return false
}

// reaches reports whether the place where the program listens stands in one of the nodes, or in a function that they call.
func reaches(l *listen, f *file, nodes []ast.Node, h hit) bool {
	seen := map[*ast.FuncDecl]bool{}
	var visit func(f *file, n ast.Node) bool
	visit = func(f *file, n ast.Node) bool {
		if f == h.file && n.Pos() <= h.pos && h.pos < n.End() {
			return true
		}
		found := false
		ast.Inspect(n, func(x ast.Node) bool {
			if found {
				return false
			}
			for _, d := range named(l, f, x) {
				if !seen[d.decl] && d.decl.Body != nil {
					seen[d.decl] = true
					found = found || visit(d.file, d.decl.Body)
				}
			}
			_, selector := x.(*ast.SelectorExpr)
			return !found && !selector
		})
		return found
	}
	return slices.ContainsFunc(nodes, func(n ast.Node) bool { return visit(f, n) })
}

// named gives the functions of the repository that a name can mean.
func named(l *listen, f *file, n ast.Node) (out []decl) {
	switch x := n.(type) {
	case *ast.Ident:
		for _, d := range l.s.of(f.dir).decls {
			if d.decl.Recv == nil && d.decl.Name.Name == x.Name {
				out = append(out, d)
			}
		}
	case *ast.SelectorExpr:
		dirs, method := l.dirs, true
		if id, ok := x.X.(*ast.Ident); ok && f.names[id.Name] != "" {
			dirs, method = []string{l.s.local(f.names[id.Name])}, false
		}
		for _, dir := range dirs {
			if dir == "" {
				continue
			}
			for _, d := range l.s.of(dir).decls {
				if (d.decl.Recv != nil) == method && d.decl.Name.Name == x.Sel.Name {
					out = append(out, d)
				}
			}
		}
		if inner, ok := x.X.(*ast.CallExpr); ok { // newServer(cfg).Run()
			out = append(out, named(l, f, inner.Fun)...)
		}
	}
	return out
}
