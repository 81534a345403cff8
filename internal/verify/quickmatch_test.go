package verify

import (
	"strings"
	"testing"
)

// TestQuickMatch gives for every pattern and path what BuildKit's matcher gives.
func TestQuickMatch(t *testing.T) {
	paths := strings.Fields("a a/b a/b/c.pem .git .git/x a/.git/y dist dist/x a/dist x.md a/x.md node_modules/p/q a/node_modules/p .env a/.env.local id_rsa a/id_rsa.pub b/c.key temp1 tmp/x README.md src/app.js [x]")
	for _, patterns := range []string{"**/.git **/*.pem", "dist *.md", "/dist/ ./a", "**/node_modules **/.env **/.env.* !**/.env.local", "** !a !src", "**/id_rsa* **/*.k?y", "a/** temp?", "**/a/b", "**", "a/*/c.pem", "**/[.]git", "!a", "src/*.js"} {
		i := newIgnoreFile(".dockerignore", strings.ReplaceAll(patterns, " ", "\n"), Context{})
		if i.broken != nil {
			t.Fatal(i.broken)
		}
		for _, p := range paths {
			want, err := i.matcher.MatchesOrParentMatches(p)
			if got := i.hides(p); err != nil || got != want {
				t.Errorf("%s: %s: %v, want %v (%v)", patterns, p, got, want, err)
			}
		}
	}
}
