package flow_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
)

// express is a small repository; more adds files to it or takes them away (with nil).
func express(more map[string]string) fstest.MapFS {
	repo := fstest.MapFS{
		"package.json": {Data: []byte("{\n  \"name\": \"hello\",\n  \"engines\": {\"node\": \"22\"},\n  \"scripts\": {\"start\": \"node server.js\"},\n  \"dependencies\": {\"express\": \"4.19.2\"}\n}\n")},
		"server.js":    {Data: []byte("const app = require('express')()\napp.get('/healthz', (q, r) => r.send('ok'))\napp.listen(3000)\n")},
	}
	for name, text := range more {
		repo[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return repo
}

// regenerate runs Regenerate and fails the test on an error.
func regenerate(t *testing.T, repo fstest.MapFS, change func(*flow.UpdateRequest)) *flow.Update {
	t.Helper()
	req := flow.UpdateRequest{Request: flow.Request{Repo: repo}, Version: "(devel)", Conflict: flow.ConflictFail}
	if change != nil {
		change(&req)
	}
	u, err := flow.Regenerate(req)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// written gives a repository after init, with its lock.
func written(t *testing.T, repo fstest.MapFS) (fstest.MapFS, *lock.Lock) {
	t.Helper()
	u := regenerate(t, repo, nil)
	for _, f := range u.Files {
		repo[f.Path] = &fstest.MapFile{Data: f.Text, Mode: 0o644}
	}
	l := u.Lock()
	return repo, l
}

// edit replaces one text in a file of a repository.
func edit(t *testing.T, repo fstest.MapFS, name, old, new string) {
	t.Helper()
	text := string(repo[name].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q:\n%s", name, old, text)
	}
	repo[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1)), Mode: 0o644}
}

// fates gives the fate of each file as one line.
func fates(u *flow.Update) string {
	var words []string
	for _, f := range u.Files {
		words = append(words, f.Path+" "+string(f.Fate))
	}
	return strings.Join(words, ", ")
}

func TestFates(t *testing.T) {
	node24 := func(t *testing.T, r fstest.MapFS) { edit(t, r, "package.json", `"22"`, `"24"`) }
	label := func(t *testing.T, r fstest.MapFS) {
		edit(t, r, "Dockerfile", "USER 65532", "LABEL team=blue\n\nUSER 65532")
	}
	for _, c := range []struct {
		name   string
		change []func(*testing.T, fstest.MapFS)
		req    func(*flow.UpdateRequest)
		want   string
		edited bool
	}{
		{"nothing", nil, nil, ".dockerignore same, Dockerfile same", false},
		{"an edit", []func(*testing.T, fstest.MapFS){label}, nil, ".dockerignore same, Dockerfile kept", true},
		{"another release", []func(*testing.T, fstest.MapFS){node24}, nil, ".dockerignore same, Dockerfile written", false},
		{"both", []func(*testing.T, fstest.MapFS){label, node24}, nil, ".dockerignore same, Dockerfile merged", true},
		{"CRLF is no edit", []func(*testing.T, fstest.MapFS){func(t *testing.T, r fstest.MapFS) {
			r["Dockerfile"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(r["Dockerfile"].Data), "\n", "\r\n"))}
		}}, nil, ".dockerignore same, Dockerfile same", false},
		{"deleted", []func(*testing.T, fstest.MapFS){func(_ *testing.T, r fstest.MapFS) { delete(r, ".dockerignore") }}, nil,
			".dockerignore gone, Dockerfile same", true},
		{"deleted and restored", []func(*testing.T, fstest.MapFS){func(_ *testing.T, r fstest.MapFS) { delete(r, ".dockerignore") }},
			func(r *flow.UpdateRequest) { r.Restore = []string{".dockerignore"} }, ".dockerignore created, Dockerfile same", true},
		{"the same port moved twice", []func(*testing.T, fstest.MapFS){func(t *testing.T, r fstest.MapFS) {
			edit(t, r, "Dockerfile", "EXPOSE 3000", "EXPOSE 4000")
			edit(t, r, "server.js", "3000", "5000")
		}}, nil, ".dockerignore same, Dockerfile conflict", true},
		{"ours", []func(*testing.T, fstest.MapFS){func(t *testing.T, r fstest.MapFS) {
			edit(t, r, "Dockerfile", "EXPOSE 3000", "EXPOSE 4000")
			edit(t, r, "server.js", "3000", "5000")
		}}, func(r *flow.UpdateRequest) { r.Conflict = flow.ConflictOurs }, ".dockerignore same, Dockerfile merged", true},
		{"an unresolved conflict", []func(*testing.T, fstest.MapFS){func(t *testing.T, r fstest.MapFS) {
			edit(t, r, "Dockerfile", "EXPOSE 3000", "<<<<<<< yours\nEXPOSE 1\n||||||| last generated\nEXPOSE 3\n=======\nEXPOSE 2\n>>>>>>> msgen")
		}}, nil, ".dockerignore same, Dockerfile unmerged", true},
		{"elsewhere now", nil, func(r *flow.UpdateRequest) { r.OutputDir = "deploy" },
			"deploy/Dockerfile same, deploy/Dockerfile.dockerignore same", false},
		{"elsewhere now, and edited", []func(*testing.T, fstest.MapFS){label}, func(r *flow.UpdateRequest) { r.OutputDir = "deploy" },
			"deploy/Dockerfile kept, deploy/Dockerfile.dockerignore same", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			repo, l := written(t, express(nil))
			for _, change := range c.change {
				change(t, repo)
			}
			u := regenerate(t, repo, func(r *flow.UpdateRequest) {
				r.Lock = l
				if c.req != nil {
					c.req(r)
				}
			})
			if got := fates(u); got != c.want {
				t.Errorf("fates:\n got %s\nwant %s", got, c.want)
			}
			edited := false
			for _, f := range u.Files {
				edited = edited || f.Edited()
			}
			if edited != c.edited {
				t.Errorf("edited: %v, want %v", edited, c.edited)
			}
		})
	}
}

