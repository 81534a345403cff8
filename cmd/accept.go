package cmd

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
)

func newAccept(env Env) *cobra.Command {
	dir := "."
	c := &cobra.Command{
		Use:   "accept [FILE...]",
		Short: "Record your edits as reviewed, so that update --check no longer reports them",
		Long: `accept records your edits as they are on disk now, in the named files or in all. update --check no longer reports them or
the rules that they break, until the file or what msgen renders changes again. A merge without conflicts keeps an edit accepted.`,
		Example: `  msgen accept                 accept the edits in all files
  msgen accept Dockerfile      accept the edits in one file`,
		RunE: func(c *cobra.Command, args []string) error { return accept(env, dir, args) },
	}
	c.Flags().StringVar(&dir, "dir", ".", "the repository")
	return c
}

// accept records edits.
func accept(env Env, dir string, files []string) error {
	r, err := openRepository(env, []string{dir})
	if err != nil {
		return err
	}
	defer r.root.Close()
	if err := r.mend(env); err != nil {
		return err
	}
	u, err := r.regenerate(env, nil)
	if err != nil {
		return err
	}
	for _, b := range u.Breaches() {
		if b.Rule == flow.Syntax && (len(files) == 0 || slices.Contains(files, b.Path)) {
			return hint.With(errors.New(b.Finding.String()), "fix it first: Docker cannot build from it")
		}
	}
	next, words, err := accepted(*r.lock, u, files)
	if err != nil {
		return err
	}
	text, err := next.Marshal(r.lockText)
	if err != nil {
		return err
	}
	changes, err := change.Compute(r.root.FS(), []change.File{{Path: lock.Name, Data: text, Exact: true}})
	if err != nil {
		return err
	}
	if err := r.write(env, changes); err != nil {
		return err
	}
	for _, b := range u.Breaches() {
		if b.Counts() && (len(files) == 0 || slices.Contains(files, b.Path)) {
			fmt.Fprintf(env.Err, "note: this was accepted as well: %s: %s\n", b.Severity, b.Finding)
		}
	}
	for _, w := range words {
		fmt.Fprintln(env.Out, w)
	}
	return nil
}

// accepted gives the lock in which the edits of the named files, or of all, are accepted, and a line for each file.
func accepted(l lock.Lock, u *flow.Update, names []string) (*lock.Lock, []string, error) {
	l.Files = slices.Clone(l.Files)
	var words []string
	for _, name := range names {
		if l.File(filepath.ToSlash(filepath.Clean(name))) == nil {
			return nil, nil, hint.With(fmt.Errorf("%s is not a file that msgen wrote", name), "list the files with msgen status")
		}
	}
	for _, f := range u.Files {
		entry := l.File(f.Path)
		chosen := len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return filepath.ToSlash(filepath.Clean(n)) == f.Path })
		if entry == nil || !chosen || !f.Edited() {
			continue
		}
		if f.Fate == flow.Unmerged {
			return nil, nil, fmt.Errorf("%s still contains conflict markers", f.Path)
		}
		if entry.Absent = f.Yours == nil; !entry.Absent {
			entry.Accepted = lock.Hash(f.Yours)
		}
		words = append(words, "ACCEPTED "+visible(f.Path))
	}
	if len(words) == 0 {
		words = []string{"nothing to accept"}
	}
	return &l, words, nil
}

// regenerate renders anew with what the repository remembers; change may alter the request before.
func (r *repository) regenerate(env Env, change func(*flow.UpdateRequest)) (*flow.Update, error) {
	known, err := r.need()
	if err != nil {
		return nil, err
	}
	if err := r.gather(env, packFlags{}, nil); err != nil {
		return nil, err
	}
	r.say(env)
	req := flow.UpdateRequest{Request: r.request(r.repo, environment(env)), Lock: known, LockText: r.lockText, Packs: r.packs, Moves: r.moves(), Rewrite: r.conflicted, Version: version(),
		Conflict: flow.ConflictFail, Pins: r.config.Pins}
	if change != nil {
		change(&req)
	}
	return flow.Regenerate(req)
}

