package java

import (
	"testing"

	"github.com/msgen/msgen/internal/formats"
)

// TestBundleOfBundles reads a bundle that names itself, which stands for nothing.
func TestBundleOfBundles(t *testing.T) {
	b := &gradleBuild{aliases: map[string]map[string]*formats.Node{}}
	var err error
	if b.catalog, err = formats.JSON("x", `{"bundles":{"a":["bundles-a"]}}`, false); err != nil {
		t.Fatal(err)
	}
	if got := b.aliased("bundles.a"); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}
