package languages

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// What Scan gives for real repositories is as the schema says, and the test's own judge can say no.
func TestReportsKeepTheSchema(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(detect.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	judge := schemaJudge{defs: schema["$defs"].(map[string]any)}
	for _, files := range []map[string]string{
		{},
		{"Gemfile": "x", "a.rb": ""},
		{"go.mod": "module x\n\ngo 1.25\n", "main.go": "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n"},
		{"package.json": `{"name": "x", "scripts": {"start": "node s.js"}, "dependencies": {"express": "5"}, "engines": {"node": ">=22"}}`, "s.js": "require('express')().listen(3000)"},
		{"a/package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "a/index.html": "", "pyproject.toml": "[project]\nname = 'x'\nrequires-python = '>=3.12'\ndependencies = ['flask']\n", "app.py": "from flask import Flask\napp = Flask('x', static_folder='a/dist')\n"},
		{"pom.xml": "<project><artifactId>x</artifactId><properties><java.version>21</java.version></properties></project>", "src/main/java/A.java": "class A { public static void main(String[] a) {} }"},
	} {
		report, err := Scan(inMemory(t, files).FS)
		if err != nil {
			t.Errorf("%v: %v", files, err)
			continue
		}
		text, err := json.Marshal(report)
		var value any
		if err != nil || json.Unmarshal(text, &value) != nil {
			t.Fatal(err)
		}
		if faults := judge.faults("", value, schema); len(faults) > 0 {
			t.Errorf("%s\nof %s", strings.Join(faults, "\n"), text)
		}
	}
	for text, want := range map[string]string{
		`{"schema": "msgen.detect/v1", "stacks": []}`:                       `: notes is missing`,
		`{"schema": "x", "stacks": [], "notes": null}`:                      `.schema: not msgen.detect/v1`,
		`{"schema": "msgen.detect/v1", "stacks": 1, "notes": []}`:           `.stacks: not [array null]`,
		`{"schema": "msgen.detect/v1", "stacks": [], "notes": [{"add":1}]}`: `.notes[0].add: not string`,
	} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if faults := judge.faults("", value, schema); !slices.Contains(faults, want) {
			t.Errorf("%s: got %q, want %q", text, faults, want)
		}
	}
}

// schemaJudge holds values against as much of JSON Schema as Schema uses.
type schemaJudge struct{ defs map[string]any }

func (j schemaJudge) faults(at string, value any, schema map[string]any) []string {
	if ref, ok := schema["$ref"].(string); ok {
		return j.faults(at, value, j.defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any))
	}
	if want, ok := schema["const"]; ok && value != want {
		return []string{fmt.Sprintf("%s: not %v", at, want)}
	}
	if want, ok := schema["type"]; ok && !hasType(value, want) {
		return []string{fmt.Sprintf("%s: not %v", at, want)}
	}
	var out []string
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			out = append(out, j.faults(fmt.Sprintf("%s[%d]", at, i), item, schema["items"].(map[string]any))...)
		}
	case map[string]any:
		for _, name := range schema["required"].([]any) {
			if _, there := v[name.(string)]; !there {
				out = append(out, fmt.Sprintf("%s: %s is missing", at, name))
			}
		}
		properties := schema["properties"].(map[string]any)
		for name, item := range v {
			property, known := properties[name]
			if !known {
				out = append(out, fmt.Sprintf("%s.%s: not in the schema", at, name))
				continue
			}
			out = append(out, j.faults(at+"."+name, item, property.(map[string]any))...)
		}
	}
	return out
}

func hasType(value, want any) bool {
	if several, ok := want.([]any); ok {
		return slices.ContainsFunc(several, func(w any) bool { return hasType(value, w) })
	}
	switch v := value.(type) {
	case nil:
		return want == "null"
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	case float64:
		return want == "number" || want == "integer" && v == float64(int(v))
	case []any:
		return want == "array"
	}
	return want == "object"
}
