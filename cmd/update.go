package cmd

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
)

// updateOptions are the flags of update.
type updateOptions struct {
	dryRun, diff, json, check bool
	service, conflict, format string
	restore                   []string
	wishes                    wishFlags
	packs                     packFlags
}

func newUpdate(env Env) *cobra.Command {
	o := &updateOptions{wishes: wishFlags{}}
	c := command("update", &cobra.Command{
		Use:  "update [DIR]",
		Args: oneDir,
		RunE: func(c *cobra.Command, args []string) error {
			return (&updateRun{env: env, o: o, cmd: c}).run(args)
		},
	})
	f := c.Flags()
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "list what would be written, without writing")
	f.BoolVar(&o.diff, "diff", false, "print the changes as a diff, without writing")
	f.BoolVar(&o.json, "json", false, "print decisions and results as JSON")
	f.BoolVar(&o.check, "check", false, "write nothing; exit with 2 and a report if anything drifted")
	f.StringVar(&o.format, "format", "", "output of --check: text, json, github (annotations), or sarif")
	f.StringVar(&o.service, "service", "", "process only this service")
	f.StringVar(&o.conflict, "conflict", "", "in a conflict: markers (default on a terminal), fail (default otherwise), ours, or theirs")
	f.StringArrayVar(&o.restore, "restore", nil, "bring back this deleted file; can be repeated")
	f.BoolVar(&o.packs.remote, "remote", false, "with --check: ask the servers for newer versions of packs")
	o.wishes.register(c)
	o.packs.register(c)
	complete(env, c)
	return c
}

// updateRun is one run of update.
type updateRun struct {
	env  Env
	o    *updateOptions
	cmd  *cobra.Command
	r    *repository
	u    *flow.Update
	all  []change.Change
	undo string
	told bool // what was decided is on stdout already
	// packs is what pack update wants; nil for update itself.
	packs *packUpdate
}

// run is update from its flags to its last line.
func (r *updateRun) run(args []string) error {
	err := r.settings()
	if err == nil {
		err = inRepository(r.env, args, r.writes(), r.work)
	}
	return failed(r.env, r.o.json && !r.told, err)
}

// settings checks the flags against each other.
func (r *updateRun) settings() error {
	o := r.o
	if o.service == "" {
		o.service = r.env.Getenv(variable("service"))
	}
	for i, name := range o.restore {
		o.restore[i] = path.Clean(filepath.ToSlash(name))
	}
	if o.conflict == "" {
		o.conflict = r.env.Getenv(variable("conflict"))
	}
	if o.conflict == "" {
		o.conflict = flow.ConflictFail
		if r.env.canAsk(false) && !o.json {
			o.conflict = flow.ConflictMarkers
		}
	}
	ways := []string{flow.ConflictMarkers, flow.ConflictFail, flow.ConflictOurs, flow.ConflictTheirs}
	if !slices.Contains(ways, o.conflict) {
		return &usageError{r.cmd.CommandPath(), fmt.Errorf("--conflict: %q is not one of %s", o.conflict, strings.Join(ways, ", "))}
	}
	return r.checkFormat()
}

// writes reports whether anything may be written.
func (r *updateRun) writes() bool { return !r.o.dryRun && !r.o.diff && !r.o.check }

// work regenerates and then checks, prints or writes.
func (r *updateRun) work(repo *repository) error {
	r.r = repo
	var person choice.Asker
	if r.env.canAsk(false) && !r.o.json && !r.o.check {
		person = asker(r.env, false)
	}
	if err := r.nameable(); err != nil {
		return err
	}
	if err := r.r.gather(r.env, r.o.packs, person); err != nil {
		return err
	}
	r.r.say(r.env)
	wishes, err := r.r.flagsAndSet(r.o.wishes.wishes(r.env, r.cmd), r.o.packs)
	if err != nil {
		return err
	}
	req := flow.UpdateRequest{Request: r.r.request(r.r.repo, wishes), Lock: r.r.lock, LockText: r.r.lockText, Packs: r.r.packs, Moves: r.r.moves(), Rewrite: r.r.conflicted, Version: version(), Conflict: r.o.conflict,
		Pins: r.r.config.Pins, Restore: r.o.restore}
	req.Service = r.o.service
	if r.u, err = flow.Regenerate(req); err != nil {
		return err
	}
	r.r.unknown(r.env, r.u.Result.Report)
	if err := r.known(); err != nil {
		return err
	}
	if err := r.restorable(); err != nil {
		return err
	}
	if r.o.check {
		return r.check()
	}
	if err := violated(r.u); err != nil {
		return err
	}
	if err := r.changes(wishes); err != nil {
		return err
	}
	return r.finish(r.writes())
}

