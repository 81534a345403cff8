package golang

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// piece is what an expression for an address holds: a port, a host, a variable of the environment, an option.
type piece struct {
	port int
	env  string
	flag string
	// holds says what the option or variable is: address, host or port; "" where only its name can tell.
	holds string
	addr  bool // the port stood in an address (":8080")
	host  string
	at    detect.Evidence
}

// eval finds the pieces of an expression, following names through the package and, where it is qualified, into another.
type eval struct {
	s    *source
	dirs []string // all packages of the program, for fields and settings
	seen map[ast.Expr]bool
}

var (
	portNumber = pattern.New(`^[0-9]{2,5}$`)
	portEnd    = pattern.New(`^([^/\s]*):([0-9]{2,5})$`)
	hostName   = pattern.New(`^(?:localhost|\[?::1?\]?|(?:[0-9]{1,3}\.){3}[0-9]{1,3})$`)
	hostFormat = pattern.New(`^([A-Za-z0-9.\[\]:-]+):%[dsv]$`)
	envName    = pattern.New(`^[A-Z][A-Z0-9_]*$`)
	otherPort  = pattern.New(`DB|DATABASE|REDIS|SMTP|MAIL|PG|POSTGRES|MYSQL|MONGO|KAFKA|RABBIT|AMQP|NATS|METRICS|DEBUG|PPROF|GRPC|ADMIN|LDAP|SSH|INFLUX|ELASTIC|VAULT|ETCD|CONSUL`)
)

func (e *eval) pieces(f *file, x ast.Expr, depth int) []piece {
	if x == nil || depth > 12 || e.seen[x] {
		return nil
	}
	e.seen[x] = true
	switch x := x.(type) {
	case *ast.BasicLit:
		return e.literal(f, x)
	case *ast.BinaryExpr:
		if x.Op != token.ADD {
			return nil // 30 * time.Second
		}
		return append(e.pieces(f, x.X, depth+1), e.pieces(f, x.Y, depth+1)...)
	case *ast.ParenExpr:
		return e.pieces(f, x.X, depth+1)
	case *ast.StarExpr:
		return e.pieces(f, x.X, depth+1)
	case *ast.UnaryExpr:
		return e.pieces(f, x.X, depth+1)
	case *ast.Ident:
		return append(e.all(x.Name, e.scope(f, x), f, depth), e.argument(f, x, depth)...)
	case *ast.SelectorExpr:
		return e.selector(f, x, depth)
	case *ast.CallExpr:
		return e.call(f, x, depth)
	case *ast.CompositeLit:
		var out []piece
		for _, el := range x.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok && typeText(x.Type) == "net.TCPAddr" {
				el = kv.Value
			}
			out = append(out, e.pieces(f, el, depth+1)...)
		}
		return out
	}
	return nil
}

// scope gives what a name was given where it is used: in its own function and outside of any, where its own function gives it
// something or has it as a parameter; else in all of the package.
func (e *eval) scope(f *file, x *ast.Ident) []expr {
	all := e.s.of(f.dir).values[x.Name]
	in := func(d decl, f *file, pos token.Pos) bool {
		return d.file == f && d.decl.Pos() <= pos && pos < d.decl.End()
	}
	for _, d := range e.s.of(f.dir).decls {
		if !in(d, f, x.Pos()) {
			continue
		}
		var own, outside []expr
		for _, v := range all {
			if in(d, v.file, v.pos) {
				own = append(own, v)
			} else if !slices.ContainsFunc(e.s.of(f.dir).decls, func(o decl) bool { return in(o, v.file, v.pos) }) {
				outside = append(outside, v)
			}
		}
		switch {
		case parameter(d.decl, x.Name) >= 0:
			return own
		case len(own) > 0:
			return append(own, outside...)
		}
	}
	return all
}

// portName is what the name of a thing says that holds a port.
var portName = pattern.New(`(?i)port|addr|listen|bind|host|url|endpoint|http|serve|srv|default|fallback|^p$|^def$`)

// all evaluates what a name was given, the file's own first.
func (e *eval) all(name string, exprs []expr, f *file, depth int) []piece {
	var own, others []piece
	for _, x := range exprs {
		if lit, ok := x.expr.(*ast.BasicLit); ok && lit.Kind == token.INT && x.flag == "" && !portName.MatchString(name) {
			continue // minSize = 1024
		}
		got := e.one(x, depth)
		if x.file == f {
			own = append(own, got...)
		} else {
			others = append(others, got...)
		}
	}
	return append(own, others...)
}

