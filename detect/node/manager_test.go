package node

import (
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// TestNodeVersion holds what names a version, which wins, and what loses.
func TestNodeVersion(t *testing.T) {
	pkg := func(fields string) string { return `{"scripts":{"start":"node a.js"}` + fields + `}` }
	tests := []struct {
		name    string
		files   map[string]string
		want    string
		at      string
		against int
		note    string
	}{
		{"nothing", map[string]string{"package.json": pkg("")}, "", "", 0, ""},
		{"engines", map[string]string{"package.json": pkg(`,"engines":{"node":">=22"}`)}, ">=22", "package.json:1", 0, ""},
		{"engines that say nothing", map[string]string{"package.json": pkg(`,"engines":{"node":"*"}`)}, "", "", 0, ""},
		{"volta", map[string]string{"package.json": pkg(`,"volta":{"node":"22.12.0"}`)}, "22.12.0", "package.json:1", 0, ""},
		{"devEngines", map[string]string{"package.json": pkg(`,"devEngines":{"runtime":{"name":"node","version":"^24"}}`)}, "^24", "package.json:1", 0, ""},
		{"devEngines, several", map[string]string{"package.json": pkg(`,"devEngines":{"runtime":[{"name":"bun","version":"1"},{"name":"node","version":"22"}]}`)}, "22", "package.json:1", 0, ""},
		{".nvmrc", map[string]string{"package.json": pkg(""), ".nvmrc": "# the team's\nv22.2.0\n"}, "22.2.0", ".nvmrc:2", 0, ""},
		{".nvmrc, a name", map[string]string{"package.json": pkg(""), ".nvmrc": "lts/Iron"}, "lts/iron", ".nvmrc:1", 0, ""},
		{".nvmrc, the newest", map[string]string{"package.json": pkg(""), ".nvmrc": "node"}, "latest", ".nvmrc:1", 0, ""},
		{".nvmrc, no such name", map[string]string{"package.json": pkg(""), ".nvmrc": "lts/foo"}, "", "", 0, "lts/foo"},
		{".nvmrc, no version", map[string]string{"package.json": pkg(""), ".nvmrc": "banana"}, "", "", 0, "banana"},
		{".node-version", map[string]string{"package.json": pkg(""), ".node-version": "18.20.5"}, "18.20.5", ".node-version:1", 0, ""},
		{".tool-versions", map[string]string{"package.json": pkg(""), ".tool-versions": "python 3.12\nnodejs 22.11.0\n"}, "22.11.0", ".tool-versions:2", 0, ""},
		{"mise", map[string]string{"package.json": pkg(""), "mise.toml": "[tools]\nnode = \"22\"\n"}, "22", "mise.toml:2", 0, ""},
		{"a pin before a range that allows it", map[string]string{"package.json": pkg(`,"engines":{"node":">=18"}`), ".nvmrc": "22"}, "22", ".nvmrc:1", 0, ""},
		{"a pin that the range forbids", map[string]string{"package.json": pkg(`,"engines":{"node":">=22"}`), ".nvmrc": "18"}, "18", ".nvmrc:1", 1, "disagree"},
		{"two pins", map[string]string{"package.json": pkg(`,"engines":{"node":"22.x"}`), ".nvmrc": "20"}, "22.x", "package.json:1", 1, "disagree"},
		{"two pins that agree", map[string]string{"package.json": pkg(`,"engines":{"node":"22.x"}`), ".nvmrc": "22.3.0"}, "22.x", "package.json:1", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, with(tt.files, "a.js", ""))
			at := ""
			if s.Version.Known() {
				at = s.Version.Because[0].String()
			}
			if s.Version.Value != tt.want || at != tt.at || len(s.Version.Against) != tt.against {
				t.Errorf("got %q at %q, %v", s.Version.Value, at, s.Version.Against)
			}
			if !noted(s, tt.note) {
				t.Errorf("no note of %q in %v", tt.note, s.Notes)
			}
		})
	}
}

// noted reports whether a note holds a text.
func noted(s detect.Stack, text string) bool {
	return text == "" || slices.ContainsFunc(s.Notes, func(n detect.Note) bool { return strings.Contains(n.Text, text) })
}

