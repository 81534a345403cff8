package node

import (
	"slices"
	"strings"
	"testing"
)

// TestNodeBuildFiles holds TypeScript projects: what their build reads, and where it puts the program.
func TestNodeBuildFiles(t *testing.T) {
	pkg := `{"scripts":{"build":"rimraf dist && tsc","start":"ts-node src/a.ts"},"dependencies":{"express":"5","typescript":"5"}}`
	tests := []struct {
		name  string
		files map[string]string
		want  string // "" for everything
		start string
	}{
		{"rootDir", map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist","rootDir":"src"}}`}, "src tsconfig.json", "dist/a.js"},
		{"include", map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist"},"include":["src/**/*"]}`}, "src tsconfig.json", "dist/a.js"},
		{"a base", map[string]string{"tsconfig.json": `{"extends":"./tsconfig.base.json"}`, "tsconfig.base.json": `{"compilerOptions":{"outDir":"out",/* c */"rootDir":"src",}}`}, "src tsconfig.base.json tsconfig.json", "out/a.js"},
		{"nothing said", map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist"}}`}, "src tsconfig.json", "dist/a.js"},
		{"tests beside the sources", map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist"}}`, "test/a.test.ts": ""}, "src test tsconfig.json", "dist/src/a.js"},
		{"tests left out", map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist"},"exclude":["test"]}`, "test/a.test.ts": ""}, "src tsconfig.json", "dist/a.js"},
		{"tests included and left out", map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist"},"include":["src/**/*","test/**/*"],"exclude":["test"]}`, "test/a.test.ts": ""}, "src tsconfig.json", "dist/a.js"},
		{"data from elsewhere", map[string]string{"tsconfig.json": `{"compilerOptions":{"outDir":"dist","rootDir":"."}}`, "src/b.ts": "import x from '../data/x.json'"}, "", "dist/src/a.js"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := stack(t, with(tt.files, "package.json", pkg, "src/a.ts", "app.listen(3000)"))
			if got := strings.Join(s.Node.BuildFiles, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := s.Start.Value; !slices.Equal(got, []string{"node", tt.start}) {
				t.Errorf("it starts by %v, want %s", got, tt.start)
			}
		})
	}
}
