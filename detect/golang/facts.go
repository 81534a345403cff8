package golang

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/msgen/msgen/detect"
)

// facts are the expressions of one package by what they are given to, whatever the control flow between them.
type facts struct {
	calls  []callSite
	values map[string][]expr // variables and constants, by name
	fields map[string][]expr // fields of structs, by name
	keys   map[string][]expr // named settings: viper.SetDefault("port", 8080), a flag called port
	tags   map[string]string // what files of settings call a field, by its name
	funcs  map[string][]expr // what functions return, by name
	decls  []decl            // functions and methods
}

// decl is a function or method of the repository.
type decl struct {
	file *file
	decl *ast.FuncDecl
}

// expr is an expression in a file, or an environment variable that a struct tag names.
type expr struct {
	file *file
	expr ast.Expr
	env  string
	text string // a default in a struct tag
	flag string // the command line's option that sets it: "--addr"
	nth  string // "#1" where the call that expr is gives several values, and this is the second
	pos  token.Pos
}

// callSite is a call, with the package or the value that it is made on.
type callSite struct {
	file   *file
	call   *ast.CallExpr
	pkg    string // path of the package, for http.HandleFunc
	on     ast.Expr
	name   string
	inGo   bool              // started by a go statement
	prefix []string          // path prefixes of the function literals around it: r.Route("/api", func…)
	params map[string]string // parameters of the function around it, with their types
}

// of reads the packages of a closure.
func (s *source) of(dir string) *facts {
	if f, ok := s.facts[dir]; ok {
		return f
	}
	facts := &facts{values: map[string][]expr{}, fields: map[string][]expr{}, keys: map[string][]expr{}, tags: map[string]string{}, funcs: map[string][]expr{}}
	s.facts[dir] = facts
	for _, f := range s.files(dir) {
		if !f.telling {
			continue
		}
		if tree := s.parsed(f); tree != nil {
			w := &walker{file: f, facts: facts, params: map[string]string{}}
			for _, d := range tree.Decls {
				w.decl(d)
			}
		}
	}
	return facts
}

// tells reports whether a file can hold a fact: it bears a mark, speaks of a port, or has to do with a framework.
func (f *file) tells() bool {
	if marks().In(f.text) || saysPort(f.text) {
		return true
	}
	for _, i := range f.imports {
		if !strings.Contains(i.path, ".") {
			continue
		}
		for _, row := range tables().Listeners {
			if detect.Inside(i.path, row.Pkg) {
				return true
			}
		}
	}
	return false
}

// noPort are beginnings of words that end in "port" and mean no number: import, above all, which stands in every file.
var noPort = []string{"im", "ex", "re", "sup", "trans"}

// saysPort reports whether "port" stands in a text other than at the end of such a word.
func saysPort(text string) bool {
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "port")
		if !found {
			return false
		}
		other := true
		for _, begin := range noPort {
			n := len(before) - len(begin)
			other = other && (n < 0 || !strings.EqualFold(before[n:], begin))
		}
		if other {
			return true
		}
		rest = after
	}
}
