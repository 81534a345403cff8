package golang

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/detect"
)

// moduleRepo makes a repository of file names and texts, two by two, with a go.mod unless one is given.
func moduleRepo(files map[string]string) fstest.MapFS {
	repo := fstest.MapFS{}
	for name, text := range files {
		repo[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return repo
}

// one scans a repository that holds one Go service.
func one(t *testing.T, files map[string]string) detect.Stack {
	t.Helper()
	report, err := detect.Scan(moduleRepo(files), []detect.Language{Read})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Stacks) != 1 {
		t.Fatalf("%d stacks, want 1: %+v", len(report.Stacks), report.Stacks)
	}
	return report.Stacks[0]
}

// TestGoLoose holds a program without go.mod: the repository's own, or a tool of a project in another language.
func TestGoLoose(t *testing.T) {
	source := "package main\nimport \"net/http\"\nfunc main() { http.Get(\"http://localhost\") }"
	for _, c := range []struct {
		more, file string
		want       int
	}{{"readme.txt", "extra/check.go", 1}, {"package.json", "extra/check.go", 0}, {"package.json", "check.go", 1}} {
		report, err := detect.Scan(moduleRepo(map[string]string{c.file: source, c.more: "{}"}), []detect.Language{Read})
		if err != nil || len(report.Stacks) != c.want {
			t.Errorf("%s beside %s: %d programs, %v; want %d", c.file, c.more, len(report.Stacks), err, c.want)
		}
	}
}

func TestGoPort(t *testing.T) {
	const head = "package main\n"
	for name, c := range map[string]struct {
		source    string
		port      int
		env       string
		framework string
	}{
		"literal":        {`import "net/http"; func main() { http.ListenAndServe(":8080", nil) }`, 8080, "", "net/http"},
		"host":           {`import "net/http"; func main() { http.ListenAndServe("0.0.0.0:3000", nil) }`, 3000, "", "net/http"},
		"constant":       {`import "net/http"; const addr = ":" + port; const port = "9000"; func main() { http.ListenAndServe(addr, nil) }`, 9000, "", "net/http"},
		"env or":         {`import ("net/http"; "os"); func main() { port := os.Getenv("PORT"); if port == "" { port = "8081" }; http.ListenAndServe(":"+port, nil) }`, 8081, "PORT", "net/http"},
		"cmp.Or":         {`import ("net/http"; "os"; "cmp"); func main() { http.ListenAndServe(":"+cmp.Or(os.Getenv("PORT"), "8082"), nil) }`, 8082, "PORT", "net/http"},
		"lookup":         {`import ("net/http"; "os"); func main() { port := "4000"; if p, ok := os.LookupEnv("PORT"); ok { port = p }; http.ListenAndServe(":"+port, nil) }`, 4000, "PORT", "net/http"},
		"sprintf":        {`import ("net/http"; "fmt"); func main() { port := 7000; http.ListenAndServe(fmt.Sprintf(":%d", port), nil) }`, 7000, "", "net/http"},
		"parsed":         {`import ("net/http"; "net"; "strconv"); type c struct { port uint64 }; func f(a string, x *c) { _, port, _ := net.SplitHostPort(a); n, _ := strconv.ParseUint(port, 10, 16); x.port = n }; func main() { x := &c{}; http.ListenAndServe(":"+strconv.FormatUint(x.port, 10), nil) }`, 0, "", "net/http"},
		"flag":           {`import ("net/http"; "flag"); var addr = flag.String("addr", ":6000", "where"); func main() { flag.Parse(); http.ListenAndServe(*addr, nil) }`, 6000, "", "net/http"},
		"flag var":       {`import ("net/http"; "flag"); func main() { var addr string; flag.StringVar(&addr, "addr", ":6001", "where"); http.ListenAndServe(addr, nil) }`, 6001, "", "net/http"},
		"server":         {`import "net/http"; func main() { s := &http.Server{Addr: ":5000"}; s.ListenAndServe() }`, 5000, "", "net/http"},
		"helper":         {`import ("net/http"; "os"); func env(k, d string) string { if v := os.Getenv(k); v != "" { return v }; return d }; func main() { http.ListenAndServe(":"+env("PORT", "5001"), nil) }`, 5001, "PORT", "net/http"},
		"function":       {`import ("net/http"; "os"); func port() string { if p := os.Getenv("PORT"); p != "" { return ":" + p }; return ":5002" }; func main() { http.ListenAndServe(port(), nil) }`, 5002, "PORT", "net/http"},
		"tags":           {"import \"net/http\"; type c struct { Port int `env:\"PORT\" envDefault:\"5003\"` }; func main() { var x c; http.ListenAndServe(f(x.Port), nil) }; func f(int) string { return \"\" }", 5003, "PORT", "net/http"},
		"viper":          {`import ("net/http"; "github.com/spf13/viper"); func main() { viper.SetDefault("port", 5004); viper.AutomaticEnv(); http.ListenAndServe(":"+viper.GetString("port"), nil) }`, 5004, "PORT", "net/http"},
		"side server":    {`import "net/http"; func main() { go http.ListenAndServe("localhost:6060", nil); http.ListenAndServe(":8088", nil) }`, 8088, "", "net/http"},
		"net.Listen":     {`import ("net/http"; "net"); func main() { l, _ := net.Listen("tcp", ":8089"); http.Serve(l, nil) }`, 8089, "", "net/http"},
		"tls.Listen":     {`import ("crypto/tls"; "github.com/gofiber/fiber/v2"); func main() { app := fiber.New(); l, _ := tls.Listen("tcp", ":8443", nil); app.Listener(l) }`, 8443, "", "fiber"},
		"tableflip":      {`import ("net/http"; "github.com/cloudflare/tableflip"); func main() { u, _ := tableflip.New(tableflip.Options{}); l, _ := u.Listen("tcp", ":8089"); http.Serve(l, nil) }`, 8089, "", "net/http"},
		"gin default":    {`import "github.com/gin-gonic/gin"; func main() { r := gin.Default(); r.Run() }`, 8080, "PORT", "gin"},
		"gin":            {`import "github.com/gin-gonic/gin"; func main() { r := gin.Default(); r.Run(":9090") }`, 9090, "", "gin"},
		"echo":           {`import "github.com/labstack/echo/v4"; func main() { e := echo.New(); e.Logger.Fatal(e.Start(":1323")) }`, 1323, "", "echo"},
		"echo 5":         {`import "github.com/labstack/echo/v5"; func main() { e := echo.New(); sc := echo.StartConfig{Address: ":1323"}; sc.Start(ctx, e) }`, 1323, "", "echo"},
		"echo 5 at once": {`import ("os"; "github.com/labstack/echo/v5"); func main() { echo.StartConfig{Address: ":" + os.Getenv("PORT")}.Start(ctx, echo.New()) }`, 0, "PORT", "echo"},
		"fiber":          {`import "github.com/gofiber/fiber/v2"; func main() { app := fiber.New(); app.Listen(":3000") }`, 3000, "", "fiber"},
		"chi":            {`import ("net/http"; "github.com/go-chi/chi/v5"); func main() { r := chi.NewRouter(); http.ListenAndServe(":3333", r) }`, 3333, "", "chi"},
		"gorilla":        {`import ("net/http"; "github.com/gorilla/mux"); func main() { r := mux.NewRouter(); http.ListenAndServe(":8000", r) }`, 8000, "", "gorilla"},
		"other's port":   {`import "net/http"; type c struct{ Port int }; func main() { x := c{Port: 5432}; _ = x; http.ListenAndServe(":8090", nil) }`, 8090, "", "net/http"},
		"arguments":      {`import "net/http"; func main() { run(nil) }; func run(args []string) { addr := ""; if len(args) > 0 { addr = ":80" } else { addr = ":8090" }; http.ListenAndServe(addr, nil) }`, 8090, "", "net/http"},
		"schemes":        {`import "net/http"; func port(tls bool) string { p := "80"; if tls { p = "443" }; return p }; func main() { http.ListenAndServe("0.0.0.0:"+port(false), nil) }`, 0, "", "net/http"},
		"port constant":  {`import "net"; type options struct{ Port int }; const DEFAULT_PORT = 4222; func main() { net.Listen("tcp", address()) }; func address() string { return "" }`, 4222, "", ""},
		"grpc client":    {`import ("net/http"; "google.golang.org/grpc"); func main() { grpc.NewClient("x:1"); http.ListenAndServe(":8092", nil) }`, 8092, "", "net/http"},
		"only env":       {`import ("net/http"; "os"); func main() { http.ListenAndServe(":"+os.Getenv("PORT"), nil) }`, 0, "PORT", "net/http"},
		"no server":      {`import "fmt"; func main() { fmt.Println("hello") }`, 0, "", ""},
		"client only":    {`import "net/http"; func main() { http.Get("http://example.com:8080") }`, 0, "", ""},
		"command's Run":  {`import ("os/exec"; "github.com/gin-gonic/gin"); func main() { r := gin.New(); c := exec.Command("ls"); c.Run(); r.Run(":7777") }`, 7777, "", "gin"},
		"address by env": {`import ("net/http"; "os"); func main() { a := os.Getenv("LISTEN_ADDR"); if a == "" { a = ":8091" }; http.ListenAndServe(a, nil) }`, 8091, "LISTEN_ADDR", "net/http"},
	} {
		t.Run(name, func(t *testing.T) {
			mod := "module example.com/app\n\ngo 1.26\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.11.0\n)\n"
			s := one(t, map[string]string{"go.mod": mod, "go.sum": "", "main.go": head + strings.ReplaceAll(c.source, "; func", "\nfunc")})
			if s.Port.Value != c.port || s.PortEnv.Value != c.env || s.Framework.Value != c.framework {
				t.Errorf("port %d, variable %q, framework %q; want %d, %q, %q", s.Port.Value, s.PortEnv.Value, s.Framework.Value, c.port, c.env, c.framework)
			}
			if c.port != 0 && (len(s.Port.Because) == 0 || s.Port.Because[0].Line == 0) {
				t.Errorf("port without a line: %+v", s.Port)
			}
		})
	}
}

func TestGoHealth(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"std":       {`http.HandleFunc("/healthz", nil)`, "/healthz"},
		"method":    {`mux := http.NewServeMux(); mux.HandleFunc("GET /health", nil)`, "/health"},
		"post":      {`http.HandleFunc("POST /health", nil)`, ""},
		"best":      {`http.HandleFunc("/ping", nil); http.HandleFunc("/livez", nil)`, "/livez"},
		"group":     {`r := gin.New(); api := r.Group("/api"); api.GET("/health", nil)`, "/api/health"},
		"unknown":   {`r := gin.New(); api := r.Group("/internal"); api.GET("/health", nil)`, ""},
		"chi route": {`r := chi.NewRouter(); r.Route("/api", func(r chi.Router) { r.Get("/healthz", nil) })`, "/api/healthz"},
		"heartbeat": {`r := chi.NewRouter(); r.Use(middleware.Heartbeat("/ping"))`, "/ping"},
		"subrouter": {`r := mux.NewRouter(); s := r.PathPrefix("/api").Subrouter(); s.HandleFunc("/health", nil)`, "/api/health"},
		"none":      {`http.HandleFunc("/", nil)`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			source := "package main\nimport (\"net/http\"; \"github.com/gin-gonic/gin\"; \"github.com/go-chi/chi/v5\"; \"github.com/go-chi/chi/v5/middleware\"; \"github.com/gorilla/mux\")\nfunc main() { " + c.source + "\nhttp.ListenAndServe(\":8080\", nil) }"
			s := one(t, map[string]string{"go.mod": "module example.com/app\n\ngo 1.26\n", "main.go": source})
			if s.Health.Value != c.want {
				t.Errorf("health %q, want %q", s.Health.Value, c.want)
			}
		})
	}
}

