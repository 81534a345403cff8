package plan

import (
	"errors"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
)

// known is a fact with evidence.
func known[T any](v T) detect.Fact[T] {
	return detect.Fact[T]{Value: v, Because: []detect.Evidence{{Path: "package.json", Line: 1}}}
}

// express is a TypeScript service with all that a service commonly has; the cases change what they are about.
func express() detect.Stack {
	return detect.Stack{
		Name: "api", Dir: ".", Context: ".", Stack: "node", Language: "TypeScript",
		Framework: known("express"), Version: known("22"), Manager: known("npm"),
		Build: known([]string{"npm", "run", "build"}), Start: known([]string{"node", "dist/server.js"}),
		Port: known(3000), PortEnv: known("PORT"), Health: known("/healthz"),
		Node: &detect.Node{
			Runtime: "node", Lock: "package-lock.json", Linker: "node-modules", Manifests: []string{"package.json", "package-lock.json"},
			Dependencies: true, DevDependencies: true, TypeScript: true, Service: true, Output: known([]string{"dist"}),
		},
	}
}

// planOf makes the plan of a stack, changed, with targets and a base.
func planOf(t *testing.T, base string, targets []string, change func(*detect.Stack)) (*Plan, error) {
	t.Helper()
	st := express()
	if change != nil {
		change(&st)
	}
	c := choice.Choices{}
	c.Base.Value, c.Targets.Value = base, append(targets, "prod")
	return New(Input{Stack: st, Choices: c, Catalog: loadCatalog(t)})
}

// chain writes the stages and what each stands on.
func chain(p *Plan) string {
	var words []string
	for _, s := range p.Stages {
		words = append(words, s.Name+"<"+s.From)
	}
	return strings.Join(words, " ")
}

// commands writes what a stage runs.
func commands(s *Stage) string {
	var lines []string
	if s == nil {
		return "no stage"
	}
	for _, step := range s.Steps {
		if step.Run == nil {
			continue
		}
		for _, c := range step.Run.Commands {
			lines = append(lines, strings.Join(c.Args, " ")+c.Script)
		}
	}
	return strings.Join(lines, "; ")
}

// copies writes what a stage copies.
func copies(s *Stage) string {
	var lines []string
	for _, step := range s.Steps {
		if c := step.Copy; c != nil {
			from := ""
			if c.From != "" {
				from = c.From + ":"
			}
			lines = append(lines, from+strings.Join(c.Sources, " ")+" "+c.Dest)
		}
	}
	return strings.Join(lines, "; ")
}

