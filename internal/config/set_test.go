package config

import (
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	for _, c := range []struct {
		name, before, path string
		value              Value
		after              string
	}{
		{"number", "answers:\n  port: 8080 # ours\n  base: slim\n", "answers.port", Number(1), "answers:\n  port: 1 # ours\n  base: slim\n"},
		{"the same", "answers: {port:   8080}", "answers.port", Number(8080), "answers: {port:   8080}"},
		{"plain text", "answers:\n    main:   a b  # x\n", "answers.main", Text("c"), "answers:\n    main:   c  # x\n"},
		{"text of two lines", "answers:\n  main: a\n    b\n  port: 1\n", "answers.main", Text("c"), "answers:\n  main: c\n  port: 1\n"},
		{"double quotes", "answers:\n  main: \"a # \\\" b\" # x\n", "answers.main", Text("c"), "answers:\n  main: \"c\" # x\n"},
		{"single quotes", "answers:\n  main: 'it''s' # x\n", "answers.main", Text("that's"), "answers:\n  main: 'that''s' # x\n"},
		{"single quotes do not hold it", "answers:\n  main: 'a'\n", "answers.main", Text("a\nb"), "answers:\n  main: \"a\\nb\"\n"},
		{"literal", "answers:\n  start: | # x\n    node a\n    b\n\n  # base\n  port: 1\n", "answers.start", Text("c"), "answers:\n  start: c # x\n\n  # base\n  port: 1\n"},
		{"folded at the end", "answers:\n  start: >-\n    node a\n    b", "answers.start", Text("c"), "answers:\n  start: c"},
		{"kept", "answers:\n  start: |+\n    a\n\n\nservices:\n", "answers.start", Text("c"), "answers:\n  start: c\nservices:\n"},
		{"key on another line", "outputDir:\n  # here\n  deploy\npins: bot\n", "outputDir", Text("x"), "outputDir:\n  # here\n  x\npins: bot\n"},
		{"flow list", "only: [ a, 'b, c' ] # x\n", "only", List("a", "d"), "only: [a, d] # x\n"},
		{"flow list of lines", "only: [ # first\n  a, # it's\n  \"]\"\n]\npins: bot\n", "only", List("a"), "only: [a]\npins: bot\n"},
		{"block list", "only:\n  # these\n  - a # one\n  - b\n\n# pins\npins: bot\n", "only", List("c"), "only:\n  # these\n  - c # one\n\n# pins\npins: bot\n"},
		{"block list without indentation", "only: # these\n- a\n- b\npins: bot\n", "only", List("c", "d", "e"), "only: # these\n- c\n- d\n- e\npins: bot\n"},
		{"block list keeps what stays", "only:\n  - a # one\n  # two\n  - b # two\n  - c # three\n", "only", List("a", "x", "c"), "only:\n  - a # one\n  # two\n  - x # two\n  - c # three\n"},
		{"block list grows", "only:\n  - a # one\n  - b # two\npins: bot\n", "only", List("a", "b", "c"), "only:\n  - a # one\n  - b # two\n  - c\npins: bot\n"},
		{"block list shrinks", "only:\n  - a # one\n  - b # two\n  - c # three\npins: bot\n", "only", List("a", "c"), "only:\n  - a # one\n  - c # three\npins: bot\n"},
		{"block list to none", "only: # these\n  - a\n  - b\npins: bot\n", "only", List(), "only: [] # these\npins: bot\n"},
		{"block list to text", "answers:\n  start:\n  - a\n  - b\n  port: 1\n", "answers.start", Text("a b"), "answers:\n  start: a b\n  port: 1\n"},
		{"text to list", "answers:\n  start: a # x\n", "answers.start", List("a", "b c"), "answers:\n  start: [a, b c] # x\n"},
		{"nothing", "answers:\n  port: # x\n  base: slim\n", "answers.port", Number(1), "answers:\n  port: 1 # x\n  base: slim\n"},
		{"null", "answers:\n  port: ~ # x\n", "answers.port", Number(1), "answers:\n  port: 1 # x\n"},
		{"in brackets", "services:\n  api: {answers: {port: 1, main: a b}} # x\n", "services.api.answers.main", Text("c"), "services:\n  api: {answers: {port: 1, main: c}} # x\n"},
		{"in brackets, empty", "answers: {port: , main: }\n", "answers.port", Number(1), "answers: {port: 1 , main: }\n"},
		{"JSON", "{\"answers\":{\"port\":1,\"main\":\"é\"}}", "answers.main", Text("c"), "{\"answers\":{\"port\":1,\"main\":\"c\"}}"},
		{"behind wide letters", "services: {é: {answers: {port: 1}}, ü: {answers: {port: 2}}}\n", "services.ü.answers.port", Number(3), "services: {é: {answers: {port: 1}}, ü: {answers: {port: 3}}}\n"},

		{"add at the end", "answers:\n  base: slim # x\n\n# services\nservices:\n  api:\n", "answers.port", Number(1), "answers:\n  base: slim # x\n  port: 1\n\n# services\nservices:\n  api:\n"},
		{"add, no last line end", "answers:\n  base: slim", "answers.port", Number(1), "answers:\n  base: slim\n  port: 1"},
		{"add behind a literal", "answers:\n  start: |\n    a\n    b\n\npins: bot\n", "answers.port", Number(1), "answers:\n  start: |\n    a\n    b\n  port: 1\n\npins: bot\n"},
		{"add behind a kept literal", "answers:\n  start: |+\n    a\n\npins: bot\n", "answers.port", Number(1), "answers:\n  start: |+\n    a\n\n  port: 1\npins: bot\n"},
		{"add behind a list", "answers:\n  start:\n  - a\n  - b # x\n  # y\n", "answers.port", Number(1), "answers:\n  start:\n  - a\n  - b # x\n  port: 1\n  # y\n"},
		{"add behind nothing", "answers:\n  main: # x\n", "answers.port", Number(1), "answers:\n  main: # x\n  port: 1\n"},
		{"add to brackets", "answers: { base: slim } # x\n", "answers.port", Number(1), "answers: { base: slim, port: 1 } # x\n"},
		{"add to brackets with a comma", "answers: {base: slim,}\n", "answers.port", Number(1), "answers: {base: slim, port: 1,}\n"},
		{"add to brackets of lines", "answers: {\n  base: slim, # x\n  main: a # y\n}\n", "answers.port", Number(1), "answers: {\n  base: slim, # x\n  main: a,\n  port: 1 # y\n}\n"},
		{"add to empty brackets", "answers: {} # x\n", "answers.port", Number(1), "answers: {port: 1} # x\n"},
		{"add to an empty file of brackets", "# x\n{}\n", "answers.port", Number(1), "# x\n{answers: {port: 1}}\n"},
		{"add to nothing", "answers: # x\n  # port: 1\nservices:\n  api:\n", "answers.port", Number(1), "answers: # x\n  port: 1\n  # port: 1\nservices:\n  api:\n"},
		{"add to null", "answers: null # x\n", "answers.port", Number(1), "answers: {port: 1} # x\n"},
		{"add all above", "pins: bot\n", "services.api.answers.port", Number(1), "pins: bot\nservices:\n  api:\n    answers:\n      port: 1\n"},
		{"add some above", "services:\n    web:\n        answers: {port: 2}\n\n# end\n", "services.api.answers.port", Number(1), "services:\n    web:\n        answers: {port: 2}\n    api:\n        answers:\n            port: 1\n\n# end\n"},
		{"add above, in brackets", "{services: {}}\n", "services.api.answers.port", Number(1), "{services: {api: {answers: {port: 1}}}}\n"},
		{"a key in quotes", "services:\n  '@acme/web': {}\n", "services.@acme/api.answers.port", Number(1), "services:\n  '@acme/web': {}\n  \"@acme/api\":\n    answers:\n      port: 1\n"},
		{"a key in quotes is found", "services:\n  '@acme/it''s': {answers: {port: 2}}\n", "services.@acme/it's.answers.port", Number(1), "services:\n  '@acme/it''s': {answers: {port: 1}}\n"},
		{"an empty file", "", "pins", Text("bot"), "pins: bot\n"},
		{"words alone", "# words", "pins", Text("bot"), "# words\npins: bot"},
		{"a document", "---\n", "pins", Text("bot"), "---\npins: bot\n"},
		{"CRLF", "# x\r\nanswers:\r\n  port: 1 # y\r\n  start:\r\n  - a\r\n  - b\r\n", "answers.start", List("a", "b", "c"), "# x\r\nanswers:\r\n  port: 1 # y\r\n  start:\r\n  - a\r\n  - b\r\n  - c\r\n"},
		{"CRLF, add", "pins: bot\r\n", "answers.port", Number(1), "pins: bot\r\nanswers:\r\n  port: 1\r\n"},
		{"BOM", bom + "pins: bot\n", "pins", Text("msgen"), bom + "pins: msgen\n"},
		{"BOM, add", bom, "pins", Text("msgen"), bom + "pins: msgen\n"},
	} {
		path := strings.Split(c.path, ".")
		got, err := Set([]byte(c.before), path, c.value)
		if err != nil || string(got) != c.after {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, got, c.after)
			continue
		}
		if again, err := Set(got, path, c.value); err != nil || string(again) != c.after {
			t.Errorf("%s: twice: %v\n%s", c.name, err, again)
		}
	}
}

