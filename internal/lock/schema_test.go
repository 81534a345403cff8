package lock

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/document"
)

// The schema is of the form that Marshal writes, and allows bases as large as Parse does.
func TestSchemaIsOfThisForm(t *testing.T) {
	for _, want := range []string{fmt.Sprintf(`"const": %d,`, Version), fmt.Sprintf(`"maxLength": %d,`, maxEncoded), `"title": "msgen's own memory in a repository, ` + Name + `"`} {
		if !strings.Contains(string(Schema()), want) {
			t.Errorf("the schema lacks %s", want)
		}
	}
}

// judge holds a tree against a schema, as far as ours go: it knows no other words than those that stand here.
type judge struct{ errs []string }

func (j *judge) fail(where string, format string, args ...any) {
	j.errs = append(j.errs, where+": "+fmt.Sprintf(format, args...))
}

func (j *judge) value(schema map[string]any, n *node, where string) {
	for word, want := range schema {
		switch word {
		case "type":
			if got := typeOf(n); got != want {
				j.fail(where, "%s, not %s", got, want)
			}
		case "const":
			if n.Text != fmt.Sprint(want) {
				j.fail(where, "%s, not %v", n.Text, want)
			}
		case "pattern":
			if !regexp.MustCompile(want.(string)).MatchString(n.Text) {
				j.fail(where, "%s does not match %s", n.Text, want)
			}
		case "minimum":
			if i, err := strconv.Atoi(n.Text); err != nil || float64(i) < want.(float64) {
				j.fail(where, "%s is below %v", n.Text, want)
			}
		case "maxLength":
			if float64(len(n.Text)) > want.(float64) {
				j.fail(where, "longer than %v", want)
			}
		case "required":
			for _, key := range want.([]any) {
				if n.At(key.(string)) == nil {
					j.fail(where, "%s is missing", key)
				}
			}
		case "dependentRequired":
			for key, others := range want.(map[string]any) {
				for _, other := range others.([]any) {
					if n.At(key) != nil && n.At(other.(string)) == nil {
						j.fail(where, "%s without %s", key, other)
					}
				}
			}
		case "items":
			for i, v := range n.Items {
				j.value(want.(map[string]any), v, fmt.Sprintf("%s/%d", where, i))
			}
		case "additionalProperties":
			j.properties(schema, n, where)
		case "properties", "description", "title", "$schema", "$id":
		default:
			j.fail(where, "the judge does not know %s", word)
		}
	}
}

func (j *judge) properties(schema map[string]any, n *node, where string) {
	known, _ := schema["properties"].(map[string]any)
	for _, f := range n.Fields {
		if s, ok := known[f.Name]; ok {
			j.value(s.(map[string]any), f.Value, where+"/"+f.Name)
		} else if s, ok := schema["additionalProperties"].(map[string]any); ok {
			j.value(s, f.Value, where+"/"+f.Name)
		} else {
			j.fail(where, "unknown %s", f.Name)
		}
	}
}

// typeOf names the type of a node as JSON Schema does.
func typeOf(n *node) string {
	return map[document.Kind]string{document.Map: "object", document.List: "array", document.Bool: "boolean", document.Number: "integer", document.Text: "string"}[n.Kind]
}

func judged(t *testing.T, data []byte) []string {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	root, err := readTree(data)
	if err != nil {
		t.Fatal(err)
	}
	j := &judge{}
	j.value(schema, root, "")
	return j.errs
}

// What Marshal writes is as the schema says, and the judge can say no.
func TestLocksKeepTheSchema(t *testing.T) {
	good := string(written(t, example(), nil))
	for _, l := range []*Lock{{}, example(), hostile()} {
		if errs := judged(t, written(t, l, nil)); len(errs) > 0 {
			t.Errorf("%v", errs)
		}
	}
	for _, c := range [][2]string{
		{"lockVersion: 1", "lockVersion: 2"}, {"catalog:", "katalog:"}, {"line: 4", `line: "4"`}, {"line: 4", "line: 0"}, {`stack: "node"`, "stack: {}"},
		{`source: "default"`, `sauce: "x"`}, {"sha256:cd", "sha256:x"}, {"absent: true", `absent: "true"`}, {"  - {ref: \"./pack\"}", "  - {name: \"x\"}"},
		{"    rendered:", "    accepted:"},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		if errs := judged(t, []byte(bad)); len(errs) == 0 || bad == good {
			t.Errorf("%q for %q keeps the schema", c[1], c[0])
		}
	}
}

// Every key that the schema allows is one that Parse knows, and the example has them all.
func TestSchemaHasNoOtherKeys(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	text := string(written(t, example(), nil))
	var walk func(any)
	seen := 0
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if properties, ok := v["properties"].(map[string]any); ok {
				for key := range properties {
					seen++
					if !slices.ContainsFunc([]string{" ", "\n", "{"}, func(before string) bool { return strings.Contains(text, before+key+":") }) {
						t.Errorf("no %s in the example", key)
					}
				}
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(schema)
	if seen != 31 {
		t.Errorf("%d keys", seen)
	}
}
