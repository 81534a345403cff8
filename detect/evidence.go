package detect

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/internal/formats"
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
func (e Evidence) String() string { return formats.Place(e.Path, e.Line) }

// Error is a file of the repository that cannot be read as what its name says; it names the file and the line.
type Error = formats.Error

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

// NewFact makes a Fact from a value and its evidence.
func NewFact[T any](value T, because ...Evidence) Fact[T] {
	return Fact[T]{Value: value, Because: because}
}

// Weigh takes facts in order of strength and returns the first known one; the others that
// agree are added to its evidence, those that disagree are kept as lost.
func Weigh[T any](same func(a, b T) bool, facts ...Fact[T]) Fact[T] {
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

// Strongest is Weigh for values that can be compared.
func Strongest[T comparable](facts ...Fact[T]) Fact[T] {
	return Weigh(func(a, b T) bool { return a == b }, facts...)
}

// Clip shortens a line to what Evidence.Text holds, without the secrets in it. What a terminal would obey instead of showing
// it becomes U+FFFD.
func Clip(s string) string {
	s = secret.Masked(strings.TrimSpace(s[:min(len(s), 2000)]))
	if len(s) > 160 {
		s = strings.ToValidUTF8(s[:157], "") + "…"
	}
	return strings.Map(formats.Shown, s)
}
