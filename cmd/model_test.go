package cmd

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestModelSchema: the schema allows each model, and knows each of its keys.
func TestModelSchema(t *testing.T) {
	var published struct {
		Defs map[string]struct {
			Properties map[string]struct {
				AnyOf []struct {
					Ref string `json:"$ref"`
				} `json:"anyOf"`
			} `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(schemaOf("model"), &published); err != nil {
		t.Fatal(err)
	}
	var allowed []string
	for _, one := range published.Defs["ModelService"].Properties["model"].AnyOf {
		allowed = append(allowed, strings.TrimPrefix(one.Ref, "#/$defs/"))
	}
	for _, m := range models() {
		name := m.Elem().Name()
		if !slices.Contains(allowed, name) {
			t.Errorf("the schema does not allow a model of the type %s: %v", name, allowed)
		}
		text, err := json.Marshal(reflect.New(m.Elem()).Interface())
		var keys map[string]any
		if err != nil || json.Unmarshal(text, &keys) != nil {
			t.Fatal(err)
		}
		for key := range keys {
			if _, ok := published.Defs[name].Properties[key]; !ok {
				t.Errorf("the schema does not know %s.%s", name, key)
			}
		}
	}
}
