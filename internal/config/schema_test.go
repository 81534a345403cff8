package config

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/msgen/msgen/internal/choice"
)

var update = flag.Bool("update", false, "write docs/schema/config.json anew")

// The published schema is what Schema gives, byte for byte.
func TestSchemaPage(t *testing.T) {
	const page = "../../docs/schema/config.json"
	want := Schema()
	if *update {
		if err := os.WriteFile(page, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != string(want) {
		t.Errorf("docs/schema/config.json is not what Schema gives; go test ./internal/config -run TestSchemaPage -update writes it (%v)", err)
	}
}

// The schema knows the keys that Parse knows, and every choice has a type.
func TestSchemaKeys(t *testing.T) {
	var s struct {
		Properties map[string]any
		Defs       map[string]struct{ Properties map[string]map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	readers := (&File{}).readers(nil)
	for _, r := range readers {
		if s.Properties[r.key] == nil {
			t.Errorf("%s is not in the schema", r.key)
		}
	}
	if len(s.Properties) != len(readers) {
		t.Errorf("%d keys, not %d", len(s.Properties), len(readers))
	}
	answers := s.Defs["answers"].Properties
	for _, k := range choice.Keys() {
		a := answers[k.Name]
		if a["description"] == "" || a["type"] == nil && a["enum"] == nil && a["oneOf"] == nil {
			t.Errorf("%s: %v", k.Name, a)
		}
	}
	if len(answers) != len(choice.Keys()) {
		t.Errorf("%d answers", len(answers))
	}
}
