package cmd

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
)

// showStacks prints what was found, to the person; machines read --json.
func (r *initRun) showStacks() {
	if r.o.json || r.o.stdout {
		return
	}
	for _, s := range r.result.Services {
		r.showStack(s)
	}
}

// showNotes prints what a person should know: detect's notes, on the repository and on each service, and plan's, skipped services, findings.
func (r *initRun) showNotes() {
	if r.o.json {
		return
	}
	r.r.unknown(r.env, r.result.Report)
	printNotes(r.env.Err, "", r.result.Report.Notes)
	printNotes(r.env.Err, "", r.serviceNotes())
	for _, s := range r.result.Services {
		for _, f := range s.Findings {
			fmt.Fprintf(r.env.Err, "%s: %s\n", f.Severity, f)
		}
	}
	for _, s := range r.result.Skipped {
		fmt.Fprintf(r.env.Err, "note: %s is skipped: %s%s\n", s.Name, s.Refusal.Text, where(s.Refusal.Because))
	}
}

// serviceNotes gives the notes on the services. Where there are several, each note begins with the services that it concerns,
// and has the evidence of the first of them.
func (r *initRun) serviceNotes() []detect.Note {
	var all []detect.Note
	of := map[string][]string{} // the services, by the note
	for _, s := range r.result.Services {
		for _, n := range slices.Concat(s.Stack.Notes, s.Plan.Notes) {
			key := n.Text + "\n" + n.Add
			if of[key] == nil {
				all = append(all, n)
			}
			if name := visible(s.Stack.Name); !slices.Contains(of[key], name) {
				of[key] = append(of[key], name)
			}
		}
	}
	for i, n := range all {
		names := of[n.Text+"\n"+n.Add]
		if few := 3; len(names) > few+1 {
			names = append(slices.Clone(names[:few]), fmt.Sprintf("and %d more", len(names)-few))
		}
		if len(r.result.Services) > 1 {
			all[i].Text = strings.Join(names, ", ") + ": " + n.Text
		}
	}
	return all
}

// printOne prints the Dockerfile of the one service.
func (r *initRun) printOne() error {
	if n := len(r.result.Services); n != 1 {
		var names []string
		for _, s := range r.result.Services {
			names = append(names, s.Stack.Name)
		}
		return hint.With(fmt.Errorf("--stdout prints one Dockerfile, and there are %d services", n), "name one with --service: "+strings.Join(names, ", "))
	}
	for _, f := range r.result.Services[0].Files {
		if path.Base(f.Path) == "Dockerfile" {
			fmt.Fprint(r.env.Out, f.Text)
		}
	}
	return nil
}

// printDone prints what was or would be done, and what to type next.
func (r *initRun) printDone() error {
	if r.o.json {
		return printJSON(r.env.Out, r.summary())
	}
	for _, c := range append(r.files[:len(r.files):len(r.files)], r.state...) {
		fmt.Fprintf(r.env.Out, "%s %s\n", r.word(c), visible(c.Path))
	}
	if r.u != nil {
		showFixables(r.env.Err, fixables(r.u))
	}
	r.showLayers()
	for _, s := range r.result.Services {
		r.showCommands(s)
	}
	fmt.Fprintf(r.env.Err, "to repeat this without prompts:\n")
	for _, line := range r.again() {
		fmt.Fprintf(r.env.Err, "  %s\n", line)
	}
	return nil
}

// showLayers says which lines packs and the repository's own templates print, as why would, where nothing was written that
// why could be asked about.
func (r *initRun) showLayers() {
	if !r.o.dryRun {
		return
	}
	for _, s := range r.result.Services {
		for _, f := range s.Files {
			for _, b := range flow.ForeignBlocks(f) {
				fmt.Fprintf(r.env.Err, "  %s:%d  block %s of %s (%s:%d)\n", visible(f.Path), b.At, b.Block, b.Layer, b.Template, b.Line)
			}
		}
	}
}

// word says in one word what was or would be done with a file.
func (r *initRun) word(c change.Change) string {
	words := map[change.Kind]string{change.Create: "CREATED", change.Update: "UPDATED", change.Same: "UNCHANGED", change.Delete: "DELETED"}
	fresh := r.o.force || r.fate(c.Path) == flow.Written || c.Path == config.Name || c.Path == lock.Name
	switch {
	case r.fate(c.Path) == flow.Adopted && r.o.dryRun:
		return "WOULD ADOPT"
	case r.fate(c.Path) == flow.Adopted:
		return "ADOPTED"
	case r.o.dryRun && c.Kind == change.Delete:
		return "WOULD DELETE"
	case r.kept[c.Path]:
		return "KEPT"
	case r.o.dryRun && c.Kind == change.Create:
		return "WOULD CREATE"
	case r.o.dryRun && c.Kind == change.Update && fresh:
		return "WOULD UPDATE"
	case r.o.dryRun && c.Kind == change.Update:
		return "DIFFERS"
	}
	return words[c.Kind]
}
