package cmd

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
)

func newAccept(env Env) *cobra.Command {
	dir := "."
	c := command("accept", &cobra.Command{
		Use: "accept [FILE...]",
		RunE: func(_ *cobra.Command, args []string) error {
			return inRepository(env, []string{dir}, true, func(r *repository) error { return accept(env, r, args) })
		},
	})
	c.Flags().StringVar(&dir, "dir", ".", "the repository")
	return c
}

// accept records edits.
func accept(env Env, r *repository, files []string) error {
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
	if _, err := apply(env, r.root, []change.File{{Path: lock.Name, Data: text, Exact: true}}); err != nil {
		return err
	}
	for _, b := range u.Breaches() {
		if b.Counts() && (len(files) == 0 || slices.Contains(files, b.Path)) {
			fmt.Fprintf(env.Err, "note: also accepted: %s: %s\n", b.Severity, b.Finding)
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
