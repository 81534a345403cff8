package golang

import (
	"strings"
	"testing"
)

func TestGoReach(t *testing.T) {
	for name, c := range map[string]struct {
		imports, body, more string
		want                string // host, its variable, port, its variable, options
	}{
		"literal":        {"net/http", `http.ListenAndServe("127.0.0.1:8080", nil)`, "", "127.0.0.1  8080  "},
		"all":            {"net/http", `http.ListenAndServe(":8080", nil)`, "", "  8080  "},
		"field":          {"net/http", `c := config{Address: "localhost:8080"}; http.ListenAndServe(c.Address, nil)`, "type config struct{ Address string }", "localhost  8080  "},
		"server":         {"net/http", `s := http.Server{Addr: addr}; s.ListenAndServe()`, "const addr = \"[::1]:9000\"", "[::1]  9000  "},
		"second server":  {"net/http", "d := &http.Server{Addr: \"localhost:6060\"}\ngo d.ListenAndServe()\ns := &http.Server{Addr: \":8080\"}\ns.ListenAndServe()", "", "  8080  "},
		"gin":            {"github.com/gin-gonic/gin", `r := gin.Default(); r.Run("localhost:8080")`, "", "localhost  8080  "},
		"echo":           {"github.com/labstack/echo/v4", `e := echo.New(); e.Start("127.0.0.1:1323")`, "", "127.0.0.1  1323  "},
		"fiber":          {"github.com/gofiber/fiber/v2", `a := fiber.New(); a.Listen("127.0.0.1:3000")`, "", "127.0.0.1  3000  "},
		"net.Listen":     {"net net/http", `l, _ := net.Listen("tcp", "localhost:8080"); http.Serve(l, nil)`, "", "localhost  8080  "},
		"TCPAddr":        {"net net/http", `l, _ := net.ListenTCP("tcp", &net.TCPAddr{IP: net.ParseIP("127.0.0.1"), Port: 7000}); http.Serve(l, nil)`, "", "127.0.0.1  7000  "},
		"flag":           {"net/http flag", `a := flag.String("addr", "127.0.0.1:8080", ""); flag.Parse(); http.ListenAndServe(*a, nil)`, "", "127.0.0.1  8080  -addr:address"},
		"two flags":      {"net net/http flag", `h := flag.String("host", "localhost", ""); p := flag.String("port", "8080", ""); http.ListenAndServe(net.JoinHostPort(*h, *p), nil)`, "", "localhost  8080  -host:host -port:port"},
		"pflag":          {"net/http github.com/spf13/pflag", `var a string; pflag.StringVarP(&a, "listen", "l", "localhost:8080", ""); http.ListenAndServe(a, nil)`, "", "localhost  8080  --listen:address"},
		"flag by env":    {"net/http flag os cmp", `a := flag.String("addr", cmp.Or(os.Getenv("ADDR"), "localhost:8080"), ""); http.ListenAndServe(*a, nil)`, "", "localhost ADDR 8080 ADDR -addr:address"},
		"env":            {"net/http os", "h := os.Getenv(\"HOST\")\nif h == \"\" { h = \"127.0.0.1\" }\nhttp.ListenAndServe(h+\":8080\", nil)", "", "127.0.0.1 HOST 8080  "},
		"cmp.Or":         {"net net/http os cmp", `http.ListenAndServe(net.JoinHostPort(cmp.Or(os.Getenv("BIND"), "localhost"), cmp.Or(os.Getenv("PORT"), "8080")), nil)`, "", "localhost BIND 8080 PORT "},
		"host variable":  {"fmt net/http os cmp", `http.ListenAndServe(fmt.Sprintf("%s:%d", cmp.Or(os.Getenv("LISTEN_ADDR"), "127.0.0.1"), 8080), nil)`, "", "127.0.0.1 LISTEN_ADDR 8080  "},
		"Sprintf":        {"fmt net/http", `port := 8080; http.ListenAndServe(fmt.Sprintf("localhost:%d", port), nil)`, "", "localhost  8080  "},
		"port alone":     {"net/http os", "addr := \"localhost:8080\"\nif p := os.Getenv(\"PORT\"); p != \"\" { addr = \":\" + p }\nhttp.ListenAndServe(addr, nil)", "", "localhost PORT 8080 PORT "},
		"beside a port":  {"net/http os", `http.ListenAndServe("localhost:"+os.Getenv("PORT"), nil)`, "", "localhost  0 PORT "},
		"tags":           {"net/http fmt", `var c conf; http.ListenAndServe(fmt.Sprintf("%s:%d", c.Host, c.Port), nil)`, "type conf struct {\n\tHost string `env:\"HOST\" envDefault:\"localhost\"`\n\tPort int `env:\"PORT\" envDefault:\"8080\"`\n}", "localhost HOST 8080 PORT "},
		"viper":          {"net/http github.com/spf13/viper", "viper.SetDefault(\"server.addr\", \"127.0.0.1:8080\")\nviper.SetEnvPrefix(\"app\"); viper.SetEnvKeyReplacer(nil); viper.AutomaticEnv()\nhttp.ListenAndServe(viper.GetString(\"server.addr\"), nil)", "", "127.0.0.1 APP_SERVER_ADDR 8080 APP_SERVER_ADDR "},
		"one call":       {"net/http", `run("127.0.0.1:8080")`, `func run(addr string) { http.ListenAndServe(addr, nil) }`, "127.0.0.1  8080  "},
		"two calls":      {"net/http flag", `p := flag.Int("port", 8085, ""); serve(*p)`, "func serve(port int) { listen(fmt.Sprintf(\":%d\", port)) }\nfunc listen(addr string) { s := &http.Server{Addr: addr}; s.ListenAndServe() }", "  8085  -port:port"},
		"configured":     {"net/http", `s := newServer(config{Addr: "localhost:8081"}); s.run()`, "type config struct{ Addr string }\ntype server struct { cfg config }\nfunc newServer(c config) *server { return &server{cfg: c} }\nfunc (s *server) run() { http.ListenAndServe(s.cfg.Addr, nil) }", "localhost  8081  "},
		"debug and main": {"net/http", "go http.ListenAndServe(\"localhost:6060\", nil)\nhttp.ListenAndServe(\":8080\", nil)", "", "  8080  "},
	} {
		t.Run(name, func(t *testing.T) {
			s := one(t, map[string]string{"go.mod": modText, "main.go": mainFile(c.imports, c.body) + c.more + "\n"})
			var options []string
			for _, o := range s.Go.Programs[0].Options {
				options = append(options, o.Name+":"+o.Holds)
			}
			got := strings.Join([]string{s.Host.Value, s.HostEnv.Value, itoa(s.Port.Value), s.PortEnv.Value, strings.Join(options, " ")}, " ")
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if s.Host.Known() && s.Host.Because[0].Line == 0 {
				t.Errorf("no line: %+v", s.Host)
			}
		})
	}
}

