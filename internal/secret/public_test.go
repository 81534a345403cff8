package secret_test

import (
	"testing"

	"github.com/msgen/msgen/internal/secret"
)

// TestPublicVariables holds that a file of public variables is no secret, and that one more variable makes it one.
func TestPublicVariables(t *testing.T) {
	for text, held := range map[string]bool{
		"# of the site\nVITE_API_URL=https://api.example.com\nexport NEXT_PUBLIC_ID=1\n": false,
		"VITE_API_URL=x\nDATABASE_URL=y\n":                                               true,
		"VITE_API_URL=https://me:word@example.com\n":                                     true,
	} {
		if got := secret.Held("web/.env.production", text); got != held {
			t.Errorf("%q: held %v", text, got)
		}
	}
	if !secret.Held(".env.local", "VITE_A=1") {
		t.Error(".env.local is one machine's own")
	}
}
