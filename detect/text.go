package detect

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxFile is how large a file may be that is read; larger ones are listed only.
const maxFile = 4 << 20

// text reads a file as UTF-8: a byte order mark is dropped, UTF-16 is decoded, other encodings are an *Error, as is a
// file over maxFile or a link that leads out of the repository.
func (t *tree) text(p string) (string, error) { return t.textOr(p, nil) }

// textOr is text with another way to read what is not UTF-8.
func (t *tree) textOr(p string, other func([]byte) string) (string, error) {
	if s, ok := t.texts[p]; ok {
		return s, nil
	}
	if err := t.openable(p); err != nil {
		return "", err
	}
	data, err := t.bytes(p)
	if err != nil {
		return "", &Error{Path: p, Msg: "cannot be read: " + cause(err)}
	}
	if len(data) > maxFile {
		return "", &Error{Path: p, Msg: fmt.Sprintf("is larger than %d MiB", maxFile>>20)}
	}
	s, err := decode(data)
	if errors.Is(err, errEncoding) && other != nil {
		s, err = other(data), nil
	}
	if err != nil {
		return "", &Error{Path: p, Msg: err.Error()}
	}
	t.texts[p] = s
	return s, nil
}

// source reads a source, whatever its encoding: a comment in Latin-1 is no reason to pass a program over.
func (t *tree) source(p string) (string, error) {
	return t.textOr(p, func(data []byte) string { return t.foreign(p, data) })
}

// openable refuses what must not be opened: opening a pipe waits for whoever writes it. The walk has seen of plain files
// what they are; the others, links among them, are looked at first.
func (t *tree) openable(p string) error {
	if t.has(p) && !t.links[p] {
		return nil
	}
	info, err := fs.Stat(t.fsys, p)
	switch {
	case err != nil:
		return &Error{Path: p, Msg: "cannot be read: " + cause(err)}
	case !info.Mode().IsRegular():
		return &Error{Path: p, Msg: "is not a regular file"}
	}
	return nil
}

// bytes reads a file up to one byte more than is allowed, into a buffer that the next file takes over.
func (t *tree) bytes(p string) ([]byte, error) {
	f, err := t.fsys.Open(p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t.buffer.Reset()
	_, err = t.buffer.ReadFrom(io.LimitReader(f, maxFile+1))
	return t.buffer.Bytes(), err
}

// lines reads a file as text and splits it; line n of the file is at n-1. Files that cannot be read give nothing: use it
// for sources, whose content is a hint, and text for manifests, whose content must be understood.
func (t *tree) lines(p string) []string {
	if lines, ok := t.split[p]; ok {
		return lines
	}
	s, err := t.source(p)
	if err != nil {
		return nil
	}
	t.split[p] = strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	return t.split[p]
}

// at gives the evidence of one line of a file that was read.
func (t *tree) at(p string, line int) Evidence {
	l := t.liner(p)
	if l == nil || line < 1 || line > len(l.starts) {
		return Evidence{Path: p}
	}
	return Evidence{Path: p, Line: line, Text: clip(l.raw(line))}
}

// atOffset gives the evidence of the line that holds an offset of the text of a file.
func (t *tree) atOffset(p string, offset int) Evidence {
	l := t.liner(p)
	if l == nil {
		return Evidence{Path: p}
	}
	return t.at(p, l.line(offset))
}

// liner gives the table of the lines of a file, nil for one that cannot be read.
func (t *tree) liner(p string) *liner {
	if l, ok := t.liners[p]; ok {
		return l
	}
	text, err := t.text(p)
	if err != nil {
		return nil
	}
	t.liners[p] = newLiner(p, text)
	return t.liners[p]
}

// errEncoding says that a file is text in an encoding which its first bytes do not name.
var errEncoding = errors.New("is not UTF-8 text")

// decode turns the bytes of a text file into UTF-8.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return utf16Text(data[2:], func(a, b byte) uint16 { return uint16(a) | uint16(b)<<8 })
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return utf16Text(data[2:], func(a, b byte) uint16 { return uint16(b) | uint16(a)<<8 })
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", errors.New("is not text")
	}
	if !utf8.Valid(data) {
		return "", errEncoding
	}
	return string(data), nil
}

// codingLine is how Python, Ruby and Emacs name the encoding of a source, in one of its first two lines.
var codingLine = lazy(`^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`)

// foreign reads a source that is not UTF-8: as its coding line says, else byte by byte, with a note. What a program does is
// said in ASCII; a comment or a text in another encoding is no reason to pass the source over.
func (t *tree) foreign(p string, data []byte) string {
	s := latin1(data)
	for i, line := range strings.SplitN(s, "\n", 3) {
		if i < 2 && codingLine.FindStringSubmatch(line) != nil {
			return s
		}
	}
	t.notes = append(t.notes, Note{Text: fmt.Sprintf("%s is not valid UTF-8, so msgen reads it as Latin-1", Evidence{Path: p}), Because: []Evidence{{Path: p}}})
	return s
}

// latin1 reads every byte as the character of that number.
func latin1(data []byte) string {
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

func utf16Text(data []byte, pair func(a, b byte) uint16) (string, error) {
	if len(data)%2 != 0 {
		return "", errors.New("is cut off in the middle of a UTF-16 character")
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i < len(data); i += 2 {
		units = append(units, pair(data[i], data[i+1]))
	}
	return string(utf16.Decode(units)), nil
}

// cause gives the innermost message of a file system error, without the path that the caller names anyway.
func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// contains reports whether a source holds a text; every file holds "".
func (t *tree) contains(p, text string) bool {
	if text == "" {
		return true
	}
	s, err := t.source(p)
	return err == nil && strings.Contains(s, text)
}
