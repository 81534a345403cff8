package cmd

import (
	"fmt"
	"path"
	"slices"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// wanted gives the files to write. In a directory outside the repository the ignore file always bears the Dockerfile's
// name, since the context has no room for it.
func (r *initRun) wanted() []change.File {
	var files []change.File
	for _, f := range r.result.Files() {
		p := f.Path
		if r.u != nil && r.fate(p) == "" { // it would act on a Dockerfile that stays
			continue
		}
		if r.u == nil && path.Base(p) == ".dockerignore" {
			p = path.Join(path.Dir(p), "Dockerfile.dockerignore")
		}
		files = append(files, change.File{Path: p, Data: []byte(f.Text)})
	}
	if r.u != nil {
		for _, f := range r.u.Files {
			if f.Fate == flow.Deleted {
				files = append(files, change.File{Path: f.Path, Delete: true})
			}
		}
	}
	return files
}

// existing decides what happens to files that are there and differ: one that msgen wrote and nobody edited is written anew,
// --force overwrites, a person is asked, else nothing is written at all.
func (r *initRun) existing() error {
	r.kept = map[string]bool{}
	var differ, alone []string
	known := false
	for i, c := range r.files {
		fate := r.fate(c.Path)
		if c.Kind != change.Update || r.o.force || fate == flow.Written {
			continue
		}
		known = known || fate != flow.Foreign && fate != ""
		answer := "keep"
		switch {
		case fate == flow.Kept, fate == flow.Adopted:
		case r.asker == nil:
			differ = append(differ, c.Path)
			continue
		default:
			var err error
			if answer, err = r.askKeep(c, fate); err != nil {
				return err
			}
		}
		r.decide(i, answer)
		if answer == "keep" && fate == flow.Foreign {
			alone = append(alone, path.Join(path.Dir(c.Path), ".dockerignore"), c.Path+".dockerignore")
		}
	}
	r.files = slices.DeleteFunc(r.files, func(c change.Change) bool { // an ignore file could hide what a kept Dockerfile copies
		dropped := c.Kind == change.Create && slices.Contains(alone, c.Path)
		if dropped && r.u != nil {
			r.u.Decide(c.Path, flow.Dropped)
		}
		return dropped
	})
	if len(differ) == 0 {
		return nil
	}
	hints := []string{"see what would change with --diff", "overwrite with --force"}
	switch {
	case known:
		hints = append([]string{"merge the changes into your edits with msgen update"}, hints...)
	case r.u != nil:
		hints = append(hints, "keep the files and let msgen merge later changes into them with msgen adopt")
	}
	return hint.With(existingError(differ), hints...)
}

// fate gives what an update would make of a file; "" where nothing is remembered.
func (r *initRun) fate(path string) flow.Fate {
	if r.u == nil {
		return ""
	}
	return r.u.Fate(path)
}

// decide lets a file be kept, merged or overwritten.
func (r *initRun) decide(i int, answer string) {
	c := &r.files[i]
	fate := map[string]flow.Fate{"keep": flow.Kept, "merge": flow.Merged, "overwrite": flow.Written}[answer]
	if r.u != nil && r.fate(c.Path) != flow.Adopted {
		text := r.u.Decide(c.Path, fate)
		if answer == "merge" {
			c.New = text
		}
	}
	if answer == "keep" {
		r.kept[c.Path] = true
		c.New, c.Kind = c.Old, change.Same
	}
}

// existingError names the files that are there.
type existingError []string

// Error lists the files.
func (e existingError) Error() string {
	text := ""
	for i, path := range e {
		if i > 0 {
			text += ", "
		}
		text += path
	}
	if len(e) == 1 {
		return text + " already exists and differs; nothing was written"
	}
	return text + " already exist and differ; nothing was written"
}

// askKeep asks what to do with one file; the diff can be looked at as often as one likes. What can be merged is merged by
// default.
func (r *initRun) askKeep(c change.Change, fate flow.Fate) (string, error) {
	ask := choice.Ask{Text: visible(c.Path) + " already exists and differs", Default: "keep", Options: []choice.Offer{
		{Value: "keep", Why: "leave it as it is"}, {Value: "diff", Why: "show what would change"}, {Value: "overwrite", Why: "write the new one"},
	}}
	if fate == flow.Merged {
		ask.Default = "merge"
		ask.Options = append([]choice.Offer{{Value: "merge", Why: "keep your edits and take what changed"}}, ask.Options...)
	}
	for {
		answer, err := r.asker.Choose(ask)
		if err != nil || answer != "diff" {
			return answer, err
		}
		fmt.Fprint(r.env.Err, change.Diff(c))
	}
}

// remember gives the changes of msgen's own files: the lock, and the user's file with what was given.
func (r *initRun) remember() error {
	if r.u == nil {
		return nil
	}
	file, differs, err := r.r.answers(r.saved())
	if err != nil {
		return err
	}
	var more []change.File
	if differs {
		more = append(more, file)
	}
	r.state, err = r.u.Remember(r.r.root.FS(), more...)
	return err
}

// saved gives what the user's file keeps: what flags and variables said, what a person answered otherwise than msgen would
// have, the services where only some were taken, and where the files go.
func (r *initRun) saved() config.Given {
	g := givenNow(r.given, r.o.service)
	g.OutputDir = r.below
	for _, text := range r.o.pack {
		if ref, err := pack.ParseRef(text); err == nil { // it was read before
			text = ref.String()
		}
		g.Packs = append(g.Packs, text)
	}
	if r.o.service != "" || r.o.stack != "" || r.talk.only != nil {
		for _, s := range r.result.Services {
			g.Only = append(g.Only, s.Stack.Name)
		}
		more := slices.ContainsFunc(r.result.Report.More, func(s detect.Stack) bool { return slices.Contains(g.Only, s.Name) })
		switch {
		case more && r.r.configText != nil && len(r.r.config.Only) == 0: // the file takes all services, and now one program more
			var all []string
			for _, s := range r.result.Report.Stacks {
				all = append(all, s.Name)
			}
			g.Only, g.More = append(all, g.Only...), true
		case !more && len(g.Only) == len(r.result.Report.Stacks):
			g.Only = nil
		}
	}
	alone := len(r.result.Report.Stacks) == 1
	for _, s := range r.result.Services {
		for key, value := range r.answered(s) {
			if alone && r.o.service == "" {
				if g.Answers == nil {
					g.Answers = map[string]string{}
				}
				g.Answers[key] = value
				continue
			}
			if g.Services == nil {
				g.Services = map[string]map[string]string{}
			}
			if g.Services[s.Stack.Name] == nil {
				g.Services[s.Stack.Name] = map[string]string{}
			}
			g.Services[s.Stack.Name][key] = value
		}
	}
	return g
}

// answered gives what a person answered for a service, but for what msgen would have taken by itself.
func (r *initRun) answered(s flow.Service) map[string]string {
	all := map[string]string{}
	for _, t := range s.Choices.Texts() { // flow left out the answers that say nothing new
		if t.Source == choice.Answer {
			all[t.Key.Name] = t.Value
		}
	}
	for _, t := range s.Said {
		if t.Source == choice.Answer && t.Value != r.r.byDefault(t.Key.Name) {
			all[t.Key.Name] = t.Value
		}
	}
	return all
}
