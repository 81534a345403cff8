package pack

import (
	"os"
	"testing"
)

// fixture reads a pack of testdata/packs.
func fixture(t *testing.T, name string) *Pack {
	t.Helper()
	p, err := Read(os.DirFS("../../testdata/packs/" + name))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAcme(t *testing.T) {
	p := fixture(t, "acme")
	if p.Name != "acme" || len(p.Stacks) != 1 || len(p.Migrations) != 2 || len(p.Cases) != 5 || len(p.Files()) != 1 || len(p.Schema.Questions()) != 5 || p.CA.Hash != "4324eb5e" {
		t.Errorf("read %+v", p)
	}
}
