package node

import (
	"fmt"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// TestNodePort holds sources and the port that each listens on.
func TestNodePort(t *testing.T) {
	tests := []struct {
		source string
		port   int
		env    string
	}{
		{"app.listen(8080)", 8080, ""},
		{"app.listen(8080, '0.0.0.0', () => {})", 8080, ""},
		{"app.listen(process.env.PORT)", 3000, "PORT"},
		{"app.listen(process.env.PORT || 5000)", 5000, "PORT"},
		{"app.listen(process.env.PORT ?? '5000')", 5000, "PORT"},
		{"app.listen(+process.env.PORT || 5000)", 5000, "PORT"},
		{"const port = Number(process.env['PORT']) || 5001;\napp.listen(port)", 5001, "PORT"},
		{"const port = parseInt(process.env.PORT || '5002', 10);\napp.listen(port)", 5002, "PORT"},
		{"const port = process.env.PORT ? Number(process.env.PORT) : 5003\napp.listen(port)", 5003, "PORT"},
		{"const { PORT = 5004 } = process.env;\napp.listen(PORT)", 5004, "PORT"},
		{"const port = 4000;\napp.listen(port, cb)", 4000, ""},
		{"const DEFAULT = 1;\nconst http_port = 4001;\nserver.listen(http_port)", 4001, ""},
		{"const DEFAULT_PORT = 4002;\napp.listen(process.env.PORT || DEFAULT_PORT)", 4002, "PORT"},
		{"fastify.listen({ port: 4003, host: '0.0.0.0' })", 4003, ""},
		{"fastify.listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 4004) })", 4004, "PORT"},
		{"serve({ fetch: app.fetch, port: 4005 })", 4005, ""},
		{"const env = cleanEnv(process.env, {\n  PORT: port({ default: 4006 }),\n})\napp.listen(env.PORT)", 4006, "PORT"},
		{"const schema = z.object({ PORT: z.coerce.number().default(4007) })\napp.listen(env.PORT)", 4007, "PORT"},
		{"app.listen(process.env.APP_PORT || 4008)", 4008, "APP_PORT"},
		{"app.set('port', process.env.PORT || 4009);\napp.listen(app.get('port'))", 4009, "PORT"},
		{"const port = normalizePort(process.env.PORT || '4010');\nserver.listen(port);", 4010, "PORT"},
		{"// app.listen(9999)\napp.listen(4011)", 4011, ""},
		{"const DB_PORT = process.env.DB_PORT || 5432\napp.listen(4012)", 4012, ""},
		{"redis({ port: 6379 })\nsmtp = { port: 587 }\napp.listen(process.env.PORT || 4013)", 4013, "PORT"},
		{"const port = process.env.PORT ? parseInt(process.env.PORT, 10)\n  : 4017\napp.listen(port)", 3000, "PORT"},
		{"app.listen(config.get('PORT', 4018))", 4018, "PORT"},
		{"const db = new URL(process.env.DATABASE_URL)\ndb.port = '5433'\napp.listen()", 3000, ""},
		{"const config = load()\nconfig.port = 5433\napp.listen(config.port)", 5433, ""},
		{"const config = {\n  port: process.env.APP_PORT\n    ? parseInt(process.env.APP_PORT, 10)\n    : process.env.PORT ? parseInt(process.env.PORT, 10) : 4015,\n}\napp.listen(config.port)", 4015, "PORT"},
		{"const config = { port: 4014 };\napp.listen(config.port)", 4014, ""},
	}
	for _, tt := range tests {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node server.js"},"dependencies":{"express":"5"}}`, "server.js": tt.source})
		if s.Port.Value != tt.port || s.PortEnv.Value != tt.env {
			t.Errorf("%s\ngot %d by %q, want %d by %q", tt.source, s.Port.Value, s.PortEnv.Value, tt.port, tt.env)
		}
	}
}

// TestNodePortSources holds which place wins.
func TestNodePortSources(t *testing.T) {
	base := map[string]string{"package.json": `{"scripts":{"start":"node server.js"},"dependencies":{"express":"5"}}`, "server.js": "app.listen(process.env.PORT)"}
	tests := []struct {
		name  string
		files map[string]string
		port  int
		at    string
	}{
		{"example", with(base, ".env.example", "A=1\nPORT=4100\n", ".env", "PORT=4200"), 4100, ".env.example:2"},
		{"source before example", with(base, "server.js", "app.listen(process.env.PORT || 4300)", ".env.example", "PORT=4100"), 4300, "server.js:1"},
		{"not the probe's", with(base, "healthcheck.js", "request({ host: 'localhost', port: process.env.PORT || 1 })", "lib/config.js", "x = { port: process.env.PORT || 4600 }"), 4600, "lib/config.js:1"},
		{"entry before others", with(base, "a.js", "x.listen(1111)", "server.js", "app.listen(4400)"), 4400, "server.js:1"},
		{"script before all", with(base, "package.json", "{\"scripts\":{\n\"start\":\"PORT=4500 node server.js\"},\"dependencies\":{\"express\":\"5\"}}"), 4500, "package.json:2"},
		{"settings in a file of their own", with(base, "src/config/app.config.ts", "export default { port: process.env.PORT || 4600 }", "server.js", ""), 4600, "src/config/app.config.ts:1"},
		{"settings of the config package", with(base, "server.js", "app.listen(config.get('server.port'))", "config/default.json", "{\n\"server\": {\"port\": 7070}}"), 7070, "config/default.json:2"},
		{"settings of production", with(base, "server.js", "app.listen(config.port)", "config/default.json", `{"port": 7070}`, "config/production.json", `{"port": "7071"}`), 7071, "config/production.json:1"},
		{"settings of another server", with(base, "server.js", "db(config.get('db.port'))\napp.listen(process.env.PORT)", "config/default.json", `{"db": {"port": 5432}}`), 3000, "package.json:1"},
		{"tests do not count", with(base, "server.js", "", "server.test.js", "app.listen(1234)", "test/a.js", "app.listen(1235)"), 3000, "package.json:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, tt.files)
			if s.Port.Value != tt.port || len(s.Port.Because) == 0 || s.Port.Because[0].String() != tt.at {
				t.Errorf("got %d by %v, want %d by %s", s.Port.Value, s.Port.Because, tt.port, tt.at)
			}
		})
	}
}

