package golang

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// listener is one way to say "listen here".
type listener struct {
	pkg       string // the package whose function it is; for a method, the framework that must be imported
	method    bool
	name      string
	arg       int
	framework string
	fallback  int // the port when no address is given
	tcp       bool
}

// listeners are tried in order: a framework says more than net.Listen.
var listeners = []listener{
	{"github.com/gin-gonic/gin", true, "Run", 0, "gin", 8080, false},
	{"github.com/gin-gonic/gin", true, "RunTLS", 0, "gin", 0, false},
	{"github.com/labstack/echo", true, "Start", 0, "echo", 0, false},
	{"github.com/labstack/echo", true, "StartTLS", 0, "echo", 0, false},
	{"github.com/labstack/echo", true, "StartH2CServer", 0, "echo", 0, false},
	{"github.com/gofiber/fiber", true, "Listen", 0, "fiber", 0, false},
	{"github.com/gofiber/fiber", true, "ListenTLS", 0, "fiber", 0, false},
	{"github.com/kataras/iris", true, "Listen", 0, "iris", 0, false},
	{"github.com/kataras/iris", true, "Run", 0, "iris", 0, false},
	{"github.com/valyala/fasthttp", false, "ListenAndServe", 0, "fasthttp", 0, false},
	{"github.com/valyala/fasthttp", true, "ListenAndServe", 0, "fasthttp", 0, false},
	{"github.com/beego/beego", false, "Run", 0, "beego", 8080, false},
	{"github.com/cloudwego/hertz", false, "WithHostPorts", 0, "hertz", 0, false},
	{"github.com/cloudwego/hertz", true, "Spin", 9, "hertz", 8888, false},
	{"github.com/go-kratos/kratos", false, "Address", 0, "kratos", 0, false},
	{"github.com/gofr-dev/gofr", true, "Run", 9, "gofr", 8000, false},
	{"gofr.dev", true, "Run", 9, "gofr", 8000, false},
	{"net/http", false, "ListenAndServe", 0, "", 80, false},
	{"net/http", false, "ListenAndServeTLS", 0, "", 443, false},
	{"github.com/prometheus/exporter-toolkit", false, "AddFlags", 1, "", 0, false},
	{"crypto/tls", false, "Listen", 1, "", 0, true},
	{"github.com/cloudflare/tableflip", true, "Listen", 1, "", 0, true},
	{"net", false, "Listen", 1, "", 0, true},
	{"net", true, "Listen", 2, "", 0, true},
	{"net", false, "ListenTCP", 1, "", 0, true},
}

// frameworks name the framework by an import, for those that are served by net/http.
func frameworks() [][2]string {
	return [][2]string{
		{"github.com/gin-gonic/gin", "gin"}, {"github.com/labstack/echo", "echo"}, {"github.com/gofiber/fiber", "fiber"},
		{"github.com/go-chi/chi", "chi"}, {"github.com/gorilla/mux", "gorilla"}, {"github.com/kataras/iris", "iris"},
		{"github.com/beego/beego", "beego"}, {"github.com/cloudwego/hertz", "hertz"}, {"github.com/julienschmidt/httprouter", "httprouter"},
		{"github.com/valyala/fasthttp", "fasthttp"}, {"github.com/danielgtaylor/huma", "huma"}, {"connectrpc.com/connect", "connect"},
		{"github.com/uptrace/bunrouter", "bunrouter"}, {"github.com/go-fuego/fuego", "fuego"}, {"goji.io", "goji"},
		{"github.com/go-kratos/kratos", "kratos"}, {"gofr.dev", "gofr"}, {"google.golang.org/grpc", "grpc"}, {"net/http", "net/http"},
	}
}

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
		if within(p, module) && (best == "" || p < best) {
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
	p.Framework = framework(l, best)
	p.TCP = best.row.tcp && (best.row.pkg == "crypto/tls" || !speaksHTTP(l))
	port(l, p, best)
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
	if bind, ok := h.bind(); ok && loopback(bind.host) {
		n -= 4
	}
	if !h.row.tcp {
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
		if p.port != 0 && !knownPorts[p.port] {
			return p.port
		}
	}
	return 0
}

// findHits collects the places, the main package's first.
func findHits(l *listen) []hit {
	var out []hit
	for _, row := range listeners {
		if _, ok := imported(l, row.pkg); !ok {
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
	if c.name != row.name || row.method == (c.pkg != "") || !row.method && !within(c.pkg, row.pkg) {
		return hit{}, false
	}
	h := hit{row: row, at: l.s.at(c.file, c.call.Pos()), file: c.file, pos: c.call.Pos(), inGo: c.inGo, main: c.file.dir == l.main}
	args := c.call.Args
	if row.tcp && (len(args) <= row.arg || strings.HasPrefix(stringLiteral(args[row.arg-1]), "unix")) {
		return hit{}, false
	}
	if len(args) > row.arg {
		h.pieces = evaluate(l, c.file, args[row.arg])
	}
	if own, _ := server(l, c); own != nil && row.framework == "echo" && len(h.pieces) == 0 {
		h.pieces = evaluate(l, c.file, own)
	}
	if row.method && !row.tcp && len(h.pieces) == 0 && !made(l, row, c) {
		return hit{}, false
	}
	if len(args) == 0 && row.name == "Run" && row.framework == "gin" {
		h.pieces = []piece{{env: "PORT", at: h.at}}
	}
	if (len(args) == 0 || row.arg == 9 || len(args) > 0 && stringLiteral(args[0]) == "" && isEmpty(args[0])) && row.fallback != 0 {
		h.pieces = append(h.pieces, piece{port: row.fallback, at: h.at})
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
		return within(c.file.names[strings.Split(t, ".")[0]], row.pkg)
	}
	for _, v := range l.s.of(c.file.dir).values[id.Name] {
		if fromFramework(l, row.pkg, v, 0) {
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
		if within(ip, pkg) {
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
