package pack

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

// maxArchive is how large an archive may be, packed and unpacked with its headers, in bytes.
const maxArchive = MaxBytes + 1<<20

// gathering is a tree in the making, of files that come by their names and may mean harm.
type gathering struct {
	files  map[string][]byte
	folded map[string]string // lower-case path -> path; a folder ends in a slash
	size   int64
}

func newGathering() *gathering {
	return &gathering{files: map[string][]byte{}, folded: map[string]string{}}
}

// name checks the name and the size of a file before it is read, and takes its place.
func (g *gathering) name(name string, size int64) error {
	if err := CheckPath(name); err != nil {
		return err
	}
	if len(g.files) == MaxFiles {
		return fmt.Errorf("the pack has more than %d files", MaxFiles)
	}
	if size < 0 || size > MaxBytes-g.size {
		return fmt.Errorf("%s: the pack is larger than %d KiB", name, MaxBytes>>10)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if other, ok := g.folded[strings.ToLower(dir)]; ok && other != dir+"/" {
			return fmt.Errorf("%s and %s have the same name when case is ignored", strings.TrimSuffix(other, "/"), dir)
		}
		g.folded[strings.ToLower(dir)] = dir + "/"
	}
	if other, ok := g.folded[strings.ToLower(name)]; ok {
		return fmt.Errorf("%s and %s have the same name when case is ignored", strings.TrimSuffix(other, "/"), name)
	}
	g.folded[strings.ToLower(name)], g.files[name] = name, nil
	g.size += size
	return nil
}

// readArchive unpacks a tar+gzip into memory: regular files alone, within the limits of a pack.
func readArchive(data []byte) (fs.FS, error) {
	if len(data) > maxArchive {
		return nil, fmt.Errorf("the archive is larger than %d KiB", maxArchive>>10)
	}
	packed := bufio.NewReader(bytes.NewReader(data))
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("the archive is not a gzip file: %w", err)
	}
	z.Multistream(false)
	limited := &io.LimitedReader{R: z, N: maxArchive}
	g, r := newGathering(), tar.NewReader(limited)
	for {
		h, err := r.Next()
		if limited.N <= 0 {
			return nil, fmt.Errorf("the archive is larger than %d KiB when unpacked", maxArchive>>10)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the archive is broken: %w", err)
		}
		if err := g.entry(h, r); err != nil {
			return nil, err
		}
	}
	return Memory(g.files), ended(limited, packed)
}

// entry takes one file of an archive.
func (g *gathering) entry(h *tar.Header, r io.Reader) error {
	if h.Typeflag != tar.TypeReg {
		return fmt.Errorf("%q is not a regular file; the archive of a pack cannot contain anything else", shorten(h.Name))
	}
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse") {
			return fmt.Errorf("%q is a sparse file; the archive of a pack can contain only regular files", shorten(h.Name))
		}
	}
	if err := g.name(h.Name, h.Size); err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(r, h.Size))
	if err == nil && int64(len(data)) != h.Size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("the archive is broken at %s: %w", h.Name, err)
	}
	g.files[h.Name] = data
	return nil
}

// ended wants nothing but zeros after the end of the tar, a whole gzip, and nothing behind it.
func ended(unpacked *io.LimitedReader, packed io.Reader) error {
	rest, err := io.ReadAll(unpacked)
	if err != nil {
		return fmt.Errorf("the archive is broken: %w", err)
	}
	if len(bytes.Trim(rest, "\x00")) > 0 {
		return errors.New("the archive has data after its end")
	}
	if unpacked.N <= 0 {
		return fmt.Errorf("the archive is larger than %d KiB when unpacked", maxArchive>>10)
	}
	if n, err := packed.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return errors.New("the archive has data after its end")
	}
	return nil
}

// writeArchive packs the files of a tree: sorted, mode 0644, without times and owners, so that the same files give the
// same bytes.
func writeArchive(fsys fs.FS) ([]byte, error) {
	tree, err := Snapshot(fsys)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(z)
	for _, name := range namesIn(tree, ".") {
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, err
		}
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(data)), Mode: 0o644, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(data); err != nil {
			return nil, err
		}
	}
	err = errors.Join(w.Close(), z.Close())
	return b.Bytes(), err
}
