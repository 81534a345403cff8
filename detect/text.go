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

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// maxFile is how large a file may be that is read; larger ones are listed only.
const maxFile = 4 << 20

// Text reads a file as UTF-8: a byte order mark is dropped, UTF-16 is decoded, other encodings are an *Error, as is a
// file over maxFile or a link that leads out of the repository.
func (t *Tree) Text(p string) (string, error) { return t.textOr(p, nil) }

// textOr is text with another way to read what is not UTF-8.
func (t *Tree) textOr(p string, other func([]byte) string) (string, error) {
	if s, ok := t.Texts[p]; ok {
		return s, nil
	}
	if err := t.openable(p); err != nil {
		return "", err
	}
	data, err := t.bytes(p, &t.buffer)
	if err != nil {
		return "", &formats.Error{Path: p, Msg: "cannot be read: " + cause(err)}
	}
	if len(data) > maxFile {
		return "", &formats.Error{Path: p, Msg: fmt.Sprintf("is larger than %d MiB", maxFile>>20)}
	}
	s, err := decode(data)
	if errors.Is(err, errEncoding) && other != nil {
		s, err = other(data), nil
	}
	if err != nil {
		return "", &formats.Error{Path: p, Msg: err.Error()}
	}
	t.Texts[p] = s
	return s, nil
}

// Source reads a source, whatever its encoding: a comment in Latin-1 is no reason to pass a program over.
func (t *Tree) Source(p string) (string, error) {
	return t.textOr(p, func(data []byte) string { return t.foreign(p, data) })
}

// openable refuses what must not be opened: opening a pipe waits for whoever writes it. The walk has seen of plain files
// what they are; the others, links among them, are looked at first.
func (t *Tree) openable(p string) error {
	if t.Has(p) && !t.Links[p] {
		return nil
	}
	info, err := fs.Stat(t.FS, p)
	switch {
	case err != nil:
		return &formats.Error{Path: p, Msg: "cannot be read: " + cause(err)}
	case !info.Mode().IsRegular():
		return &formats.Error{Path: p, Msg: "is not a regular file"}
	}
	return nil
}

// bytes reads a file up to one byte more than is allowed, into a buffer that the next file takes over.
func (t *Tree) bytes(p string, buffer *bytes.Buffer) ([]byte, error) {
	f, err := t.FS.Open(p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buffer.Reset()
	_, err = buffer.ReadFrom(io.LimitReader(f, maxFile+1))
	return buffer.Bytes(), err
}

// Lines reads a file as text and splits it; line n of the file is at n-1. Files that cannot be read give nothing: use it
// for sources, whose content is a hint, and text for manifests, whose content must be understood.
func (t *Tree) Lines(p string) []string {
	if lines, ok := t.split[p]; ok {
		return lines
	}
	s, err := t.Source(p)
	if err != nil {
		return nil
	}
	t.split[p] = strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	return t.split[p]
}

// At gives the evidence of one line of a file that was read.
func (t *Tree) At(p string, line int) Evidence {
	l := t.liner(p)
	if l == nil || line < 1 || line > len(l.Starts) {
		return Evidence{Path: p}
	}
	return Evidence{Path: p, Line: line, Text: Clip(l.TextOf(line))}
}

// AtOffset gives the evidence of the line that holds an offset of the text of a file.
func (t *Tree) AtOffset(p string, offset int) Evidence {
	l := t.liner(p)
	if l == nil {
		return Evidence{Path: p}
	}
	return t.At(p, l.LineOf(offset))
}

// liner gives the table of the lines of a file, nil for one that cannot be read.
func (t *Tree) liner(p string) *formats.Lines {
	if l, ok := t.liners[p]; ok {
		return l
	}
	text, err := t.Text(p)
	if err != nil {
		return nil
	}
	t.liners[p] = formats.NewLines(p, text)
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
var codingLine = pattern.New(`^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`)

// foreign reads a source that is not UTF-8: as its coding line says, else byte by byte, with a note. What a program does is
// said in ASCII; a comment or a text in another encoding is no reason to pass the source over.
func (t *Tree) foreign(p string, data []byte) string {
	s := latin1(data)
	for i, line := range strings.SplitN(s, "\n", 3) {
		if i < 2 && codingLine.FindStringSubmatch(line) != nil {
			return s
		}
	}
	t.Notes = append(t.Notes, Note{Text: fmt.Sprintf("%s is not valid UTF-8, so msgen reads it as Latin-1", Evidence{Path: p}), Because: []Evidence{{Path: p}}})
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

// Contains reports whether a source holds a text; every file holds "".
func (t *Tree) Contains(p, text string) bool {
	if text == "" {
		return true
	}
	s, err := t.Source(p)
	return err == nil && strings.Contains(s, text)
}

// PlainScript blanks the comments of a Groovy or Kotlin script, and keeps its lines.
func PlainScript(lines []string) []string {
	out := make([]string, len(lines))
	inside := false
	for i, line := range lines {
		var b strings.Builder
		quote := byte(0)
		for j := 0; j < len(line); j++ {
			c := line[j]
			rest := line[j:]
			switch {
			case inside:
				if strings.HasPrefix(rest, "*/") {
					inside = false
					j++
				}
				continue
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case strings.HasPrefix(rest, "/*"):
				inside = true
				j++
				continue
			case strings.HasPrefix(rest, "//"):
				j = len(line)
				continue
			case c == '"' || c == '\'':
				quote = c
			}
			b.WriteByte(c)
		}
		out[i] = b.String()
	}
	return out
}
