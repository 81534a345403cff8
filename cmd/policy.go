package cmd

import (
	"fmt"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// policyError lists the breaches of the packs' policy.
type policyError []pack.Breach

// Error lists the breaches, a line for each.
func (e policyError) Error() string {
	text := "the packs' policy is violated; nothing was written"
	for _, b := range e {
		text += "\n  " + b.String()
	}
	return text
}

// verdicts gives what the policy says of all services, as rendered.
func verdicts(r flow.Result) pack.Verdict {
	var all pack.Verdict
	for _, s := range r.Services {
		all.Breaches, all.Notes = append(all.Breaches, s.Verdict.Breaches...), append(all.Notes, s.Verdict.Notes...)
	}
	return all
}

// violated gives an error where the files, as they will be after an update, break the packs' policy.
func violated(u *flow.Update) error {
	v, err := u.Verdict()
	if err != nil {
		return err
	}
	return violatedBy(v)
}

// violatedBy gives an error for the breaches that nothing excuses: each with its rule and line, and how to except it.
func violatedBy(v pack.Verdict) error {
	broken := v.Broken()
	if len(broken) == 0 {
		return nil
	}
	var hints []string
	seen := map[string]bool{}
	for _, b := range broken {
		if !seen[b.Rule] {
			seen[b.Rule] = true
			hints = append(hints, b.Hint())
		}
	}
	return &codeError{exitPolicy, hint.With(fmt.Errorf("%w", policyError(broken)), hints...)}
}
