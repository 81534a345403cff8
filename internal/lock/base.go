package lock

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"io"
	"regexp"
	"strings"
)

// The bounds of a lock, in bytes: of the file, of one base as it is written, of one base as it was rendered, and of all
// bases together. The last two stop what was compressed to explode.
const (
	maxFile    = 16 << 20
	maxEncoded = 64 << 10
	maxBase    = 1 << 20
	maxBases   = 64 << 20
)

// The ways in which a base can be wrong.
var (
	errEncodedSize = errors.New("the stored text is longer than 64 KB")
	errBaseSize    = errors.New("the base is larger than 1 MiB")
	errBasesSize   = errors.New("the bases are larger than 64 MiB in total")
	errBase64      = errors.New("the base is not base64")
	errGzip        = errors.New("the base is not compressed by gzip")
)

// encoder compresses texts. Its tables take a megabyte, which is more work to make than most texts are to compress.
type encoder struct {
	packed bytes.Buffer
	gzip   *gzip.Writer
}

// encode compresses a text and writes it in the letters of base64. The header of the gzip stream names no time, no file
// and no system, so one version of Go always gives the same.
func (e *encoder) encode(text []byte) (string, error) {
	if len(text) > maxBase {
		return "", errBaseSize
	}
	if e.gzip == nil {
		var err error
		if e.gzip, err = gzip.NewWriterLevel(nil, gzip.BestCompression); err != nil {
			return "", err
		}
	}
	packed, w := &e.packed, e.gzip
	packed.Reset()
	w.Reset(packed)
	w.OS = 255 // "unknown"
	if _, err := w.Write(text); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	coded := base64.StdEncoding.EncodeToString(packed.Bytes())
	if len(coded) > maxEncoded {
		return "", errEncodedSize
	}
	return coded, nil
}

// decode is the way back. The text is never nil.
func decode(coded string) ([]byte, error) {
	if len(coded) > maxEncoded {
		return nil, errEncodedSize
	}
	packed, err := base64.StdEncoding.Strict().DecodeString(coded)
	if err != nil || strings.ContainsAny(coded, "\r\n") {
		return nil, errBase64
	}
	rest := bytes.NewReader(packed)
	r, err := gzip.NewReader(rest)
	if err != nil {
		return nil, errGzip
	}
	r.Multistream(false)
	text, err := io.ReadAll(io.LimitReader(r, maxBase+1))
	switch {
	case err == nil && len(text) > maxBase:
		return nil, errBaseSize
	case err != nil || rest.Len() > 0:
		return nil, errGzip
	}
	return text, nil
}

// encodings finds the bases of an older lock: each text with the letters that stand for it. Another version of Go may
// compress the same text to other bytes; what is written already then stays, and the lock does not change for nothing.
// The lock need not be whole: one with conflict markers gives the bases of both sides.
func encodings(old []byte) map[string]string {
	found := map[string]string{}
	total := 0
	for _, m := range regexp.MustCompile(`(?m)^\s+base: "([A-Za-z0-9+/=]*)"\s*$`).FindAllSubmatch(old, -1) {
		text, err := decode(string(m[1]))
		if total += len(text); total > maxBases {
			break
		}
		if _, known := found[string(text)]; err == nil && !known {
			found[string(text)] = string(m[1])
		}
	}
	return found
}
