package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A value enters the text of a file only through the functions here. Each gives a form that BuildKit's parser reads back
// as the same value, or an error for a value that the syntax cannot hold: never a text that means something else.

// ValueError is a value that cannot be written where it is wanted.
type ValueError struct {
	// Place is the instruction or flag: "ENV", "--mount".
	Place string
	// Value is what cannot be written.
	Value string
}

// Error names the place and the value.
func (e *ValueError) Error() string {
	return fmt.Sprintf("%q cannot be written in %s", e.Value, e.Place)
}

// plain refuses what no instruction can hold on one line: control characters, broken UTF-8, the Unicode line ends, and what
// changes the direction of text, so that a reader sees another text than the builder.
func plain(place, s string) error {
	if !utf8.ValidString(s) {
		return &ValueError{place, s}
	}
	for _, r := range s {
		if odd(r) {
			return &ValueError{place, s}
		}
	}
	return nil
}

// odd reports a character that ends a line, steers a terminal or changes the direction of text.
func odd(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// quoteValue writes the value of an ENV or a LABEL. A $ stays a $.
func quoteValue(place, s string) (string, error) {
	if err := plain(place, s); err != nil {
		return "", err
	}
	if bare.MatchString(s) && s != "" {
		return s, nil
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(s) + `"`, nil
}

// bare values need no quotes in ENV, LABEL, ARG.
var bare = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=-]*$`)

// names of variables and labels.
var (
	variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	labelKey = regexp.MustCompile(`^[a-z0-9]([a-z0-9._/-]*[a-z0-9])?$`)
)

// keyForm is the form of a name in an instruction.
func keyForm(place string) *regexp.Regexp {
	if place == "LABEL" {
		return labelKey
	}
	return variable
}

// quoteExec writes the JSON form of CMD, ENTRYPOINT and HEALTHCHECK.
func quoteExec(args []string) (string, error) {
	var parts []string
	for _, a := range args {
		if !utf8.ValidString(a) || strings.ContainsRune(a, 0) {
			return "", &ValueError{"an exec form", a}
		}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(a); err != nil {
			return "", err
		}
		parts = append(parts, escapeInvisible(strings.TrimSuffix(b.String(), "\n")))
	}
	return "[" + strings.Join(parts, ", ") + "]", nil
}

// escapeInvisible writes control characters that JSON allows raw (DEL, NEL and the like) as escapes.
func escapeInvisible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if odd(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quoteShell writes an argument of a command for /bin/sh.
func quoteShell(s string) (string, error) {
	if err := plain("a RUN command", s); err != nil {
		return "", err
	}
	if safeWord.MatchString(s) {
		return s, nil
	}
	return "'" + strings.ReplaceAll(s, "'", `'"'"'`) + "'", nil
}

var safeWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=-]+$`)

// plainPath holds the characters that mean themselves in every path.
const plainPath = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-@"

// quotePath writes a path for COPY or WORKDIR in the plain form; its special characters are escaped twice where patterns
// are read (sources), for both the word expansion and the pattern take a backslash away.
func quotePath(place, s string, pattern bool) (string, error) {
	if s != "" && strings.Trim(s, plainPath) == "" {
		return s, nil
	}
	if err := plain(place, s); err != nil || s == "" || heredocMark.MatchString(s) {
		return "", &ValueError{place, s} // BuildKit sees a heredoc there, even inside JSON
	}
	if place != "COPY" && strings.TrimSpace(s) != s {
		return "", &ValueError{place, s}
	}
	if pattern {
		s = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
	}
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`, `$`, `\$`).Replace(s), nil
}

// placedPath writes a path where a template wants it: as one word of an instruction that takes paths.
func placedPath(place, s string) (string, error) {
	places := []string{"WORKDIR", "USER", "STOPSIGNAL", "VOLUME", "COPY", "ADD"}
	if !slices.Contains(places, place) {
		return "", fmt.Errorf("path is for %s, not for %s", strings.Join(places, ", "), legible(place))
	}
	if place == "COPY" || place == "ADD" {
		if strings.ContainsFunc(s, unicode.IsSpace) || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "[") {
			return "", &ValueError{place, s}
		}
	}
	return quotePath(place, s, false)
}

// heredocMark begins a heredoc, with the number of a file descriptor or without.
var heredocMark = regexp.MustCompile(`^[0-9]*<<`)

// quotePaths writes the paths of a COPY: words, or the JSON form when one of them has a space or could be read as
// something else (a heredoc, a flag, JSON).
func quotePaths(sources []string, dest string, patterns bool) (string, error) {
	var words []string
	odd := false
	for i, s := range append(append([]string{}, sources...), dest) {
		q, err := quotePath("COPY", s, patterns && i < len(sources))
		if err != nil {
			return "", err
		}
		odd = odd || strings.ContainsFunc(s, unicode.IsSpace) || strings.ContainsAny(s, `<["'\`) || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "#")
		words = append(words, q)
	}
	if odd {
		return quoteExec(words)
	}
	return strings.Join(words, " "), nil
}

// quoteFlag writes the value of a flag such as --exclude: BuildKit reads flags byte by byte, so that only ASCII survives.
func quoteFlag(place, s string) (string, error) {
	if !flagText.MatchString(s) {
		return "", &ValueError{place, s}
	}
	return strings.NewReplacer(`\`, `\\`, ` `, `\ `, `'`, `\'`).Replace(s), nil
}

var flagText = regexp.MustCompile(`^[ !#-&(-+\--Z^-~]+$`) // printable ASCII without quotes, comma, brackets and backslash

// quoteRef writes an image reference or a stage name.
func quoteRef(s string) (string, error) {
	if !reference.MatchString(s) {
		return "", &ValueError{"FROM", s}
	}
	return s, nil
}

var reference = regexp.MustCompile(`^[a-z0-9]+([._-]+[a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$`)

// quoteComment writes text behind a #: on one line, whatever it held.
func quoteComment(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || odd(r) || r == utf8.RuneError
	}), " ")
}

// quotePattern writes a line of .dockerignore.
func quotePattern(s string) (string, error) {
	if err := plain(".dockerignore", s); err != nil || strings.TrimSpace(s) != s || s == "" || strings.HasPrefix(s, "#") {
		return "", &ValueError{".dockerignore", s}
	}
	return s, nil
}
