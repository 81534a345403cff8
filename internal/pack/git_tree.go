package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// maxListing is how many bytes git may print for one command.
const maxListing = 16 << 20

// read fetches what is wanted (a full name or a commit) and reads the folder of the commit.
func (g gitRepo) read(ctx context.Context, want string, ref Ref) (fs.FS, error) {
	if err := g.fetch(ctx, want, maxFetch); err != nil {
		return nil, err
	}
	kind, err := g.git(ctx, nil, "cat-file", "-t", ref.Digest)
	if err != nil || strings.TrimSpace(string(kind)) != "commit" {
		return nil, fmt.Errorf("%s is no commit of the repository", ref.Digest)
	}
	listing, err := g.git(ctx, nil, "ls-tree", "-r", "-z", "-l", "--full-tree", ref.Digest+":"+ref.Sub)
	if err != nil {
		return nil, fmt.Errorf("the commit %s has no folder %q", ref.Digest, ref.Sub)
	}
	blobs, err := treeBlobs(string(listing))
	if err != nil {
		return nil, err
	}
	return g.blobs(ctx, blobs)
}

// gitBlob is one file of a commit.
type gitBlob struct {
	name, id string
	size     int64
}

// treeBlobs reads what git ls-tree -r -z -l prints. Links and submodules are refused, but for what begins with a dot at
// the top, which is no part of a pack.
func treeBlobs(listing string) ([]gitBlob, error) {
	var blobs []gitBlob
	for _, entry := range strings.Split(strings.TrimSuffix(listing, "\x00"), "\x00") {
		about, name, ok := strings.Cut(entry, "\t")
		fields := strings.Fields(about)
		if !ok || len(fields) != 4 {
			return nil, fmt.Errorf("git lists %q, which is no file", shorten(entry))
		}
		top, _, _ := strings.Cut(name, "/")
		if strings.HasPrefix(top, ".") {
			continue
		}
		if what, odd := map[string]string{"120000": "a link", "160000": "a submodule"}[fields[0]]; odd {
			return nil, fmt.Errorf("%q is %s; a pack holds regular files alone", shorten(name), what)
		}
		size, err := strconv.ParseInt(fields[3], 10, 64)
		if err != nil || fields[1] != "blob" || !isCommit(fields[2]) {
			return nil, fmt.Errorf("git lists %q, which is no file", shorten(entry))
		}
		blobs = append(blobs, gitBlob{name, fields[2], size})
	}
	return blobs, nil
}

// blobs reads files as they were committed: git cat-file knows no filters, attributes or line ends.
func (g gitRepo) blobs(ctx context.Context, blobs []gitBlob) (fs.FS, error) {
	all := newGathering()
	var ids bytes.Buffer
	for _, b := range blobs {
		if err := all.name(b.name, b.size); err != nil {
			return nil, err
		}
		ids.WriteString(b.id + "\n")
	}
	out, err := g.git(ctx, ids.Bytes(), "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	for _, b := range blobs {
		head := fmt.Sprintf("%s blob %d\n", b.id, b.size)
		rest, ok := bytes.CutPrefix(out, []byte(head))
		if !ok || int64(len(rest)) <= b.size {
			return nil, fmt.Errorf("git does not give the content of %s", b.name)
		}
		all.files[b.name], out = bytes.Clone(rest[:b.size]), rest[b.size+1:]
	}
	return newMemory(all.files), nil
}

// runGit runs the user's git without a shell.
func runGit(ctx context.Context, dir string, input []byte, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, gitEnv(os.Environ()), bytes.NewReader(input)
	cmd.WaitDelay = 2 * time.Second
	out, said := &capped{max: maxListing}, &capped{max: 8 << 10}
	cmd.Stdout, cmd.Stderr = out, said
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, hint.With(errors.New("there is no git on this machine, and its pack is in a repository of git"), "install git, or use a pack in a folder or registry")
	case out.full:
		return nil, fmt.Errorf("git prints more than %d MiB", maxListing>>20)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("git: %s (%w)", plainLines(said.text.String()), err)
	}
	return out.text.Bytes(), nil
}

// gitEnv is the environment of git: the user's, with their credentials and proxies, without what a surrounding git (a hook,
// an alias) says of its own repository; and so that it never asks and never speaks another protocol.
func gitEnv(env []string) []string {
	drop := []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE",
		"GIT_TEMPLATE_DIR", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_QUARANTINE_PATH", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES",
		"GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_PROTOCOL", "GIT_INTERNAL_SUPER_PREFIX", "GIT_DEFAULT_HASH", "GIT_ALLOW_PROTOCOL", "GIT_PROTOCOL_FROM_USER"}
	var kept []string
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		if !slices.Contains(drop, name) && !strings.HasPrefix(name, "GIT_TRACE") {
			kept = append(kept, e)
		}
	}
	return append(kept, "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=https:ssh:file", "GIT_NO_REPLACE_OBJECTS=1", "GIT_LFS_SKIP_SMUDGE=1",
		"GIT_ATTR_NOSYSTEM=1", "SSH_ASKPASS_REQUIRE=never", "LC_ALL=C")
}

// capped is a buffer with an end. It is no io.ReaderFrom, which would go round the end.
type capped struct {
	text bytes.Buffer
	max  int
	full bool
}

// Write takes what fits and says that all was taken, so that the other side comes to its end.
func (c *capped) Write(p []byte) (int, error) {
	room := min(len(p), c.max-c.text.Len())
	c.full = c.full || room < len(p)
	c.text.Write(p[:room])
	return len(p), nil
}

// plainLines makes one line of what another program said, without what a terminal would obey.
func plainLines(said string) string {
	var lines []string
	for line := range strings.Lines(said) {
		line = strings.Map(func(r rune) rune {
			if unsafe(r) {
				return -1
			}
			return r
		}, line)
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}
