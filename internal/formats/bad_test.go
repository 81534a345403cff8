package formats

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Files that are as large as a file may be and shaped to be slow are read, or refused, in the time that a person waits.
func TestHugeDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const size, patience = 1 << 20, 45 * time.Second
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	lines := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, c := range []struct{ form, name, in string }{
		{"jsonc", "comments", "[" + fill("//\n")}, {"jsonc", "open comments", "[" + fill("/*")}, {"jsonc", "blocks", "[" + fill("/**/")},
		{"jsonc", "commas", "[" + fill(",")}, {"json", "brackets", fill("[")}, {"json", "objects", fill(`{"a":`)}, {"json", "keys", "{" + lines("\"k%d\":1,\n")},
		{"json", "one line", "[" + fill("1,") + "1]"}, {"json", "long text", `"` + fill("x") + `"`},
		{"toml", "keys", lines("k%d = 1\n")}, {"toml", "tables", lines("[[a.b]]\nc.d%d = 'x'\n")}, {"toml", "brackets", "a = " + fill("[")},
		{"toml", "dots", "a" + fill(".a") + " = 1"}, {"toml", "inline", "a = " + fill("{a=")}, {"toml", "list", "a = [" + fill("1,") + "]"},
		{"toml", "quotes", fill("\"\"\"")}, {"toml", "headers", lines("[a%d.b]\n")},
		{"yaml", "keys", lines("k%d: x\n")}, {"yaml", "brackets", fill("[")}, {"yaml", "braces", fill("{a: ")}, {"yaml", "dashes", fill("- ")},
		{"yaml", "list", fill("- x\n")}, {"yaml", "questions", fill("? ")}, {"yaml", "tags", fill("!a ")}, {"yaml", "anchors", fill("&a ")},
		{"yaml", "aliases", "a: &a x\nb: [" + fill("*a,") + "]"}, {"yaml", "flow", "[" + fill("a,") + "]"}, {"yaml", "flow map", "{" + lines("a%d: b, ") + "}"},
		{"yaml", "quotes", fill("'")}, {"yaml", "double quotes", fill("\"")}, {"yaml", "open", "\"" + fill("x\n")}, {"yaml", "block", "a: |\n" + fill("  x\n")},
		{"yaml", "folded", "a: >\n" + fill("  x\n")}, {"yaml", "plain", "a:\n" + fill("  x\n")}, {"yaml", "documents", fill("---\n")}, {"yaml", "comments", fill("#\n")},
		{"yaml", "colons", fill(": ")}, {"yaml", "spaces", fill(" ")}, {"yaml", "tabs", fill("\t")}, {"yaml", "long key", fill("x") + ": 1"}, {"yaml", "percent", fill("%")},
		{"yaml", "stairs", stairs(2000)}, {"yaml", "merges", merges(3000)}, {"yaml", "brackets on lines", fill("[\n")},
		{"xml", "open", fill("<a>")}, {"xml", "siblings", "<a>" + fill("<b/>") + "</a>"}, {"xml", "attributes", "<a " + lines("b%d='1' ") + "/>"},
		{"xml", "comments", fill("<!---->")}, {"xml", "text", "<a>" + fill("x") + "</a>"}, {"xml", "references", "<a>" + fill("&lt;") + "</a>"}, {"xml", "instructions", fill("<?a?>")},
		{"xml", "brackets", fill("<")}, {"xml", "cdata", "<a>" + fill("<![CDATA[x]]>") + "</a>"}, {"xml", "nested declaration", "<!" + fill("<")},
		{"properties", "continued", fill("\\\n")}, {"properties", "continued text", fill("a\\\n")}, {"properties", "keys", fill("a=b\n")}, {"properties", "escapes", fill(`\u0061`)}, {"properties", "slashes", fill(`\`)},
		{"env", "quotes", fill("a=\"\n")}, {"env", "three quotes", fill("a=\"\nb='\nc=`\n")}, {"env", "escapes", "a=\"" + fill(`\"`)}, {"env", "keys", fill("a=b\n")},
		{"tool-versions", "lines", fill("a b\n")},
	} {
		start := time.Now()
		_, err := parsers()[c.form]("f", c.in)
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Path != "f") {
			t.Errorf("%s %s: %v is no *Error of the file", c.form, c.name, err)
		}
		took := time.Since(start)
		t.Logf("%s %s: %v %.80v", c.form, c.name, took.Round(time.Millisecond), err)
		if took > patience {
			t.Errorf("%s %s took %v", c.form, c.name, took)
		}
	}
}

// stairs is a YAML file of tables in tables.
func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// merges is a YAML file in which every table merges the one before.
func merges(n int) string {
	var b strings.Builder
	b.WriteString("t0: &t0\n  k0: 1\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "t%d: &t%d\n  <<: *t%d\n  k%d: 1\n", i, i, i-1, i)
	}
	return b.String()
}
