package node

import "strings"

// startKind is what kind of thing a start command is.
type startKind int

const (
	startNone    startKind = iota
	startProgram           // a program for production
	startFiles             // a web server for files
	startDevelop           // a development server
	startOther             // something that is no program of this package: a task runner, another platform
)

// runners are programs that run the script given to them; the value says whether it may be TypeScript.
var runners = map[string]bool{
	"node": false, "nodejs": false, "nodemon": false, "node-dev": false, "supervisor": false, "forever": false, "pm2": false, "pm2-runtime": false, "babel-node": false,
	"ts-node": true, "ts-node-dev": true, "ts-node-esm": true, "ts-node-script": true, "tsnd": true, "tsx": true, "swc-node": true, "esno": true, "esr": true, "jiti": true, "vite-node": true, "tsm": true, "bun": true,
}

// fileServers are programs that serve a directory; the value is the directory when none is given.
var fileServers = map[string]string{
	"serve": ".", "http-server": "public", "sirv": "public", "static-server": ".", "live-server": ".", "lite-server": ".", "ws": ".", "angular-http-server": ".",
	"vite preview": "", "gatsby serve": "", "docusaurus serve": "", "astro preview": "", "vitepress preview": "", "vitepress serve": "", "rsbuild preview": "", "ng-http-server": "",
}

// develop are development servers: one word, or a word and a subcommand.
var develop = map[string]bool{
	"vite": true, "vite dev": true, "vite serve": true, "ng serve": true, "ng s": true, "react-scripts start": true, "craco start": true, "react-app-rewired start": true,
	"next dev": true, "next": true, "nuxt dev": true, "nuxt": true, "nuxi dev": true, "expo start": true, "vue-cli-service serve": true, "webpack serve": true, "webpack-dev-server": true,
	"webpack-dashboard": true, "parcel": true, "parcel serve": true, "gatsby develop": true, "astro dev": true, "astro": true, "docusaurus start": true, "vitepress dev": true, "vuepress dev": true, "eleventy": true,
	"remix dev": true, "remix vite:dev": true, "react-router dev": true, "svelte-kit dev": true, "start-storybook": true, "storybook dev": true, "rsbuild dev": true, "ionic serve": true, "quasar dev": true,
	"ember serve": true, "ember server": true, "ember s": true, "stencil build": true, "wrangler dev": true, "vinxi dev": true, "browser-sync": true, "hexo server": true, "gridsome develop": true, "umi dev": true, "rspress dev": true,
	"concurrently": true, "gulp": true, "grunt": true, "poi": true, "rollup": true, "esbuild": true, "snowpack dev": true, "redwood dev": true, "rw dev": true, "analog": true, "nitro dev": true, "nitropack dev": true, "astro start": true, "parcel watch": true, "tsc": true, "farm": true, "web-dev-server": true, "wds": true, "npm-run-all": true, "run-p": true, "sanity dev": true, "sanity start": true, "slidev": true, "mastra dev": true, "strapi develop": true, "medusa develop": true, "waku dev": true, "preact watch": true, "sapper dev": true, "polymer serve": true, "blitz dev": true, "keystone dev": true, "cosmos": true,
}

// elsewhere are programs that are no server of this package: task runners and the tools of other platforms.
var elsewhere = map[string]bool{
	"turbo": true, "nx": true, "lerna": true, "moon": true, "rush": true, "docker": true, "docker-compose": true, "make": true, "firebase": true, "sls": true, "serverless": true, "sam": true, "vercel": true, "netlify": true, "wrangler": true, "fastly": true, "vc": true,
	"electron": true, "electron-forge": true, "electron-vite": true, "expo": true, "react-native": true, "cap": true, "capacitor": true, "tauri": true, "cordova": true, "npm": true, "yarn": true, "pnpm": true, "cd": true, "echo": true, "exit": true, "func": true, "web-ext": true, "jest": true, "vitest": true, "mocha": true, "eslint": true, "code": true, "open": true, "true": true,
}

// bins are programs of packages that serve in production: where their script is inside the package, and how they are
// told to stay in production.
var bins = map[string]struct{ pkg, script string }{
	"next start":         {"next", "dist/bin/next"},
	"nuxt start":         {"nuxt", "bin/nuxt.js"},
	"react-router-serve": {"@react-router/serve", "bin.cjs"},
	"remix-serve":        {"@remix-run/serve", "dist/cli.js"},
	"fastify start":      {"fastify-cli", "cli.js"},
	"strapi start":       {"@strapi/strapi", "bin/strapi.js"},
	"medusa start":       {"@medusajs/cli", "cli.js"},
	"directus start":     {"directus", "cli.js"},
	"json-server":        {"json-server", "lib/bin.js"},
	"node-red":           {"node-red", "red.js"},
	"moleculer-runner":   {"moleculer", "bin/moleculer-runner.js"},
	"probot run":         {"probot", "bin/probot.js"},
	"blitz start":        {"blitz", "bin/blitz"},
}

// steps are commands that may stand in a start script before the program and belong to the build or the deployment.
func preparing(args []string) (drop bool, note string) {
	line := strings.Join(args, " ")
	if line == "yarn" { // installs
		return true, ""
	}
	for _, row := range [][2]string{
		{"prisma migrate", "migrates the database"}, {"prisma db", "changes the database"}, {"prisma generate", ""}, {"knex migrate", "migrates the database"}, {"sequelize db:", "migrates the database"},
		{"sequelize-cli db:", "migrates the database"}, {"typeorm migration", "migrates the database"}, {"typeorm-ts-node", "migrates the database"}, {"drizzle-kit", "migrates the database"},
		{"db-migrate", "migrates the database"}, {"node-pg-migrate", "migrates the database"}, {"mikro-orm", "migrates the database"}, {"node ace migration", "migrates the database"},
		{"tsc", ""}, {"rimraf", ""}, {"rm ", ""}, {"mkdir", ""}, {"echo", ""}, {"npm install", ""}, {"npm ci", ""}, {"npm i", ""}, {"yarn install", ""}, {"pnpm install", ""}, {"eslint", ""}, {"copyfiles", ""}, {"cpx", ""}, {"cp ", ""},
		{"vite build", ""}, {"next build", ""}, {"nuxt build", ""}, {"nest build", ""}, {"webpack", ""}, {"tsup", ""}, {"esbuild", ""}, {"rollup", ""}, {"babel", ""}, {"swc", ""}, {"react-scripts build", ""}, {"ng build", ""},
		{"remix build", ""}, {"remix vite:build", ""}, {"react-router build", ""}, {"svelte-kit", ""}, {"astro build", ""}, {"gulp", ""}, {"grunt", ""}, {"tailwindcss", ""}, {"sass", ""}, {"husky", ""}, {"patch-package", ""}, {"clear", ""}, {"tsc-alias", ""}, {"tspath", ""}, {"npm run", ""}, {"yarn run", ""}, {"pnpm run", ""}, {"nx build", ""}, {"turbo", ""},
	} {
		if line == strings.TrimSpace(row[0]) || strings.HasPrefix(line, row[0]) {
			return true, row[1]
		}
	}
	return false, ""
}

// lookFor finds a command in one of the tables, by its first two words, then by the first.
func lookFor[T any](table map[string]T, args []string) (key string, row T, ok bool) {
	if len(args) > 1 {
		key = args[0] + " " + args[1]
		if row, ok = table[key]; ok {
			return key, row, true
		}
	}
	if len(args) > 0 {
		key = args[0]
		row, ok = table[key]
	}
	return key, row, ok
}
