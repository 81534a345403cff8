package render

import (
	"strings"
	"testing"
)

func TestCutHeader(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"today's", "# syntax=x\n# Written by msgen. Edit it freely.\n\nFROM a\n", "# syntax=x\n\nFROM a\n"},
		{"CRLF", "# syntax=x\r\n# Written by msgen, later.\r\nFROM a\r\n", "# syntax=x\r\nFROM a\r\n"},
		{"no final newline", "# Written by msgen", ""},
		{"another comment above", "# ours\n\n# Written by msgen: x\nFROM a\n", "# ours\n\nFROM a\n"},
		{"below an instruction", "FROM a\n# Written by msgen.\n", ""},
		{"another word", "# Written by msgenerator\nFROM a\n", ""},
		{"none", "FROM a\n", ""},
		{"empty", "", ""},
	} {
		got, cut := CutHeader(c.in)
		if want := c.name == "today's" || c.name == "CRLF" || c.name == "no final newline" || c.name == "another comment above"; cut != want {
			t.Errorf("%s: cut is %v", c.name, cut)
		}
		if cut && got != c.want || !cut && got != c.in {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// The header stands right below the syntax line, alone on its line, with nothing that a builder would read in it.
func TestHeader(t *testing.T) {
	files, err := Files(full(), builtIn())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(files[1].Text, "\n")
	if !strings.HasPrefix(lines[1], "# Written by msgen.") || lines[2] != "" {
		t.Errorf("the head is %q", lines[:3])
	}
	if _, again := CutHeader(strings.Join(append(lines[:1:1], lines[2:]...), "\n")); again {
		t.Error("there are two headers")
	}
}