func TestNodeStages(t *testing.T) {
	const tools, final = "node:22-trixie-slim", "gcr.io/distroless/nodejs22-debian13:nonroot"
	for _, x := range []struct {
		name   string
		change func(*detect.Stack)
		chain  string
	}{
		{"build and packages", nil, "base<" + tools + " deps<base prod-deps<base init<" + tools + " build<deps prod<" + final},
		{"a handler needs no init", func(st *detect.Stack) { st.Signals = known(true) },
			"base<" + tools + " deps<base prod-deps<base build<deps prod<" + final},
		{"no build", func(st *detect.Stack) { st.Build.Value = nil; st.Node.Output.Value = nil; st.Signals = known(true) },
			"deps<" + tools + " prod<" + final},
		{"no dependencies", func(st *detect.Stack) {
			st.Build.Value, st.Node.Output.Value, st.Node.Dependencies, st.Node.DevDependencies = nil, nil, false, false
			st.Signals = known(true)
		}, "prod<" + final},
		{"nothing for development alone", func(st *detect.Stack) { st.Node.DevDependencies = false; st.Signals = known(true) },
			"deps<" + tools + " build<deps prod<" + final},
		{"bundled", func(st *detect.Stack) { st.Node.Bundled = true; st.Signals = known(true) },
			"deps<" + tools + " build<deps prod<" + final},
		{"no lock file", func(st *detect.Stack) { st.Node.Lock = ""; st.Signals = known(true) },
			"deps<" + tools + " prod-deps<deps build<deps prod<" + final},
		{"hooks", func(st *detect.Stack) {
			st.Node.Hooks = []detect.Evidence{{Path: "package.json", Line: 9, Text: `"prepare": "husky"`}}
			st.Signals = known(true)
		}, "deps<" + tools + " prod-deps<deps build<deps prod<" + final},
		{"generated among the packages", func(st *detect.Stack) {
			st.Node.Generate = [][]string{{"prisma", "generate"}}
			st.Signals = known(true)
		}, "deps<" + tools + " build<deps pruned<build prod<" + final},
		{"started by a development tool", func(st *detect.Stack) {
			st.Build.Value, st.Node.Output.Value, st.Node.DevAtRun = nil, nil, true
			st.Start = known([]string{"node", "node_modules/tsx/dist/cli.mjs", "src/server.ts"})
			st.Signals = known(true)
		}, "deps<" + tools + " prod<" + final},
		{"site", func(st *detect.Stack) {
			st.Start.Value = nil
			st.Node.Static = &detect.Static{Output: known("dist"), Fallback: "index.html"}
		}, "deps<" + tools + " build<deps prod<nginxinc/nginx-unprivileged:1.28-alpine-slim"},
		{"bun", func(st *detect.Stack) { st.Node.Runtime, st.Manager = "bun", known("bun"); st.Signals = known(true) },
			"base<oven/bun:1-slim deps<base prod-deps<base build<deps prod<oven/bun:1-distroless"},
		{"no distroless of that line", func(st *detect.Stack) { st.Version = known("26"); st.Signals = known(true) },
			"base<node:26-trixie-slim deps<base prod-deps<base build<deps prod<node:26-trixie-slim"},
	} {
		p, err := planOf(t, "auto", nil, x.change)
		if err != nil {
			t.Errorf("%s: %v", x.name, err)
			continue
		}
		if got := chain(p); got != x.chain {
			t.Errorf("%s:\n got %s\nwant %s", x.name, got, x.chain)
		}
	}
}

