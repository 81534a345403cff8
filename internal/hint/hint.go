// Package hint holds errors that know what to do next.
package hint

// Error is an error with the commands or edits that would fix it, each a "hint:" line under the message.
type Error struct {
	// Err says what is wrong.
	Err error
	// Hints say what to type or write next, one line each, without the word "hint".
	Hints []string
}

// Error gives the message of the error alone; the printer adds the hints.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap gives the error behind it.
func (e *Error) Unwrap() error { return e.Err }

// With adds hints to an error.
func With(err error, hints ...string) error {
	return &Error{Err: err, Hints: hints}
}
