package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/plan"
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
	for _, s := range report.More {
		if req.named(s) {
			wanted = append(wanted, s)
		}
		if req.Service != "" {
			names = append(names, s.Name)
		}
	}
	switch {
	case len(report.Stacks) == 0:
		return nil, nil, unknown(report)
	case len(wanted) == 0 && req.Service != "":
		return nil, nil, hint.With(fmt.Errorf("there is no service %q here%s", req.Service, hint.Meant(req.Service, names)), "the services are "+hint.Some(names))
	case len(wanted) == 0 && len(req.Only) > 0 && req.Stack == "":
		return nil, nil, hint.With(fmt.Errorf("none of the services listed under only in .msgen.yaml exists: %s", strings.Join(req.Only, ", ")), "the services are "+hint.Some(names))
	case len(wanted) == 0:
		return nil, nil, hint.With(fmt.Errorf("no service here uses the stack %q%s", req.Stack, hint.Meant(req.Stack, plan.Stacks())), "see what was found with msgen detect")
	}
	if w, given := req.Wishes["main"]; given && !slices.ContainsFunc(wanted, hasMain) {
		return nil, nil, hint.With(fmt.Errorf("%s: no service here has several programs to choose from", w.From), "choose what a Node.js service runs with --start")
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

// named reports whether a program that gets an image only on request is asked for.
func (req Request) named(s detect.Stack) bool {
	return req.Service == s.Name || req.Service == "" && slices.Contains(req.Only, s.Name) && (req.Stack == "" || req.Stack == s.Stack)
}

// hasMain reports whether the choice of a program means something for a stack.
func hasMain(s detect.Stack) bool {
	return slices.Contains([]string{"go", "python", "java", "rust"}, s.Stack) || slices.ContainsFunc(s.Questions, func(q detect.Question) bool { return q.Key == "main" })
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

// unknown says that nothing was found that an image can be made of, and what can be done.
func unknown(report detect.Report) error {
	text := "no program was found that msgen has a template for (" + strings.Join(BuiltIn(), ", ") + ")"
	for _, n := range report.Notes {
		text += "; " + strings.TrimPrefix(strings.TrimSuffix(n.Text, "."), "No program was found: ")
	}
	return hint.With(errors.New(text), "see what was read with msgen detect", "use a pack that has templates for your stack: msgen init --pack REF",
		"write such a pack: msgen pack init NAME, then describe the stack as docs/packs/guide.md shows")
}
