package java

import (
	"testing"

	"github.com/msgen/msgen/internal/formats"
)

// TestBundleOfBundles reads a bundle that names itself, which stands for nothing.
func TestBundleOfBundles(t *testing.T) {
	doc, err := formats.JSON("x", `{"bundles":{"a":["bundles-a"]}}`, false)
	if err != nil {
		t.Fatal(err)
	}
	c := newCatalog()
	c.read(doc)
	if got := c.named("bundles.a"); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}
