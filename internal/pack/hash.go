package pack

import (
	"bytes"
	"io"
	"io/fs"
	"path"

	"golang.org/x/mod/sumdb/dirhash"
)

// TreeHash gives the hash of a pack, "h1:…", by the algorithm of Go's checksum database: over the paths and contents of
// what Snapshot reads, sorted, whatever the modes and times. So it is the same for a folder, a commit and an archive.
func TreeHash(fsys fs.FS) (string, error) {
	tree, err := Snapshot(fsys)
	if err != nil {
		return "", err
	}
	return hashTree(tree)
}

// hashTree gives the hash of a snapshot.
func hashTree(tree fs.FS) (string, error) {
	return dirhash.Hash1(hashed(tree), func(name string) (io.ReadCloser, error) {
		data, err := fs.ReadFile(tree, name)
		return io.NopCloser(bytes.NewReader(data)), err
	})
}

// hashed lists what the hash is made of: all files but the signatures, which sign it.
func hashed(tree fs.FS) []string {
	var names []string
	for _, name := range namesIn(tree, ".") {
		if path.Ext(name) != ".minisig" || path.Dir(name) != "." {
			names = append(names, name)
		}
	}
	return names
}
