package flow_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/templates"
)

// TestMain lets the test's program be the process that renders.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "__render" {
		if err := flow.ServeRender(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestApart renders every case in a process of its own too: the same bytes, and the same blocks behind every line.
func TestApart(t *testing.T) {
	apart := flow.Apart("msgen", "__render")
	defer apart.Close()
	layers := []render.Layer{{Name: "msgen", FS: templates.FS}, {Name: "acme", FS: fstest.MapFS{
		"_shared/_a.tmpl": {Data: []byte("{{define \"stage.after\"}}# {{.Answers.n}}{{range .Answers.list}} {{.}}{{end}}{{end}}")}}}}
	options := render.Options{Answers: map[string]any{"n": 7, "yes": true, "text": "ä\u2028<&", "list": []string{"a", "b"}, "none": []string(nil)},
		Final: map[string]string{"header": "msgen"}}
	n := 0
	rendered(t, func(t *testing.T, name string, r flow.Result) {
		for _, s := range r.Services {
			if n++; testing.Short() && n%10 != 0 {
				continue
			}
			here, err := render.Files(s.Plan, layers, options)
			if err != nil {
				t.Fatal(err)
			}
			there, err := apart.Files(s.Plan, layers, options)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(here) != len(there) {
				t.Fatalf("%s: %d files, not %d", name, len(there), len(here))
			}
			for i := range here {
				same(t, name, here[i], there[i])
			}
		}
	})
}

// same wants two files to be equal, line by line with what printed it.
func same(t *testing.T, name string, a, b render.File) {
	t.Helper()
	if a.Path != b.Path || a.Text != b.Text {
		t.Errorf("%s: %s differs:\n%s", name, a.Path, b.Text)
	}
	for line := range 2 + strings.Count(a.Text, "\n") {
		if !reflect.DeepEqual(a.Origin(line), b.Origin(line)) {
			t.Errorf("%s: %s:%d: %+v, not %+v", name, a.Path, line, b.Origin(line), a.Origin(line))
		}
	}
}
