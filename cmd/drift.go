package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
)

// check is update --check: it writes nothing, and ends with 2 where anything drifted.
func (r *updateRun) check() error {
	report, err := r.report()
	if err != nil {
		return err
	}
	for _, f := range driftFormats() {
		if f.name == r.o.format {
			if err := f.print(r, report); err != nil {
				return err
			}
		}
	}
	if report.Drift {
		return &codeError{report.code(), errors.New("")}
	}
	return nil
}

// driftFormat is a way to print a report.
type driftFormat struct {
	name  string
	print func(*updateRun, driftReport) error
}

// driftFormats are the ways to print a report; the first is the default.
func driftFormats() []driftFormat {
	return []driftFormat{
		{"text", (*updateRun).driftText},
		{"json", func(r *updateRun, d driftReport) error { return printJSON(r.env.Out, d) }},
		{"github", (*updateRun).driftGitHub},
		{"sarif", func(r *updateRun, d driftReport) error { return printJSON(r.env.Out, sarifOf(r.marks(d))) }},
	}
}

// checkFormat settles how --check prints.
func (r *updateRun) checkFormat() error {
	usage := func(format string, args ...any) error {
		return &usageError{r.cmd.CommandPath(), fmt.Errorf(format, args...)}
	}
	if !r.o.check {
		if r.o.format != "" {
			return usage("--format belongs to --check")
		}
		if r.o.diff && r.o.json {
			return usage("--diff and --json cannot be combined; use --dry-run --json")
		}
		return nil
	}
	for _, flag := range []string{"diff", "dry-run", "restore", "conflict"} {
		if r.cmd.Flags().Changed(flag) {
			return usage("--%s and --check cannot be combined: --check writes nothing", flag)
		}
	}
	r.o.conflict = flow.ConflictFail // a variable that settles conflicts must not hide one
	var names []string
	for _, f := range driftFormats() {
		names = append(names, f.name)
	}
	switch {
	case r.o.json && r.o.format != "" && r.o.format != "json":
		return usage("--json and --format %s contradict each other", r.o.format)
	case r.o.json:
		r.o.format = "json"
	case r.o.format == "":
		r.o.format = names[0]
	case !slices.Contains(names, r.o.format):
		return usage("--format: %q is not one of %s", r.o.format, strings.Join(names, ", "))
	}
	return nil
}

// report sorts all that drifted by the question that it answers.
func (r *updateRun) report() (d driftReport, err error) {
	parts := r.u.Separate()
	d = driftReport{Schema: "msgen.drift/v1", Lock: driftWriter{r.u.Old.Msgen, r.u.Old.Catalog}, Now: driftWriter{version(), r.u.Catalog()},
		Stack: summaries(parts.Stack), Answers: summaries(parts.Answers), Catalog: summaries(parts.Catalog),
		Edits: []editSummary{}, Breaches: filled(r.u.Breaches()), Blocked: []updateFile{}}
	edited := false
	for _, f := range r.u.Files {
		if f.Edited() && f.Fate != flow.Unmerged {
			e := editSummary{f.Path, f.Service, f.Accepted, f.Yours == nil, r.u.PinsOnly(f), filled(change.Hunks(f.Base, f.Yours))}
			d.Edits = append(d.Edits, e)
			edited = edited || e.counts()
		}
		if f.Fate.Blocks() {
			d.Blocked = append(d.Blocked, fileOf(f))
		}
	}
	broken := slices.ContainsFunc(d.Breaches, flow.Breach.Counts)
	d.Packs = r.packsDrift(parts.Packs)
	if d.Policy, err = r.policyDrift(); err != nil {
		return d, err
	}
	moved := len(d.Stack)+len(d.Answers)+len(d.Catalog)+len(d.Packs.Moves)+len(d.Packs.Services) > 0
	d.Drift = moved || len(d.Blocked) > 0 || edited || broken || len(d.Packs.Newer) > 0 || d.Policy.Violated
	d.Fix = append(r.fix(moved, edited || broken), d.packFix()...)
	return d, nil
}

// counts reports whether an edit is news.
func (e editSummary) counts() bool { return !e.Accepted && !e.Pins }

// fix gives the steps that settle what was found, such that each of them works in this very state, in this order.
func (r *updateRun) fix(moved, edited bool) []string {
	steps := []string{}
	for _, b := range r.u.Breaches() {
		if b.Rule == flow.Syntax {
			steps = append(steps, "edit "+visible(b.Path)+", which cannot be parsed")
		}
	}
	conflicts := r.withFate(flow.Conflict)
	switch unmerged, others := r.withFate(flow.Unmerged), append(r.withFate(flow.Foreign), r.withFate(flow.Orphan)...); {
	case len(unmerged) > 0:
		steps = append(steps, editMarkers(unmerged), r.again("update"))
		edited = true
	case len(others) > 0: // keeps what is on disk, of the others as well
		steps = append(steps, r.again("update", "--conflict=ours"))
		edited = edited || len(conflicts) > 0
	case len(conflicts) > 0:
		steps = append(steps, r.again("update", "--conflict=markers"), editMarkers(conflicts))
		edited = true
	case moved:
		steps = append(steps, r.again("update"))
	}
	if edited {
		words := []string{"msgen", "accept"}
		if r.r.shown != "." {
			words = append(words, "--dir", r.r.shown)
		}
		steps = append(steps, shellLine(words))
	}
	return steps
}

// editMarkers is the step that a person takes between two commands.
func editMarkers(files []string) string {
	for i := range files {
		files[i] = visible(files[i])
	}
	return "edit " + strings.Join(files, ", ") + " between <<<<<<< and >>>>>>>"
}

// withFate gives the files of a fate.
func (r *updateRun) withFate(fate flow.Fate) []string {
	var names []string
	for _, f := range r.u.Files {
		if f.Fate == fate {
			names = append(names, f.Path)
		}
	}
	return names
}

// again gives a command with the service, the answers and the directory of this one.
func (r *updateRun) again(words ...string) string {
	words = append([]string{"msgen"}, words...)
	if r.o.service != "" {
		words = append(words, "--service", r.o.service)
	}
	for _, k := range choice.Keys() {
		if r.cmd.Flags().Changed(k.Flag[2:]) {
			words = append(words, k.Flag, *r.o.wishes[k.Name])
		}
	}
	if r.r.shown != "." {
		words = append(words, r.r.shown)
	}
	return shellLine(words)
}
