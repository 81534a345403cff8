package cmd

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
)

// printDiff prints changes; the exit code says whether there are any. msgen's own two files are named alone: what they
// say of the change is not for people.
func printDiff(env Env, all []change.Change) error {
	different := false
	for _, c := range all {
		switch {
		case c.Kind == change.Same:
			continue
		case c.Path == lock.Name || c.Path == config.Name:
			fmt.Fprintf(env.Err, "%s changes with it\n", c.Path)
		default:
			fmt.Fprint(env.Out, change.Diff(c))
		}
		different = true
	}
	return found(different)
}

// showMoves tells the person what is seen otherwise than last time, and which answers moved or stayed with it.
func (r *updateRun) showMoves() {
	if r.o.json {
		return
	}
	several := len(r.u.Result.Services) > 1
	for _, d := range r.u.Services {
		prefix := ""
		if several || d.New || d.Vanished {
			prefix = d.Service + ": "
		}
		for _, line := range driftLines(d) {
			fmt.Fprintf(r.env.Err, "%s%s\n", prefix, line)
		}
	}
	for _, f := range r.u.Files {
		for _, n := range f.Notes {
			fmt.Fprintf(r.env.Err, "note: %s: %s\n", visible(f.Path), n)
		}
	}
	for _, s := range r.u.Result.Services {
		for _, line := range stays(s) {
			fmt.Fprintf(r.env.Err, "note: %s\n", line)
		}
	}
}

// driftLines says in one line each what moved in a service: facts with their place, answers, bases.
func driftLines(d flow.ServiceDrift) []string {
	var lines []string
	switch {
	case d.New:
		lines = append(lines, "the service is new")
	case d.Vanished:
		lines = append(lines, "the service no longer exists")
	}
	told := map[string]bool{}
	for _, f := range d.Facts {
		if flow.Headline(f) || f.Key == "base" {
			told[f.Key] = flow.Headline(f)
			lines = append(lines, f.String())
		}
	}
	for _, a := range d.Answers {
		switch {
		case a.Key == "only":
			lines = append(lines, "the list of services in "+a.New.From+" changed")
		case !told[a.Key]:
			lines = append(lines, fmt.Sprintf("%s moves from %s to %s", a.Key, answerText(a.Old), answerText(a.New)))
		}
	}
	for _, i := range d.Images {
		lines = append(lines, fmt.Sprintf("the stage %s uses %s, was %s", i.Stage, i.New, i.Old))
	}
	for _, f := range d.Files {
		if f.Moved != "" {
			lines = append(lines, fmt.Sprintf("%s moves to %s", f.Moved, f.Path))
		}
	}
	if len(lines) == 0 { // nothing that people speak of, but something moves the files
		for _, f := range d.Facts {
			lines = append(lines, f.String())
		}
	}
	return lines
}

// answerText gives an answer with its source, as people read it.
func answerText(a lock.Answer) string {
	value := a.Value
	if value == "" {
		value = "none"
	}
	if a.From != "" {
		return value + " (" + a.From + ")"
	}
	return value + " (" + a.Source + ")"
}

// stays says which answers of the user's file stay though the repository says otherwise.
func stays(s flow.Service) []string {
	var lines []string
	for _, t := range s.Choices.Texts() {
		fact, known := flow.Found(s.Stack, t.Key.Name)
		if t.Given && known && fact.Value != t.Value {
			lines = append(lines, fmt.Sprintf("%s stays %s (%s), though %s says %s", t.Key.Name, t.Value, t.From, fact.Because, fact.Value))
		}
	}
	return lines
}

// showConflicts prints every place that both sides changed.
func (r *updateRun) showConflicts() {
	if r.o.json {
		return
	}
	for _, f := range r.u.Files {
		for _, c := range f.Conflicts {
			fmt.Fprintf(r.env.Err, "%s: conflict\n", visible(f.Path))
			for _, side := range []struct{ mark, text string }{{"yours", c.Yours}, {"last generated", c.Base}, {"msgen", c.Theirs}} {
				fmt.Fprintf(r.env.Err, "  %s:\n", side.mark)
				for _, line := range strings.Split(strings.TrimSuffix(side.text, "\n"), "\n") {
					fmt.Fprintf(r.env.Err, "    %s\n", line)
				}
			}
		}
	}
}

