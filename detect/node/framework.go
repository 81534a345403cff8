package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// framework is a row of what is known of a framework. The first row that fits a package is its framework, so that a
// row stands above those that it is made of.
type framework struct {
	name string
	// deps: any of them makes it; config: or any file beside the manifest whose name begins so, where the workspace's
	// root declares the package.
	deps   []string
	config []string
	// server rows count only among the dependencies that the program has at run time; bundler rows give way to a
	// program that the start script runs.
	server, bundler bool
	// shape decides what comes of the build, where that depends on the project's settings.
	shape func(*service)
	// static is set when the build makes files only: output, fallback and hashed describe them.
	static           bool
	output           string
	fallback, hashed string
	// start is what runs the server when no script says so; port and portEnv where it listens.
	start   []string
	bundled bool
	port    int
	// build is the framework's own command, for a project without a build script; dev its server for development.
	build    []string
	dev      []string
	devPort  int
	buildEnv []detect.EnvVar
	runEnv   []detect.EnvVar
	writable []string
	// signals reports that its server ends itself on SIGTERM.
	signals bool
	// refuse says why no image can be made.
	refuse string
}

var anyHost = []detect.EnvVar{{Name: "HOST", Value: "0.0.0.0"}}

// frameworks is the table.
var frameworks = append(append([]framework{
	{name: "expo", deps: []string{"expo"}, shape: expoShape, output: "dist", fallback: "index.html", build: []string{"expo", "export", "--platform", "web"}, dev: []string{"expo", "start", "--web"}, devPort: 8081, buildEnv: []detect.EnvVar{{Name: "EXPO_NO_TELEMETRY", Value: "1"}}},
	{name: "electron", deps: []string{"electron"}, shape: electronShape},
	{name: "react-native", deps: []string{"react-native"}, refuse: "this is a React Native app, which runs on a phone, not in a container"},
	{name: "next", deps: []string{"next"}, config: []string{"next.config."}, shape: nextShape, port: 3000, build: []string{"next", "build"}, dev: []string{"next", "dev"}, devPort: 3000, fallback: "404.html", hashed: "/_next/static/",
		buildEnv: []detect.EnvVar{{Name: "NEXT_TELEMETRY_DISABLED", Value: "1"}}, runEnv: []detect.EnvVar{{Name: "NEXT_TELEMETRY_DISABLED", Value: "1"}, {Name: "HOSTNAME", Value: "0.0.0.0"}}, writable: []string{".next/cache"}, signals: true},
	{name: "nuxt", deps: []string{"nuxt", "nuxt3", "nuxt-nightly", "nuxt-edge"}, config: []string{"nuxt.config."}, shape: nuxtShape, port: 3000, build: []string{"nuxt", "build"}, dev: []string{"nuxt", "dev", "--host"}, devPort: 3000, output: ".output", start: []string{"node", ".output/server/index.mjs"}, bundled: true, fallback: "200.html", hashed: "/_nuxt/",
		buildEnv: []detect.EnvVar{{Name: "NUXT_TELEMETRY_DISABLED", Value: "1"}}, runEnv: anyHost, signals: true},
	{name: "react-router", deps: []string{"@react-router/dev"}, config: []string{"react-router.config."}, shape: reactRouterShape, port: 3000, build: []string{"react-router", "build"}, dev: []string{"react-router", "dev", "--host"}, devPort: 5173, fallback: "index.html", hashed: "/assets/", signals: true},
	{name: "remix", deps: []string{"@remix-run/dev"}, config: []string{"remix.config."}, shape: remixShape, port: 3000, build: []string{"remix", "build"}, dev: []string{"remix", "dev"}, devPort: 3000, fallback: "index.html", hashed: "/assets/", signals: true},
	{name: "sveltekit", deps: []string{"@sveltejs/kit"}, config: []string{"svelte.config."}, shape: svelteKitShape, port: 3000, build: []string{"vite", "build"}, dev: []string{"vite", "dev", "--host"}, devPort: 5173, output: "build", start: []string{"node", "build"}, hashed: "/_app/immutable/", signals: true},
	{name: "docusaurus", deps: []string{"@docusaurus/core"}, static: true, output: "build", fallback: "404.html", hashed: "/assets/", build: []string{"docusaurus", "build"}, dev: []string{"docusaurus", "start", "--host", "0.0.0.0"}, devPort: 3000},
	{name: "astro", deps: []string{"astro"}, config: []string{"astro.config."}, shape: astroShape, output: "dist", fallback: "404.html", hashed: "/_astro/", build: []string{"astro", "build"}, dev: []string{"astro", "dev", "--host"}, devPort: 4321, start: []string{"node", "dist/server/entry.mjs"}, port: 4321, buildEnv: []detect.EnvVar{{Name: "ASTRO_TELEMETRY_DISABLED", Value: "1"}}, runEnv: anyHost},
	{name: "tanstack-start", deps: []string{"@tanstack/react-start", "@tanstack/solid-start", "@tanstack/start"}, shape: tanstackShape, port: 3000, build: []string{"vite", "build"}, dev: []string{"vite", "dev", "--host"}, devPort: 3000, output: ".output", start: []string{"node", ".output/server/index.mjs"}, bundled: true, runEnv: anyHost, signals: true},
	{name: "solid-start", deps: []string{"@solidjs/start"}, port: 3000, build: []string{"vinxi", "build"}, dev: []string{"vinxi", "dev", "--host"}, devPort: 3000, output: ".output", start: []string{"node", ".output/server/index.mjs"}, bundled: true, buildEnv: []detect.EnvVar{{Name: "NITRO_PRESET", Value: "node-server"}}, runEnv: anyHost, signals: true},
	{name: "qwik", deps: []string{"@builder.io/qwik-city", "@qwik.dev/router"}, shape: qwikShape, port: 3000, build: []string{"qwik", "build"}, dev: []string{"vite", "--mode", "ssr", "--host"}, devPort: 5173, fallback: "404.html", hashed: "/build/"},
	{name: "analog", deps: []string{"@analogjs/platform"}, port: 3000, build: []string{"vite", "build"}, dev: []string{"vite", "--host"}, devPort: 5173, output: "dist/analog", start: []string{"node", "dist/analog/server/index.mjs"}, bundled: true, buildEnv: []detect.EnvVar{{Name: "BUILD_PRESET", Value: "node-server"}}, runEnv: anyHost, signals: true},
	{name: "nitro", deps: []string{"nitropack", "nitro"}, config: []string{"nitro.config."}, port: 3000, build: []string{"nitro", "build"}, dev: []string{"nitro", "dev", "--host"}, devPort: 3000, output: ".output", start: []string{"node", ".output/server/index.mjs"}, bundled: true, buildEnv: []detect.EnvVar{{Name: "NITRO_PRESET", Value: "node-server"}}, runEnv: anyHost, signals: true},
	{name: "gatsby", deps: []string{"gatsby"}, static: true, output: "public", fallback: "404.html", hashed: "/static/", build: []string{"gatsby", "build"}, dev: []string{"gatsby", "develop", "-H", "0.0.0.0"}, devPort: 8000, buildEnv: []detect.EnvVar{{Name: "GATSBY_TELEMETRY_DISABLED", Value: "1"}}},
	{name: "vitepress", deps: []string{"vitepress"}, shape: vitePressShape, static: true, output: ".vitepress/dist", fallback: "404.html", hashed: "/assets/", build: []string{"vitepress", "build"}, dev: []string{"vitepress", "dev", "--host"}, devPort: 5173},
	{name: "vuepress", deps: []string{"vuepress"}, shape: vuePressShape, static: true, output: ".vuepress/dist", fallback: "404.html", hashed: "/assets/", build: []string{"vuepress", "build"}, dev: []string{"vuepress", "dev"}, devPort: 8080},
	{name: "eleventy", deps: []string{"@11ty/eleventy"}, shape: eleventyShape, static: true, output: "_site", fallback: "404.html", build: []string{"eleventy"}, dev: []string{"eleventy", "--serve"}, devPort: 8080},
	{name: "hexo", deps: []string{"hexo"}, static: true, output: "public", fallback: "404.html", build: []string{"hexo", "generate"}, dev: []string{"hexo", "server"}, devPort: 4000},
	{name: "gridsome", deps: []string{"gridsome"}, static: true, output: "dist", fallback: "404.html", build: []string{"gridsome", "build"}, dev: []string{"gridsome", "develop"}, devPort: 8080},
	{name: "rspress", deps: []string{"@rspress/core", "rspress"}, static: true, output: "doc_build", fallback: "404.html", hashed: "/static/", build: []string{"rspress", "build"}, dev: []string{"rspress", "dev"}, devPort: 3000},
	{name: "slidev", deps: []string{"@slidev/cli"}, static: true, output: "dist", fallback: "index.html", hashed: "/assets/", build: []string{"slidev", "build"}, dev: []string{"slidev"}, devPort: 3030},
	{name: "observable", deps: []string{"@observablehq/framework"}, static: true, output: "dist", fallback: "404.html", build: []string{"observable", "build"}, dev: []string{"observable", "preview"}, devPort: 3000},
	{name: "sanity", deps: []string{"sanity"}, config: []string{"sanity.config."}, static: true, output: "dist", fallback: "index.html", build: []string{"sanity", "build"}, dev: []string{"sanity", "dev"}, devPort: 3333},
	{name: "redwood", deps: []string{"@redwoodjs/core"}, port: 8910, build: []string{"rw", "build"}, dev: []string{"rw", "dev"}, devPort: 8910, start: []string{"rw", "serve"}},
	{name: "adonis", deps: []string{"@adonisjs/core"}, shape: adonisShape, port: 3333, build: []string{"node", "ace", "build"}, dev: []string{"node", "ace", "serve", "--watch"}, devPort: 3333, runEnv: anyHost, signals: true},
	{name: "strapi", deps: []string{"@strapi/strapi"}, shape: wholeShape, port: 1337, build: []string{"strapi", "build"}, dev: []string{"strapi", "develop"}, devPort: 1337, start: []string{"strapi", "start"}, buildEnv: []detect.EnvVar{{Name: "STRAPI_TELEMETRY_DISABLED", Value: "true"}}, runEnv: []detect.EnvVar{{Name: "HOST", Value: "0.0.0.0"}, {Name: "STRAPI_TELEMETRY_DISABLED", Value: "true"}}, writable: []string{".tmp", "public/uploads"}, signals: true},
	{name: "medusa", deps: []string{"@medusajs/medusa"}, shape: wholeShape, port: 9000, build: []string{"medusa", "build"}, dev: []string{"medusa", "develop"}, devPort: 9000, start: []string{"medusa", "start"}},
	{name: "directus", deps: []string{"directus"}, server: true, port: 8055, start: []string{"directus", "start"}, runEnv: anyHost},
	{name: "keystone", deps: []string{"@keystone-6/core"}, shape: wholeShape, port: 3000, build: []string{"keystone", "build"}, dev: []string{"keystone", "dev"}, devPort: 3000, start: []string{"keystone", "start"}},
	{name: "mastra", deps: []string{"mastra"}, port: 4111, build: []string{"mastra", "build"}, dev: []string{"mastra", "dev"}, devPort: 4111, output: ".mastra/output", start: []string{"node", ".mastra/output/index.mjs"}, bundled: true, runEnv: anyHost},
	{name: "nestjs", deps: []string{"@nestjs/core"}, shape: nestShape, port: 3000, build: []string{"nest", "build"}, dev: []string{"nest", "start", "--watch"}, devPort: 3000, output: "dist", start: []string{"node", "dist/main.js"}},
	{name: "angular", deps: []string{"@angular/core"}, config: []string{"angular.json"}, shape: angularShape, bundler: true, fallback: "index.html", build: []string{"ng", "build"}, dev: []string{"ng", "serve", "--host", "0.0.0.0"}, devPort: 4200, port: 4000, buildEnv: []detect.EnvVar{{Name: "NG_CLI_ANALYTICS", Value: "false"}}},
}, servers...), bundlers...)

