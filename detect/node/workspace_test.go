package node

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// dirs gives the directories of services.
func dirs(stacks []detect.Stack) string {
	var out []string
	for _, s := range stacks {
		out = append(out, s.Dir)
	}
	return strings.Join(out, " ")
}

var monorepo = map[string]string{
	"package.json":                 `{"private":true,"workspaces":["apps/*","packages/**","!packages/old"],"devDependencies":{"typescript":"5","husky":"9"}}`,
	"package-lock.json":            "{}",
	"apps/api/package.json":        `{"name":"@x/api","scripts":{"build":"tsc","start":"node dist/server.js"},"dependencies":{"express":"5","@x/lib":"*"},"devDependencies":{"@x/config":"*"}}`,
	"apps/api/tsconfig.json":       `{"compilerOptions":{"outDir":"dist","rootDir":"src"}}`,
	"apps/api/src/server.ts":       "app.listen(3000)",
	"apps/web/package.json":        `{"name":"web","scripts":{"build":"vite build","start":"vite"},"dependencies":{"@x/lib":"workspace:*"},"devDependencies":{"vite":"7"}}`,
	"apps/web/index.html":          "",
	"packages/lib/package.json":    `{"name":"@x/lib","main":"dist/index.js","scripts":{"build":"tsc"},"dependencies":{"@x/deep":"^1.0.0"}}`,
	"packages/lib/src/index.ts":    "",
	"packages/a/deep/package.json": `{"name":"@x/deep","main":"index.js"}`,
	"packages/a/deep/index.js":     "",
	"packages/config/package.json": `{"name":"@x/config"}`,
	"packages/config/base.json":    "{}",
	"packages/old/package.json":    `{"name":"@x/old"}`,
}

// TestNodeWorkspace holds a monorepo: its services, what each needs, what is a library.
func TestNodeWorkspace(t *testing.T) {
	stacks := stacks(t, monorepo)
	if got := dirs(stacks); got != "apps/api apps/web" {
		t.Fatalf("services: %s", got)
	}
	api, web := stacks[0], stacks[1]
	if api.Context != "." || api.Name != "api" || web.Node.Static == nil || web.Node.Static.Output.Value != "apps/web/dist" {
		t.Errorf("got %+v, %+v", api, web.Node)
	}
	w := api.Node.Workspace
	if got := strings.Join(w.Closure, " "); got != "packages/a/deep packages/lib packages/config apps/api" {
		t.Errorf("closure: %s", got)
	}
	if slices.Contains(w.Members, "packages/old") {
		t.Error("a member that is taken out is in")
	}
	for _, p := range w.Parts {
		if p.Dev != (p.Name == "@x/config") {
			t.Errorf("%s: dev %v", p.Name, p.Dev)
		}
		if p.Name == "@x/lib" && (p.Build != "tsc" || !slices.Equal(p.Output, []string{"packages/lib/dist"})) {
			t.Errorf("lib: %+v", p)
		}
		if p.Name == "@x/deep" && !slices.Contains(p.RunFiles, "packages/a/deep/index.js") {
			t.Errorf("deep: %+v", p)
		}
	}
	if got := api.Node.Output.Value; !slices.Equal(got, []string{"apps/api/dist"}) {
		t.Errorf("output: %v", got)
	}
	if !slices.Contains(api.Node.Manifests, "package-lock.json") || !slices.Contains(api.Node.Manifests, "packages/lib/package.json") {
		t.Errorf("manifests: %v", api.Node.Manifests)
	}
}