func TestNodeTargets(t *testing.T) {
	p, err := planOf(t, "auto", []string{"test", "dev", "debug"}, func(st *detect.Stack) {
		st.Node.Test = known([]string{"node", "--test", "test/"})
		st.Node.Dev = known([]string{"tsx", "watch", "src/server.ts"})
		st.Signals = known(true)
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range p.Stages {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "base deps prod-deps build test test-report dev runtime debug prod" {
		t.Errorf("stages %s", got)
	}
	want := "mkdir /report; node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=/report/junit.xml test/"
	if got := commands(p.Stage("test")); got != want {
		t.Errorf("test runs %s", got)
	}
	if got := strings.Join(p.Stage("dev").Cmd, " "); got != "node_modules/.bin/tsx watch src/server.ts" {
		t.Errorf("dev runs %s", got)
	}
	if got := copies(p.Stage("debug")); got != "gcr.io/distroless/nodejs22-debian13:debug-nonroot:/busybox /busybox" {
		t.Errorf("debug copies %s", got)
	}
	if len(p.Prod().Steps) != 0 || p.Prod().From != "runtime" || len(p.Prod().Labels) == 0 {
		t.Errorf("prod is more than runtime with labels: %+v", p.Prod())
	}
}

func TestNodeManagers(t *testing.T) {
	for _, x := range []struct{ manager, lock, deps, prod string }{
		{"npm", "package-lock.json", "npm ci", "npm ci --omit=dev"},
		{"npm", "", "npm install", "npm prune --omit=dev"},
		{"yarn", "yarn.lock", "yarn install --frozen-lockfile --non-interactive", "yarn install --frozen-lockfile --non-interactive --production"},
		{"yarn", "", "yarn install --non-interactive", "yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline --non-interactive"},
		{"yarn@4.5.0", "yarn.lock", "yarn install --immutable", "yarn workspaces focus --production"},
		{"pnpm@9", "pnpm-lock.yaml", "pnpm install --frozen-lockfile", "pnpm install --frozen-lockfile --prod"},
		{"pnpm", "", "npm install --global pnpm@10; pnpm install --no-frozen-lockfile", "pnpm prune --prod --ignore-scripts"},
		{"bun", "bun.lock", "bun install --frozen-lockfile", "bun install --frozen-lockfile --production"},
	} {
		p, err := planOf(t, "auto", nil, func(st *detect.Stack) { st.Manager, st.Node.Lock = known(x.manager), x.lock })
		if err != nil {
			t.Errorf("%s: %v", x.manager, err)
			continue
		}
		if deps, prod := commands(p.Stage("deps")), commands(p.Stage("prod-deps")); deps != x.deps || prod != x.prod {
			t.Errorf("%s %s: deps %q, prod-deps %q", x.manager, x.lock, deps, prod)
		}
	}
}

func TestNodeManagerSetUp(t *testing.T) {
	for _, x := range []struct{ manager, pinned, file, node, want string }{
		{"npm@11", "npm@11.0.0", "", "22", ""},
		{"pnpm@9.1.0", "pnpm@9.1.0+sha512.aa", "", "22", "corepack enable; corepack install --global pnpm@9.1.0+sha512.aa"},
		{"pnpm@9.1.0", "pnpm@9.1.0+sha512.aa", "", "26", "npm install --global pnpm@9.1.0"},
		{"pnpm@8", "", "", "22", "npm install --global pnpm@8"},
		{"yarn@1.22.22", "yarn@1.22.22", "", "22", ""},
		{"yarn@4.5.0", "yarn@4.5.0", "", "24", "npm install --global --force @yarnpkg/cli-dist@4.5.0"},
		{"yarn@3.8.7", "", ".yarn/releases/yarn-3.8.7.cjs", "24", ""},
	} {
		p, err := planOf(t, "auto", nil, func(st *detect.Stack) {
			st.Manager, st.Version, st.Node.Pinned, st.Node.ManagerFile = known(x.manager), known(x.node), x.pinned, x.file
		})
		if err != nil {
			t.Errorf("%s: %v", x.manager, err)
			continue
		}
		if p.Stage("base") == nil && x.want == "" {
			continue // nothing to set up, and one install alone
		}
		if got := commands(p.Stage("base")); got != x.want {
			t.Errorf("%s on %s: %q, want %q", x.manager, x.node, got, x.want)
		}
	}
}

func TestNodeRefusals(t *testing.T) {
	sharp := func(musl bool, run ...string) func(*detect.Stack) {
		return func(st *detect.Stack) {
			st.Node.Native = []detect.Native{{Name: "canvas", Musl: musl, Run: run, Because: detect.Evidence{Path: "package.json", Line: 7}}}
		}
	}
	site := func(st *detect.Stack) { st.Node.Static = &detect.Static{Output: known("dist")} }
	for _, x := range []struct {
		name, base, nearest string
		change              func(*detect.Stack)
	}{
		{"an interpreter on scratch", "scratch", "--base distroless", nil},
		{"glibc alone on alpine", "alpine", "--base slim", sharp(false)},
		{"system packages on distroless", "distroless", "--base slim", sharp(true, "libcairo2")},
		{"a line that distroless lacks", "distroless", "--base slim", func(st *detect.Stack) { st.Version = known("26") }},
		{"pnpm's shell script on distroless", "distroless", "--base slim", func(st *detect.Stack) {
			st.Manager, st.Start, st.Node.Bin = known("pnpm@9"), known([]string{"serve", "dist"}), "serve"
		}},
		{"a site on distroless", "distroless", "--base alpine", site},
		{"a site on scratch", "scratch", "--base alpine", site},
	} {
		_, err := planOf(t, x.base, nil, x.change)
		var r *Refusal
		if !errors.As(err, &r) || r.Nearest != x.nearest || len(r.Because) == 0 {
			t.Errorf("%s: %v (%+v), want a refusal with evidence and %s", x.name, err, r, x.nearest)
		}
	}
	p, err := planOf(t, "auto", nil, sharp(false, "libcairo2"))
	if err != nil || p.Base != "slim" || strings.Join(p.Prod().Packages.Names, " ") != "libcairo2" {
		t.Errorf("auto with system packages: %v", err)
	}
}

func TestNodeEntry(t *testing.T) {
	for _, x := range []struct {
		name, base, want string
		change           func(*detect.Stack)
	}{
		{"distroless", "distroless", "/usr/bin/tini-static -- /nodejs/bin/node | dist/server.js", nil},
		{"slim", "slim", "/usr/bin/tini-static -- node | dist/server.js", nil},
		{"alpine", "alpine", "/sbin/tini -- node | dist/server.js", nil},
		{"handler", "slim", "node | dist/server.js", func(st *detect.Stack) { st.Signals = known(true) }},
		{"package's program", "distroless", "/usr/bin/tini-static -- /nodejs/bin/node | node_modules/.bin/serve dist", func(st *detect.Stack) {
			st.Start, st.Node.Bin = known([]string{"serve", "dist"}), "serve"
		}},
		{"plug'n'play", "slim", "/usr/bin/tini-static -- node --require /app/.pnp.cjs | dist/server.js", func(st *detect.Stack) {
			st.Manager, st.Node.Linker = known("yarn@4.5.0"), "pnp"
		}},
		{"another program", "slim", "/usr/bin/tini-static -- | ./run", func(st *detect.Stack) { st.Start = known([]string{"./run"}) }},
	} {
		p, err := planOf(t, x.base, nil, x.change)
		if err != nil {
			t.Errorf("%s: %v", x.name, err)
			continue
		}
		prod := p.Prod()
		if got := strings.Join(prod.Entrypoint, " ") + " | " + strings.Join(prod.Cmd, " "); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

func TestNodeHealth(t *testing.T) {
	for _, x := range []struct {
		health, env, want string
	}{
		{"/healthz", "PORT", "require('http').get(`http://127.0.0.1:${process.env.PORT}/healthz`, r => process.exit(r.statusCode === 200 ? 0 : 1))"},
		{"", "", "require('http').get('http://127.0.0.1:3000/', r => process.exit(r.statusCode < 500 ? 0 : 1))"},
		{"/it's`\\", "", "require('http').get('http://127.0.0.1:3000/its', r => process.exit(r.statusCode === 200 ? 0 : 1))"},
	} {
		p, err := planOf(t, "slim", nil, func(st *detect.Stack) { st.Health.Value, st.PortEnv.Value = x.health, x.env })
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Prod().Health.Test[2]; got != x.want {
			t.Errorf("%q: %s", x.health, got)
		}
	}
	p, err := planOf(t, "slim", nil, func(st *detect.Stack) {
		st.Port, st.PortEnv, st.Node.Service = detect.Fact[int]{}, detect.Fact[string]{}, false
	})
	if err != nil || p.Prod().Health != nil || p.Prod().Expose != nil {
		t.Errorf("a worker is asked: %v %+v", err, p.Prod())
	}
}

func TestNodeSecrets(t *testing.T) {
	p, err := planOf(t, "auto", nil, func(st *detect.Stack) {
		st.Node.Manifests = append(st.Node.Manifests, ".npmrc")
		st.Node.Secrets = []detect.Candidate{{Value: "NPM_TOKEN"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Secrets) != 1 || p.Secrets[0].ID != "NPM_TOKEN" || p.Secrets[0].Env != "NPM_TOKEN" {
		t.Errorf("secrets %+v", p.Secrets)
	}
	found := false
	for _, m := range p.Stage("deps").Steps[0].Run.Mounts {
		found = found || m.Type == "secret" && m.Env == "NPM_TOKEN" && m.Required
	}
	if !found {
		t.Error("the install does not see the secret")
	}
	last := ""
	for _, i := range p.Ignore {
		if strings.HasSuffix(i.Text, ".npmrc") {
			last = i.Text
		}
	}
	if last != "!.npmrc" {
		t.Errorf(".npmrc is hidden from the mount that reads it, by %q", last)
	}
}

func TestNodeWorkspace(t *testing.T) {
	p, err := planOf(t, "auto", nil, func(st *detect.Stack) {
		st.Dir, st.Manager, st.Signals = "apps/api", known("pnpm@9"), known(true)
		st.Build = known([]string{"pnpm", "run", "build"})
		st.Node.Lock, st.Node.Output = "pnpm-lock.yaml", known([]string{"apps/api/dist"})
		st.Node.Manifests = []string{"package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "apps/api/package.json", "packages/lib/package.json"}
		st.Node.Workspace = &detect.Workspace{Root: ".", Members: []string{"apps/api", "packages/lib"}, Closure: []string{"packages/lib", "apps/api"},
			Parts: []detect.Member{{Name: "@acme/lib", Dir: "packages/lib", Build: "tsc", Output: []string{"packages/lib/dist"},
				RunFiles: []string{"packages/lib/package.json"}, Dependencies: true}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ what, got, want string }{
		{"stages", chain(p), "base<node:22-trixie-slim deps<base prod-deps<base libraries<deps build<libraries prod<gcr.io/distroless/nodejs22-debian13:nonroot"},
		{"prod-deps", commands(p.Stage("prod-deps")), "pnpm install --frozen-lockfile --prod --filter={apps/api}...; mkdir -p packages/lib/node_modules apps/api/node_modules"},
		{"libraries", commands(p.Stage("libraries")), "pnpm --filter=./packages/lib run build"},
		{"build", copies(p.Stage("build")), "apps/api ./"},
		{"prod", copies(p.Prod()), "prod-deps:/app/node_modules /app/node_modules; prod-deps:/app/packages/lib/node_modules /app/packages/lib/node_modules; " +
			"prod-deps:/app/apps/api/node_modules ./node_modules; packages/lib/package.json /app/packages/lib/package.json; " +
			"libraries:/app/packages/lib/dist /app/packages/lib/dist; apps/api/package.json ./package.json; build:/app/apps/api/dist ./dist"},
		{"workdir", p.Prod().Workdir, "/app/apps/api"},
	} {
		if x.got != x.want {
			t.Errorf("%s:\n got %s\nwant %s", x.what, x.got, x.want)
		}
	}
}

func TestServerBlock(t *testing.T) {
	for _, x := range []struct {
		site  detect.Static
		wants []string
		not   string
	}{
		{detect.Static{Fallback: "index.html", Hashed: "/assets/"}, []string{"try_files $uri /index.html;", "location /assets/ {", "immutable"}, "error_page"},
		{detect.Static{Fallback: "404.html"}, []string{"error_page 404 /404.html;", "=404"}, "immutable"},
		{detect.Static{Fallback: "x; }\nevil", Hashed: "/a b/"}, []string{"=404"}, "evil"},
	} {
		s := &nodeService{n: &detect.Node{Static: &x.site}}
		got := s.serverBlock(8080)
		for _, w := range x.wants {
			if !strings.Contains(got, w) {
				t.Errorf("%+v lacks %q:\n%s", x.site, w, got)
			}
		}
		if strings.Contains(got, x.not) {
			t.Errorf("%+v has %q:\n%s", x.site, x.not, got)
		}
		if strings.Count(got, "{") != strings.Count(got, "}") {
			t.Errorf("%+v: braces do not match:\n%s", x.site, got)
		}
	}
}
