package detect

import "testing"

// TestForeignSecrets sees what files of settings hold, whatever their encoding.
func TestForeignSecrets(t *testing.T) {
	for _, c := range []struct{ file, text string }{
		{"gradle.properties", "# caf\xe9\nnexusPassword=S3CRET\n"}, {".npmrc", "; caf\xe9\n//r/:_authToken=S3CRET\n"}, {"pip.conf", "# caf\xe9\n[global]\nindex-url=https://bob:S3CRET@x/simple\n"},
		{"settings.xml", "<!-- caf\xe9 --><password>S3CRET</password>"},
	} {
		v := &vault{t: inMemory(t, map[string]string{c.file: c.text}), holds: map[string]bool{}}
		if !v.held(c.file) {
			t.Errorf("%s holds nothing", c.file)
		}
	}
}
