package flow

import (
	"os"
	"strings"
	"testing"
)

// TestCA adds the certificate authority of a pack once for each image that a stage begins with, with what each stack looks at.
func TestCA(t *testing.T) {
	cert, err := os.ReadFile("../../testdata/packs/acme/acme-ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	pack := map[string]string{"pack.yaml": "apiVersion: msgen/pack/v2\nname: web\nversion: 1.0.0\nca: root.pem\n", "root.pem": string(cert)}
	for stack, want := range map[string]struct {
		copies int
		lines  []string
	}{
		"go":     {2, nil},
		"node":   {2, []string{"ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/4324eb5e.0"}},
		"python": {2, []string{"REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt", "PIP_CERT=", "SSL_CERT_FILE="}},
		"java":   {2, []string{"RUN keytool -importcert", "COPY --link --from=deps /etc/ssl/cacerts /etc/ssl/cacerts", "-Djavax.net.ssl.trustStore=/etc/ssl/cacerts"}},
	} {
		for _, base := range []string{"", "slim", "alpine"} {
			s, err := ruled(t, stack, base, pack)
			if err != nil {
				t.Errorf("%s %s: %v", stack, base, err)
				continue
			}
			text := ""
			for _, f := range s.Files {
				if f.Path == "Dockerfile" {
					text = f.Text
				}
			}
			if strings.Count(text, "BEGIN CERTIFICATE") != 1 || len(s.Findings) > 0 {
				t.Errorf("%s %s: %v\n%s", stack, base, s.Findings, text)
			}
			if n := strings.Count(text, "COPY --link --from=ca /ca/ /\n"); base == "" && n < want.copies {
				t.Errorf("%s: %d copies\n%s", stack, n, text)
			}
			for _, line := range want.lines {
				if !strings.Contains(text, line) {
					t.Errorf("%s %s lacks %s\n%s", stack, base, line, text)
				}
			}
			without, err := ruled(t, stack, base, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range without.Files {
				if strings.Contains(f.Text, "/ca/") || strings.Contains(f.Text, "cacerts") {
					t.Errorf("%s %s speaks of an authority that nobody names:\n%s", stack, base, f.Text)
				}
			}
		}
	}
}