// TestNodePortless requires that a program which opens no port has none.
func TestNodePortless(t *testing.T) {
	s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node bot.js"},"dependencies":{"discord.js":"14"}}`, "bot.js": "const port = 3000\nclient.login()", ".env.example": "PORT=3000"})
	if s.Port.Known() || s.Node.Service {
		t.Errorf("got %d by %v", s.Port.Value, s.Port.Because)
	}
}

// TestNodeHealth holds sources and the path that tells whether the program is well.
func TestNodeHealth(t *testing.T) {
	express := `{"scripts":{"start":"node server.js"},"dependencies":{"express":"5"}}`
	nest := `{"scripts":{"build":"nest build"},"dependencies":{"@nestjs/core":"11"}}`
	next := `{"scripts":{"build":"next build"},"dependencies":{"next":"15"}}`
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"the application's route", map[string]string{"package.json": express, "server.js": "app.get('/health', h)\napp.listen(1)"}, "/health"},
		{"the best of several", map[string]string{"package.json": express, "server.js": "app.get('/ping', h)\napp.get('/api/healthz', h)\napp.listen(1)"}, "/api/healthz"},
		{"a router that is mounted somewhere", map[string]string{"package.json": express, "server.js": "app.use('/api', r)\napp.listen(1)", "routes.js": "router.get('/health', h)"}, ""},
		{"the application in a file of its own", map[string]string{"package.json": express, "server.js": "app.listen(1)", "app.js": "const app = express();\napp.get('/livez', h)"}, "/livez"},
		{"a plain server", map[string]string{"package.json": express, "server.js": "createServer((req, res) => {\n  if (req.url === '/healthz') res.end('ok')\n}).listen(1)"}, "/healthz"},
		{"in a comment", map[string]string{"package.json": express, "server.js": "// app.get('/health', h)\napp.listen(1)"}, ""},
		{"nest", map[string]string{"package.json": nest, "src/main.ts": "app.listen(3000)", "src/health.controller.ts": "@Controller('health')\nexport class X {\n  @Get()\n  check() {}\n}"}, "/health"},
		{"nest with a prefix", map[string]string{"package.json": nest, "src/main.ts": "app.setGlobalPrefix('api');\napp.listen(3000)", "src/health.controller.ts": "@Controller('health')\nexport class X {\n  @Get('live')\n  check() {}\n}"}, "/api/health/live"},
		{"nest with versions", map[string]string{"package.json": nest, "src/main.ts": "app.enableVersioning({})\napp.listen(3000)", "src/health.controller.ts": "@Controller('health')\nexport class X {\n  @Get()\n  check() {}\n}"}, ""},
		{"next, app router", map[string]string{"package.json": next, "app/healthz/route.ts": ""}, "/healthz"},
		{"next, in a group below a base path", map[string]string{"package.json": next, "src/app/(internal)/api/health/route.ts": "", "next.config.js": "basePath: '/shop'"}, "/shop/api/health"},
		{"next, pages router", map[string]string{"package.json": next, "pages/api/health.ts": "", "pages/ping.tsx": ""}, "/api/health"},
		{"nuxt", map[string]string{"package.json": `{"dependencies":{"nuxt":"4"}}`, "server/api/health.get.ts": ""}, "/api/health"},
		{"sveltekit", map[string]string{"package.json": `{"dependencies":{"@sveltejs/kit":"2","@sveltejs/adapter-node":"5"}}`, "src/routes/healthz/+server.ts": ""}, "/healthz"},
		{"remix", map[string]string{"package.json": `{"dependencies":{"@remix-run/dev":"2","@remix-run/serve":"2"}}`, "app/routes/healthcheck.tsx": "", "vite.config.ts": ""}, "/healthcheck"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, tt.files)
			if s.Health.Value != tt.want || s.Health.Known() != (tt.want != "") {
				t.Errorf("got %q by %v, want %q", s.Health.Value, s.Health.Because, tt.want)
			}
		})
	}
}

