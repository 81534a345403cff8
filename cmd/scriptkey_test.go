package cmd_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// signingKey writes a secret key of minisign without a password, which a word makes: signingkey one.key one. The public key is
// the variable KEY_one.
func signingKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || len(args[1]) > 8 {
		ts.Fatalf("usage: signingkey FILE WORD")
	}
	seed := make([]byte, ed25519.SeedSize)
	copy(seed, args[1])
	key := ed25519.NewKeyFromSeed(seed)
	data := make([]byte, 158)
	copy(data, "Ed\x00\x00B2")
	copy(data[54:62], args[1])
	copy(data[62:126], key)
	text := "untrusted comment: minisign secret key\n" + base64.StdEncoding.EncodeToString(data) + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
	public := append([]byte("Ed"), data[54:62]...)
	ts.Setenv("KEY_"+args[1], base64.StdEncoding.EncodeToString(append(public, key[32:]...)))
}