// TestNodeManager holds what names a package manager, its lock file and its linker.
func TestNodeManager(t *testing.T) {
	pkg := func(fields string) string {
		return `{"scripts":{"start":"node a.js"},"dependencies":{"x":"1"}` + fields + `}`
	}
	tests := []struct {
		name               string
		files              map[string]string
		want, lock, linker string
		note               string
	}{
		{"nothing", map[string]string{"package.json": pkg("")}, "", "", "node-modules", "no lock file"},
		{"npm", map[string]string{"package.json": pkg(""), "package-lock.json": "{}"}, "npm", "package-lock.json", "node-modules", ""},
		{"npm, shrunk", map[string]string{"package.json": pkg(""), "npm-shrinkwrap.json": "{}"}, "npm", "npm-shrinkwrap.json", "node-modules", ""},
		{"pnpm 9", map[string]string{"package.json": pkg(""), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}, "pnpm@9", "pnpm-lock.yaml", "node-modules", ""},
		{"pnpm 10 by its settings", map[string]string{"package.json": pkg(""), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "pnpm-workspace.yaml": "onlyBuiltDependencies:\n  - esbuild\n"}, "pnpm@10", "pnpm-lock.yaml", "node-modules", ""},
		{"pnpm 8", map[string]string{"package.json": pkg(""), "pnpm-lock.yaml": "lockfileVersion: '6.0'\n"}, "pnpm@8", "pnpm-lock.yaml", "node-modules", ""},
		{"pnpm 7", map[string]string{"package.json": pkg(""), "pnpm-lock.yaml": "lockfileVersion: 5.4\n"}, "pnpm@7", "pnpm-lock.yaml", "node-modules", ""},
		{"pnpm by engines", map[string]string{"package.json": pkg(`,"engines":{"pnpm":"10.1.0"}`), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}, "pnpm@10.1.0", "pnpm-lock.yaml", "node-modules", ""},
		{"yarn 1", map[string]string{"package.json": pkg(""), "yarn.lock": "# THIS IS\n# yarn lockfile v1\n"}, "yarn@1", "yarn.lock", "node-modules", ""},
		{"yarn 4", map[string]string{"package.json": pkg(""), "yarn.lock": "# This\n\n__metadata:\n  version: 8\n", ".yarnrc.yml": "enableTelemetry: false\n"}, "yarn@4", "yarn.lock", "pnp", ""},
		{"yarn 4 with node_modules", map[string]string{"package.json": pkg(`,"packageManager":"yarn@4.9.2"`), "yarn.lock": "__metadata:\n  version: 8\n", ".yarnrc.yml": "nodeLinker: node-modules\n"}, "yarn@4.9.2", "yarn.lock", "node-modules", ""},
		{"yarn of the repository", map[string]string{"package.json": pkg(""), "yarn.lock": "__metadata:\n  version: 6\n", ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-3.8.7.cjs\n", ".yarn/releases/yarn-3.8.7.cjs": ""}, "yarn@3.8.7", "yarn.lock", "pnp", ""},
		{"bun", map[string]string{"package.json": pkg(""), "bun.lockb": "\x00"}, "bun", "bun.lockb", "node-modules", ""},
		{"packageManager with a hash", map[string]string{"package.json": pkg(`,"packageManager":"pnpm@9.1.0+sha512.abc"`), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}, "pnpm@9.1.0", "pnpm-lock.yaml", "node-modules", ""},
		{"two lock files", map[string]string{"package.json": pkg(""), "yarn.lock": "# yarn lockfile v1\n", "package-lock.json": "{}"}, "yarn@1", "yarn.lock", "node-modules", "disagree"},
		{"packageManager against the lock file", map[string]string{"package.json": pkg(`,"packageManager":"npm@10.9.0"`), "yarn.lock": "# yarn lockfile v1\n"}, "npm@10.9.0", "", "node-modules", "disagree"},
		{"packageManager that is none", map[string]string{"package.json": pkg(`,"packageManager":"latest"`)}, "", "", "node-modules", "is ignored"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, with(tt.files, "a.js", ""))
			if s.Manager.Value != tt.want || s.Node.Lock != tt.lock || s.Node.Linker != tt.linker {
				t.Errorf("got %q, %q, %q", s.Manager.Value, s.Node.Lock, s.Node.Linker)
			}
			if !noted(s, tt.note) {
				t.Errorf("no note of %q in %v", tt.note, s.Notes)
			}
		})
	}
}

