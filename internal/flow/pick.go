package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/hint"
)

// Pick gives the stacks that a request is about.
func Pick(report detect.Report, req Request) ([]detect.Stack, error) {
	wanted, _, err := pick(report, req)
	return wanted, err
}

// pick gives the stacks that are wanted, and beside them those that were found and cannot have an image. Where none is
// found, the error says what was seen instead.
func pick(report detect.Report, req Request) (wanted, skipped []detect.Stack, err error) {
	var names []string
	for _, s := range report.Stacks {
		names = append(names, s.Name)
		if req.wants(s) {
			wanted = append(wanted, s)
		}
	}
	switch {
	case len(report.Stacks) == 0:
		return nil, nil, unknown(report)
	case len(wanted) == 0 && req.Service != "":
		return nil, nil, hint.With(fmt.Errorf("no service is called %q here", req.Service), "the services are "+strings.Join(names, ", "))
	case len(wanted) == 0 && len(req.Only) > 0 && req.Stack == "":
		return nil, nil, hint.With(fmt.Errorf("none of the services that .msgen.yaml names is here: %s", strings.Join(req.Only, ", ")), "the services are "+strings.Join(names, ", "))
	case len(wanted) == 0:
		return nil, nil, hint.With(fmt.Errorf("no service of the stack %q here", req.Stack), "msgen detect shows what was found")
	}
	wanted, skipped = part(wanted)
	return wanted, skipped, nil
}

// wants reports whether a service is asked for.
func (req Request) wants(s detect.Stack) bool {
	switch {
	case req.Stack != "" && req.Stack != s.Stack:
		return false
	case req.Service != "":
		return req.Service == s.Name
	}
	return len(req.Only) == 0 || slices.Contains(req.Only, s.Name)
}

// part sets aside the stacks that cannot have an image, unless there are no others.
func part(stacks []detect.Stack) (can, cannot []detect.Stack) {
	for _, s := range stacks {
		if s.Refusal == nil {
			can = append(can, s)
		} else {
			cannot = append(cannot, s)
		}
	}
	if len(can) == 0 {
		return cannot, nil
	}
	return can, cannot
}

// unknown is the honest "I don't know".
func unknown(report detect.Report) error {
	text := "no program was found that msgen has templates for (go, node, python, java)"
	for _, n := range report.Notes {
		text += ": " + strings.TrimPrefix(strings.TrimSuffix(n.Text, "."), "No program was found: ")
	}
	return hint.With(errors.New(text), "msgen detect shows what was read")
}
