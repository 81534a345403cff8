package golang

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
)

// configEnds are the endings that viper tries for a configuration that is named without one.
var configEnds = []string{".yaml", ".yml", ".json", ".toml"}

// configDirs are where the configuration of a program stands in its repository.
var configDirs = []string{".", "config", "configs", "conf"}

// pathsOf gives the paths that an argument of an opening call can hold.
func pathsOf(l *listen, c callSite, arg ast.Expr) []string {
	texts := textsOf(l, c.file, arg, 0)
	if c.name == "SetConfigName" {
		return configs(l, texts)
	}
	return texts
}

// configs finds the files of configurations that are named without directory and ending.
func configs(l *listen, names []string) []string {
	var out []string
	for _, name := range names {
		for _, dir := range configDirs {
			for _, end := range configEnds {
				if file := path.Join(dir, name+end); l.s.t.Has(path.Join(l.s.m.dir, file)) {
					out = append(out, file)
				}
			}
		}
	}
	return out
}

// textsOf gives the paths of an expression: of a list those of its elements, of a name all that it is given.
func textsOf(l *listen, f *file, e ast.Expr, depth int) []string {
	if depth > 3 {
		return nil
	}
	var out []string
	switch x := e.(type) {
	case *ast.CompositeLit:
		for _, element := range x.Elts {
			out = append(out, textsOf(l, f, element, depth+1)...)
		}
		return out
	case *ast.Ident:
		for _, v := range l.s.of(f.dir).values[x.Name] {
			if v.expr != nil {
				out = append(out, textsOf(l, v.file, v.expr, depth+1)...)
			}
		}
		return out
	case *ast.CallExpr:
		if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "append" {
			for _, a := range x.Args {
				out = append(out, textsOf(l, f, a, depth+1)...)
			}
			return out
		}
	}
	if s := pathText(l, f, e, depth); s != "" {
		out = append(out, s)
	}
	return out
}

// pathText gives the text of a path that is a literal, a join of literals, or a name of one; of one that is completed at
// run time, the directory that is known.
func pathText(l *listen, f *file, e ast.Expr, depth int) string {
	if s := stringLiteral(e); s != "" || depth > 3 {
		return s
	}
	switch e := e.(type) {
	case *ast.Ident:
		values := l.s.of(f.dir).values[e.Name]
		if len(values) == 1 && values[0].expr != nil {
			return pathText(l, values[0].file, values[0].expr, depth+1)
		}
	case *ast.BinaryExpr:
		return sumText(l, f, e, depth)
	case *ast.CallExpr:
		return joinText(l, f, e, depth)
	}
	return ""
}

// sumText gives "templates/" + name + ".html" up to the part that is not known.
func sumText(l *listen, f *file, e *ast.BinaryExpr, depth int) string {
	begin := pathText(l, f, e.X, depth+1)
	if e.Op != token.ADD || begin == "" {
		return ""
	}
	if end := pathText(l, f, e.Y, depth+1); end != "" && !open(l, f, e.X, depth+1) {
		return begin + end
	}
	return knownDir(begin)
}

// open reports whether a sum has a part that is not known.
func open(l *listen, f *file, e ast.Expr, depth int) bool {
	sum, ok := e.(*ast.BinaryExpr)
	return ok && (open(l, f, sum.X, depth+1) || pathText(l, f, sum.Y, depth+1) == "")
}

// knownDir is a path up to its last slash; "" without any.
func knownDir(s string) string {
	return s[:strings.LastIndex(s, "/")+1]
}

// joinText follows the calls that make a path of parts.
func joinText(l *listen, f *file, e *ast.CallExpr, depth int) string {
	sel, ok := e.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	switch sel.Sel.Name {
	case "Sprintf":
		if len(e.Args) == 0 {
			return ""
		}
		begin, _, _ := strings.Cut(pathText(l, f, e.Args[0], depth+1), "%")
		return knownDir(begin)
	case "Join", "FromSlash", "Clean":
	default:
		return ""
	}
	var parts []string
	for _, a := range e.Args {
		s := pathText(l, f, a, depth+1)
		if s == "" {
			break // what is joined at run time stands below what is known
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "/")
}
