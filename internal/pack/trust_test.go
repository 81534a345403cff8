package pack

import (
	"slices"
	"strings"
	"testing"
)

// trusting reads a file of settings.
func trusting(t *testing.T, text string) Trust {
	t.Helper()
	s, err := ReadTrust("config.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestHostileTrust compares by host and segments, never by the beginning of a text.
func TestHostileTrust(t *testing.T) {
	for _, c := range []struct {
		source, ref string
		want        bool
	}{
		{"registry.example.com/platform", "oci://registry.example.com/platform/x:1.0.0", true},
		{"registry.example.com/platform/", "oci://registry.example.com/platform/x:1.0.0", true},
		{"registry.example.com/platform", "oci://registry.example.com/platform:1.0.0", true},
		{"registry.example.com", "oci://registry.example.com/any/x:1.0.0", true},
		{"registry.example.com/platform", "oci://registry.example.com/platform-evil/x:1.0.0", false},
		{"registry.example.com/platform", "oci://registry.example.com/other/platform/x:1.0.0", false},
		{"registry.example.com/platform/x", "oci://registry.example.com/platform:1.0.0", false},
		{"registry.example.com/platform", "oci://registry.example.com.evil.example/platform/x:1.0.0", false},
		{"registry.example.com/platform", "oci://evil-registry.example.com/platform/x:1.0.0", false},
		{"registry.example.com/platform", "oci://registry.example.com:5000/platform/x:1.0.0", false},
		{"registry.example.com:5000/platform", "oci://registry.example.com:5000/platform/x:1.0.0", true},
		{"example.com/acme/packs.git", "git+https://example.com/acme/packs.git//web?ref=v1", true},
		{"example.com/acme", "git+ssh://git@example.com/acme/packs.git", true},
		{"example.com/acme/packs", "git+https://example.com/acme/packs.git", false},
		{"example.com/acme/packs.git/web", "git+https://example.com/acme/packs.git//web", false},
		{"example.com/Acme", "git+https://example.com/acme/x", false},
		{"example.com/acme/x", "git+https://example.com/acme//x", false},
		{"/srv/packs", "/srv/packs/web", true},
		{"/srv/packs", "/srv/packs-evil/web", false},
		{"/srv/packs", "git+file:///srv/packs/r.git", true},
		{"/srv", "oci://example.com/srv:1", false},
		{"/repos", "../other", true},
		{"/repos/app", "git+./r.git", true},
		{"/repos", "./packs/web", false},
		{"./", "./packs/web", true},
		{"./", "/repos/app/packs/web", true},
		{"./", "../other", false},
		{"./", "git+./r.git", false},
		{"./", "/repos/app-evil/web", false},
	} {
		s, err := ParseSource(c.source)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Covers(SourceOf(mustRef(t, c.ref), "/repos/app")); got != c.want {
			t.Errorf("%s covers %s: %t", c.source, c.ref, got)
		}
	}
	if (Source{}).Covers(Source{}) || (Source{}).Covers(Source{Host: "example.com"}) {
		t.Error("the empty source covers something")
	}
}

// TestHostileSource refuses what no source is.
func TestHostileSource(t *testing.T) {
	for _, text := range []string{"", "/", "*", "*.example.com", "example.com/*", "oci://example.com/a", "git+https://example.com/a", "Example.com/a", "example.com/a/../b",
		"example.com/%2e%2e/b", "example.com//a", "user@example.com/a", "example.com/a?ref=v1", "platform", "..", "../x", "./packs", "example.com/a\nb", "/srv/../etc", "-x.example.com/a"} {
		if s, err := ParseSource(text); err == nil {
			t.Errorf("%q is taken for %+v", text, s)
		}
	}
}

// TestDecide asks for each answer.
func TestDecide(t *testing.T) {
	public, _ := keys(t)
	signer := "minisign:" + public.String()
	sources := "trust: [registry.example.com/platform]\n"
	signed := "requireSignature: true\nsigners: [" + public.String() + "]\n"
	const oci = "oci://registry.example.com/platform/web:1.0.0"
	pinned := oci + "@" + someDigest
	for name, c := range map[string]struct {
		ref, signer string
		settings    []string
		recorded    Recorded
		want        Answer
		says        string
	}{
		"nobody said":              {oci, "", nil, Recorded{}, NeedsPerson, "registry.example.com/platform/web is not trusted yet"},
		"trusted":                  {oci, "", []string{sources}, Recorded{}, Trusted, "config.yaml trusts registry.example.com/platform"},
		"trusted by the second":    {oci, "", []string{"", sources}, Recorded{}, Trusted, "trusts"},
		"lock-alone":               {oci, "", nil, Recorded{pinned, "h1:x=", ""}, NeedsPerson, "is not trusted yet"},
		"lock-alone-with-signer":   {oci, signer, nil, Recorded{pinned, "h1:x=", signer}, NeedsPerson, "is not trusted yet"},
		"prefix":                   {"oci://registry.example.com/platform-evil/web:1", "", []string{sources}, Recorded{}, NeedsPerson, "is not trusted yet"},
		"folder inside":            {"./packs/web", "", nil, Recorded{}, Trusted, "directory in the repository"},
		"folder outside":           {"../packs/web", "", nil, Recorded{}, NeedsPerson, "/repos/packs/web is not trusted yet"},
		"not allowed":              {oci, "", []string{sources, "allowed: [registry.example.com/other]\n"}, Recorded{}, Refused, "allows only registry.example.com/other"},
		"allowed alone":            {oci, "", []string{"allowed: [registry.example.com]\n"}, Recorded{}, NeedsPerson, "is not trusted yet"},
		"folder not allowed":       {"./packs/web", "", []string{"allowed: [registry.example.com]\n"}, Recorded{}, Refused, "allows only"},
		"folder allowed":           {"./packs/web", "", []string{"allowed: [./, registry.example.com]\n"}, Recorded{}, Trusted, "directory"},
		"signature missing":        {oci, "", []string{sources, signed}, Recorded{}, Refused, "requires a signature"},
		"signature there":          {oci, signer, []string{sources, signed}, Recorded{}, Trusted, "trusts"},
		"signature of another":     {oci, "minisign:RWQother", []string{sources, signed}, Recorded{}, Refused, "requires the signature of " + signer},
		"signature missing inside": {"./packs/web", "", []string{signed}, Recorded{}, Refused, "requires a signature"},
		"signer-changed":           {oci, "minisign:RWQother", []string{sources}, Recorded{pinned, "", signer}, Refused, "it was signed by " + signer},
		"signer-gone":              {oci, "", []string{sources}, Recorded{pinned, "", signer}, Refused, "is now signed by nobody known"},
		"tree-exchanged":           {oci, "", []string{sources}, Recorded{pinned, "h1:y=", ""}, Refused, "differ from the lock"},
		"tree of a new digest":     {oci, "", []string{sources}, Recorded{strings.Replace(pinned, "sha256:0", "sha256:1", 1), "h1:y=", ""}, Trusted, "trusts"},
		"folder edited":            {"./packs/web", "", nil, Recorded{"./packs/web", "h1:y=", ""}, Trusted, "directory"},
		"keyless":                  {oci, "keyless:a b", []string{sources, "requireSignature: true\nkeyless: {identity: a, issuer: b}\n"}, Recorded{}, Trusted, "trusts"},
		"keyless of another":       {oci, "keyless:c b", []string{sources, "requireSignature: true\nkeyless: {identity: a, issuer: b}\n"}, Recorded{}, Refused, "requires the signature of keyless:a b"},
	} {
		t.Run(name, func(t *testing.T) {
			var settings []Trust
			for _, s := range c.settings {
				settings = append(settings, trusting(t, s))
			}
			r := mustRef(t, c.ref)
			resolved := r.String()
			if r.Kind != Folder {
				resolved = r.Pin(someDigest).String()
			}
			d := Decide(Proposed{Resolved{Ref: r, Resolved: resolved, Tree: "h1:x="}, c.signer, "/repos/app"}, settings, c.recorded)
			if d.Answer != c.want || !strings.Contains(d.Reason, c.says) || (d.Line != "") != (c.want == NeedsPerson) {
				t.Errorf("%+v; want %s, %s", d, c.want, c.says)
			}
			if d.Answer == NeedsPerson {
				added, err := AddTrust("config.yaml", nil, SourceOf(r, "/repos/app"))
				if err != nil || !strings.Contains(string(added), "- "+d.Line+"\n") {
					t.Fatalf("%s: %v", added, err)
				}
				again := Decide(Proposed{Resolved{Ref: r, Resolved: resolved, Tree: "h1:x="}, c.signer, "/repos/app"}, append(settings, trusting(t, string(added))), c.recorded)
				if again.Answer != Trusted {
					t.Errorf("with its line: %+v", again)
				}
			}
		})
	}
}

// TestReadTrust refuses settings that say something else than they seem to.
func TestReadTrust(t *testing.T) {
	for text, says := range map[string]string{
		"trusts: [a.example]\n":                        "config.yaml:1",
		"trust: a.example\n":                           "config.yaml:1",
		"trust:\n- a.example\n- '*'\n":                 "config.yaml:3",
		"requireSignature: yes please\n":               "config.yaml:1",
		"requireSignature: true\nsigners: [RWQ]\n":     "config.yaml:2",
		"keyless: {identity: a}\n":                     "issuer is missing",
		"trust: [a.example]\ntrust: [b.example]\n":     "already",
		"<<<<<<< ours\ntrust: [a.example]\n=======\n":  "config.yaml",
		"trust: [\x00]\n":                              "U+0000",
		"- a\n":                                        "config.yaml:1",
		"trust: &a [a.example]\nallowed: *a\n":         "anchors",
		"trust: [a.example]\n---\nallowed: [b.test]\n": "second document",
	} {
		_, err := ReadTrust("config.yaml", []byte(text))
		refused(t, err, says)
	}
	for _, text := range []string{"", "\n# nothing\n", "trust:\n", "trust: []\n", "\xef\xbb\xbftrust: [a.example]\r\n"} {
		if _, err := ReadTrust("config.yaml", []byte(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	if files, err := TrustFiles("/given.yaml"); err != nil || len(files) != 3 || !slices.Contains(files, "/etc/msgen/config.yaml") {
		t.Error(files, err)
	}
}

// TestAddTrust keeps every other byte.
func TestAddTrust(t *testing.T) {
	const x = "example.com/x"
	for before, want := range map[string]string{
		"":                       "trust:\n  - " + x + "\n",
		"# mine\n":               "# mine\ntrust:\n  - " + x + "\n",
		"requireSignature: true": "requireSignature: true\ntrust:\n  - " + x + "\n",
		"trust:\n- a.example\n":  "trust:\n- a.example\n- " + x + "\n",
		"trust: # who\n    - a.example # b\n\n# c\nallowed: [example.com, a.example]\n": "trust: # who\n    - a.example # b\n    - " + x + "\n\n# c\nallowed: [example.com, a.example]\n",
		"trust:\r\n  - a.example\r\n":                        "trust:\r\n  - a.example\r\n  - " + x + "\r\n",
		"trust:\n  - a.example":                              "trust:\n  - a.example\n  - " + x,
		"trust: [a.example] # b\n":                           "trust: [a.example, " + x + "] # b\n",
		"trust: []\n":                                        "trust: [" + x + "]\n",
		"trust:\n":                                           "trust: [" + x + "]\n",
		"trust: [a.example,\n  b.example]\n":                 "trust: [a.example, b.example, " + x + "]\n",
		"{trust: [a.example]}\n":                             "{trust: [a.example, " + x + "]}\n",
		"\"trust\": [a.example]\n":                           "\"trust\": [a.example, " + x + "]\n",
		"trust: [example.com]\n":                             "trust: [example.com]\n",
		"trust:\n  - a.example\nallowed:\n  - example.com\n": "trust:\n  - a.example\n  - " + x + "\nallowed:\n  - example.com\n",
	} {
		got, err := AddTrust("config.yaml", []byte(before), Source{Host: "example.com", Path: "x"})
		if err != nil || string(got) != want {
			t.Errorf("%q: %q, %v; want %q", before, got, err, want)
		}
	}
	for _, text := range []string{"trust: ['a.example', \"]\"]\n"} {
		got, err := AddTrust("config.yaml", []byte(text), Source{Host: "example.com", Path: "x"})
		if err == nil {
			t.Errorf("%q became %q", text, got)
		}
	}
}
