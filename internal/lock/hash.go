package lock

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// Hash gives "sha256:…" of a text as it is compared here: without a byte order mark and with LF at the end of lines. For a
// file that has neither, as msgen renders them all, that is what sha256sum prints. Git on Windows checks files out with
// CRLF, and an editor may add a mark: neither is a hand edit, so neither changes the hash.
func Hash(text []byte) string {
	sum := sha256.Sum256(Normal(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Same reports whether two texts are one but for their style: CRLF, a byte order mark, a newline at the end. Texts with equal
// hashes are the same.
func Same(a, b []byte) bool { return bytes.Equal(ended(Normal(a)), ended(Normal(b))) }

// ended gives a text with a newline at its end; an empty one stays empty.
func ended(text []byte) []byte {
	if len(text) == 0 || text[len(text)-1] == '\n' {
		return text
	}
	return append(text[:len(text):len(text)], '\n')
}

// Normal gives a text without its byte order mark, and with LF for CRLF. A CR that stands alone stays. The result may be
// the text itself.
func Normal(text []byte) []byte {
	return bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
}

// isHash reports whether a text is what Hash gives.
func isHash(s string) bool {
	if len(s) != len("sha256:")+2*sha256.Size || s[:7] != "sha256:" {
		return false
	}
	for _, c := range s[7:] {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
