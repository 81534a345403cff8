package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// VendorDir is where vendored packs lie in a repository, one folder for each by its name.
const VendorDir = ".msgen/vendor"

// Fetcher brings packs to where they can be read. The zero value reads folders below the working directory and keeps
// nothing.
type Fetcher struct {
	// Dir is the folder in which a relative reference begins: the root of the repository that msgen was given.
	Dir string
	// Cache is where packs are kept, see CacheDir; empty keeps none.
	Cache string
	// Offline takes packs from folders and from the cache alone.
	Offline bool
	// Remote asks the server whether a name still means what is pinned, even where the cache holds the pinned content.
	Remote bool
	// Patience is how long all that is asked may take together, whatever the servers do; nil is a minute for each.
	Patience *Patience
	// Outside refuses a file of credentials or settings that lies in the repository; nil refuses none.
	Outside func(file string) error
	// Git runs the user's git in a folder, with arguments and standard input, and gives its output; nil runs the binary.
	Git func(ctx context.Context, dir string, input []byte, args ...string) ([]byte, error)
}

// Resolved is what a reference led to.
type Resolved struct {
	// Ref is the reference as it was asked for.
	Ref Ref
	// Resolved is the canonical text with the digest or commit; of a folder, the folder.
	Resolved string
	// Tree is the TreeHash of the files.
	Tree string
	// Newer is the digest or commit that a name made to move means now, where a server was asked and it is not the
	// pinned one; empty otherwise.
	Newer string
}

// MovedError says that a name which should stand still means something else than what is pinned.
type MovedError struct {
	// Ref is the reference, without a pin.
	Ref Ref
	// Pinned and Now are digests or commits.
	Pinned, Now string
}

// Error names the reference and both contents.
func (e *MovedError) Error() string {
	return fmt.Sprintf("the pack %s has moved: it was %s and is now %s", e.Ref, e.Pinned, e.Now)
}

// wanted is a reference with what the lock pins.
type wanted struct {
	Ref
	// fixed says that the reference itself names the content, so that no server is asked what a tag means.
	fixed bool
}

// moved holds what a name means now ("" for nothing any more) against the pin. A name that is made to move may be newer.
func (w wanted) moved(now string, moves bool) (newer string, err error) {
	if w.Digest == "" || now == "" || now == w.Digest {
		return "", nil
	}
	if !moves {
		return "", &MovedError{Ref: w.Base(), Pinned: w.Digest, Now: now}
	}
	return now, nil
}

// fetched is what one transport found: the files and where they were.
type fetched struct {
	files fs.FS
	ref   Ref // pinned, where the transport can pin
	newer string
}

// Fetch reads the files of a pack into memory, as Snapshot does. Pinned is the resolved text of an earlier Fetch (from the
// lock), or empty; what it pins is what comes back, or an error. The error is a *MovedError where a tag was moved, and has
// hints. Whether the pack is trusted is for Decide, and whether the Tree is the one of the lock for the caller.
func (f Fetcher) Fetch(ctx context.Context, ref Ref, pinned string) (fs.FS, Resolved, error) {
	want, err := pin(ref, pinned)
	if err != nil {
		return nil, Resolved{}, err
	}
	ctx, stop := f.Patience.Begin(ctx)
	defer stop()
	got, err := map[Kind]func(context.Context, wanted) (fetched, error){Folder: f.folder, Git: f.git, OCI: f.oci}[ref.Kind](ctx, want)
	if err != nil {
		return nil, Resolved{}, explain(ref, f.Patience.late(ctx, err))
	}
	files, err := Snapshot(got.files)
	if err != nil {
		return nil, Resolved{}, fmt.Errorf("the pack %s: %w", ref, err)
	}
	tree, err := TreeHash(files)
	return files, Resolved{Ref: ref, Resolved: got.ref.String(), Tree: tree, Newer: got.newer}, err
}

// pin joins a reference with what the lock pins, which must be the same pack.
func pin(ref Ref, pinned string) (wanted, error) {
	if pinned == "" {
		return wanted{ref, ref.Digest != ""}, nil
	}
	p, err := ParseRef(pinned)
	if err != nil {
		return wanted{}, err
	}
	if p.Base() != ref.Base() || ref.Digest != "" && p.Digest != ref.Digest {
		return wanted{}, hint.With(fmt.Errorf("the pack %s is pinned as %s, which differs", ref, pinned), "pin it again with msgen pack update")
	}
	return wanted{p, ref.Digest != ""}, nil
}

// explain names the pack in an error and adds what can be done.
func explain(ref Ref, err error) error {
	var moved *MovedError
	if errors.As(err, &moved) {
		return hint.With(moved, "msgen pack diff "+moved.Ref.Pin(moved.Pinned).word()+" "+moved.Ref.Pin(moved.Now).word()+" shows what changed",
			"accept it with msgen pack update")
	}
	var h *hint.Error
	var hints []string
	if errors.As(err, &h) {
		hints = h.Hints
	}
	return hint.With(fmt.Errorf("the pack %s: %w", ref.Base(), err), hints...)
}

// word gives the reference as a word of a shell: no quote may stand in one.
func (r Ref) word() string {
	if text := r.String(); strings.ContainsAny(text, "?&") {
		return "'" + text + "'"
	}
	return r.String()
}

// ErrNotKept says that a pack could only come from a server, and none may be asked.
var ErrNotKept = errors.New("it is not in the cache, and --offline is set")

// missing is the error of a pack that could only come from a server, where none may be asked.
func missing() error {
	return hint.With(ErrNotKept, "run once without --offline to fill the cache",
		"or keep it in the repository with msgen pack vendor")
}

// local gives the absolute path on this machine of a folder or a local repository.
func (f Fetcher) local(ref Ref) string {
	p := filepath.FromSlash(ref.Path)
	if filepath.IsAbs(p) {
		return p
	}
	if abs, err := filepath.Abs(filepath.Join(f.Dir, p)); err == nil {
		return abs
	}
	return filepath.Join(f.Dir, p)
}

// inside gives the path of a local reference relative to the repository, slash-separated, and whether it lies there: by
// its text, whatever links there are.
func inside(ref Ref, dir string) (string, bool) {
	rel := strings.TrimPrefix(ref.Path, "./")
	if strings.HasPrefix(ref.Path, "/") {
		r, err := filepath.Rel(dir, filepath.FromSlash(ref.Path))
		if err != nil || !filepath.IsAbs(dir) {
			return "", false
		}
		rel = filepath.ToSlash(r)
	}
	if rel == "" {
		rel = "."
	}
	return rel, ref.Host == "" && rel != ".." && !strings.HasPrefix(rel, "../")
}
