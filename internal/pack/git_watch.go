package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxFetch is how many bytes of a repository may be fetched for one pack: git has no limit of its own.
const maxFetch = 256 << 20

// fetch fetches one commit, and ends git where the server sends more than the limit.
func (g gitRepo) fetch(ctx context.Context, want string, limit int64) error {
	return g.fetchAll(ctx, limit, []string{"--depth=1"}, want)
}

// fetchAll fetches what is wanted with further options.
func (g gitRepo) fetchAll(ctx context.Context, limit int64, options []string, want ...string) error {
	ctx, stop := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		watch(ctx, g.dir, limit, stop)
	}()
	args := append([]string{"fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"}, options...)
	_, err := g.git(ctx, nil, append(append(args, "--", g.url), want...)...)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	} else if err == nil && sizeOf(g.dir) > limit {
		err = tooLarge(limit)
	}
	stop(nil)
	<-done
	return err
}

func tooLarge(limit int64) error {
	return fmt.Errorf("the repository sends more than %d MiB for one commit", limit>>20)
}

// watch looks at the size of a folder until the context ends, and ends it where the folder is too large.
func watch(ctx context.Context, dir string, limit int64, stop context.CancelCauseFunc) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if sizeOf(dir) > limit {
				stop(tooLarge(limit))
				return
			}
		}
	}
}

// sizeOf adds up the files of a folder; what is gone meanwhile counts nothing.
func sizeOf(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, os.ErrNotExist) {
				return nil
			}
			return err
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