func TestGoServerElsewhere(t *testing.T) {
	zero := "package main\n\nimport \"github.com/zeromicro/go-zero/rest\"\n\nfunc main() { rest.MustNewServer(conf()).Start() }\n\nfunc conf() rest.RestConf { return rest.RestConf{} }\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string // framework, port, its variable, files
	}{
		"a variable with the name of its package": {map[string]string{
			"cmd/api/main.go":           "package main\n\nimport \"a/internal/server\"\n\nfunc main() {\n\tserver := server.NewServer()\n\tserver.ListenAndServe()\n}\n",
			"internal/server/server.go": "package server\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n\t\"os\"\n\t\"strconv\"\n)\n\ntype Server struct{ port int }\n\nfunc NewServer() *http.Server {\n\tport, _ := strconv.Atoi(os.Getenv(\"PORT\"))\n\ts := &Server{port: port}\n\treturn &http.Server{Addr: fmt.Sprintf(\":%d\", s.port)}\n}\n",
		}, "net/http 0 PORT "},
		"go-zero's settings": {map[string]string{"main.go": zero, "etc/api.yaml": "Name: api\nPort: 8888\n"}, "go-zero 8888  etc"},
		"beego's settings":   {map[string]string{"main.go": "package main\n\nimport beego \"github.com/beego/beego/v2/server/web\"\n\nfunc main() { beego.Run() }\n", "conf/app.conf": "httpport = 8090\n", "views/a.tpl": ""}, "beego 8090  conf views"},
	} {
		t.Run(name, func(t *testing.T) {
			c.files["go.mod"] = "module a\n\ngo 1.24\n"
			s := one(t, c.files)
			var files []string
			for _, f := range s.Go.Programs[0].RunFiles {
				files = append(files, f.Opened)
			}
			got := strings.Join([]string{s.Framework.Value, itoa(s.Port.Value), s.PortEnv.Value, strings.Join(files, " ")}, " ")
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
