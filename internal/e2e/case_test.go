package e2e

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/story"
)

// parse reads a case that has the given lines of want/run.
func parse(t *testing.T, name, run string) *story.Story {
	t.Helper()
	text := "A case.\n-- a.go --\n"
	if run != "" {
		text += "-- want/run --\nGET / 200\n" + run
	}
	s, err := story.Parse(name+".txtar", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPickAndOrder(t *testing.T) {
	all := []*story.Story{
		parse(t, "java-maven", "exit 143"), parse(t, "go-gin", "exit 0"), parse(t, "node-refused", ""),
		parse(t, "go-slow", "cost 999"), parse(t, "node-express", "exit 0"), parse(t, "multi-shop", "exit 0"),
	}
	for _, c := range []struct{ pattern, want string }{
		{"", "go-gin node-express java-maven multi-shop go-slow"},
		{"go-*", "go-gin go-slow"},
		{"java-maven, go-gin", "go-gin java-maven"},
	} {
		got, err := Pick(all, c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		Order(got)
		var names []string
		for _, s := range got {
			names = append(names, s.Name)
		}
		if strings.Join(names, " ") != c.want {
			t.Errorf("%q: %v, want %s", c.pattern, names, c.want)
		}
	}
	if _, err := Pick(all, "node-refused"); err == nil {
		t.Error("a case that is not built was picked")
	}
}

func TestTrials(t *testing.T) {
	repo := t.TempDir()
	for _, f := range []string{"Dockerfile", "web/Dockerfile", "web/Dockerfile.dockerignore"} {
		write(t, filepath.Join(repo, f), "FROM scratch\n")
	}
	s := parse(t, "multi-shop", "target test\ntarget debug run\nservice web\nstdout hi\n")
	got, err := Trials(s, repo)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, g := range got {
		lines = append(lines, strings.Join([]string{g.Name, g.Target, g.Dockerfile, strings.TrimPrefix(g.Context, repo)}, " "))
	}
	want := []string{"multi-shop  Dockerfile ", "multi-shop test Dockerfile ", "multi-shop debug Dockerfile ", "multi-shop/web  web/Dockerfile "}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("%q\nwant %q", lines, want)
	}
	if len(got[1].Run.Asks) != 0 || len(got[2].Run.Asks) != 1 {
		t.Error("a target is asked when it says run, and only then")
	}
	if _, err := Trials(parse(t, "go-x", "service api\nGET / 200\n"), repo); err == nil {
		t.Error("a service without a Dockerfile is no error")
	}
}

func TestTagOf(t *testing.T) {
	for want, c := range map[string][2]string{
		"msgen-e2e:go-gin": {"go-gin", ""}, "msgen-e2e:multi-shop-web-test": {"multi-Shop/web", "test"}, "msgen-e2e:node-express--expert": {"node-express (expert)", ""},
	} {
		if got := tagOf(c[0], c[1]); got != want {
			t.Errorf("%v: %s, want %s", c, got, want)
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestEdit(t *testing.T) {
	for name, want := range map[string]string{
		"a.go": "x\n// an edit\n", "a.rs": "x\n// an edit\n", "a.py": "x\n# an edit\n", "a.html": "x\n<!-- an edit -->\n", "a.css": "x\n/* an edit */\n",
	} {
		file := filepath.Join(t.TempDir(), name)
		write(t, file, "x")
		if err := edit(file, "an edit"); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	file := filepath.Join(t.TempDir(), "a.bin")
	write(t, file, "x")
	if err := edit(file, "an edit"); err == nil {
		t.Error("a file whose comments are unknown was edited")
	}
}

func TestBait(t *testing.T) {
	repo := t.TempDir()
	write(t, filepath.Join(repo, ".env"), "PORT=1\n")
	if err := bait(repo); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(repo, ".env")); err != nil || string(got) != "PORT=1\n" {
		t.Errorf("the repository's own .env became %q %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(repo, ".git", "config")); err != nil {
		t.Error(err)
	}
}

func TestTable(t *testing.T) {
	got := Table([]Row{
		{Case: "go-gin", Base: "scratch", Size: 9.08, Cold: 20, Ran: "8/8", Rebuild: 1, Steps: 8, Reran: make([]Step, 3), UID: "65532", Health: "healthy", Stop: "130 ms, 0", Answer: "yes"},
		{Case: "node-x", Base: "gcr.io/distroless/nodejs24-debian13:nonroot", Target: "debug", Breaches: []string{"it runs as root"}},
	})
	want := `case    base                          target   MB  cold s  ran  rebuild s  cached  uid    health   stop       answer
go-gin  scratch                       prod    9.1    20.0  8/8      1.0     5/8  65532  healthy  130 ms, 0  yes     ok
node-x  nodejs24-debian13:nonroot  debug   0.0     0.0                                                     BREACH

node-x: it runs as root
`
	if squeeze(got) != squeeze(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// squeeze makes runs of spaces one.
func squeeze(s string) string {
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	return s
}
