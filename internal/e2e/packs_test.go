//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// rigRegistry is where the rig's registry listens.
const rigRegistry = "127.0.0.1:5001"

// TestPackStory is the life of a team's pack: the team publishes 1.0.0, three repositories of three languages take it, each is
// edited by hand, the team publishes 1.1.0 with other bases, a new label, an answer of another name and a block less, and all
// three merge that without a conflict. All are built and run before and after. CASE picks one by name: pack-go.
func TestPackStory(t *testing.T) {
	pattern := os.Getenv("CASE")
	lives := packLives(t, pattern)
	if len(lives) == 0 {
		t.Skipf("no life with a pack is named CASE=%q", pattern)
	}
	needDocker(t)
	begin := time.Now()
	team := newTeam(t)
	team.publish("1.0.0")
	var rows []Row
	for _, l := range lives {
		t.Run(l.Name, func(t *testing.T) { rows = append(rows, l.before(t, team)) })
	}
	team.publish("1.1.0")
	for _, l := range lives {
		t.Run(l.Name+"-moves", func(t *testing.T) { rows = append(rows, l.after(t, team)) })
	}
	if pattern == "" {
		t.Run("servers", team.servers)
	}
	report(t, "packs.txt", rows)
	t.Logf("%d images in %.1f minutes", len(rows), time.Since(begin).Minutes())
}

// team publishes packs.
type team struct {
	user        // in the folder of the pack
	repo string // of the registry
}

// newTeam gives a team whose registry the settings of this machine trust, with an empty cache.
func newTeam(t *testing.T) *team {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"XDG_CONFIG_HOME", "MSGEN_CACHE_DIR"} {
		t.Setenv(name, filepath.Join(home, name))
	}
	settings := filepath.Join(home, "org.yaml")
	name := fmt.Sprintf("e2e-%d-%d/web", os.Getpid(), time.Now().UnixNano())
	trust := fmt.Sprintf("trust:\n  - %s/%s\n", rigRegistry, name)
	if err := os.WriteFile(settings, []byte(trust), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MSGEN_CONFIG", settings)
	t.Setenv("CI", "true")
	return &team{user{t, msgen(t), t.TempDir()}, "oci://" + rigRegistry + "/" + name}
}

// publish writes the pack of a version and pushes it.
func (m *team) publish(version string) {
	m.t.Helper()
	for name, text := range packFiles(version) {
		file := filepath.Join(m.user.repo, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			m.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			m.t.Fatal(err)
		}
	}
	said, code := m.msgen("pack", "push", m.repo)
	if code != 0 || !strings.Contains(said, "PUSHED "+m.repo+":"+version+"@sha256:") || !strings.Contains(said, version[:3]+", 1, latest") {
		m.t.Fatalf("pack push ends with %d:\n%s", code, said)
	}
}

// packFiles are the files of the pack.
func packFiles(version string) map[string]string {
	question := func(key string) string {
		return fmt.Sprintf(`{"type": "object", "required": [%q], "properties": {%q: {"type": "string", "pattern": "^[a-z]+$", "x-msgen": {"prompt": "Which team is called?"}}}}`, key, key)
	}
	about := "apiVersion: msgen/pack/v1\nname: web\nversion: " + version + "\ndescription: What every image of the company has\n"
	if version == "1.0.0" {
		return map[string]string{"pack.yaml": about, "answers.schema.json": question("team"),
			"templates/_shared/_web.tmpl": "{{define \"prod.labels\"}}{{super .}}\n{{label \"com.example.team\" .Answers.team}}{{end}}\n" +
				"{{define \"prod.before\"}}# Ask {{.Answers.team}} before you change what follows.{{end}}\n"}
	}
	return map[string]string{"pack.yaml": about, "answers.schema.json": question("owner"),
		"images.yaml": `references:
  - {from: "gcr.io/distroless/static-debian13:nonroot", to: "gcr.io/distroless/base-debian13:nonroot"}
  - {from: "gcr.io/distroless/nodejs24-debian13:nonroot", to: "gcr.io/distroless/nodejs24-debian12:nonroot"}
  - {from: "python:3.13-slim-trixie", to: "python:3.13-slim-bookworm"}
`,
		"templates/_shared/_web.tmpl": "{{define \"prod.labels\"}}{{super .}}\n{{label \"com.example.owner\" .Answers.owner}}\n{{label \"com.example.pack\" \"1.1\"}}{{end}}\n",
		"migrations/1.1.0.yaml":       "to: 1.1.0\nsteps:\n  - renameAnswer: {from: team, to: owner}\n  - note: the label com.example.team is com.example.owner now\n",
	}
}