func TestNoLock(t *testing.T) {
	foreign := express(map[string]string{"Dockerfile": "FROM scratch\n"})
	for _, c := range []struct {
		name string
		req  func(*flow.UpdateRequest)
		want string
	}{
		{"left alone", nil, "Dockerfile foreign"},
		{"adopted", func(r *flow.UpdateRequest) { r.AdoptAll = true }, "Dockerfile adopted"},
		{"overwritten", func(r *flow.UpdateRequest) { r.Overwrite = true }, ".dockerignore created, Dockerfile written"},
		{"theirs", func(r *flow.UpdateRequest) { r.Conflict = flow.ConflictTheirs }, ".dockerignore created, Dockerfile written"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fates(regenerate(t, foreign, c.req)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestAdoptedStaysAccepted: what was taken over is reviewed, and a later clean merge leaves it so.
func TestAdoptedStaysAccepted(t *testing.T) {
	repo, _ := written(t, express(nil))
	edit(t, repo, "Dockerfile", "USER 65532", "LABEL team=blue\n\nUSER 65532")
	adopted := regenerate(t, repo, func(r *flow.UpdateRequest) { r.AdoptAll = true })
	l := adopted.Lock()
	edit(t, repo, "package.json", `"22"`, `"24"`)
	u := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock = l })
	if got := fates(u); got != ".dockerignore same, Dockerfile merged" {
		t.Fatal(got)
	}
	next := u.Lock()
	for _, f := range u.Files {
		repo[f.Path] = &fstest.MapFile{Data: f.Text, Mode: 0o644}
	}
	after := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock = next })
	if f := after.Files[1]; f.Fate != flow.Kept || !f.Accepted || !strings.Contains(string(f.Text), "team=blue") || !strings.Contains(string(f.Text), "nodejs24") {
		t.Errorf("%s, accepted %v:\n%s", f.Fate, f.Accepted, f.Text)
	}
}

// TestAnswersStay: what a person said stays; what was found and is found otherwise moves, and is said.
func TestAnswersStay(t *testing.T) {
	repo, l := written(t, express(nil))
	edit(t, repo, "server.js", "3000", "5000")
	moved := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock = l })
	if len(moved.Services) != 1 || len(moved.Services[0].Answers) != 1 || moved.Services[0].Answers[0].New.Value != "5000" {
		t.Errorf("the port did not move: %+v", moved.Services)
	}
	saved := func(string) choice.Wishes {
		return choice.Wishes{"port": {Value: "3000", Source: choice.File, From: ".msgen.yaml:4"}}
	}
	stays := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock, r.Saved = l, saved })
	if got := fates(stays); got != ".dockerignore same, Dockerfile same" {
		t.Errorf("the port that was given moved: %s", got)
	}
}

