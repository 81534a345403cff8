package pack_test

import (
	"slices"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
)

// TestReserved: no pack asks what msgen asks.
func TestReserved(t *testing.T) {
	for _, k := range choice.Keys() {
		if !slices.Contains(pack.Reserved(), k.Name) {
			t.Errorf("a pack may ask for %q, which msgen asks for itself", k.Name)
		}
	}
}
