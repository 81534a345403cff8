package detect

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/msgen/msgen/internal/secret"
)

// Evidence is one line of one file of the repository that speaks for a fact.
type Evidence struct {
	// Path is slash-separated and relative to the root of the repository.
	Path string `json:"path"`
	// Line counts from 1; 0 means the file as a whole, or its mere presence.
	Line int `json:"line,omitempty"`
	// Text is the line itself, trimmed and at most 160 bytes long.
	Text string `json:"text,omitempty"`
}

// String gives "path:line", or "path" where the whole file is meant.
func (e Evidence) String() string {
	p := e.Path
	if strings.Map(shown, p) != p { // a hostile name must not end the line, nor steer the terminal
		p = strconv.Quote(p)
	}
	if e.Line == 0 {
		return p
	}
	return fmt.Sprintf("%s:%d", p, e.Line)
}

// Lost is evidence that spoke for another value than the one that won.
type Lost struct {
	// Value is what this evidence would have given, as text.
	Value string `json:"value"`
	// Because says where it stands.
	Because Evidence `json:"because"`
}

// Fact is a value with the evidence for it. The zero Fact is "not known".
type Fact[T any] struct {
	// Value is what the evidence gives.
	Value T `json:"value"`
	// Because lists the evidence that decided, strongest first; empty when nothing did.
	Because []Evidence `json:"because"`
	// Against lists weaker evidence that says otherwise, in order of strength.
	Against []Lost `json:"against,omitempty"`
}

// Known reports whether any evidence stands behind the fact.
func (f Fact[T]) Known() bool { return len(f.Because) > 0 }

// IsZero reports whether there is nothing to say: then JSON leaves the fact out (omitzero).
func (f Fact[T]) IsZero() bool { return len(f.Because) == 0 && len(f.Against) == 0 }

// fact makes a Fact from a value and its evidence.
func fact[T any](value T, because ...Evidence) Fact[T] {
	return Fact[T]{Value: value, Because: because}
}

// weigh takes facts in order of strength and returns the first known one; the others that
// agree are added to its evidence, those that disagree are kept as lost.
func weigh[T any](same func(a, b T) bool, facts ...Fact[T]) Fact[T] {
	var won Fact[T]
	for _, f := range facts {
		switch {
		case !f.Known():
		case !won.Known():
			won = f
		case same(won.Value, f.Value):
			won.Because = append(won.Because, f.Because...)
		default:
			for _, e := range f.Because {
				won.Against = append(won.Against, Lost{Value: fmt.Sprint(f.Value), Because: e})
			}
		}
	}
	return won
}

// strongest is weigh for values that can be compared.
func strongest[T comparable](facts ...Fact[T]) Fact[T] {
	return weigh(func(a, b T) bool { return a == b }, facts...)
}

// Error is a file of the repository that cannot be read as what its name says.
type Error struct {
	// Path and Line say where; Line is 0 when the whole file is meant.
	Path string
	Line int
	// Msg says what is wrong, lower case, without the place.
	Msg string
}

// Error gives "path:line: message".
func (e *Error) Error() string {
	return Evidence{Path: e.Path, Line: e.Line}.String() + ": " + e.Msg
}

// clip shortens a line to what Evidence.Text holds, without the secrets in it. What a terminal would obey instead of showing
// it becomes U+FFFD.
func clip(s string) string {
	s = secret.Masked(strings.TrimSpace(s[:min(len(s), 2000)]))
	if len(s) > 160 {
		s = strings.ToValidUTF8(s[:157], "") + "…"
	}
	return strings.Map(shown, s)
}

// shown gives the character that is printed for one of a file.
func shown(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case strconv.IsPrint(r):
		return r
	}
	return unicode.ReplacementChar
}

// quote puts a name of the repository into a message, on one line whatever it holds.
func quote(s string) string {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:77], "") + "…"
	}
	return strconv.Quote(s)
}
