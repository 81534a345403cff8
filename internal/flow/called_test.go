package flow_test

import (
	"strings"
	"testing"
)

// TestCalledManager: the image holds the package manager that its program starts, where one installed it; else a note says that it lacks it.
func TestCalledManager(t *testing.T) {
	js := func(call string) string {
		return "const { execSync } = require('node:child_process');\nexecSync('" + call + "');\n"
	}
	const pnpm = `{"name":"x","packageManager":"pnpm@10.4.1","scripts":{"start":"node main.js"},"dependencies":{"ms":"2.1.3"}}`
	tests := []struct {
		name  string
		files map[string]string
		want  []string
		note  string
	}{
		{"engines", map[string]string{"package.json": `{"name":"x","engines":{"pnpm":"11.5.x"},"scripts":{"start":"node main.js"}}`, "main.js": js("pnpm --version")},
			[]string{"npm install --global pnpm@11.5.x"}, "the image contains it"},
		{"corepack", map[string]string{"package.json": pnpm, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "main.js": js("pnpm run migrate")},
			[]string{"ENV COREPACK_HOME=", "corepack install --global pnpm@10.4.1"}, "the image contains it"},
		{"bun", map[string]string{"package.json": `{"name":"x","scripts":{"start":"bun main.js"},"dependencies":{"ms":"2.1.3"}}`, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "main.js": js("pnpm --version")},
			[]string{"/usr/local/bin/bun /usr/local/bin/bun", "npm install --global pnpm@9", `"--", "bun"]`}, "the image contains it"},
		{"npx", map[string]string{"package.json": strings.Replace(pnpm, "pnpm@10.4.1", "npm@11.0.0", 1), "main.js": js("npx ms 1")}, nil, "the image contains it"},
		{"other", map[string]string{"package.json": strings.Replace(pnpm, "pnpm@10.4.1", "npm@11.0.0", 1), "main.js": js("pnpm --version")}, nil, "which the image does not have"},
		{"uv", map[string]string{"main.py": "import subprocess\nsubprocess.run([\"uv\", \"--version\"])\n", "pyproject.toml": "[project]\nname = \"x\"\nversion = \"1\"\n", "uv.lock": "version = 1\n"},
			[]string{"UV_CACHE_DIR=/tmp/uv", "/uv /uvx /usr/local/bin/"}, "the image contains it"},
		{"poetry", map[string]string{"main.py": "import subprocess\nsubprocess.run([\"poetry\", \"--version\"])\n", "pyproject.toml": "[project]\nname = \"x\"\nversion = \"1\"\n"}, nil, "which the image does not have"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range tt.files {
				put(t, dir, name, text)
			}
			made := msgen(dir, "init", "--yes", "--stdout")
			_, prod, found := strings.Cut(made.out, " AS prod\n")
			if !found || made.code != 0 {
				t.Fatalf("%d:\n%s%s", made.code, made.out, made.stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(prod, want) {
					t.Errorf("no %q in\n%s", want, prod)
				}
			}
			if len(tt.want) == 0 && strings.Contains(prod, "The program starts") {
				t.Errorf("a manager too many in\n%s", prod)
			}
			if !strings.Contains(made.stderr, tt.note) || strings.Contains(made.stderr, "(MS") {
				t.Errorf("no %q in\n%s", tt.note, made.stderr)
			}
		})
	}
}