func TestUnset(t *testing.T) {
	for _, c := range []struct{ name, before, path, after string }{
		{"a line", "answers:\n  port: 1 # x\n  # y\n  base: slim\n", "answers.port", "answers:\n  # y\n  base: slim\n"},
		{"a literal", "answers:\n  start: |\n    a\n\n    b\n\n  base: slim\n", "answers.start", "answers:\n\n  base: slim\n"},
		{"not there", "answers:\n  port: 1\n", "answers.base.x", "answers:\n  port: 1\n"},
		{"the only one", "pins: bot\nanswers:\n  port: 1\n# x\nservices:\n  a:\n", "answers.port", "pins: bot\n# x\nservices:\n  a:\n"},
		{"the only one, with words", "answers: # ours\n  port: 1\n", "answers.port", "answers: # ours\n"},
		{"all above", "pins: bot\nservices:\n  api:\n    answers:\n      port: 1\n", "services.api.answers.port", "pins: bot\n"},
		{"no last line end", "pins: bot\nanswers:\n  base: slim\n  port: 1", "answers.port", "pins: bot\nanswers:\n  base: slim"},
		{"no last line end, CRLF", "pins: bot\r\nonly: [a]", "only", "pins: bot"},
		{"all", "pins: bot", "pins", ""},
		{"brackets, first", "answers: {port: 1, base: slim} # x\n", "answers.port", "answers: {base: slim} # x\n"},
		{"brackets, last", "answers: {port: 1, base: slim} # x\n", "answers.base", "answers: {port: 1} # x\n"},
		{"brackets, all", "pins: bot\nanswers: { port: 1 }\n", "answers.port", "pins: bot\n"},
		{"brackets of lines", "answers: {\n  port: 1,\n  base: slim\n}\n", "answers.port", "answers: {\n  base: slim\n}\n"},
		{"brackets of lines, last", "answers: {\n  port: 1,\n  base: slim,\n}\n", "answers.base", "answers: {\n  port: 1,\n}\n"},
		{"a whole map", "answers:\n  port: 1\n  base: slim\npins: bot\n", "answers", "pins: bot\n"},
	} {
		got, err := Unset([]byte(c.before), strings.Split(c.path, "."))
		if err != nil || string(got) != c.after {
			t.Errorf("%s: %v\n%q\nwant\n%q", c.name, err, got, c.after)
		}
	}
}

