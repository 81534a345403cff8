package node

import (
	"slices"
	"strings"
	"testing"
)

// TestNodeHeldEngines holds which version wins where the files of version managers and "engines" disagree: pnpm and Yarn 1
// refuse to install by a Node that "engines" does not allow, npm goes on.
func TestNodeHeldEngines(t *testing.T) {
	for lock, want := range map[string]string{"pnpm-lock.yaml": ">=22.12 <23", "yarn.lock": ">=22.12 <23", "package-lock.json": "20.17.0"} {
		text := map[string]string{"pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "yarn.lock": "# yarn lockfile v1\n", "package-lock.json": "{}"}[lock]
		s := stack(t, map[string]string{"package.json": `{"engines":{"node":">=22.12 <23"},"scripts":{"start":"node a.js"},"dependencies":{"express":"5"}}`, "a.js": "app.listen(3000)", ".nvmrc": "20.17.0\n", lock: text})
		if s.Version.Value != want {
			t.Errorf("%s: Node %s, want %s", lock, s.Version.Value, want)
		}
	}
}

// TestNodeLowPort holds that a low number beside "port" is that of a server which the program calls.
func TestNodeLowPort(t *testing.T) {
	s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"}}`, "a.js": "const options = { host, port: 443 }\nserver.listen(0, '127.0.0.1')"})
	if s.Port.Known() {
		t.Errorf("port %d", s.Port.Value)
	}
}

// TestNodeNextLibrary holds a member with Next.js among its dependencies and none of its pages: it is a library.
func TestNodeNextLibrary(t *testing.T) {
	got := dirs(stacks(t, map[string]string{
		"package.json": `{"private":true,"workspaces":["apps/*","packages/*"]}`, "package-lock.json": "{}",
		"apps/web/package.json": `{"name":"web","scripts":{"build":"next build"},"dependencies":{"next":"15"}}`, "apps/web/app/page.tsx": "",
		"packages/router/package.json": `{"name":"router","private":true,"main":"index.ts","dependencies":{"next":"15"}}`, "packages/router/index.ts": "",
	}))
	if got != "apps/web" {
		t.Errorf("services: %s", got)
	}
}

// TestNodeHookNeedsShell holds a hook that goes to a directory and that only a shell can run: it waits for the sources.
func TestNodeHookNeedsShell(t *testing.T) {
	s := stack(t, map[string]string{"package.json": `{"scripts":{"postinstall":"cd page && npm install && (npm run b || true)","build":"tsc","start":"node a.js"},"dependencies":{"express":"5"}}`, "a.js": "app.listen(3000)", "page/x.js": ""})
	if len(s.Node.Hooks) > 0 || len(s.Node.Unhooked) != 1 || len(s.Node.Prepare) != 1 || strings.Join(s.Node.Prepare[0], " ") != "npm run postinstall" {
		t.Errorf("with the install %v, taken out %v, with the build %v", s.Node.Hooks, s.Node.Unhooked, s.Node.Prepare)
	}
}

// TestNodeServedBuild holds the directories of a build that a program hands out, and that the build is asked for them.
func TestNodeServedBuild(t *testing.T) {
	for source, want := range map[string]string{
		"app.use(express.static(path.join(__dirname, '..', 'build')))":                                      "build",
		"app.use('/public', express.static(fileURLToPath(new URL('../dist', import.meta.url))))":            "dist",
		"const root = path.join(__dirname, '..')\napp.use(express.static(path.join(root, 'page', 'dist')))": "page/dist",
		"const other = find('page')\napp.use(express.static(path.join(other, 'build')))":                    "",
		"app.use(express.static('dist'))":                                                                   "dist",
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"build":"webpack","start":"node src/a.js"},"dependencies":{"express":"5"}}`, "src/a.js": source + "\napp.listen(3000)", "page/x.js": ""})
		var guessed []string
		for _, g := range s.Node.Guessed {
			guessed = append(guessed, g.Value)
		}
		if got := strings.Join(s.Node.Output.Value, " "); got != want || strings.Join(guessed, " ") != want {
			t.Errorf("%s: makes %q, guessed %q, want %q", source, got, guessed, want)
		}
	}
}

// TestNodeLauncher holds a launcher in the repository that loads what the compiler makes.
func TestNodeLauncher(t *testing.T) {
	s := stack(t, map[string]string{"package.json": `{"scripts":{"build":"tsc","start":"node bin/run.js"},"dependencies":{"express":"5","typescript":"5"}}`, "bin/run.js": "require('../dist/index').run()", "src/index.ts": "app.listen(3000)",
		"tsconfig.json": `{"compilerOptions":{"outDir":"dist","rootDir":"src"}}`})
	if got := strings.Join(s.Node.Output.Value, " "); got != "dist" {
		t.Errorf("makes %q", got)
	}
}

// TestNodePacked holds a launcher in the repository beside directories that the package publishes and the build makes.
func TestNodePacked(t *testing.T) {
	s := stack(t, map[string]string{"package.json": `{"files":["./index.js","dist/**/*.js","./public/**","docs","src"],"scripts":{"build":"run-p build:*","start":"node index start"},"dependencies":{"express":"5"}}`,
		"index.js": "require('./dist/server').start()", "src/server.ts": "app.listen(3000)"})
	if got := strings.Join(s.Node.Output.Value, " "); got != "dist public" || !slices.Contains(s.Node.RunFiles, "index.js") {
		t.Errorf("makes %q, ships %v", got, s.Node.RunFiles)
	}
}

// TestNodeCompiledInPlace holds what a compiler without a directory of its own makes beside the sources.
func TestNodeCompiledInPlace(t *testing.T) {
	files := map[string]string{"package.json": `{"scripts":{"build":"tsc","start":"node src/index.js"},"dependencies":{"express":"5"}}`,
		"tsconfig.json": `{"compilerOptions":{"strict":true},"exclude":["tests"]}`,
		"src/index.ts":  "import './db/db'\napp.listen(3000)", "src/db/db.ts": "", "tests/a.ts": "", "vite.config.ts": "", "env.d.ts": ""}
	if got := strings.Join(stack(t, files).Node.Output.Value, " "); got != "src" {
		t.Errorf("in a directory: %q", got)
	}
	files["package.json"] = `{"scripts":{"build":"tsc","start":"node index.js"},"dependencies":{"express":"5"}}`
	files["index.ts"] = "import './src/db/db'\napp.listen(3000)"
	if got := strings.Join(stack(t, files).Node.Output.Value, " "); got != "index.js src" {
		t.Errorf("at the root: %q", got)
	}
	files["tsconfig.json"] = `{"compilerOptions":{"outDir":"out"}}`
	files["package.json"] = `{"scripts":{"build":"tsc","start":"node out/index.js"},"dependencies":{"express":"5"}}`
	if got := strings.Join(stack(t, files).Node.Output.Value, " "); got != "out" {
		t.Errorf("in a directory of its own: %q", got)
	}
}
