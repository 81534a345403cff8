package pack

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strings"

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
type PublicKey struct {
	// ID is the key's own number.
	ID [8]byte
	// Key is the key of Ed25519.
	Key [ed25519.PublicKeySize]byte
}

// ParsePublicKey reads a public key: the line that begins with RW, or the file that minisign -G writes.
func ParsePublicKey(text string) (PublicKey, error) {
	var k PublicKey
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	if len(text) > maxSignature || len(lines) > 2 || len(lines) == 2 && !strings.HasPrefix(lines[0], untrusted) {
		return k, errors.New("this is no public key of minisign; it is one line that begins with RW")
	}
	data, err := base64.StdEncoding.Strict().DecodeString(lines[len(lines)-1])
	if err != nil || len(data) != 42 || string(data[:2]) != "Ed" {
		return k, errors.New("this is no public key of minisign; it is one line that begins with RW")
	}
	copy(k.ID[:], data[2:10])
	copy(k.Key[:], data[10:])
	return k, nil
}

// String gives the line of the key, RW….
func (k PublicKey) String() string {
	return base64.StdEncoding.EncodeToString(append(append([]byte("Ed"), k.ID[:]...), k.Key[:]...))
}

// The beginnings of minisign's comments.
const (
	untrusted = "untrusted comment: "
	trusted   = "trusted comment: "
)

// signature is a parsed file of minisign.
type signature struct {
	hashed  bool // ED: over BLAKE2b-512 of the content; else Ed: over the content
	id      [8]byte
	sig     []byte
	comment string
	global  []byte // over sig and comment
}

// parseSignature reads the four lines of a signature.
func parseSignature(data []byte) (signature, error) {
	var s signature
	bad := errors.New("this is no signature of minisign")
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n"), "\n")
	if len(data) > maxSignature || len(lines) != 4 || !strings.HasPrefix(lines[0], untrusted) || checkText(strings.Join(lines, "")) != nil {
		return s, bad
	}
	var ok bool
	if s.comment, ok = strings.CutPrefix(lines[2], trusted); !ok {
		return s, bad
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(lines[1])
	if err != nil || len(sig) != 74 || string(sig[:2]) != "Ed" && string(sig[:2]) != "ED" {
		return s, bad
	}
	s.hashed, s.sig = string(sig[:2]) == "ED", sig[10:]
	copy(s.id[:], sig[2:10])
	if s.global, err = base64.StdEncoding.Strict().DecodeString(lines[3]); err != nil || len(s.global) != ed25519.SignatureSize {
		return s, bad
	}
	return s, nil
}

// signedText is what a signature of a pack is over.
func signedText(tree string) []byte { return []byte(tree + "\n") }

// verify checks a signature of a content, and that of the comment.
func (s signature) verify(k PublicKey, content []byte) error {
	if s.id != k.ID {
		return fmt.Errorf("it is signed by the key %016X, not by %s", binary.LittleEndian.Uint64(s.id[:]), k)
	}
	if s.hashed {
		sum := blake2b.Sum512(content)
		content = sum[:]
	}
	if !ed25519.Verify(k.Key[:], content, s.sig) {
		return errors.New("the signature is of other content")
	}
	if !ed25519.Verify(k.Key[:], append(bytes.Clone(s.sig), s.comment...), s.global) {
		return errors.New("the trusted comment of the signature was changed")
	}
	return nil
}

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
		if k.ID == s.id {
			if err = s.verify(k, signedText(tree)); err == nil {
				return "minisign:" + k.String(), true, nil
			}
		}
	}
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", SignatureName, err)
	}
	return "", false, nil
}

// Signed gives the files of a pack with another signature beside them.
func Signed(files fs.FS, signature []byte) fs.FS { return with(files, signature) }

// SecretKey is a secret key of minisign without a password.
type SecretKey struct {
	id  [8]byte
	key ed25519.PrivateKey
}

// ParseSecretKey reads the file that minisign -G -W writes. A key with a password is refused.
func ParseSecretKey(text string) (SecretKey, error) {
	bad := errors.New("this is no secret key of minisign")
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	if len(text) > maxSignature || len(lines) != 2 || !strings.HasPrefix(lines[0], untrusted) {
		return SecretKey{}, bad
	}
	data, err := base64.StdEncoding.Strict().DecodeString(lines[1])
	if err != nil || len(data) != 158 || string(data[:2]) != "Ed" || string(data[4:6]) != "B2" {
		return SecretKey{}, bad
	}
	if string(data[2:4]) != "\x00\x00" {
		return SecretKey{}, hint.With(errors.New("the secret key has a password, and msgen asks for none"), "minisign -G -W makes a key without one",
			"minisign -S signs with this one, and msgen pack push takes "+SignatureName+" along")
	}
	var k SecretKey
	copy(k.id[:], data[54:62])
	k.key = ed25519.PrivateKey(bytes.Clone(data[62:126]))
	sum := blake2b.Sum256(append(append([]byte("Ed"), k.id[:]...), k.key...))
	// minisign leaves the sum empty where there is no password.
	if !bytes.Equal(sum[:], data[126:]) && len(bytes.Trim(data[126:], "\x00")) > 0 || !bytes.Equal(k.key, ed25519.NewKeyFromSeed(k.key.Seed())) {
		return SecretKey{}, errors.New("the secret key is damaged")
	}
	return k, nil
}

// Public gives the public key.
func (k SecretKey) Public() PublicKey {
	p := PublicKey{ID: k.id}
	copy(p.Key[:], k.key[32:])
	return p
}

// Sign gives the text of SignatureName for a pack with the tree hash. The same key and tree give the same bytes.
func (k SecretKey) Sign(tree string) []byte {
	sum := blake2b.Sum512(signedText(tree))
	sig := ed25519.Sign(k.key, sum[:])
	comment := "msgen pack " + tree
	line := base64.StdEncoding.EncodeToString(append(append([]byte("ED"), k.id[:]...), sig...))
	global := base64.StdEncoding.EncodeToString(ed25519.Sign(k.key, append(bytes.Clone(sig), comment...)))
	return []byte(untrusted + "signature of a pack of msgen\n" + line + "\n" + trusted + comment + "\n" + global + "\n")
}
