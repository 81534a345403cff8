//go:build e2e

package e2e

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// exemplar is an app with an expert's Dockerfile; run are lines of want/run.
type exemplar struct {
	name, flags, run string
	// service is where msgen writes the Dockerfile that the expert has at the root.
	service string
	// setup completes the folder.
	setup string
}

// exemplars are those that belong to the stacks of msgen, the cheap ones first.
func exemplars() []exemplar {
	const lock = "test -f uv.lock || uv lock -q"
	const both = "GET / 200\nGET /healthz 200\n"
	return []exemplar{
		{name: "go-service", flags: "--main cmd/server", run: both + "edit internal/web/web.go"},
		{name: "go-cgo", run: both + "edit internal/web/web.go"},
		{name: "go-web-monorepo", run: both + "edit internal/ui/ui.go"},
		{name: "node-vite-spa", run: "GET / 200\nedit src/main.tsx"},
		{name: "python-distroless", run: both + "edit app/main.py"},
		{name: "python-fastapi-uv", run: both + "edit app/main.py", setup: lock},
		{name: "python-django-pip", run: both + "edit notes/views.py\nenv DJANGO_SECRET_KEY=of-this-check-only"},
		{name: "node-express", run: both + "edit src/app.ts"},
		{name: "node-pnpm-workspace", run: both + "edit apps/api/src/app.ts", service: "apps/api", flags: "--service api"},
		{name: "node-next", run: both + "edit app/page.tsx"},
		{name: "java-multi-module", run: "GET / 200\nedit api/src/main/java/com/example/api/Main.java", flags: "--service api"},
		{name: "java-spring-maven", run: "GET / 200\nedit src/main/java/com/example/shop/Shop.java"},
	}
}

// TestExemplars builds each exemplar twice, by the Dockerfile of its expert and by msgen's, and lays the figures side by
// side. The variable EXEMPLARS names their folder, CASE picks some.
func TestExemplars(t *testing.T) {
	dir := cmp.Or(os.Getenv("EXEMPLARS"), filepath.Join(root, "..", "shared", "exemplars"))
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("no exemplars to compare with; EXEMPLARS names their folder: %v", err)
	}
	needDocker(t)
	program, pattern := msgen(t), os.Getenv("CASE")
	var rows []Row
	var verdicts []string
	for _, e := range exemplars() {
		if pattern != "" && !matches(pattern, e.name) {
			continue
		}
		t.Run(e.name, func(t *testing.T) {
			ours, theirs := tryExemplar(t, program, filepath.Join(dir, e.name), e)
			rows = append(rows, ours, theirs)
			verdicts = append(verdicts, compare(ours, theirs)...)
			if len(ours.Breaches) > 0 {
				t.Errorf("%d breaches", len(ours.Breaches))
			}
		})
	}
	report(t, "exemplars.txt", rows)
	fmt.Println(strings.Join(verdicts, "\n"))
}

// tryExemplar measures both.
func tryExemplar(t *testing.T, program, dir string, e exemplar) (ours, theirs Row) {
	s, err := story.Parse(e.name, []byte("An exemplar.\nflags: "+e.flags+"\n-- want/setup --\ntrue\n-- want/run --\n"+e.run+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	run := s.Runs[0]
	run.Exits = []int{0, 2, 143}
	expert := copyOf(t, dir, e, true)
	theirs = measure(t, &Trial{Name: e.name + " (expert)", Repo: expert, Source: Source{Context: expert, Dockerfile: "Dockerfile"}, Run: run})
	repo := copyOf(t, dir, e, false)
	ours = Row{Case: e.name}
	if err := Generate(t.Context(), program, repo, s.Flags); err != nil {
		ours.Breaches = []string{err.Error()}
		return ours, theirs
	}
	src, err := SourceOf(repo, cmp.Or(e.service, "."))
	if err != nil {
		ours.Breaches = []string{err.Error()}
		return ours, theirs
	}
	return measure(t, &Trial{Name: e.name, Repo: repo, Source: src, Run: run}), theirs
}

// measure tries one image, and logs rather than fails: an expert may have breaches too.
func measure(t *testing.T, trial *Trial) Row {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), perImage)
	defer stop()
	row, err := trial.Try(ctx)
	if err != nil {
		row.Breaches = append(row.Breaches, err.Error())
	}
	for _, b := range row.Breaches {
		t.Logf("%s: %s", row.Case, b)
	}
	return row
}

// copyOf copies an exemplar, with the expert's Docker files or without, and completes it.
func copyOf(t *testing.T, dir string, e exemplar, whole bool) string {
	t.Helper()
	repo := t.TempDir()
	if err := os.CopyFS(repo, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if !whole {
		for _, f := range []string{"Dockerfile", ".dockerignore"} {
			if err := os.Remove(filepath.Join(repo, f)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if e.setup != "" {
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
		defer stop()
		if err := Setup(ctx, repo, e.setup); err != nil {
			t.Fatal(err)
		}
	}
	return repo
}

// compare says how msgen's image stands beside the expert's, figure by figure, and which steps each carried out again.
func compare(ours, theirs Row) []string {
	var worse []string
	if ours.Size > theirs.Size*1.01 {
		worse = append(worse, "larger")
	}
	if len(ours.Reran) > len(theirs.Reran) {
		worse = append(worse, "more steps again")
	}
	if len(ours.Breaches) > len(theirs.Breaches) {
		worse = append(worse, "breaches")
	}
	if ours.Health != theirs.Health {
		worse = append(worse, "health "+ours.Health+" against "+theirs.Health)
	}
	verdict := "at least as good"
	if len(worse) > 0 {
		verdict = "WORSE: " + strings.Join(worse, ", ")
	}
	return []string{
		fmt.Sprintf("%s: %.1f MB against %.1f, %d steps again against %d, stop %s against %s: %s", ours.Case, ours.Size, theirs.Size,
			len(ours.Reran), len(theirs.Reran), ours.Stop, theirs.Stop, verdict),
		"    msgen:  " + again(ours), "    expert: " + again(theirs),
	}
}

// again names the steps that a rebuild carried out.
func again(r Row) string {
	var out []string
	for _, s := range r.Reran {
		text := s.Text
		if len(text) > 60 {
			text = text[:57] + "…"
		}
		out = append(out, s.Stage+": "+text)
	}
	return strings.Join(out, "; ")
}
