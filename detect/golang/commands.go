package golang

import (
	"go/ast"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

// collectCommands collects the commands of the libraries for command lines, and of a switch over os.Args.
func collectCommands(l *listen) ([]command, map[string]string) {
	var out []command
	parents := map[string]string{}
	for _, d := range l.dirs {
		for _, f := range l.s.files(d) {
			if !f.telling {
				continue
			}
			cli := slices.ContainsFunc(f.imports, func(i importSpec) bool {
				return detect.Inside(i.path, "github.com/spf13/cobra") || detect.Inside(i.path, "github.com/urfave/cli") || detect.Inside(i.path, "github.com/alecthomas/kong")
			})
			if !cli && !strings.Contains(f.text, "os.Args") && !strings.Contains(f.text, "flag.Arg(") {
				continue
			}
			tree := l.s.parsed(f)
			if tree == nil {
				continue
			}
			w := &commands{l: l, file: f, parents: parents}
			for _, decl := range tree.Decls {
				w.fn, _ = decl.(*ast.FuncDecl)
				ast.Inspect(decl, w.visit)
			}
			out = append(out, w.found...)
		}
	}
	return out, parents
}

// commands collects the commands of one file.
type commands struct {
	l       *listen
	file    *file
	fn      *ast.FuncDecl // the one that is read
	found   []command
	parents map[string]string
}

func (w *commands) visit(n ast.Node) bool {
	switch x := n.(type) {
	case *ast.AssignStmt:
		for i, r := range x.Rhs {
			if at := x.Lhs[min(i, len(x.Lhs)-1)]; literal(r) != nil {
				w.literal(literal(r), []string{w.owner(at), w.maker()}, nil)
			}
		}
	case *ast.ValueSpec:
		for i, v := range x.Values {
			w.literal(literal(v), []string{w.owner(x.Names[i])}, nil)
		}
	case *ast.ReturnStmt:
		for _, r := range x.Results {
			w.literal(literal(r), []string{w.maker()}, nil)
		}
	case *ast.CallExpr:
		w.added(x)
	case *ast.Field:
		w.kong(x)
	case *ast.SwitchStmt:
		if w.argument(x.Tag) {
			w.cases(x)
		}
	}
	return true
}

// maker is the function that is read, where it gives a command back.
func (w *commands) maker() string {
	if w.fn == nil || w.fn.Type.Results == nil || len(w.fn.Type.Results.List) == 0 || !strings.HasSuffix(typeText(w.fn.Type.Results.List[0].Type), ".Command") {
		return ""
	}
	return w.fn.Name.Name
}

// literal is the literal behind an & or alone.
func literal(e ast.Expr) *ast.CompositeLit {
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = u.X
	}
	lit, _ := e.(*ast.CompositeLit)
	return lit
}

// literal notes a command that a literal describes, and those inside of it.
func (w *commands) literal(lit *ast.CompositeLit, owners, inside []string) {
	if lit == nil {
		return
	}
	if lit.Type != nil {
		pkg, name, _ := strings.Cut(typeText(lit.Type), ".")
		m := w.file.names[pkg]
		if name != "Command" && name != "App" || !detect.Inside(m, "github.com/spf13/cobra") && !detect.Inside(m, "github.com/urfave/cli") {
			return
		}
		if name == "Command" && detect.Inside(m, "github.com/urfave/cli") && !strings.HasSuffix(m, "/v3") {
			inside = append(inside, "App") // whose commands may come from a variable
		}
	}
	c := command{owners: slices.DeleteFunc(owners, func(o string) bool { return o == "" }), file: w.file, pos: lit.Pos(), inside: inside}
	own := "literal at " + strconv.Itoa(int(lit.Pos()))
	c.owners = append(c.owners, own)
	for _, e := range lit.Elts {
		kv, _ := e.(*ast.KeyValueExpr)
		switch key, _ := key(kv); key {
		case "Use", "Name":
			c.name, _, _ = strings.Cut(stringLiteral(kv.Value), " ")
		case "Run", "RunE", "Action":
			c.run = []ast.Node{kv.Value}
		case "Commands", "Subcommands":
			if list, ok := kv.Value.(*ast.CompositeLit); ok {
				for _, inner := range list.Elts {
					w.literal(literal(inner), nil, []string{own})
					w.child(inner, own)
				}
			}
		}
	}
	if c.name != "" || strings.HasSuffix(typeText(lit.Type), ".App") {
		w.found = append(w.found, c)
	}
}

