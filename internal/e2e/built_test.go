package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"github.com/msgen/msgen/internal/story"
)

// Order sorts cases so that the cheap ones come first: what is broken shows early.
func Order(cases []*story.Story) {
	sort.SliceStable(cases, func(i, j int) bool { return cost(cases[i]) < cost(cases[j]) })
}

// cost guesses the seconds of a case: as its cost lines say, else as its stack usually takes on two cores.
func cost(s *story.Story) int {
	sum := 0
	for _, r := range s.Runs {
		sum += r.Cost
	}
	if sum > 0 {
		return sum
	}
	for _, row := range []struct {
		begins  string
		seconds int
	}{{"go-", 20}, {"node-", 60}, {"python-", 50}, {"java-", 150}} {
		if strings.HasPrefix(s.Name, row.begins) {
			sum = row.seconds
		}
	}
	if df, _ := s.Golden("Dockerfile"); strings.Contains(BaseOf(string(df), ""), "nginx") {
		return 40
	}
	if sum == 0 {
		return 200
	}
	return sum
}

// Pick gives the cases whose names match one of the patterns, which are separated by commas; "" picks all that are built.
func Pick(cases []*story.Story, patterns string) ([]*story.Story, error) {
	var out []*story.Story
	for _, c := range cases {
		if len(c.Runs) > 0 && (patterns == "" || matches(patterns, c.Name)) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no case with want/run matches %q", patterns)
	}
	return out, nil
}

func matches(patterns, name string) bool {
	for _, p := range strings.Split(patterns, ",") {
		if ok, err := filepath.Match(strings.TrimSpace(p), name); ok && err == nil {
			return true
		}
	}
	return false
}

// Generate lets msgen write its files into a repository, as a user would, and then lays bait there: files that must never
// get into an image.
func Generate(ctx context.Context, msgen, repo string, flags []string) error {
	c := exec.CommandContext(ctx, msgen, append([]string{"init", "--yes"}, flags...)...)
	c.Dir = repo
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("msgen init --yes %s: %w\n%s", strings.Join(flags, " "), err, out)
	}
	return bait(repo)
}

// bait writes the kinds of files that leak, where the repository has none of its own.
func bait(repo string) error {
	for _, name := range []string{".env", ".git/config", "id_rsa", "node_modules/bait.env/.env"} {
		file := filepath.Join(repo, filepath.FromSlash(name))
		if _, err := os.Stat(file); err == nil {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte("BAIT=never-in-an-image\n"), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Setup runs a case's setup script in its repository.
func Setup(ctx context.Context, repo, script string) error {
	c := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", script)
	c.Dir = repo
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("want/setup: %w\n%s", err, tail(string(out), 20))
	}
	return nil
}

// Trials gives the images of a case to try: for each service its prod, then the further targets.
func Trials(s *story.Story, repo string) ([]*Trial, error) {
	var out []*Trial
	for _, r := range s.Runs {
		src, err := SourceOf(repo, r.Service)
		if err != nil {
			return nil, err
		}
		name := s.Name
		if r.Service != "." {
			name += "/" + r.Service
		}
		out = append(out, &Trial{Name: name, Repo: repo, Source: src, Run: r, Fresh: os.Getenv("FRESH") != ""})
		for _, t := range r.Targets {
			out = append(out, aside(name, repo, src, r, t))
		}
	}
	return out, nil
}

// aside is the trial of a further target. Only debug runs as locked up as prod: the others write where they work.
func aside(name, repo string, src Source, r story.Run, t story.Target) *Trial {
	src.Target = t.Name
	trial := &Trial{Name: name, Repo: repo, Source: src, Aside: true}
	if t.Run {
		trial.Run = story.Run{Asks: r.Asks, Says: r.Says, Env: r.Env, Exits: r.Exits, Writable: r.Writable}
		if t.Name != "debug" && trial.Run.Writable == "" {
			trial.Run.Writable = "a target for development"
		}
	}
	return trial
}
