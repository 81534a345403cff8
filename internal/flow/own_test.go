package flow

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/plan"
)

// TestMayDelete holds the word of a crafted lock against what a file shows by itself, with a trusted pack in use.
func TestMayDelete(t *testing.T) {
	const made = "# Written by msgen. Edit it freely\nFROM scratch\n"
	repo := fstest.MapFS{"old/Dockerfile": {Data: []byte(made)}, "other/Dockerfile": {Data: []byte("FROM scratch\n")}}
	known := &lock.Lock{Packs: []lock.Pack{{Name: "acme"}}, Files: []lock.File{{Path: "old/Dockerfile", Service: "a"}, {Path: "other/Dockerfile", Service: "a"}}}
	acme, err := pack.Read(pack.Memory(map[string][]byte{"pack.yaml": []byte("apiVersion: msgen/pack/v1\nname: acme\nversion: 1.0.0\ndescription: x\n"),
		"files/docker/entry.sh": []byte("x\n"), "files/.hadolint.yaml": []byte("x\n"), "templates/node/docker/made.conf.tmpl": []byte("x\n")}))
	if err != nil {
		t.Fatal(err)
	}
	m := merger{req: UpdateRequest{Lock: known, Moves: []pack.Move{{From: "docker/went.txt"}, {From: ".dockle.yaml", To: ".hadolint.yaml"}}},
		update: &Update{Result: Result{team: &team{Team: &pack.Team{Packs: []*pack.Pack{acme}}}}}}
	m.req.Repo = repo
	m.update.Result.Services = []Service{{Plan: &plan.Plan{Context: "src", Dir: "src"}}}
	m.update.Result.Services[0].Stack.Name = "a"
	alone := m
	alone.update = &Update{Result: Result{team: &team{Team: &pack.Team{}}}}
	for _, c := range []struct {
		path, text string
		want, bare bool // with the pack, without one
	}{
		{"old/Dockerfile", made, true, true}, {"old/.dockerignore", "x", true, true},
		{"other/Dockerfile", "FROM scratch\n", false, false}, {"other/.dockerignore", "x", false, false}, {"nowhere/.dockerignore", "x", false, false},
		{"src/docker/client.go", "x", false, false}, {"docker/client.go", "x", false, false}, {"server.js", "x", false, false}, {"src/server.js", "x", false, false},
		{".trivyignore", "x", false, false}, {"src/docker/entry.sh", "x", true, false}, {"docker/entry.sh", "x", true, false}, {"other/docker/entry.sh", "x", false, false},
		{".hadolint.yaml", "x", true, false}, {"src/docker/made.conf", "x", true, false}, {"src/docker/went.txt", "x", true, false}, {".dockle.yaml", "x", true, false},
		{"src/docker/docker/entry.sh", "x", false, false}, {"../docker/entry.sh", "x", false, false},
	} {
		f := &FileUpdate{Path: c.path, Service: "a", Yours: []byte(c.text)}
		if got := m.mayDelete(f); got != c.want {
			t.Errorf("%s may be deleted: %v", c.path, got)
		}
		alone.req.Moves = nil
		if got := alone.mayDelete(f); got != c.bare {
			t.Errorf("%s may be deleted without a pack: %v", c.path, got)
		}
	}
}

// TestUnwanted deletes of a pack's file only what is as the lock has it, whatever is said of conflicts, and says what stays.
func TestUnwanted(t *testing.T) {
	acme, err := pack.Read(pack.Memory(map[string][]byte{"pack.yaml": []byte("apiVersion: msgen/pack/v1\nname: acme\nversion: 1.0.0\ndescription: x\n"), "files/docker/entry.sh": []byte("x\n")}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, base, conflict string
		want                 Fate
		note                 bool
	}{
		{"docker/entry.sh", "x\n", ConflictFail, Deleted, false}, {"docker/entry.sh", "y\n", ConflictFail, Orphan, false},
		{"docker/entry.sh", "y\n", ConflictTheirs, Dropped, false}, {"docker/entry.sh", "y\n", ConflictOurs, Dropped, false},
		{"docker/client.go", "x\n", ConflictFail, Dropped, true}, {"docker/client.go", "x\n", ConflictTheirs, Dropped, true}, {"server.js", "x\n", ConflictTheirs, Dropped, true},
	} {
		m := merger{req: UpdateRequest{Conflict: c.conflict, Lock: &lock.Lock{Packs: []lock.Pack{{Name: "acme"}}}}, update: &Update{Result: Result{team: &team{Team: &pack.Team{Packs: []*pack.Pack{acme}}}}}}
		f := &FileUpdate{Path: c.path, Service: "a", Yours: []byte("x\n"), Base: []byte(c.base)}
		m.unwanted(f)
		if said := strings.Contains(strings.Join(f.Notes, "\n"), "delete it if you no longer need it"); f.Fate != c.want || said != c.note {
			t.Errorf("%s of %q with %s: %s, %q", c.path, c.base, c.conflict, f.Fate, f.Notes)
		}
	}
}

// TestMayMove lets a crafted lock move, and so take away, nothing but what msgen wrote.
func TestMayMove(t *testing.T) {
	const made = "# Written by msgen. Edit it freely\nFROM scratch\n"
	repo := fstest.MapFS{"old/Dockerfile": {Data: []byte(made)}, "old/.dockerignore": {Data: []byte("x")}, "other/Dockerfile": {Data: []byte("FROM scratch\n")}, "other/.dockerignore": {Data: []byte("x")}}
	for _, c := range []struct{ was, name, want string }{
		{"old/Dockerfile", "Dockerfile", "old/Dockerfile"}, {"old/.dockerignore", ".dockerignore", "old/.dockerignore"},
		{"other/Dockerfile", "Dockerfile", ""}, {"other/.dockerignore", ".dockerignore", ""}, {"gone/Dockerfile", "Dockerfile", "gone/Dockerfile"},
	} {
		m := merger{req: UpdateRequest{Lock: &lock.Lock{Files: []lock.File{{Path: c.was, Service: "a"}}}}, update: &Update{Result: Result{team: &team{Team: &pack.Team{}}}}}
		if c.was == "old/.dockerignore" {
			m.req.Lock.Files = append(m.req.Lock.Files, lock.File{Path: "old/Dockerfile", Service: "a"})
		}
		m.req.Repo = repo
		if got := m.movedFrom(c.name, "a"); got != c.want {
			t.Errorf("%s moves to %s: %q, want %q", c.was, c.name, got, c.want)
		}
	}
}
