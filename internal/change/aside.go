package change

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// maxAside is how many copies SetAside keeps.
const maxAside = 20

// SetAside copies the old files of changes into a directory below dir and gives its path. The name of that directory comes
// from what is in it, so the same files are kept once. Only the newest copies stay. A directory that others can write or
// read, or that belongs to somebody else, is refused: who was there first could read the copies, or exchange them.
func SetAside(dir string, changes []Change) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if info, err := os.Lstat(dir); err != nil {
		return "", err
	} else if !info.IsDir() || !private(info) {
		return "", fmt.Errorf("other users can open the directory %s", dir)
	}
	all, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer all.Close()
	hash := sha256.New()
	var copies []File
	for _, c := range changes {
		if c.Old != nil {
			copies = append(copies, File{Path: path.Clean(c.Path), Data: c.Old, Exact: true})
			fmt.Fprintf(hash, "%q %d\n%s", c.Path, len(c.Old), c.Old)
		}
	}
	name := hex.EncodeToString(hash.Sum(nil)[:8])
	if err := all.RemoveAll(name); err != nil { // a new directory, so that it counts as the newest
		return "", err
	}
	if err := all.Mkdir(name, 0o700); err != nil {
		return "", err
	}
	root, err := all.OpenRoot(name)
	if err != nil {
		return "", err
	}
	defer root.Close()
	kept, err := Compute(root.FS(), copies)
	if err == nil {
		err = Apply(root, kept)
	}
	if err == nil {
		err = thin(all, name)
	}
	return filepath.Join(dir, name), err
}

// thin takes away all copies but the newest ones, and never the one that was just made.
func thin(all *os.Root, made string) error {
	entries, err := fs.ReadDir(all.FS(), ".")
	if err != nil {
		return err
	}
	var infos []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() && e.Name() != made {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, old := range infos[min(maxAside-1, len(infos)):] {
		if err := all.RemoveAll(old.Name()); err != nil {
			return err
		}
	}
	return nil
}
