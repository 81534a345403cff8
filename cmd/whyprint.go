package cmd

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/flow"
)

// print says the answer to a person.
func (w *whyRun) print(r whyReport) {
	if r.Absent {
		fmt.Fprintln(w.env.Err, "note: the file is not there; this is what msgen would write")
	}
	for i, k := range r.Keys {
		if i > 0 {
			fmt.Fprintln(w.env.Out)
		}
		w.printKey(k, len(r.Keys) > 1)
	}
	for _, p := range r.Parts {
		w.printPart(p)
	}
	if len(r.Edited) > 0 {
		fmt.Fprintf(w.env.Out, "differs from what msgen would write now: %s of the file on disk\n", lineList(r.Edited))
	}
	if r.Line != nil {
		w.printLine(*r.Line)
	}
}

// printLine explains one line of the file on disk.
func (w *whyRun) printLine(l whyLine) {
	fmt.Fprintf(w.env.Out, "%s:%d  %s\n", visible(l.Path), l.Line, visible(strings.TrimSpace(l.Text)))
	switch {
	case l.Origin == "outdated":
		w.row("", "msgen wrote this line but no longer would; msgen update brings the file up to date")
	case l.Origin == "hand":
		w.row("", "edited by hand")
	}
	if l.Origin == "msgen" {
		w.printExplanation(l.Explained[0])
		return
	}
	if len(l.Explained) == 0 {
		w.row("", "msgen's version has no line there")
		return
	}
	w.row("", "msgen's version of it:")
	const most = 12
	for i, e := range l.Explained {
		if i == most {
			w.row("", fmt.Sprintf("| … and %d more lines", len(l.Explained)-most))
			break
		}
		fmt.Fprintf(w.env.Out, "  | %s\n", visible(e.Text))
	}
	for _, e := range l.Explained {
		if e.Text != "" {
			w.printExplanation(e)
			break
		}
	}
}

// row prints a word and what it says.
func (w *whyRun) row(word, text string) {
	if word == "" {
		fmt.Fprintf(w.env.Out, "  %s\n", text)
		return
	}
	fmt.Fprintf(w.env.Out, "  %-9s %s\n", word, visible(text))
}

// printExplanation prints what is known of a line of msgen's.
func (w *whyRun) printExplanation(e flow.Explanation) {
	for _, why := range e.Why {
		w.row("why", why)
	}
	for _, f := range e.Values {
		w.row("value", field(f))
	}
	for _, f := range e.Conditions {
		w.row("if", f.Condition+"  ("+f.Template+")")
	}
	for _, s := range e.Choices {
		w.row("choice", said(s))
	}
	for _, s := range e.Facts {
		w.row("fact", said(s))
	}
	w.printEvidence(e.Because)
	if e.Stage != "" {
		w.row("stage", strings.TrimSuffix(e.Stage+": "+e.About, ": "))
	}
	if e.Template != "" {
		w.row("template", strings.TrimSuffix(fmt.Sprintf("%s of %s, block %s", e.Template, e.Layer, e.Block), ", block "))
	}
}

// field gives a field of the model, its value and the place in a template that reads it.
func field(f flow.Field) string {
	return strings.TrimSpace("."+f.Name+" "+f.Value) + "  (" + f.Template + ")"
}

// printEvidence prints places in the repository; of many, the first ones.
func (w *whyRun) printEvidence(because []detect.Evidence) {
	const most = 5
	for i, b := range because {
		if i == most {
			w.row("", fmt.Sprintf("%-9s and %d more places", "", len(because)-most))
			break
		}
		w.row("evidence", strings.TrimSpace(b.String()+"  "+b.Text))
	}
}

// said gives a key, its value, and where that came from.
func said(s flow.Said) string {
	from := s.From
	if from == "" || from == "auto" {
		from = s.Source
	}
	return fmt.Sprintf("%s %s  (%s)", s.Key, s.Value, from)
}

// printKey explains a choice or a fact.
func (w *whyRun) printKey(k flow.KeyExplanation, several bool) {
	name := k.Key
	if several {
		name = k.Service + ": " + name
	}
	value := k.Value
	if value == "" {
		value = "not known"
	}
	fmt.Fprintf(w.env.Out, "%s  %s\n", visible(name), visible(value))
	if k.Value != "" {
		w.row("source", strings.TrimSuffix(fmt.Sprintf("%s (%s)", k.Source, k.From), " ()"))
	}
	if k.Why != "" {
		w.row("why", k.Why)
	}
	w.printEvidence(k.Because)
	for _, l := range k.Against {
		w.row("not", fmt.Sprintf("%s  (%s)", l.Value, l.Because))
	}
	for _, o := range k.Others {
		switch {
		case o.Refused != "":
			w.row("refused", o.Value+": "+o.Refused+where(o.Because))
		default:
			w.row("or", strings.TrimSuffix(o.Value+": "+o.Why, ": ")+where(o.Because))
		}
	}
	if len(k.Lines) > 0 {
		var places []string
		for _, l := range k.Lines {
			places = append(places, l.String())
		}
		w.row("lines", strings.Join(places, ", "))
	}
	if k.Flag != "" {
		w.row("change", fmt.Sprintf("%s of msgen init and msgen update, or %s", k.Flag, k.Variable))
	}
}

// printPart explains a part of a file in two or three lines.
func (w *whyRun) printPart(p flow.Part) {
	fmt.Fprintf(w.env.Out, "%s  %s\n", visible(flow.LineRange{Path: p.Path, First: p.First, Last: p.Last}.String()), visible(strings.TrimPrefix(p.Name+": "+p.Why, ": ")))
	var words []string
	for _, list := range [][]flow.Said{p.Choices, p.Facts} {
		for _, s := range list {
			words = append(words, said(s))
		}
	}
	if len(words) > 0 {
		fmt.Fprintf(w.env.Out, "  %s\n", visible(strings.Join(words, ", ")))
	}
}

// lineList writes line numbers as runs: "lines 3, 7-9".
func lineList(lines []int) string {
	var runs []string
	for i := 0; i < len(lines); {
		j := i
		for j+1 < len(lines) && lines[j+1] == lines[j]+1 {
			j++
		}
		if runs = append(runs, fmt.Sprint(lines[i])); j > i {
			runs[len(runs)-1] += fmt.Sprintf("-%d", lines[j])
		}
		i = j + 1
	}
	if len(lines) == 1 {
		return "line " + runs[0]
	}
	return "lines " + strings.Join(runs, ", ")
}
