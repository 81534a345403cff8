package languages

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestKeysAreNoSources holds that a private key that lies about is no file of a program: it must not get into an image, and
// .dockerignore leaves it out, so that a COPY of it by name could not be built.
func TestKeysAreNoSources(t *testing.T) {
	keys := []string{"id_rsa", "id_rsa.pub", "id_ed25519", "id_ecdsa", "server.pem", "tls.key", "client.p12", "store.pfx"}
	for _, files := range []map[string]string{
		{"package.json": `{"scripts": {"start": "node server.js"}}`, "server.js": "require('http').createServer().listen(3000)"},
		{"requirements.txt": "flask\ngunicorn\n", "app.py": "from flask import Flask\napp = Flask(__name__)\n"},
	} {
		repo := fstest.MapFS{}
		for name, text := range files {
			repo[name] = &fstest.MapFile{Data: []byte(text)}
		}
		for _, name := range keys {
			repo[name] = &fstest.MapFile{Data: []byte("secret")}
		}
		r, err := Scan(repo)
		if err != nil || len(r.Stacks) != 1 {
			t.Fatal(len(r.Stacks), err)
		}
		var shipped []string
		if s := r.Stacks[0]; s.Node != nil {
			shipped = s.Node.RunFiles
		} else {
			shipped = s.Python.RunFiles
		}
		got := strings.Join(shipped, " ")
		if got == "" {
			t.Error("no file is shipped")
		}
		for _, name := range keys {
			if strings.Contains(got, name) {
				t.Errorf("%s is shipped: %s", name, got)
			}
		}
	}
}
