package plan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/plan"
)

// express is a TypeScript service with all that a service commonly has; the cases change what they are about.
func express(t *testing.T, base string, change func(*detect.Stack), targets ...string) plan.Input {
	st := detect.Stack{
		Name: "api", Dir: ".", Context: ".", Stack: "node", Language: "TypeScript",
		Framework: known("express"), Version: known("22"), Manager: known("npm"),
		Build: known([]string{"npm", "run", "build"}), Start: known([]string{"node", "dist/server.js"}),
		Port: known(3000), PortEnv: known("PORT"), Health: known("/healthz"), Signals: known(true),
		Node: &detect.Node{
			Runtime: "node", Lock: "package-lock.json", Linker: "node-modules", Manifests: []string{"package.json", "package-lock.json"},
			Dependencies: true, DevDependencies: true, TypeScript: true, Service: true, Output: known([]string{"dist"}),
		},
	}
	if change != nil {
		change(&st)
	}
	return plan.Input{Stack: st, Choices: wishes(base, targets...), Catalog: loadCatalog(t)}
}

// nodeModel makes the model of a changed service, and holds that it survives JSON.
func nodeModel(t *testing.T, base string, change func(*detect.Stack), targets ...string) *plan.Node {
	t.Helper()
	p, err := plan.New(express(t, base, change, targets...))
	if err != nil {
		t.Fatal(err)
	}
	travelled(t, p)
	return p.Model.(*plan.Node)
}

// TestNodeBase requires a stage "base" where several stages start from the build tools, and none for one alone.
func TestNodeBase(t *testing.T) {
	m := nodeModel(t, "slim", nil)
	if !m.BaseStage || m.Deps.From != "base" || m.ProdDeps.From != "base" || m.Build.From != "deps" {
		t.Errorf("two installs: base %v, deps from %q, prod-deps from %q, build from %q", m.BaseStage, m.Deps.From, m.ProdDeps.From, m.Build.From)
	}
	m = nodeModel(t, "slim", func(st *detect.Stack) { st.Node.DevDependencies = false })
	if m.BaseStage || m.Deps.From != "" || m.ProdDeps != nil || m.Modules.From != "deps" {
		t.Errorf("one install: base %v, deps from %q, prod-deps %v, modules from %q", m.BaseStage, m.Deps.From, m.ProdDeps, m.Modules.From)
	}
	m = nodeModel(t, "slim", func(st *detect.Stack) { st.Node.Hooks = []detect.Evidence{{Path: "package.json"}} })
	if m.BaseStage || m.ProdDeps.From != "deps" || m.ProdDeps.Command != "prune" {
		t.Errorf("hooks: base %v, prod-deps %+v", m.BaseStage, m.ProdDeps)
	}
	if d := rendered(t, express(t, "auto", func(st *detect.Stack) { st.Version = known("26") })); d.stages[len(d.stages)-1].Image != "node:26-trixie-slim" {
		t.Errorf("a line that distroless lacks: %s", d.chain())
	}
}

// TestNodeOutput copies what lies in another directory of the output once.
func TestNodeOutput(t *testing.T) {
	m := nodeModel(t, "slim", func(st *detect.Stack) { st.Node.Output = known([]string{"dist/server", "dist", "public"}) })
	var got []string
	for _, o := range m.Output {
		got = append(got, o.Path)
	}
	if strings.Join(got, " ") != "dist public" {
		t.Errorf("copies %q", got)
	}
}

// TestNodeWritten requires a directory before those in it, which a COPY would make for root, and one volume for them all.
func TestNodeWritten(t *testing.T) {
	m := nodeModel(t, "slim", func(st *detect.Stack) {
		st.Writes = []detect.Write{{Dir: "/app/data/run", Keep: true}, {Dir: "data", Keep: true}, {Dir: "logs"}, {Dir: "static", Keep: true, Code: true}}
	})
	if got := strings.Join(m.Writable, " "); got != "/app/data /app/data/run /app/logs /app/static" {
		t.Errorf("writes to %s", got)
	}
	if got := strings.Join(m.Volumes, " "); got != "/app/data /app/logs" {
		t.Errorf("keeps %s", got)
	}
}

// TestNodeOutside requires the whole workspace where the settings of a build lead out of the members: before the libraries where
// some are built, else before the program.
func TestNodeOutside(t *testing.T) {
	for build, want := range map[string]string{"": ".", "tsc": ""} {
		m := nodeModel(t, "slim", func(st *detect.Stack) {
			st.Dir = "apps/api"
			st.Node.Workspace = &detect.Workspace{Root: ".", Members: []string{"apps/api", "lib"}, Closure: []string{"lib", "apps/api"}, Outside: []detect.Evidence{{Path: "apps/api/tsconfig.json", Line: 2}},
				Parts: []detect.Member{{Name: "lib", Dir: "lib", Build: build}}}
		})
		if got := strings.Join(m.Build.Files.Paths, " "); got != want || (m.Libraries != nil && m.Libraries.Whole) != (build != "") {
			t.Errorf("build %q: copies %q, libraries %+v", build, got, m.Libraries)
		}
	}
}

