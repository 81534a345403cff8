package schema

import (
	"encoding/json"
	"reflect"
	"testing"
)

type inner struct {
	Text string `json:"text"`
	Self *inner `json:"self,omitempty"`
}

type box[T any] struct {
	Value T `json:"value"`
}

type outer struct {
	Schema string `json:"schema"`
	inner2
	List   []inner        `json:"list"`
	One    box[string]    `json:"one"`
	Many   box[[]string]  `json:"many"`
	Names  map[string]int `json:"names"`
	Hidden string         `json:"-"`
	Maybe  bool           `json:"maybe,omitempty"`
	Bare   int
	secret int
}

type inner2 struct {
	Embedded string `json:"embedded"`
}

// Each kind of field, as a whole; a type that holds itself comes to an end.
func TestOf(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(Of(reflect.TypeFor[outer](), "x/v1", "A title"), &got); err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal([]byte(`{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A title", "type": "object",
		"required": ["schema", "embedded", "list", "one", "many", "names", "Bare"],
		"properties": {
			"schema": {"const": "x/v1"}, "embedded": {"type": "string"}, "maybe": {"type": "boolean"}, "Bare": {"type": "integer"},
			"list": {"type": ["array", "null"], "items": {"$ref": "#/$defs/Inner"}},
			"one": {"$ref": "#/$defs/BoxString"}, "many": {"$ref": "#/$defs/BoxListString"},
			"names": {"type": ["object", "null"], "additionalProperties": {"type": "integer"}}
		},
		"$defs": {
			"Inner": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}, "self": {"$ref": "#/$defs/Inner"}}},
			"BoxString": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
			"BoxListString": {"type": "object", "required": ["value"], "properties": {"value": {"type": ["array", "null"], "items": {"type": "string"}}}}
		}
	}`), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		text, _ := json.MarshalIndent(got, "", "  ")
		t.Errorf("got %s", text)
	}
	_ = outer{secret: 1}.secret // a field that is not exported is not published
}
