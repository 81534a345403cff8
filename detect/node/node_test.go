package node

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// repo makes a repository of files.
func repo(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// stacks reads the Node services of a repository.
func stacks(t *testing.T, files map[string]string) []detect.Stack {
	t.Helper()
	tr, err := detect.Walk(repo(files))
	if err != nil {
		t.Fatal(err)
	}
	stacks, err := Read(tr)
	if err != nil {
		t.Fatal(err)
	}
	return stacks
}

// stack reads a repository that is one Node service.
func stack(t *testing.T, files map[string]string) detect.Stack {
	t.Helper()
	stacks := stacks(t, files)
	if len(stacks) != 1 {
		t.Fatalf("got %d services, want one", len(stacks))
	}
	return stacks[0]
}

// with joins files.
func with(base map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range base {
		out[k] = v
	}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

// TestNodeFrameworks holds one line for each framework: what makes it, and what must come of it.
func TestNodeFrameworks(t *testing.T) {
	pkg := func(dep, scripts string) string {
		return `{"name":"app","private":true,"scripts":{` + scripts + `},"dependencies":{` + dep + `}}`
	}
	build := func(cmd string) string { return `"build":"` + cmd + `"` }
	tests := []struct {
		name                    string
		files                   map[string]string
		framework, start, build string
		output, static          string
		port                    int
	}{
		{"express", map[string]string{"package.json": pkg(`"express":"5"`, `"start":"node server.js"`), "server.js": "app.listen(8081)"}, "express", "node server.js", "", "", "", 8081},
		{"fastify by its command", map[string]string{"package.json": pkg(`"fastify":"5","fastify-cli":"7"`, `"start":"fastify start -l info app.js"`), "app.js": ""}, "fastify", "node node_modules/fastify-cli/cli.js start -l info app.js", "", "", "", 3000},
		{"fastify in TypeScript", map[string]string{"package.json": pkg(`"fastify":"5","fastify-cli":"8","typescript":"5"`, `"start":"npm run build:ts && fastify start dist/app.js","build:ts":"npm run clean && tsc","clean":"node -e 1"`), "tsconfig.json": `{"compilerOptions":{"outDir":"dist"},"include":["src/**/*.ts"]}`, "src/app.ts": ""}, "fastify", "node node_modules/fastify-cli/cli.js start dist/app.js", "npm run build:ts", "dist", "", 3000},
		{"koa in TypeScript", map[string]string{"package.json": pkg(`"koa":"2","typescript":"5"`, build("tsc")+`,"start":"node dist/index.js"`), "tsconfig.json": `{"compilerOptions":{"outDir":"dist","rootDir":"src"}}`, "src/index.ts": "app.listen(Number(process.env.PORT ?? 4001))"}, "koa", "node dist/index.js", "npm run build", "dist", "", 4001},
		{"hono", map[string]string{"package.json": pkg(`"hono":"4","@hono/node-server":"1"`, `"start":"node src/index.js"`), "src/index.js": "serve({ fetch: app.fetch, port: 3010 })"}, "hono", "node src/index.js", "", "", "", 3010},
		{"nest", map[string]string{"package.json": pkg(`"@nestjs/core":"11"`, build("nest build")+`,"start":"nest start","start:prod":"node dist/main"`), "tsconfig.json": `{"compilerOptions":{"outDir":"./dist"}}`, "src/main.ts": "await app.listen(process.env.PORT ?? 3000);"}, "nestjs", "node dist/main.js", "npm run build", "dist", "", 3000},
		{"next standalone", map[string]string{"package.json": pkg(`"next":"15.1.0"`, build("next build")+`,"start":"next start"`), "next.config.ts": "export default {\n  output: \"standalone\",\n};"}, "next", "node server.js", "npm run build", ".next/standalone", "", 3000},
		{"next as it comes", map[string]string{"package.json": pkg(`"next":"15.1.0"`, build("next build")+`,"start":"next start -p 3100"`), "next.config.js": "// output: 'export'\nmodule.exports = {}"}, "next", "node server.js", "npm run build", ".next/standalone", "", 3100},
		{"next export", map[string]string{"package.json": pkg(`"next":"15.1.0"`, build("next build")), "next.config.mjs": "export default { output: 'export' }"}, "next", "", "npm run build", "", "out", 0},
		{"next of old", map[string]string{"package.json": pkg(`"next":"12.0.0"`, build("next build")+`,"start":"next start"`)}, "next", "node node_modules/next/dist/bin/next start", "npm run build", ".next", "", 3000},
		{"next with a server of its own", map[string]string{"package.json": pkg(`"next":"15.0.0"`, build("next build")+`,"start":"NODE_ENV=production node server.js"`), "server.js": "createServer().listen(3005)"}, "next", "node server.js", "npm run build", ".next", "", 3005},
		{"nuxt 3", map[string]string{"package.json": pkg(`"nuxt":"^3.16.0"`, build("nuxt build"))}, "nuxt", "node .output/server/index.mjs", "npm run build", ".output", "", 3000},
		{"nuxt 4 generated", map[string]string{"package.json": pkg(`"nuxt":"^4.0.0"`, build("nuxt generate"))}, "nuxt", "", "npm run build", "", ".output/public", 0},
		{"nuxt 2", map[string]string{"package.json": pkg(`"nuxt":"^2.17.0"`, build("nuxt build")+`,"start":"nuxt start"`)}, "nuxt", "node node_modules/nuxt/bin/nuxt.js start", "npm run build", ".nuxt", "", 3000},
		{"remix", map[string]string{"package.json": pkg(`"@remix-run/serve":"2","@remix-run/dev":"2"`, build("remix vite:build")+`,"start":"remix-serve ./build/server/index.js"`), "vite.config.ts": ""}, "remix", "node node_modules/@remix-run/serve/dist/cli.js ./build/server/index.js", "npm run build", "build", "", 3000},
		{"react router 7", map[string]string{"package.json": pkg(`"@react-router/serve":"^7.1.0","@react-router/dev":"7"`, build("react-router build"))}, "react-router", "node node_modules/@react-router/serve/bin.js ./build/server/index.js", "npm run build", "build", "", 3000},
		{"react router 8", map[string]string{"package.json": pkg(`"@react-router/serve":"8.0.0","@react-router/dev":"8"`, build("react-router build"))}, "react-router", "node node_modules/@react-router/serve/bin.cjs ./build/server/index.js", "npm run build", "build", "", 3000},
		{"react router without a server", map[string]string{"package.json": pkg(`"@react-router/dev":"8"`, build("react-router build")), "react-router.config.ts": "export default {\n  ssr: false,\n}"}, "react-router", "", "npm run build", "", "build/client", 0},
		{"sveltekit on node", map[string]string{"package.json": pkg(`"@sveltejs/kit":"2","@sveltejs/adapter-node":"5"`, build("vite build"))}, "sveltekit", "node build", "npm run build", "build", "", 3000},
		{"sveltekit static", map[string]string{"package.json": pkg(`"@sveltejs/kit":"2","@sveltejs/adapter-static":"3"`, build("vite build")), "svelte.config.js": "adapter: adapter({ pages: 'site', fallback: '200.html' })"}, "sveltekit", "", "npm run build", "", "site", 0},
		{"sveltekit auto", map[string]string{"package.json": pkg(`"@sveltejs/kit":"2","@sveltejs/adapter-auto":"4"`, build("vite build"))}, "sveltekit", "node build", "npm run build", "build", "", 3000},
		{"astro", map[string]string{"package.json": pkg(`"astro":"5"`, build("astro build"))}, "astro", "", "npm run build", "", "dist", 0},
		{"astro on node", map[string]string{"package.json": pkg(`"astro":"5","@astrojs/node":"9"`, build("astro build")), "astro.config.mjs": "export default defineConfig({\n  output: \"server\",\n  adapter: node({ mode: \"standalone\" }),\n})"}, "astro", "node dist/server/entry.mjs", "npm run build", "dist", "", 4321},
		{"astro on node, all pages built ahead", map[string]string{"package.json": pkg(`"astro":"7","@astrojs/node":"11"`, build("astro build")), "astro.config.mjs": "export default defineConfig({\n  adapter: node({ mode: \"standalone\" }),\n})"}, "astro", "node dist/server/entry.mjs", "npm run build", "dist", "", 4321},
		{"angular", map[string]string{"package.json": pkg(`"@angular/core":"19"`, build("ng build")+`,"start":"ng serve"`), "angular.json": `{"projects":{"shop":{"projectType":"application","architect":{"build":{"builder":"@angular-devkit/build-angular:application","options":{"outputPath":"dist/shop"}}}}}}`}, "angular", "", "npm run build", "", "dist/shop/browser", 0},
		{"angular of old", map[string]string{"package.json": pkg(`"@angular/core":"15"`, build("ng build")), "angular.json": `{"projects":{"shop":{"architect":{"build":{"builder":"@angular-devkit/build-angular:browser","options":{"outputPath":"dist"}}}}}}`}, "angular", "", "npm run build", "", "dist", 0},
		{"angular on a server", map[string]string{"package.json": pkg(`"@angular/core":"19"`, build("ng build")), "angular.json": `{"projects":{"shop":{"projectType":"application","architect":{"build":{"builder":"@angular/build:application","options":{"ssr":{"entry":"src/server.ts"}}}}}}}`}, "angular", "node dist/shop/server/server.mjs", "npm run build", "dist/shop", "", 4000},
		{"vite", map[string]string{"package.json": pkg(`"vite":"7"`, build("vite build")+`,"start":"vite"`), "index.html": "", "vite.config.ts": "build: { outDir: 'www' }"}, "vite", "", "npm run build", "", "www", 0},
		{"vite with a flag", map[string]string{"package.json": pkg(`"vite":"7"`, build("vite build --outDir=public/app")), "index.html": ""}, "vite", "", "npm run build", "", "public/app", 0},
		{"create react app", map[string]string{"package.json": pkg(`"react-scripts":"5.0.1"`, build("react-scripts build")+`,"start":"react-scripts start"`)}, "create-react-app", "", "npm run build", "", "build", 0},
		{"create react app behind serve", map[string]string{"package.json": pkg(`"react-scripts":"5.0.1","serve":"14"`, build("react-scripts build")+`,"start":"serve -s build"`)}, "create-react-app", "", "npm run build", "", "build", 0},
		{"vue cli", map[string]string{"package.json": pkg(`"@vue/cli-service":"5"`, build("vue-cli-service build")), "vue.config.js": "module.exports = { outputDir: 'html' }"}, "vue-cli", "", "npm run build", "", "html", 0},
		{"gatsby", map[string]string{"package.json": pkg(`"gatsby":"5"`, build("gatsby build"))}, "gatsby", "", "npm run build", "", "public", 0},
		{"eleventy without scripts", map[string]string{"package.json": pkg(`"@11ty/eleventy":"3"`, "")}, "eleventy", "", "eleventy", "", "_site", 0},
		{"docusaurus", map[string]string{"package.json": pkg(`"@docusaurus/core":"3"`, build("docusaurus build")+`,"start":"docusaurus start"`)}, "docusaurus", "", "npm run build", "", "build", 0},
		{"vitepress", map[string]string{"package.json": pkg(`"vitepress":"1"`, `"docs:build":"vitepress build docs"`)}, "vitepress", "", "npm run docs:build", "", "docs/.vitepress/dist", 0},
		{"keystone", map[string]string{"package.json": pkg(`"@keystone-6/core":"8","next":"16"`, build("keystone build")+`,"start":"keystone start"`)}, "keystone", "keystone start", "npm run build", ".keystone", "", 3000},
		{"tanstack start with nitro", map[string]string{"package.json": pkg(`"@tanstack/react-start":"^1.140.0","nitro":"3"`, build("vite build"))}, "tanstack-start", "node .output/server/index.mjs", "npm run build", ".output", "", 3000},
		{"tanstack start without", map[string]string{"package.json": pkg(`"@tanstack/react-start":"latest","vite":"^7.0.0"`, build("vite build"))}, "tanstack-start", "vite preview --host 0.0.0.0 --port 3000 --configLoader runner", "npm run build", "dist", "", 3000},
		{"tanstack start with srvx", map[string]string{"package.json": pkg(`"@tanstack/react-start":"^1.140.0"`, build("vite build")), "package-lock.json": "{\n  \"packages\": {\n    \"node_modules/@tanstack/react-start\": {\n      \"version\": \"1.140.0\"\n    },\n    \"node_modules/srvx\": {\n      \"version\": \"1.0.8\"\n    }\n  }\n}"}, "tanstack-start", "node node_modules/srvx/bin/srvx.mjs --prod -s ../client dist/server/server.js", "npm run build", "dist", "", 3000},
		{"tanstack start by a script", map[string]string{"package.json": pkg(`"@tanstack/react-start":"^1.140.0","srvx":"1"`, build("vite build")+`,"start":"srvx --prod -s ../client dist/server/server.js"`)}, "tanstack-start", "node node_modules/srvx/bin/srvx.mjs --prod -s ../client dist/server/server.js", "npm run build", "dist", "", 3000},
		{"nitro", map[string]string{"package.json": pkg(`"nitropack":"2"`, build("nitro build"))}, "nitro", "node .output/server/index.mjs", "npm run build", ".output", "", 3000},
		{"expo on the web", map[string]string{"package.json": pkg(`"expo":"54","react-native-web":"0.21"`, build("expo export --platform web")+`,"start":"expo start"`)}, "expo", "", "npm run build", "", "dist", 0},
		{"expo with a server", map[string]string{"package.json": pkg(`"expo":"58","react-native-web":"0.21","express":"5"`, build("expo export --platform web")+`,"start":"node server.js"`), "server.js": "app.listen(3000)", "app.json": `{"expo":{"web":{"output":"server"}}}`}, "expo", "node server.js", "npm run build", "dist", "", 3000},
		{"strapi", map[string]string{"package.json": pkg(`"@strapi/strapi":"5"`, build("strapi build")+`,"start":"strapi start"`)}, "strapi", "node node_modules/@strapi/strapi/bin/strapi.js start", "npm run build", "dist", "", 1337},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, tt.files)
			static := ""
			if s.Node.Static != nil {
				static = s.Node.Static.Output.Value
			}
			output := ""
			if len(s.Node.Output.Value) > 0 {
				output = s.Node.Output.Value[0]
			}
			got := []string{s.Framework.Value, strings.Join(s.Start.Value, " "), strings.Join(s.Build.Value, " "), output, static}
			if want := []string{tt.framework, tt.start, tt.build, tt.output, tt.static}; !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if s.Port.Value != tt.port {
				t.Errorf("port %d, want %d", s.Port.Value, tt.port)
			}
			proven(t, s)
		})
	}
}

