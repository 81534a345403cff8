package golang

import (
	"go/ast"
	"go/token"
	"path"
	"reflect"
	"strconv"
	"strings"
)

// walker collects the facts of one file.
type walker struct {
	file   *file
	facts  *facts
	inGo   bool
	prefix []string
	params map[string]string
	locals map[string]bool // variables of the function that have the name of an import
	fn     string
	given  bool // in what runs only where the command line has arguments, which the image gives none
}

func (w *walker) decl(d ast.Decl) {
	w.locals = map[string]bool{}
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		ast.Walk(w, d)
		return
	}
	inner := *w
	inner.fn, inner.params = f.Name.Name, map[string]string{}
	w.facts.decls = append(w.facts.decls, decl{w.file, f})
	for _, p := range f.Type.Params.List {
		for _, n := range p.Names {
			inner.params[n.Name], inner.locals[n.Name] = typeText(p.Type), true
		}
	}
	if f.Body != nil {
		ast.Walk(&inner, f.Body)
	}
}

// typeText writes a type as the source does, as far as it is a name.
func typeText(e ast.Expr) string {
	switch t := e.(type) {
	case *ast.StarExpr:
		return typeText(t.X)
	case *ast.SelectorExpr:
		return typeText(t.X) + "." + t.Sel.Name
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// Visit collects one node; it is ast.Visitor's.
func (w *walker) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.GoStmt:
		inner := *w
		inner.inGo = true
		ast.Walk(&inner, n.Call)
		return nil
	case *ast.IfStmt:
		if hasArguments(n.Cond) {
			inner := *w
			inner.given = true
			ast.Walk(&inner, n.Body)
			if n.Else != nil {
				ast.Walk(w, n.Else)
			}
			return nil
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) {
				w.value(name.Name, n.Values[i])
			}
		}
	case *ast.AssignStmt:
		w.assign(n)
		if n.Tok == token.DEFINE {
			for _, r := range n.Rhs { // server := server.New() calls the import
				ast.Walk(w, r)
			}
			for _, l := range n.Lhs {
				w.locals[typeText(l)] = true
			}
			return nil
		}
	case *ast.KeyValueExpr:
		if k, ok := n.Key.(*ast.Ident); ok {
			w.field(k.Name, expr{file: w.file, expr: n.Value, pos: n.Pos()})
		}
	case *ast.Field:
		w.tag(n)
	case *ast.CompositeLit:
		w.setting(n)
	case *ast.ReturnStmt:
		for i, r := range n.Results {
			w.facts.funcs[nth(w.fn, i)] = append(w.facts.funcs[nth(w.fn, i)], expr{file: w.file, expr: r, pos: r.Pos()})
		}
	case *ast.CallExpr:
		return w.call(n)
	}
	return w
}

// nth names one of the values that a function gives back.
func nth(fn string, i int) string {
	if i == 0 {
		return fn
	}
	return fn + "#" + strconv.Itoa(i)
}

func (w *walker) value(name string, e ast.Expr) {
	if name != "_" {
		w.facts.values[name] = append(w.facts.values[name], append(w.chained(e), expr{file: w.file, expr: e, pos: e.Pos()})...)
	}
}

func (w *walker) field(name string, e expr) {
	if base := path.Base(w.file.path); strings.HasPrefix(base, "mock_") || strings.HasSuffix(base, "_mock.go") {
		return // what a test's double is made with says nothing of the program
	}
	w.facts.fields[name] = append(w.facts.fields[name], e)
}

// hasArguments reports whether a condition asks for arguments of the command line: len(args) > 0.
func hasArguments(cond ast.Expr) bool {
	x, ok := cond.(*ast.BinaryExpr)
	if !ok || x.Op != token.GTR && x.Op != token.NEQ {
		return false
	}
	length, _ := x.X.(*ast.CallExpr)
	zero, _ := x.Y.(*ast.BasicLit)
	return length != nil && zero != nil && zero.Value == "0" && len(length.Args) == 1 && typeText(length.Fun) == "len" && typeText(length.Args[0]) == "args"
}