// life is a repository that uses the pack.
type life struct {
	*story.Story
	tag  string // of the pack, as the repository names it
	base string // what its final stage stands on in the end
	repo string
}

// packLives gives those whose names match.
func packLives(t *testing.T, patterns string) []*life {
	t.Helper()
	all, err := story.ReadAll(filepath.Join(root, "testdata", "stacks"))
	if err != nil {
		t.Fatal(err)
	}
	var lives []*life
	for _, row := range [][5]string{
		{"go-nethttp", "pack-go", ":1", "distroless", "FROM gcr.io/distroless/base-debian13:nonroot AS prod"},
		{"node-plain", "pack-node", ":1.0.0", "distroless", "FROM gcr.io/distroless/nodejs24-debian12:nonroot AS prod"},
		{"python-flask-gunicorn", "pack-python", ":1.0.0", "slim", "FROM python:3.13-slim-bookworm AS base"},
	} {
		for _, s := range all {
			if s.Name != row[0] || patterns != "" && !matches(patterns, row[1]) {
				continue
			}
			s.Name, s.Flags = row[1], []string{"--base", row[3], "--set", "team=checkout"}
			for i := range s.Runs {
				s.Runs[i].Edit, s.Runs[i].Cached, s.Runs[i].Targets = "", nil, nil
			}
			lives = append(lives, &life{Story: s, tag: row[2], base: row[4]})
		}
	}
	return lives
}

// before takes the pack, builds and runs, and edits by hand.
func (l *life) before(t *testing.T, m *team) Row {
	l.Flags = append(l.Flags, "--pack", m.repo+l.tag)
	var err error
	if l.repo, err = prepare(m.t, m.program, l.Story); err != nil {
		t.Fatal(err)
	}
	row := trySide(t, l.Story, l.repo, "before", []string{"LABEL com.example.team=checkout"})
	u := user{t, m.program, l.repo}
	u.sh(`grep -q '^# Ask checkout' Dockerfile && sed -i '/^ENTRYPOINT/i ENV EDITED=yes\n' Dockerfile`)
	if said, code := u.msgen("update", "--check"); code != 2 || !strings.Contains(said, "edited by hand") || strings.Contains(said, "packs:") {
		t.Fatalf("after the edit update --check ends with %d:\n%s", code, said)
	}
	return row
}

// after moves to the new version, which a floating tag does by pack update and a version by its line in .msgen.yaml.
func (l *life) after(t *testing.T, m *team) Row {
	u := user{t, m.program, l.repo}
	says := func(code int, wants []string, args ...string) {
		t.Helper()
		said, got := u.msgen(args...)
		for _, want := range wants {
			if got != code || !strings.Contains(said, want) {
				t.Errorf("%v ends with %d, not %d, or does not say %q:\n%s", args, got, code, want, said)
			}
		}
		if strings.Contains(said, "catalog:") || strings.Contains(said, "stack:") {
			t.Errorf("%v blames others than the pack:\n%s", args, said)
		}
	}
	moves := []string{"web moves from 1.0.0 to 1.1.0", "+ image ", "- question team: Which team is called?", "+ question owner: Which team is called?"}
	if l.tag == ":1" {
		says(2, []string{"edited by hand"}, "update", "--check")
		says(2, []string{"newer: " + m.repo + ":1 is now sha256:", "edited by hand", "hint: msgen pack update"}, "update", "--check", "--remote")
		says(0, moves, "pack", "update", "--dry-run")
		says(0, append(moves, "MERGED Dockerfile", "team is now owner", "UPDATED .msgen.lock"), "pack", "update", "--yes")
	} else {
		u.sh("sed -i s,web:1.0.0,web:1.1.0, .msgen.yaml")
		says(2, append(moves, "packs: the packs differ from those in the lock", "migration: web 1.1.0: team is now owner", "Dockerfile is edited by hand", "+"+l.base), "update", "--check")
		says(0, append(moves, "MERGED Dockerfile", "team is now owner", "UPDATED .msgen.lock"), "update")
	}
	u.sh(fmt.Sprintf("grep -qx %q Dockerfile && ! grep -q '^# Ask\\|com.example.team' Dockerfile && grep -q 'owner: checkout' .msgen.yaml", l.base))
	row := trySide(t, l.Story, l.repo, "after", []string{"LABEL com.example.owner=checkout", "LABEL com.example.pack=1.1", "ENV EDITED=yes"})
	says(0, []string{""}, "accept")
	says(0, []string{"no drift"}, "update", "--check", "--remote")
	return row
}

