package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// Keyless is who must have signed a pack in a registry without a key of their own, as cosign finds it.
type Keyless struct {
	// Identity is the identity in the certificate, an address or the URL of a workflow; Issuer who vouches for it.
	Identity, Issuer string
}

// String is the signer's name in the lock.
func (k Keyless) String() string { return "keyless:" + k.Identity + " " + k.Issuer }

// VerifyKeyless asks the cosign of this machine whether a pinned artifact is signed by an identity, and gives the signer.
// Run runs a program with arguments and gives what it says; nil runs the binary. No word of the pack is among the arguments
// but its checked reference.
func VerifyKeyless(ctx context.Context, ref Ref, k Keyless, run func(ctx context.Context, args ...string) ([]byte, error)) (string, error) {
	if ref.Kind != OCI || !isDigest(ref.Digest) {
		return "", fmt.Errorf("the pack %s: keyless signatures work only for packs in a registry", ref)
	}
	if k.Identity == "" || k.Issuer == "" {
		return "", errors.New("keyless: identity and issuer are both needed")
	}
	if run == nil {
		run = runCosign
	}
	args := []string{"verify", "--output=json", "--certificate-identity=" + k.Identity, "--certificate-oidc-issuer=" + k.Issuer}
	if ref.plain() {
		args = append(args, "--allow-http-registry=true")
	}
	said, err := run(ctx, append(args, "--", ref.Host+"/"+ref.Path+"@"+ref.Digest)...)
	if errors.Is(err, exec.ErrNotFound) {
		return "", hint.With(fmt.Errorf("the pack %s: a keyless signature is required, and cosign is not installed", ref), "install cosign")
	}
	if err != nil {
		return "", fmt.Errorf("the pack %s: cosign finds no signature of %s: %s (%w)", ref, k.Identity, shorten(plainLines(string(said))), err)
	}
	return k.String(), nil
}

// runCosign runs cosign without a shell.
func runCosign(ctx context.Context, args ...string) ([]byte, error) {
	said := &capped{max: 64 << 10}
	cmd := exec.CommandContext(ctx, "cosign", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = strings.NewReader(""), said, said, 2*time.Second
	err := cmd.Run()
	return bytes.Clone(said.text.Bytes()), err
}
