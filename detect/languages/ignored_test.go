package languages

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/detect"
)

// TestGenerated keeps a package that git ignores and the program imports, on a machine that has it and in a clean clone.
func TestGenerated(t *testing.T) {
	files := fstest.MapFS{
		".gitignore": {Data: []byte("/gen/\n*.log\n")}, "go.mod": {Data: []byte("module example.com/x\n\ngo 1.25\n")},
		"main.go": {Data: []byte("package main\n\nimport (\n\t\"net/http\"\n\n\t_ \"example.com/x/gen/pb\"\n\t_ \"example.com/x/missing\"\n)\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n")},
	}
	for _, there := range []bool{false, true} {
		if there {
			files["gen/pb/x.pb.go"] = &fstest.MapFile{Data: []byte("package pb\n")}
		}
		r, err := Scan(files)
		if err != nil || len(r.Stacks) != 1 || !slices.Contains(r.Files, "gen/pb/") || slices.Contains(r.Files, "missing/") {
			t.Fatalf("%v, %v", r, err)
		}
		if !slices.ContainsFunc(r.Notes, func(n detect.Note) bool {
			return n.Text == "git ignores gen/pb, which the program needs: generate it before you build the image" && n.Because[0].String() == "main.go:6" && n.Because[1].String() == ".gitignore:1"
		}) {
			t.Errorf("%v", r.Notes)
		}
	}
}
