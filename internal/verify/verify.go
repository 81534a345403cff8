// Package verify reads a Dockerfile back. BuildKit's own parser takes it apart and rules judge it: those that the parser
// does not enforce but a build or a container would break on, and those that the practice of the field asks for. The same
// rules judge what msgen writes, before anyone sees it, and the Dockerfiles of others.
package verify

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/msgen/msgen/internal/catalog"
)

// Severity says how bad a breach is.
type Severity string

// An error breaks the build, the container or a secret; a warning costs time, space or safety; info is advice.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// Rule is one thing that a Dockerfile or a .dockerignore must or should do.
type Rule struct {
	// ID never changes and is never used again: "MS012".
	ID string `json:"id"`
	// Summary says in one sentence what the rule asks for.
	Summary string `json:"summary"`
	// Severity says how bad a breach is.
	Severity Severity `json:"severity"`
	// Page is where the rule stands, relative to docs: "rules.md#ms012".
	Page string `json:"page"`
	// Promise is the number of the promise in the field guide that the rule keeps, 0 for none.
	Promise int `json:"promise,omitempty"`
	// Own rules hold only for what msgen writes.
	Own bool `json:"own,omitempty"`

	check  func(*file, say)
	ignore func(*ignoreFile, say)
}

// say reports one breach of the rule that is being checked.
type say func(line int, format string, args ...any)

// Finding is one breach of a rule.
type Finding struct {
	// Rule is the rule's ID.
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Path     string   `json:"path"`
	// Line counts from 1; 0 is the file as a whole.
	Line int `json:"line,omitempty"`
	// Text says what is wrong, naming the thing.
	Text string `json:"text"`
	// Page is where the rule is explained.
	Page string `json:"page"`
}

// String gives the finding as compilers do: "Dockerfile:3: text (MS012)".
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s (%s)", position(f.Path, f.Line), f.Text, f.Rule)
}

// Error is a file that cannot be parsed.
type Error struct {
	Path string
	// Line counts from 1; 0 is the file as a whole.
	Line int
	Err  error
}

// Error gives the place and what is wrong there.
func (e *Error) Error() string { return fmt.Sprintf("%s: %v", position(e.Path, e.Line), e.Err) }

// Unwrap gives the parser's error.
func (e *Error) Unwrap() error { return e.Err }

func position(path string, line int) string {
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}

// Images knows base images. The catalog is one.
type Images interface {
	// Knows gives what is known about a reference; false when it is nothing.
	Knows(ref string) (catalog.Image, bool)
}

// Context is what stands around a Dockerfile. The zero value knows nothing, and what cannot be seen is not judged.
type Context struct {
	// Files are the files of the build context, relative to it, with slashes; nil when they are not known. A name that ends
	// in a slash is a directory of which nothing more is known.
	Files []string
	// Index remembers what was found out about Files by Read; nil where only one file is judged.
	Index *Index
	// Read gives the content of one of Files; nil when nothing may be read, and names alone decide.
	Read func(name string) ([]byte, error)
	// Own says that msgen wrote the file, so that the rules for its own output hold as well.
	Own bool
	// Syntax is the image that reads a file of msgen's; empty is docker/dockerfile:1.
	Syntax string
	// DevAtRun says that the program is known to need its development dependencies at run time.
	DevAtRun bool
	// AtRun are the system packages that the program is known to load or to run.
	AtRun []string
	// LockStale says that the lock file is known not to fit its manifest, so that no install can hold to it.
	LockStale bool
	// Images knows base images; nil leaves only what a reference itself gives away.
	Images Images
	// Today is the day that ends of life are measured against, "2026-11-20"; empty takes the day of verify's own table.
	Today string
}

// Dockerfile parses the text and judges it. An error of type *Error is a text that is no Dockerfile.
func Dockerfile(path, text string, about Context) ([]Finding, error) {
	f, err := parse(path, text, about)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, r := range Rules() {
		if r.check == nil || r.Own && !about.Own {
			continue
		}
		r.check(f, r.into(path, &found))
	}
	return sorted(found), nil
}

// into gives a say that collects the rule's breaches.
func (r Rule) into(path string, found *[]Finding) say {
	return func(line int, format string, args ...any) {
		*found = append(*found, Finding{
			Rule: r.ID, Severity: r.Severity, Path: path, Line: line, Text: fmt.Sprintf(format, args...), Page: r.Page,
		})
	}
}

// sorted puts findings in the order of the file and drops repetitions.
func sorted(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(found)
}
