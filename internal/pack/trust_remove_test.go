package pack

import "testing"

func TestRemoveTrust(t *testing.T) {
	const source = "registry.example.com/platform"
	for _, x := range []struct {
		name, old, want string
		there           bool
	}{
		{"one of two", "# mine\ntrust:\n  # why\n  - registry.example.com/platform # team\n  - /srv/packs\nrequireSignature: true\n",
			"# mine\ntrust:\n  # why\n  - /srv/packs\nrequireSignature: true\n", true},
		{"the only one", "trust:\n  - registry.example.com/platform\n", "trust: []\n", true},
		{"twice", "trust:\n- registry.example.com/platform\n- \"registry.example.com/platform\"\n", "trust: []\n", true},
		{"in brackets", "trust: [/srv/packs, registry.example.com/platform]\n", "trust: [/srv/packs]\n", true},
		{"crlf", "trust:\r\n  - registry.example.com/platform\r\n  - /srv/packs\r\n", "trust:\r\n  - /srv/packs\r\n", true},
		{"elsewhere", "trust:\n  - /srv/packs\nallowed:\n  - registry.example.com/platform\n", "trust:\n  - /srv/packs\nallowed:\n  - registry.example.com/platform\n", false},
		{"both lists", "trust:\n  - registry.example.com/platform\nallowed:\n  - registry.example.com/platform\n", "trust: []\nallowed:\n  - registry.example.com/platform\n", true},
		{"above it", "trust:\n  - registry.example.com\n", "trust:\n  - registry.example.com\n", false},
		{"empty", "", "", false},
	} {
		s, err := ParseSource(source)
		if err != nil {
			t.Fatal(err)
		}
		got, there, err := RemoveTrust("config.yaml", []byte(x.old), s)
		if err != nil || there != x.there || string(got) != x.want {
			t.Errorf("%s: %q, %v, %v", x.name, got, there, err)
		}
	}
}