// TestLimitedUpdate: what a flag leaves out stays in the lock as it is.
func TestLimitedUpdate(t *testing.T) {
	repo := fstest.MapFS{}
	for name, file := range express(nil) {
		repo["web/"+name], repo["api/"+name] = file, &fstest.MapFile{Data: []byte(strings.Replace(string(file.Data), "hello", "api", 1))}
	}
	repo, l := written(t, repo)
	if len(l.Services) != 2 || len(l.Files) != 4 {
		t.Fatalf("%d services, %d files", len(l.Services), len(l.Files))
	}
	edit(t, repo, "web/package.json", `"22"`, `"24"`)
	edit(t, repo, "api/package.json", `"22"`, `"24"`)
	u := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock, r.Service = l, "api" })
	if got := fates(u); got != "api/.dockerignore same, api/Dockerfile written" {
		t.Error(got)
	}
	next := u.Lock()
	if len(next.Services) != 2 || len(next.Files) != 4 {
		t.Errorf("%d services, %d files", len(next.Services), len(next.Files))
	}
	if string(next.File("web/Dockerfile").Base) != string(l.File("web/Dockerfile").Base) {
		t.Error("web was touched")
	}
	delete(repo, "api/package.json")
	delete(repo, "api/server.js")
	gone := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock = l })
	if got := fates(gone); !strings.Contains(got, "api/Dockerfile deleted") || !strings.Contains(got, "web/Dockerfile written") {
		t.Error(got)
	}
}

// TestSecondService: the Dockerfile of an only service stands at the root of its context; when a second one comes it moves
// to its own directory, and the edits move with it.
func TestSecondService(t *testing.T) {
	member := func(name string) string {
		return `{"name":"` + name + `","engines":{"node":"22"},"scripts":{"start":"node index.js"}}`
	}
	repo := fstest.MapFS{
		"package.json":              {Data: []byte(`{"name":"root","private":true,"workspaces":["services/*"]}`)},
		"services/api/package.json": {Data: []byte(member("api"))},
		"services/api/index.js":     {Data: []byte("require('http').createServer().listen(3000)\n")},
	}
	repo, l := written(t, repo)
	edit(t, repo, "Dockerfile", "USER 65532", "LABEL team=blue\n\nUSER 65532")
	repo["services/web/package.json"] = &fstest.MapFile{Data: []byte(member("web"))}
	repo["services/web/index.js"] = &fstest.MapFile{Data: []byte("require('http').createServer().listen(4000)\n")}
	u := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock = l })
	if got := fates(u); !strings.Contains(got, "services/api/Dockerfile kept") || !strings.Contains(got, "services/web/Dockerfile created") || u.Blocked() {
		t.Fatal(got)
	}
	for _, f := range u.Files {
		if f.Path == "services/api/Dockerfile" && (f.Moved != "Dockerfile" || !strings.Contains(string(f.Text), "team=blue")) {
			t.Errorf("moved from %q:\n%s", f.Moved, f.Text)
		}
	}
	changes, err := u.Changes(repo)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, c := range changes {
		kinds = append(kinds, string(c.Kind)+" "+c.Path)
	}
	for _, want := range []string{"delete Dockerfile", "delete .dockerignore", "create services/api/Dockerfile", "create services/web/Dockerfile"} {
		if !slices.Contains(kinds, want) {
			t.Errorf("no %q among %v", want, kinds)
		}
	}
	if len(u.Services) != 2 || !u.Services[0].Stack() || !u.Services[1].New {
		t.Errorf("drift: %+v", u.Services)
	}
}

// TestAdoptLeaves: taking over what msgen did not write changes nothing of what the lock says of the rest.
func TestAdoptLeaves(t *testing.T) {
	repo, l := written(t, express(nil))
	edit(t, repo, "package.json", `"22"`, `"24"`)
	u := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock, r.AdoptAll = l, true })
	u.Leave()
	next := u.Lock()
	after := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Lock = next })
	if got := fates(after); got != ".dockerignore same, Dockerfile written" || len(after.Separate().Stack) != 1 {
		t.Errorf("%s, drift %+v", got, after.Services)
	}
}
