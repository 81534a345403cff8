// Package quote holds what a template can do with values: functions with limits, and those that write a value into a
// Dockerfile or an ignore file quoted.
package quote

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

// Plain refuses what no instruction can hold on one line: control characters, broken UTF-8, the Unicode line ends, and what
// changes the direction of text, so that a reader sees another text than the builder.
func Plain(place, s string) error {
	if !utf8.ValidString(s) {
		return &ValueError{place, s}
	}
	for _, r := range s {
		if Odd(r) {
			return &ValueError{place, s}
		}
	}
	return nil
}

// Odd reports a character that ends a line, steers a terminal or changes the direction of text.
func Odd(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// Value writes the value of an ENV or a LABEL. A $ stays a $.
func Value(place string, v any) (string, error) {
	switch v.(type) {
	case string, int, bool:
	default:
		return "", &ValueError{place, fmt.Sprintf("a value of the type %T", v)}
	}
	s := fmt.Sprint(v)
	if err := Plain(place, s); err != nil {
		return "", err
	}
	if bare.MatchString(s) && s != "" {
		return s, nil
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(s) + `"`, nil
}

// Assigned writes name and value of an ENV or a LABEL.
func Assigned(place, name string, v any) (string, error) {
	form := variable
	if place == "LABEL" {
		form = labelKey
	}
	if !form.MatchString(name) {
		return "", &ValueError{place, name}
	}
	value, err := Value(place, v)
	return name + "=" + value, err
}

// bare values need no quotes in ENV, LABEL, ARG.
var bare = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=-]*$`)

// names of variables and labels.
var (
	variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	labelKey = regexp.MustCompile(`^[a-z0-9]([a-z0-9._/-]*[a-z0-9])?$`)
)

// exec writes the JSON form of CMD, ENTRYPOINT and HEALTHCHECK.
func exec(args []string) (string, error) {
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
		if Odd(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Shell writes an argument of a command for /bin/sh.
func Shell(s string) (string, error) {
	if err := Plain("a RUN command", s); err != nil {
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
func path(place, s string, pattern bool) (string, error) {
	if s != "" && strings.Trim(s, plainPath) == "" {
		return s, nil
	}
	if err := Plain(place, s); err != nil || s == "" || heredocMark.MatchString(s) {
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

// Path writes a path where a template wants it: as one word of an instruction that takes paths.
func Path(place, s string) (string, error) {
	places := []string{"WORKDIR", "USER", "STOPSIGNAL", "VOLUME", "COPY", "ADD"}
	if !slices.Contains(places, place) {
		return "", fmt.Errorf("path is for %s, not for %.100q", strings.Join(places, ", "), place)
	}
	if place == "COPY" || place == "ADD" {
		if strings.ContainsFunc(s, unicode.IsSpace) || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "[") {
			return "", &ValueError{place, s}
		}
	}
	return path(place, s, false)
}

// heredocMark begins a heredoc, with the number of a file descriptor or without.
var heredocMark = regexp.MustCompile(`^[0-9]*<<`)

// paths writes the paths of a COPY: words, or the JSON form when one of them has a space or could be read as
// something else (a heredoc, a flag, JSON).
func paths(sources []string, dest string, patterns bool) (string, error) {
	var words []string
	odd := false
	for i, s := range append(append([]string{}, sources...), dest) {
		q, err := path("COPY", s, patterns && i < len(sources))
		if err != nil {
			return "", err
		}
		odd = odd || strings.ContainsFunc(s, unicode.IsSpace) || strings.ContainsAny(s, `<["'\`) || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "#")
		words = append(words, q)
	}
	if odd {
		return exec(words)
	}
	return strings.Join(words, " "), nil
}

// Flag writes the value of a flag such as --mount: BuildKit reads flags byte by byte, so that only ASCII survives, and then looks
// for variables in what it has read.
func Flag(s string) (string, error) {
	if !flagText.MatchString(s) {
		return "", &ValueError{"a flag", s}
	}
	return strings.NewReplacer(` `, `\ `, `$`, `\\$`).Replace(s), nil
}

var flagText = regexp.MustCompile(`^[ !#-&(-+\--Z^-~]+$`) // printable ASCII without quotes, comma, brackets and backslash

// Ref writes an image reference or a stage name.
func Ref(s string) (string, error) {
	if !reference.MatchString(s) {
		return "", &ValueError{"FROM", s}
	}
	return s, nil
}

var reference = regexp.MustCompile(`^[a-z0-9]+([._-]+[a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$`)

// Pattern writes a line of .dockerignore.
func Pattern(s string) (string, error) {
	if err := Plain(".dockerignore", s); err != nil || strings.TrimSpace(s) != s || s == "" || strings.HasPrefix(s, "#") {
		return "", &ValueError{".dockerignore", s}
	}
	return s, nil
}

// list gives one value or several as a list.
func list(v any) ([]string, error) {
	switch v := v.(type) {
	case string:
		return []string{v}, nil
	case int, int64, bool:
		return []string{fmt.Sprint(v)}, nil
	case []string:
		return v, nil
	case []any:
		var out []string
		for _, e := range v {
			one, err := list(e)
			if err != nil || len(one) != 1 {
				return nil, fmt.Errorf("a list of texts is wanted, and this one holds a value of the type %T", e)
			}
			out = append(out, one...)
		}
		return out, nil
	}
	return nil, fmt.Errorf("a text or a list of texts is wanted, not a value of the type %T", v)
}

// Copy writes the paths of a COPY.
func Copy(sources any, dest string, patterns bool) (string, error) {
	from, err := list(sources)
	if err != nil {
		return "", err
	}
	return paths(from, dest, patterns)
}

// Words writes one argument or several for the shell.
func Words(v any) (string, error) {
	words, err := list(v)
	if err != nil {
		return "", err
	}
	var out []string
	for _, w := range words {
		q, err := Shell(w)
		if err != nil {
			return "", err
		}
		out = append(out, q)
	}
	return strings.Join(out, " "), nil
}

// Exec writes one argument or several in the JSON form.
func Exec(v any) (string, error) {
	words, err := list(v)
	if err != nil {
		return "", err
	}
	return exec(words)
}

// JSON writes the elements of a JSON list without its brackets.
func JSON(words []string) (string, error) {
	s, err := exec(words)
	return strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"), err
}

// Comment writes a comment of one line, whatever the text held; "" for no text.
func Comment(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || Odd(r) || r == utf8.RuneError })
	if len(words) == 0 {
		return ""
	}
	return "# " + strings.Join(words, " ")
}

// Certificate writes a certificate in PEM, the lines of a heredoc.
func Certificate(s string) (string, error) {
	if !regexp.MustCompile(`^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n$`).MatchString(s) {
		return "", &ValueError{"a certificate", s[:min(len(s), 100)]}
	}
	return strings.TrimSuffix(s, "\n"), nil
}
