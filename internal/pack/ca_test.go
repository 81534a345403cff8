package pack

import (
	"os"
	"testing"
)

// TestCA takes one certificate of an authority and nothing else; its hash is that of openssl x509 -subject_hash.
func TestCA(t *testing.T) {
	cert, err := os.ReadFile("../../testdata/packs/acme/acme-ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	named := func(text string) map[string]string {
		return map[string]string{"pack.yaml": manifest + "ca: root.pem\n", "root.pem": text}
	}
	read := func(files map[string]string) (*Pack, error) {
		var list []string
		for _, name := range sortedKeys(files) {
			list = append(list, name, files[name])
		}
		return Read(tree(list...))
	}
	p, err := read(named("A comment\n" + string(cert)))
	if err != nil || p.CA == nil || p.CA.Hash != "4324eb5e" || p.CA.PEM != string(cert) {
		t.Fatalf("%+v, %v", p, err)
	}
	for text, says := range map[string]string{
		"":                          "not a certificate in PEM",
		string(cert) + string(cert): "include only the root certificate",
		string(cert) + "RUN x":      "something follows the certificate",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n": "this is a PRIVATE KEY",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n": "cannot be read",
	} {
		_, err := read(named(text))
		refused(t, err, "root.pem: ")
		refused(t, err, says)
	}
	_, err = read(map[string]string{"pack.yaml": manifest + "ca: ../x.pem\n"})
	refused(t, err, "in the root of the pack")
	_, err = read(map[string]string{"pack.yaml": manifest + "ca: x.pem\n"})
	refused(t, err, "not a file of the pack")
}