func TestGoMain(t *testing.T) {
	const tool = "package main\n\nfunc main() {}\n"
	const server = "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string // the first program
		asked int
	}{
		"root":                {map[string]string{"main.go": tool}, ".", 0},
		"usual name":          {map[string]string{"cmd/server/main.go": server, "cmd/migrate/main.go": tool}, "cmd/server", 0},
		"module's name":       {map[string]string{"cmd/shop/main.go": server, "cmd/api/main.go": server}, "cmd/shop", 0},
		"usual, not tools":    {map[string]string{"main.go": server, "tools/gen/main.go": tool}, ".", 0},
		"one that serves":     {map[string]string{"cmd/alpha/main.go": tool, "cmd/beta/main.go": server}, "cmd/beta", 0},
		"equals":              {map[string]string{"cmd/alpha/main.go": server, "cmd/beta/main.go": server}, "cmd/alpha", 2},
		"equal names":         {map[string]string{"cmd/api/main.go": server, "cmd/web/main.go": server}, "cmd/api", 2},
		"equals, none serves": {map[string]string{"cmd/a/main.go": tool, "cmd/b/main.go": tool, "cmd/c/main.go": tool}, "cmd/a", 3},
		"a client that shares a package with the server": {map[string]string{"cmd/app/main.go": mainFile("example.com/shop/web", "web.Call()"), "cmd/appd/main.go": mainFile("example.com/shop/web", "web.Serve()"),
			"web/web.go": "package web\n\nimport \"net/http\"\n\nfunc Serve() { http.ListenAndServe(\":8080\", nil) }\n\nfunc Call() { http.Get(\"http://localhost:8080\") }\n"}, "cmd/appd", 0},
		"ignored":                    {map[string]string{"main.go": server, "gen.go": "//go:build ignore\n\n" + tool}, ".", 0},
		"generator beside a library": {map[string]string{"cmd/server/main.go": server, "lib/lib.go": "package lib\n", "lib/gen.go": "//go:build ignore\n\n" + tool}, "cmd/server", 0},
		"other system":               {map[string]string{"cmd/one/main.go": server, "cmd/two/main_windows.go": tool}, "cmd/one", 0},
	} {
		t.Run(name, func(t *testing.T) {
			c.files["go.mod"] = "module example.com/shop\n\ngo 1.26\n"
			s := one(t, c.files)
			if got := s.Go.Programs[0].Dir; got != c.want {
				t.Errorf("%s is taken, want %s", got, c.want)
			}
			asked := 0
			for _, q := range s.Questions {
				asked += len(q.Candidates)
			}
			if asked != c.asked {
				t.Errorf("%d candidates are asked for, want %d", asked, c.asked)
			}
		})
	}
}

