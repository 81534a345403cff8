package document

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// shown gives a tree as short text: what each value is and its line.
func shown(n *Node) string {
	var parts []string
	for _, i := range n.Items {
		parts = append(parts, shown(i))
	}
	for _, f := range n.Fields {
		parts = append(parts, fmt.Sprintf("%s@%d:%d=%s", f.Name, f.Line, f.Column, shown(f.Value)))
	}
	if n.Kind == Map || n.Kind == List {
		return fmt.Sprintf("%d{%s}", n.Line, strings.Join(parts, " "))
	}
	return fmt.Sprintf("%d %s %q", n.Line, n.Kind, n.Text)
}

func TestRead(t *testing.T) {
	l := Limits{Depth: 4}
	for _, c := range []struct {
		text, want string
		read       func(string) (*Node, error)
	}{
		{"a: 1\nb:\n- x\n- 'y'\n", `1{a@1:1=1 a number "1" b@2:1=2{3 a string "x" 4 a string "y"}}`, l.YAML},
		{"# why\n---\na: {b: true, c: }\n", `3{a@3:1=3{b@3:5=3 a boolean "true" c@3:14=3 nothing ""}}`, l.YAML},
		{"a: |\n  b\n  c\n", `1{a@1:1=1 a string "b\nc\n"}`, l.YAML},
		{"", `1 nothing ""`, l.YAML},
		{"{\n\"a\": [1, \"b\"],\n\"c\": null}", `1{a@2:0=2{2 a number "1" 2 a string "b"} c@3:0=3 nothing ""}`, l.JSON},
	} {
		n, err := c.read(c.text)
		if err != nil || shown(n) != c.want {
			t.Errorf("%q: %v, %s", c.text, err, shown(n))
		}
	}
}

// TestReadErrors: what is no document, or more than one says, is an error with its line.
func TestReadErrors(t *testing.T) {
	l := Limits{Bytes: 1 << 20, Lines: 200, Depth: 16, Keys: 50}
	yaml := func(text string) error {
		text, err := l.Plain([]byte(text))
		if err == nil {
			_, err = l.YAML(text)
		}
		return err
	}
	for text, want := range map[string]string{
		"a: !!str b":                             `1: "!!str": tags are not supported here`,
		"a: &x b":                                `1: "&": anchors, aliases, and merge keys`,
		"? a\n: b":                               "1: keys with a question mark are not supported",
		"a: b\n---\nc: d":                        "2: there is a second document",
		"a: b\na: c":                             `2: "a" was already set on line 1`,
		"a: {b: c, b: d}":                        `1: "b" was already set on line 1`,
		"a: b\n  c: d":                           "1: mapping value is not allowed in this context",
		"a:\n    b: c\n  d: e":                   "3: value is not allowed in this context",
		"a:\n\tb: c":                             "2: found character",
		"a: 'b":                                  "1: could not find end character of single-quoted text",
		`a: "\q"`:                                "1: found unknown escape character",
		"a: {b: c":                               "1: a bracket is not closed",
		"a: [b":                                  "1: a bracket is not closed",
		"a: {b: c} d":                            "1: value is not allowed in this context",
		"a: " + strings.Repeat("[", 99999):       "1: nested deeper than 16 levels",
		strings.Repeat("- ", 99999):              "1: nested deeper than 16 levels",
		strings.Repeat("- a: ", 99999):           "1: nested deeper than 16 levels",
		"a: b\rc: d":                             "1: the control character U+000D",
		"a\n\xff":                                "2: not UTF-8",
		strings.Repeat("\n", 201):                "201: the file has more than 200 lines",
		strings.Repeat(" ", 1<<20+1):             "0: the file has 1048577 bytes; the limit is 1 MiB",
		"{" + strings.Repeat("a: b, ", 51) + "}": "1: a mapping has more than 50 keys",
	} {
		holds(t, text, yaml(text), want)
	}
	_, err := Limits{Depth: 4, OneLine: true}.YAML("a: 1\nb: \"x\nc: \"y\"\n")
	holds(t, "a quote over lines", err, "2: a quote is not closed on the same line")
	holds(t, "a bracket", yaml("a: 1\nb: [\nc: {d: e}\n"), "2: a bracket is not closed")
	for text, want := range map[string]string{
		"{\n\"a\": 1,\n\"a\": 2}": `3: "a" was already set on line 2`,
		"[1] 2":                   "1: text after the end of the JSON value",
		"[1,":                     "1: unexpected end of JSON",
		"[\n1e999999999]":         "2: the number 1e999999999 has too many digits",
		strings.Repeat("[", 99):   "1: nested deeper than 16 levels",
		"{\n'a': 1}":              "2: invalid character",
	} {
		_, err := l.JSON(text)
		holds(t, text, err, want)
	}
}

func holds(t *testing.T, text string, err error, want string) {
	t.Helper()
	var at *Error
	if !errors.As(err, &at) || !strings.HasPrefix(fmt.Sprintf("%d: %s", at.Line, at.Err), want) {
		t.Errorf("%.40q: %v, want %s", text, err, want)
	}
}
