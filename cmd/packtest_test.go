package cmd_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/msgen/msgen/cmd"
)

// TestPacks runs the tests of the packs of testdata/packs: acme's pass, and so do those of chains that may be; of the
// others the message says what is wrong.
func TestPacks(t *testing.T) {
	for dir, want := range map[string]struct {
		code       int
		text, args string
	}{
		"acme":            {0, "ok   node-web (", ""},
		"house":           {0, "ok   pnpm (", ""},
		"registries":      {0, "ok   maven (", ""},
		"chains/checkout": {0, "ok   shop (refused with 5, as expected)", ""},
		"chains/base":     {0, "ok   go (", ""},
		"chains/web":      {1, "the pack web has no test", ""},
		"chains/shop":     {1, "the pack shop has no test", ""},
		"chains/five":     {1, "more than 4 packs extend each other", ""},
		"chains/loose":    {1, "a later layer can only tighten", ""},
		"chains/orphan":   {1, "orphan 1.0.0 extends ../nobody", ""},
		"chains/ring-a":   {1, "extend each other in a loop", ""},
		"chains/self":     {1, "self 1.0.0 -> self 1.0.0", ""},
	} {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			code := cmd.Main([]string{"pack", "test", "../testdata/packs/" + dir}, packEnv(&out, &errs))
			if said := out.String() + errs.String(); code != want.code || !strings.Contains(said, want.text) {
				t.Errorf("ends with %d:\n%s", code, said)
			}
		})
	}
}

// TestRecipesAreClean holds the packs of the recipes to their own advice.
func TestRecipesAreClean(t *testing.T) {
	for _, name := range []string{"acme", "house", "registries"} {
		var out, errs bytes.Buffer
		if code := cmd.Main([]string{"pack", "lint", "../testdata/packs/" + name}, packEnv(&out, &errs)); code != 0 || out.Len() > 0 {
			t.Errorf("%s ends with %d:\n%s%s", name, code, &out, &errs)
		}
	}
}

// TestShowAuthority tells of the authority that a pack adds before anybody trusts the pack.
func TestShowAuthority(t *testing.T) {
	var out, errs bytes.Buffer
	if code := cmd.Main([]string{"pack", "show", "../testdata/packs/acme"}, packEnv(&out, &errs)); code != 0 || !strings.Contains(out.String(), "authority acme-ca.pem: every image trusts it (4324eb5e)") {
		t.Errorf("ends with %d:\n%s%s", code, &out, &errs)
	}
}

// packEnv is a world without variables and terminals.
func packEnv(out, errs *bytes.Buffer) cmd.Env {
	return cmd.Env{In: strings.NewReader(""), Out: out, Err: errs, Dir: ".", Getenv: func(string) string { return "" }, Terminal: func(any) bool { return false }}
}
