package node

import (
	"slices"
	"testing"
)

// TestNodePipeline holds packages that build files for a back end, and what their build fills.
func TestNodePipeline(t *testing.T) {
	pkg := func(build string) string {
		return `{"scripts":{"build":"` + build + `"},"devDependencies":{"tailwindcss":"4"}}`
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string // the output; "" for no stack
	}{
		{"tailwind beside django", map[string]string{"manage.py": "", "package.json": pkg("tailwindcss -i in.css -o static/css/site.css --minify")}, "static/css"},
		{"vite without a page beside go", map[string]string{"go.mod": "module x", "package.json": pkg("vite build"), "vite.config.js": "  build: { outDir: 'assets/dist' }"}, "assets/dist"},
		{"webpack into the back end", map[string]string{"requirements.txt": "", "ui/package.json": pkg("webpack"), "ui/webpack.config.js": "path: path.resolve(__dirname, '../static/js')"}, "static/js"},
		{"webpack into itself, elsewhere", map[string]string{"requirements.txt": "", "ui/package.json": pkg("webpack")}, ""},
		{"nobody knows where", map[string]string{"go.mod": "module x", "package.json": pkg("gulp")}, ""},
		{"no back end", map[string]string{"package.json": pkg("tailwindcss -o a/b.css")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range stacks(t, tt.files) {
				if s.Refusal == nil {
					got = append(got, s.Node.Output.Value...)
				}
				if s.Start.Known() {
					t.Errorf("it starts by %v", s.Start.Value)
				}
			}
			if want := nonEmpty(tt.want); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
