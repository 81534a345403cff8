package node

import (
	"fmt"
	"strings"
	"testing"
)

// TestNodeEra holds the release line of a project that declares none, or a wide range: what its framework says in the lock file,
// what is known of a package, and the default where nothing speaks against it.
func TestNodeEra(t *testing.T) {
	npm := func(name, version, engines string) string {
		return "{\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    \"node_modules/" + name + "\": {\n      \"version\": \"" + version + "\",\n      \"engines\": {\n        \"node\": \"" + engines + "\"\n      }\n    }\n  }\n}\n"
	}
	page := map[string]string{"index.html": "", "src/index.js": "", "angular.json": `{"projects":{"a":{"architect":{"build":{"builder":"@angular/build:application","options":{}}}}}}`}
	for _, tt := range []struct{ name, manifest, lock, text, want, said string }{
		{"engines of the framework", `{"scripts":{"start":"strapi start"},"dependencies":{"@strapi/strapi":"4.5.0"}}`, "package-lock.json", npm("@strapi/strapi", "4.5.0", ">=14.19.1 <=18.x.x"), ">=14.19.1 <=18.x.x", "package-lock.json:7"},
		{"engines without a bound", `{"scripts":{"start":"strapi start"},"dependencies":{"@strapi/strapi":"6.0.0"}}`, "package-lock.json", npm("@strapi/strapi", "6.0.0", ">=18"), "", ""},
		{"engines of pnpm's lock", `{"scripts":{"start":"strapi start"},"dependencies":{"@strapi/strapi":"4.20.0"}}`, "pnpm-lock.yaml", "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@strapi/strapi':\n        specifier: 4.20.0\n        version: 4.20.0(react@18.2.0)\n\npackages:\n\n  '@strapi/strapi@4.20.0':\n    resolution: {integrity: x}\n    engines: {node: '>=18.0.0 <=20.x.x', npm: '>=6.0.0'}\n", ">=18.0.0 <=20.x.x", "pnpm-lock.yaml:15"},
		{"Gatsby 4", `{"scripts":{"build":"gatsby build"},"dependencies":{"gatsby":"^4.24.0"}}`, "", "", "18", "package.json:1"},
		{"Gatsby 5", `{"scripts":{"build":"gatsby build"},"dependencies":{"gatsby":"^5.1.0"}}`, "", "", "", ""},
		{"node-sass by the lock", `{"scripts":{"build":"webpack"},"dependencies":{"express":"4","node-sass":">=7"},"main":"src/index.js"}`, "yarn.lock", "# yarn lockfile v1\n\n\nexpress@4:\n  version \"4.18.0\"\n\nnode-sass@>=7:\n  version \"8.0.0\"\n", "18", "yarn.lock:7"},
		{"msgpackr through Gatsby", `{"scripts":{"build":"gatsby build"},"dependencies":{"gatsby":"^5.1.0"}}`, "package-lock.json", npm("msgpackr", "1.9.9", ">=12"), "22", "package-lock.json:7"},
		{"a range that leaves it open", `{"dependencies":{"express":"4","better-sqlite3":">=8"},"main":"src/index.js"}`, "", "", "", ""},
		{"within a wide range", `{"engines":{"node":">=14"},"dependencies":{"express":"4","better-sqlite3":"^9.0.0"},"main":"src/index.js"}`, "", "", "20", "package.json:1"},
		{"outside of a wide range", `{"engines":{"node":">=22"},"dependencies":{"express":"4","better-sqlite3":"^9.0.0"},"main":"src/index.js"}`, "", "", ">=22", ""},
		{"declared", `{"engines":{"node":"20"},"dependencies":{"express":"4","bcrypt":"3.0.6"},"main":"src/index.js"}`, "", "", "20", ""},
		{"Angular 12", `{"scripts":{"build":"ng build"},"dependencies":{"@angular/core":"~12.2.0"}}`, "", "", "14", "package.json:1"},
		{"Angular 16", `{"scripts":{"build":"ng build"},"dependencies":{"@angular/core":"^16.0.0"}}`, "", "", "18", "package.json:1"},
		{"Angular 21", `{"scripts":{"build":"ng build"},"dependencies":{"@angular/core":"^21.0.0"}}`, "", "", "", ""},
	} {
		files := with(page, "package.json", tt.manifest)
		if tt.lock != "" {
			files[tt.lock] = tt.text
		}
		s := stack(t, files)
		if s.Version.Value != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, s.Version.Value, tt.want)
		}
		said := ""
		for _, n := range s.Notes {
			if strings.Contains(n.Text, "is the newest that") {
				said = fmt.Sprintf("%s:%d", n.Because[0].Path, n.Because[0].Line)
			}
		}
		if said != tt.said {
			t.Errorf("%s: the note rests on %q, want %q", tt.name, said, tt.said)
		}
	}
}

// TestNodeLegacyHashes holds for which releases of Node an old webpack gets OpenSSL's legacy provider.
func TestNodeLegacyHashes(t *testing.T) {
	for manifest, want := range map[string]bool{
		`{"scripts":{"build":"react-scripts build"},"dependencies":{"react-scripts":"4.0.3"}}`:                         true,
		`{"scripts":{"build":"react-scripts build"},"dependencies":{"react-scripts":"^5.0.0"}}`:                        false,
		`{"engines":{"node":"16"},"scripts":{"build":"react-scripts build"},"dependencies":{"react-scripts":"4.0.3"}}`: false,
		`{"scripts":{"build":"next build","start":"next start"},"dependencies":{"next":"11.1.4"}}`:                     true,
		`{"scripts":{"build":"next build","start":"next start"},"dependencies":{"next":"12.0.0"}}`:                     false,
	} {
		s := stack(t, map[string]string{"package.json": manifest, "public/index.html": "", "src/index.js": ""})
		if got := strings.Contains(fmt.Sprint(s.Node.BuildEnv), "legacy"); got != want {
			t.Errorf("%s: %v", manifest, got)
		}
	}
}

