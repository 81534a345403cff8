package pattern

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// TestExpressions compiles every expression that the sources name, for the program does so only when it needs one. A part
// that is known only at run time is tried as a plain word.
func TestExpressions(t *testing.T) {
	files, err := sourcesOf("../../detect")
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
			if fun, ok := call.Fun.(*ast.SelectorExpr); ok && fun.Sel.Name == "New" && fmt.Sprint(fun.X) == "pattern" {
				tried++
				if err := tryExpression(constant(call.Args[0])); err != nil {
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

// TestTables does the same for the expressions of the tables.
func TestTables(t *testing.T) {
	files, err := filepath.Glob("../../detect/*/*.toml")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	tried := 0
	var try func(name string, v any)
	try = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, e := range v {
				try(name, e)
			}
		case []any:
			for _, e := range v {
				try(name, e)
			}
		case string:
			if strings.ContainsAny(v, `\^`) {
				tried++
				if err := tryExpression(strings.ReplaceAll(v, "NAME", "name")); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := toml.Unmarshal(text, &all); err != nil {
			t.Fatal(name, err)
		}
		try(name, all)
	}
	if tried < 100 {
		t.Errorf("%d expressions were found in the tables; there are more", tried)
	}
}

// sourcesOf gives the Go files below a directory.
func sourcesOf(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(p string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(p, ".go") {
			files = append(files, p)
		}
		return err
	})
	return files, err
}

// tryExpression compiles an expression and holds it to its words: none may keep a text away that it matches.
func tryExpression(text string) error {
	e := New(text)
	re, err := regexp.Compile(text)
	if err != nil {
		return err
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		if s := example(r, tree); re.MatchString(s) && !e.MatchString(s) {
			return fmt.Errorf("%s matches %q, which holds none of %q", text, s, e.words.all)
		}
	}
	return nil
}

// example makes a text that an expression matches, but for what it says of places.
func example(r *rand.Rand, re *syntax.Regexp) string {
	times := func(low, high int) (s string) {
		for range low + r.IntN(high-low+1) {
			s += example(r, re.Sub[0])
		}
		return s
	}
	switch re.Op {
	case syntax.OpLiteral:
		if s := string(re.Rune); re.Flags&syntax.FoldCase == 0 || r.IntN(2) == 0 {
			return s
		}
		return strings.ToUpper(string(re.Rune))
	case syntax.OpCharClass:
		i := 2 * r.IntN(len(re.Rune)/2)
		return string(re.Rune[i] + r.Int32N(min(re.Rune[i+1]-re.Rune[i], 60)+1))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	case syntax.OpStar:
		return times(0, 2)
	case syntax.OpPlus:
		return times(1, 3)
	case syntax.OpQuest:
		return times(0, 1)
	case syntax.OpRepeat:
		return times(re.Min, re.Min+1)
	case syntax.OpAlternate:
		return example(r, re.Sub[r.IntN(len(re.Sub))])
	}
	s := ""
	for _, sub := range re.Sub {
		s += example(r, sub)
	}
	return s
}

func TestNeeded(t *testing.T) {
	for text, want := range map[string][]string{
		`\btime\.LoadLocation\(`:           {"time.LoadLocation("},
		`\bexec\.(?:Command\(|Run\(,\s*)"`: {"exec."},
		`(?:Get|GetMapping|Group)\(`:       {"Get(", "GetMapping(", "Group("},
		`["']SIGTERM["']`:                  {`"SIGTERM"`, `"SIGTERM'`, `'SIGTERM"`, `'SIGTERM'`},
		`^v[0-9]+$`:                        {"v"},
		`a*|b`:                             nil,
		`(?i)port`:                         nil,
		`x?y{2,}`:                          {"y"},
	} {
		e := New(text)
		e.MayMatch("")
		slices.Sort(want)
		slices.Sort(e.words.all)
		if !slices.Equal(e.words.all, want) {
			t.Errorf("%s: %q, want %q", text, e.words.all, want)
		}
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
	e := New(`b+`)
	if e.re != nil {
		t.Error("compiled before it was asked for")
	}
	if got := e.FindString("abbc"); got != "bb" {
		t.Errorf("got %q", got)
	}
	if first := e.Compiled(); first != e.Compiled() || !strings.Contains(first.String(), "b+") {
		t.Error("compiled twice")
	}
}

// TestWords holds the search for many words to the search for each.
func TestWords(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	text := func(most int) string {
		b := make([]byte, r.IntN(most+1))
		for i := range b {
			b[i] = "abc\xff"[r.IntN(4)]
		}
		return string(b)
	}
	for range 3000 {
		all := make([]string, r.IntN(9))
		for i := range all {
			all[i] = text(4) + "a"
		}
		if s := text(12); NewWords(all...).In(s) != Holds(s, all) {
			t.Errorf("%q in %q: %v", all, s, !Holds(s, all))
		}
	}
}