func TestNodeManagers(t *testing.T) {
	const shared = "base<node:22-trixie-slim deps<base prod-deps<base build<deps prod<"
	for _, x := range []struct{ manager, lock, deps, prod, chain string }{
		{"npm", "", "npm install", "npm prune --omit=dev", "deps<node:22-trixie-slim prod-deps<deps build<deps prod<"},
		{"yarn", "yarn.lock", "yarn install --frozen-lockfile --non-interactive", "yarn install --frozen-lockfile --non-interactive --production", shared},
		{"yarn", "", "yarn install --non-interactive", "yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline --non-interactive", ""},
		{"yarn@4.5.0", "yarn.lock", "yarn install --immutable", "yarn workspaces focus --production", shared},
		{"pnpm", "", "npm install --global pnpm@10; pnpm install --no-frozen-lockfile", "CI=true pnpm prune --prod --ignore-scripts", ""},
		{"bun", "bun.lock", "bun install --frozen-lockfile", "bun install --frozen-lockfile --production", shared},
	} {
		d := rendered(t, express(t, "auto", func(st *detect.Stack) { st.Manager, st.Node.Lock = known(x.manager), x.lock }))
		if deps, prod := d.says("deps", "RUN"), d.says("prod-deps", "RUN"); deps != x.deps || prod != x.prod || !strings.HasPrefix(d.chain(), x.chain) {
			t.Errorf("%s %s: deps %q, prod-deps %q, stages %s", x.manager, x.lock, deps, prod, d.chain())
		}
	}
}

func TestNodeManagerSetUp(t *testing.T) {
	for _, x := range []struct{ manager, pinned, file, node, want string }{
		{"npm@11.0.0", "npm@11.0.0", "", "22", "npm install --global npm@11.0.0"},
		{"npm@>=9", "", "", "22", ""},
		{"npm@<10", "", "", "24", "npm install --global 'npm@<10'"},
		{"pnpm@9.1.0", "pnpm@9.1.0+sha512.aa", "", "22", "corepack enable && corepack install --global pnpm@9.1.0+sha512.aa"},
		{"pnpm@9.1.0", "pnpm@9.1.0+sha512.aa", "", "26", "npm install --global pnpm@9.1.0"},
		{"pnpm@8", "", "", "22", "npm install --global pnpm@8"},
		{"yarn@1.22.22", "yarn@1.22.22", "", "22", ""},
		{"yarn@4.5.0", "yarn@4.5.0", "", "24", "npm install --global --force @yarnpkg/cli-dist@4.5.0"},
		{"yarn@3.8.7", "", ".yarn/releases/yarn-3.8.7.cjs", "24", "no stage"}, // one install, since this Yarn installs no less
	} {
		d := rendered(t, express(t, "auto", func(st *detect.Stack) {
			st.Manager, st.Version, st.Node.Pinned, st.Node.ManagerFile = known(x.manager), known(x.node), x.pinned, x.file
		}))
		if got := d.says("base", "RUN"); got != x.want {
			t.Errorf("%s on %s: %q, want %q", x.manager, x.node, got, x.want)
		}
	}
}

func TestNodeRefusals(t *testing.T) {
	for _, x := range []struct {
		name, base, nearest string
		change              func(*detect.Stack)
	}{
		{"system packages on distroless", "distroless", "--base slim", func(st *detect.Stack) {
			st.Node.Native = []detect.Native{{Name: "canvas", Musl: true, Run: []string{"libcairo2"}, Because: detect.Evidence{Path: "package.json", Line: 7}}}
		}},
		{"a line that distroless lacks", "distroless", "--base slim", func(st *detect.Stack) { st.Version = known("26") }},
		{"pnpm's shell script on distroless", "distroless", "--base slim", func(st *detect.Stack) {
			st.Manager, st.Start, st.Node.Bin = known("pnpm@9"), known([]string{"serve", "dist"}), "serve"
		}},
		{"a shell on distroless", "distroless", "--base slim", func(st *detect.Stack) { st.Start = known([]string{"sh", "run.sh"}) }},
		{"a site on scratch", "scratch", "--base alpine", func(st *detect.Stack) { st.Node.Static = &detect.Static{Output: known("dist")} }},
	} {
		_, err := plan.New(express(t, x.base, x.change))
		var r *plan.Refusal
		if !errors.As(err, &r) || r.Nearest != x.nearest || len(r.Because) == 0 {
			t.Errorf("%s: %v (%+v), want a refusal with evidence and %s", x.name, err, r, x.nearest)
		}
	}
}

