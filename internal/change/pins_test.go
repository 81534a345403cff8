package change

import (
	"slices"
	"strings"
	"testing"
)

// TestSettlePins holds the rules of tags and digests.
func TestSettlePins(t *testing.T) {
	a, b := "@sha256:"+strings.Repeat("a", 64), "@sha256:"+strings.Repeat("b", 64)
	dropped := "the digest of n:1 is dropped, because the tag is now 2"
	known := "the digest of n:1 is taken from msgen"
	for _, c := range []struct{ name, pins, base, yours, theirs, want, note string }{
		{"the template moved the tag", "", "n:1", "n:1", "n:2", "n:2", ""},
		{"the template moved the tag of a pinned image", "", "n:1", "n:1" + a, "n:2", "n:2", dropped},
		{"with its own digest", "", "n:1" + a, "n:1" + b, "n:2" + a, "n:2" + a, dropped},
		{"a bot added a digest", "", "n:1", "n:1" + a, "n:1", "n:1" + a, ""},
		{"a bot moved a digest", "", "n:1" + a, "n:1" + b, "n:1" + a, "n:1" + b, ""},
		{"both moved the digest", "", "n:1", "n:1" + a, "n:1" + b, "n:1" + a, ""},
		{"both moved the digest, msgen's", "msgen", "n:1", "n:1" + a, "n:1" + b, "n:1" + b, known},
		{"msgen knows no digest", "msgen", "n:1", "n:1" + a, "n:1", "n:1" + a, ""},
		{"the user moved the tag", "", "n:1", "n:2", "n:1", "n:2", ""},
		{"the user moved the tag, msgen the digest", "", "n:1", "n:2" + a, "n:1" + b, "n:2" + a, dropped},
		{"both moved alike", "", "n:1", "n:2", "n:2" + a, "n:2" + a, ""},
		{"both moved differently", "", "n:1", "n:2", "n:3", "", ""},
		{"a registry with a port", "", "r.example.com:5000/n", "r.example.com:5000/n" + a, "r.example.com:5000/n:2", "r.example.com:5000/n:2", "the digest of r.example.com:5000/n is dropped, because the tag is now 2"},
	} {
		for place, text := range map[string]string{"FROM": "FROM --platform=p %s AS x\nRUN y\n", "COPY": "FROM x\nCOPY --link --from=%s a b\n", "RUN": "FROM x\nRUN --mount=type=bind,from=%s,target=/t \\\n  y\n", "syntax": "# syntax=%s\nFROM x\n"} {
			file := func(ref string) []byte { return []byte(strings.Replace(text, "%s", ref, 1)) }
			for _, form := range []Form{Instructions, PinnedLines} {
				o := labels(form)
				o.Pins = c.pins
				m := Merge(Sides{file(c.base), file(c.yours), file(c.theirs)}, o)
				switch whole := len(m.Conflicts) == 0; {
				case c.want == "" && whole, c.want != "" && string(m.Text) != string(file(c.want)):
					t.Errorf("%s, %s, %s: %d conflicts in\n%s", c.name, place, form, len(m.Conflicts), m.Text)
				case c.note != "" && !slices.Equal(m.Notes, []string{c.note}) && string(file(c.theirs)) != string(file(c.base)), c.note == "" && len(m.Notes) > 0:
					t.Errorf("%s, %s: notes %q", c.name, place, m.Notes)
				}
			}
		}
	}
}
