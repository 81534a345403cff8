package pack

import (
	"fmt"
	"regexp/syntax"
)

// The limits of a pattern: its own length, and how many steps the matcher takes at most for one character.
const (
	maxPattern = 200
	maxSteps   = 1000
)

// checkPattern checks that a regular expression can be read (in Go's syntax, which never tries again from the start) and
// is small enough that matching a line takes no time.
func checkPattern(s string) error {
	if len(s) > maxPattern {
		return fmt.Errorf("the pattern is longer than %d characters", maxPattern)
	}
	re, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return fmt.Errorf("the pattern %q: %w", s, err)
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return fmt.Errorf("the pattern %q: %w", s, err)
	}
	if len(prog.Inst) > maxSteps {
		return fmt.Errorf("the pattern %q repeats too much", s)
	}
	return nil
}
