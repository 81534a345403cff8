package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/verify"
)

// driftReport is what `update --check` says, for machines. Each part answers a question of its own.
type driftReport struct {
	Schema string `json:"schema"`
	// Drift tells whether anything below counts; then the exit code is 2.
	Drift bool `json:"drift"`
	// Stack is what the repository says otherwise than the lock.
	Stack []driftSummary `json:"stack"`
	// Answers is what the user's file, a variable or a flag says otherwise.
	Answers []driftSummary `json:"answers"`
	// Catalog is what msgen itself would write otherwise: its templates and its base images.
	Catalog []driftSummary `json:"catalog"`
	// Edits are the files that were edited by hand, each with its hunks.
	Edits []editSummary `json:"edits"`
	// Breaches are rules that an edit by hand broke.
	Breaches []breachSummary `json:"breaches"`
	// Blocked are files on which a person has to decide before an update can be written.
	Blocked []updateFile `json:"blocked"`
	// Fix are the commands that settle it, in this order.
	Fix []string `json:"fix"`
}

// driftSummary is what moved in one service.
type driftSummary struct {
	Service  string        `json:"service"`
	New      bool          `json:"new,omitempty"`
	Vanished bool          `json:"vanished,omitempty"`
	Facts    []factMove    `json:"facts"`
	Answers  []answerMove  `json:"answers"`
	Images   []imageMove   `json:"images"`
	Files    []fileChanges `json:"files"`
}

// factMove is a fact that is seen otherwise; without Was or Is where there is none.
type factMove struct {
	Key string     `json:"key"`
	Was *factPlace `json:"was,omitempty"`
	Is  *factPlace `json:"is,omitempty"`
}

// factPlace is a value with its evidence.
type factPlace struct {
	Value string `json:"value"`
	Path  string `json:"path,omitempty"`
	Line  int    `json:"line,omitempty"`
	Text  string `json:"text,omitempty"`
}

// answerMove is a choice that is another one.
type answerMove struct {
	Key    string `json:"key"`
	Was    string `json:"was"`
	Is     string `json:"is"`
	Source string `json:"source"`
	From   string `json:"from,omitempty"`
}

