package node

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestNodeSeveral holds which of several programs an image runs, and that the others are named.
func TestNodeSeveral(t *testing.T) {
	sources := map[string]string{"api.js": "app.listen(process.env.PORT || 3000)", "admin.js": "app.listen(4000)", "worker.js": "setInterval(work, 1000)", "clock.js": "setInterval(tick, 1000)"}
	scripts := func(s string) string { return `{"dependencies":{"express":"4"},"scripts":{` + s + `}}` }
	for _, tt := range []struct{ name, manifest, file, text, start, others string }{
		{"concurrently", scripts(`"start":"concurrently -n api,worker \"node api.js\" \"node worker.js\""`), "", "", "node api.js", "node worker.js"},
		{"concurrently with scripts", scripts(`"start":"concurrently npm:api npm:work","api":"node api.js","work":"node worker.js"`), "", "", "node api.js", "work"},
		{"run-p with a pattern", scripts(`"start":"run-p start:*","start:api":"node api.js","start:work":"node worker.js"`), "", "", "node api.js", "start:work"},
		{"npm-run-all", scripts(`"start":"npm-run-all --parallel api work","api":"node api.js","work":"node worker.js"`), "", "", "node api.js", "work"},
		{"&", scripts(`"start":"node worker.js & node api.js"`), "", "", "node api.js", "node worker.js"},
		{"a development server beside", scripts(`"start":"concurrently \"node api.js\" \"vite\""`), "", "", "node api.js", ""},
		{"pm2", scripts(`"start":"pm2-runtime start ecosystem.config.js"`), "ecosystem.config.js", "module.exports = { apps: [\n  { name: 'queue', script: 'worker.js' },\n  { script: './api.js', name: 'web' },\n] }", "node api.js", "queue"},
		{"one of pm2's", scripts(`"start":"pm2-runtime start ecosystem.config.js --only queue"`), "ecosystem.config.js", "module.exports = { apps: [\n  { name: 'queue', script: 'worker.js' },\n  { script: './api.js', name: 'web' },\n] }", "node worker.js", ""},
		{"Procfile", scripts(``), "Procfile", "worker: node worker.js\nweb: node api.js\nclock: node clock.js\n", "node api.js", "worker clock"},
		{"scripts beside", scripts(`"start":"node api.js","start:worker":"node worker.js","start:dev":"node --watch api.js","start:debug":"node --inspect api.js"`), "", "", "node api.js", "start:worker"},
	} {
		files := with(sources, "package.json", tt.manifest)
		if tt.file != "" {
			files[tt.file] = tt.text
		}
		s := stack(t, files)
		var others []string
		for _, n := range s.Notes {
			if name, ok := strings.CutPrefix(n.Text, "the process "); ok {
				name, _, _ = strings.Cut(name, " does not run")
				others = append(others, name)
			}
		}
		if got := strings.Join(s.Start.Value, " "); got != tt.start || strings.Join(others, " ") != tt.others || len(s.Questions) > 0 {
			t.Errorf("%s: got %s and %q, %d questions", tt.name, got, others, len(s.Questions))
		}
	}
	s := stack(t, with(sources, "package.json", scripts(`"start":"node admin.js & node api.js"`)))
	if len(s.Questions) != 1 || s.Questions[0].Key != "start" || len(s.Questions[0].Candidates) != 2 {
		t.Errorf("of two servers one was taken: %+v", s.Questions)
	}
}

