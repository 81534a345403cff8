package golang

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

func itoa(n int) string { return strconv.Itoa(n) }

// servers adds the servers that are described by a literal, http.Server{Addr: …}, and that a method starts.
func servers(l *listen, hits []hit) []hit {
	if _, ok := imported(l, "net/http"); !ok {
		return hits
	}
	for _, d := range l.dirs {
		facts := l.s.of(d)
		for _, c := range facts.calls {
			if c.pkg != "" || c.on == nil || c.name != "ListenAndServe" && c.name != "ListenAndServeTLS" || len(hits) > 0 && hits[0].row.Framework == "fasthttp" {
				continue
			}
			h := hit{at: l.s.at(c.file, c.call.Pos()), file: c.file, pos: c.call.Pos(), inGo: c.inGo, main: d == l.main, row: listener{Pkg: "net/http"}}
			own, other := server(l, c)
			if other {
				continue
			}
			if own != nil {
				h.pieces = evaluate(l, c.file, own)
				hits = append(hits, h)
				continue
			}
			for _, dir := range l.dirs {
				for _, x := range l.s.of(dir).fields["Addr"] {
					if x.expr != nil && (dir == d || near(l, x)) {
						h.pieces = append(h.pieces, evaluate(l, x.file, x.expr)...)
					}
				}
			}
			hits = append(hits, h)
		}
	}
	return hits
}

// addressField is where a literal that describes a server has its address.
var addressField = map[string]string{"http.Server": "Addr", "echo.StartConfig": "Address"}

// server gives the address of the server that a method is called on, where a literal in its package makes it; nil where none or
// several do. other says that another module made it: a mail server.
func server(l *listen, c callSite) (addr ast.Expr, other bool) {
	facts, made := l.s.of(c.file.dir), []expr{}
	switch on := c.on.(type) {
	case *ast.Ident:
		made = facts.values[on.Name]
	case *ast.SelectorExpr:
		made = facts.fields[on.Sel.Name]
	case *ast.CompositeLit:
		made = []expr{{expr: on, file: c.file}}
	}
	several := false
	for _, v := range made {
		if call, ok := v.expr.(*ast.CallExpr); ok && v.file == c.file {
			if pkg, name, _ := strings.Cut(typeText(call.Fun), "."); name != "" && v.file.names[pkg] != "" && l.s.local(v.file.names[pkg]) == "" && v.file.names[pkg] != "net/http" {
				other = true
			}
		}
		lit := literal(v.expr)
		if lit == nil || v.file != c.file || addressField[typeText(lit.Type)] == "" {
			continue
		}
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if k, is := key(kv); ok && is && k == addressField[typeText(lit.Type)] {
				several, addr = addr != nil, kv.Value
			}
		}
	}
	if several {
		return nil, false
	}
	return addr, other && addr == nil
}

