package lock

import (
	"fmt"
	"regexp"

	"github.com/msgen/msgen/internal/document"
	"github.com/msgen/msgen/internal/hint"
)

// Error is a lock that cannot be read: its Err says what is wrong, lower case, without the place.
type Error = document.Error

// NewerError is a lock in a form that this msgen does not know yet.
type NewerError struct {
	// Line is where the lock says so, Form what it says: "2".
	Line int
	Form string
	// Msgen is the release that wrote it, "" where the lock does not say.
	Msgen string
}

// Error names both forms and the release.
func (e *NewerError) Error() string {
	by := "a newer msgen"
	if e.Msgen != "" {
		by = "msgen " + quote(e.Msgen)
		if isRelease(e.Msgen) {
			by = "msgen " + e.Msgen
		}
	}
	return fmt.Sprintf("%s:%d: %s wrote it in format %s, but this msgen reads formats up to %d", Name, e.Line, by, e.Form, Version)
}

// newer gives the error with the command that installs a msgen which can read the lock. The release stands in a file that
// anybody may have written, so only what is a release enters the command.
func newer(line int, form, release string) error {
	wanted := "latest"
	if isRelease(release) {
		wanted = release
	}
	return hint.With(&NewerError{line, form, release}, "go install github.com/msgen/msgen/cmd/msgen@"+wanted)
}

// isRelease reports whether a version is one that was released: neither "(devel)" nor made from a commit.
func isRelease(v string) bool {
	return regexp.MustCompile(`^v[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5}(-[0-9A-Za-z.-]{1,40})?$`).MatchString(v) &&
		!regexp.MustCompile(`[-.][0-9]{14}-[0-9a-f]{12}$`).MatchString(v)
}
