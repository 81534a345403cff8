package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/pack"
)

// distributing gives the commands that publish, fetch and trust packs.
func distributing(env Env) []*cobra.Command {
	return []*cobra.Command{newPackPush(env), newPackPull(env), newPackUpdate(env), newPackVendor(env), newPackVerify(env), newPackTrust(env)}
}

// distributed are the schemas of what they print.
func distributed() []published {
	return []published{
		printedBy[pushSummary]("pack-push", "msgen pack push --json"),
		printedBy[pullSummary]("pack-pull", "msgen pack pull --json"),
		printedBy[vendorSummary]("pack-vendor", "msgen pack vendor --json"),
		printedBy[verifySummary]("pack-verify", "msgen pack verify --json"),
		printedBy[trustSummary]("pack-trust", "msgen pack trust --json"),
	}
}

// between checks the number of arguments.
func between(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return &usageError{c.CommandPath(), fmt.Errorf("expected %s", what)}
		}
		return nil
	}
}

// packRef reads what a user typed for a pack: a reference, or a folder, which is seen from the working directory.
func packRef(env Env, text string) (pack.Ref, error) {
	if strings.Contains(text, "://") || strings.HasPrefix(text, "git+") {
		return pack.ParseRef(text)
	}
	dir := env.full(text)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return pack.Ref{}, fmt.Errorf("%s: no such directory; a reference starts with oci:// or git+", text)
	}
	return pack.ParseRef(filepath.ToSlash(dir))
}

// fetcherOf gives a fetcher for a command that concerns no repository.
func fetcherOf(env Env, flags packFlags) (pack.Fetcher, error) {
	cache, err := pack.CacheDir(env.Getenv("MSGEN_CACHE_DIR"))
	return fetcherFor(env, flags, env.Dir, cache), err
}

// fetcherFor gives a fetcher that begins in a directory, obeys nothing of the repository there, and has the patience of this run.
func fetcherFor(env Env, flags packFlags, dir, cache string) pack.Fetcher {
	return pack.Fetcher{Dir: dir, Cache: cache, Offline: flags.offline || env.Getenv("MSGEN_OFFLINE") != "", Remote: flags.remote, Patience: env.patience,
		Outside: func(file string) error { return outsideOf(dir, file) }}
}

// readPack fetches a pack and reads it.
func readPack(f pack.Fetcher, ref pack.Ref) (*pack.Pack, pack.Resolved, error) {
	files, got, err := f.Fetch(context.Background(), ref, "")
	if err != nil {
		return nil, got, err
	}
	p, err := pack.Read(files)
	if err != nil {
		return nil, got, fmt.Errorf("the pack %s: %w", ref, err)
	}
	p.Origin = ref.String()
	return p, got, nil
}
