package cmd

import (
	"errors"
	"fmt"
	"io"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
)

// The exit codes of msgen; `msgen help exit-codes` lists them.
const (
	exitOK          = 0
	exitError       = 1   // an error, or wrong usage
	exitDrift       = 2   // drift, differences or findings
	exitConflict    = 3   // conflicts
	exitMissing     = 4   // an answer is missing and nobody can be asked
	exitPolicy      = 5   // a policy is violated
	exitTrust       = 6   // a pack is not trusted
	exitInterrupted = 130 // interrupted
)

// codeError is an end with a code of its own; an empty message prints nothing.
type codeError struct {
	code int
	err  error
}

// Error gives the message of what is inside.
func (e *codeError) Error() string { return e.err.Error() }

// Unwrap gives what is inside.
func (e *codeError) Unwrap() error { return e.err }

// code gives the exit code of an error.
func code(err error) int {
	var own *codeError
	var missing *choice.MissingError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &own):
		return own.code
	case errors.Is(err, choice.ErrInterrupted):
		return exitInterrupted
	case errors.As(err, &missing):
		return exitMissing
	}
	return exitError
}

// found ends with 2 and without a message where a command found what it looks for: the results say it all.
func found(something bool) error {
	if something {
		return &codeError{exitDrift, errors.New("")}
	}
	return nil
}

// report prints an error: the message, then a line for each hint. It is the only place that does.
func report(w io.Writer, err error) {
	fmt.Fprintf(w, "msgen: %v\n", err)
	var h *hint.Error
	if errors.As(err, &h) {
		for _, line := range h.Hints {
			fmt.Fprintf(w, "hint: %s\n", line)
		}
	}
}
