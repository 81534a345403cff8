package languages

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestTidy takes texts of manifests on one line, without what a terminal obeys, and no version of a megabyte.
func TestTidy(t *testing.T) {
	report, err := Scan(fstest.MapFS{
		"a\n  evil/package.json": {Data: []byte(`{"description": "pay\u202e.gro\u202c\u001b[2J now", "scripts": {"start": "node server.js"}}`)},
		"a\n  evil/server.js":    {Data: []byte("require('http').createServer().listen(3000)\n")},
		"a\n  evil/.nvmrc":       {Data: []byte(strings.Repeat("2", 1<<20))},
	})
	if err != nil || len(report.Stacks) != 1 {
		t.Fatalf("%v, %d stacks", err, len(report.Stacks))
	}
	s := report.Stacks[0]
	if s.Name != "a evil" || s.Description != "pay .gro [2J now" || s.Version.Known() {
		t.Errorf("name %q, description %q, version %.20q", s.Name, s.Description, s.Version.Value)
	}
	if len(s.Notes) == 0 || !strings.Contains(s.Notes[len(s.Notes)-1].Text, "1048576 bytes long") {
		t.Errorf("notes %v", s.Notes)
	}
}
