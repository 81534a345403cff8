package detect

import (
	"go/ast"
	"strings"
)

// flags ties the variable or the name of a flag to its default.
func (w *goWalker) flags(c goCall) {
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
		if target, ok := args[0].(*ast.UnaryExpr); ok {
			switch x := target.X.(type) {
			case *ast.Ident:
				w.value(x.Name, args[at])
			case *ast.SelectorExpr:
				w.field(x.Sel.Name, goExpr{file: w.file, expr: args[at], pos: args[at].Pos()})
			}
		}
		w.key(goLiteral(args[1]), args[at])
	case "SetDefault":
		if len(args) == 2 {
			w.key(goLiteral(args[0]), args[1])
		}
	case "BindEnv":
		if len(args) == 2 && goLiteral(args[1]) != "" {
			name := goLiteral(args[0])
			w.facts.keys[name] = append(w.facts.keys[name], goExpr{file: w.file, env: goLiteral(args[1]), pos: args[1].Pos()})
		}
	case "String", "Int":
		if short && len(args) == 4 {
			w.key(goLiteral(args[0]), args[2])
		} else if len(args) == 3 {
			w.key(goLiteral(args[0]), args[1])
		}
	}
}

func (w *goWalker) key(name string, e ast.Expr) {
	if name != "" {
		w.facts.keys[name] = append(w.facts.keys[name], goExpr{file: w.file, expr: e, pos: e.Pos()})
	}
}

// goGroup gives the prefix of a call that takes routes in a function literal: chi's r.Route("/api", func(r chi.Router) {…}).
func goGroup(c goCall) (string, bool) {
	if c.name != "Route" && c.name != "Group" && c.name != "PartyFunc" || len(c.call.Args) < 2 {
		return "", false
	}
	if _, ok := c.call.Args[len(c.call.Args)-1].(*ast.FuncLit); !ok {
		return "", false
	}
	return goLiteral(c.call.Args[0]), true
}