func TestGoVersion(t *testing.T) {
	const mod = "module example.com/app\n\ngo 1.23\n"
	for name, c := range map[string]struct {
		files   map[string]string
		want    string
		from    string
		against int
	}{
		"go.mod":          {nil, "1.23", "go.mod", 0},
		"toolchain":       {map[string]string{"go.mod": mod + "\ntoolchain go1.25.2\n"}, "1.25.2", "go.mod", 0},
		"go-version":      {map[string]string{".go-version": "1.25\n"}, "1.25", ".go-version", 0},
		"tool-versions":   {map[string]string{".tool-versions": "nodejs 22\ngolang 1.24.4\n"}, "1.24.4", ".tool-versions", 0},
		"mise":            {map[string]string{"mise.toml": "[tools]\ngo = \"1.25.3\"\n"}, "1.25.3", "mise.toml", 0},
		"below the bound": {map[string]string{".go-version": "1.21\n"}, "1.21", ".go-version", 1},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"go.mod": mod, "main.go": "package main\n\nfunc main() {}\n"}
			for k, v := range c.files {
				files[k] = v
			}
			s := one(t, files)
			if s.Version.Value != c.want || s.Version.Because[0].Path != c.from || len(s.Version.Against) != c.against {
				t.Errorf("got %+v, want %s from %s with %d against", s.Version, c.want, c.from, c.against)
			}
		})
	}
}

