package verify

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/moby/patternmatcher"
)

// sameMatch gives for patterns and every path what BuildKit's matcher gives.
func sameMatch(t *testing.T, patterns string, paths []string) {
	t.Helper()
	i := newIgnoreFile(".dockerignore", strings.ReplaceAll(patterns, " ", "\n"), Context{})
	if i.broken != nil {
		t.Fatal(i.broken)
	}
	m, err := patternmatcher.New(i.patterns)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		want, err := m.MatchesOrParentMatches(p)
		if got := i.hides(p); err != nil || got != want {
			t.Errorf("%s: %s: %v, want %v (%v)", patterns, p, got, want, err)
		}
	}
}

func TestQuickMatch(t *testing.T) {
	paths := strings.Fields("a a/b a/b/c.pem .git .git/x a/.git/y dist dist/x a/dist x.md a/x.md node_modules/p/q a/node_modules/p .env a/.env.local id_rsa a/id_rsa.pub b/c.key temp1 tmp/x README.md src/app.js [x]")
	for _, patterns := range []string{"**/.git **/*.pem", "dist *.md", "/dist/ ./a", "**/node_modules **/.env **/.env.* !**/.env.local", "** !a !src", "**/id_rsa* **/*.k?y", "a/** temp?", "**/a/b", "**", "a/*/c.pem", "**/[.]git", "!a", "src/*.js",
		"* !a !src a/b", "a !a/b", "!a a", "**/*.pem !a/b !**/c.pem", "* !*.md !src src/*.js !src/app.js"} {
		sameMatch(t, patterns, paths)
	}
}

// TestQuickMatchOrder draws lists of patterns in any order.
func TestQuickMatchOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	prefix := []string{"", "!"}
	word := func(words string) string { w := strings.Fields(words); return w[r.IntN(len(w))] }
	var paths []string
	for _, a := range strings.Fields("a b .git x.md") {
		paths = append(paths, a)
		for _, b := range strings.Fields("a b y.md c") {
			paths = append(paths, a+"/"+b, a+"/"+b+"/a", a+"/"+b+"/z.md")
		}
	}
	for range 300 {
		var patterns []string
		for range 1 + r.IntN(6) {
			patterns = append(patterns, prefix[r.IntN(2)]+word("a b **/a **/*.md * ** *.md a/b a/* a/** b/c **/.git **/a/b [ab] ./b/ ?/a"))
		}
		sameMatch(t, strings.Join(patterns, " "), paths)
	}
}

// TestManyExceptions asks of as many files as there are exceptions: none of them is compared with all.
func TestManyExceptions(t *testing.T) {
	lines := []string{"*"}
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("!p%d", i))
	}
	q, err := newQuickMatch(append(lines, "**/*.pem"), NewIndex(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(q.rest) != 1 || q.matches("p7/main.go") || !q.matches("p7/a.pem") || !q.matches("q/main.go") {
		t.Errorf("%d patterns are compared one by one", len(q.rest))
	}
}
