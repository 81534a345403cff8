package node

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestNodeStart holds start scripts and the command behind each.
func TestNodeStart(t *testing.T) {
	built := map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist","rootDir":"src"}}`, "src/server.ts": "app.listen(3000)", "src/run": "#!/usr/bin/env node\nrequire('./server')", "server.js": "app.listen(3000)", "index.js": "app.listen(3000)"}
	tests := []struct{ script, more, want, env string }{
		{"node server.js", "", "node server.js", ""},
		{"node ./server", "", "node server.js", ""},
		{"node .", "", "node index.js", ""},
		{"node server.js --port 80", "", "node server.js --port 80", ""},
		{"NODE_ENV=production node server.js", "", "node server.js", "NODE_ENV=production"},
		{"cross-env NODE_ENV=production PORT=80 node server.js", "", "node server.js", "NODE_ENV=production PORT=80"},
		{"npx cross-env A=b node server.js", "", "node server.js", "A=b"},
		{"dotenv -e .env -- node server.js", "", "node server.js", ""},
		{"env-cmd -f .env node server.js", "", "node server.js", ""},
		{"node --env-file=.env --inspect=0.0.0.0 server.js", "", "node server.js", ""},
		{"node --env-file .env server.js", "", "node server.js", ""},
		{"node --max-old-space-size=512 -r dotenv/config server.js", "", "node --max-old-space-size=512 -r dotenv/config server.js", ""},
		{"node --watch server.js", "", "node server.js", ""},
		{"nodemon server.js", "", "node server.js", ""},
		{"nodemon --exec ts-node src/server.ts", `"build":"tsc"`, "node dist/server.js", ""},
		{"nodemon --exec 'node --trace-warnings' server.js", "", "node --trace-warnings server.js", ""},
		{"nodemon --watch src --ext ts server.js", "", "node server.js", ""},
		{"pm2-runtime start server.js -i max", "", "node server.js -i max", ""},
		{"pm2-runtime server.js", "", "node server.js", ""},
		{"forever start server.js", "", "node server.js", ""},
		{"babel-node server.js", "", "node server.js", ""},
		{"ts-node src/server.ts", `"build":"tsc"`, "node dist/server.js", ""},
		{"ts-node src/server.ts", "", "node node_modules/ts-node/dist/bin.js src/server.ts", ""},
		{"ts-node -r tsconfig-paths/register src/server.ts", "", "node node_modules/ts-node/dist/bin.js src/server.ts", ""},
		{"tsx src/server.ts", "", "node --import tsx src/server.ts", ""},
		{"tsx watch src/server.ts", "", "node --import tsx src/server.ts", ""},
		{"node src/server.ts", "", "node src/server.ts", ""},
		{"node --import tsx src/server.ts", "", "node --import tsx src/server.ts", ""},
		{"node dist/server.js", `"build":"tsc"`, "node dist/server.js", ""},
		{"npm run build && node dist/server.js", `"build":"tsc"`, "node dist/server.js", ""},
		{"npm run serve", `"serve":"node server.js"`, "node server.js", ""},
		{"npm run serve -- --verbose", `"serve":"node server.js"`, "node server.js --verbose", ""},
		{"yarn serve", `"serve":"PORT=81 node server.js"`, "node server.js", "PORT=81"},
		{"run-s build serve", `"build":"tsc","serve":"node dist/server.js"`, "node dist/server.js", ""},
		{"prisma migrate deploy && node server.js", "", "node server.js", ""},
		{"exec node server.js", "", "node server.js", ""},
		{"bun server.js", "", "bun server.js", ""},
		{"bun run --hot src/server.ts", "", "bun src/server.ts", ""},
		{"yarn && node server.js", "", "node server.js", ""},
		{"run-script-os", `"start:windows":"x.cmd","start:default":"node server.js"`, "node server.js", ""},
		{"cd src && ./run --now", "", "node src/run --now", ""},
		{"strange-server --flag", "", "strange-server --flag", ""},
	}
	for _, tt := range tests {
		t.Run(tt.script, func(t *testing.T) {
			start, _ := json.Marshal(tt.script)
			scripts := `"start":` + string(start)
			if tt.more != "" {
				scripts += "," + tt.more
			}
			s := stack(t, with(built, "package.json", `{"private":true,"scripts":{`+scripts+`},"dependencies":{"express":"5","typescript":"5"}}`))
			if got := strings.Join(s.Start.Value, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			var env []string
			for _, e := range s.Node.StartEnv {
				env = append(env, e.Name+"="+e.Value)
			}
			if got := strings.Join(env, " "); got != tt.env {
				t.Errorf("env %q, want %q", got, tt.env)
			}
			if first := s.Start.Value[0]; first != "node" && first != "bun" && s.Node.Bin != first {
				t.Errorf("%q begins with neither a runtime nor a program of a package", s.Start.Value)
			}
		})
	}
}

// TestNodeStartElsewhere holds what gives a start command when no start script does.
func TestNodeStartElsewhere(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
		asks  int
	}{
		{"Procfile", map[string]string{"Procfile": "release: node migrate.js\nworker: node w.js\nweb: node web.js --x", "package.json": `{"scripts":{"start":"node server.js"}}`, "web.js": "", "server.js": ""}, "node web.js --x", 0},
		{"Procfile with a script", map[string]string{"Procfile": "web: npm start", "package.json": `{"scripts":{"start":"node server.js"}}`, "server.js": ""}, "node server.js", 0},
		{"a shell script", map[string]string{"package.json": `{"scripts":{"start":"./start.sh"}}`, "start.sh": "#!/bin/sh\nset -e\nexec node server.js --x\n", "server.js": "", "app.js": "app.listen(80)"}, "node server.js --x", 0},
		{"a shell script without an ending", map[string]string{"package.json": `{"scripts":{"start":"bin/start","web":"node server.js"}}`, "bin/start": "#!/usr/bin/env bash\nexport A=b\nnpm run web\n", "server.js": ""}, "node server.js", 0},
		{"a shell script that a shell starts", map[string]string{"Procfile": "web: bash run/web.sh", "package.json": `{"scripts":{"web":"node server.js"}}`, "run/web.sh": "npm run web -- --port ${PORT:-3000}\n", "server.js": ""}, "node server.js --port 3000", 0},
		{"a shell script that does more", map[string]string{"package.json": `{"scripts":{"start":"sh start.sh"}}`, "start.sh": "while true; do node server.js; done\n", "server.js": "app.listen(80)"}, "node server.js", 0},
		{"shell scripts that start each other", map[string]string{"package.json": `{"scripts":{"start":"sh a.sh"}}`, "a.sh": "sh b.sh\n", "b.sh": "sh a.sh\n", "server.js": "app.listen(80)"}, "node server.js", 0},
		{"start:prod, where start is for development", map[string]string{"package.json": `{"scripts":{"start":"nodemon a.js","start:prod":"node b.js"}}`, "a.js": "", "b.js": ""}, "node b.js", 0},
		{"start, where both are for production", map[string]string{"package.json": `{"scripts":{"start":"node a.js","start:prod":"node b.js"}}`, "a.js": "", "b.js": ""}, "node a.js", 0},
		{"main", map[string]string{"package.json": `{"private":true,"main":"lib/a.js"}`, "lib/a.js": ""}, "node lib/a.js", 0},
		{"main that is not there", map[string]string{"package.json": `{"private":true,"main":"index.js","dependencies":{"express":"5"}}`, "app.js": "app.listen(1)"}, "node app.js", 0},
		{"what is started while somebody works on it", map[string]string{"package.json": `{"scripts":{"dev":"bun run --watch src/infra/index.ts"},"dependencies":{"elysia":"1"}}`, "bun.lock": "", "src/infra/index.ts": "new Elysia().listen(3333)", "index.ts": ""}, "bun src/infra/index.ts", 0},
		{"a build that is started is none", map[string]string{"package.json": `{"scripts":{"dev":"tsx watch scripts/make.ts"},"dependencies":{"express":"5"}}`, "scripts/make.ts": "make()", "server.js": "app.listen(80)"}, "node server.js", 0},
		{"index.js", map[string]string{"package.json": `{}`, "index.js": ""}, "node index.js", 0},
		{"the one that listens", map[string]string{"package.json": `{"dependencies":{"express":"5"}}`, "app.js": "module.exports = app", "index.js": "app.listen(80)"}, "node index.js", 0},
		{"two that listen", map[string]string{"package.json": `{"dependencies":{"express":"5"}}`, "app.js": "app.listen(81)", "index.js": "app.listen(80)"}, "node app.js", 2},
		{"bin/www", map[string]string{"package.json": `{"dependencies":{"express":"5"}}`, "app.js": "", "bin/www": "server.listen(port)"}, "node bin/www", 0},
		{"no manifest", map[string]string{"server.js": "http.createServer().listen(3000)"}, "node server.js", 0},
		{"a command line tool", map[string]string{"package.json": `{"name":"x","bin":{"x":"./cli.js"},"dependencies":{"yargs":"1"}}`, "cli.js": ""}, "node cli.js", 0},
		{"bun by its lock file", map[string]string{"package.json": `{"private":true,"module":"index.ts","devDependencies":{"@types/bun":"1"}}`, "index.ts": "", "bun.lock": ""}, "bun index.ts", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, tt.files)
			if got := strings.Join(s.Start.Value, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			asks := 0
			for _, q := range s.Questions {
				asks += len(q.Candidates)
			}
			if asks != tt.asks {
				t.Errorf("asks about %d candidates, want %d", asks, tt.asks)
			}
			proven(t, s)
		})
	}
}

