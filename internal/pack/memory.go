package pack

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"
)

// memory is a tree of files that nobody can change: a copy is given of whatever is read.
type memory struct {
	files map[string][]byte
	names []string            // of the files, sorted
	dirs  map[string][]string // folder -> names of its entries, sorted
}

// Memory gives a tree of files, by their paths: valid ones, none of which is both a file and a folder. It implements
// fs.ReadFileFS and fs.ReadDirFS, and Read takes it as a pack.
func Memory(files map[string][]byte) fs.FS { return newMemory(files) }

// newMemory makes a tree of files. The paths are valid, and none is both a file and a folder.
func newMemory(files map[string][]byte) *memory {
	m := &memory{files: files, dirs: map[string][]string{".": nil}}
	for name := range files {
		m.names = append(m.names, name)
		for p := name; p != "."; p = path.Dir(p) {
			dir := path.Dir(p)
			if !slices.Contains(m.dirs[dir], path.Base(p)) {
				m.dirs[dir] = append(m.dirs[dir], path.Base(p))
			}
		}
	}
	slices.Sort(m.names)
	for _, entries := range m.dirs {
		slices.Sort(entries)
	}
	return m
}

// Open opens a file or a folder.
func (m *memory) Open(name string) (fs.File, error) {
	info, err := m.stat("open", name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		entries, err := m.ReadDir(name)
		return &openDir{info: info, entries: entries}, err
	}
	return &openFile{info, bytes.NewReader(m.files[name])}, nil
}

// ReadFile gives the content of a file.
func (m *memory) ReadFile(name string) ([]byte, error) {
	data, ok := m.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return bytes.Clone(data), nil
}

// ReadDir lists a folder.
func (m *memory) ReadDir(name string) ([]fs.DirEntry, error) {
	names, ok := m.dirs[name]
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	var entries []fs.DirEntry
	for _, n := range names {
		info, err := m.stat("stat", path.Join(name, n))
		if err != nil {
			return nil, err
		}
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	return entries, nil
}

// stat says what there is under a name.
func (m *memory) stat(op, name string) (entry, error) {
	if data, ok := m.files[name]; ok {
		return entry{path.Base(name), int64(len(data)), false}, nil
	}
	if _, ok := m.dirs[name]; ok {
		return entry{path.Base(name), 0, true}, nil
	}
	return entry{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// entry is a file or folder; it has no time, and the mode that all have.
type entry struct {
	name string
	size int64
	dir  bool
}

// Name is the last part of the path.
func (e entry) Name() string { return e.name }

// Size is the number of bytes.
func (e entry) Size() int64 { return e.size }

// ModTime is the zero time, so that the same pack is the same bytes.
func (entry) ModTime() time.Time { return time.Time{} }

// IsDir tells a folder from a file.
func (e entry) IsDir() bool { return e.dir }

// Sys is nothing.
func (entry) Sys() any { return nil }

// Mode is that of a file to read.
func (e entry) Mode() fs.FileMode {
	if e.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	info entry
	*bytes.Reader
}

// Stat describes the file.
func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close does nothing: the file is in memory.
func (f *openFile) Close() error { return nil }

type openDir struct {
	info    entry
	entries []fs.DirEntry
}

// Stat describes the folder.
func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }

// Close does nothing: the folder is in memory.
func (d *openDir) Close() error { return nil }

// Read fails: a folder has no bytes.
func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.name, Err: errors.ErrUnsupported}
}

// ReadDir gives the next entries, all of them for n <= 0.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(d.entries) {
		if n > 0 && len(d.entries) == 0 {
			return nil, io.EOF
		}
		n = len(d.entries)
	}
	next := d.entries[:n]
	d.entries = d.entries[n:]
	return next, nil
}
