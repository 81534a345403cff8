package detect

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
)

// goConfigEnds are the endings that viper tries for a configuration that is named without one.
var goConfigEnds = []string{".yaml", ".yml", ".json", ".toml"}

// goConfigDirs are where the configuration of a program stands in its repository.
var goConfigDirs = []string{".", "config", "configs", "conf"}

// paths gives the paths that an argument of an opening call can hold.
func (l *goListen) paths(c goCall, arg ast.Expr) []string {
	texts := l.texts(c.file, arg, 0)
	if c.name == "SetConfigName" {
		return l.configs(texts)
	}
	return texts
}

// configs finds the files of configurations that are named without directory and ending.
func (l *goListen) configs(names []string) []string {
	var out []string
	for _, name := range names {
		for _, dir := range goConfigDirs {
			for _, end := range goConfigEnds {
				if file := path.Join(dir, name+end); l.s.t.has(path.Join(l.s.m.dir, file)) {
					out = append(out, file)
				}
			}
		}
	}
	return out
}

// texts gives the paths of an expression: of a list those of its elements, of a name all that it is given.
func (l *goListen) texts(f *goFile, e ast.Expr, depth int) []string {
	if depth > 3 {
		return nil
	}
	var out []string
	switch x := e.(type) {
	case *ast.CompositeLit:
		for _, element := range x.Elts {
			out = append(out, l.texts(f, element, depth+1)...)
		}
		return out
	case *ast.Ident:
		for _, v := range l.s.of(f.dir).values[x.Name] {
			if v.expr != nil {
				out = append(out, l.texts(v.file, v.expr, depth+1)...)
			}
		}
		return out
	case *ast.CallExpr:
		if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "append" {
			for _, a := range x.Args {
				out = append(out, l.texts(f, a, depth+1)...)
			}
			return out
		}
	}
	if s := l.pathText(f, e, depth); s != "" {
		out = append(out, s)
	}
	return out
}

// pathText gives the text of a path that is a literal, a join of literals, or a name of one; of one that is completed at
// run time, the directory that is known.
func (l *goListen) pathText(f *goFile, e ast.Expr, depth int) string {
	if s := goLiteral(e); s != "" || depth > 3 {
		return s
	}
	switch e := e.(type) {
	case *ast.Ident:
		values := l.s.of(f.dir).values[e.Name]
		if len(values) == 1 && values[0].expr != nil {
			return l.pathText(values[0].file, values[0].expr, depth+1)
		}
	case *ast.BinaryExpr:
		return l.sumText(f, e, depth)
	case *ast.CallExpr:
		return l.joinText(f, e, depth)
	}
	return ""
}

// sumText gives "templates/" + name + ".html" up to the part that is not known.
func (l *goListen) sumText(f *goFile, e *ast.BinaryExpr, depth int) string {
	begin := l.pathText(f, e.X, depth+1)
	if e.Op != token.ADD || begin == "" {
		return ""
	}
	if end := l.pathText(f, e.Y, depth+1); end != "" && !l.open(f, e.X, depth+1) {
		return begin + end
	}
	return goKnownDir(begin)
}

// open reports whether a sum has a part that is not known.
func (l *goListen) open(f *goFile, e ast.Expr, depth int) bool {
	sum, ok := e.(*ast.BinaryExpr)
	return ok && (l.open(f, sum.X, depth+1) || l.pathText(f, sum.Y, depth+1) == "")
}

// goKnownDir is a path up to its last slash; "" without any.
func goKnownDir(s string) string {
	return s[:strings.LastIndex(s, "/")+1]
}

// joinText follows the calls that make a path of parts.
func (l *goListen) joinText(f *goFile, e *ast.CallExpr, depth int) string {
	sel, ok := e.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	switch sel.Sel.Name {
	case "Sprintf":
		if len(e.Args) == 0 {
			return ""
		}
		begin, _, _ := strings.Cut(l.pathText(f, e.Args[0], depth+1), "%")
		return goKnownDir(begin)
	case "Join", "FromSlash", "Clean":
	default:
		return ""
	}
	var parts []string
	for _, a := range e.Args {
		s := l.pathText(f, a, depth+1)
		if s == "" {
			break // what is joined at run time stands below what is known
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "/")
}
