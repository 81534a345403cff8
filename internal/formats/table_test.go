package formats

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestTables holds the reader of tables to a parser of all of YAML.
func TestTables(t *testing.T) {
	files, _ := filepath.Glob("../../detect/*/*.yaml")
	core, _ := filepath.Glob("../../detect/*.yaml")
	if files = append(files, core...); len(files) < 6 {
		t.Fatal(files)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var got, want any
		if err := json.Unmarshal(tablesAsJSON(string(text)), &got); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := yaml.Unmarshal(text, &want); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if string(a) != string(b) {
			t.Errorf("%s: read as\n%s\nbut it is\n%s", name, a, b)
		}
	}
}
