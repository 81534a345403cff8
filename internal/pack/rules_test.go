package pack_test

import (
	"os"
	"slices"
	"testing"

	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/verify"
)

// TestRules: a policy that names everything it can speaks of rules that verify has.
func TestRules(t *testing.T) {
	p, err := pack.Read(os.DirFS("../../testdata/packs/acme"))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range append(p.Policy.Rules(), "MS060", "MS061", "MS062", "MS063", "MS123") {
		if !slices.ContainsFunc(verify.Rules(), func(r verify.Rule) bool { return r.ID == id }) {
			t.Errorf("verify has no rule %s", id)
		}
	}
}