func (e *eval) one(x expr, depth int) []piece {
	at := e.s.at(x.file, x.pos)
	switch {
	case x.nth != "":
		if call, ok := x.expr.(*ast.CallExpr); ok {
			name, on := callee(call)
			return e.returns(x.file, name+x.nth, on, depth+1)
		}
		return nil
	case x.flag != "":
		def := e.pieces(x.file, x.expr, depth+1)
		return append(def, piece{flag: x.flag, holds: holds(x.flag, def), at: at})
	case x.env != "":
		return []piece{{env: x.env, at: at}}
	case x.text != "":
		return text(x.text, at)
	}
	return e.pieces(x.file, x.expr, depth+1)
}

func (e *eval) literal(f *file, x *ast.BasicLit) []piece {
	at := e.s.at(f, x.Pos())
	switch x.Kind {
	case token.INT:
		return text(x.Value, at)
	case token.STRING:
		return text(stringLiteral(x), at)
	}
	return nil
}

// text takes a port from a text.
func text(s string, at detect.Evidence) []piece {
	if portNumber.MatchString(s) {
		if n, err := strconv.Atoi(s); err == nil && n < 65536 {
			return []piece{{port: n, at: at}}
		}
	}
	if found := portEnd.FindStringSubmatch(s); found != nil {
		if n, err := strconv.Atoi(found[2]); err == nil && n < 65536 {
			return []piece{{port: n, addr: true, host: found[1], at: at}}
		}
	}
	if found := hostFormat.FindStringSubmatch(s); found != nil {
		return []piece{{host: found[1], at: at}}
	}
	if hostName.MatchString(s) {
		return []piece{{host: s, at: at}}
	}
	if host, ok := strings.CutSuffix(s, ":"); ok && host != "" && !strings.Contains(host, "/") {
		return []piece{{host: host, at: at}}
	}
	return nil
}

// selector follows pkg.Name into a package of the repository, and value.Field to all that fields of that name were given.
func (e *eval) selector(f *file, x *ast.SelectorExpr, depth int) []piece {
	if id, ok := x.X.(*ast.Ident); ok {
		if dir := e.s.local(f.names[id.Name]); f.names[id.Name] != "" && dir != "" {
			return e.all(x.Sel.Name, e.s.of(dir).values[x.Sel.Name], f, depth)
		}
	}
	out := e.all(x.Sel.Name, e.s.of(f.dir).fields[x.Sel.Name], f, depth) // a type of the package itself comes first
	for _, d := range e.dirs {
		if d != f.dir {
			out = append(out, e.all(x.Sel.Name, e.s.of(d).fields[x.Sel.Name], f, depth)...)
		}
	}
	if !slices.ContainsFunc(out, func(p piece) bool { return p.port > 0 || p.env != "" || p.flag != "" }) {
		out = append(out, e.configured(f, x, depth)...)
	}
	return out
}

// callee is the name of the function that a call names, and what it is called on.
func callee(c *ast.CallExpr) (name string, on ast.Expr) {
	switch fun := c.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name, on = fun.Sel.Name, fun.X
	}
	return name, on
}

func (e *eval) call(f *file, c *ast.CallExpr, depth int) []piece {
	name, on := callee(c)
	var out []piece
	args := c.Args
	if len(args) > 0 {
		first := stringLiteral(args[0])
		low := strings.ToLower(name)
		switch {
		case envName.MatchString(first) && (strings.Contains(low, "env") || strings.Contains(first, "PORT") || strings.Contains(first, "ADDR") || strings.HasSuffix(first, "HOST")):
			out = append(out, piece{env: first, at: e.s.at(f, c.Pos())})
			args = args[1:]
		case first != "" && on != nil && (strings.HasPrefix(name, "Get") || name == "String" || name == "Int" || name == "MustGet"):
			out = append(out, e.setting(f, first, depth)...)
			return out // the default of flag.String("addr", ":8080", "…") is the option's
		case strings.HasPrefix(name, "Parse") || strings.HasPrefix(name, "Format"):
			args = args[:1] // what follows is the base and the size of the number
		}
	}
	for _, a := range args {
		out = append(out, e.pieces(f, a, depth+1)...)
	}
	return append(out, e.returns(f, name, on, depth)...)
}

// holds says what an option is for, by its default, else by its name: an address, a host or a port.
func holds(name string, def []piece) string {
	for _, p := range def {
		switch {
		case p.addr:
			return "address"
		case p.port != 0:
			return "port"
		case p.host != "":
			return "host"
		}
	}
	low := strings.ToLower(name)
	for _, row := range [][2]string{{"port", "port"}, {"host", "host"}, {"interface", "host"}, {"addr", "address"}, {"listen", "address"}, {"bind", "address"}, {"http", "address"}} {
		if strings.Contains(low, row[0]) {
			return row[1]
		}
	}
	return ""
}