// What cannot be done without harm is not done.
func TestSetErrors(t *testing.T) {
	for _, c := range []struct {
		before, path string
		value        Value
		want         string
	}{
		{"answers:\n  port: 1\n", "answers", Text("x"), ".msgen.yaml:1: answers is a mapping and cannot be replaced"},
		{"answers: 1\n", "answers.port", Number(1), ".msgen.yaml:1: answers is a number and has no keys"},
		{"- a\n", "answers.port", Number(1), ".msgen.yaml:1: the file is a list and has no keys"},
		{"a: &x 1\n", "pins", Text("bot"), ".msgen.yaml:1: \"&\": anchors"},
		{"pins: bot\n", "", Text("bot"), "changing .msgen.yaml: a key without a name"},
		{"pins: bot\n", "answers.main", Text("\xff"), "this change of answers.main would break the file; edit it yourself: .msgen.yaml:3: not UTF-8"},
		{"null\n", "pins", Text("bot"), "this change of pins would break the file"},
		{"answers:\n  start: |\n    a", "answers.port", Number(1), ".msgen.yaml:1: changing answers.port would change another value"},
	} {
		got, err := Set([]byte(c.before), strings.Split(c.path, "."), c.value)
		if err == nil || got != nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: %q, %v\nwant %s", c.before, got, err, c.want)
		}
	}
}
