package pack

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestKeyless runs a cosign that a test wrote, with fixed arguments.
func TestKeyless(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "cosign"), "#!/bin/sh\nprintf '%s\\n' \"$@\" > "+filepath.Join(dir, "args")+"\nexit ${COSIGN_EXIT:-0}\n")
	if err := os.Chmod(filepath.Join(dir, "cosign"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	k := Keyless{"https://example.com/acme/packs/.github/workflows/release.yaml@refs/tags/v1; touch x", "--output=/x"}
	ref := mustRef(t, "oci://registry.example.com/platform/web:1.0.0@"+someDigest)
	signer, err := VerifyKeyless(context.Background(), ref, k, nil)
	if err != nil || signer != k.String() {
		t.Errorf("%q, %v", signer, err)
	}
	args, err := os.ReadFile(filepath.Join(dir, "args"))
	want := "verify\n--output=json\n--certificate-identity=" + k.Identity + "\n--certificate-oidc-issuer=" + k.Issuer + "\n--\nregistry.example.com/platform/web@" + someDigest + "\n"
	if err != nil || string(args) != want {
		t.Errorf("%s, %v", args, err)
	}
	t.Setenv("COSIGN_EXIT", "1")
	if signer, err := VerifyKeyless(context.Background(), ref, k, nil); err == nil || signer != "" {
		t.Errorf("a cosign that fails gives %q", signer)
	}
	t.Setenv("PATH", t.TempDir())
	_, err = VerifyKeyless(context.Background(), ref, k, nil)
	refused(t, err, "cosign is not installed")
}

// TestHostileKeyless never runs cosign for what is not pinned, or without knowing whom to look for.
func TestHostileKeyless(t *testing.T) {
	run := func(context.Context, ...string) ([]byte, error) { t.Error("cosign ran"); return nil, errors.New("ran") }
	for _, text := range []string{"./web", "oci://example.com/a:1.0.0", "git+https://example.com/a?commit=" + someCommit} {
		if _, err := VerifyKeyless(context.Background(), mustRef(t, text), Keyless{"a", "b"}, run); err == nil {
			t.Errorf("%s is verified", text)
		}
	}
	for _, k := range []Keyless{{}, {Identity: "a"}, {Issuer: "b"}} {
		if _, err := VerifyKeyless(context.Background(), mustRef(t, "oci://example.com/a@"+someDigest), k, run); err == nil {
			t.Errorf("%+v is verified", k)
		}
	}
}
