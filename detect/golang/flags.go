package golang

import (
	"go/ast"
	"reflect"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// flags ties the variable or the name of a flag to its default.
func (w *walker) flags(c callSite) {
	args := c.call.Args
	short := strings.HasSuffix(c.name, "P") && c.name != "P"
	switch strings.TrimSuffix(c.name, "P") {
	case "StringVar", "IntVar", "UintVar", "Uint16Var":
		at := 2
		if short {
			at = 3
		}
		if len(args) <= at {
			return
		}
		x := w.option(c, stringLiteral(args[1]), args[at])
		if target, ok := args[0].(*ast.UnaryExpr); ok {
			switch t := target.X.(type) {
			case *ast.Ident:
				w.facts.values[t.Name] = append(w.facts.values[t.Name], x)
			case *ast.SelectorExpr:
				w.field(t.Sel.Name, x)
			}
		}
		w.key(stringLiteral(args[1]), x)
	case "SetDefault":
		if len(args) == 2 {
			w.key(stringLiteral(args[0]), expr{file: w.file, expr: args[1], pos: args[1].Pos()})
		}
	case "BindEnv":
		if len(args) == 2 && stringLiteral(args[1]) != "" {
			name := stringLiteral(args[0])
			w.facts.keys[name] = append(w.facts.keys[name], expr{file: w.file, env: stringLiteral(args[1]), pos: args[1].Pos()})
		}
	case "String", "Int", "Uint", "Uint16":
		if short && len(args) == 4 {
			w.key(stringLiteral(args[0]), w.option(c, stringLiteral(args[0]), args[2]))
		} else if len(args) == 3 {
			w.key(stringLiteral(args[0]), w.option(c, stringLiteral(args[0]), args[1]))
		}
	}
}

// chained is what kingpin's chain makes of an option: kingpin.Flag("listen", "…").Default(":8080").Envar("LISTEN").String().
func (w *walker) chained(e ast.Expr) (out []expr) {
	for {
		call, ok := e.(*ast.CallExpr)
		if !ok {
			return nil
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		first := ""
		if len(call.Args) > 0 {
			first = stringLiteral(call.Args[0])
		}
		switch sel.Sel.Name {
		case "Default":
			if len(call.Args) == 1 {
				out = append(out, expr{file: w.file, expr: call.Args[0], pos: call.Args[0].Pos()})
			}
		case "Envar":
			out = append(out, expr{file: w.file, env: first, pos: sel.Sel.Pos()})
		case "Flag":
			if !optionName.MatchString(first) {
				return nil
			}
			return append(out, expr{file: w.file, flag: "--" + first, pos: call.Args[0].Pos()})
		}
		e = sel.X
	}
}

// option is the default of an option of the command line, in the spelling of its library.
func (w *walker) option(c callSite, name string, def ast.Expr) expr {
	x := expr{file: w.file, expr: def, pos: def.Pos(), flag: "--" + name}
	if c.pkg == "flag" || c.pkg == "" && w.imports("flag") && !w.imports("github.com/spf13/pflag") && !w.imports("github.com/spf13/cobra") {
		x.flag = "-" + name
	}
	if !optionName.MatchString(name) {
		x.flag = ""
	}
	return x
}

var optionName = pattern.New(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// imports reports whether the file imports a package of a module.
func (w *walker) imports(module string) bool {
	for _, i := range w.file.imports {
		if detect.Inside(i.path, module) {
			return true
		}
	}
	return false
}

func (w *walker) key(name string, x expr) {
	if name != "" {
		w.facts.keys[name] = append(w.facts.keys[name], x)
	}
}

// group gives the prefix of a call that takes routes in a function literal: chi's r.Route("/api", func(r chi.Router) {…}).
func group(c callSite) (string, bool) {
	if c.name != "Route" && c.name != "Group" && c.name != "PartyFunc" || len(c.call.Args) < 2 {
		return "", false
	}
	if _, ok := c.call.Args[len(c.call.Args)-1].(*ast.FuncLit); !ok {
		return "", false
	}
	return stringLiteral(c.call.Args[0]), true
}

// tagOption is the option of the command line that a field of kong's or go-flags' structs stands for.
func (w *walker) tagOption(field string, tag reflect.StructTag) string {
	_, arg := tag.Lookup("arg")
	_, cmd := tag.Lookup("cmd")
	switch name := tag.Get("name"); {
	case tag.Get("long") != "":
		return "--" + tag.Get("long")
	case !w.imports("github.com/alecthomas/kong") && tag.Get("help") == "" || arg || cmd:
		return ""
	case name != "":
		return "--" + name
	}
	return "--" + strings.ToLower(hump.ReplaceAllString(field, "$1-$2"))
}

var hump = pattern.New(`([a-z0-9])([A-Z])`)
