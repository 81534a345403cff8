package flow

import (
	"strings"
	"testing"
)

// TestNetwork leads the builds of each stack through the proxy and the registries of a pack, and keeps both out of the final stage.
func TestNetwork(t *testing.T) {
	pack := map[string]string{"pack.yaml": `apiVersion: msgen/pack/v2
name: web
version: 1.0.0
proxy: http://proxy.example.com:3128
registries:
  npm: {url: https://npm.example.com/}
  python: {url: https://pypi.example.com/simple/, secret: pip-index}
  maven: {url: https://maven.example.com/all/}
  go: {url: https://go.example.com, secret: netrc}
  cargo: {url: sparse+https://cargo.example.com/index/}
`}
	for stack, want := range map[string]struct{ line, secret string }{
		"go":     {"FROM --platform=$BUILDPLATFORM golang:", ""}, // this sample and the next one install nothing
		"node":   {"FROM node:", ""},
		"python": {"--mount=type=secret,id=pip-index,env=", "pip-index"},
		"java":   {"<url>https://maven.example.com/all/</url>\n", ""},
		"rust":   {"registry = \"sparse+https://cargo.example.com/index/\"\n", ""},
	} {
		for _, base := range []string{"", "slim"} {
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
			if !strings.Contains(text, want.line) || len(s.Findings) > 0 {
				t.Errorf("%s %s lacks %q: %v\n%s", stack, base, want.line, s.Findings, text)
			}
			if final := text[strings.LastIndex(text, "\nFROM "):]; strings.Contains(final, "example.com") {
				t.Errorf("%s %s: the final stage names the company's network\n%s", stack, base, final)
			}
			secret := ""
			for _, m := range s.Plan.Secrets {
				secret += m.ID
			}
			if args := strings.Join(s.Plan.BuildArgs, " "); args != "HTTP_PROXY=http://proxy.example.com:3128 HTTPS_PROXY=http://proxy.example.com:3128" || secret != want.secret {
				t.Errorf("%s %s: the build command has %q and the secrets %q", stack, base, args, secret)
			}
		}
	}
}