// servers are libraries that a program of the project's own uses to listen.
var servers = []framework{
	{name: "fastify", deps: []string{"fastify", "fastify-cli"}, server: true, port: 3000},
	{name: "hono", deps: []string{"hono"}, server: true, port: 3000},
	{name: "elysia", deps: []string{"elysia"}, server: true, port: 3000},
	{name: "koa", deps: []string{"koa"}, server: true, port: 3000},
	{name: "sails", deps: []string{"sails"}, server: true, port: 1337, shape: wholeShape},
	{name: "feathers", deps: []string{"@feathersjs/feathers"}, server: true, port: 3030},
	{name: "express", deps: []string{"express", "@types/express-serve-static-core"}, server: true, port: 3000},
	{name: "hapi", deps: []string{"@hapi/hapi"}, server: true, port: 3000},
	{name: "restify", deps: []string{"restify"}, server: true, port: 8080},
	{name: "polka", deps: []string{"polka"}, server: true, port: 3000},
	{name: "h3", deps: []string{"h3"}, server: true, port: 3000},
	{name: "apollo", deps: []string{"@apollo/server", "apollo-server"}, server: true, port: 4000},
	{name: "graphql-yoga", deps: []string{"graphql-yoga"}, server: true, port: 4000},
	{name: "json-server", deps: []string{"json-server"}, server: true, port: 3000, shape: wholeShape},
	{name: "node-red", deps: []string{"node-red"}, server: true, port: 1880, shape: wholeShape},
	{name: "probot", deps: []string{"probot"}, server: true, port: 3000},
	{name: "moleculer", deps: []string{"moleculer"}, server: true, shape: wholeShape, port: 3000},
	{name: "socket.io", deps: []string{"socket.io"}, server: true, port: 3000},
	{name: "ws", deps: []string{"ws"}, server: true, port: 8080},
}