// TestNodeEntry requires that the interpreter is the entry point, behind an init where the program does not handle SIGTERM.
func TestNodeEntry(t *testing.T) {
	for _, x := range []struct {
		base, manager, bin string
		start              []string
		want               string
	}{
		{"distroless", "npm", "serve", []string{"serve", "dist"}, `["/usr/bin/tini-static", "--", "/nodejs/bin/node"] ["node_modules/.bin/serve", "dist"]`},
		{"slim", "pnpm", "serve", []string{"serve", "dist"}, `["/usr/bin/tini-static", "--"] ["node_modules/.bin/serve", "dist"]`},
		{"alpine", "npm", "", []string{"./run"}, `["/sbin/tini", "--"] ["./run"]`},
	} {
		d := rendered(t, express(t, x.base, func(st *detect.Stack) {
			st.Manager, st.Start, st.Node.Bin, st.Signals.Value = known(x.manager), known(x.start), x.bin, false
		}))
		if got := d.says("prod", "ENTRYPOINT") + " " + d.says("prod", "CMD"); got != x.want {
			t.Errorf("%s %s: %s, want %s", x.manager, x.start, got, x.want)
		}
	}
}

// TestNodeTests requires that the options of a report have a place behind the words that name the runner.
func TestNodeTests(t *testing.T) {
	for test, want := range map[string]string{
		"vitest run": "node_modules/.bin/vitest run --reporter=default --reporter=junit --outputFile.junit=/report/junit.xml",
		"npm test":   "npm test",
	} {
		d := rendered(t, express(t, "slim", func(st *detect.Stack) { st.Node.Test = known(strings.Fields(test)) }, "test"))
		if got := d.says("test", "RUN"); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", test, got, want)
		}
	}
}

// TestNodeHostile holds that a path of the repository says nothing in a program or in nginx's settings but a path.
func TestNodeHostile(t *testing.T) {
	d := rendered(t, express(t, "slim", func(st *detect.Stack) { st.Health, st.PortEnv.Value = known("/it's`\\"), "" }))
	if want := "require('http').get('http://127.0.0.1:3000/its', r => process.exit(r.statusCode === 200 ? 0 : 1))"; !strings.Contains(d.text, want) {
		t.Errorf("no %s in\n%s", want, d.text)
	}
	d = rendered(t, express(t, "alpine", func(st *detect.Stack) {
		st.Node.Static = &detect.Static{Output: known("dist"), Fallback: "x; }\nevil", Hashed: "/a b/"}
	}))
	got := d.text
	if !strings.Contains(got, "=404") || strings.Contains(got, "evil") || strings.Contains(got, "/a b/") || strings.Count(got, "{") != strings.Count(got, "}") {
		t.Errorf("the server:\n%s", got)
	}
}

// TestAssets holds where the front end of a back end lies in the stages, and that they run on the build machine.
func TestAssets(t *testing.T) {
	front := express(t, "", func(st *detect.Stack) {
		st.Dir, st.Context, st.Node.Lock, st.Node.Manifests = "web", "web", "web/package-lock.json", []string{"web/package.json", "web/package-lock.json"}
		st.Node.Static = &detect.Static{Output: known("web/dist")}
	}).Stack
	assets := &detect.Assets{Dir: "web", Node: &front, Output: known("internal/ui/dist"), Into: known("internal/ui/dist")}
	in := goInput(t, func(st *detect.Stack, p *detect.Program) {
		st.Assets, p.Embeds = assets, []detect.Embed{{Path: "internal/ui/dist"}}
	}, "scratch")
	embedded := rendered(t, in)
	within := rendered(t, goInput(t, func(st *detect.Stack, p *detect.Program) {
		st.Assets, p.RunFiles = assets, []detect.RunFile{{Path: "internal/ui", Opened: "internal/ui"}}
	}, "scratch"))
	for want, d := range map[string]dockerfile{
		"FROM --platform=$BUILDPLATFORM node:22-trixie-slim AS assets-deps": embedded, "source=web/package.json,target=package.json": embedded, "WORKDIR /app/web\n\nRUN": embedded,
		"COPY web ./": embedded, "COPY --from=assets /app/internal/ui/dist ./internal/ui/dist": embedded,
		"COPY --link --from=assets /app/internal/ui/dist /app/internal/ui/dist": within,
	} {
		if !strings.Contains(d.text, want) {
			t.Errorf("no %q in\n%s", want, d.text)
		}
	}
	front.Node.LockStale = &detect.Evidence{}
	if p, err := plan.New(in); err != nil || !p.LockStale {
		t.Errorf("the front end's stale lock file is not known: %v", err)
	}
}