// TestShellWords holds what is split and what is left to a shell.
func TestShellWords(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"a  b\tc", "a|b|c"},
		{`a "b c" 'd e'f`, "a|b c|d ef"},
		{`a ""`, "a|"},
		{"a && b", ""},
		{"a | b", ""}, {"a; b", ""}, {"a & b", ""}, {"a > b", ""}, {"$(a)", ""}, {"a $B", ""}, {"a `b`", ""}, {`a "$B"`, ""}, {"a || b", ""}, {"'a", ""}, {"", ""},
	} {
		words, ok := shellWords(tt.in)
		if got := strings.Join(words, "|"); ok && got != tt.want || !ok && tt.want != "" {
			t.Errorf("%q: got %q, %v; want %q", tt.in, got, ok, tt.want)
		}
	}
}

// TestParseScriptRefuses holds chains that are no chain.
func TestParseScriptRefuses(t *testing.T) {
	for _, s := range []string{"a &&", "&& a", "a && && b"} {
		if got := parseScript(s); got != nil {
			t.Errorf("%q: got %v", s, got)
		}
	}
}

// TestScriptLoop requires that scripts which call each other come to an end.
func TestScriptLoop(t *testing.T) {
	stacks := stacks(t, map[string]string{"package.json": `{"private":true,"scripts":{"start":"npm run a","a":"npm run b && npm run b","b":"npm run a && npm run a"},"dependencies":{"x":"1"}}`, "index.js": ""})
	if len(stacks) != 1 {
		t.Fatal(fmt.Sprint(stacks))
	}
}

// TestNodeBare holds that a script without package.json is run as it stands, unless it loads a package whose version nothing names.
func TestNodeBare(t *testing.T) {
	for source, refused := range map[string]bool{
		"const http = require('http')\nhttp.createServer().listen(3000)": false,
		"import fs from 'node:fs/promises'\nfs.access('/')":              false,
		"import { readFile } from 'fs/promises'\nreadFile('/')":          false,
		"const x = require('./lib')":                                     false,
		"const Koa = require('koa')\nnew Koa().listen(3000)":             true,
		"import { x } from '@koa/router'":                                true,
	} {
		s := stack(t, map[string]string{"index.js": source, "lib.js": ""})
		if (s.Refusal != nil) != refused {
			t.Errorf("%s\nrefused %t, want %t", source, s.Refusal != nil, refused)
		}
	}
}
