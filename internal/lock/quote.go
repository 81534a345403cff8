package lock

import (
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/document"
)

// quote writes a text in double quotes, on one line.
func quote(s string) string { return document.Quote(s) }

// key writes the key of a mapping, without quotes where every reader of YAML sees a text: a letter, perhaps behind a dot, and
// then letters, digits and the signs of paths.
func key(s string) string {
	word := strings.TrimPrefix(s, ".")
	if word == "" || !isLetter(rune(word[0])) || typed(s) || strings.ContainsFunc(word, func(r rune) bool {
		return !isLetter(r) && (r < '0' || r > '9') && !strings.ContainsRune("_./-", r)
	}) {
		return quote(s)
	}
	return s
}

// isLetter reports whether a character is a letter of ASCII.
func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// typed reports whether some reader of YAML takes a word without quotes for something else than a text.
func typed(s string) bool {
	switch strings.ToLower(s) {
	case "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "+.inf", "-.inf", ".nan", "=", "<<":
		return true
	}
	_, notFloat := strconv.ParseFloat(s, 64)
	_, notInt := strconv.ParseInt(s, 0, 64)
	return notFloat == nil || notInt == nil
}

// clean gives the text that quote's text reads back as.
func clean(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
