package pack

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const questions = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["team"],
  "$defs": {"unit": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 8}},
  "properties": {
    "late": {"type": "boolean"},
    "tier": {"enum": ["web", "batch"], "default": "web", "x-msgen": {"order": 2, "when": {"team": "payments", "stack": ["node", "python"]}}},
    "team": {"$ref": "#/$defs/unit", "title": "no", "description": "who owns it", "x-msgen": {"prompt": "Which team?", "order": 1}},
    "replicas": {"type": "integer", "minimum": 1, "maximum": 9, "default": 2},
    "zones": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "maxItems": 2}
  }
}`

func schema(t *testing.T, text string) *Schema {
	t.Helper()
	s, err := readSchema([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestQuestions(t *testing.T) {
	var got []string
	for _, q := range schema(t, questions).Questions() {
		got = append(got, fmt.Sprint(q.Key, "|", q.Prompt, "|", q.Help, "|", q.Type, "|", q.Default, "|", q.Required, "|", q.When, "|", q.Line, "|", q.Allowed()))
	}
	want := []string{
		"team|Which team?|who owns it|string|<nil>|true|[]|9|a text, matching ^[a-z]+$, at most 8 characters long",
		"tier|tier||string|web|false|[{team [payments]} {stack [node python]}]|8|one of web, batch",
		"late|late||boolean|<nil>|false|[]|7|true or false",
		"replicas|replicas||integer|2|false|[]|10|a whole number, at least 1, at most 9",
		"zones|zones||list|<nil>|false|[]|11|a list of a, b, at most 2 items",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestAnswer(t *testing.T) {
	s := schema(t, questions)
	for _, c := range []struct {
		key     string
		in, out any
	}{
		{"team", "payments", "payments"}, {"tier", "batch", "batch"}, {"late", "true", true}, {"late", "no", false}, {"late", true, true},
		{"replicas", "3", 3}, {"replicas", uint64(3), 3}, {"replicas", 3.0, 3}, {"replicas", int64(3), 3},
		{"zones", "a,b", []string{"a", "b"}}, {"zones", `["a"]`, []string{"a"}}, {"zones", "", []string{}}, {"zones", []any{"b"}, []string{"b"}},
	} {
		if got, err := s.Answer(c.key, c.in); err != nil || !reflect.DeepEqual(got, c.out) {
			t.Errorf("%s %v: %#v, %v", c.key, c.in, got, err)
		}
	}
	for _, c := range []struct {
		key  string
		in   any
		says string
	}{
		{"team", "Payments", `the answer team "Payments" is not a text, matching ^[a-z]+$`},
		{"team", 5, `team "5" is not`},
		{"team", "a\nUSER root", "team"},
		{"tier", "cron", `the answer tier "cron" is not one of web, batch`},
		{"late", "maybe", "true or false"},
		{"replicas", "ten", "a whole number, at least 1"},
		{"replicas", "10", "at most 9"},
		{"replicas", 1.5, "a whole number"},
		{"replicas", "99999999999999999999", "a whole number"},
		{"zones", "a,c", "a list of a, b"},
		{"zones", "[1]", "a list"},
		{"zones", []any{1}, "a list"},
		{"zones", "a,b,a", "at most 2"},
		{"other", "x", `no pack asks for "other"`},
	} {
		_, err := s.Answer(c.key, c.in)
		refused(t, err, c.says)
	}
	refused(t, s.Check(map[string]any{"team": "x", "tier": "y", "replicas": 0}), `replicas "0"`)
}

func TestComplete(t *testing.T) {
	s := schema(t, questions)
	all, missing, err := s.Complete("node", map[string]any{"replicas": "5"})
	if err != nil || len(missing) != 1 || missing[0].Key != "team" {
		t.Fatal(all, missing, err)
	}
	want := map[string]any{"team": "", "tier": "web", "late": false, "replicas": 5, "zones": []string{}}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("got %v", all)
	}
	tier, _ := s.Question("tier")
	for stack, asked := range map[string]bool{"node": true, "go": false} {
		if tier.Asked(stack, map[string]any{"team": "payments"}) != asked || tier.Asked(stack, map[string]any{"team": "search"}) {
			t.Error("asked for", stack)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	property := func(s string) string { return "{\"properties\": {\n\"a\": " + s + "}}" }
	for text, says := range map[string]string{
		"":                    "unexpected end of JSON",
		"{":                   "unexpected end of JSON",
		"[]":                  "the file is a list, but must be a mapping",
		"{} {}":               "after the end",
		"{\"a\":1,\n\"a\":2}": `schema.json:2: "a" was already set on line 1`,
		`{"prop": {}}`:        `unknown key "prop"`,
		`{"$schema": "http://json-schema.org/draft-07/schema#"}`: "2020-12",
		`{"required": ["x"]}`:                                              `"x" is required, but is not a property`,
		`{"additionalProperties": true}`:                                   "additionalProperties is false",
		`{"type": "array"}`:                                                "must be object",
		property(`{}`):                                                     "the question a has no type",
		property(`{"type": "object"}`):                                     `schema.json:2: the type "object" is not one of`,
		property(`{"type": ["string", "null"]}`):                           "is not one of",
		property(`{"type": "array"}`):                                      "items of the type string",
		property(`{"type": "string", "minLenght": 2}`):                     `unknown key "minLenght"`,
		property(`{"type": "string", "minLength": "x"}`):                   "schema.json:2: properties.a.minLength: this is not valid JSON Schema",
		property(`{"type": "string", "default": 5}`):                       "the answer a",
		property(`{"type": "integer", "default": 5, "maximum": 4}`):        `schema.json:2: the answer a "5" is not a whole number, at most 4`,
		property(`{"enum": ["x"], "default": "y"}`):                        "one of x",
		property(`{"enum": []}`):                                           "an enum is a list",
		property(`{"enum": [{}]}`):                                         "an enum is a list",
		property(`{"type": "string", "pattern": "("}`):                     "missing closing",
		property(`{"type": "string", "x-msgen": {"promt": "x"}}`):          `unknown key "promt"; did you mean prompt?`,
		property(`{"type": "string", "x-msgen": {"secret": true}}`):        "cannot be a secret",
		property(`{"type": "string", "x-msgen": {"when": {"a": "x"}}}`):    `depends on "a"`,
		property(`{"type": "string", "x-msgen": {"when": {"stack": []}}}`): "must not be empty",
		property(`{"$ref": "#/$defs/none"}`):                               "does not exist",
		`{"properties": {"port": {"type": "integer"}}}`:                    `"port" is a built-in answer`,
		`{"properties": {"a-b": {"type": "integer"}}}`:                     "not a valid answer name",
	} {
		_, err := readSchema([]byte(text))
		refused(t, err, says)
	}
}

// TestWhen: a pack alone depends on its own questions; one that extends another on those below as well.
func TestWhen(t *testing.T) {
	dependent := `{"properties": {"a": {"type": "string", "x-msgen": {"when": {"b": "x"}}}}}`
	_, err := Read(packed(schemaName, dependent))
	refused(t, err, `depends on "b"`)
	p, err := Read(tree("pack.yaml", manifest+"extends: ./below\n", schemaName, dependent))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Combine([]*Pack{p})
	refused(t, err, `depends on "b"`)
}
