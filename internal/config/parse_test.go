package config

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
)

// whole is a file with every key.
const whole = `# yaml-language-server: $schema=https://example.com/config.json
apiVersion: msgen/v1
only: [api, web]          # two of three
outputDir: deploy/docker/
pins: msgen
packs:
  - ./packs/acme
  - oci://example.com/acme/pack:1
exceptions:
  - rule: no-root
    reason: the old volume belongs to root
    until: 2026-12-31
  - {rule: "health", reason: 'a job', until: "2027-01-15"}
answers:
  base: alpine
  port: 8080
  targets: [test, prod]
  start: [node, "my server.js", '--x=''1''']
services:
  api:
    answers: {port: 8081, version: 3.10}
  "web ui":
    answers:
      main: 1
      start: |
        node server.js
  bare:
`

func TestParse(t *testing.T) {
	for name, data := range map[string]string{
		"plain": whole, "CRLF": strings.ReplaceAll(whole, "\n", "\r\n"), "BOM": bom + whole, "no final newline": strings.TrimSuffix(whole, "\n"),
		"document": "---" + strings.TrimPrefix(whole, "# yaml-language-server: $schema=https://example.com/config.json"),
	} {
		f, err := Parse([]byte(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.OutputDir != "deploy/docker" || f.Pins != PinsMsgen || !reflect.DeepEqual(f.Only, []string{"api", "web"}) ||
			!reflect.DeepEqual(f.Packs, []string{"./packs/acme", "oci://example.com/acme/pack:1"}) {
			t.Errorf("%s: %+v", name, f)
		}
		if want := []Exception{{"no-root", "the old volume belongs to root", "2026-12-31", 10}, {"health", "a job", "2027-01-15", 13}}; !reflect.DeepEqual(f.Exceptions, want) {
			t.Errorf("%s: exceptions %+v", name, f.Exceptions)
		}
		if len(f.Services) != 3 || f.Services[1].Name != "web ui" || f.Services[1].Line != 22 {
			t.Errorf("%s: services %+v", name, f.Services)
		}
		for path, line := range map[string]int{"only": 3, "only api": 3, "packs ./packs/acme": 7, "services api answers port": 21, "services x": 0, "": 0} {
			if got := f.Line(strings.Fields(path)...); got != line {
				t.Errorf("%s: %s is in line %d, not %d", name, path, got, line)
			}
		}
	}
}

func TestWishes(t *testing.T) {
	f, err := Parse([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	file := func(value string, line string) choice.Wish {
		return choice.Wish{Value: value, Source: choice.File, From: ".msgen.yaml:" + line}
	}
	start := `node 'my server.js' '--x='"'"'1'"'"''`
	for service, want := range map[string]choice.Wishes{
		"":     {"base": file("alpine", "15"), "port": file("8080", "16"), "targets": file("test,prod", "17"), "start": file(start, "18")},
		"bare": {"base": file("alpine", "15"), "port": file("8080", "16"), "targets": file("test,prod", "17"), "start": file(start, "18")},
		"api":  {"base": file("alpine", "15"), "port": file("8081", "21"), "version": file("3.10", "21"), "targets": file("test,prod", "17"), "start": file(start, "18")},
		"web ui": {"base": file("alpine", "15"), "port": file("8080", "16"), "targets": file("test,prod", "17"), "main": file("1", "24"),
			"start": file("node server.js\n", "25")},
	} {
		if got := f.Wishes(service); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v\nwant %+v", service, got, want)
		}
	}
}

// A file that says nothing is no error, however it says it.
func TestParseNothing(t *testing.T) {
	for _, data := range []string{"", "\n\n", "# only words\n", bom, bom + "\r\n", "---\n", "---\n...\n", "{}\n", "null\n", "answers:\n", "answers: {}\nservices:\n", "services: {api: }\n"} {
		f, err := Parse([]byte(data))
		if err != nil || len(f.Wishes("api")) != 0 || len(f.Only) != 0 {
			t.Errorf("%q: %+v, %v", data, f, err)
		}
	}
}

// Answers that a pack asks for are known when they are named.
func TestParseExtra(t *testing.T) {
	data := []byte("answers:\n  team: [a, 'b c']\n  debug: true\n  level: 3\n")
	f, err := Parse(data, "team", "debug", "level")
	if err != nil {
		t.Fatal(err)
	}
	w := f.Wishes("x")
	if w["team"].Value != "a,b c" || w["debug"].Value != "true" || w["level"].Value != "3" {
		t.Errorf("%+v", w)
	}
	if _, err := Parse(data); err == nil {
		t.Error("an unknown answer passes")
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"prot: 1\n", `1: unknown key "prot"; use one of answers, apiVersion, exceptions, only, outputDir, packs, pins, services`},
		{"answers:\n  prot: 1\n", `2: unknown key "prot"; did you mean port?`},
		{"answers:\n  Port: 1\n", `2: unknown key "Port"; did you mean port?`},
		{"services:\n  api:\n    port: 1\n", `3: unknown key "port"; use one of answers`},
		{"answers:\n  colour: red\n", `2: unknown key "colour"; use one of base, main, port, start, targets, version`},
		{"answers:\n  port: 1\n\n  port: 2\n", `4: "port" was already set on line 2`},
		{"answers: {port: 1, port: 2}\n", `1: "port" was already set on line 1`},
		{"answers:\n  port: '8080'\n", `2: port is a string "8080", but must be an integer without quotes, such as 8080`},
		{"answers:\n  port: 0x50\n", `2: port is a number "0x50", but must be`},
		{"answers:\n  port: 010\n", `2: port is a number "010", but must be`},
		{"answers:\n  port: 8080.5\n", `2: port is a number "8080.5"`},
		{"answers:\n  port: [8080]\n", `2: port is a list, but must be`},
		{"answers:\n  port:\n", `2: port has no value; add one or remove the line`},
		{"answers:\n  base: {a: 1}\n", `2: base is a mapping, but must be a string`},
		{"answers:\n  main: true\n", `2: main is a boolean, but must be a string; quote true if it is one`},
		{"answers:\n  start: []\n", `2: start is an empty list`},
		{"answers:\n  start: [a, [b]]\n", `2: an item of start is a list, but must be a string`},
		{"answers:\n  start:\n    - a\n    - true\n", `4: an item of start is a boolean "true", but must be a string`},
		{"answers: 1\n", `1: answers is a number, but must be a mapping`},
		{"- a\n", `1: the file is a list, but must be a mapping`},
		{"hello\n", `1: the file is a string, but must be a mapping`},
		{"services: [a]\n", `1: services is a list, but must be a mapping`},
		{"services:\n  api: 1\n", `2: api is a number, but must be a mapping`},
		{"only: api\n", `1: only is a string, but must be a list, such as only: [a, b]`},
		{"only:\n- a\n- b\n- a\n", `4: only names "a" twice`},
		{"only: [true]\n", `1: an item of only is a boolean, but must be a string`},
		{"outputDir: ../x\n", `1: outputDir is "../x", but must be a directory in the repository`},
		{"outputDir: /x\n", `1: outputDir is "/x"`},
		{"outputDir: a/../../x\n", `1: outputDir is`},
		{"outputDir: 'a\\b'\n", `1: outputDir is`},
		{"pins: renovate\n", `1: pins is "renovate", but must be bot or msgen`},
		{"exceptions:\n- rule: a\n  reason: b\n", `2: until is missing`},
		{"exceptions:\n- rule: a\n  reason: b\n  until: 2026-02-30\n", `4: until is "2026-02-30", but must be a date, such as 2026-12-31`},
		{"exceptions:\n- rule: a\n  reason: b\n  until: soon\n", `4: until is "soon"`},
		{"exceptions: {}\n", `1: exceptions is a map`},
		{"apiVersion: msgen/v2\nnew: 1\n", `1: apiVersion is msgen/v2, which is newer than this msgen; it reads msgen/v1`},
		{"apiVersion: v1\n", `1: apiVersion is "v1", but must be msgen/v1`},
		{"apiVersion: 1\n", `1: apiVersion is "1", but must be msgen/v1`},
		{"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", `2: an unresolved Git conflict`},
		{"a: &x 1\n", `1: "&": anchors, aliases, and merge keys are not supported here`},
		{"answers:\n  port: 1\n  main: *x\n", `3: "*": anchors`},
		{"answers:\n  <<: {port: 1}\n", `2: "<<": anchors`},
		{"answers:\n  port: !!str 1\n", `2: "!!str": tags are not supported here`},
		{"%YAML 1.2\n---\na: 1\n", `1: directives are not supported here`},
		{"? answers\n: 1\n", `1: keys with a question mark are not supported`},
		{"pins: bot\n---\npins: bot\n", `2: there is a second document, but the file must contain only one`},
		{"answers: {port: 1\n", `1: `},
		{"answers:\n\tport: 1\n", `2: `},
		{"a: 'b\n", `1: `},
		{"pins: bot\x00\n", `1: the control character U+0000`},
		{"pins: bot\n\xff\xfe\n", `2: not UTF-8`},
		{"pins: bot\rx: 1\n", `1: the control character U+000D`},
		{"only: " + strings.Repeat("[", 5000), `1: nested deeper than 50 levels`},
		{"only:\n" + strings.Repeat("- ", 5000), `2: nested deeper than 50 levels`},
		{"answers: {" + strings.Repeat("a: 1, ", 5001) + "}\n", `1: a mapping has more than 5000 keys`},
		{"pins: " + strings.Repeat("|", 500), `1: invalid header option`},
		{strings.Repeat("#\n", 20_001), `20001: the file has more than 20000 lines`},
	} {
		_, err := Parse([]byte(c.data))
		var at *Error
		if !errors.As(err, &at) || !strings.HasPrefix(err.Error(), ".msgen.yaml:"+c.want) {
			t.Errorf("%.60q: %v\nwant %s", c.data, err, c.want)
		}
	}
	if _, err := Parse([]byte(strings.Repeat("#", limits().Bytes+1))); err == nil || err.Error() != ".msgen.yaml: the file has 1048577 bytes; the limit is 1 MiB" {
		t.Error(err)
	}
	_, err := Parse([]byte("apiVersion: msgen/v2\n"))
	var h *hint.Error
	if !errors.As(err, &h) || !reflect.DeepEqual(h.Hints, []string{"install a msgen that reads msgen/v2"}) {
		t.Errorf("%v", err)
	}
}

func TestNew(t *testing.T) {
	got, err := New(Given{Only: []string{"api"}, OutputDir: "deploy", Pins: "msgen", Packs: []string{"oci://example.com/a:1"},
		Answers:  map[string]string{"zeal": "2", "start": "node 'a b'", "port": "8080", "targets": "test, prod", "base": "alpine", "version": "3.10"},
		Services: map[string]map[string]string{"web": {"main": "true"}, "@acme/api": {"port": "1"}, "none": nil}})
	want := header + `apiVersion: msgen/v1
only: [api]
outputDir: deploy
pins: msgen
packs: [oci://example.com/a:1]
answers:
  base: alpine
  targets: [test, prod]
  port: 8080
  version: "3.10"
  start: "node 'a b'"
  zeal: "2"
services:
  "@acme/api":
    answers:
      port: 1
  web:
    answers:
      main: "true"
`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := Parse(got, "zeal"); err != nil {
		t.Error(err)
	}
	if got, err := New(Given{}); err != nil || string(got) != header+"apiVersion: msgen/v1\n" {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := New(Given{Pins: "\xff"}); err == nil {
		t.Error("a text that is not UTF-8 is written")
	}
}