// TestNodeWorkspaceRoots holds what the root of a workspace is.
func TestNodeWorkspaceRoots(t *testing.T) {
	api := map[string]string{"packages/api/package.json": `{"name":"api","main":"index.js","dependencies":{"express":"5"}}`, "packages/api/index.js": "app.listen(3000)"}
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"it starts a member", with(api, "package.json", `{"workspaces":["packages/*"],"scripts":{"start":"node packages/api/index.js"}}`), "."},
		{"it says nothing", with(api, "package.json", `{"workspaces":["packages/*"]}`), "packages/api"},
		{"it delegates", with(api, "package.json", `{"workspaces":["packages/*"],"scripts":{"start":"cd packages/api && npm start"}}`), "packages/api"},
		{"it delegates by its manager", with(api, "package.json", `{"workspaces":["packages/*"],"scripts":{"start":"npm start -w packages/api"}}`), "packages/api"},
		{"it delegates to a task runner", with(api, "package.json", `{"workspaces":["packages/*"],"scripts":{"start":"turbo run start"},"devDependencies":{"turbo":"2"}}`), "packages/api"},
		{"pnpm says who belongs to it", with(api, "package.json", `{}`, "pnpm-workspace.yaml", "packages:\n  - packages/*\n"), "packages/api"},
		{"lerna does", with(api, "package.json", `{}`, "lerna.json", `{"packages":["packages/*"]}`), "packages/api"},
		{"packages as a table", with(api, "package.json", `{"workspaces":{"packages":["packages/*"]}}`), "packages/api"},
		{"two services side by side", with(api, "services/a/package.json", `{"scripts":{"start":"node a.js"},"dependencies":{"koa":"2"}}`, "services/a/a.js", "app.listen(1)"), "packages/api services/a"},
		{"an example beside a service", with(api, "examples/x/package.json", `{"scripts":{"start":"node a.js"}}`, "examples/x/a.js", ""), "packages/api"},
		{"an example alone", map[string]string{"examples/x/package.json": `{"scripts":{"start":"node a.js"}}`, "examples/x/a.js": ""}, "examples/x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := dirs(stacks(t, tt.files)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestNodeTaskRunner holds the command that builds a member together with what it stands on.
func TestNodeTaskRunner(t *testing.T) {
	for tool, want := range map[string]string{"turbo": "turbo run build --filter=@x/api --env-mode=loose", "nx": "nx run @x/api:build"} {
		root := `{"workspaces":["apps/*","packages/**"],"devDependencies":{"` + tool + `":"2"}}`
		stacks := stacks(t, with(monorepo, "package.json", root, tool+".json", "{}"))
		if got := strings.Join(stacks[0].Build.Value, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestNodeClosureLoop requires that packages which depend on each other come to an end.
func TestNodeClosureLoop(t *testing.T) {
	stacks := stacks(t, map[string]string{
		"package.json":   `{"workspaces":["*"]}`,
		"a/package.json": `{"name":"a","scripts":{"start":"node a.js"},"dependencies":{"b":"*"}}`, "a/a.js": "",
		"b/package.json": `{"name":"b","dependencies":{"a":"*"}}`,
	})
	if len(stacks) != 1 || len(stacks[0].Node.Workspace.Closure) != 2 {
		t.Errorf("got %+v", stacks)
	}
}

// TestNodeNx holds applications that share the manifest of the root.
func TestNodeNx(t *testing.T) {
	project := `{"projectType":"application","targets":{"build":{"executor":"@nx/webpack:webpack","options":{"outputPath":"dist/apps/api","main":"apps/api/src/main.ts"}}}}`
	files := map[string]string{"package.json": `{"scripts":{"start":"nx serve"},"dependencies":{"express":"5"},"devDependencies":{"nx":"20"}}`, "nx.json": "{}", "apps/api/project.json": project, "apps/api/src/main.ts": "app.listen(3333)"}
	s := stack(t, files)
	if got := strings.Join(s.Start.Value, " "); got != "node dist/apps/api/main.js" || s.Port.Value != 3333 || strings.Join(s.Build.Value, " ") != "nx build api" {
		t.Errorf("got %s, %d, %v", got, s.Port.Value, s.Build.Value)
	}
	worker := strings.NewReplacer("apps/api", "apps/worker").Replace(project)
	stacks := stacks(t, with(files, "apps/worker/project.json", worker, "apps/worker/src/main.ts", "setInterval(work, 1000)",
		"apps/web/project.json", `{"name":"shop","projectType":"application"}`, "apps/web/vite.config.ts", "export default { build: { outDir: '../../dist/apps/web' } }", "apps/web/index.html", "", "apps/api-e2e/project.json", project))
	if len(stacks) != 3 {
		t.Fatalf("got %d services, want three", len(stacks))
	}
	for i, want := range []string{"api apps/api node dist/apps/api/main.js 3333", "shop apps/web  0", "worker apps/worker node dist/apps/worker/main.js 0"} {
		s := stacks[i]
		if got := fmt.Sprintf("%s %s %s %d", s.Name, s.Dir, strings.Join(s.Start.Value, " "), s.Port.Value); got != want || s.Context != "." || s.Node.Home != "." {
			t.Errorf("got %q in %s of %s, want %q", got, s.Context, s.Node.Home, want)
		}
	}
	if out := stacks[1].Node.Static.Output.Value; out != "dist/apps/web" {
		t.Errorf("the page is in %s", out)
	}
}

// TestNxMembers holds the applications of an Nx workspace that have a manifest each.
func TestNxMembers(t *testing.T) {
	api := `{"name":"@x/api","dependencies":{"express":"5"},"nx":{"targets":{"build":{"executor":"@nx/esbuild:esbuild","options":{"outputPath":"apps/api/dist","main":"apps/api/src/main.ts"}},"serve":{"executor":"@nx/js:node"}}}}`
	web := `{"name":"@x/web"}`
	for name, files := range map[string]map[string]string{
		"nx build @x/api": {"apps/api/package.json": api, "apps/api/src/main.ts": "app.listen(3333)"},
		"nx build @x/web": {"apps/web/package.json": web, "apps/web/vite.config.mts": "", "apps/web/index.html": ""},
	} {
		s := stack(t, with(files, "package.json", `{"workspaces":["apps/*"],"devDependencies":{"nx":"23","vite":"8"}}`, "nx.json", `{"plugins":[{"plugin":"@nx/vite/plugin","options":{"buildTargetName":"build"}}]}`))
		if got := strings.Join(s.Build.Value, " "); got != name {
			t.Errorf("build %q, want %q", got, name)
		}
		if got := strings.Join(s.Start.Value, " "); s.Node.Static == nil && got != "node dist/main.js" {
			t.Errorf("start %q", got)
		}
		if len(s.Notes) > 0 && strings.Contains(s.Notes[0].Text, "build script") {
			t.Errorf("note: %s", s.Notes[0].Text)
		}
	}
}

// TestRelative holds paths as seen from directories.
func TestRelative(t *testing.T) {
	for _, tt := range []struct{ dir, p, want string }{
		{".", "a/b", "a/b"}, {"a", "a/b", "b"}, {"a", "a", "."}, {"a/b", "a/c", "../c"}, {"a/b", ".", "../.."}, {"a", "b/c", "../b/c"},
	} {
		if got := detect.Relative(tt.dir, tt.p); got != tt.want {
			t.Errorf("%s from %s: got %s, want %s", tt.p, tt.dir, got, tt.want)
		}
	}
}

// FuzzNode feeds manifests and sources; nothing may panic, and whatever is known has its evidence.
func FuzzNode(f *testing.F) {
	f.Add(`{"scripts":{"start":"node a.js","build":"npm run start"},"dependencies":{"express":"5"}}`, "app.listen(process.env.PORT || 3000)", "lockfileVersion: '9.0'", "node a.js")
	f.Add(`{"workspaces":["*"],"main":"..","bin":{"a":1},"engines":{"node":">="}}`, "", "", "cd .. && npm start")
	f.Add(`{"scripts":{"start":"nodemon --exec"},"type":[],"packageManager":"pnpm@","devEngines":{"runtime":[1]}}`, "process.on('SIGTERM'", "__metadata:", "'")
	f.Add(`{"dependencies":{"next":"","@angular/core":1,"vite":{}}}`, "@Controller(\n@Get()", "version: 8", "env-cmd")
	f.Fuzz(func(t *testing.T, manifest, source, lock, script string) {
		tr, err := detect.Walk(repo(map[string]string{"package.json": manifest, "a.js": source, "src/index.ts": source, "pnpm-lock.yaml": lock, "yarn.lock": lock, ".nvmrc": script, "Procfile": "web: " + script,
			"tsconfig.json": source, "next.config.js": source, "angular.json": manifest, "nx.json": "{}", "project.json": manifest, ".npmrc": script, "p/package.json": manifest}))
		if err != nil {
			t.Fatal(err)
		}
		stacks, err := Read(tr)
		if err != nil {
			return
		}
		for _, s := range stacks {
			proven(t, s)
		}
	})
}

// TestNodeLeftOut requires a word on a package that can have no image beside one that can.
func TestNodeLeftOut(t *testing.T) {
	s := stack(t, map[string]string{"api/package.json": `{"scripts":{"start":"node a.js"},"dependencies":{"koa":"3"}}`, "api/a.js": "app.listen(1)",
		"mobile/package.json": `{"scripts":{"start":"expo start"},"dependencies":{"expo":"54"}}`})
	if s.Dir != "api" || !noted(s, "mobile/package.json is left out") {
		t.Errorf("got %s, %v", s.Dir, s.Notes)
	}
}

// TestLibrariesAreNotEnclosed asks no package that is no service for the members that it depends on: where each depends on
// many, that takes the square of the time.
func TestLibrariesAreNotEnclosed(t *testing.T) {
	files := map[string]string{"package.json": `{"workspaces":["*"]}`,
		"s/package.json": `{"name":"s","scripts":{"start":"node s.js"},"dependencies":{"a":"*"}}`, "s/s.js": "require('http').createServer().listen(3000)\n"}
	for _, name := range []string{"a", "b", "c"} {
		files[name+"/package.json"] = `{"name":"` + name + `","main":"i.js","dependencies":{"a":"*","b":"*"}}`
		files[name+"/i.js"] = "module.exports = 1\n"
	}
	tr, err := detect.Walk(repo(files))
	if err != nil {
		t.Fatal(err)
	}
	r, err := readPackages(tr)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.readSpaces(); err != nil {
		t.Fatal(err)
	}
	space := r.spaces["a"]
	for _, dir := range []string{"a", "b", "c"} {
		if r.service(dir, nil) != nil || len(space.links) > 0 {
			t.Errorf("%s: asked for %v", dir, space.links)
		}
	}
	if s := r.service("s", nil); s == nil || len(space.links) != 3 || len(s.n.Workspace.Parts) != 2 {
		t.Errorf("got %+v, asked for %v", s, space.links)
	}
}

// TestServicesShareParts takes a secret out of a member's files for each of two services.
func TestServicesShareParts(t *testing.T) {
	files := map[string]string{"package.json": `{"workspaces":["*"]}`, "lib/package.json": `{"name":"lib","main":"a.js"}`, "lib/a.js": "", "lib/server.pem": "-----BEGIN PRIVATE KEY-----\n", "lib/z.js": ""}
	for _, name := range []string{"s", "t"} {
		files[name+"/package.json"] = `{"name":"` + name + `","scripts":{"start":"node s.js"},"dependencies":{"lib":"*"}}`
		files[name+"/s.js"] = "require('http').createServer().listen(3000)\n"
	}
	report, err := detect.Scan(repo(files), []detect.Language{Read})
	if err != nil || len(report.Stacks) != 2 {
		t.Fatal(err, report.Stacks)
	}
	for _, s := range report.Stacks {
		if got := s.Node.Workspace.Parts[0].RunFiles; !slices.Equal(got, []string{"lib/package.json", "lib/a.js", "lib/z.js"}) {
			t.Errorf("%s: %q", s.Name, got)
		}
	}
}
