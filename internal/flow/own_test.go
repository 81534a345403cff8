package flow

import (
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// TestMayDelete holds the word of a crafted lock against what a file shows by itself.
func TestMayDelete(t *testing.T) {
	const made = "# Written by msgen. Edit it freely\nFROM scratch\n"
	repo := fstest.MapFS{"old/Dockerfile": {Data: []byte(made)}, "other/Dockerfile": {Data: []byte("FROM scratch\n")}}
	known := &lock.Lock{Files: []lock.File{{Path: "old/Dockerfile", Service: "a"}, {Path: "other/Dockerfile", Service: "a"}}}
	for _, c := range []struct {
		path, text string
		want       bool
	}{
		{"old/Dockerfile", made, true}, {"old/.dockerignore", "x", true},
		{"other/Dockerfile", "FROM scratch\n", false}, {"other/.dockerignore", "x", false}, {"nowhere/.dockerignore", "x", false},
		{"src/docker/client.go", "x", false}, {"docker/client.go", "x", false}, {".hadolint.yaml", "x", false}, {"server.js", "x", false},
	} {
		m := merger{req: UpdateRequest{Lock: known}, update: &Update{Result: Result{team: &team{Team: &pack.Team{}}}}}
		m.req.Repo = repo
		if got := m.mayDelete(&FileUpdate{Path: c.path, Service: "a", Yours: []byte(c.text)}); got != c.want {
			t.Errorf("%s may be deleted: %v", c.path, got)
		}
	}
}
