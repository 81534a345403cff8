package node

import (
	"fmt"
	"slices"
	"testing"

	"github.com/msgen/msgen/detect"
)

// TestNodePublicEnv holds which files of variables reach the build of a front end, and what it is given by arguments.
func TestNodePublicEnv(t *testing.T) {
	for _, tt := range []struct {
		name     string
		files    map[string]string
		args     string
		admitted int
	}{
		{"a committed file", map[string]string{".env.production": "VITE_A=1\n", "src/a.js": "import.meta.env.VITE_A"}, "[]", 1},
		{"a private name in it", map[string]string{".env": "VITE_A=1\nDB_URL=x\n", "src/a.js": "import.meta.env.VITE_A"}, "[{VITE_A 1}]", 0},
		{"what only a test reads", map[string]string{"tests/a.js": "import.meta.env.VITE_A", "src/b.test.ts": "import.meta.env.VITE_B"}, "[]", 0},
		{"an example", map[string]string{".env.example": "VITE_A=https://example.com\nSECRET=1", "src/a.ts": "import.meta.env['VITE_A']"}, "[{VITE_A https://example.com}]", 0},
		{"a value for its absence", map[string]string{"src/a.js": "import.meta.env.VITE_A ?? '/api'"}, "[]", 0},
		{"what react-scripts sets", map[string]string{"package.json": `{"scripts":{"build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}`, "src/a.js": "process.env.PUBLIC_URL", "public/index.html": "%PUBLIC_URL%/logo.png"}, "[]", 0},
		{"the page", map[string]string{"src/a.js": "", "b.html": "<title>%VITE_T%</title>"}, "[{VITE_T }]", 0},
	} {
		files := map[string]string{"package.json": `{"scripts":{"build":"vite build"},"devDependencies":{"vite":"6"}}`, "index.html": ""}
		for p, text := range tt.files {
			files[p] = text
		}
		s := stack(t, files)
		if got := fmt.Sprint(s.Node.BuildArgs); got != tt.args || len(s.Admitted) != tt.admitted {
			t.Errorf("%s: %s, admitted %v", tt.name, got, s.Admitted)
		}
	}
}

// TestNodeGit holds dependencies from git repositories, and those of them that want a key.
func TestNodeGit(t *testing.T) {
	for deps, want := range map[string][2]int{
		`"a":"github:acme/a"`: {1, 0}, `"a":"acme/a#v1"`: {1, 0}, `"a":"git+https://example.com/a.git"`: {1, 0}, `"a":"git+ssh://git@example.com/a.git#semver:^2"`: {1, 1},
		`"a":"git@example.com:a.git"`: {1, 1}, `"a":"^1.0.0"`: {0, 0}, `"a":"npm:b@1"`: {0, 0}, `"a":"file:../a"`: {0, 0}, `"a":"workspace:*"`: {0, 0}, `"a":"https://example.com/a.tgz"`: {0, 0}, `"a":"1.x || 2.x"`: {0, 0},
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"},"dependencies":{` + deps + `}}`, "a.js": ""})
		if got := [2]int{len(s.Node.Git), len(s.Node.SSH)}; got != want {
			t.Errorf("%s: %v, want %v", deps, got, want)
		}
	}
}

// TestNodePreloaded holds the compiler's settings for what reads them as the program starts.
func TestNodePreloaded(t *testing.T) {
	for start, want := range map[string]bool{"node -r tsconfig-paths/register dist/main.js": true, "node dist/main.js": false} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"build":"tsc","start":"` + start + `"},"dependencies":{"tsx":"4","tsconfig-paths":"4"},"devDependencies":{"typescript":"5"}}`,
			"tsconfig.json": `{"extends":"./tsconfig.base.json","compilerOptions":{"outDir":"dist","rootDir":"src"}}`, "tsconfig.base.json": "{}", "src/main.ts": "app.listen(3000)"})
		got := slices.Contains(s.Node.RunFiles, "tsconfig.json") && slices.Contains(s.Node.RunFiles, "tsconfig.base.json")
		if got != want {
			t.Errorf("%s: %v", start, s.Node.RunFiles)
		}
	}
}

// TestNodeBrowser holds the browser that a package drives.
func TestNodeBrowser(t *testing.T) {
	s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"},"dependencies":{"puppeteer":"24"}}`, "a.js": ""})
	if !slices.Contains(s.Node.RunEnv, detect.EnvVar{Name: "PUPPETEER_EXECUTABLE_PATH", Value: "/usr/bin/chromium"}) || !slices.Contains(s.Node.Native[0].Run, "chromium") || len(s.Node.InstallEnv) != 1 {
		t.Errorf("%+v", s.Node)
	}
	s = stack(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"},"devDependencies":{"puppeteer":"24"}}`, "a.js": ""})
	if len(s.Node.RunEnv) != 0 {
		t.Errorf("of development: %v", s.Node.RunEnv)
	}
}
