package pack

import (
	"context"
	"errors"
	"testing"
)

// TestHostileCommit: a commit that no tag or branch leads to, as hosts give those of anybody's copy, is refused, whether the
// reference or the lock pins it. One of the history is read, also an old one.
func TestHostileCommit(t *testing.T) {
	g := newGit(t)
	g.write("pack.yaml", "name: web\n")
	first := g.commit()
	g.run("tag", "v1")
	g.write("pack.yaml", "name: web\nversion: 2\n")
	second := g.commit()
	g.run("checkout", "-q", "--detach")
	g.write("pack.yaml", "name: evil\n")
	stray := g.commit()
	g.run("checkout", "-q", "main")
	for _, c := range []struct {
		ref, pinned string
		stray       bool
	}{
		{"?ref=v1&commit=" + first, "", false},
		{"?ref=main&commit=" + first, "", false},
		{"?commit=" + first, "", false},
		{"?commit=" + second, "", false},
		{"?ref=main", "?ref=main&commit=" + first, false},
		{"?ref=v1&commit=" + second, "", true},
		{"?ref=v1&commit=" + stray, "", true},
		{"?ref=main&commit=" + stray, "", true},
		{"?commit=" + stray, "", true},
		{"?ref=" + stray, "", true},
		{"?ref=main", "?ref=main&commit=" + stray, true},
	} {
		pinned := ""
		if c.pinned != "" {
			pinned = g.ref(c.pinned).String()
		}
		_, _, err := Fetcher{}.Fetch(context.Background(), g.ref(c.ref), pinned)
		var found *StrayError
		if errors.As(err, &found) != c.stray || !c.stray && err != nil {
			t.Errorf("%s (pinned %s): %v", c.ref, c.pinned, err)
		}
	}
}