// bundlers make the files of a page.
var bundlers = []framework{
	{name: "create-react-app", deps: []string{"react-scripts"}, bundler: true, static: true, output: "build", fallback: "index.html", hashed: "/static/", build: []string{"react-scripts", "build"}, dev: []string{"react-scripts", "start"}, devPort: 3000},
	{name: "vue-cli", deps: []string{"@vue/cli-service"}, bundler: true, shape: vueShape, static: true, output: "dist", fallback: "index.html", build: []string{"vue-cli-service", "build"}, dev: []string{"vue-cli-service", "serve"}, devPort: 8080},
	{name: "ember", deps: []string{"ember-cli"}, bundler: true, static: true, output: "dist", fallback: "index.html", hashed: "/assets/", build: []string{"ember", "build", "--environment=production"}, dev: []string{"ember", "serve"}, devPort: 4200},
	{name: "stencil", deps: []string{"@stencil/core"}, bundler: true, static: true, output: "www", fallback: "index.html", build: []string{"stencil", "build"}, devPort: 3333},
	{name: "preact-cli", deps: []string{"preact-cli"}, bundler: true, static: true, output: "build", fallback: "index.html", build: []string{"preact", "build"}, devPort: 8080},
	{name: "quasar", deps: []string{"@quasar/app-vite", "@quasar/app-webpack"}, bundler: true, static: true, output: "dist/spa", fallback: "index.html", hashed: "/assets/", build: []string{"quasar", "build"}, dev: []string{"quasar", "dev"}, devPort: 9000},
	{name: "umi", deps: []string{"umi", "@umijs/max"}, bundler: true, static: true, output: "dist", fallback: "index.html", build: []string{"umi", "build"}, devPort: 8000},
	{name: "rsbuild", deps: []string{"@rsbuild/core"}, bundler: true, shape: pageShape, static: true, output: "dist", fallback: "index.html", hashed: "/static/", build: []string{"rsbuild", "build"}, dev: []string{"rsbuild", "dev", "--host"}, devPort: 3000},
	{name: "parcel", deps: []string{"parcel", "parcel-bundler"}, bundler: true, shape: pageShape, static: true, output: "dist", fallback: "index.html", build: []string{"parcel", "build"}, devPort: 1234},
	{name: "vite", deps: []string{"vite", "rolldown-vite"}, config: []string{"vite.config."}, bundler: true, shape: viteShape, static: true, output: "dist", fallback: "index.html", hashed: "/assets/", build: []string{"vite", "build"}, dev: []string{"vite", "--host"}, devPort: 5173},
	{name: "webpack", deps: []string{"html-webpack-plugin", "webpack-dev-server"}, bundler: true, shape: webpackShape, static: true, output: "dist", fallback: "index.html", build: []string{"webpack", "--mode", "production"}, dev: []string{"webpack", "serve"}, devPort: 8080},
	{name: "storybook", deps: []string{"storybook"}, bundler: true, shape: storybookShape, static: true, output: "storybook-static", fallback: "index.html", build: []string{"storybook", "build"}, dev: []string{"storybook", "dev", "--host", "0.0.0.0", "-p", "6006"}, devPort: 6006},
}

