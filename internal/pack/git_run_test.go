package pack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// TestGitEnvironment wants what leads to credentials and nothing that leads git elsewhere or makes it run something.
func TestGitEnvironment(t *testing.T) {
	hostile := []string{"GIT_DIR=/x", "GIT_WORK_TREE=/x", "GIT_INDEX_FILE=/x", "GIT_EXTERNAL_DIFF=/x", "GIT_PAGER=/x", "GIT_EDITOR=/x", "GIT_TEMPLATE_DIR=/x",
		"GIT_CONFIG_PARAMETERS='core.fsmonitor=/x'", "GIT_ALTERNATE_OBJECT_DIRECTORIES=/x", "GIT_TRACE=/x", "LD_PRELOAD=/x", "PAGER=/x", "SECRET_TOKEN=x", "BASH_ENV=/x"}
	useful := []string{"HOME=/home/u", "PATH=/bin", "https_proxy=http://proxy", "SSH_AUTH_SOCK=/s", "GIT_SSH_COMMAND=ssh -v", "GIT_CONFIG_COUNT=1"}
	got := gitEnv(append(slices.Clone(hostile), useful...))
	for _, e := range hostile {
		if slices.Contains(got, e) {
			t.Errorf("git gets %s", e)
		}
	}
	for _, e := range append(useful, "GIT_LITERAL_PATHSPECS=1", "GIT_TERMINAL_PROMPT=0") {
		if !slices.Contains(got, e) {
			t.Errorf("git does not get %s", e)
		}
	}
}

// TestPatience ends a server that says nothing, whatever the transport, and says what to do.
func TestPatience(t *testing.T) {
	silent := func(ctx context.Context, _ string, _ []byte, _ ...string) ([]byte, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	for _, text := range []string{"git+https://example.com/x.git", "oci://" + tarpit(t) + "/x/y:1"} {
		began := make(chan error, 1)
		go func() {
			_, _, err := Fetcher{Patience: NewPatience(50 * time.Millisecond), Git: silent}.Fetch(context.Background(), mustRef(t, text), "")
			began <- err
		}()
		select {
		case err := <-began:
			var h *hint.Error
			if err == nil || !strings.Contains(err.Error(), "did not answer within 50ms") || !errors.As(err, &h) {
				t.Errorf("%s: %v", text, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: still waiting", text)
		}
	}
}

// tarpit gives the address of a server that takes connections and says nothing.
func tarpit(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
		}
	}()
	return l.Addr().String()
}

// TestGitObeysNoRepository runs the real git where the settings of the repository would run a program.
func TestGitObeysNoRepository(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	dir, work := t.TempDir(), t.TempDir()
	if _, err := runGit(t.Context(), dir, nil, append(hardened(), "init", "--quiet", "--bare", "--template=")...); err != nil {
		t.Fatal(err)
	}
	ran := filepath.Join(work, "ran")
	settings := fmt.Sprintf("[core]\n\trepositoryformatversion = 0\n\tworktree = %s\n\tfsmonitor = \"touch %s; false\"\n", work, ran)
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		settings []string
		runs     bool
	}{{hardened(), false}, {nil, true}} { // the second shows that this repository would
		_, _ = runGit(t.Context(), dir, nil, append(c.settings, "status")...)
		if _, err := os.Stat(ran); (err == nil) != c.runs {
			t.Errorf("with %d settings the program of the repository ran: %v", len(c.settings), err == nil)
		}
	}
}
