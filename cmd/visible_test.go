package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/wizard"
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

// Both streams show what would steer a terminal as an escape, also where it comes in pieces; JSON stays the same value.
func TestHarmless(t *testing.T) {
	for want, parts := range map[string][]string{
		`bad name \x1b]0;owned\x07 here` + "\n": {"bad name \x1b]0;ow", "ned\x07 here\n"},
		`pay \u202egro`:                         {"pay \u202egro"},
		"größe\tüber\n":                         {"gr\xc3", "\xb6\xc3\x9fe\tüber\n"},
		"line\r\n" + `\x0dover`:                 {"line\r", "\n\rover"},
		"cut \xc3":                              {"cut \xc3"},
	} {
		var b bytes.Buffer
		w := &harmless{to: &b}
		for _, p := range parts {
			fmt.Fprint(w, p)
		}
		w.end()
		if b.String() != want {
			t.Errorf("%q: %q, want %q", parts, b.String(), want)
		}
	}
}

// Whatever a string of JSON holds, it is the same value on the other side, and no terminal obeys it.
func TestHarmlessJSON(t *testing.T) {
	for r := range rune(0x2100) {
		value := "a" + string(r) + "b"
		var b bytes.Buffer
		w := &harmless{to: &b}
		if err := json.NewEncoder(w).Encode(value); err != nil {
			t.Fatal(err)
		}
		w.end()
		var back string
		if err := json.Unmarshal(b.Bytes(), &back); err != nil || back != value || strings.ContainsFunc(b.String(), steers) {
			t.Errorf("%U: %q gives %q, %v", r, b.String(), back, err)
		}
	}
}

// A question shows its options harmlessly, and gives the value that stands behind the one that was chosen.
func TestPlainAsker(t *testing.T) {
	in, out := strings.NewReader("1\n"), &bytes.Buffer{}
	asked := plainAsker{wizard.New(in, out, true)}
	got, err := asked.Choose(choice.Ask{Text: "Which\x1b[2J?", Options: []choice.Offer{{Value: "a\x1bb", Why: "x\x07"}}})
	if err != nil || got != "a\x1bb" || strings.ContainsAny(out.String(), "\x1b\x07") {
		t.Errorf("%q, %v, %q", got, err, out.String())
	}
}
