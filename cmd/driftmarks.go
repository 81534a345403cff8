package cmd

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/verify"
)

// driftMark is one drift at a place of the repository, as a review shows it beside the line.
type driftMark struct {
	// rule is what it is called: "drift/stack", "MS012"; level is error, warning or note.
	rule, level string
	// path is relative to the working directory, with slashes; line counts from 1.
	path string
	line int
	text string
	// same is what makes it the same drift in another run, wherever its line has moved to.
	same string
}

// The rules of drift itself.
const (
	ruleStack    = "drift/stack"
	ruleAnswers  = "drift/answers"
	ruleCatalog  = "drift/catalog"
	rulePacks    = "drift/packs"
	ruleEdit     = "drift/edit"
	ruleConflict = "drift/conflict"
	ruleSyntax   = "drift/syntax"
)

// marks gives all that counts in a report, each at its place, in the order of the report.
func (r *updateRun) marks(d driftReport) []driftMark {
	var all []driftMark
	for _, s := range d.Stack {
		all = append(all, r.stackMarks(s)...)
	}
	for _, s := range d.Answers {
		all = append(all, r.answerMarks(s)...)
	}
	all = append(all, r.packMarks(d)...)
	for _, s := range d.Catalog {
		all = append(all, catalogMarks(s, d)...)
	}
	all = append(all, d.Policy.marks()...)
	for _, e := range d.Edits {
		if e.counts() {
			all = append(all, editMarks(e)...)
		}
	}
	for _, b := range d.Breaches {
		if !b.Accepted && !b.Rendered {
			all = append(all, breachMark(b))
		}
	}
	for _, f := range r.u.Files {
		all = append(all, blockMarks(f)...)
	}
	for i := range all {
		all[i].path, all[i].line = r.fromHere(all[i].path), max(1, all[i].line)
	}
	return all
}

// fromHere gives a path of the repository as it is called from the working directory.
func (r *updateRun) fromHere(p string) string {
	if r.r.shown == "." {
		return p
	}
	if filepath.IsAbs(r.r.shown) {
		rel, err := filepath.Rel(r.env.Dir, filepath.Join(r.r.shown, filepath.FromSlash(p)))
		if err != nil || !filepath.IsLocal(rel) {
			return p
		}
		return filepath.ToSlash(rel)
	}
	return path.Join(filepath.ToSlash(r.r.shown), p)
}

// stackMarks gives a mark for each fact at its evidence; what names no place in the repository stands in the Dockerfile.
func (r *updateRun) stackMarks(s flow.ServiceDrift) []driftMark {
	file, line := firstPlace(s)
	var all []driftMark
	add := func(path string, line int, text string) {
		all = append(all, driftMark{ruleStack, "error", path, line, s.Service + ": " + text + "; " + effect(s), s.Service + "\x00" + text})
	}
	for _, f := range s.Facts {
		text := f.String()
		switch place := f.New; {
		case !flow.Headline(f):
			continue
		case place != nil && place.Path != "":
			add(place.Path, place.Line, strings.TrimPrefix(text, place.Place()))
		case f.Old != nil && slices.Contains(r.u.Result.Report.Files, f.Old.Path):
			add(f.Old.Path, f.Old.Line, strings.TrimPrefix(text, f.Old.Place()))
		default:
			add(file, line, text)
		}
	}
	switch {
	case s.New:
		file, line = r.evidence(s.Service, file)
		add(file, line, "the service is new")
	case s.Vanished:
		add(file, line, "the service no longer exists")
	case len(all) == 0:
		add(file, line, strings.Join(driftLines(s), "; "))
	}
	return all
}

// evidence gives a place that tells of a service: what speaks for its framework, manager, start or version.
func (r *updateRun) evidence(service, otherwise string) (string, int) {
	for _, s := range r.u.Result.Services {
		if s.Stack.Name != service {
			continue
		}
		for _, e := range slices.Concat(s.Stack.Framework.Because, s.Stack.Manager.Because, s.Stack.Start.Because, s.Stack.Version.Because) {
			return e.Path, e.Line
		}
	}
	return otherwise, 1
}

// firstPlace gives the first line of the files that moves: of the Dockerfile, if it is one of them.
func firstPlace(s flow.ServiceDrift) (string, int) {
	file, line := ".msgen.lock", 1
	for _, f := range s.Files {
		if len(f.Lines) > 0 {
			file, line = f.Path, f.Lines[0]
		}
		if path.Base(f.Path) == "Dockerfile" {
			break
		}
	}
	return file, line
}

