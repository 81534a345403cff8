package pack

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

// TestHostileGitEndless ends a server that sends without end, while it sends and at the end.
func TestHostileGitEndless(t *testing.T) {
	dir := t.TempDir()
	sending := func(ctx context.Context, dir string, _ []byte, _ ...string) ([]byte, error) {
		writeFile(t, filepath.Join(dir, "objects", "pack"), string(make([]byte, 3<<20)))
		<-ctx.Done()
		return nil, errors.New("git was ended")
	}
	refused(t, gitRepo{sending, dir, "x"}.fetch(context.Background(), "HEAD", 2<<20), "more than 2 MiB")
	sent := func(context.Context, string, []byte, ...string) ([]byte, error) { return nil, nil }
	refused(t, gitRepo{sent, dir, "x"}.fetch(context.Background(), "HEAD", 2<<20), "more than 2 MiB")
	if err := (gitRepo{sent, dir, "x"}).fetch(context.Background(), "HEAD", 4<<20); err != nil {
		t.Error(err)
	}
}