// TestNodeSignals holds programs that end themselves on SIGTERM and programs that do not.
func TestNodeSignals(t *testing.T) {
	tests := []struct {
		name, deps, source string
		want               bool
	}{
		{"a handler", `"express":"5"`, "process.on('SIGTERM', () => server.close())", true},
		{"once", `"express":"5"`, "process.once(\"SIGTERM\", stop)", true},
		{"a list", `"express":"5"`, "for (const s of ['SIGINT', 'SIGTERM'])\n  process.on(s, stop)", true},
		{"sent, not handled", `"express":"5"`, "process.on('exit', x)\nchild.kill('SIGTERM')", false},
		{"another signal", `"express":"5"`, "process.on('SIGINT', stop)", false},
		{"in a comment", `"express":"5"`, "// process.on('SIGTERM', stop)", false},
		{"nothing", `"express":"5"`, "", false},
		{"nest", `"@nestjs/core":"11"`, "app.enableShutdownHooks();", true},
		{"a package that does", `"fastify":"5","close-with-grace":"2"`, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node server.js"},"dependencies":{` + tt.deps + `}}`, "server.js": tt.source})
			if s.Signals.Value != tt.want || s.Signals.Known() != tt.want {
				t.Errorf("got %v by %v", s.Signals.Value, s.Signals.Because)
			}
		})
	}
}

// TestNodeDatagrams holds that a program which only receives datagrams has no port to connect to.
func TestNodeDatagrams(t *testing.T) {
	server := "require('dgram').createSocket('udp4').bind(8125)\nrequire('net').createServer().listen(8125)\n"
	for more, want := range map[string]int{"const dgram = require('dgram')\ndgram.createSocket('udp4')\n": 0, "require('http').createServer().listen(port)\n": 8125} {
		report, err := detect.Scan(repo(map[string]string{"package.json": `{"scripts":{"start":"node a.js"}}`, "a.js": server + more}), []detect.Language{Read})
		if err != nil {
			t.Fatal(err)
		}
		s := report.Stacks[0]
		if got := strings.Contains(fmt.Sprint(s.Notes), "datagrams on port 8125"); s.Port.Value != want || got != (want == 0) {
			t.Errorf("%q: port %d, %v", more, s.Port.Value, s.Notes)
		}
	}
}