// effect says which lines move with a drift.
func effect(s flow.ServiceDrift) string {
	var places []string
	for _, f := range s.Files {
		for _, line := range f.Lines {
			places = append(places, f.Path+":"+strconv.Itoa(line))
		}
	}
	if len(places) == 0 {
		return "no line of the files changes"
	}
	return "it changes " + strings.Join(places, ", ")
}

// answerMarks gives a mark for each answer at its line of the user's file; of what a flag or a variable says, in the Dockerfile.
func (r *updateRun) answerMarks(s flow.ServiceDrift) []driftMark {
	var all []driftMark
	for i, line := range driftLines(flow.ServiceDrift{Answers: s.Answers}) {
		file, at := firstPlace(s)
		a := s.Answers[i]
		if name, n, ok := strings.Cut(a.New.From, ":"); name == config.Name {
			file, at = name, r.r.config.Line(a.Key)
			if ok {
				at, _ = strconv.Atoi(n) // msgen wrote it
			}
		} else if r.r.configText != nil && !a.Given {
			file, at = config.Name, 1 // it was taken out there
		}
		all = append(all, driftMark{ruleAnswers, "error", file, at, s.Service + ": " + line + "; " + effect(s), s.Service + "\x00" + a.Key + "\x00" + a.New.Value})
	}
	return all
}

// catalogMarks gives a mark for each place of the files that msgen writes otherwise now, or for each image.
func catalogMarks(s flow.ServiceDrift, d driftReport) []driftMark {
	mark := func(path string, line int, text, same string) driftMark {
		return driftMark{ruleCatalog, "error", path, line, s.Service + ": " + text + " (" + d.writers() + ")", s.Service + "\x00" + same}
	}
	var all []driftMark
	for _, f := range s.Files {
		for i, h := range f.Hunks {
			all = append(all, mark(f.Path, f.Lines[i], "msgen now writes it differently: "+changed(h), f.Path+changed(h)))
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, line := range driftLines(s) {
		file, at := firstPlace(s)
		all = append(all, mark(file, at, line, line))
	}
	return all
}

// editMarks gives a mark for each place that was edited by hand.
func editMarks(e editSummary) []driftMark {
	if e.Deleted {
		return []driftMark{{ruleEdit, "error", e.Path, 1, e.Path + " was deleted by hand", e.Path}}
	}
	var all []driftMark
	for _, h := range e.Hunks {
		all = append(all, driftMark{ruleEdit, "error", e.Path, h.NewLine, "edited by hand: " + changed(h), e.Path + changed(h)})
	}
	return all
}

// changed gives the lines of a hunk that differ.
func changed(h change.Hunk) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(h.Lines), func(l string) bool { return strings.HasPrefix(l, " ") }), "\n")
}

// breachMark gives the mark of a broken rule.
func breachMark(b flow.Breach) driftMark {
	level := map[verify.Severity]string{verify.SeverityError: "error", verify.SeverityWarning: "warning"}[b.Severity]
	if level == "" {
		level = "note"
	}
	rule := b.Rule
	if rule == flow.Syntax {
		rule = ruleSyntax
	}
	return driftMark{rule, level, b.Path, b.Line, b.Text, b.Path + "\x00" + b.Text}
}

// blockMarks gives a mark for each place of a file on which a person has to decide.
func blockMarks(f flow.FileUpdate) []driftMark {
	mark := func(line int, text string) driftMark {
		return driftMark{ruleConflict, "error", f.Path, line, text, f.Path + "\x00" + text}
	}
	switch f.Fate {
	case flow.Unmerged:
		return []driftMark{mark(lineThatBegins(f.Yours, "<<<<<<<"), f.Path+" contains conflict markers")}
	case flow.Foreign:
		return []driftMark{mark(1, f.Path+" exists and was not written by msgen")}
	case flow.Orphan:
		return []driftMark{mark(1, f.Path+" is no longer written, but was edited by hand")}
	}
	var all []driftMark
	for _, c := range f.Conflicts {
		first, _, _ := strings.Cut(c.Yours, "\n")
		all = append(all, mark(lineThatBegins(f.Yours, first), fmt.Sprintf("both sides changed it: yours %q, msgen's %q", c.Yours, c.Theirs)))
	}
	return all
}

// lineThatBegins gives the first line that begins with a text, 1 for none.
func lineThatBegins(text []byte, begin string) int {
	for i, l := range bytes.Split(text, []byte("\n")) {
		if begin != "" && bytes.HasPrefix(l, []byte(begin)) {
			return i + 1
		}
	}
	return 1
}