func TestGoBrokenManifest(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no module": {map[string]string{"go.mod": "go 1.26\n"}, "go.mod: has no module line"},
		"nonsense":  {map[string]string{"go.mod": "module example.com/app\n\nrequire (\n"}, "go.mod:"},
		"use":       {map[string]string{"go.mod": "module a\n", "go.work": "go 1.26\n\nuse ./api\n"}, "go.work:3: uses ./api, but there is no go.mod"},
		"replace":   {map[string]string{"go.mod": "module a\n\nreplace b => ./b\n"}, "go.mod:3: replaces a module with ./b, but there is no go.mod"},
	} {
		t.Run(name, func(t *testing.T) {
			c.files["main.go"] = "package main\n\nfunc main() {}\n"
			_, err := detect.Scan(moduleRepo(c.files), []detect.Language{Read})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error %v, want %s…", err, c.want)
			}
		})
	}
}

func FuzzGo(f *testing.F) {
	f.Add("module a\n\ngo 1.26\n", "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n", "1.26")
	f.Add("module a\nreplace b => ../b\n", "package main\n//go:embed all:x*\nvar x = os.Getenv(\"PORT\")\nfunc main() { r.Run() }", "go1.25.1\n")
	f.Fuzz(func(t *testing.T, mod, source, version string) {
		_, _ = detect.Scan(moduleRepo(map[string]string{"go.mod": mod, "main.go": source, "x/x.go": source, ".go-version": version, "go.work": mod}), []detect.Language{Read})
	})
}