// fateWords say in one word what is made of a file, and what would be.
func fateWords() map[flow.Fate][2]string {
	return map[flow.Fate][2]string{
		flow.Same:     {"UNCHANGED", "UNCHANGED"},
		flow.Kept:     {"KEPT", "KEEP"},
		flow.Created:  {"CREATED", "WOULD CREATE"},
		flow.Written:  {"UPDATED", "WOULD UPDATE"},
		flow.Merged:   {"MERGED", "WOULD MERGE"},
		flow.Deleted:  {"DELETED", "WOULD DELETE"},
		flow.Dropped:  {"FORGOTTEN", "WOULD FORGET"},
		flow.Gone:     {"ABSENT", "ABSENT"},
		flow.Conflict: {"CONFLICT", "CONFLICT"},
		flow.Unmerged: {"UNMERGED", "UNMERGED"},
		flow.Foreign:  {"FOREIGN", "FOREIGN"},
		flow.Orphan:   {"ORPHAN", "ORPHAN"},
		flow.Adopted:  {"ADOPTED", "WOULD ADOPT"},
	}
}

// print says what was or would be done with each file.
func (r *updateRun) print(written bool) error {
	if r.o.json {
		return printJSON(r.env.Out, r.summary(written))
	}
	for _, f := range r.u.Files {
		word := fateWords()[f.Fate][1]
		if written || len(r.all) == 0 {
			word = fateWords()[f.Fate][0]
		}
		if f.Moved != "" {
			word = movedWord(f.Fate, word) + " " + visible(f.Moved) + " ->"
		}
		fmt.Fprintf(r.env.Out, "%s %s\n", word, visible(f.Path))
	}
	r.printState(written)
	if written && r.undo != "" {
		fmt.Fprintf(r.env.Err, "undo: %s\n", r.undo)
	}
	return nil
}

// printState says what was or would be done with msgen's own files, where they change.
func (r *updateRun) printState(written bool) {
	words := map[change.Kind][2]string{change.Create: fateWords()[flow.Created], change.Update: fateWords()[flow.Written]}
	for _, c := range r.all {
		if c.Path != config.Name && c.Path != lock.Name {
			continue
		}
		word := words[c.Kind][1]
		if written {
			word = words[c.Kind][0]
		}
		fmt.Fprintf(r.env.Out, "%s %s\n", word, visible(c.Path))
	}
}

// movedWord gives the word for a file that stands elsewhere now: where nothing else becomes of it, it is moved.
func movedWord(fate flow.Fate, word string) string {
	switch {
	case fate != flow.Same && fate != flow.Kept:
		return word
	case strings.HasPrefix(word, "WOULD"), word == "KEEP":
		return "WOULD MOVE"
	}
	return "MOVED"
}

// updateSummary is what update decided and did, for machines.
type updateSummary struct {
	Schema   string              `json:"schema"`
	Written  bool                `json:"written"`
	Services []flow.ServiceDrift `json:"services"`
	Packs    []packSummary       `json:"packs"`
	Files    []updateFile        `json:"files"`
	Changes  []change.Change     `json:"changes"`
	// Undo is the command that takes all of it back; empty where nothing was written.
	Undo string `json:"undo,omitempty"`
}

// updateFile is one file of an updateSummary.
type updateFile struct {
	Path      string            `json:"path"`
	Service   string            `json:"service"`
	Fate      flow.Fate         `json:"fate"`
	Edited    bool              `json:"edited"`
	Accepted  bool              `json:"accepted"`
	Conflicts []change.Conflict `json:"conflicts"`
	Notes     []string          `json:"notes"`
}

// summary collects what was decided and done.
func (r *updateRun) summary(written bool) updateSummary {
	sum := updateSummary{Schema: "msgen.update/v1", Written: written && len(r.all) > 0, Services: summaries(r.u.Services), Packs: r.packMoves(), Files: []updateFile{},
		Changes: append([]change.Change{}, r.all...), Undo: r.undo}
	for _, f := range r.u.Files {
		sum.Files = append(sum.Files, fileOf(f))
	}
	return sum
}

// fileOf gives a file of an update as data.
func fileOf(f flow.FileUpdate) updateFile {
	return updateFile{f.Path, f.Service, f.Fate, f.Edited(), f.Accepted, append([]change.Conflict{}, f.Conflicts...), append([]string{}, f.Notes...)}
}
