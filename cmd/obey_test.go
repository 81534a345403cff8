package cmd_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// schemaJudge holds values against as much of JSON Schema as ours use; a field that a schema does not name is a fault.
type schemaJudge struct{ defs map[string]any }

func (j schemaJudge) faults(at string, value any, schema map[string]any) []string {
	if ref, ok := schema["$ref"].(string); ok {
		return j.faults(at, value, j.defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any))
	}
	if want, ok := schema["const"]; ok && value != want {
		return []string{fmt.Sprintf("%s: not %v", at, want)}
	}
	if want, ok := schema["type"]; ok && !isOf(value, want) {
		return []string{fmt.Sprintf("%s: not %v", at, want)}
	}
	var out []string
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			out = append(out, j.faults(fmt.Sprintf("%s[%d]", at, i), item, schema["items"].(map[string]any))...)
		}
	case map[string]any:
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, there := v[name.(string)]; !there {
				out = append(out, fmt.Sprintf("%s: %s is missing", at, name))
			}
		}
		properties, _ := schema["properties"].(map[string]any)
		for name, item := range v {
			if inner, ok := properties[name].(map[string]any); ok {
				out = append(out, j.faults(at+"."+name, item, inner)...)
			} else if inner, ok := schema["additionalProperties"].(map[string]any); ok {
				out = append(out, j.faults(at+"."+name, item, inner)...)
			} else {
				out = append(out, fmt.Sprintf("%s.%s: not in the schema", at, name))
			}
		}
	}
	return out
}

// isOf reports whether a value has a type of JSON Schema, or one of several.
func isOf(value, want any) bool {
	if several, ok := want.([]any); ok {
		return slices.ContainsFunc(several, func(w any) bool { return isOf(value, w) })
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

// obeys holds what a command printed against the schema of a name.
func (p place) obeys(name, text string) {
	p.t.Helper()
	var schema map[string]any
	_, out, _ := p.run("schema", name)
	if err := json.Unmarshal([]byte(out), &schema); err != nil {
		p.t.Fatalf("schema %s: %v", name, err)
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		p.t.Fatalf("%s: %v: %q", name, err, text)
	}
	if faults := (schemaJudge{schema["$defs"].(map[string]any)}).faults("", value, schema); len(faults) > 0 {
		p.t.Errorf("%s: %s\nof %s", name, strings.Join(faults, "\n"), text)
	}
}

// What every command prints with --json obeys its schema, in each state of drift.
func TestJSONObeysTheSchemas(t *testing.T) {
	for _, c := range driftCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := c.files
			if files == nil {
				files = nodeFiles()
			}
			p := started(t, files)
			c.do(p)
			for _, one := range []struct{ name, line string }{
				{"detect", "detect --json"}, {"init", "init --yes --dry-run --json"}, {"update", "update --dry-run --json --conflict=ours"},
				{"drift", "update --check --json"}, {"status", "status --json"}, {"adopt", "adopt --dry-run --json"}, {"why", "why --json port"},
				{"error", "update --service nowhere --json"}, {"update", "update --json --conflict=theirs"},
			} {
				_, out, talk := p.run(strings.Fields(one.line)...)
				if one.name == "why" && strings.Contains(out, "msgen.error") {
					one.name = "error" // of several services one has to be named
				}
				if out == "" {
					t.Errorf("%s: %s", one.line, talk)
					continue
				}
				p.obeys(one.name, out)
			}
		})
	}
}

// The judge of this test can say no.
func TestTheJudgeOfSchemas(t *testing.T) {
	j := schemaJudge{map[string]any{"T": map[string]any{"type": "string"}}}
	schema := map[string]any{"type": "object", "required": []any{"a"}, "properties": map[string]any{"a": map[string]any{"const": "x"},
		"l": map[string]any{"type": []any{"array", "null"}, "items": map[string]any{"$ref": "#/$defs/T"}}}}
	for text, want := range map[string]string{`{}`: "a is missing", `{"a": "y"}`: "not x", `{"a": "x", "b": 1}`: "not in the schema", `{"a": "x", "l": [1]}`: "not string", `[]`: "not object",
		`{"a": "x", "l": null}`: ""} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(j.faults("", v, schema), "\n"); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// --diff shows the files of people, names msgen's own on stderr, and ends with 2 if anything would be written.
func TestDiffLeavesOutOwnFiles(t *testing.T) {
	p := started(t, nodeFiles())
	for _, command := range []string{"update", "init"} {
		if code, out, talk := p.run(command, "--diff"); code != 0 || out != "" {
			t.Errorf("%s --diff: exit %d\n%s%s", command, code, out, talk)
		}
	}
	p.swap("server.js", "3000", "4000")
	for _, command := range []string{"update", "init"} {
		code, out, talk := p.run(command, "--diff")
		if code != 2 || !strings.Contains(out, "+EXPOSE 4000") || strings.Contains(out, ".msgen") || !strings.Contains(talk, ".msgen.lock changes with it") {
			t.Errorf("%s --diff: exit %d\n%s%s", command, code, out, talk)
		}
	}
	go1 := started(t, goFiles())
	go1.swap("go.mod", "1.25.1", "1.24.1")
	if code, out, talk := go1.run("update", "--diff"); code != 2 || out != "" || !strings.Contains(talk, ".msgen.lock") {
		t.Errorf("only the lock: exit %d\n%s%s", code, out, talk)
	}
	fresh := place{t, t.TempDir(), nil}
	for name, text := range nodeFiles() {
		fresh.write(name, text)
	}
	if code, out, talk := fresh.run("init", "--diff"); code != 2 || strings.Contains(out, ".msgen.") || !strings.Contains(talk, ".msgen.yaml changes with it") {
		t.Errorf("init --diff: exit %d\n%s%s", code, out, talk)
	}
}

// Flags that contradict each other are wrong usage, and a variable that settles conflicts hides none from the check.
func TestCheckSettings(t *testing.T) {
	p := started(t, nodeFiles())
	for _, line := range []string{"--check --diff", "--check --dry-run", "--check --restore x", "--check --conflict ours", "--format json", "--check --format yaml", "--check --json --format sarif"} {
		if code, out, talk := p.run(append([]string{"update"}, strings.Fields(line)...)...); code != 1 || out != "" && !strings.Contains(line, "--json") || !strings.Contains(talk, "hint: msgen update --help") {
			t.Errorf("%s: exit %d\n%s%s", line, code, out, talk)
		}
	}
	p.env["MSGEN_CONFLICT"] = "theirs"
	p.swap("Dockerfile", "EXPOSE 3000", "EXPOSE 3333")
	p.swap("server.js", "3000", "4000")
	if d := p.check(); len(d.Blocked) != 1 {
		t.Errorf("%+v", d.Blocked)
	}
}