func TestGoSaysPort(t *testing.T) {
	for text, want := range map[string]bool{
		"import \"fmt\"": false, "Import, export and reports": false, "support transport": false,
		"httpport": true, "port := 80": true, "import x; var port": true, "": false,
	} {
		if got := saysPort(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestLineLike(t *testing.T) {
	for text, want := range map[string]int{
		"package main\n": 0, "// package main\npackage  main": 16, "package mainly": -1, "x\npackage p\npackage main": 12, "": -1,
	} {
		if got := lineLike(text, "package", mainClause); got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
}

// TestGoDoubles holds that what a test's double is made with is not taken for the program's port.
func TestGoDoubles(t *testing.T) {
	s := one(t, map[string]string{"go.mod": "module example.com/app\n\ngo 1.26\n",
		"main.go":     "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n)\n\ntype config struct{ Port int }\n\nfunc main() {\n\tvar c config\n\thttp.ListenAndServe(fmt.Sprintf(\":%d\", c.Port), nil)\n}\n",
		"mock_app.go": "package main\n\nfunc double() config { return config{Port: 9999} }\n"})
	if s.Port.Known() {
		t.Errorf("port %d by %v", s.Port.Value, s.Port.Because)
	}
}

// TestGoUsage holds that a program which wants an argument is named, and that one which a command starts is not.
func TestGoUsage(t *testing.T) {
	for usage, want := range map[string]bool{"Usage: app [flags] <data directory>": true, "Usage: app [flags]": false, "Usage: app <command> [arguments]": false} {
		s := one(t, map[string]string{"go.mod": "module example.com/app\n", "main.go": "package main\nimport \"net/http\"\nfunc main() { println(\"" + usage + "\"); http.ListenAndServe(\":8080\", nil) }\n"})
		if got := strings.Contains(fmt.Sprint(s.Notes), "wants an argument"); got != want {
			t.Errorf("%s: %v", usage, s.Notes)
		}
	}
}
