package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
)

// writers says which msgen wrote the lock, and which one looks.
func (d driftReport) writers() string {
	return fmt.Sprintf("the lock is of msgen %s with images of %s, this is %s with images of %s", d.Lock.Msgen, d.Lock.Catalog, d.Now.Msgen, d.Now.Catalog)
}

// driftText prints a report for people.
func (r *updateRun) driftText(d driftReport) error {
	var b strings.Builder
	for _, p := range []struct {
		title string
		all   []flow.ServiceDrift
	}{
		{"stack: the repository changed", d.Stack},
		{"answers: the answers changed", d.Answers},
		{"packs: the packs differ from those in the lock", d.Packs.Services},
		{"catalog: msgen now writes it differently: " + d.writers(), d.Catalog},
	} {
		packs := strings.HasPrefix(p.title, "packs:")
		if len(p.all) > 0 || packs && len(d.Packs.Moves) > 0 {
			fmt.Fprintln(&b, p.title)
		}
		if packs {
			d.Packs.moved(&b)
		}
		for _, s := range p.all {
			driftService(&b, s)
		}
	}
	if slices.ContainsFunc(d.Stack, func(s flow.ServiceDrift) bool { return s.Aged }) {
		fmt.Fprintf(&b, "  some of these lines may come from msgen itself: %s\n", d.writers())
	}
	d.Packs.others(&b)
	driftEdits(&b, d.Edits)
	driftBreaches(&b, d.Breaches)
	d.Policy.text(&b)
	for _, f := range d.Blocked {
		fmt.Fprintf(&b, "%s: %s\n", fateWords()[f.Fate][0], visible(f.Path))
	}
	if !d.Drift {
		fmt.Fprintln(r.env.Err, "no drift")
		return nil
	}
	fmt.Fprint(r.env.Out, b.String())
	if d.Policy.Violated {
		return hint.With(&codeError{exitPolicy, errors.New("the packs' policy is violated")}, d.Fix...)
	}
	return hint.With(&codeError{exitDrift, errors.New("drift")}, d.Fix...)
}

// driftService prints what moved in one service, then the lines of the files that move with it.
func driftService(b *strings.Builder, s flow.ServiceDrift) {
	for _, line := range driftLines(s) {
		fmt.Fprintf(b, "  %s: %s\n", visible(s.Service), line)
	}
	if len(s.Files) == 0 {
		fmt.Fprintln(b, "    no line of the files changes")
	}
	for _, f := range s.Files {
		switch {
		case f.New:
			fmt.Fprintf(b, "    %s comes\n", visible(f.Path))
		case f.Removed:
			fmt.Fprintf(b, "    %s goes\n", visible(f.Path))
		default:
			printHunks(b, f.Path, f.Hunks, f.Lines)
		}
	}
}

// printHunks prints the places of a file that differ, with their lines on disk.
func printHunks(b *strings.Builder, path string, hunks []change.Hunk, lines []int) {
	for i, h := range hunks {
		at := h.NewLine
		if lines != nil {
			at = lines[i]
		}
		fmt.Fprintf(b, "    %s:%d\n", visible(path), at)
		for _, line := range h.Lines {
			fmt.Fprintf(b, "      %s\n", line)
		}
	}
}

// driftEdits prints what was edited by hand; of what does not count, the name.
func driftEdits(b *strings.Builder, edits []editSummary) {
	for _, e := range edits {
		how := "edited by hand"
		if e.Deleted {
			how = "deleted by hand"
		}
		switch {
		case e.Accepted:
			how += ", and accepted"
		case e.Pins:
			how = "only image digests changed"
		}
		fmt.Fprintf(b, "edits: %s is %s\n", visible(e.Path), how)
		if !e.Deleted && e.counts() {
			printHunks(b, e.Path, e.Hunks, nil)
		}
	}
}

// driftBreaches prints the rules that edits break.
func driftBreaches(b *strings.Builder, breaches []flow.Breach) {
	for _, f := range breaches {
		if f.Counts() {
			fmt.Fprintf(b, "rules: %s: %s\n", f.Severity, f.Finding)
		}
	}
}