// key is the field that an element of a literal is for.
func key(kv *ast.KeyValueExpr) (string, bool) {
	if kv == nil {
		return "", false
	}
	id, ok := kv.Key.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

// near reports whether an address stands in a file that speaks HTTP.
func near(l *listen, x expr) bool {
	for _, i := range x.file.imports {
		if i.path == "net/http" {
			return true
		}
	}
	return false
}

// speaksHTTP reports whether a web framework or the standard library's server is in use.
func speaksHTTP(l *listen) bool {
	for _, d := range l.dirs {
		for _, c := range l.s.of(d).calls {
			if c.name == "Serve" && (c.pkg == "net/http" || hasHTTPServer(l)) || c.name == "Listener" && c.pkg == "" {
				return true
			}
		}
	}
	return false
}

func hasHTTPServer(l *listen) bool {
	for _, d := range l.dirs {
		for _, f := range l.s.files(d) {
			if strings.Contains(f.text, "http.Server{") {
				return true
			}
		}
	}
	return false
}

// settingsPort is the port in the files that a framework reads by itself.
func settingsPort(l *listen, name string) []piece {
	for _, row := range tables().Frameworks {
		if row.Framework != name || row.Port == nil {
			continue
		}
		for _, dir := range row.Opens {
			dir = path.Join(l.s.m.dir, dir)
			for _, file := range l.s.t.FilesIn[dir] {
				text, _ := l.s.t.Text(path.Join(dir, file))
				if m := row.Port.FindStringSubmatchIndex(text); m != nil {
					n, _ := strconv.Atoi(text[m[2]:m[3]])
					return []piece{{port: n, at: l.s.t.AtOffset(path.Join(dir, file), m[2])}}
				}
			}
		}
	}
	return nil
}

// frameworkOf names what serves.
func frameworkOf(l *listen, h hit) detect.Fact[string] {
	for _, row := range tables().Frameworks {
		if h.row.Framework != "" && row.Framework != h.row.Framework || row.Framework == "grpc" && !l.calls(row.Pkg, "NewServer") {
			continue
		}
		if at, ok := imported(l, row.Pkg); ok {
			return detect.NewFact(row.Framework, at)
		}
	}
	return detect.NewFact(h.row.Framework, h.at)
}

// calls reports whether the program calls a function of a package.
func (l *listen) calls(pkg, name string) bool {
	return slices.ContainsFunc(l.dirs, func(d string) bool {
		return slices.ContainsFunc(l.s.of(d).calls, func(c callSite) bool { return c.pkg == pkg && c.name == name })
	})
}

// port takes port and variable out of the pieces.
func port(l *listen, p *detect.Program, h hit) {
	var env piece
	for _, x := range h.pieces {
		if x.port != 0 && !p.Port.Known() && h.own(x) {
			p.Port = detect.NewFact(x.port, x.at)
			if x.at != h.at {
				p.Port.Because = append(p.Port.Because, h.at)
			}
			p.PortAddress = x.addr
		}
		if x.env == "" || otherPort.MatchString(x.env) || h.apart() && !strings.Contains(x.env, "PORT") {
			continue
		}
		if env.env == "" || !strings.Contains(env.env, "PORT") && strings.Contains(x.env, "PORT") {
			env = x
		}
	}
	if env.env == "" || strings.HasSuffix(env.env, "HOST") || !strings.Contains(env.env, "PORT") && !strings.Contains(env.env, "ADDR") && !strings.Contains(env.env, "LISTEN") && !strings.Contains(env.env, "BIND") {
		p.PortAddress = false
		return
	}
	p.PortEnv = detect.NewFact(env.env, env.at)
	p.PortAddress = !strings.Contains(env.env, "PORT")
	if !p.Port.Known() {
		p.Port = l.examplePort(env.env)
	}
}

// examplePort is the port that the repository's example of the environment gives to a variable.
func (l *listen) examplePort(variable string) detect.Fact[int] {
	for _, name := range []string{".env.example", ".env.sample", ".env.template", ".env.dist", ".env_example", "env.example", "example.env", ".env", "app.env"} {
		for _, p := range l.s.t.Named(name) {
			if !detect.Inside(p, l.s.m.dir) {
				continue
			}
			env, _ := l.s.t.Env(p)
			n := env.At(variable)
			for _, x := range text(n.Text(), detect.EvidenceOf(n)) {
				if x.port > 0 {
					return detect.NewFact(x.port, x.at)
				}
			}
		}
	}
	return detect.Fact[int]{}
}

// portConstant takes the port from a constant that says what the port of the package that listens is, where the way from one to the
// other is not seen. What other servers listen on is then the program's own, and does not speak HTTP.
func portConstant(l *listen, p *detect.Program, h hit) {
	for _, name := range []string{"DEFAULT_PORT", "DefaultPort", "defaultPort"} {
		for _, x := range l.s.of(h.file.dir).values[name] {
			lit, ok := x.expr.(*ast.BasicLit)
			if !ok {
				continue
			}
			for _, found := range text(strings.Trim(lit.Value, `"`), l.s.at(x.file, x.pos)) {
				p.Port = detect.NewFact(found.port, found.at)
				p.Port.Because = append(p.Port.Because, h.at)
				p.TCP = p.TCP || slices.Contains(tables().KnownPorts, found.port)
				return
			}
		}
	}
}

// health finds a path that is registered for health checks, with the prefixes of the groups around it.
func health(l *listen, p *detect.Program) {
	if !p.Serves {
		return
	}
	best := len(tables().Health)
	for _, d := range l.dirs {
		for _, c := range l.s.of(d).calls {
			if !slices.Contains(tables().Routes, c.name) {
				continue
			}
			path, ok := route(l, c)
			if n := slices.Index(tables().Health, path); ok && n >= 0 && n < best {
				best, p.Health = n, detect.NewFact(path, l.s.at(c.file, c.call.Pos()))
			}
		}
	}
}

// route gives the full path of a registration; ok is false where a prefix is not known.
func route(l *listen, c callSite) (string, bool) {
	if len(c.call.Args) == 0 {
		return "", false
	}
	path := stringLiteral(c.call.Args[0])
	if method, rest, ok := strings.Cut(path, " "); ok {
		if method != "GET" {
			return "", false
		}
		path = strings.TrimSpace(rest)
	}
	if path == "" {
		return "", false
	}
	prefix := ""
	for _, part := range c.prefix {
		prefix += part
	}
	if len(c.prefix) == 0 && c.pkg == "" {
		at, ok := groupOf(l, c, 0)
		if !ok {
			return "", false
		}
		prefix = at
	}
	return "/" + strings.TrimLeft(strings.TrimSuffix(prefix, "/")+"/"+strings.TrimPrefix(path, "/"), "/"), true
}

// groupOf gives the prefix of the value that a route is registered on: "" for a router, the literal of its Group call.
func groupOf(l *listen, c callSite, depth int) (string, bool) {
	id, ok := c.on.(*ast.Ident)
	if !ok || depth > 4 {
		return "", depth == 0
	}
	if slices.Contains(tables().Groups, c.params[id.Name]) {
		return "", false
	}
	for _, v := range l.s.of(c.file.dir).values[id.Name] {
		call, ok := v.expr.(*ast.CallExpr)
		if !ok || v.file != c.file {
			continue
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		name, from := sel.Sel.Name, call
		if inner, ok := sel.X.(*ast.CallExpr); ok && name == "Subrouter" {
			if s, ok := inner.Fun.(*ast.SelectorExpr); ok {
				sel, name, from = s, s.Sel.Name, inner
			}
		}
		if name != "Group" && name != "PathPrefix" && name != "Party" || len(from.Args) == 0 {
			continue
		}
		outer, ok := groupOf(l, callSite{file: c.file, on: sel.X, params: c.params}, depth+1)
		return strings.TrimSuffix(outer, "/") + stringLiteral(from.Args[0]), ok
	}
	return "", true
}
