package pack

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// folder reads a folder through an os.Root, so that nothing outside it can be read. Within the repository no segment of
// its path may be a link; a folder outside is where its user put it.
func (f Fetcher) folder(_ context.Context, want wanted) (fetched, error) {
	root, err := f.openFolder(want.Ref)
	if err != nil {
		return fetched{}, err
	}
	defer root.Close()
	files, err := Snapshot(root.FS())
	return fetched{files: files, ref: want.Ref}, err
}

// openFolder opens the folder of a reference.
func (f Fetcher) openFolder(ref Ref) (*os.Root, error) {
	rel, within := inside(ref, f.Dir)
	if !within {
		return os.OpenRoot(f.local(ref))
	}
	dir := f.Dir
	if dir == "" {
		dir = "."
	}
	repo, err := os.OpenRoot(dir)
	if err != nil || rel == "." {
		return repo, err
	}
	defer repo.Close()
	if err := noLinks(repo, rel); err != nil {
		return nil, err
	}
	return repo.OpenRoot(rel)
}

// noLinks refuses a path with a link in it.
func noLinks(root *os.Root, rel string) error {
	at := ""
	for _, s := range strings.Split(rel, "/") {
		at = path.Join(at, s)
		info, err := root.Lstat(at)
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s is a link; a pack in the repository must be a directory", at)
		}
	}
	return nil
}
