package cmd

import (
	"bytes"
	"errors"
	"testing"
)

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"services/api":         "services/api",
		"größe":                "größe",
		"a\nRUN evil":          `"a\nRUN evil"`,
		"\x1b[31mred\x1b[0m":   `"\x1b[31mred\x1b[0m"`,
		"\xff is no UTF-8":     `"\xff is no UTF-8"`,
		"a\u0085b (next line)": `"a\u0085b (next line)"`,
	} {
		if got := visible(in); got != want {
			t.Errorf("visible(%q) = %s, want %s", in, got, want)
		}
	}
}

// An error may name what a repository is called; it never steers the terminal.
func TestReportHarmless(t *testing.T) {
	var b bytes.Buffer
	report(&b, errors.New("bad name \x1b]0;owned\x07 here"))
	if got := b.String(); got != "msgen: bad name ]0;owned here\n" {
		t.Errorf("%q", got)
	}
}
