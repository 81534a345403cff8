package pack

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOnePatience gives all questions of a run one deadline together: what one took is gone for the next, and time in which
// nobody is asked costs nothing.
func TestOnePatience(t *testing.T) {
	silent := func(ctx context.Context, _ string, _ []byte, _ ...string) ([]byte, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	f := Fetcher{Patience: NewPatience(150 * time.Millisecond), Git: silent}
	began := time.Now()
	for _, text := range []string{"git+https://example.com/a.git", "oci://" + tarpit(t) + "/x/y:1", "git+https://example.com/b.git", "oci://" + tarpit(t) + "/x/z:1"} {
		if _, _, err := f.Fetch(context.Background(), mustRef(t, text), ""); err == nil || !strings.Contains(err.Error(), "did not answer within 150ms") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("four silent servers took %s", took)
	}
	p := NewPatience(time.Hour)
	_, stop := p.Begin(context.Background())
	time.Sleep(20 * time.Millisecond)
	stop()
	stop()
	left := p.left
	time.Sleep(20 * time.Millisecond)
	ctx, stop := p.Begin(context.Background())
	defer stop()
	if end, _ := ctx.Deadline(); left > time.Hour-20*time.Millisecond || time.Until(end) < left-10*time.Millisecond {
		t.Errorf("%s are left of an hour, and the next question has %s", left, time.Until(end))
	}
}

// TestOutside uses no credentials and no settings that lie in the repository, and asks no server then.
func TestOutside(t *testing.T) {
	repo := t.TempDir()
	within := errors.New("lies in the repository")
	for _, c := range []struct{ variable, file, ref string }{
		{"DOCKER_CONFIG", "config.json", "oci://127.0.0.1:1/x/y:1"}, {"HOME", ".docker/config.json", "oci://127.0.0.1:1/x/y:1"},
		{"HOME", ".gitconfig", "git+https://example.com/x.git"}, {"HOME", ".netrc", "git+https://example.com/x.git"}, {"HOME", ".git-credentials", "git+https://example.com/x.git"},
		{"XDG_CONFIG_HOME", "git/config", "git+https://example.com/x.git"}, {"GIT_CONFIG_GLOBAL", "gitconfig", "git+https://example.com/x.git"},
	} {
		for _, inside := range []bool{true, false} {
			t.Run(c.variable+"/"+c.file, func(t *testing.T) {
				for _, v := range []string{"DOCKER_CONFIG", "HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"} {
					t.Setenv(v, "")
				}
				t.Setenv("HOME", t.TempDir())
				home := repo
				if !inside {
					home = t.TempDir()
				}
				file := filepath.Join(home, filepath.FromSlash(c.file))
				if t.Setenv(c.variable, home); strings.HasPrefix(c.variable, "GIT_") {
					t.Setenv(c.variable, file)
				}
				if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { os.Remove(file) })
				var asked []string
				f := Fetcher{Patience: NewPatience(200 * time.Millisecond), Outside: func(file string) error {
					asked = append(asked, file)
					if strings.HasPrefix(file, repo) {
						return within
					}
					return nil
				}, Git: func(context.Context, string, []byte, ...string) ([]byte, error) { return nil, errors.New("git runs") }}
				_, _, err := f.Fetch(context.Background(), mustRef(t, c.ref), "")
				if errors.Is(err, within) != inside || !slices.Contains(asked, file) {
					t.Errorf("%v after %q", err, asked)
				}
			})
		}
	}
}
