package formats

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// fuzzDocument feeds one form of document: whatever the text, there is a node whose every value stands on a line of the
// file, or an *Error that names the file and a line of it.
func fuzzDocument(f *testing.F, form string, seeds ...string) {
	parse := parsers()[form]
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return // Text() lets none of it pass
		}
		start := time.Now()
		n, err := parse("f", text)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		lines := strings.Count(text, "\n") + 1
		var e *Error
		switch {
		case err == nil:
			budget := 1_000_000
			checkNode(t, n, lines, &budget)
		case !errors.As(err, &e) || e.Path != "f" || e.Line < 0 || e.Line > lines || e.Msg == "":
			t.Errorf("%#v is not an *Error of the file", err)
		case strings.ContainsAny(e.Error(), "\n\x1b"):
			t.Errorf("the error is not one line: %q", e.Error())
		}
	})
}

func checkNode(t *testing.T, n *Node, lines int, budget *int) {
	if *budget--; *budget < 0 {
		t.Fatal("more than a million values")
	}
	if n == nil || n.Line < 1 || n.Line > lines || strings.Contains(n.Raw, "\n") {
		t.Fatalf("%+v is on none of the %d lines", n, lines)
	}
	for _, i := range n.Items {
		checkNode(t, i, lines, budget)
	}
	for _, f := range n.Fields {
		checkNode(t, f.Value, lines, budget)
	}
}

func FuzzJSON(f *testing.F) {
	fuzzDocument(f, "json", `{"a": [1, "x", true, null, {}]}`, "[", `{"a":`, "{}x", "\"\\ud800\"", "[1,\n]", `{"a":1,"a":2}`)
}

func FuzzLenientJSON(f *testing.F) {
	fuzzDocument(f, "jsonc", "// x\n{\"a\": 1, /* b */ \"c\": [1,],}", "/*", "\"//\\\"", "{\"a\":1,//\n}", "/", "[1,/")
}

func FuzzTOML(f *testing.F) {
	fuzzDocument(f, "toml", "a = 1\n[b.c]\nd = 'x'\n[[e]]\nf = {g = [1, 2]}\n", "a.b = 1\na = 2", "x = \"\"\"\n", "[[a]]\n[a.b]\n[[a]]", "a = 1979-05-27T07:32:00Z", "[a]\n[a.b]\n[a]", "'' = 1")
}

func FuzzYAML(f *testing.F) {
	fuzzDocument(f, "yaml", "a: &x [1, {b: c}]\nd: *x\n---\ne: |\n  f\n", "<<: *x", "? a\n: b", "a:\n- b\n- c: !!str 1", "%YAML 1.2\n---\n", "&a *a", "{a, b: }", "- - - x\n", "a: \"x\n  y\"", "!", "<<: {a: 1}\n<<: [{b: 2}]\n", "? &a b\n: *a", "a: &a\n", "---\n---\nx")
}

func FuzzXML(f *testing.F) {
	fuzzDocument(f, "xml", "<?xml version='1.0'?><a x='1'><b>c</b><!-- d --><e/></a>", "<!DOCTYPE a []>", "<a>&b;</a>", "<a:b xmlns:a='c'/>", "<a><![CDATA[x]]></a>", "<a></b>", "<a/>x", "<?xml encoding='x'?><a/>")
}

func FuzzProperties(f *testing.F) {
	fuzzDocument(f, "properties", "a=b\nc : d\\\n  e\n#f\n\\u0041=\\uD83D\\uDE00", "\\", "=\n:", "a\\=b=c", "\\u12", "a=\\")
}

func FuzzEnv(f *testing.F) {
	fuzzDocument(f, "env", "A=1\nexport B=\"x\ny\"\nC='d' # e\n", "A=\"", "A='\nB='", "=", "A==", "A=\\\"")
}

func FuzzToolVersions(f *testing.F) {
	fuzzDocument(f, "tool-versions", "nodejs 22.1.0 # x\npython 3.13 3.12\n", "#", "a", "\u2028 \u00a0 x")
}
