package golang

import (
	"go/ast"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

// argument follows a parameter of the function around it to what the calls of that function give.
func (e *eval) argument(f *file, x *ast.Ident, depth int) []piece {
	var out []piece
	for _, a := range e.arguments(f, x) {
		out = append(out, e.pieces(a.file, a.expr, depth+1)...)
	}
	return out
}

// arguments are what the calls of a function give for one of its parameters.
func (e *eval) arguments(f *file, x *ast.Ident) (out []expr) {
	for _, d := range e.s.of(f.dir).decls {
		if d.file != f || x.Pos() < d.decl.Pos() || x.Pos() > d.decl.End() {
			continue
		}
		at := parameter(d.decl, x.Name)
		if at < 0 {
			return nil
		}
		for _, dir := range e.dirs {
			for _, c := range e.s.of(dir).calls {
				if c.name == d.decl.Name.Name && len(c.call.Args) > at && e.calls(c, d) {
					out = append(out, expr{file: c.file, expr: c.call.Args[at]})
				}
			}
		}
		return out
	}
	return nil
}

// parameter is the place of a parameter; -1 where there is none of that name.
func parameter(f *ast.FuncDecl, name string) int {
	at := 0
	for _, field := range f.Type.Params.List {
		for _, n := range field.Names {
			if n.Name == name {
				return at
			}
			at++
		}
	}
	return -1
}

// calls reports whether a call of that name can be one of a function or method of the repository.
func (e *eval) calls(c callSite, d decl) bool {
	switch {
	case c.pkg != "":
		return e.s.local(c.pkg) == d.file.dir
	case c.on == nil:
		return d.decl.Recv == nil && c.file.dir == d.file.dir
	}
	return d.decl.Recv != nil
}

// setting evaluates viper.GetString("port"): its defaults, and the variables bound to it.
func (e *eval) setting(f *file, key string, depth int) []piece {
	var out []piece
	for _, d := range e.dirs {
		out = append(out, e.all(key, e.s.of(d).keys[key], f, depth)...)
		for _, file := range e.s.files(d) {
			if env := automatic(file.text, key); env != "" {
				return append([]piece{{env: env, at: e.s.t.AtOffset(file.path, strings.Index(file.text, "AutomaticEnv()"))}}, out...)
			}
		}
	}
	return out
}

var envPrefix = pattern.New(`SetEnvPrefix\("(\w+)"\)`)

// automatic is the variable that viper's AutomaticEnv reads for a key; "" where the file does not call it.
func automatic(text, key string) string {
	if !strings.Contains(text, "AutomaticEnv()") {
		return ""
	}
	env := strings.ToUpper(key)
	if strings.Contains(text, "SetEnvKeyReplacer") {
		env = strings.NewReplacer(".", "_", "-", "_").Replace(env)
	}
	if strings.Contains(text, "SetEnvPrefix") {
		found := envPrefix.FindStringSubmatch(text)
		if found == nil {
			return ""
		}
		env = strings.ToUpper(found[1]) + "_" + env
	}
	if !envName.MatchString(env) {
		return ""
	}
	return env
}

// returns evaluates what a function of the repository gives back.
func (e *eval) returns(f *file, name string, on ast.Expr, depth int) []piece {
	if name == "" || depth > 12 {
		return nil
	}
	if id, ok := on.(*ast.Ident); ok && f.names[id.Name] != "" {
		if dir := e.s.local(f.names[id.Name]); dir != "" {
			return e.all(name, e.s.of(dir).funcs[name], f, depth)
		}
		return nil
	}
	if on == nil {
		return e.all(name, e.s.of(f.dir).funcs[name], f, depth)
	}
	var out []piece
	for _, d := range e.dirs {
		out = append(out, e.all(name, e.s.of(d).funcs[name], f, depth)...)
	}
	return out
}
