package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
)

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
	for key := range readers {
		if s.Properties[key] == nil {
			t.Errorf("%s is not in the schema", key)
		}
	}
	if len(s.Properties) != len(readers) {
		t.Errorf("%d keys, not %d", len(s.Properties), len(readers))
	}
	answers := s.Defs["answers"].Properties
	for _, k := range choice.Keys() {
		a := answers[k.Name]
		if a["description"] != k.Help+" ("+k.Flag+", "+k.Variable+")" || a["type"] == nil && a["enum"] == nil && a["oneOf"] == nil {
			t.Errorf("%s: %v", k.Name, a)
		}
	}
	if len(answers) != len(choice.Keys()) {
		t.Errorf("%d answers", len(answers))
	}
	if fmt.Sprint(answers["base"]["enum"]) != fmt.Sprint(choice.Bases()) || !strings.Contains(fmt.Sprint(answers["targets"]["oneOf"]), fmt.Sprint(choice.Targets())) {
		t.Errorf("base %v, targets %v", answers["base"], answers["targets"])
	}
}