// known refuses a repository without a lock, unless all that msgen would write is there already, byte for byte.
func (r *updateRun) known() error {
	if r.r.lock != nil {
		return nil
	}
	for _, f := range r.u.Files {
		if f.Fate != flow.Same {
			_, err := r.r.need()
			return err
		}
	}
	return nil
}

// restorable refuses to restore what was not deleted.
func (r *updateRun) restorable() error {
	for _, name := range r.o.restore {
		ok := slices.ContainsFunc(r.u.Files, func(f flow.FileUpdate) bool { return f.Path == name && f.Fate == flow.Created })
		if !ok {
			return hint.With(fmt.Errorf("--restore: %s is not a deleted file that msgen wrote", name), "list the files with msgen status")
		}
	}
	return nil
}

// changes collects what is to be written: the files, the lock, and the user's file where a flag gave an answer.
func (r *updateRun) changes(wishes choice.Wishes) (err error) {
	file, differs, err := r.r.answers(givenNow(wishes, r.o.service))
	if err != nil {
		return err
	}
	var more []change.File
	if differs && (r.r.configText != nil || len(wishes) > 0) {
		more = append(more, file)
	}
	if r.all, err = r.u.Changes(r.r.root.FS(), more...); err != nil {
		return err
	}
	r.all = slices.DeleteFunc(r.all, func(c change.Change) bool { return c.Kind == change.Same })
	return nil
}

// finish prints or writes.
func (r *updateRun) finish(writes bool) error {
	if r.o.diff {
		err := printDiff(r.env, r.all)
		if err == nil && r.u.Blocked() { // no diff to show, and yet something is in the way
			err = r.conflictError(false)
		}
		return err
	}
	r.showPacks()
	r.showMoves()
	blocked := r.u.Blocked()
	if blocked && (r.o.conflict != flow.ConflictMarkers || r.unmarkable()) {
		writes = false
		r.showConflicts()
	}
	if writes && len(r.all) > 0 {
		if err := r.confirm(); err != nil {
			return err
		}
		r.undo = undoCommand(r.env, r.r.root, r.all)
		if err := r.r.write(r.env, r.all); err != nil {
			return err
		}
	}
	if err := r.print(writes); err != nil {
		return err
	}
	r.told = true
	if blocked {
		return r.conflictError(writes)
	}
	return nil
}

// unmarkable reports whether there is a decision that no marker in a file can hold.
func (r *updateRun) unmarkable() bool {
	return r.first(flow.Foreign)+r.first(flow.Unmerged)+r.first(flow.Orphan) != ""
}

// first gives the first file of a fate, "" for none.
func (r *updateRun) first(fate flow.Fate) string {
	for _, f := range r.u.Files {
		if f.Fate == fate {
			return f.Path
		}
	}
	return ""
}

// conflictError says what a person has to decide.
func (r *updateRun) conflictError(written bool) error {
	if name := r.first(flow.Foreign); name != "" {
		return &codeError{exitConflict, hint.With(fmt.Errorf("%s exists and was not written by msgen; nothing was written", name),
			"keep it and let msgen merge later changes with msgen adopt", "see what msgen would write with --diff --conflict=theirs", "overwrite it with --conflict=theirs")}
	}
	if name := r.first(flow.Unmerged); name != "" {
		return &codeError{exitConflict, hint.With(fmt.Errorf("%s still contains conflict markers; nothing was written", name),
			"resolve the places between <<<<<<< and >>>>>>>, then run msgen update")}
	}
	if name := r.first(flow.Orphan); name != "" {
		return &codeError{exitConflict, hint.With(fmt.Errorf("%s is no longer needed, but it was edited by hand; nothing was written", name),
			"delete it yourself, or with --conflict=theirs", "keep it, and stop managing it, with --conflict=ours")}
	}
	var names []string
	for _, f := range r.u.Files {
		if f.Fate.Blocks() {
			names = append(names, f.Path)
		}
	}
	list := strings.Join(names, ", ")
	if written {
		return &codeError{exitConflict, hint.With(errors.New("conflicts are marked in "+list), "resolve the places between <<<<<<< and >>>>>>>, then run msgen status")}
	}
	return &codeError{exitConflict, hint.With(errors.New("conflicts in "+list+"; nothing was written"),
		"write both sides with --conflict=markers", "take one side with --conflict=ours or --conflict=theirs")}
}
