package cmd

import (
	"context"
	"io/fs"
	"strings"

	"github.com/msgen/msgen/internal/pack"
)

// signedBy says who signed a pack.
type signedBy struct {
	// name is who the settings of this machine know, as the lock writes it; byLock is who the lock alone knows: that the key is
	// the same as last time, and nothing of who it is.
	name, byLock string
	// stranger says that there is a signature, of a key that is known to neither.
	stranger bool
}

// lasting is what the lock keeps.
func (s signedBy) lasting() string {
	if s.name == "" {
		return s.byLock
	}
	return s.name
}

// String says it for people.
func (s signedBy) String() string {
	switch {
	case s.name != "":
		return s.name
	case s.byLock != "":
		return s.byLock + ", the key in the lock, which your settings do not list under signers:"
	case s.stranger:
		return "an unknown key; list it under signers: in your settings to have it checked"
	}
	return "nobody"
}

// signer checks the signature: by the keys of all settings, by cosign where a setting wants that, and by the key that the
// lock has.
func (g *gathering) signer(files fs.FS, got pack.Resolved, recorded string) (signedBy, error) {
	var keys, pinned []pack.PublicKey
	for _, t := range g.settings {
		keys = append(keys, t.Signers...)
	}
	name, _, err := pack.Signer(files, got.Tree, keys)
	if err != nil || name != "" {
		return signedBy{name: name}, err
	}
	if name, err = g.keyless(got); err != nil || name != "" {
		return signedBy{name: name}, err
	}
	if text, ok := strings.CutPrefix(recorded, "minisign:"); ok {
		if k, err := pack.ParsePublicKey(text); err == nil {
			pinned = append(pinned, k)
		}
	}
	byLock, _, err := pack.Signer(files, got.Tree, pinned)
	_, missing := fs.Stat(files, pack.SignatureName)
	return signedBy{byLock: byLock, stranger: missing == nil && byLock == ""}, err
}

// keyless asks cosign, where a setting names an identity and the pack is in a registry.
func (g *gathering) keyless(got pack.Resolved) (string, error) {
	for _, t := range g.settings {
		if t.Keyless == nil {
			continue
		}
		if ref, err := pack.ParseRef(got.Resolved); err == nil && ref.Kind == pack.OCI {
			ctx, stop := g.fetcher.Patience.Begin(context.Background())
			defer stop()
			return pack.VerifyKeyless(ctx, ref, *t.Keyless, nil)
		}
	}
	return "", nil
}

// vendoredOf gives the folder into which a pack was vendored, by what the lock says of it; the reference itself for none.
func (g *gathering) vendoredOf(ref pack.Ref) pack.Ref {
	if g.lock == nil {
		return ref
	}
	for _, p := range g.lock.Packs {
		folder, err := pack.ParseRef(p.Ref)
		from, err2 := pack.ParseRef(p.Resolved)
		if err == nil && err2 == nil && vendored(folder) && from.Base() == ref.Base() && (ref.Digest == "" || ref.Digest == from.Digest) {
			return folder
		}
	}
	return ref
}