// imageMove is a base that is another one.
type imageMove struct {
	Stage string `json:"stage"`
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// fileChanges is what changes in a file.
type fileChanges struct {
	Path  string        `json:"path"`
	Hunks []change.Hunk `json:"hunks"`
}

// editSummary is a file that was edited by hand.
type editSummary struct {
	Path     string        `json:"path"`
	Service  string        `json:"service"`
	Accepted bool          `json:"accepted"`
	Deleted  bool          `json:"deleted"`
	Hunks    []change.Hunk `json:"hunks"`
}

// breachSummary is a rule that a file breaks; Accepted where the text was accepted as it is, Rendered where msgen's own
// text breaks it as well. Neither counts.
type breachSummary struct {
	verify.Finding
	Accepted bool `json:"accepted,omitempty"`
	Rendered bool `json:"rendered,omitempty"`
}

// summarise gives what moved in a service as data.
func summarise(d flow.ServiceDrift) driftSummary {
	sum := driftSummary{Service: d.Service, New: d.New, Vanished: d.Vanished, Facts: []factMove{}, Answers: []answerMove{}, Images: []imageMove{}, Files: []fileChanges{}}
	for _, f := range d.Facts {
		sum.Facts = append(sum.Facts, factMove{f.Key, placeOf(f.Old), placeOf(f.New)})
	}
	for _, a := range d.Answers {
		sum.Answers = append(sum.Answers, answerMove{a.Key, a.Old.Value, a.New.Value, a.New.Source, a.New.From})
	}
	for _, i := range d.Images {
		sum.Images = append(sum.Images, imageMove{i.Stage, i.Old, i.New})
	}
	for _, f := range d.Files {
		sum.Files = append(sum.Files, fileChanges{f.Path, f.Hunks})
	}
	return sum
}

// placeOf gives a fact as data, nil for none.
func placeOf(f *lock.Fact) *factPlace {
	if f == nil {
		return nil
	}
	return &factPlace{f.Value, f.Path, f.Line, f.Text}
}

// check is update --check: it writes nothing, and ends with 2 where anything drifted.
func (r *updateRun) check() error {
	report := r.report()
	if err := driftFormats()[r.o.format](r, report); err != nil {
		return err
	}
	if report.Drift {
		return &codeError{exitDrift, errors.New("")}
	}
	return nil
}

// driftFormats are the ways to print a report.
func driftFormats() map[string]func(*updateRun, driftReport) error {
	return map[string]func(*updateRun, driftReport) error{
		"text": (*updateRun).driftText,
		"json": func(r *updateRun, d driftReport) error { return printJSON(r.env.Out, d) },
	}
}

// checkFormat settles how --check prints.
func (r *updateRun) checkFormat() error {
	switch {
	case r.o.format != "" && !r.o.check:
		return &usageError{r.cmd.CommandPath(), errors.New("--format belongs to --check")}
	case r.o.format == "" && r.o.json:
		r.o.format = "json"
	case r.o.format == "":
		r.o.format = "text"
	}
	if driftFormats()[r.o.format] == nil {
		return &usageError{r.cmd.CommandPath(), fmt.Errorf("--format: %q is not one of text, json, github, sarif", r.o.format)}
	}
	return nil
}

// report sorts all that drifted by the question that it answers.
func (r *updateRun) report() driftReport {
	d := driftReport{Schema: "msgen.drift/v1", Stack: []driftSummary{}, Answers: []driftSummary{}, Catalog: []driftSummary{}, Edits: []editSummary{},
		Breaches: []breachSummary{}, Blocked: []updateFile{}, Fix: []string{}}
	for _, s := range r.u.Services {
		switch {
		case s.Stack():
			d.Stack = append(d.Stack, summarise(s))
		case s.Wished():
			d.Answers = append(d.Answers, summarise(s))
		default:
			d.Catalog = append(d.Catalog, summarise(s))
		}
	}
	edited := false
	for _, f := range r.u.Files {
		if f.Edited() {
			d.Edits = append(d.Edits, editSummary{f.Path, f.Service, f.Accepted, f.Yours == nil, append([]change.Hunk{}, change.Hunks(f.Base, f.Yours)...)})
			edited = edited || !f.Accepted
		}
		if f.Fate.Blocks() {
			d.Blocked = append(d.Blocked, fileOf(f))
		}
	}
	broken := false
	for _, b := range r.u.Breaches() {
		d.Breaches = append(d.Breaches, breachSummary{b.Finding, b.Accepted, b.Rendered})
		broken = broken || b.Counts()
	}
	moved := len(d.Stack)+len(d.Answers)+len(d.Catalog)+len(d.Blocked) > 0
	d.Drift = moved || edited || broken
	d.Fix = r.fix(moved, edited, broken, len(d.Blocked) > 0)
	return d
}

// fix gives the commands that settle what was found, such that each of them works in this very state.
func (r *updateRun) fix(moved, edited, broken, blocked bool) []string {
	dir := ""
	if r.r.shown != "." {
		dir = " " + shellLine([]string{r.r.shown})
	}
	var lines []string
	if name := r.first(flow.Unmerged); name != "" {
		lines = append(lines, "edit "+name+" between <<<<<<< and >>>>>>>, then msgen update"+dir)
	}
	if name := r.first(flow.Foreign); name != "" {
		lines = append(lines, "msgen adopt"+dir+" takes over "+name+" as it is; msgen update --conflict=theirs"+dir+" overwrites it")
	}
	if name := r.first(flow.Orphan); name != "" {
		lines = append(lines, "msgen update --conflict=theirs"+dir+" deletes "+name+", which nothing needs now; --conflict=ours keeps it and forgets it")
	}
	switch {
	case r.first(flow.Conflict) != "":
		lines = append(lines, "msgen update --conflict=markers"+dir)
	case moved && !blocked:
		lines = append(lines, "msgen update"+dir)
	}
	if edited || broken {
		lines = append(lines, "msgen accept"+dir)
	}
	return append([]string{}, lines...)
}

// driftText prints a report for people.
func (r *updateRun) driftText(d driftReport) error {
	var b strings.Builder
	parts := []struct {
		title string
		all   []driftSummary
	}{{"stack: the repository is another one", d.Stack}, {"answers: other answers were given", d.Answers}, {"catalog: msgen writes it otherwise now", d.Catalog}}
	for _, p := range parts {
		if len(p.all) > 0 {
			fmt.Fprintf(&b, "%s\n", p.title)
		}
		for _, s := range p.all {
			r.driftService(&b, s)
		}
	}
	driftEdits(&b, d.Edits)
	driftBreaches(&b, d.Breaches)
	for _, f := range d.Blocked {
		fmt.Fprintf(&b, "%s: %s\n", fateWords()[f.Fate][0], visible(f.Path))
	}
	if !d.Drift {
		fmt.Fprintln(r.env.Err, "no drift")
	}
	fmt.Fprint(harmless{r.env.Out}, b.String())
	if len(d.Fix) > 0 {
		return hint.With(&codeError{exitDrift, errors.New("drift")}, d.Fix...)
	}
	return nil
}

// driftService prints what moved in one service, then the lines of the files that move with it: their names alone where the
// whole service comes or goes.
func (r *updateRun) driftService(b *strings.Builder, s driftSummary) {
	i := slices.IndexFunc(r.u.Services, func(d flow.ServiceDrift) bool { return d.Service == s.Service })
	for _, line := range driftLines(r.u.Services[i]) {
		fmt.Fprintf(b, "  %s: %s\n", visible(s.Service), line)
	}
	if len(s.Files) == 0 {
		fmt.Fprintln(b, "    no line of the files changes with it")
	}
	for _, f := range s.Files {
		switch {
		case s.New:
			fmt.Fprintf(b, "    %s comes\n", visible(f.Path))
		case s.Vanished:
			fmt.Fprintf(b, "    %s goes\n", visible(f.Path))
		default:
			printHunks(b, f.Path, f.Hunks)
		}
	}
}

// printHunks prints the places of a file that differ.
func printHunks(b *strings.Builder, path string, hunks []change.Hunk) {
	for _, h := range hunks {
		fmt.Fprintf(b, "    %s:%d\n", visible(path), h.NewLine)
		for _, line := range h.Lines {
			fmt.Fprintf(b, "      %s\n", line)
		}
	}
}

// driftEdits prints what was edited by hand.
func driftEdits(b *strings.Builder, edits []editSummary) {
	for _, e := range edits {
		how := "edited by hand"
		if e.Deleted {
			how = "deleted by hand"
		}
		if e.Accepted {
			how += ", and accepted"
		}
		fmt.Fprintf(b, "edits: %s is %s\n", visible(e.Path), how)
		if !e.Deleted && !e.Accepted {
			printHunks(b, e.Path, e.Hunks)
		}
	}
}

// driftBreaches prints the rules that edits break.
func driftBreaches(b *strings.Builder, breaches []breachSummary) {
	for _, f := range breaches {
		if !f.Accepted && !f.Rendered {
			fmt.Fprintf(b, "rules: %s: %s\n", f.Severity, f.Finding)
		}
	}
}
