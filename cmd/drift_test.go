package cmd_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/cmd"
	"github.com/msgen/msgen/internal/lock"
)

// driftOf is what a test reads of update --check --json.
type driftOf struct {
	Drift                   bool
	Stack, Answers, Catalog []struct {
		Service       string
		New, Vanished bool
		Facts         []struct {
			Key     string
			Was, Is *struct {
				Value, Path string
				Line        int
			}
		}
		Answers []struct{ Key, Was, Is, From string }
		Images  []struct{ Stage, Was, Is string }
		Files   []struct {
			Path  string
			Hunks []struct{ Lines []string }
			Lines []int
		}
	}
	Edits []struct {
		Path          string
		Deleted, Pins bool
		Hunks         []struct {
			NewLine int
			Lines   []string
		}
	}
	Breaches []struct {
		Rule, Severity     string
		Line               int
		Accepted, Rendered bool
	}
	Blocked []struct{ Path, Fate string }
	Fix     []string
}

// kinds names the answers that are not empty.
func (d driftOf) kinds() string {
	var all []string
	news := 0
	for _, b := range d.Breaches {
		if !b.Accepted && !b.Rendered && b.Severity != "info" {
			news++
		}
	}
	for _, k := range []struct {
		name string
		n    int
	}{{"stack", len(d.Stack)}, {"answers", len(d.Answers)}, {"catalog", len(d.Catalog)}, {"edits", len(d.Edits)}, {"rules", news}, {"blocked", len(d.Blocked)}} {
		if k.n > 0 {
			all = append(all, k.name)
		}
	}
	return strings.Join(all, " ")
}

// place is a repository in a directory of its own.
type place struct {
	t   *testing.T
	dir string
	env map[string]string
}

// run runs one command line there.
func (p place) run(args ...string) (code int, out, talk string) {
	p.t.Helper()
	var o, e bytes.Buffer
	code = cmd.Main(args, cmd.Env{In: strings.NewReader(""), Out: &o, Err: &e, Dir: p.dir, Terminal: func(any) bool { return false },
		Getenv: func(name string) string { return p.env[name] }})
	return code, o.String(), e.String()
}

