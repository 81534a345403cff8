package golang

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// knownPath is a path as far as the sources tell it; open says that something unknown follows.
type knownPath struct {
	text string
	open bool
}

// paths finds the paths that an expression can hold, following names as eval does. Each expression is followed once: many
// calls that pass their parameters on would otherwise be followed along every way through them.
type paths struct {
	l     *listen
	known map[ast.Expr][]knownPath
}

// mostPaths is how many paths one expression may have: what holds more is given by somebody else, and is no directory of the
// program.
const mostPaths = 3

func (e *paths) of(f *file, x ast.Expr, depth int) []knownPath {
	if x == nil || depth > 8 {
		return nil
	}
	if paths, ok := e.known[x]; ok {
		return paths
	}
	e.known[x] = nil // while it is followed, it gives nothing to itself
	var paths []knownPath
	for _, p := range e.follow(f, x, depth) {
		if !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	}
	if len(paths) > mostPaths {
		paths = nil
	}
	e.known[x] = paths
	return paths
}

func (e *paths) follow(f *file, x ast.Expr, depth int) []knownPath {
	switch x := x.(type) {
	case *ast.BasicLit:
		if s := stringLiteral(x); s != "" {
			return []knownPath{{text: s}}
		}
	case *ast.ParenExpr:
		return e.of(f, x.X, depth+1)
	case *ast.StarExpr:
		return e.of(f, x.X, depth+1)
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return e.joined(f, []ast.Expr{x.X, x.Y}, "", depth)
		}
	case *ast.Ident:
		return append(e.all(e.l.s.of(f.dir).values[x.Name], depth), e.argument(f, x, depth)...)
	case *ast.SelectorExpr:
		if id, ok := x.X.(*ast.Ident); ok && f.names[id.Name] != "" {
			if dir := e.l.s.local(f.names[id.Name]); dir != "" {
				return e.all(e.l.s.of(dir).values[x.Sel.Name], depth)
			}
			return nil
		}
		var out []knownPath
		for _, d := range e.l.dirs {
			out = append(out, e.all(e.l.s.of(d).fields[x.Sel.Name], depth)...)
		}
		return out
	case *ast.CallExpr:
		return e.call(f, x, depth)
	}
	return nil
}

func (e *paths) all(exprs []expr, depth int) []knownPath {
	var out []knownPath
	for _, x := range exprs {
		switch {
		case x.nth != "": // not the first of what a call gives
		case x.text != "":
			out = append(out, knownPath{text: x.text})
		case x.expr != nil:
			out = append(out, e.of(x.file, x.expr, depth+1)...)
		}
	}
	return out
}

// joined puts the parts of a path together up to the first that is not known.
func (e *paths) joined(f *file, parts []ast.Expr, between string, depth int) []knownPath {
	if len(parts) == 0 {
		return nil
	}
	var out []knownPath
	for _, head := range e.of(f, parts[0], depth+1) {
		for _, x := range parts[1:] {
			if head.open {
				break
			}
			next := e.of(f, x, depth+1)
			if len(next) == 0 {
				head.open = true
				break
			}
			head = knownPath{head.text + between + next[0].text, next[0].open}
		}
		if head.open && between == "" {
			head.text = knownDir(head.text)
		}
		out = append(out, head)
	}
	return out
}

// argument follows a parameter to what the calls of its function give.
func (e *paths) argument(f *file, x *ast.Ident, depth int) []knownPath {
	values := eval{s: e.l.s, dirs: e.l.dirs}
	var out []knownPath
	for _, a := range values.arguments(f, x) {
		out = append(out, e.of(a.file, a.expr, depth+1)...)
	}
	return out
}

func (e *paths) call(f *file, c *ast.CallExpr, depth int) []knownPath {
	name, pkg, method := "", "", false
	switch fun := c.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
		if id, ok := fun.X.(*ast.Ident); ok {
			pkg = f.names[id.Name]
		}
		method = pkg == ""
	}
	first := ""
	if len(c.Args) > 0 {
		first = stringLiteral(c.Args[0])
	}
	switch {
	case pkg == "os" && name == "Getwd":
		return []knownPath{{text: "."}}
	case pkg == "os" && name == "Executable":
		return []knownPath{{text: "/program"}} // the image has it at its root
	case pkg == "os" && name == "TempDir":
		return []knownPath{{text: "/tmp"}}
	case pkg == "fmt" && name == "Sprintf":
		begin, _, more := strings.Cut(first, "%")
		if more {
			begin = knownDir(begin)
		}
		return []knownPath{{begin, more}}
	case name == "Join" && pkg != "strings":
		return e.joined(f, c.Args, "/", depth)
	case name == "Dir" && len(c.Args) == 1:
		var out []knownPath
		for _, p := range e.of(f, c.Args[0], depth+1) {
			out = append(out, knownPath{path.Dir(p.text), false})
		}
		return out
	case pkg == "cmp" && name == "Or":
		var out []knownPath
		for _, a := range c.Args {
			out = append(out, e.of(f, a, depth+1)...)
		}
		return out
	case (name == "Clean" || name == "Abs" || name == "FromSlash" || name == "EvalSymlinks") && len(c.Args) == 1:
		return e.of(f, c.Args[0], depth+1)
	case envName.MatchString(first) && len(c.Args) == 1: // os.Getenv("DATA_DIR")
		return nil
	case envName.MatchString(first):
		return e.of(f, c.Args[len(c.Args)-1], depth+1)
	}
	if first != "" && (method || pkg != "" && e.l.s.local(pkg) == "") {
		var out []knownPath
		for _, d := range e.l.dirs {
			out = append(out, e.all(e.l.s.of(d).keys[first], depth)...)
		}
		return out
	}
	return e.all(e.returned(f, pkg, name), depth)
}

// returned is what a function of the repository gives back.
func (e *paths) returned(f *file, pkg, name string) []expr {
	dir := f.dir
	if pkg != "" {
		if dir = e.l.s.local(pkg); dir == "" {
			return nil
		}
	}
	return e.l.s.of(dir).funcs[name]
}
