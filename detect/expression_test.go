package detect

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestExpressions compiles every expression that the sources name, for the program does so only when it needs one. A part
// that is known only at run time is tried as a plain word.
func TestExpressions(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, name := range files {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if fun, ok := call.Fun.(*ast.Ident); ok && fun.Name == "lazy" {
				tried++
				if _, err := regexp.Compile(constant(call.Args[0])); err != nil {
					t.Errorf("%s: %v", set.Position(call.Pos()), err)
				}
			}
			return true
		})
	}
	if tried < 100 {
		t.Errorf("%d expressions were found in the sources; there are more", tried)
	}
}

// constant puts the literals of a text together.
func constant(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return constant(e.X) + constant(e.Y)
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			return s
		}
	}
	return "word"
}

func TestExpressionIsCompiledOnce(t *testing.T) {
	e := lazy(`b+`)
	if e.re != nil {
		t.Error("compiled before it was asked for")
	}
	if got := e.FindString("abbc"); got != "bb" {
		t.Errorf("got %q", got)
	}
	if first := e.compiled(); first != e.compiled() || !strings.Contains(first.String(), "b+") {
		t.Error("compiled twice")
	}
}
