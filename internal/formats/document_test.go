package formats

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// show prints a document on one line, each plain value with its line: {a:1@2, b:[x@3]}.
func show(n *Node) string {
	if n == nil {
		return "nothing"
	}
	switch n.Kind {
	case List:
		var parts []string
		for _, i := range n.Items {
			parts = append(parts, show(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Table:
		var parts []string
		for _, f := range n.Fields {
			parts = append(parts, f.Name+":"+show(f.Value))
		}
		if n.Value != "" {
			parts = append(parts, n.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Null:
		return fmt.Sprintf("null@%d", n.Line)
	}
	mark := map[Kind]string{Text: "", Number: "#", Bool: "?"}[n.Kind]
	return fmt.Sprintf("%s%s@%d", mark, n.Value, n.Line)
}

// parsers are all forms of document, by the ending of their files.
func parsers() map[string]func(path, text string) (*Node, error) {
	plain := func(f func(path, text string) *Node) func(path, text string) (*Node, error) {
		return func(path, text string) (*Node, error) { return f(path, text), nil }
	}
	return map[string]func(path, text string) (*Node, error){
		"json":          func(p, s string) (*Node, error) { return JSON(p, s, false) },
		"jsonc":         func(p, s string) (*Node, error) { return JSON(p, s, true) },
		"toml":          TOML,
		"yaml":          YAML,
		"xml":           XML,
		"properties":    Properties,
		"env":           plain(Env),
		"tool-versions": plain(ToolVersions),
	}
}

func TestDocuments(t *testing.T) {
	for _, c := range []struct{ form, in, want string }{
		{"json", "{\"a\": \"x\",\n \"b\": [1, true,\n null], \"c\": {}}", `{a:x@1, b:[#1@2, ?true@2, null@3], c:{}}`},
		{"jsonc", "// one\n{\"a\": 1, /* two\n */ \"b\": \"//x\",\n \"c\": [1,\n],}", `{a:#1@2, b://x@3, c:[#1@4]}`},

		{"toml", "", `{}`},
		{"toml", "a = 'x'\nb = 1_000\nc = true\nd = 2026-01-02\n", `{a:x@1, b:#1_000@2, c:?true@3, d:2026-01-02@4}`},
		{"toml", "a.b.c = 1\na.b.d = 2\n", `{a:{b:{c:#1@1, d:#2@2}}}`},
		{"toml", "[a.b]\nc = 1\n[a]\nd = 2\n", `{a:{b:{c:#1@2}, d:#2@4}}`},
		{"toml", "[[p]]\nn = 1\n[p.q]\nx = 1\n[[p]]\nn = 2\n", `{p:[{n:#1@2, q:{x:#1@4}}, {n:#2@6}]}`},
		{"toml", "a = [\n 'x', # one\n ['y',\n 'z'],\n]\n", `{a:[x@2, [y@3, z@4]]}`},
		{"toml", "a = { b = 1, c.d = 'x' }\n", `{a:{b:#1@1, c:{d:x@1}}}`},
		{"toml", "\"a.b\" = \"\"\"\nx\ny\"\"\"\nc = 1", "{a.b:x\ny@1, c:#1@4}"},
		{"toml", "a = 1\r\nb = \"x\"\r\n", `{a:#1@1, b:x@2}`},

		{"yaml", "", `{}`},
		{"yaml", "# only a comment\n", `{}`},
		{"yaml", "a: x\nb:\n  - 1\n  - true\n  - null\n  - ~\n  -\n", `{a:x@1, b:[#1@3, ?true@4, null@5, null@6, null@7]}`},
		{"yaml", "a:\n  b:\n    c: 'x'\nd: {e: 1, f: [2, 3]}\n", `{a:{b:{c:x@3}}, d:{e:#1@4, f:[#2@4, #3@4]}}`},
		{"yaml", "a: |\n  x\n  y\nb: 1\n", "{a:x\ny\n@1, b:#1@4}"},
		{"yaml", "a: &x {b: 1}\nc: *x\n", `{a:{b:#1@1}, c:{b:#1@1}}`},
		{"yaml", "x: &x\n  a: 1\n  b: 2\ny:\n  <<: *x\n  b: 3\n", `{x:{a:#1@2, b:#2@3}, y:{b:#3@6, a:#1@2}}`},
		{"yaml", "x: &x {a: 1}\nw: &w {a: 2, b: 3}\ny:\n  <<: [*x, *w]\n", `{x:{a:#1@1}, w:{a:#2@2, b:#3@2}, y:{a:#1@1, b:#3@2}}`},
		{"yaml", "a: !!str 8080\nb: \"8080\"\nc: !Ref x\nd: 0x1F\n", `{a:8080@1, b:8080@2, c:x@3, d:#0x1F@4}`},
		{"yaml", "a: 1\r\nb:\r\n  - x\r\n  - y\r\n", `{a:#1@1, b:[x@3, y@4]}`},
		{"yaml", "a: 1\n---\nb: 2\n", `{a:#1@1}`},
		{"yaml", "---\n# nothing\n---\nb: 2\n", `{b:#2@4}`},
		{"yaml", "%YAML 1.2\n---\na: |\n  x\n  ---\n  y\nb: 2\n", "{a:x\n---\ny\n@3, b:#2@7}"},
		{"yaml", "? a\n: b\n1: c\n", `{a:b@1, 1:c@3}`},

		{"xml", "<a/>", `@1`},
		{"xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>\n <b>x</b>\n <b>\n  y\n </b>\n <c/></a>\n", `{b:x@3, b:y@4, c:@7}`},
		{"xml", "<m:a xmlns:m='u' xmlns='v' m:x='1'>t</m:a>", `{@x:1@1, t}`},
		{"xml", "<a><!-- c --><b>1 &lt; 2<![CDATA[&]]></b></a>", `{b:1 < 2&@1}`},

		{"properties", "a=1\n b : 2\nc 3\nd\n#x=1\n!y=1\n", `{a:1@1, b:2@2, c:3@3, d:@4}`},
		{"properties", "a=x,\\\n   y\nb\\ c\\==1\\n\\u00e9\\uD83D\\uDE00\nd=C:\\\\x\\\\\ne=2\r\n", "{a:x,y@1, b c=:1\né😀@3, d:C:\\x\\@4, e:2@5}"},
		{"properties", "server.port=${PORT:8080}\n# c \\\na=b", `{server.port:${PORT:8080}@1, a:b@3}`},

		{"env", "A=1\nexport B='x # y'\n# C=1\nD=a b # c\nE=\"x\\ny\nz\"\nF=\n2x=1\nnothing\nG=\"open\n", "{A:1@1, B:x # y@2, D:a b@4, E:x\ny\nz@5, F:@7, G:\"open@10}"},
		{"tool-versions", "# c\nnodejs 22.1.0 20 # d\npython\njava temurin-21\n", `{nodejs:22.1.0@2, java:temurin-21@4}`},
	} {
		n, err := parsers()[c.form]("f", c.in)
		if err != nil {
			t.Errorf("%s %q: %v", c.form, c.in, err)
		} else if got := show(n); got != c.want {
			t.Errorf("%s %q:\n got %s\nwant %s", c.form, c.in, got, c.want)
		}
	}
}

// A document that cannot be read names its file and the line.
func TestDocumentErrors(t *testing.T) {
	deep := func(open, inner, shut string) string {
		return strings.Repeat(open, 500) + inner + strings.Repeat(shut, 500)
	}
	for _, c := range []struct{ form, in, want string }{
		{"json", "", "f:1: unexpected end of JSON"},
		{"json", "{\n\"a\": 1,\n}", "f:3: invalid character"},
		{"json", "{}\n{}", "f:2: text after the end"},
		{"json", deep("[", "", "]"), "f:1: nested deeper"},
		{"jsonc", "{ /* ", "unexpected end of JSON"},

		{"toml", "a = 1\nb = \n", "f:2: "},
		{"toml", "a = 1\na = 2\n", `f:2: the key "a" is defined twice`},
		{"toml", "[a]\n[b]\n[a]\n", `f:3: the key "a" is defined twice`},
		{"toml", "a = {}\n[a.b]\n", `f:2: the key "a" is defined twice`},
		{"toml", "a = []\n[[a]]\n", `f:2: the key "a" is defined twice`},
		{"toml", "a = [{}]\n[a.b]\n", `f:2: the key "a" is defined twice`},
		{"toml", "a = {b = 1, b = 2}\n", `f:1: the key "b" is defined twice`},
		{"toml", "a = " + deep("[", "", "]"), "f:1: nested deeper"},
		{"toml", "a" + strings.Repeat(".a", 500) + " = 1", "f:1: nested deeper"},

		{"yaml", "a: [1\nb: 2\n", "f:"},
		{"yaml", "a: 1\na: 2\n", "f:2: "},
		{"yaml", "a: *x\n", `f:1: the alias "x" refers to an anchor that is not defined before it`},
		{"yaml", "a: &x [*x]\n", `f:1: the alias "x" refers to an anchor that is not defined before it`},
		{"yaml", "a: " + deep("[", "", "]"), "f:1: nested deeper"},
		{"yaml", deep("- ", "x", ""), "f:1: nested deeper"},
		{"yaml", bomb(), "f:6: its aliases expand to more than"},

		{"xml", "", "f: contains no XML element"},
		{"xml", "text", "f: contains no XML element"},
		{"xml", "<a>\n<b></a>", "f:2: "},
		{"xml", "<a>\n&x;</a>", "f:2: invalid character entity &x;"},
		{"xml", "<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a>&x;</a>", "f:1: a document type or entity"},
		{"xml", "<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'u'><a/>", "f:2: a document type or entity"},
		{"xml", "<a/>\n<b/>", "f:2: a second root element"},
		{"xml", deep("<a>", "", "</a>"), "f:1: nested deeper"},

		{"properties", "a=1\nb=\\u12\n", `f:2: malformed \uXXXX`},
	} {
		n, err := parsers()[c.form]("f", c.in)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s %.60q: no *Error but %s, %v", c.form, c.in, show(n), err)
		} else if !strings.Contains(e.Error(), c.want) {
			t.Errorf("%s %.60q:\n got %v\nwant %s", c.form, c.in, e, c.want)
		}
	}
}

// bomb is a YAML file of a few lines that stands for 9^9 values.
func bomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
	}
	return b.String()
}

func TestAllDocumentsOfYAML(t *testing.T) {
	docs, err := YAMLs("f", "a: &x 1\n---\nb: 2\n---\n---\nc: [1]\n--- # d\nd: *y\n", 3)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		got = append(got, show(d))
	}
	if want := "{a:#1@1} {b:#2@3} {c:[#1@6]}"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
	if _, err := YAMLs("f", "a: &x 1\n---\nb: *x\n", 9); err == nil {
		t.Error("an anchor of one document was seen in the next")
	}
}

// The embedded tables are read by several scans at once; the race detector watches this test.
func TestLargeTableIsReadAtOnce(t *testing.T) {
	var text strings.Builder
	for i := range 2 * manyFields {
		fmt.Fprintf(&text, "key%d: %d\n", i, i)
	}
	doc, err := Parse("table.yaml", text.String())
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			if got := doc.At("key7").Text(); got != "7" {
				t.Errorf("key7 = %q, want 7", got)
			}
		})
	}
	readers.Wait()
}