// TestNodeLockStale compares the manifest with each form of a lock file.
func TestNodeLockStale(t *testing.T) {
	manifest := `{"scripts":{"start":"node a.js"},"dependencies":{"express":"^4.18.0"},"devDependencies":{"@types/node":"^22.0.0"}}`
	npm3 := "{\n  \"packages\": {\n    \"node_modules/@types/node\": {\n      \"version\": \"22.1.0\"\n    },\n    \"node_modules/express\": {\n      \"version\": \"VERSION\"\n    }\n  }\n}\n"
	npm1 := "{\n  \"lockfileVersion\": 1,\n  \"dependencies\": {\n    \"@types/node\": {\n      \"version\": \"22.1.0\"\n    },\n    \"express\": {\n      \"version\": \"VERSION\",\n      \"requires\": {\n        \"accepts\": \"1.0.0\"\n      }\n    }\n  }\n}\n"
	pnpm9 := "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      express:\n        specifier: VERSION\n        version: 4.18.2\n    devDependencies:\n      '@types/node':\n        specifier: ^22.0.0\n        version: 22.1.0\n\npackages:\n\n  express@4.18.2:\n    resolution: {integrity: x}\n"
	pnpm6 := "lockfileVersion: '6.0'\n\ndependencies:\n  express:\n    specifier: VERSION\n    version: 4.18.2\n\ndevDependencies:\n  '@types/node':\n    specifier: ^22.0.0\n    version: 22.1.0\n\npackages:\n\n  /express@4.18.2:\n    resolution: {integrity: x}\n"
	pnpm5 := "lockfileVersion: 5.4\n\nspecifiers:\n  '@types/node': ^22.0.0\n  express: VERSION\n\ndependencies:\n  express: 4.18.2\n\npackages:\n\n  /express/4.18.2:\n    resolution: {integrity: x}\n"
	yarn1 := "# yarn lockfile v1\n\n\n\"@types/node@^22.0.0\":\n  version \"22.1.0\"\n\nexpress@VERSION, express@^4.0.0:\n  version \"4.18.2\"\n"
	yarn4 := "__metadata:\n  version: 8\n\n\"@types/node@npm:^22.0.0\":\n  version: 22.1.0\n\n\"express@npm:VERSION\":\n  version: 4.18.2\n"
	for _, tt := range []struct{ name, file, lock, good, bad string }{
		{"npm", "package-lock.json", npm3, "4.18.2", "4.17.0"}, {"npm with four blanks", "package-lock.json", strings.ReplaceAll(npm3, "  ", "    "), "4.18.2", "4.17.0"},
		{"npm with tabs", "package-lock.json", strings.ReplaceAll(npm3, "  ", "\t"), "4.18.2", "4.17.0"}, {"the first form of npm", "package-lock.json", npm1, "4.18.2", "4.17.0"},
		{"pnpm 9", "pnpm-lock.yaml", pnpm9, "^4.18.0", "^4.17.0"}, {"pnpm 8", "pnpm-lock.yaml", pnpm6, "^4.18.0", "4.18.2"}, {"pnpm 7", "pnpm-lock.yaml", pnpm5, "^4.18.0", "^4.17.0"},
		{"yarn 1", "yarn.lock", yarn1, "^4.18.0", "^4.17.0"}, {"yarn 4", "yarn.lock", yarn4, "^4.18.0", "^4.17.0"},
		{"bun", "bun.lock", "{\n  \"lockfileVersion\": 1,\n  \"workspaces\": {\n    \"\": {\n      \"dependencies\": { \"express\": \"VERSION\" },\n      \"devDependencies\": { \"@types/node\": \"^22.0.0\", },\n    },\n  },\n  \"packages\": {\n    \"express\": [\"express@4.18.2\", \"\", {}, \"sha512-x\"],\n  },\n}\n", "^4.18.0", "^4.17.0"},
	} {
		for version, stale := range map[string]bool{tt.good: false, tt.bad: true} {
			s := stack(t, map[string]string{"package.json": manifest, "a.js": "", tt.file: strings.ReplaceAll(tt.lock, "VERSION", version)})
			if got := s.Node.LockStale != nil; got != stale {
				t.Errorf("%s with %s: stale %v, want %v", tt.name, version, got, stale)
			}
		}
	}
	overridden := strings.Replace(strings.ReplaceAll(pnpm9, "VERSION", "4.18.2"), "importers:", "overrides:\n  express: 4.18.2\n\nimporters:", 1)
	if s := stack(t, map[string]string{"package.json": manifest, "a.js": "", "pnpm-lock.yaml": overridden}); s.Node.LockStale != nil {
		t.Errorf("an override of pnpm is taken for a lock out of date: %v", s.Node.LockStale)
	}
	// members of a workspace stand in no lock file of Yarn
	s := stack(t, map[string]string{"package.json": `{"workspaces":["*"]}`, "a/package.json": `{"name":"a","scripts":{"start":"node a.js"},"dependencies":{"b":"1.0.0"}}`, "a/a.js": "", "b/package.json": `{"name":"b","version":"1.0.0"}`, "yarn.lock": yarn1})
	if s.Node.LockStale != nil {
		t.Errorf("a member is missed: %v", s.Node.LockStale)
	}
}
