package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/bounded"
)

// CacheDir gives the folder for packs: given (MSGEN_CACHE_DIR) where it is not empty, else msgen in the user's cache.
func CacheDir(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "msgen"), err
}

// cache keeps contents under their own digest, and beside them which content a pinned reference means. What is read is
// checked, so that a torn or changed file is as one that is missing. The empty cache keeps nothing.
type cache struct{ dir string }

// digestOf gives the digest of a content, "sha256:…".
func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// errDamaged says that a file of the cache is not what its name says.
var errDamaged = errors.New("a file of the cache is damaged")

// content gives what has the digest; fs.ErrNotExist where it is not kept.
func (c cache) content(digest string) ([]byte, error) {
	return c.checked(filepath.Join("sha256", strings.TrimPrefix(digest, "sha256:")), func(data []byte) bool { return digestOf(data) == digest })
}

// checked reads a file of the cache and checks it.
func (c cache) checked(name string, right func([]byte) bool) ([]byte, error) {
	if c.dir == "" {
		return nil, fs.ErrNotExist
	}
	file := filepath.Join(c.dir, name)
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxArchive {
		return nil, fmt.Errorf("%w: %s", errDamaged, file)
	}
	data, err := bounded.ReadPath(file, maxArchive)
	if err == nil && !right(data) {
		err = fmt.Errorf("%w: %s", errDamaged, file)
	}
	return data, err
}

// keep writes a content under its digest.
func (c cache) keep(data []byte) error {
	return c.write(filepath.Join("sha256", strings.TrimPrefix(digestOf(data), "sha256:")), data)
}

// pinned gives the digest of the content that a pinned reference means.
func (c cache) pinned(ref string) (string, error) {
	data, err := c.checked(pinName(ref), func(data []byte) bool {
		return strings.HasPrefix(string(data), ref+"\n") && strings.Count(string(data), "\n") == 2
	})
	return strings.TrimSpace(strings.TrimPrefix(string(data), ref+"\n")), err
}

// keepPinned writes a content, and that the pinned reference means it.
func (c cache) keepPinned(ref string, data []byte) error {
	if err := c.keep(data); err != nil {
		return err
	}
	return c.write(pinName(ref), []byte(ref+"\n"+digestOf(data)+"\n"))
}

// pinName is the file of a pinned reference.
func pinName(ref string) string {
	return filepath.Join("pinned", strings.TrimPrefix(digestOf([]byte(ref)), "sha256:"))
}

// write writes a file beside its place and moves it there, so that it is there whole or not at all.
func (c cache) write(name string, data []byte) (err error) {
	if c.dir == "" {
		return nil
	}
	file := filepath.Join(c.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("the cache of packs: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return fmt.Errorf("the cache of packs: %w", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the cache of packs: %w", err), os.Remove(f.Name()))
	}
	return nil
}