// TestNodeRegistry holds registry settings: harmless, with a variable, with a token.
func TestNodeRegistry(t *testing.T) {
	base := map[string]string{"package.json": `{"scripts":{"start":"node a.js"}}`, "a.js": "", "package-lock.json": "{}"}
	tests := []struct {
		name, file, text         string
		manifest, private, asked bool
	}{
		{"harmless", ".npmrc", "legacy-peer-deps=true\n", true, false, false},
		{"a variable", ".npmrc", "@acme:registry=https://npm.acme.test/\n//npm.acme.test/:_authToken=${NPM_TOKEN}\n", true, false, true},
		{"a token", ".npmrc", "//npm.acme.test/:_authToken=npm_abcdef\n", false, true, false},
		{"a token in a comment", ".npmrc", "# //npm.acme.test/:_authToken=npm_abcdef\n", true, false, false},
		{"yarn, a variable", ".yarnrc.yml", "npmScopes:\n  acme:\n    npmAuthToken: \"${NPM_TOKEN}\"\n", true, false, true},
		{"yarn, a token", ".yarnrc.yml", "npmScopes:\n  acme:\n    npmAuthToken: \"abc\"\n", false, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := stack(t, with(base, tt.file, tt.text)).Node
			asked := len(n.Secrets) == 1 && n.Secrets[0].Value == "NPM_TOKEN"
			if slices.Contains(n.Manifests, tt.file) != tt.manifest || slices.Contains(n.Private, tt.file) != tt.private || asked != tt.asked {
				t.Errorf("manifests %v, private %v, secrets %v", n.Manifests, n.Private, n.Secrets)
			}
		})
	}
}

// TestNodeStale holds lock files that belong to their manifest and such that do not.
func TestNodeStale(t *testing.T) {
	lock := "{\n  \"packages\": {\n    \"\": {},\n    \"node_modules/a\": {\n      \"version\": \"1.2.3\",\n    },\n    \"node_modules/b\": {\n      \"version\": \"0.4.0\",\n"
	for deps, stale := range map[string]bool{
		`"a":"^1.0.0"`: false, `"a":">=1.2.0","b":"~0.4.0"`: false, `"a":"latest"`: false, `"a":"github:x/a"`: false,
		`"a":"^2.0.0"`: true, `"c":"1.0.0"`: true, `"b":"0.5.0"`: true,
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"},"dependencies":{` + deps + `}}`, "a.js": "", "package-lock.json": lock})
		if got := s.Node.LockStale != nil; got != stale {
			t.Errorf("%s: stale %v", deps, got)
		}
	}
}

// TestNodeHooks holds install hooks and what each needs before the packages are there.
func TestNodeHooks(t *testing.T) {
	files := map[string]string{"a.js": "", "scripts/setup.js": "", "prisma/schema.prisma": "", "patches/x.patch": ""}
	tests := []struct {
		hook string
		want []string
		runs string // install, build, never
	}{
		{"husky", []string{"patches"}, "never"},
		{"is-ci || husky install", []string{"patches"}, "never"},
		{"git config core.hooksPath .githooks", []string{"patches"}, "never"},
		{"patch-package", []string{"patches"}, "install"},
		{"node scripts/setup.js", []string{"patches", "scripts/setup.js"}, "install"},
		{"node ./scripts/setup.js && husky install || true", []string{"patches", "scripts/setup.js"}, "install"},
		{"gulp styles", []string{"patches"}, "build"},
		{"husky && gulp styles", []string{"patches"}, "build"},
	}
	for _, tt := range tests {
		s := stack(t, with(files, "package.json", `{"scripts":{"start":"node a.js","postinstall":"`+tt.hook+`"}}`))
		runs := "install"
		switch {
		case s.Build.Known():
			runs = "build"
		case len(s.Node.Unhooked) > 0:
			runs = "never"
		}
		if !slices.Equal(s.Node.InstallFiles, tt.want) || runs != tt.runs || len(s.Node.Hooks)+len(s.Node.Unhooked) != 1 {
			t.Errorf("%s: runs %s, got %v, %v", tt.hook, runs, s.Node.InstallFiles, s.Node.Hooks)
		}
	}
	s := stack(t, with(files, "package.json", `{"scripts":{"start":"node a.js"},"dependencies":{"@prisma/client":"6"},"devDependencies":{"prisma":"6"}}`))
	if !slices.Contains(s.Node.InstallFiles, "prisma/schema.prisma") || len(s.Node.Generate) != 1 {
		t.Errorf("prisma: %v, %v", s.Node.InstallFiles, s.Node.Generate)
	}
}
