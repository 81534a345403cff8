package pack

import (
	"strings"
	"testing"
)

const (
	someCommit = "0123456789abcdef0123456789abcdef01234567"
	someDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// TestParseRef reads what is allowed; an empty want is the text itself.
func TestParseRef(t *testing.T) {
	for _, c := range []struct {
		text, want string
		ref        Ref
	}{
		{"./packs/web", "", Ref{Kind: Folder, Path: "./packs/web"}},
		{"./packs/web/", "./packs/web", Ref{Kind: Folder, Path: "./packs/web"}},
		{".", "./", Ref{Kind: Folder, Path: "./"}},
		{"./", "./", Ref{Kind: Folder, Path: "./"}},
		{"./..", "..", Ref{Kind: Folder, Path: ".."}},
		{"./.hidden", "", Ref{Kind: Folder, Path: "./.hidden"}},
		{"./...x", "", Ref{Kind: Folder, Path: "./...x"}},
		{"./../x", "../x", Ref{Kind: Folder, Path: "../x"}},
		{"..", "", Ref{Kind: Folder, Path: ".."}},
		{"../../acme", "", Ref{Kind: Folder, Path: "../../acme"}},
		{"/srv/packs/web", "", Ref{Kind: Folder, Path: "/srv/packs/web"}},
		{"git+https://example.com/acme/packs.git", "", Ref{Kind: Git, Scheme: "https", Host: "example.com", Path: "acme/packs.git"}},
		{"git+https://example.com:8443/r//web/go?ref=release/v1.2", "", Ref{Kind: Git, Scheme: "https", Host: "example.com:8443", Path: "r", Sub: "web/go", Name: "release/v1.2"}},
		{"git+ssh://git@example.com/acme/packs.git?ref=v1", "", Ref{Kind: Git, Scheme: "ssh", User: "git", Host: "example.com", Path: "acme/packs.git", Name: "v1"}},
		{"git+file:///srv/r.git//web?ref=v1&commit=" + someCommit, "", Ref{Kind: Git, Scheme: "file", Path: "/srv/r.git", Sub: "web", Name: "v1", Digest: someCommit}},
		{"git+/srv/r.git", "git+file:///srv/r.git", Ref{Kind: Git, Scheme: "file", Path: "/srv/r.git"}},
		{"git+../r.git//web", "", Ref{Kind: Git, Path: "../r.git", Sub: "web"}},
		{"git+./r.git?commit=" + someCommit, "", Ref{Kind: Git, Path: "./r.git", Digest: someCommit}},
		{"oci://registry.example.com/platform/web:2.3.1", "", Ref{Kind: OCI, Host: "registry.example.com", Path: "platform/web", Name: "2.3.1"}},
		{"oci://localhost:5000/web@" + someDigest, "", Ref{Kind: OCI, Host: "localhost:5000", Path: "web", Digest: someDigest}},
		{"oci://example.com/a:2@" + someDigest, "", Ref{Kind: OCI, Host: "example.com", Path: "a", Name: "2", Digest: someDigest}},
	} {
		got, err := ParseRef(c.text)
		if err != nil || got != c.ref {
			t.Errorf("%s: %+v, %v; want %+v", c.text, got, err, c.ref)
		}
		want := c.want
		if want == "" {
			want = c.text
		}
		if got.String() != want {
			t.Errorf("%s is written %s, want %s", c.text, got, want)
		}
	}
}

// hostileRefs are references that mean something else to someone, each with what the refusal says.
func hostileRefs() map[string]string {
	return map[string]string{
		"":                                       "empty",
		"web":                                    "starts with ./",
		"-oProxyCommand=x":                       "no version",
		"--upload-pack=x":                        "no version",
		"./--upload-pack":                        "like an option",
		"/":                                      "starts with ./",
		"./a/../../b":                            "must not contain the segment",
		"/srv/../etc":                            "must not contain the segment",
		"./a//b":                                 "is empty",
		"./a/./b":                                "must not contain the segment",
		"./a%2e%2e/b":                            "an escape",
		"./a\x00b":                               "must not contain the character",
		"./a\nb":                                 "must not contain the character",
		"./a b":                                  "must not contain the character",
		"./ä":                                    "must not contain the character",
		`.\a`:                                    "must not contain the character",
		`C:\a`:                                   "must not contain the character",
		"C:/a":                                   "unsupported pack reference",
		"./a?ref=v1":                             "no version",
		"http://example.com/x":                   "unsupported pack reference",
		"https://example.com/x":                  "unsupported pack reference",
		"file:///etc":                            "unsupported pack reference",
		"git+http://example.com/x":               "unsupported pack reference",
		"git+ext::sh -c x":                       "must not contain the character",
		"git+ext::sh":                            "unsupported pack reference",
		"ext::sh":                                "unsupported pack reference",
		"git@example.com:acme/x.git":             "unsupported pack reference",
		"git+https://user:secret@example.com/x":  "user or password",
		"git+https://user@example.com/x":         "user or password",
		"git+https://example.com@evil.example/x": "user or password",
		"git+ssh://git:secret@example.com/x":     "user or password",
		"git+ssh://-oProxyCommand=x/y":           "not a host name",
		"git+ssh://-oProxyCommand@example.com/y": "user or password",
		"git+ssh://git@-oProxyCommand/y":         "not a host name",
		"git+https://Example.com/x":              "lower case",
		"git+https://example.com./x":             "not a host name",
		"git+https:///x":                         "not a host name",
		"git+https://example.com":                "is empty",
		"git+https://example.com/":               "is empty",
		"git+https://example.com:0/x":            "not a port",
		"git+https://example.com:99999999/x":     "not a port",
		"git+https://[::1]/x":                    "must not contain the character",
		"git+https://example.com/a/../b":         "must not contain the segment",
		"git+https://example.com/a/%2e%2e/b":     "an escape",
		"git+https://example.com/a/%2E%2E/b":     "an escape",
		"git+https://example.com/a%2fb":          "an escape",
		"git+https://example.com/--upload-pack=x":     "like an option",
		"git+https://example.com/a//../b":             "must not contain the segment",
		"git+https://example.com/a///b":               "is empty",
		"git+https://example.com/a//":                 "is empty",
		"git+https://example.com/a//-x":               "like an option",
		"git+https://example.com/a//b//c":             "is empty",
		"git+https://example.com/a?ref=--upload-pack": "not a valid tag or branch name",
		"git+https://example.com/a?ref=-x":            "not a valid tag or branch name",
		"git+https://example.com/a?ref=a..b":          "not a valid tag or branch name",
		"git+https://example.com/a?ref=a:b":           "not a valid tag or branch name",
		"git+https://example.com/a?ref=+a":            "not a valid tag or branch name",
		"git+https://example.com/a?ref=refs/pull/1":   "leave out refs/",
		"git+https://example.com/a?ref=a.lock":        "not a valid tag or branch name",
		"git+https://example.com/a?ref=":              "not a valid tag or branch name",
		"git+https://example.com/a?":                  "only ref=",
		"git+https://example.com/a?x=1":               "only ref=",
		"git+https://example.com/a?ref=a&ref=b":       "a commit has",
		"git+https://example.com/a?ref=a&commit=b&c":  "a commit has",
		"git+https://example.com/a?commit=0123":       "a commit has",
		"git+https://example.com/a#v1":                "must not contain the character",
		"git+file://host/x":                           "starts with ./",
		"git+file:///srv/../etc":                      "must not contain the segment",
		"git+x":                                       "starts with ./",
		"oci://Example.com/a":                         "lower case",
		"oci://example.com":                           "not a valid repository name",
		"oci://example.com/A":                         "not a valid repository name",
		"oci://example.com/a/../b":                    "not a valid repository name",
		"oci://example.com/a/%2e%2e/b":                "an escape",
		"oci://user:pw@example.com/a":                 "is not a digest",
		"oci://example.com/a:-x":                      "not a valid tag",
		"oci://example.com/a:1/b":                     "not a valid tag",
		"oci://example.com/a@sha256:abc":              "is not a digest",
		"oci://example.com/a@sha512:" + someCommit:    "is not a digest",
		"oci://example.com/a?x":                       "not a valid repository name",
		"./" + strings.Repeat("a", 600):               "longer than",
	}
}

// TestHostileRef refuses each of them.
func TestHostileRef(t *testing.T) {
	for text, says := range hostileRefs() {
		got, err := ParseRef(text)
		if err == nil {
			t.Errorf("%q is taken for %+v", text, got)
		} else if !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v; want %s", text, err, says)
		}
	}
}

