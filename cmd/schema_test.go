package cmd

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write docs/schema anew")

// Each schema is published in docs/schema as it is printed.
func TestSchemasArePublished(t *testing.T) {
	for _, s := range schemas() {
		golden := "../docs/schema/" + s.name + ".json"
		if *update {
			if err := os.WriteFile(golden, s.make(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || string(want) != string(s.make()) {
			t.Errorf("%s is not what msgen schema %s prints (%v): go test ./cmd -run SchemasArePublished -update", golden, s.name, err)
		}
	}
}
