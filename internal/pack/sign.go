package pack

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jedisct1/go-minisign"
	"golang.org/x/crypto/blake2b"

	"github.com/msgen/msgen/internal/hint"
)

// SignatureName is the file of a pack's signature, beside pack.yaml. It signs the text of the pack's TreeHash and a line
// end, so that it holds for every transport:
//
//	msgen pack verify --print-tree DIR > tree && minisign -S -m tree -x DIR/pack.minisig
const SignatureName = "pack.minisig"

// maxSignature is how large a file of minisign may be, in bytes.
const maxSignature = 4 << 10

// PublicKey is a public key of minisign.
type PublicKey minisign.PublicKey

// ParsePublicKey reads a public key: the line that begins with RW, or the file that minisign -G writes.
func ParsePublicKey(text string) (PublicKey, error) {
	lines := strings.Split(keyText(text), "\n")
	k, err := minisign.NewPublicKey(lines[len(lines)-1])
	if err != nil || PublicKey(k).String() != lines[len(lines)-1] || string(k.SignatureAlgorithm[:]) != "Ed" ||
		len(text) > maxSignature || len(lines) > 2 || len(lines) == 2 && !strings.HasPrefix(lines[0], untrusted) {
		return PublicKey{}, errors.New("this is not a minisign public key, which is one line that starts with RW")
	}
	return PublicKey(k), nil
}

// keyText gives a file of minisign with LF, and without the last one.
func keyText(text string) string {
	return strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// String gives the line of the key, RW….
func (k PublicKey) String() string {
	return base64.StdEncoding.EncodeToString(slices.Concat([]byte("Ed"), k.KeyId[:], k.PublicKey[:]))
}

// The beginnings of minisign's comments.
const (
	untrusted = "untrusted comment: "
	trusted   = "trusted comment: "
)

// parseSignature reads the four lines of a signature.
func parseSignature(data []byte) (minisign.Signature, error) {
	text := keyText(string(data))
	s, err := minisign.DecodeSignature(text)
	if err != nil || len(data) > maxSignature || string(s.Encode()) != text+"\n" || checkText(s.UntrustedComment+s.TrustedComment) != nil ||
		!strings.HasPrefix(s.UntrustedComment, untrusted) || !strings.HasPrefix(s.TrustedComment, trusted) || !strings.EqualFold(string(s.SignatureAlgorithm[:]), "ED") {
		return s, errors.New("this is not a minisign signature")
	}
	return s, nil
}

// signedText is what a signature of a pack is over.
func signedText(tree string) []byte { return []byte(tree + "\n") }

// Signer checks the signature of a pack and gives who signed it: "minisign:RW…" of one of the keys. A pack without a
// signature gives "", and so does one whose key is not among the keys, with known false. A signature that is broken, or of
// other content, is an error.
func Signer(files fs.FS, tree string, keys []PublicKey) (signer string, known bool, err error) {
	data, err := fs.ReadFile(files, SignatureName)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	s, err := parseSignature(data)
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", SignatureName, err)
	}
	for _, k := range keys {
		if k.KeyId != s.KeyId {
			continue
		}
		public := minisign.PublicKey(k)
		if _, err = public.Verify(signedText(tree), s); err == nil {
			return "minisign:" + k.String(), true, nil
		}
	}
	switch {
	case err == nil:
		return "", false, nil
	case err.Error() == "Invalid global signature":
		return "", false, fmt.Errorf("%s: the trusted comment of the signature was changed", SignatureName)
	}
	return "", false, fmt.Errorf("%s: the signature is for different content", SignatureName)
}

// Signed gives the files of a pack with another signature beside them.
func Signed(files fs.FS, signature []byte) fs.FS { return with(files, signature) }

// SecretKey is a secret key of minisign without a password.
type SecretKey struct{ key minisign.PrivateKey }

// ParseSecretKey reads the file that minisign -G -W writes. A key with a password is refused.
func ParseSecretKey(text string) (SecretKey, error) {
	text = keyText(text)
	k, err := minisign.DecodePrivateKey(text)
	if err != nil || len(text) > maxSignature || strings.Count(text, "\n") != 1 || !strings.HasPrefix(text, untrusted) {
		return SecretKey{}, errors.New("this is not a minisign secret key")
	}
	if k.IsEncrypted() {
		return SecretKey{}, hint.With(errors.New("the secret key has a password, which msgen does not support"), "create a key without one: minisign -G -W",
			"minisign -S signs with this one, and msgen pack push takes "+SignatureName+" along")
	}
	sum := blake2b.Sum256(slices.Concat([]byte("Ed"), k.KeyId[:], k.SecretKey[:]))
	// minisign leaves the sum empty where there is no password.
	if k.Checksum != sum && k.Checksum != [32]byte{} || !bytes.Equal(k.SecretKey[:], ed25519.NewKeyFromSeed(k.SecretKey[:32])) {
		return SecretKey{}, errors.New("the secret key is damaged")
	}
	return SecretKey{k}, nil
}

// Public gives the public key.
func (k SecretKey) Public() PublicKey { return PublicKey(k.key.PublicKey()) }

// Sign gives the text of SignatureName for a pack with the tree hash. The same key and tree give the same bytes.
func (k SecretKey) Sign(tree string) []byte {
	s, err := k.key.Sign(signedText(tree), minisign.SignOptions{UntrustedComment: "signature of a pack of msgen", TrustedComment: "msgen pack " + tree, Hashed: true})
	if err != nil {
		return nil // what TreeHash gives stands in any comment
	}
	return s.Encode()
}
