package detect

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// goListener is one way to say "listen here".
type goListener struct {
	pkg       string // the package whose function it is; for a method, the framework that must be imported
	method    bool
	name      string
	arg       int
	framework string
	fallback  int // the port when no address is given
	tcp       bool
}

// goListeners are tried in order: a framework says more than net.Listen.
var goListeners = []goListener{
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
	{"net", false, "Listen", 1, "", 0, true},
	{"net", true, "Listen", 2, "", 0, true},
	{"net", false, "ListenTCP", 1, "", 0, true},
}

// goFrameworks name the framework by an import, for those that are served by net/http.
func goFrameworks() [][2]string {
	return [][2]string{
		{"github.com/gin-gonic/gin", "gin"}, {"github.com/labstack/echo", "echo"}, {"github.com/gofiber/fiber", "fiber"},
		{"github.com/go-chi/chi", "chi"}, {"github.com/gorilla/mux", "gorilla"}, {"github.com/kataras/iris", "iris"},
		{"github.com/beego/beego", "beego"}, {"github.com/cloudwego/hertz", "hertz"}, {"github.com/julienschmidt/httprouter", "httprouter"},
		{"github.com/valyala/fasthttp", "fasthttp"}, {"github.com/danielgtaylor/huma", "huma"}, {"connectrpc.com/connect", "connect"},
		{"github.com/uptrace/bunrouter", "bunrouter"}, {"github.com/go-fuego/fuego", "fuego"}, {"goji.io", "goji"},
		{"github.com/go-kratos/kratos", "kratos"}, {"gofr.dev", "gofr"}, {"google.golang.org/grpc", "grpc"}, {"net/http", "net/http"},
	}
}

// goListen reads a program's packages for where it listens, how it tells that it is well, and which files it opens.
type goListen struct {
	s       *goSource
	main    string
	dirs    []string
	imports map[string]Evidence // foreign packages
}

func newGoListen(s *goSource, main string, dirs []string, foreign []goImport) *goListen {
	l := &goListen{s: s, main: main, dirs: dirs, imports: map[string]Evidence{}}
	for _, i := range foreign {
		l.imports[i.path] = i.at
	}
	return l
}

// imported gives the line that imports a package of a module; ok is false when nothing does.
func (l *goListen) imported(module string) (Evidence, bool) {
	if at, ok := l.imports[module]; ok {
		return at, true
	}
	var best string
	for p := range l.imports {
		if goIsModule(p, module) && (best == "" || p < best) {
			best = p
		}
	}
	return l.imports[best], best != ""
}

// goHit is one place where the program listens.
type goHit struct {
	row    goListener
	file   *goFile
	pos    token.Pos
	at     Evidence
	pieces []goPiece
	inGo   bool
	main   bool
}

// listeners finds the places where the program listens and takes the one that is meant for its users.
func (l *goListen) listeners(p *Program) {
	hits := l.hits()
	if len(hits) == 0 {
		return
	}
	best := hits[0]
	for _, h := range hits[1:] {
		if h.score() > best.score() {
			best = h
		}
	}
	p.Serves, p.far = true, !slices.ContainsFunc(hits, l.begun)
	p.Framework = l.framework(best)
	p.TCP = best.row.tcp && !l.speaksHTTP()
	l.port(p, best)
	l.reach(p, best)
	l.command(p, best)
	for _, h := range hits {
		if n := h.port(); n != 0 && n != p.Port.Value && h.at != best.at {
			p.Port.Against = append(p.Port.Against, Lost{Value: goItoa(n), Because: h.at})
		}
	}
}

// score orders places: one that the environment moves, then one that is not a side server, then one that is known.
func (h goHit) score() int {
	n := 0
	for _, p := range h.pieces {
		if p.env == "PORT" {
			n += 16
		}
		if p.env != "" && !goOtherPort.MatchString(p.env) {
			n += 8
		}
	}
	if bind, ok := h.bind(); ok && goLoopback(bind.host) {
		n -= 4
	}
	if !h.row.tcp {
		n += 3
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
func (h goHit) port() int {
	for _, p := range h.pieces {
		if p.port != 0 && !goKnownPorts[p.port] {
			return p.port
		}
	}
	return 0
}

// hits collects the places, the main package's first.
func (l *goListen) hits() []goHit {
	var out []goHit
	for _, row := range goListeners {
		if _, ok := l.imported(row.pkg); !ok {
			continue
		}
		for _, d := range l.dirs {
			for _, c := range l.s.of(d).calls {
				if h, ok := l.hit(row, c); ok {
					out = append(out, h)
				}
			}
		}
	}
	return l.servers(out)
}

// hit judges one call.
func (l *goListen) hit(row goListener, c goCall) (goHit, bool) {
	if c.name != row.name || row.method == (c.pkg != "") || !row.method && !goIsModule(c.pkg, row.pkg) {
		return goHit{}, false
	}
	h := goHit{row: row, at: l.s.at(c.file, c.call.Pos()), file: c.file, pos: c.call.Pos(), inGo: c.inGo, main: c.file.dir == l.main}
	args := c.call.Args
	if row.tcp && (len(args) <= row.arg || strings.HasPrefix(goLiteral(args[row.arg-1]), "unix")) {
		return goHit{}, false
	}
	if len(args) > row.arg {
		h.pieces = l.eval(c.file, args[row.arg])
	}
	if row.method && !row.tcp && len(h.pieces) == 0 && !l.made(row, c) {
		return goHit{}, false
	}
	if len(args) == 0 && row.name == "Run" && row.framework == "gin" {
		h.pieces = []goPiece{{env: "PORT", at: h.at}}
	}
	if (len(args) == 0 || row.arg == 9 || len(args) > 0 && goLiteral(args[0]) == "" && goIsEmpty(args[0])) && row.fallback != 0 {
		h.pieces = append(h.pieces, goPiece{port: row.fallback, at: h.at})
	}
	return h, true
}

// goIsEmpty reports whether an argument is the empty string.
func goIsEmpty(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && (lit.Value == `""` || lit.Value == "``")
}

// made reports whether the value that a method is called on comes from the framework, as far as the package tells.
func (l *goListen) made(row goListener, c goCall) bool {
	id, ok := c.on.(*ast.Ident)
	if !ok {
		return false
	}
	if t := c.params[id.Name]; t != "" {
		return goIsModule(c.file.names[strings.Split(t, ".")[0]], row.pkg)
	}
	for _, v := range l.s.of(c.file.dir).values[id.Name] {
		if l.fromFramework(row.pkg, v, 0) {
			return true
		}
	}
	return false
}

// fromFramework reports whether an expression is made by a package of the framework, directly or by a function that is
// in the repository.
func (l *goListen) fromFramework(pkg string, v goExpr, depth int) bool {
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
		if goIsModule(ip, pkg) {
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
				if l.fromFramework(pkg, x, depth+1) {
					return true
				}
			}
		}
		if l.fromFramework(pkg, r, depth+1) {
			return true
		}
	}
	return false
}

func (l *goListen) eval(f *goFile, x ast.Expr) []goPiece {
	e := &goEval{s: l.s, dirs: l.dirs, seen: map[ast.Expr]bool{}}
	return e.pieces(f, x, 0)
}
