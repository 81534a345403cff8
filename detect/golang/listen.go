package golang

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// listen reads a program's packages for where it listens, how it tells that it is well, and which files it opens.
type listen struct {
	s       *source
	main    string
	dirs    []string
	imports map[string]detect.Evidence // foreign packages
}

func newListen(s *source, main string, dirs []string, foreign []importSpec) *listen {
	l := &listen{s: s, main: main, dirs: dirs, imports: map[string]detect.Evidence{}}
	for _, i := range foreign {
		l.imports[i.path] = i.at
	}
	return l
}

// imported gives the line that imports a package of a module; ok is false when nothing does.
func imported(l *listen, module string) (detect.Evidence, bool) {
	if at, ok := l.imports[module]; ok {
		return at, true
	}
	var best string
	for p := range l.imports {
		if detect.Inside(p, module) && (best == "" || p < best) {
			best = p
		}
	}
	return l.imports[best], best != ""
}

// hit is one place where the program listens.
type hit struct {
	row    listener
	file   *file
	pos    token.Pos
	at     detect.Evidence
	pieces []piece
	inGo   bool
	main   bool
}

// findListener finds the places where the program listens and takes the one that is meant for its users.
func findListener(l *listen, p *detect.Program) {
	hits := findHits(l)
	if len(hits) == 0 {
		return
	}
	best := hits[0]
	for _, h := range hits[1:] {
		if h.score() > best.score() {
			best = h
		}
	}
	p.Serves, p.Far = true, !slices.ContainsFunc(hits, l.begun)
	p.Framework = frameworkOf(l, best)
	p.TCP = best.row.TCP && (best.row.Pkg == "crypto/tls" || !speaksHTTP(l))
	port(l, p, best)
	if best.file != nil && !p.Port.Known() {
		portConstant(l, p, best)
	}
	reach(l, p, best)
	chooseCommand(l, p, best)
	for _, h := range hits {
		if n := h.port(); n != 0 && n != p.Port.Value && h.at != best.at {
			p.Port.Against = append(p.Port.Against, detect.Lost{Value: itoa(n), Because: h.at})
		}
	}
}

// score orders places: one that the environment moves, then one that is not a side server, then one that is known.
func (h hit) score() int {
	n := 0
	for _, p := range h.pieces {
		if p.env == "PORT" {
			n += 16
		}
		if p.env != "" && !otherPort.MatchString(p.env) {
			n += 8
		}
	}
	if bind, ok := h.bind(); ok && detect.Loopback(bind.host) {
		n -= 4
	}
	if !h.row.TCP {
		n += 3
	} else if h.file != nil && slices.ContainsFunc(h.file.imports, func(i importSpec) bool { return i.path == "net/http" }) {
		n++
	}
	if !h.inGo {
		n += 4
	}
	if h.port() != 0 {
		n += 2
	}
	return n
}

// port is the first port of a place that is not known to be another server's.
func (h hit) port() int {
	for _, p := range h.pieces {
		if p.port != 0 && h.own(p) {
			return p.port
		}
	}
	return 0
}

// own reports whether a port is the program's: neither another server's nor the one that a URL's scheme stands for, where the
// sources tell 80 from 443.
func (h hit) own(p piece) bool {
	scheme := func(n int) bool {
		return slices.ContainsFunc(h.pieces, func(o piece) bool { return o.port == n && !o.addr && o.at.Path == p.at.Path })
	}
	return !slices.Contains(tables().KnownPorts, p.port) && (p.addr || p.port != 80 && p.port != 443 || !scheme(80) || !scheme(443))
}

// findHits collects the places, the main package's first.
func findHits(l *listen) []hit {
	var out []hit
	for _, row := range tables().Listeners {
		if _, ok := imported(l, row.Pkg); !ok {
			continue
		}
		for _, d := range l.dirs {
			for _, c := range l.s.of(d).calls {
				if h, ok := judgeCall(l, row, c); ok {
					out = append(out, h)
				}
			}
		}
	}
	return servers(l, out)
}

// judgeCall judges one call.
func judgeCall(l *listen, row listener, c callSite) (hit, bool) {
	if c.name != row.Name || row.Method == (c.pkg != "") || !row.Method && !detect.Inside(c.pkg, row.Pkg) {
		return hit{}, false
	}
	h := hit{row: row, at: l.s.at(c.file, c.call.Pos()), file: c.file, pos: c.call.Pos(), inGo: c.inGo, main: c.file.dir == l.main}
	args := c.call.Args
	if row.TCP && (len(args) <= row.Arg || strings.HasPrefix(stringLiteral(args[row.Arg-1]), "unix")) {
		return hit{}, false
	}
	if len(args) > row.Arg {
		h.pieces = evaluate(l, c.file, args[row.Arg])
	}
	if own, _ := server(l, c); own != nil && row.Framework == "echo" && len(h.pieces) == 0 {
		h.pieces = evaluate(l, c.file, own)
	}
	if row.Method && !row.TCP && len(h.pieces) == 0 && !made(l, row, c) {
		return hit{}, false
	}
	if len(args) == 0 && row.Name == "Run" && row.Framework == "gin" {
		h.pieces = []piece{{env: "PORT", at: h.at}}
	}
	if len(h.pieces) == 0 {
		h.pieces = settingsPort(l, row.Framework)
	}
	if (len(args) == 0 || row.Arg == 9 || len(args) > 0 && stringLiteral(args[0]) == "" && isEmpty(args[0])) && row.Fallback != 0 {
		h.pieces = append(h.pieces, piece{port: row.Fallback, at: h.at})
	}
	return h, true
}

// isEmpty reports whether an argument is the empty string.
func isEmpty(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && (lit.Value == `""` || lit.Value == "``")
}

// made reports whether the value that a method is called on comes from the framework, as far as the package tells.
func made(l *listen, row listener, c callSite) bool {
	id, ok := c.on.(*ast.Ident)
	if !ok {
		return false
	}
	if t := c.params[id.Name]; t != "" {
		return detect.Inside(c.file.names[strings.Split(t, ".")[0]], row.Pkg)
	}
	for _, v := range l.s.of(c.file.dir).values[id.Name] {
		if fromFramework(l, row.Pkg, v, 0) {
			return true
		}
	}
	return false
}

// fromFramework reports whether an expression is made by a package of the framework, directly or by a function that is
// in the repository.
func fromFramework(l *listen, pkg string, v expr, depth int) bool {
	call, ok := v.expr.(*ast.CallExpr)
	if !ok || depth > 3 {
		return false
	}
	dir, name := v.file.dir, ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		id, ok := f.X.(*ast.Ident)
		if !ok {
			return false
		}
		ip := v.file.names[id.Name]
		if detect.Inside(ip, pkg) {
			return true
		}
		if dir, name = l.s.local(ip), f.Sel.Name; ip == "" || dir == "" {
			return false
		}
	}
	facts := l.s.of(dir)
	for _, r := range facts.funcs[name] {
		if id, ok := r.expr.(*ast.Ident); ok {
			for _, x := range facts.values[id.Name] {
				if fromFramework(l, pkg, x, depth+1) {
					return true
				}
			}
		}
		if fromFramework(l, pkg, r, depth+1) {
			return true
		}
	}
	return false
}

func evaluate(l *listen, f *file, x ast.Expr) []piece {
	e := &eval{s: l.s, dirs: l.dirs, seen: map[ast.Expr]bool{}}
	return e.pieces(f, x, 0)
}
