package cmd

import (
	"errors"

	"github.com/msgen/msgen/internal/hint"
)

// failure is an error for machines.
type failure struct {
	Schema  string   `json:"schema"`
	Code    int      `json:"code"`
	Message string   `json:"message"`
	Hints   []string `json:"hints,omitempty"`
	// Untrusted is the pack that is not trusted; only with the code 6, and not for every reason that has it.
	Untrusted *UntrustedError `json:"untrusted,omitempty"`
}

// failed prints an error as JSON where JSON was asked for; the exit code and the message on stderr stay. An error without a
// message is no failure: the results on stdout say it all.
func failed(env Env, asJSON bool, err error) error {
	if err == nil || !asJSON || err.Error() == "" {
		return err
	}
	var h *hint.Error
	said := failure{Schema: "msgen.error/v1", Code: code(err), Message: err.Error()}
	if errors.As(err, &h) {
		said.Hints = h.Hints
	}
	errors.As(err, &said.Untrusted)
	if printErr := printJSON(env.Out, said); printErr != nil {
		return printErr
	}
	return err
}
