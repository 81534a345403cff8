package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// git reads a commit with the user's own git: from the cache where the commit is pinned and kept, else from the server into
// a bare repository that is thrown away. Nothing is ever checked out, so no filter, hook or submodule has its turn.
func (f Fetcher) git(ctx context.Context, want wanted) (fetched, error) {
	if isCommit(want.Name) && want.Digest == "" {
		want = wanted{want.Pin(want.Name), true}
	}
	var kept error
	if want.Digest != "" && (f.Offline || !f.Remote) {
		files, err := f.keptGit(want.Ref)
		if err == nil {
			return fetched{files: files, ref: want.Ref}, nil
		}
		kept = err
	}
	if f.Offline {
		if errors.Is(kept, errDamaged) {
			return fetched{}, kept
		}
		return fetched{}, missing()
	}
	return f.clone(ctx, want)
}

// keptGit reads a pinned commit from the cache.
func (f Fetcher) keptGit(ref Ref) (fs.FS, error) {
	c := cache{f.Cache}
	digest, err := c.pinned(f.gitKey(ref))
	if err != nil {
		return nil, err
	}
	data, err := c.content(digest)
	if err != nil {
		return nil, err
	}
	return readArchive(data)
}

// gitKey is the name of a commit in the cache: the repository in full, the folder and the commit, whatever the tag.
func (f Fetcher) gitKey(ref Ref) string {
	ref.Name = ""
	if ref.Host == "" {
		ref.Path = f.local(ref)
	}
	return ref.String()
}

// clone asks the server what the name means, holds it against the pin, reads the commit, and keeps it.
func (f Fetcher) clone(ctx context.Context, want wanted) (got fetched, err error) {
	if err := f.outside(gitFiles()); err != nil {
		return fetched{}, err
	}
	dir, err := os.MkdirTemp("", "msgen-git-*")
	if err != nil {
		return fetched{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	g := gitRepo{f.Git, dir, f.gitURL(want.Ref)}
	if g.run == nil {
		g.run = runGit
	}
	if _, err := g.git(ctx, nil, "init", "--quiet", "--bare", "--template="); err != nil {
		return fetched{}, err
	}
	got, name, err := g.resolve(ctx, want)
	if err != nil {
		return fetched{}, err
	}
	if got.files, err = g.read(ctx, name, got.ref); err != nil {
		return fetched{}, err
	}
	if !strings.HasPrefix(name, "refs/") && name != "HEAD" { // nothing that the server names is this commit
		if err := g.belongs(ctx, got.ref); err != nil {
			return fetched{}, err
		}
	}
	data, err := writeArchive(got.files)
	if err != nil {
		return fetched{}, err
	}
	return got, cache{f.Cache}.keepPinned(f.gitKey(got.ref), data)
}

// resolve gives the pinned reference, and what to fetch: the name while it means the commit, for servers that give nothing
// else, and the commit where it does not.
func (g gitRepo) resolve(ctx context.Context, want wanted) (got fetched, name string, err error) {
	got.ref = want.Ref
	if want.fixed {
		return got, want.Digest, nil
	}
	name, now, err := g.lookup(ctx, want.Ref)
	if err != nil {
		return got, "", err
	}
	if got.newer, err = want.moved(now, !strings.HasPrefix(name, "refs/tags/")); err != nil {
		return got, "", err
	}
	if want.Digest == "" {
		got.ref = want.Pin(now)
	}
	if got.newer != "" || name == "" {
		name = got.ref.Digest
	}
	return got, name, nil
}

// gitURL is the address of a repository as git takes it.
func (f Fetcher) gitURL(ref Ref) string {
	if ref.Host == "" {
		return f.local(ref)
	}
	user := ""
	if ref.User != "" {
		user = ref.User + "@"
	}
	return ref.Scheme + "://" + user + ref.Host + "/" + ref.Path
}

// gitRepo is a bare repository for one reading.
type gitRepo struct {
	run      func(ctx context.Context, dir string, input []byte, args ...string) ([]byte, error)
	dir, url string
}

// git runs git in the bare repository, with all that could run something else switched off.
func (g gitRepo) git(ctx context.Context, input []byte, args ...string) ([]byte, error) {
	return g.run(ctx, g.dir, input, append(hardened(), args...)...)
}

// lookup asks the server what the name means: the full name, and the commit. Both are empty where the name is gone and the
// commit is pinned.
func (g gitRepo) lookup(ctx context.Context, ref Ref) (name, commit string, err error) {
	names := []string{"HEAD"}
	if ref.Name != "" {
		names = []string{"refs/tags/" + ref.Name + "^{}", "refs/tags/" + ref.Name, "refs/heads/" + ref.Name}
	}
	out, err := g.git(ctx, nil, append([]string{"ls-remote", "--quiet", "--", g.url}, names...)...)
	if err != nil {
		return "", "", hint.With(err, "git ls-remote "+g.url+" should list its tags; msgen uses the same git and credentials")
	}
	means := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if sha, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && isCommit(sha) {
			means[name] = sha
		}
	}
	for _, n := range names {
		if sha, ok := means[n]; ok {
			return strings.TrimSuffix(n, "^{}"), sha, nil
		}
	}
	if ref.Digest != "" {
		return "", "", nil
	}
	return "", "", fmt.Errorf("the repository has no tag or branch %s", strings.Join(names[len(names)-1:], ""))
}