// proven requires evidence for whatever is known.
func proven(t *testing.T, s detect.Stack) {
	t.Helper()
	for name, known := range map[string]bool{
		"framework": s.Framework.Known() == (s.Framework.Value != ""), "start": s.Start.Known() == (len(s.Start.Value) > 0),
		"build": s.Build.Known() == (len(s.Build.Value) > 0), "port": s.Port.Known() == (s.Port.Value != 0),
		"version": s.Version.Known() == (s.Version.Value != ""), "output": s.Node.Output.Known() == (len(s.Node.Output.Value) > 0),
	} {
		if !known {
			t.Errorf("%s has a value without evidence or evidence without a value", name)
		}
	}
}

// TestNodeNothing holds repositories that hold no service, or none that can be run.
func TestNodeNothing(t *testing.T) {
	tests := []struct {
		name    string
		files   map[string]string
		refusal string // part of it; "" for no service at all
	}{
		{"tools at the root", map[string]string{"package.json": `{"devDependencies":{"husky":"9","prettier":"3"}}`, "go.mod": "module x"}, ""},
		{"nothing", map[string]string{"README.md": "hello"}, ""},
		{"a page without a manifest", map[string]string{"index.html": "", "index.js": ""}, ""},
		{"a library", map[string]string{"package.json": `{"name":"left-pad","version":"1.0.0","main":"index.js","exports":"./index.js"}`, "index.js": ""}, "library"},
		{"a phone", map[string]string{"package.json": `{"dependencies":{"react-native":"0.80"},"scripts":{"start":"react-native start"}}`}, "phone"},
		{"a phone by expo", map[string]string{"package.json": `{"dependencies":{"expo":"54"},"scripts":{"start":"expo start"}}`}, "phones"},
		{"expo for a server that is not there", map[string]string{"package.json": `{"main":"expo-router/entry","dependencies":{"expo":"58","react-native-web":"0.21"},"scripts":{"start":"expo start"}}`, "app.json": `{"expo":{"web":{"output":"server"}}}`}, "server program"},
		{"a desktop", map[string]string{"package.json": `{"main":"main.js","devDependencies":{"electron":"33"},"scripts":{"start":"electron ."}}`, "main.js": ""}, "desktop"},
		{"another platform", map[string]string{"package.json": `{"dependencies":{"x":"1"},"scripts":{"start":"wrangler dev"}}`}, "does not know"},
		{"a library built by vite", map[string]string{"package.json": `{"devDependencies":{"vite":"7"},"exports":"./dist/a.js","scripts":{"build":"vite build"}}`, "vite.config.ts": "  lib: {", "index.html": ""}, "library"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stacks := stacks(t, tt.files)
			switch {
			case tt.refusal == "" && len(stacks) > 0:
				t.Errorf("got %+v", stacks[0])
			case tt.refusal == "":
			case len(stacks) != 1 || stacks[0].Refusal == nil:
				t.Errorf("no refusal in %+v", stacks)
			case !strings.Contains(stacks[0].Refusal.Text, tt.refusal):
				t.Errorf("refusal %q, want %q in it", stacks[0].Refusal.Text, tt.refusal)
			}
		})
	}
}

// TestNodeBroken requires the file and the line of a manifest that cannot be read.
func TestNodeBroken(t *testing.T) {
	for name, text := range map[string]string{"comma": "{\n  \"name\": \"x\",\n}", "list": "[]", "cut": "{\"name\": ", "empty": ""} {
		tr, err := detect.Walk(repo(map[string]string{"package.json": text}))
		if err != nil {
			t.Fatal(err)
		}
		var e *formats.Error
		if _, err := Read(tr); !errors.As(err, &e) || e.Path != "package.json" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	stacks := stacks(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"}}`, "a.js": "", "test/fixtures/package.json": "{"})
	if len(stacks) != 1 {
		t.Errorf("a broken fixture hides the service")
	}
}
