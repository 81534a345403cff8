package story

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const whole = `A server that answers.
flags: --base alpine --start "node a b.js"
-- package.json --
{}
-- src/a.js --
1
-- want/Dockerfile --
FROM scratch
-- want/services/api/Dockerfile.dockerignore --
*
-- want/setup --
echo hi
-- want/run --
# a comment
GET / 200 hello world
GET /healthz 204
env A=b c
target test
target debug run
edit src/a.js
cached deps prod-deps
exit 0,143 130
cost 12

service services/api
writable it keeps a pid file
stdout started
`

func TestParse(t *testing.T) {
	s, err := Parse("dir/node-x.txtar", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "node-x" || s.About != "A server that answers." || s.Exit != 0 || s.Setup != "echo hi\n" {
		t.Errorf("header: %+v", s)
	}
	if want := []string{"--base", "alpine", "--start", "node a b.js"}; !reflect.DeepEqual(s.Flags, want) {
		t.Errorf("flags %q, want %q", s.Flags, want)
	}
	if len(s.Repo) != 2 || s.Repo[1].Name != "src/a.js" || string(s.Repo[1].Data) != "1\n" {
		t.Errorf("repo: %v", s.Repo)
	}
	if len(s.Goldens) != 2 || s.Goldens[1].Name != "services/api/Dockerfile.dockerignore" {
		t.Errorf("goldens: %v", s.Goldens)
	}
	if g, ok := s.Golden("Dockerfile"); !ok || string(g) != "FROM scratch\n" {
		t.Errorf("golden: %q %v", g, ok)
	}
	want := []Run{{
		Line: 13, Service: ".", Asks: []Ask{{"/", 200, "hello world"}, {"/healthz", 204, ""}}, Env: []string{"A=b c"},
		Targets: []Target{{"test", false}, {"debug", true}}, Edit: "src/a.js", Cached: []string{"deps", "prod-deps"},
		Exits: []int{0, 143, 130}, Cost: 12,
	}, {
		Line: 25, Service: "services/api", Says: []string{"started"}, Writable: "it keeps a pid file", Exits: []int{0, 143},
	}}
	if !reflect.DeepEqual(s.Runs, want) {
		t.Errorf("runs\n%+v, want\n%+v", s.Runs, want)
	}
}

func TestParseWith(t *testing.T) {
	s, err := Parse("x.txtar", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(s.With(s.Goldens)); got != whole {
		t.Errorf("the same goldens give\n%s", got)
	}
	got := string(s.With([]File{{"stderr", []byte("no\n")}}))
	if strings.Contains(got, "FROM scratch") || !strings.Contains(got, "-- want/stderr --\nno\n-- want/setup --\n") {
		t.Errorf("other goldens give\n%s", got)
	}
}

func TestParseErrors(t *testing.T) {
	const head = "A case.\n-- a.js --\n1\n"
	for _, c := range []struct{ name, text, want string }{
		{"no sentence", "flags: --base slim\n", "x.txtar:1: the first line must say"},
		{"open quote", "A case.\nflags: --start 'a\n", "x.txtar:2: flags: a quote ' is not closed"},
		{"exit no number", "A case.\nexit: four\n", `x.txtar:2: exit: "four" is no number`},
		{"nameless", "A case.\n-- --\n", "x.txtar:2: a file without a name"},
		{"outside", "A case.\n-- ../a --\n", `x.txtar:2: "../a" is no path inside a repository`},
		{"twice", head + "-- a.js --\n", "stands here twice"},
		{"unknown want", head + "-- want/docker --\n", "x.txtar:4: want/docker is none of"},
		{"run of a refusal", "A case.\nexit: 4\n-- want/run --\nGET / 200\n", "x.txtar:3: a case that ends with exit 4"},
		{"no answer", head + "-- want/run --\nenv A=b\n", "x.txtar:4: want/run needs a GET or a stdout line"},
		{"unknown word", head + "-- want/run --\nGET / 200\nPOST / 200\n", `x.txtar:6: "POST" is none of GET`},
		{"GET without status", head + "-- want/run --\nGET /\n", "x.txtar:5: GET wants a path and a status"},
		{"GET relative", head + "-- want/run --\nGET x 200\n", "GET wants a path"},
		{"stdout nothing", head + "-- want/run --\nstdout\n", "stdout wants a text"},
		{"env without value", head + "-- want/run --\nenv A\n", `env wants NAME=value, not "A"`},
		{"target words", head + "-- want/run --\ntarget a b\n", "target wants a stage"},
		{"edit missing", head + "-- want/run --\nGET / 200\nedit b.js\n", "x.txtar:4: edit b.js: no such file"},
		{"edit twice", head + "-- want/run --\nGET / 200\nedit a.js\nedit a.js\n", "x.txtar:7: edit wants one file, once"},
		{"cached alone", head + "-- want/run --\nGET / 200\ncached deps\n", "cached needs an edit line"},
		{"cached nothing", head + "-- want/run --\nGET / 200\ncached\n", "cached wants the names"},
		{"writable without reason", head + "-- want/run --\nwritable\n", "writable wants a reason"},
		{"read-only with words", head + "-- want/run --\nread-only yes\n", "read-only stands alone"},
		{"exit 137", head + "-- want/run --\nexit 137\n", "137 is a kill"},
		{"exit nothing", head + "-- want/run --\nexit\n", "exit wants codes"},
		{"cost", head + "-- want/run --\ncost much\n", "cost wants the seconds"},
		{"service outside", head + "-- want/run --\nservice ../a\n", `service "../a": want a directory`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Parse("x.txtar", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestReadAllAndCopy(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.txtar", "a.txtar", "notes.md"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all, err := ReadAll(dir)
	if err != nil || len(all) != 2 || all[0].Name != "a" || all[1].Name != "b" {
		t.Fatalf("%v %v", all, err)
	}
	to := t.TempDir()
	if err := all[0].Copy(to); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(to, "src", "a.js")); err != nil || string(got) != "1\n" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(to, "want")); err == nil {
		t.Error("want/ was copied into the repository")
	}
	if _, err := ReadAll(to); err == nil {
		t.Error("a directory without cases is no error")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("x.txtar", data)
		if err != nil {
			return
		}
		again, err := Parse("x.txtar", s.With(s.Goldens))
		if err != nil {
			t.Fatalf("written again it is no case: %v", err)
		}
		if again.About != s.About || !reflect.DeepEqual(again.Flags, s.Flags) || len(again.Repo) != len(s.Repo) || len(again.Runs) != len(s.Runs) {
			t.Fatalf("written again it is another case:\n%+v\n%+v", s, again)
		}
	})
}
