package pack

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jedisct1/go-minisign"
)

// What minisign 0.11 wrote: a key without a password, and signatures of "h1:abc=\n" in its two forms.
const (
	minisignPublic = "untrusted comment: minisign public key 719BC4707B924C59\nRWRZTJJ7cMSbceNvA0gF0BzhtJ06dxEgBMecbRHGS10r7xBkVlhtEpiA\n"
	minisignSecret = "untrusted comment: minisign encrypted secret key\n" +
		"RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWUySe3DEm3HSlieVk0jaO07zkfzJ574VFkN7y5iGddIvbj9MANvL6ONvA0gF0BzhtJ06dxEgBMecbRHGS10r7xBkVlhtEpiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	minisignHashed = "untrusted comment: signature from minisign secret key\n" +
		"RURZTJJ7cMSbcSAZJ1BW3bG/pif/RDj9GGWKHtcCazsYT8rgJJnB8vq69JN2OfBsOLFVJoXLRJkYcgawHnpiyEMZhcIYpOIZNAw=\n" +
		"trusted comment: hello there\n" +
		"VVrxEsrYyx/z7LqtQFwPYa0VexO9rJ9qDLo0pFP5AGB89m524AZh3xVb7PoXj6Ksa88xQ++o8B5HPfWMcwn1Cg==\n"
	minisignLegacy = "untrusted comment: signature from minisign secret key\n" +
		"RWRZTJJ7cMSbcbo5UQEtpQ4hDrCope9qQ8Q8x+/FcqFv960nK2KIcC4YUYX62m5iUTU1P/cxAtZP+IyCXX6PdGQabcVejgfu3g8=\n" +
		"trusted comment: timestamp:1795225207\tfile:tree\n" +
		"kq4y6yh29zScxubm9ctHujgFpL08ZMkwgJ1rVDzHOf/WBhRdaMCCGt28bo2sEGCMf6YI/MBOtYonqlVsJlpdAw==\n"
)

// keys gives the key above.
func keys(t *testing.T) (PublicKey, SecretKey) {
	t.Helper()
	public, err := ParsePublicKey(minisignPublic)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := ParseSecretKey(minisignSecret)
	if err != nil || secret.Public() != public {
		t.Fatal(secret, err)
	}
	return public, secret
}

// sealed is a tree with a signature.
func sealed(sig string) fstest.MapFS { return tree(SignatureName, sig) }

// TestSigner takes what minisign wrote and what Sign writes.
func TestSigner(t *testing.T) {
	public, secret := keys(t)
	if again, err := ParsePublicKey(public.String()); err != nil || again != public {
		t.Error(again, err)
	}
	want := "minisign:" + public.String()
	for name, sig := range map[string]string{"hashed": minisignHashed, "legacy": minisignLegacy, "ours": string(secret.Sign("h1:abc=")), "crlf": strings.ReplaceAll(minisignHashed, "\n", "\r\n")} {
		signer, known, err := Signer(sealed(sig), "h1:abc=", []PublicKey{{}, public})
		if signer != want || !known || err != nil {
			t.Errorf("%s: %q, %t, %v", name, signer, known, err)
		}
		if signer, known, err := Signer(sealed(sig), "h1:abc=", nil); signer != "" || known || err != nil {
			t.Errorf("%s, by nobody known: %q, %t, %v", name, signer, known, err)
		}
	}
	if !bytes.Equal(secret.Sign("h1:abc="), secret.Sign("h1:abc=")) {
		t.Error("two signatures differ")
	}
	if signer, _, err := Signer(tree(), "h1:abc=", []PublicKey{public}); signer != "" || err != nil {
		t.Error(signer, err)
	}
}

// TestHostileSignature refuses signatures of other content, of another key under this key's number, and with a changed comment.
func TestHostileSignature(t *testing.T) {
	public, _ := keys(t)
	other := public
	other.PublicKey[0] ^= 1
	for name, c := range map[string]struct {
		sig, tree string
		key       PublicKey
		says      string
	}{
		"other-content":        {minisignHashed, "h1:abd=", public, "different content"},
		"other-content-legacy": {minisignLegacy, "h1:abd=", public, "different content"},
		"longer-content":       {minisignHashed, "h1:abc=\nx", public, "different content"},
		"other-key-same-id":    {minisignHashed, "h1:abc=", other, "different content"},
		"comment-changed":      {strings.Replace(minisignHashed, "hello there", "hello thers", 1), "h1:abc=", public, "comment of the signature was changed"},
		"global-of-another":    {strings.Replace(minisignHashed, "VVrx", "VVry", 1), "h1:abc=", public, "comment of the signature was changed"},
		"algorithm-exchanged":  {strings.Replace(minisignHashed, "RURZ", "RWRZ", 1), "h1:abc=", public, "different content"},
		"empty":                {"", "h1:abc=", public, "not a minisign signature"},
		"one-line-more":        {minisignHashed + "x\n", "h1:abc=", public, "not a minisign signature"},
		"escape-in-comment":    {strings.Replace(minisignHashed, "hello", "\x1b[2J", 1), "h1:abc=", public, "not a minisign signature"},
		"short":                {strings.Replace(minisignHashed, "RURZ", "", 1), "h1:abc=", public, "not a minisign signature"},
		"huge":                 {minisignHashed + strings.Repeat("\n", 9000), "h1:abc=", public, "not a minisign signature"},
	} {
		t.Run(name, func(t *testing.T) {
			signer, known, err := Signer(sealed(c.sig), c.tree, []PublicKey{c.key})
			refused(t, err, c.says)
			if signer != "" || known {
				t.Error(signer, known)
			}
		})
	}
}

