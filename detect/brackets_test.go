package detect

import (
	"slices"
	"testing"
)

func TestArguments(t *testing.T) {
	for text, want := range map[string][]string{
		`)`:                       {""},
		`a, b) + c`:               {"a", "b"},
		`f(x, y), [1, 2], "a,)")`: {"f(x, y)", "[1, 2]", `"a,)"`},
		`"a\", b", c)`:            {`"a\", b"`, "c"},
		`a, b`:                    {"a"},
	} {
		if got := Arguments(text, `"`); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
