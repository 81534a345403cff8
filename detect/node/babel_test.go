package node

import (
	"slices"
	"strings"
	"testing"
)

// TestNodeRunFilesOfPackages holds files that no source names, because a package reads them by convention.
func TestNodeRunFilesOfPackages(t *testing.T) {
	babel := `,"devDependencies":{"@babel/core":"7","@babel/node":"7"}}`
	tests := []struct {
		name, manifest, start, file string
		dev                         bool
	}{
		{"babel-node", `{"scripts":{"start":"babel-node src/index.js"},"dependencies":{"koa":"2"}` + babel, "node node_modules/@babel/node/bin/babel-node.js src/index.js", ".babelrc", true},
		{"nodemon over babel-node", `{"scripts":{"start":"nodemon --exec babel-node src/index.js"},"dependencies":{"koa":"2"}` + babel, "node node_modules/@babel/node/bin/babel-node.js src/index.js", ".babelrc", true},
		{"a hidden file that is published", `{"files":["./.babelrc","src"],"scripts":{"start":"node src/index.js"},"dependencies":{"koa":"2"}}`, "node src/index.js", ".babelrc", false},
		{"a directory that is loaded", `{"scripts":{"start":"node src/index.js"},"dependencies":{"koa":"2"}}`, "node src/index.js", "extra", false},
		{"config beside a build", `{"scripts":{"build":"tsc","start":"node dist/index.js"},"dependencies":{"config":"3","koa":"2"},"devDependencies":{"typescript":"5"}}`, "node dist/index.js", "config", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, map[string]string{"package.json": tt.manifest, ".babelrc": "{}", "src/index.js": "import Koa from 'koa'\nimport x from '../extra/x.json'\nnew Koa().listen(5000)", "src/index.ts": "app.listen(1)",
				"tsconfig.json": `{"compilerOptions":{"outDir":"dist","rootDir":"src"}}`, "config/default.json": "{}", "extra/x.json": "{}"})
			if got := strings.Join(s.Start.Value, " "); got != tt.start {
				t.Errorf("start %q, want %q", got, tt.start)
			}
			if !slices.Contains(s.Node.RunFiles, tt.file) || s.Node.DevAtRun != tt.dev {
				t.Errorf("files %q, dev %v", s.Node.RunFiles, s.Node.DevAtRun)
			}
		})
	}
}
