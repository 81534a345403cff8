package pack

import (
	"context"
	"fmt"
	"io/fs"
	"path"
)

// VendorDir is where vendored packs lie in a repository, one folder for each by its name.
const VendorDir = ".msgen/vendor"

// Vendor fetches a pack and gives the files for the repository, by their paths from its root: the whole pack below
// VendorDir/NAME, with its signature. The caller writes them, and takes the folder away first. The reference of what was
// written is ./ and that folder; it has the same Tree.
func (f Fetcher) Vendor(ctx context.Context, ref Ref, pinned string) (files map[string][]byte, vendored Ref, got Resolved, err error) {
	fsys, got, err := f.Fetch(ctx, ref, pinned)
	if err != nil {
		return nil, Ref{}, got, err
	}
	p, err := Read(fsys)
	if err != nil {
		return nil, Ref{}, got, fmt.Errorf("the pack %s: %w", ref, err)
	}
	dir := path.Join(VendorDir, p.Name)
	files = map[string][]byte{}
	for _, name := range namesIn(p.FS, ".") {
		if files[path.Join(dir, name)], err = fs.ReadFile(p.FS, name); err != nil {
			return nil, Ref{}, got, err
		}
	}
	vendored, err = ParseRef("./" + dir)
	return files, vendored, got, err
}