// added notes which command others were added to.
func (w *commands) added(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "AddCommand" {
		return
	}
	parent := w.owner(sel.X)
	for _, a := range call.Args {
		if lit := literal(a); lit != nil {
			w.literal(lit, nil, []string{parent})
		}
		w.child(a, parent)
	}
}

// child ties the name of a command, or of the function that makes it, to its parent.
func (w *commands) child(e ast.Expr, parent string) {
	if name := w.owner(e); name != "" && w.parents[name] == "" {
		w.parents[name] = parent
	}
}

// owner names what holds or makes a command: a variable, of a function by that function's name too, or a function.
func (w *commands) owner(e ast.Expr) string {
	if call, ok := e.(*ast.CallExpr); ok {
		return last(call.Fun)
	}
	id, ok := e.(*ast.Ident)
	if !ok || w.fn == nil {
		return last(e)
	}
	for _, v := range w.l.s.of(w.file.dir).values[id.Name] {
		if v.file != w.file || v.pos < w.fn.Pos() || v.pos > w.fn.End() {
			continue
		}
		if call, ok := v.expr.(*ast.CallExpr); ok { // root := newRoot()
			return last(call.Fun)
		}
		return w.fn.Name.Name + "." + id.Name
	}
	return id.Name
}

// last is the last name of an expression: F of pkg.F.
func last(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// kong notes a command that a field with the tag cmd stands for: its type's method Run is what it runs.
func (w *commands) kong(f *ast.Field) {
	if f.Tag == nil || len(f.Names) != 1 {
		return
	}
	raw, _ := strconv.Unquote(f.Tag.Value)
	tag := reflect.StructTag(raw)
	if _, ok := tag.Lookup("cmd"); !ok {
		return
	}
	c := command{name: tag.Get("name"), file: w.file, pos: f.Pos(), inside: []string{"kong"}}
	if c.name == "" {
		c.name = strings.ToLower(hump.ReplaceAllString(f.Names[0].Name, "$1-$2"))
	}
	for _, dir := range w.l.dirs {
		for _, d := range w.l.s.of(dir).decls {
			if d.decl.Name.Name == "Run" && d.decl.Recv != nil && last(pointed(d.decl.Recv.List[0].Type)) == last(pointed(f.Type)) && d.decl.Body != nil {
				c.file, c.run = d.file, []ast.Node{d.decl.Body}
			}
		}
	}
	w.found = append(w.found, c)
}

func pointed(e ast.Expr) ast.Expr {
	if star, ok := e.(*ast.StarExpr); ok {
		return star.X
	}
	return e
}

// argument reports whether an expression is the first word of the command line.
func (w *commands) argument(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.IndexExpr:
		lit, ok := x.Index.(*ast.BasicLit)
		list := typeText(x.X)
		return ok && (list == "os.Args" && lit.Value == "1" || list == "args" && lit.Value == "0")
	case *ast.CallExpr:
		return typeText(x.Fun) == "flag.Arg"
	case *ast.Ident:
		return slices.ContainsFunc(w.l.s.of(w.file.dir).values[x.Name], func(v expr) bool {
			_, name := v.expr.(*ast.Ident)
			return v.file == w.file && !name && w.argument(v.expr)
		})
	}
	return false
}

// cases notes the words of a switch over the command line. What runs without a word is the root.
func (w *commands) cases(s *ast.SwitchStmt) {
	for _, stmt := range s.Body.List {
		clause, ok := stmt.(*ast.CaseClause)
		if !ok {
			continue
		}
		c := command{file: w.file, pos: clause.Pos(), inside: []string{"switch"}, root: clause.List == nil}
		for _, n := range clause.Body {
			c.run = append(c.run, n)
		}
		for _, e := range clause.List {
			if c.name = stringLiteral(e); c.name != "" && !strings.HasPrefix(c.name, "-") {
				break
			}
		}
		if c.name != "" || c.root {
			w.found = append(w.found, c)
		}
	}
	for _, d := range w.l.s.of(w.file.dir).decls { // what the function does behind the switch
		if d.file == w.file && d.decl.Body != nil && d.decl.Pos() < s.Pos() && s.End() < d.decl.End() {
			rest := command{file: w.file, pos: d.decl.Pos(), root: true}
			for _, n := range d.decl.Body.List {
				if n.Pos() > s.End() {
					rest.run = append(rest.run, n)
				}
			}
			w.found = append(w.found, rest)
		}
	}
}