// frameworkOf finds the row of a package, with its evidence.
func frameworkOf(s *service) (*framework, detect.Evidence) {
	program := s.start.kind == startProgram
	for i := range frameworks {
		row := &frameworks[i]
		if row.bundler && program && s.start.bin == "" && !(row.name == "angular" && angularServer(s)) {
			continue
		}
		if d := s.rowDep(row); d != nil {
			return row, detect.EvidenceOf(d)
		}
	}
	return nil, detect.Evidence{}
}

// usesRow reports whether a package has the framework's configuration or calls its command in a script.
func usesRow(s *service, row *framework) bool {
	if len(row.config) > 0 && s.configFile(row.config...) != "" {
		return true
	}
	if len(row.build) > 0 {
		for _, script := range fieldValues(s.pkg.doc.At("scripts")) {
			if words := strings.Fields(script.Text()); len(words) > 0 && words[0] == row.build[0] {
				return true
			}
		}
	}
	return false
}

// rowDep gives the declaration that makes a row fit: the package's own, or its workspace's where a configuration file
// of the framework stands beside the manifest.
func (s *service) rowDep(row *framework) *formats.Node {
	if s.space != nil && s.space.root == s.pkg.dir && len(s.space.members) > 0 && !row.server && !usesRow(s, row) {
		return nil // the root of a workspace may hold the packages of its members
	}
	for _, name := range row.deps {
		if d := s.pkg.prod(name); d != nil {
			return d
		}
		if d := s.pkg.dep(name); d != nil && !row.server {
			return d
		}
	}
	if s.space == nil || s.space.root == s.pkg.dir || s.configFile(row.config...) == "" {
		return nil
	}
	for _, name := range row.deps {
		if d := s.packages[s.space.root].dep(name); d != nil {
			return d
		}
	}
	return nil
}
