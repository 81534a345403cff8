package worktree

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// maxIndex is how many bytes of an index are read, and how many its names may have together.
const maxIndex = 64 << 20

// errIndex says that the file is broken, or one of the rare indexes that git keeps in two files.
var errIndex = errors.New("is broken or split, and cannot be read")

// readIndex gives the paths that git tracks, sorted. What a name is hashed with is told by nothing but the file's own structure.
func readIndex(data []byte) ([]string, error) {
	names, err := entries(data, 20)
	if err != nil {
		return entries(data, 32)
	}
	return names, err
}

// entries reads an index whose hashes have a size.
func entries(data []byte, hash int) ([]string, error) {
	if len(data) < 12+hash || string(data[:4]) != "DIRC" {
		return nil, errIndex
	}
	version, count := binary.BigEndian.Uint32(data[4:]), int(binary.BigEndian.Uint32(data[8:]))
	rest := data[12 : len(data)-hash]
	if version < 2 || version > 4 || count > len(rest)/(42+hash) {
		return nil, errIndex
	}
	names, total, last := make([]string, 0, count), 0, ""
	for range count {
		head := 42 + hash // times, numbers, mode, size, hash, flags
		if len(rest) < head {
			return nil, errIndex
		}
		if rest[head-2]&0x40 != 0 { // extended flags
			head += 2
		}
		name, length, ok := entryName(rest, head, version, last)
		if total += len(name); !ok || total > maxIndex || name < last || name == "" {
			return nil, errIndex
		}
		if name != last { // a conflict has up to three entries
			names = append(names, name)
		}
		rest, last = rest[length:], name
	}
	return names, extensions(rest)
}

// entryName reads the name of an entry, and gives the length of the whole entry. In version 4 a name begins as the last one
// does, else zeros fill the entry up to eight bytes.
func entryName(entry []byte, head int, version uint32, last string) (name string, length int, ok bool) {
	if len(entry) < head {
		return "", 0, false
	}
	same := 0
	if version == 4 {
		cut, n := variable(entry[head:])
		if n == 0 || cut > len(last) {
			return "", 0, false
		}
		head, same = head+n, len(last)-cut
	}
	end := bytes.IndexByte(entry[head:], 0)
	if end < 0 {
		return "", 0, false
	}
	name, length = last[:same]+string(entry[head:head+end]), head+end+1
	if version < 4 {
		length = (head + end + 8) &^ 7
	}
	return name, length, length <= len(entry)
}

// variable reads a number of git's variable length, and gives how many bytes it has; 0 where it is none.
func variable(data []byte) (value, n int) {
	for i, b := range data[:min(len(data), 4)] {
		if i > 0 {
			value++
		}
		value = value<<7 | int(b&0x7f)
		if b&0x80 == 0 {
			return value, i + 1
		}
	}
	return 0, 0
}

// extensions goes over what comes after the entries. One whose name begins with a small letter must be understood.
func extensions(rest []byte) error {
	for len(rest) > 0 {
		if len(rest) < 8 {
			return errIndex
		}
		name, size := string(rest[:4]), int(binary.BigEndian.Uint32(rest[4:]))
		switch {
		case size > len(rest)-8:
			return errIndex
		case name != "sdir" && (name[0] < 'A' || name[0] > 'Z'):
			return errIndex
		}
		rest = rest[8+size:]
	}
	return nil
}

// tracks reports whether a path is among those that git tracks, or for a directory, one below it.
func tracks(names []string, p string, isDir bool) bool {
	_, found := slices.BinarySearch(names, p)
	if found || !isDir { // a directory of that name is a submodule
		return found
	}
	i, _ := slices.BinarySearch(names, p+"/")
	return i < len(names) && strings.HasPrefix(names[i], p+"/")
}