// servers shows what a repository sees of a registry that moved a version, that sends other bytes, and that is gone.
func (m *team) servers(t *testing.T) {
	var mode atomic.Value
	mode.Store("")
	host := between(t, &mode)
	ref := strings.Replace(m.repo, rigRegistry, host, 1)
	u := user{t, m.program, t.TempDir()}
	settings, err := os.ReadFile(os.Getenv("MSGEN_CONFIG"))
	if err == nil {
		err = os.WriteFile(os.Getenv("MSGEN_CONFIG"), append(settings, "  - "+host+"\n"...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	u.sh(`printf '{"name": "shop", "scripts": {"start": "node server.js"}}' > package.json; echo "require('http').createServer((q, r) => r.end('hello')).listen(8080)" > server.js`)
	says := func(code int, want string, args ...string) {
		t.Helper()
		if said, got := u.msgen(args...); got != code || !strings.Contains(said, want) {
			t.Errorf("%v ends with %d, not %d, or does not say %q:\n%s", args, got, code, want, said)
		}
	}
	says(0, "CREATED Dockerfile", "init", "--yes", "--pack", ref+":1.0.0", "--set", "team=web")
	says(0, "no drift", "update", "--check", "--remote")
	m.retag(t, "1.1.0", "1.0.0")
	says(0, "no drift", "update", "--check")
	says(6, "has moved", "update", "--check", "--remote")
	says(6, "accept it with msgen pack update", "pack", "verify", "--remote")
	says(0, "web moves from 1.0.0 to 1.1.0", "pack", "update", "--dry-run")
	mode.Store("gone")
	says(0, "no drift", "update", "--check")
	says(0, "UNCHANGED Dockerfile", "update", "--offline")
	says(0, "matches the lock", "pack", "verify")
	says(1, "pack", "pack", "update", "--yes")
	mode.Store("corrupt")
	t.Setenv("MSGEN_CACHE_DIR", t.TempDir())
	says(1, "does not match its digest", "pack", "pull", ref+":1.1.0", "pulled")
	if _, err := os.Stat(filepath.Join(u.repo, "pulled")); err == nil {
		t.Error("a folder was written")
	}
}

// retag lets a tag of the registry mean what another means, as only somebody else would.
func (m *team) retag(t *testing.T, from, to string) {
	t.Helper()
	base := "http://" + strings.Replace(strings.TrimPrefix(m.repo, "oci://"), rigRegistry, rigRegistry+"/v2", 1) + "/manifests/"
	const kind = "application/vnd.oci.image.manifest.v1+json"
	get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+from, nil)
	if err != nil {
		t.Fatal(err)
	}
	get.Header.Set("Accept", kind)
	manifest := answer(t, get, http.StatusOK)
	put, err := http.NewRequestWithContext(t.Context(), http.MethodPut, base+to, bytes.NewReader(manifest))
	if err != nil {
		t.Fatal(err)
	}
	put.Header.Set("Content-Type", kind)
	answer(t, put, http.StatusCreated)
}

// answer sends a request and gives the body of its answer.
func answer(t *testing.T, r *http.Request, status int) []byte {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		t.Fatalf("%s %s: %s, %v\n%s", r.Method, r.URL, resp.Status, err, body)
	}
	return body
}

// between stands between msgen and the registry, and gives its own address: "corrupt" changes a bit of every blob, "gone"
// breaks off every connection.
func between(t *testing.T, mode *atomic.Value) string {
	t.Helper()
	target, err := url.Parse("http://" + rigRegistry)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		if mode.Load() != "corrupt" || r.Request.Method != http.MethodGet || !strings.Contains(r.Request.URL.Path, "/blobs/") {
			return nil
		}
		body, err := io.ReadAll(r.Body)
		if err == nil && len(body) > 0 {
			body[len(body)/2] ^= 1
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		return err
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if mode.Load() == "gone" {
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}