// read and write handle a file there; a file of nothing is taken away.
func (p place) read(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func (p place) write(name, text string) {
	p.t.Helper()
	full := filepath.Join(p.dir, name)
	if text == "" {
		if err := os.RemoveAll(full); err != nil {
			p.t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// swap changes a text in a file, which has to hold it.
func (p place) swap(name, old, now string) {
	p.t.Helper()
	text := p.read(name)
	if !strings.Contains(text, old) {
		p.t.Fatalf("%s does not hold %q", name, old)
	}
	p.write(name, strings.ReplaceAll(text, old, now))
}

// relock changes the lock through its own room.
func (p place) relock(change func(*lock.Lock)) {
	p.t.Helper()
	text := []byte(p.read(lock.Name))
	l, err := lock.Parse(text)
	if err != nil {
		p.t.Fatal(err)
	}
	change(l)
	if text, err = l.Marshal(text); err != nil {
		p.t.Fatal(err)
	}
	p.write(lock.Name, string(text))
}

// check gives the report, and holds the exit code to it.
func (p place) check(args ...string) driftOf {
	p.t.Helper()
	code, out, talk := p.run(append([]string{"update", "--check", "--json"}, args...)...)
	var d driftOf
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		p.t.Fatalf("%v: %s%s", err, out, talk)
	}
	if d.Drift != (code == 2) || !d.Drift && code != 0 {
		p.t.Errorf("exit %d, drift %v", code, d.Drift)
	}
	return d
}

// started is a repository in which msgen init was run.
func started(t *testing.T, files map[string]string, args ...string) place {
	t.Helper()
	p := place{t, t.TempDir(), map[string]string{}}
	for name, text := range files {
		p.write(name, text)
	}
	if code, _, talk := p.run(append([]string{"init", "--yes"}, args...)...); code != 0 {
		t.Fatal(talk)
	}
	return p
}

func nodeFiles() map[string]string {
	return map[string]string{
		"package.json": "{\n  \"name\": \"hello\",\n  \"scripts\": {\"start\": \"node server.js\"},\n  \"engines\": {\"node\": \"24\"},\n  \"dependencies\": {\"express\": \"^5.1.0\"}\n}\n",
		"server.js":    "const app = require('express')()\napp.get('/healthz', (q, r) => r.send('ok'))\napp.listen(process.env.PORT || 3000)\n",
	}
}

func goFiles() map[string]string {
	return map[string]string{"go.mod": "module example.com/hello\n\ngo 1.25.1\n",
		"main.go": "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n"}
}

func servicesFiles() map[string]string {
	files := map[string]string{}
	for _, name := range []string{"api", "web"} {
		for path, text := range nodeFiles() {
			files[name+"/"+path] = strings.ReplaceAll(text, "hello", name)
		}
	}
	return files
}

// driftCase is a state of a repository: what leads to it, and what the check says.
type driftCase struct {
	name  string
	files map[string]string // nil for nodeFiles
	do    func(place)
	kinds string
	text  []string // what the text says
	// rounds is 2 where what is written changes what is seen of the repository.
	rounds int
	edit   func(place) // what a person does between the commands that settle it
}

func older(p place) {
	p.relock(func(l *lock.Lock) {
		l.Msgen, l.Catalog = "v0.1.0", "2026-01-02"
		f := l.File("Dockerfile")
		f.Base = bytes.ReplaceAll(f.Base, []byte("start-period=10s"), []byte("start-period=9s"))
		for i, at := range l.Files {
			if at.Path == f.Path {
				l.Files[i] = *f
			}
		}
		p.write("Dockerfile", string(f.Base))
	})
}

func olderImage(p place) {
	p.relock(func(l *lock.Lock) {
		l.Msgen, l.Catalog = "v0.1.0", "2026-01-02"
		for i := range l.Services[0].Images {
			if l.Services[0].Images[i].Stage == "prod" {
				l.Services[0].Images[i].Ref = "gcr.io/distroless/nodejs24-debian11:nonroot"
			}
		}
		for i := range l.Files {
			l.Files[i].Base = bytes.ReplaceAll(l.Files[i].Base, []byte("nodejs24-debian13"), []byte("nodejs24-debian11"))
			p.write(l.Files[i].Path, string(l.Files[i].Base))
		}
	})
}

func resolve(p place) {
	text := p.read("Dockerfile")
	for {
		_, rest, ok := strings.Cut(text, "<<<<<<<")
		if !ok {
			break
		}
		_, rest, _ = strings.Cut(rest, ">>>>>>>")
		_, rest, _ = strings.Cut(rest, "\n")
		before, _, _ := strings.Cut(text, "<<<<<<<")
		text = before + "EXPOSE 4000\n" + rest
	}
	p.write("Dockerfile", text)
}

func driftCases() []driftCase {
	return []driftCase{
		{name: "nothing", do: func(place) {}},
		{name: "evidence moved", do: func(p place) { p.swap("package.json", "{\n  \"name\"", "{\n  \"private\": true,\n\n  \"name\"") }},
		{name: "version", do: func(p place) { p.swap("package.json", `"24"`, `"22"`) }, kinds: "stack",
			text: []string{`hello: package.json:4: version was "24", is "22"`, "Dockerfile:5\n", "-FROM node:24-trixie-slim AS deps", "+FROM node:22-trixie-slim AS deps"}},
		{name: "port", do: func(p place) { p.swap("server.js", "3000", "4000") }, kinds: "stack", text: []string{`server.js:3: port was "3000", is "4000"`, "+EXPOSE 4000"}},
		{name: "patch", files: goFiles(), do: func(p place) { p.swap("go.mod", "1.25.1", "1.25.2") }},
		{name: "minor", files: goFiles(), do: func(p place) { p.swap("go.mod", "1.25.1", "1.24.1") }, kinds: "stack", text: []string{"go.mod:3: version was", "no line of the files changes"}},
		{name: "answer", do: func(p place) { p.write(".msgen.yaml", p.read(".msgen.yaml")+"answers:\n  port: 9000\n") }, kinds: "answers",
			text: []string{"hello: port moves from 3000 (server.js:3) to 9000 (.msgen.yaml:5)", "+EXPOSE 9000"}},
		{name: "base", do: func(p place) { p.write(".msgen.yaml", p.read(".msgen.yaml")+"answers:\n  base: alpine\n") }, kinds: "answers",
			text: []string{"base moves from auto (default) to alpine (.msgen.yaml:5)"}},
		{name: "answer taken back", do: func(p place) {
			p.run("update", "--port", "9000")
			p.swap(".msgen.yaml", "  port: 9000", "  {}")
		}, kinds: "answers", text: []string{"port moves from 9000 ("}},
		{name: "output", do: func(p place) { p.write(".msgen.yaml", p.read(".msgen.yaml")+"outputDir: deploy\n") }, kinds: "answers", text: []string{"outputDir moves from none"}, rounds: 2},
		{name: "templates", do: older, kinds: "catalog", text: []string{"the lock is of msgen v0.1.0 with images of 2026-01-02", "start-period=10s"}},
		{name: "image", do: olderImage, kinds: "catalog", text: []string{"images of 2026-01-02", "the stage prod uses gcr.io/distroless/nodejs24-debian13:nonroot, was gcr.io/distroless/nodejs24-debian11:nonroot"}},
		{name: "edit", do: func(p place) { p.swap("Dockerfile", "NODE_ENV=production", "NODE_ENV=staging") }, kinds: "edits",
			text: []string{"edits: Dockerfile is edited by hand", "-ENV NODE_ENV=production", "+ENV NODE_ENV=staging"}},
		{name: "breach", do: func(p place) { p.swap("Dockerfile", "USER 65532", "USER root") }, kinds: "edits rules", text: []string{"rules: warning: Dockerfile:", "(MS065)"}},
		{name: "no Dockerfile", do: func(p place) { p.swap("Dockerfile", "COPY --link --parents", "KOPY") }, kinds: "edits rules", text: []string{"rules: error: Dockerfile:", "cannot be parsed"},
			edit: func(p place) { p.swap("Dockerfile", "KOPY", "COPY --link --parents") }},
		{name: "deleted", do: func(p place) { p.write(".dockerignore", "") }, kinds: "edits", text: []string{"edits: .dockerignore is deleted by hand"}},
		{name: "digest", do: func(p place) {
			p.swap("Dockerfile", "FROM node:24-trixie-slim AS", "FROM node:24-trixie-slim@sha256:"+strings.Repeat("a", 64)+" AS")
		}, kinds: "edits"}, // and no drift
		{name: "new service", files: servicesFiles(), do: func(p place) {
			p.write("job/package.json", strings.ReplaceAll(nodeFiles()["package.json"], "hello", "job"))
			p.write("job/server.js", nodeFiles()["server.js"])
		}, kinds: "stack", text: []string{"job: the service is new", "job/Dockerfile comes"}},
		{name: "vanished service", files: servicesFiles(), do: func(p place) { p.write("web/package.json", ""); p.write("web/server.js", "") }, kinds: "stack",
			text: []string{"web: the service no longer exists", "web/Dockerfile goes"}},
		{name: "vanished and edited", files: servicesFiles(), do: func(p place) {
			p.swap("web/Dockerfile", "NODE_ENV=production", "NODE_ENV=staging")
			p.write("web/package.json", "")
			p.write("web/server.js", "")
		}, kinds: "stack edits blocked", text: []string{"ORPHAN: web/Dockerfile"}},
		{name: "new service with a Dockerfile", files: servicesFiles(), do: func(p place) {
			p.write("job/package.json", strings.ReplaceAll(nodeFiles()["package.json"], "hello", "job"))
			p.write("job/server.js", nodeFiles()["server.js"])
			p.write("job/Dockerfile", "FROM node:24\nCMD [\"node\"]\n")
		}, kinds: "stack rules blocked", text: []string{"FOREIGN: job/Dockerfile"}},
		{name: "left out", files: servicesFiles(), do: func(p place) { p.write(".msgen.yaml", p.read(".msgen.yaml")+"only: [api]\n") }, kinds: "answers",
			text: []string{"web: the service no longer exists", "the list of services in .msgen.yaml changed"}},
		{name: "conflict", do: func(p place) {
			p.swap("Dockerfile", "EXPOSE 3000", "EXPOSE 3333")
			p.swap("server.js", "3000", "4000")
		}, kinds: "stack edits blocked", text: []string{"CONFLICT: Dockerfile"}, edit: resolve},
		{name: "unmerged", do: func(p place) {
			p.swap("Dockerfile", "EXPOSE 3000", "EXPOSE 3333")
			p.swap("server.js", "3000", "4000")
			p.run("update", "--conflict=markers")
		}, kinds: "blocked", text: []string{"UNMERGED: Dockerfile"}, edit: resolve},
		{name: "facts and answers", do: func(p place) {
			p.swap("package.json", `"24"`, `"22"`)
			p.write(".msgen.yaml", p.read(".msgen.yaml")+"answers:\n  port: 9000\n")
		}, kinds: "stack answers"},
		{name: "answers and templates", do: func(p place) {
			older(p)
			p.write(".msgen.yaml", p.read(".msgen.yaml")+"answers:\n  port: 9000\n")
		}, kinds: "answers catalog"},
		{name: "facts and images", do: func(p place) {
			olderImage(p)
			p.swap("server.js", "3000", "4000")
		}, kinds: "stack catalog", text: []string{"some of these lines may come from msgen itself"}},
		{name: "all", do: func(p place) {
			olderImage(p)
			p.swap("server.js", "3000", "4000")
			p.write(".msgen.yaml", p.read(".msgen.yaml")+"answers:\n  base: slim\n")
			p.write("Dockerfile", p.read("Dockerfile")+"\nENV DB_PASSWORD=hunter2\n")
		}, kinds: "stack answers catalog edits rules"},
	}
}

// Each state gives its own answers and no others, and the steps that the report names lead from it to one without drift.
func TestDriftIsToldApartAndSettled(t *testing.T) {
	for _, c := range driftCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := c.files
			if files == nil {
				files = nodeFiles()
			}
			p := started(t, files)
			c.do(p)
			before := p.tree()
			d := p.check()
			if d.kinds() != c.kinds {
				t.Errorf("%q, want %q", d.kinds(), c.kinds)
			}
			if want := c.kinds != "" && c.name != "digest"; d.Drift != want {
				t.Errorf("drift %v", d.Drift)
			}
			code, out, talk := p.run("update", "--check")
			for _, want := range c.text {
				if !strings.Contains(out, want) {
					t.Errorf("no %q in\n%s%s", want, out, talk)
				}
			}
			if code == 0 && out != "" {
				t.Errorf("on stdout: %s", out)
			}
			if _, again, _ := p.run("update", "--check"); again != out {
				t.Error("a second run says something else")
			}
			if !maps.Equal(before, p.tree()) {
				t.Error("the check wrote something")
			}
			if c.rounds == 2 {
				p.run("update")
			}
			p.settle(d.Fix, c.edit)
		})
	}
}

// settle takes the steps of a report; after them there is no drift.
func (p place) settle(steps []string, edit func(place)) {
	p.t.Helper()
	for _, step := range steps {
		words := strings.Fields(step)
		if words[0] == "edit" {
			if edit == nil {
				p.t.Fatalf("a person has to edit: %q", steps)
			}
			edit(p)
			continue
		}
		code, out, talk := p.run(words[1:]...)
		if code != 0 && !slices.Contains(words, "--conflict=markers") {
			p.t.Errorf("%s: exit %d\n%s%s", step, code, out, talk)
		}
	}
	if code, out, talk := p.run("update", "--check"); code != 0 {
		p.t.Errorf("after %q: exit %d\n%s%s", steps, code, out, talk)
	}
}

// tree gives all files.
func (p place) tree() map[string]string {
	p.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return files
}