// TestFloating tells names that move from those that do not.
func TestFloating(t *testing.T) {
	for text, want := range map[string]bool{
		"oci://example.com/a": true, "oci://example.com/a:latest": true, "oci://example.com/a:2": true, "oci://example.com/a:2.3": true, "oci://example.com/a:v2": true,
		"oci://example.com/a:2.3.1": false, "oci://example.com/a:2.3.1-rc1": false, "oci://example.com/a:stable": false,
		"git+https://example.com/a?ref=2": false, "./2": false,
	} {
		if r, err := ParseRef(text); err != nil || r.Floating() != want {
			t.Errorf("%s: %t, %v", text, r.Floating(), err)
		}
	}
}

// FuzzRef: what is read is canonical, reads back as the same, and names no option, escape or way out.
func FuzzRef(f *testing.F) {
	for text := range hostileRefs() {
		f.Add(text)
	}
	for _, text := range []string{"./a", "../..", "/a/b", "git+ssh://git@example.com/a//b?ref=v1", "oci://example.com/a/b:1@" + someDigest} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRef(text)
		if err != nil {
			return
		}
		again, err := ParseRef(r.String())
		if err != nil || again != r {
			t.Fatalf("%q: %+v is written %s and read as %+v, %v", text, r, r, again, err)
		}
		if strings.ContainsAny(r.String(), "%\\\x00\n ") || strings.Contains(r.Host, "@") || strings.HasPrefix(r.Name, "-") {
			t.Fatalf("%q: %+v", text, r)
		}
		named := r.Host != ""
		for _, s := range r.Segments() {
			if s == ".." && named || strings.HasPrefix(s, "-") {
				t.Fatalf("%q: the segment %s", text, s)
			}
			named = named || s != ".."
		}
	})
}
