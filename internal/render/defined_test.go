package render

import "testing"

// TestDefined names the lines of the author's file, whether the block stands alone on its line or not.
func TestDefined(t *testing.T) {
	blocks, err := Defined(builtIn(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	want := []Block{{"deps.install", "shop/Dockerfile.tmpl", 6}, {"deps.after", "shop/Dockerfile.tmpl", 10}, {"prod.before", "shop/Dockerfile.tmpl", 12}}
	for i, b := range want {
		if blocks[i] != b {
			t.Errorf("%v, want %v", blocks[i], b)
		}
	}
	last := blocks[len(blocks)-1]
	if last != (Block{"ignore", "shop/dockerignore.tmpl", 1}) {
		t.Errorf("the last one is %v", last)
	}
}
