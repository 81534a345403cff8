package pack

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
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
		return nil, fmt.Errorf("%s is not a commit in the repository", ref.Digest)
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
			return nil, fmt.Errorf("git lists %q, which is not a file", shorten(entry))
		}
		top, _, _ := strings.Cut(name, "/")
		if strings.HasPrefix(top, ".") {
			continue
		}
		if what, odd := map[string]string{"120000": "a link", "160000": "a submodule"}[fields[0]]; odd {
			return nil, fmt.Errorf("%q is %s; a pack can contain only regular files", shorten(name), what)
		}
		size, err := strconv.ParseInt(fields[3], 10, 64)
		if err != nil || fields[1] != "blob" || !isCommit(fields[2]) {
			return nil, fmt.Errorf("git lists %q, which is not a file", shorten(entry))
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
			return nil, fmt.Errorf("git did not return the content of %s", b.name)
		}
		all.files[b.name], out = bytes.Clone(rest[:b.size]), rest[b.size+1:]
	}
	return Memory(all.files), nil
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
