//go:build unix

package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// withPack is a program that uses a pack outside of its repository, by its folder.
func withPack(t *testing.T) (dir, pack string) {
	t.Helper()
	dir, pack = program(t), filepath.Join(t.TempDir(), "web")
	for name, text := range map[string]string{
		"pack.yaml":                    "apiVersion: msgen/pack/v1\nname: web\nversion: 1.0.0\ndescription: What every image has\n",
		"policy.yaml":                  "rules: {}\n",
		"images.yaml":                  "mirrors:\n  - {from: docker.io, to: registry.example.com/hub}\n",
		"templates/_shared/_team.tmpl": "{{define \"prod.labels\"}}{{super .}}\n{{label \"com.example.team\" \"web\"}}{{end}}\n",
	} {
		file := filepath.Join(pack, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, pack
}

// On a terminal the first use of a pack shows what it is and changes, then asks; who presses enter does not trust it. --yes
// answers other questions, and not this one.
func TestTrustOnTerminal(t *testing.T) {
	const down = "\x1b[B"
	for _, x := range []struct {
		name, keys string
		code       int
	}{{"enter is no", "\r", 6}, {"yes", down + "\r", 0}} {
		t.Run(x.name, func(t *testing.T) {
			dir, pack := withPack(t)
			s := onTerminal(t, dir, "init", "--yes", "--pack", pack)
			for _, text := range []string{"web 1.0.0: What every image has", "from       " + pack, "files      h1:", "signed by  nobody",
				"block _shared: prod.labels", "docker.io", "Trust packs from " + pack} {
				s.wait(text)
			}
			s.keys(x.keys)
			s.ends(x.code)
			text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
			if trusted := strings.Contains(string(text), "LABEL com.example.team=web"); trusted != (x.code == 0) {
				t.Errorf("%v\n%s\n%s", err, text, s.all())
			}
		})
	}
}

// What is new in a pack is confirmed by a person.
func TestPackUpdateOnTerminal(t *testing.T) {
	dir, pack := withPack(t)
	if err := os.Rename(pack, filepath.Join(dir, "web")); err != nil {
		t.Fatal(err)
	}
	s := onTerminal(t, dir, "init", "--yes", "--pack", "./web")
	s.ends(0)
	template := filepath.Join(dir, "web", "templates", "_shared", "_team.tmpl")
	if err := os.WriteFile(template, []byte("{{define \"prod.labels\"}}{{super .}}\n{{label \"com.example.owner\" \"web\"}}{{end}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		keys, label string
		code        int
	}{{"\r", "com.example.team", 1}, {"\x1b[B\r", "com.example.owner", 0}} {
		s := onTerminal(t, dir, "pack", "update")
		s.wait("pack: web 1.0.0 has different content now")
		s.wait("Update the packs")
		s.keys(x.keys)
		s.ends(x.code)
		text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
		if err != nil || !strings.Contains(string(text), "LABEL "+x.label+"=web") {
			t.Errorf("no label %s: %v\n%s", x.label, err, text)
		}
	}
}
