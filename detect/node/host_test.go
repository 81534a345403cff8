package node

import "testing"

// TestNodeHost holds the loopback addresses that a program listens on, and the variables that move them.
func TestNodeHost(t *testing.T) {
	for _, tt := range []struct{ name, deps, source, host, env string }{
		{"variable", `"express":"4"`, "const host = process.env.HOST ?? 'localhost';\napp.listen(3000, host)", "localhost", "HOST"},
		{"taken apart", `"express":"4"`, "const { PORT = 3000, BIND_HOST = '127.0.0.1' } = process.env;\napp.listen(PORT, BIND_HOST)", "127.0.0.1", "BIND_HOST"},
		{"schema", `"express":"4"`, "const env = z.object({ HOST: z.string().default('localhost') });\napp.listen(3000, env.HOST)", "localhost", "HOST"},
		{"argument", `"express":"4"`, "app.listen(3000, '127.0.0.1')", "127.0.0.1", ""},
		{"constant", `"koa":"2"`, "const hostname = '127.0.0.1';\nserver.listen(port, hostname, () => {})", "127.0.0.1", ""},
		{"field", `"@hapi/hapi":"21"`, "const server = Hapi.server({\n  port: 3000,\n  host: 'localhost',\n});", "localhost", ""},
		{"fastify", `"fastify":"5"`, "await app.listen({ port: 3000 })", "localhost", ""},
		{"fastify over lines", `"fastify":"5"`, "app.listen(\n  {\n    port: 3000,\n  },\n  (err) => {})", "localhost", ""},
		{"fastify with an address", `"fastify":"5"`, "app.listen({\n  port: 3000,\n  host,\n})", "", ""},
		{"fastify with options", `"fastify":"5"`, "app.listen(options)", "", ""},
		{"another server", `"express":"4"`, "const db = { host: 'localhost', port: 5432 };\nconst r = process.env.REDIS_HOST || 'localhost';\napp.listen(3000)", "", ""},
		{"open in production", `"express":"4"`, "const host = dev ? 'localhost' : '0.0.0.0';\napp.listen(3000, host)", "", ""},
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"},"dependencies":{` + tt.deps + `}}`, "a.js": tt.source})
		if s.Host.Value != tt.host || s.HostEnv.Value != tt.env {
			t.Errorf("%s: %q, %q, want %q, %q", tt.name, s.Host.Value, s.HostEnv.Value, tt.host, tt.env)
		}
	}
}
