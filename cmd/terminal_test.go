package cmd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Whatever a repository holds, no command prints what a terminal obeys.
func TestNothingSteersTheTerminal(t *testing.T) {
	const evil = "\x1b]0;PWN\x07\u009b2J\u202e"
	places := map[string]func(p place){
		"a name of package.json": func(p place) { p.swap("package.json", `"hello"`, `"\u001b]0;PWN\u0007\u202e"`) },
		"the start command":      func(p place) { p.swap("package.json", "node server.js", `node server.js \u001b]0;PWN\u0007`) },
		"a source":               func(p place) { p.swap("server.js", "3000", "4000 /* "+evil+" */") },
		"a Dockerfile": func(p place) {
			p.swap("Dockerfile", "EXPOSE 3000", "EXPOSE 5000 "+evil)
			p.swap("server.js", "3000", "4000")
		},
		"the lock":      func(p place) { p.swap(".msgen.lock", "gcr.io", `a\u001b]0;PWN\u0007`) },
		"the lock, raw": func(p place) { p.swap(".msgen.lock", "gcr.io", evil) },
		".msgen.yaml": func(p place) {
			p.write(".msgen.yaml", "apiVersion: msgen/v1\nanswers:\n  start: \"node \\x1b]0;PWN\\x07server.js\"\n")
		},
		"a pack's name":         func(p place) { p.write(".msgen.yaml", "apiVersion: msgen/v1\npacks: [\"./\\x1b]0;PWN\\x07\"]\n") },
		"a manifest that fails": func(p place) { p.write("package.json", "{\""+evil+"\": }") },
		"the name of a file":    func(p place) { p.write("lib/"+evil+"\nx.js", "x") },
		"the name of a service": func(p place) {
			p.write("apps/"+evil+"\nx/package.json", `{"scripts": {"start": "node server.js"}}`)
			p.write("apps/"+evil+"\nx/server.js", "require('http').createServer().listen(3001)\n")
		},
	}
	for name, put := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := started(t, nodeFiles())
			put(p)
			for _, line := range []string{"detect --json", "why port", "update --check", "update --check --format github", "update --diff", "init --yes --dry-run", "pack list"} {
				_, out, talk := p.run(strings.Fields(line)...)
				for _, text := range []string{out, talk} {
					if i := strings.IndexFunc(text, func(r rune) bool {
						return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
					}); i >= 0 {
						t.Errorf("%s prints %.60q", line, text[i:])
					}
				}
			}
		})
	}
}

// The build commands of odd directories are read by a shell and by docker as they are meant, and no two services share a tag.
func TestPrintedBuilds(t *testing.T) {
	p := place{t, t.TempDir(), nil}
	names := []string{"--push", "-f", "a b", "$(touch PWNED)", "x;y", "Größe", "apps/api", "other/api", "api", "UPPER"}
	for i, name := range names {
		p.write(name+"/package.json", `{"scripts": {"start": "node server.js"}}`)
		p.write(name+"/server.js", fmt.Sprintf("require('http').createServer().listen(%d)\n", 3000+i))
	}
	code, _, talk := p.run("init", "--yes")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, talk)
	}
	tags := map[string]bool{}
	for line := range strings.Lines(talk) {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] != "docker" || words[1] != "buildx" {
			continue
		}
		tag := words[5]
		if tags[tag] || strings.ToLower(tag) != tag {
			t.Errorf("the tag %s twice, or in capitals", tag)
		}
		tags[tag] = true
		if strings.Contains(line, " --push") || strings.Contains(line, " -f/") || strings.HasSuffix(strings.TrimSpace(line), " -f") || strings.Contains(line, "$(") && !strings.Contains(line, "'") {
			t.Errorf("%s is an option, or a command", line)
		}
	}
	if len(tags) != len(names) {
		t.Errorf("%d services have tags of %d\n%s", len(names), len(tags), talk)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "PWNED")); err == nil {
		t.Error("a name ran")
	}
}