// TestKeys refuses what is no key, and a secret key with a password.
func TestKeys(t *testing.T) {
	for _, text := range []string{"", "x", "RWQ", minisignSecret, minisignPublic + "x", strings.Replace(minisignPublic, "RWR", "RUR", 1)} {
		if _, err := ParsePublicKey(text); err == nil {
			t.Errorf("%q is a public key", text)
		}
	}
	for text, says := range map[string]string{
		"": "not a minisign secret key", minisignPublic: "not a minisign secret key",
		strings.Replace(minisignSecret, "RWQAAEIy", "RWRTY0Iy", 1): "has a password",
		strings.Replace(minisignSecret, "HSlieV", "HSlieW", 1):     "damaged",
		strings.Replace(minisignSecret, "iAAAAAA", "iAAAAAB", 1):   "damaged",
	} {
		_, err := ParseSecretKey(text)
		refused(t, err, says)
	}
}

// TestSignedTransports signs once, beside the pack and as a referrer, and finds the signer by every way.
func TestSignedTransports(t *testing.T) {
	public, secret := keys(t)
	s := newServer(t)
	digest, err := s.push(t, "1.0.0", "1.0.0", "x")
	if err != nil {
		t.Fatal(err)
	}
	hash, err := TreeHash(versioned("1.0.0", "README.md", "x"))
	if err != nil {
		t.Fatal(err)
	}
	cold, ref := t.TempDir(), s.ref(t, ":1.0.0")
	if files, _, err := (Fetcher{Cache: cold}).Fetch(context.Background(), ref, ""); err != nil || contentsOf(t, files)[SignatureName] != "" {
		t.Error(err)
	}
	if err := (Fetcher{}).Attach(context.Background(), ref.Pin(digest), secret.Sign(hash)); err != nil {
		t.Fatal(err)
	}
	beside := versioned("1.0.1", "README.md", "x")
	other, err := TreeHash(beside)
	if err != nil {
		t.Fatal(err)
	}
	beside[SignatureName] = &fstest.MapFile{Data: secret.Sign(other)}
	if _, err := (Fetcher{}).Push(context.Background(), beside, s.ref(t, ":1.0.1")); err != nil {
		t.Fatal(err)
	}
	warm := Fetcher{Cache: t.TempDir()}
	for _, tag := range []string{":1.0.0", ":1.0.1"} {
		var pinned string
		for _, f := range []Fetcher{{}, warm, {Cache: warm.Cache, Offline: true}} {
			files, got, err := f.Fetch(context.Background(), s.ref(t, tag), pinned)
			if err != nil {
				t.Fatal(err)
			}
			pinned = got.Resolved
			if signer, _, err := Signer(files, got.Tree, []PublicKey{public}); signer != "minisign:"+public.String() || err != nil {
				t.Errorf("%s, offline %t: %q, %v", tag, f.Offline, signer, err)
			}
		}
	}
}

// FuzzSignature: what is read has the lengths that Verify needs, and no change of the text is taken for the signature.
func FuzzSignature(f *testing.F) {
	for _, s := range []string{minisignHashed, minisignLegacy, minisignPublic, minisignSecret, ""} {
		f.Add([]byte(s))
	}
	public, err := ParsePublicKey(minisignPublic)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = ParsePublicKey(string(data))
		_, _ = ParseSecretKey(string(data))
		s, err := parseSignature(data)
		if err != nil {
			return
		}
		key := minisign.PublicKey(public)
		if ok, _ := key.Verify([]byte("h1:abd=\n"), s); ok {
			t.Fatalf("%q signs other content", data)
		}
		comment := strings.TrimPrefix(s.TrustedComment, trusted)
		if ok, _ := key.Verify(signedText("h1:abc="), s); ok && comment != "hello there" && !strings.HasPrefix(comment, "timestamp:1795225207") {
			t.Fatalf("%q has another comment", data)
		}
	})
}

// Attach adds a signature to a pack that is in a registry already, as an artifact that refers to it. The reference is
// pinned (Resolved of a Fetch).
func (f Fetcher) Attach(ctx context.Context, ref Ref, signature []byte) error {
	if ref.Kind != OCI || ref.Digest == "" {
		return fmt.Errorf("the pack %s: a signature is attached to oci://registry/repo@sha256:…", ref)
	}
	repo, err := f.openRepository(ref)
	if err != nil {
		return explain(ref, err)
	}
	ctx, stop := f.Patience.Begin(ctx)
	defer stop()
	of, err := repo.Resolve(ctx, ref.Digest)
	if err != nil {
		return explain(ref, readable(err, ref))
	}
	empty := []byte("{}")
	manifest := jsonOf(ociManifest{SchemaVersion: 2, MediaType: manifestType, ArtifactType: signatureType, Config: describe(emptyType, empty),
		Layers: []blob{describe(signatureType, signature)}, Subject: &blob{of.MediaType, of.Digest.String(), of.Size}})
	if err := (ociRepo{repo}).upload(ctx, manifest, map[string][]byte{emptyType: empty, signatureType: signature}, ""); err != nil {
		return explain(ref, readable(err, ref))
	}
	return nil
}