// TestNodeHosted holds what an adapter of a hosting vendor comes to.
func TestNodeHosted(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"SvelteKit for Vercel", map[string]string{"package.json": `{"scripts":{"build":"vite build"},"devDependencies":{"@sveltejs/kit":"2","@sveltejs/adapter-vercel":"5"}}`}, "Vercel by @sveltejs/adapter-vercel"},
		{"Astro for Netlify", map[string]string{"package.json": `{"scripts":{"build":"astro build"},"dependencies":{"astro":"5","@astrojs/netlify":"6"}}`, "astro.config.mjs": "export default defineConfig({\n  output: 'server',\n  adapter: netlify(),\n})"}, "Netlify by @astrojs/netlify"},
		{"a site of Astro for Vercel", map[string]string{"package.json": `{"scripts":{"build":"astro build"},"dependencies":{"astro":"5","@astrojs/vercel":"8"}}`, "astro.config.mjs": "export default defineConfig({\n  adapter: vercel(),\n})"}, ".vercel/output/static"},
		{"TanStack Start for Cloudflare", map[string]string{"package.json": `{"scripts":{"build":"vite build"},"dependencies":{"@tanstack/react-start":"^1.140.0"},"devDependencies":{"@cloudflare/vite-plugin":"1"}}`}, "Cloudflare by @cloudflare/vite-plugin"},
		{"a preset of Nitro", map[string]string{"package.json": `{"scripts":{"build":"vite build"},"dependencies":{"@tanstack/react-start":"^1.140.0","nitro":"3"}}`, "vite.config.ts": "export default defineConfig({\n  plugins: [nitro({ preset: 'aws-lambda' })],\n})"}, "aws-lambda with a Nitro preset"},
		{"Vercel's preset of React Router", map[string]string{"package.json": `{"scripts":{"build":"react-router build","start":"react-router-serve ./build/server/index.js"},"dependencies":{"@react-router/serve":"8","@react-router/dev":"8"}}`, "react-router.config.ts": "export default { presets: [vercelPreset()] }"}, "build/server/nodejs_eyJydW50aW1lIjoibm9kZWpzIn0/index.js"},
		{"the same on Vercel alone", map[string]string{"package.json": `{"scripts":{"build":"react-router build","start":"react-router-serve ./build/server/index.js"},"dependencies":{"@react-router/serve":"8","@react-router/dev":"8"}}`, "react-router.config.ts": "export default { presets: process.env.VERCEL ? [vercelPreset()] : [] }"}, "./build/server/index.js"},
		{"Qwik by Express", map[string]string{"package.json": `{"scripts":{"build":"qwik build","start":"vite --open --mode ssr","serve":"node server/entry.express"},"dependencies":{"express":"4"},"devDependencies":{"@builder.io/qwik-city":"1","vite":"5"}}`, "adapters/express/vite.config.ts": ""}, "node server/entry.express"},
		{"Qwik for Vercel", map[string]string{"package.json": `{"scripts":{"build":"qwik build","start":"vite --open --mode ssr"},"devDependencies":{"@builder.io/qwik-city":"1","vite":"5"}}`, "adapters/vercel-edge/vite.config.ts": ""}, "vercel-edge by its Qwik City adapter"},
		{"a Worker of Cloudflare", map[string]string{"package.json": `{"scripts":{"deploy":"wrangler deploy"},"dependencies":{"hono":"4"}}`, "wrangler.toml": "", "src/index.ts": "export default app"}, "Cloudflare Workers"},
		{"a Worker installed by Bun", map[string]string{"package.json": `{"scripts":{"start":"wrangler dev"},"dependencies":{"hono":"4"},"devDependencies":{"wrangler":"4"}}`, "bun.lock": "{}", "wrangler.jsonc": "", "src/index.ts": "export default app"}, "Cloudflare Workers"},
		{"an application that Lambda calls", map[string]string{"package.json": `{"dependencies":{"hono":"4"}}`, "src/index.ts": "export const handler = handle(app)"}, "only exports its application"},
		{"one that Bun serves", map[string]string{"package.json": `{"scripts":{"dev":"bun run --hot src/index.ts"},"dependencies":{"hono":"4"},"devDependencies":{"@types/bun":"1"}}`, "src/index.ts": "export default app"}, "bun src/index.ts"},
		{"one whose other module listens", map[string]string{"package.json": `{"dependencies":{"express":"4"}}`, "index.js": "require('./lib/web')", "lib/web.js": "app.listen(9000)"}, "node index.js"},
		{"functions of Lambda", map[string]string{"package.json": `{"main":"handler.js","dependencies":{"express":"4"}}`, "serverless.yml": "", "handler.js": "exports.main = sls(app)"}, "the Serverless Framework"},
		{"functions with a server beside", map[string]string{"package.json": `{"main":"src/index.js","dependencies":{"express":"4"}}`, "vercel.json": "", "src/index.js": "export {}", "express.js": "app.listen(9000)"}, "node express.js"},
	} {
		s := stack(t, tt.files)
		got := strings.Join(s.Start.Value, " ")
		if s.Node.Runtime == "bun" && (s.Manager.Value != "bun" || s.Notes[0].Add != "the lock file that bun install writes") {
			t.Errorf("%s: %s installs, and notes are %v", tt.name, s.Manager.Value, s.Notes)
		}
		if s.Refusal != nil {
			got += s.Refusal.Text
		}
		if s.Node.Static != nil {
			got += s.Node.Static.Output.Value
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestNodeStarts holds what is said of a program that starts others, that nothing makes, or whose packages are for development.
func TestNodeStarts(t *testing.T) {
	for _, tt := range []struct{ name, source, want string }{
		{"its package manager", "const { execSync } = require('child_process');\nexecSync('npx prisma migrate deploy');\n", "starts npx"},
		{"the same without a shell", "import { spawn } from 'node:child_process';\nspawn('npm', ['run', 'worker']);\n", "starts npm"},
		{"a shell", "const cp = require('child_process');\ncp.exec('ls -l', done);\n", "a shell"},
		{"an expression", "const cp = require('child_process');\nconst m = /a/.exec(text);\n", ""},
		{"another program", "const { spawn } = require('child_process');\nspawn('ffmpeg', ['-i', file]);\nspawn('ffmpeg');\n", "the call of ffmpeg: ffmpeg;"},
		{"a package of development", "const app = require('express')();\nrequire('pino');\nconst m = require('morgan');\n", "loads morgan"},
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node server.js"},"dependencies":{"express":"4"},"devDependencies":{"morgan":"1"}}`, "server.js": tt.source})
		got := ""
		for _, n := range s.Notes {
			if strings.Contains(n.Text, "loads") {
				got = n.Text
			}
		}
		if s.Node.Calls.Known() {
			got = "starts " + s.Node.Calls.Value
		}
		if s.Node.Shell.Known() && got == "" {
			got = "a shell"
		}
		for _, n := range s.Node.Native {
			got += n.Name + ": " + strings.Join(n.Run, " ") + ";"
		}
		if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	s := stack(t, map[string]string{"package.json": `{"main":"lib/none.js","scripts":{"start":"node ."},"dependencies":{"express":"4"}}`})
	if s.Refusal == nil || !strings.Contains(s.Refusal.Add, "--start") {
		t.Errorf("a script that is not there is run: %v", s.Start.Value)
	}
}

// TestNodePatches holds the files that an install changes its packages by, and hooks that want the sources.
func TestNodePatches(t *testing.T) {
	base := map[string]string{"a.js": "require('express')().use(express.static('public'))", "p/x.patch": "", "q/y.patch": "", "styles/a.scss": "", "package-lock.json": "{}"}
	for _, tt := range []struct{ name, manifest, more, text, install, build string }{
		{"pnpm", `{"scripts":{"start":"node a.js"},"pnpm":{"patchedDependencies":{"x@1":"p/x.patch"}}}`, "", "", "p/x.patch", ""},
		{"pnpm's workspace file", `{"scripts":{"start":"node a.js"}}`, "pnpm-workspace.yaml", "patchedDependencies:\n  x@1: p/x.patch\n", "p/x.patch", ""},
		{"yarn", `{"scripts":{"start":"node a.js"},"dependencies":{"x":"patch:x@npm%3A1.0.0#~/p/x.patch"},"resolutions":{"y":"patch:y@npm:1.0.0#./q/y.patch"}}`, "", "", "p/x.patch q/y.patch", ""},
		{"patch-package", `{"scripts":{"start":"node a.js","postinstall":"patch-package --patch-dir p"}}`, "", "", "p", ""},
		{"a hook that reads the sources", `{"scripts":{"start":"node a.js","postinstall":"node scripts/css.js"}}`, "scripts/css.js", "write('public/a.css', compile('styles/a.scss'))", "", "npm run postinstall"},
		{"a hook that reads none", `{"scripts":{"start":"node a.js","postinstall":"node scripts/check.js"}}`, "scripts/check.js", "console.log('hello')", "scripts/check.js", ""},
	} {
		files := with(base, "package.json", tt.manifest)
		if tt.more != "" {
			files[tt.more] = tt.text
		}
		s := stack(t, files)
		if got := strings.Join(s.Node.InstallFiles, " "); got != tt.install || strings.Join(s.Build.Value, " ") != tt.build {
			t.Errorf("%s: got %q and %v", tt.name, got, s.Build.Value)
		}
		if slices.ContainsFunc(s.Node.RunFiles, func(f string) bool { return f == "p" || f == "q" }) {
			t.Errorf("%s: patches are shipped: %v", tt.name, s.Node.RunFiles)
		}
		if tt.build != "" && fmt.Sprint(s.Node.Output.Value) != "[public]" {
			t.Errorf("%s: the hook makes %v", tt.name, s.Node.Output.Value)
		}
	}
}

// TestNodeConfigured holds the variables that the settings of a build read.
func TestNodeConfigured(t *testing.T) {
	for _, tt := range []struct{ name, manifest, file, text, want string }{
		{"Next.js", `{"scripts":{"build":"next build","start":"next start"},"dependencies":{"next":"15"}}`, "next.config.js", "module.exports = {\n  env: { COMMIT: process.env.COMMIT_SHA, MODE: process.env.NODE_ENV },\n  assetPrefix: process.env.CDN_URL,\n  swc: process.env.FAST === 'true',\n  distDir: process.env.DIST || '.next',\n  token: process.env.CMS_API_TOKEN,\n}", "args [{CDN_URL https://cdn.example.com}] open [COMMIT_SHA] secrets CMS_API_TOKEN"},
		{"Vite", `{"scripts":{"build":"vite build"},"devDependencies":{"vite":"6"}}`, "vite.config.ts", "const env = loadEnv(mode, process.cwd(), '')\nexport default defineConfig({ define: { 'process.env.KEY': JSON.stringify(env.API_KEY), __URL__: JSON.stringify(env.API_URL) } })", "args [] open [API_URL] secrets API_KEY"},
		{"a prefix of its own", `{"scripts":{"build":"vite build"},"devDependencies":{"vite":"6"}}`, "vite.config.ts", "export default defineConfig({ envPrefix: ['VITE_', 'SHOP_'] })", "args [] open [SHOP_NAME] secrets "},
		{"Nuxt", `{"scripts":{"build":"nuxt build"},"dependencies":{"nuxt":"3"}}`, "nuxt.config.ts", "export default defineNuxtConfig({\n  runtimeConfig: {\n    dbUrl: process.env.DATABASE_URL,\n    public: {\n      site: process.env.SITE_NAME,\n    },\n  },\n})", "args [] open [SITE_NAME] secrets "},
		{"Astro", `{"scripts":{"build":"astro build"},"dependencies":{"astro":"5"}}`, "astro.config.mjs", "export default defineConfig({\n  env: { schema: {\n    API_URL: envField.string({ context: \"client\", access: \"public\" }),\n    LIMIT: envField.number({ context: \"client\", access: \"public\", default: 4 }),\n    KEY_OF_API: envField.string({ context: \"server\", access: \"secret\" }),\n  } },\n})", "args [] open [API_URL SHOP_NAME] secrets "},
	} {
		s := stack(t, map[string]string{"package.json": tt.manifest, tt.file: tt.text, "index.html": "", "src/main.ts": "console.log(import.meta.env.SHOP_NAME)", ".env.example": "CDN_URL=https://cdn.example.com\n"})
		got := fmt.Sprintf("args %v open %v secrets %s", s.Node.BuildArgs, s.Node.OpenArgs, values(s.Node.BuildSecrets))
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestNodeSiteDir holds where a generator of sites is told to write.
func TestNodeSiteDir(t *testing.T) {
	for _, tt := range []struct{ manifest, file, text, want string }{
		{`{"scripts":{"build":"BUILD_PATH=./www react-scripts build"},"dependencies":{"react-scripts":"5.0.1"}}`, "", "", "www"},
		{`{"scripts":{"build":"docusaurus build --out-dir site"},"dependencies":{"@docusaurus/core":"3"}}`, "", "", "site"},
		{`{"scripts":{"build":"hexo generate"},"dependencies":{"hexo":"7"}}`, "_config.yml", "title: x\npublic_dir: out\n", "out"},
		{`{"scripts":{"build":"quasar build -m pwa"},"devDependencies":{"@quasar/app-vite":"2"}}`, "", "", "dist/pwa"},
		{`{"scripts":{"build":"vitepress build docs"},"devDependencies":{"vitepress":"1"}}`, "docs/.vitepress/config.mts", "export default { outDir: '../public' }", "public"},
		{`{"scripts":{"build":"vue-cli-service build --dest site"},"devDependencies":{"@vue/cli-service":"5"}}`, "", "", "site"},
		{`{"scripts":{"start":"webpack serve","build:prod":"webpack --env mode=production"},"devDependencies":{"html-webpack-plugin":"5","webpack":"5"}}`, "webpack.config.ts", "const paths = {\n  output: path.resolve(__dirname, 'www'),\n}", "www"},
		{`{"scripts":{"build":"umi build"},"dependencies":{"umi":"4"}}`, ".umirc.ts", "export default { outputPath: 'web' }", "web"},
	} {
		files := map[string]string{"package.json": tt.manifest, "src/index.js": "", "public/index.html": ""}
		if tt.file != "" {
			files[tt.file] = tt.text
		}
		if s := stack(t, files); s.Node.Static == nil || s.Node.Static.Output.Value != tt.want {
			t.Errorf("%s: got %+v, want %s", tt.manifest, s.Node.Static, tt.want)
		}
	}
}