func newAdopt(env Env) *cobra.Command {
	dryRun, asJSON := false, false
	service := ""
	flags, packs := wishFlags{}, packFlags{}
	c := &cobra.Command{
		Use:   "adopt [DIR]",
		Short: "Start to manage a Dockerfile that msgen did not write",
		Long: `adopt compares what msgen would write with your Dockerfile, lists the problems that it finds in it, and records the file as
accepted. It changes nothing in it. From then on, msgen update merges later changes of the repository into it.

If there is no .dockerignore file, none is written: it could hide what your Dockerfile copies. To get one, run
msgen update --restore .dockerignore.`,
		Example: `  msgen adopt --dry-run      show problems and differences, record nothing
  msgen adopt`,
		Args: oneDir,
		RunE: func(c *cobra.Command, args []string) error {
			if service == "" {
				service = env.Getenv(variable("service"))
			}
			return failed(env, asJSON, adopt(env, args, service, flags.wishes(env, c), packs, dryRun, asJSON))
		},
	}
	c.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "show problems and differences, without recording anything")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON (see msgen schema adopt)")
	c.Flags().StringVar(&service, "service", "", "process only this service")
	flags.register(c)
	packs.register(c)
	return c
}

// adoptSummary is what adopt found and recorded, for machines.
type adoptSummary struct {
	Schema   string        `json:"schema"`
	Recorded bool          `json:"recorded"`
	Files    []adoptedFile `json:"files"`
}

// adoptedFile is a file on disk with what msgen would change in it.
type adoptedFile struct {
	Path  string        `json:"path"`
	Fate  flow.Fate     `json:"fate"`
	Hunks []change.Hunk `json:"hunks"`
}

// adopt shows the difference and records what is on disk.
func adopt(env Env, args []string, service string, wishes choice.Wishes, packs packFlags, dryRun, asJSON bool) error {
	r, err := openRepository(env, args)
	if err != nil {
		return err
	}
	defer r.root.Close()
	if !dryRun {
		if err := r.mend(env); err != nil {
			return err
		}
	}
	if err := r.gather(env, packs, nil); err != nil {
		return err
	}
	if wishes, err = r.flagsAndSet(wishes, packs); err != nil {
		return err
	}
	req := flow.UpdateRequest{Request: r.request(r.repo, wishes), Lock: r.lock, LockText: r.lockText, Packs: r.packs, Version: version(), AdoptAll: true, Conflict: flow.ConflictFail}
	req.Service = service
	u, err := flow.Regenerate(req)
	if err != nil {
		return err
	}
	found := slices.ContainsFunc(u.Files, func(f flow.FileUpdate) bool { return f.Fate == flow.Adopted || f.Fate == flow.Same || f.Base != nil })
	if !found {
		return hint.With(fmt.Errorf("there is no Dockerfile to adopt here"), "write one with msgen init")
	}
	u.Leave()
	if !dryRun {
		if err := r.record(env, u, service, wishes); err != nil {
			return err
		}
	}
	return printAdopted(env, u, !dryRun, asJSON)
}

// record writes the lock, and the user's file where there is none or an answer was given.
func (r *repository) record(env Env, u *flow.Update, service string, wishes choice.Wishes) error {
	file, differs, err := r.answers(givenNow(wishes, service))
	if err != nil {
		return err
	}
	var more []change.File
	if differs {
		more = append(more, file)
	}
	changes, err := u.Remember(r.root.FS(), more...)
	if err != nil {
		return err
	}
	return r.write(env, changes)
}

// printAdopted prints what msgen would change in each file.
func printAdopted(env Env, u *flow.Update, recorded, asJSON bool) error {
	sum := adoptSummary{Schema: "msgen.adopt/v1", Recorded: recorded, Files: []adoptedFile{}}
	for _, f := range u.Files {
		if f.Yours != nil {
			sum.Files = append(sum.Files, adoptedFile{f.Path, f.Fate, append([]change.Hunk{}, change.Hunks(f.Yours, f.Theirs)...)})
		}
	}
	if asJSON {
		return printJSON(env.Out, sum)
	}
	for _, f := range u.Files {
		if f.Fate == flow.Adopted {
			fmt.Fprint(env.Out, change.Diff(change.Change{Path: f.Path, Kind: change.Update, Old: f.Yours, New: f.Theirs}))
		}
	}
	for _, f := range u.Files {
		if word := fateWords()[f.Fate]; recorded {
			fmt.Fprintf(env.Err, "%s %s\n", word[0], visible(f.Path))
		} else {
			fmt.Fprintf(env.Err, "%s %s\n", word[1], visible(f.Path))
		}
	}
	return nil
}
