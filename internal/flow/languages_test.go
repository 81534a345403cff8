package flow_test

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/templates"
)

// Templates, plan and cases must know the same languages; that detect finds them, the cases show.
func TestLanguagesAgree(t *testing.T) {
	var laidOut []string
	entries, err := fs.ReadDir(templates.FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), "_") {
			laidOut = append(laidOut, e.Name())
		}
	}
	if planned := flow.BuiltIn(); !slices.Equal(planned, laidOut) {
		t.Errorf("plan knows %v, templates %v", planned, laidOut)
	}
	for _, stack := range laidOut {
		cases, err := filepath.Glob("../../testdata/stacks/" + stack + "-*.txtar")
		if err != nil || len(cases) == 0 {
			t.Errorf("%s has no case in testdata/stacks (%v)", stack, err)
		}
	}
}
