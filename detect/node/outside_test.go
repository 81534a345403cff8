package node

import (
	"slices"
	"testing"
)

// TestNodeOutside holds what leads the build of a member out of the packages that it needs.
func TestNodeOutside(t *testing.T) {
	base := with(monorepo, "tsconfig.base.json", "{}", "shared/a.ts", "export {}")
	for _, tt := range []struct{ name, file, text, want string }{
		{"extends the workspace's", "apps/api/tsconfig.json", "{\n\"extends\": \"../../tsconfig.base.json\", \"compilerOptions\": {\"outDir\": \"dist\"}}", "apps/api/tsconfig.json:2"},
		{"an alias", "apps/api/vite.config.ts", "alias: { shared: path.resolve(__dirname, '../../shared') }", "apps/api/vite.config.ts:1"},
		{"of a member that is built with", "packages/lib/tsconfig.json", `{"extends":"../../tsconfig.base"}`, "packages/lib/tsconfig.json:1"},
		{"a member that it needs", "apps/api/vite.config.ts", "alias: { lib: path.resolve(__dirname, '../../packages/lib/src') }", ""},
		{"packages", "apps/api/tsconfig.json", `{"$schema":"../../node_modules/x/schema.json","compilerOptions":{"outDir":"dist"}}`, ""},
		{"settings of a linter", "apps/api/eslint.config.js", "import base from '../../tsconfig.base.json'", ""},
		{"what is not there", "apps/api/vite.config.ts", "outDir: '../../made'", ""},
	} {
		w := stacks(t, with(base, tt.file, tt.text))[0].Node.Workspace
		got := ""
		if len(w.Outside) > 0 {
			got = w.Outside[0].String()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestNodeThroughRoot holds packages that the root of a workspace declares for its members.
func TestNodeThroughRoot(t *testing.T) {
	files := map[string]string{
		"package.json":           `{"private":true,"scripts":{"postinstall":"prisma generate --schema db/schema.prisma && node gen.js","build":"x"},"dependencies":{"express":"5","@x/lib":"workspace:*"}}`,
		"pnpm-lock.yaml":         "lockfileVersion: '9.0'\n",
		"pnpm-workspace.yaml":    "packages: [apps/*, libs/*]\n",
		"gen.js":                 "fs.readFileSync('db/schema.prisma')",
		"db/schema.prisma":       "",
		"libs/lib/package.json":  `{"name":"@x/lib"}`,
		"libs/lib/index.js":      "",
		"apps/api/package.json":  `{"name":"api","scripts":{"build":"babel src","start":"node src/server.js"}}`,
		"apps/api/src/server.js": "import express from 'express'\nimport x from '@x/lib/x'\napp.listen(3000)",
	}
	s := stack(t, files)
	if !s.Node.Dependencies {
		t.Error("the packages of the root are not shipped")
	}
	if w := s.Node.Workspace; !slices.Equal(w.Closure, []string{"libs/lib", "apps/api"}) {
		t.Errorf("needs %v", w.Closure)
	}
	if want := []string{"pnpm", "--dir", "../..", "run", "postinstall"}; len(s.Node.Prepare) != 1 || !slices.Equal(s.Node.Prepare[0], want) || !s.Node.Changes {
		t.Errorf("prepared by %v, want %v, and the packages are changed: %v", s.Node.Prepare, want, s.Node.Changes)
	}
	files["apps/api/src/server.js"] = "app.listen(3000)"
	if s := stack(t, files); s.Node.Dependencies || len(s.Node.Workspace.Closure) != 1 {
		t.Errorf("needs %v of the root, and %v", s.Node.Dependencies, s.Node.Workspace.Closure)
	}
}