func (w *walker) assign(n *ast.AssignStmt) {
	for i, l := range n.Lhs {
		if _, text := n.Rhs[min(i, len(n.Rhs)-1)].(*ast.BasicLit); text && w.given {
			continue
		}
		if i > 0 && len(n.Rhs) == 1 {
			if id, ok := l.(*ast.Ident); ok && id.Name != "_" && id.Name != "err" && id.Name != "ok" {
				w.facts.values[id.Name] = append(w.facts.values[id.Name], expr{file: w.file, expr: n.Rhs[0], nth: nth("", i), pos: n.Pos()})
			}
			continue
		}
		switch l := l.(type) {
		case *ast.Ident:
			w.value(l.Name, n.Rhs[i])
		case *ast.SelectorExpr:
			w.field(l.Sel.Name, expr{file: w.file, expr: n.Rhs[i], pos: n.Pos()})
		}
	}
}

// tag reads the struct tags of the usual configuration readers.
func (w *walker) tag(n *ast.Field) {
	if n.Tag == nil || len(n.Names) != 1 {
		return
	}
	raw, err := strconv.Unquote(n.Tag.Value)
	if err != nil {
		return
	}
	tag := reflect.StructTag(raw)
	if option := w.tagOption(n.Names[0].Name, tag); option != "" {
		w.field(n.Names[0].Name, expr{file: w.file, flag: option, pos: n.Pos()})
	}
	for _, key := range []string{"env", "envconfig"} {
		if env := strings.Split(tag.Get(key), ",")[0]; env != "" {
			w.field(n.Names[0].Name, expr{file: w.file, env: strings.ToUpper(env), pos: n.Pos()})
		}
	}
	if name := settingName(tag); name != "" {
		w.facts.tags[n.Names[0].Name] = name
	}
	for _, key := range []string{"envDefault", "default", "env-default"} {
		if v := tag.Get(key); v != "" {
			w.field(n.Names[0].Name, expr{file: w.file, text: v, pos: n.Pos()})
		}
	}
	if _, v, ok := strings.Cut(tag.Get("env"), "default="); ok {
		w.field(n.Names[0].Name, expr{file: w.file, text: strings.Split(v, ",")[0], pos: n.Pos()})
	}
}

// setting reads a literal that describes a flag: {Name: "port", Value: "8080", EnvVars: …}.
func (w *walker) setting(n *ast.CompositeLit) {
	name := ""
	var rest, envs []ast.Expr
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		k, _ := kv.Key.(*ast.Ident)
		switch {
		case k == nil:
		case k.Name == "Name":
			name = stringLiteral(kv.Value)
		case k.Name == "Value":
			rest = append(rest, kv.Value)
		case k.Name == "EnvVars" || k.Name == "Sources" || k.Name == "EnvVar":
			envs = append(envs, kv.Value)
		}
	}
	flag := ""
	if strings.HasSuffix(typeText(n.Type), "Flag") && optionName.MatchString(name) {
		flag = "--" + name // of urfave/cli
		w.key(name, expr{file: w.file, flag: flag, pos: n.Pos()})
	}
	for _, e := range rest {
		w.key(name, expr{file: w.file, expr: e, pos: e.Pos()})
	}
	for _, e := range envs {
		ast.Inspect(e, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && stringLiteral(lit) != "" {
				w.key(name, expr{file: w.file, env: strings.Split(stringLiteral(lit), ",")[0], pos: lit.Pos()})
			}
			return true
		})
	}
}

// stringLiteral gives the text of a string literal; "" for everything else.
func stringLiteral(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// call notes a call, the variable that a flag sets, and the prefix of a group of routes for what stands inside it.
func (w *walker) call(n *ast.CallExpr) ast.Visitor {
	c := callSite{file: w.file, call: n, inGo: w.inGo, prefix: w.prefix, params: w.params}
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		c.name, c.on = f.Sel.Name, f.X
		if x, ok := f.X.(*ast.Ident); ok && !w.locals[x.Name] {
			c.pkg = w.file.names[x.Name]
		}
	case *ast.Ident:
		c.name = f.Name
	case *ast.FuncLit:
		return w
	}
	w.facts.calls = append(w.facts.calls, c)
	w.flags(c)
	if at, ok := group(c); ok {
		inner := *w
		inner.prefix = append(append([]string{}, w.prefix...), at)
		for _, a := range n.Args {
			if lit, ok := a.(*ast.FuncLit); ok {
				ast.Walk(&inner, lit.Body)
			}
		}
		return nil
	}
	return w
}
