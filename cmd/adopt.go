package cmd

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/verify"
)

func newAdopt(env Env) *cobra.Command {
	dryRun, asJSON := false, false
	service := ""
	flags, packs := wishFlags{}, packFlags{}
	c := command("adopt", &cobra.Command{
		Use:  "adopt [DIR]",
		Args: oneDir,
		RunE: func(c *cobra.Command, args []string) error {
			if service == "" {
				service = env.Getenv(variable("service"))
			}
			return failed(env, asJSON, inRepository(env, args, !dryRun, func(r *repository) error {
				return adopt(env, r, service, flags.wishes(env, c), packs, dryRun, asJSON)
			}))
		},
	})
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
	// Findings are the problems in the files on disk.
	Findings []fixable `json:"findings"`
}

// fixable is a finding with what the rule asks for.
type fixable struct {
	verify.Finding
	Fix string `json:"fix"`
}

// fixables gives the problems in files that msgen did not write.
func fixables(u *flow.Update) []fixable {
	all := []fixable{}
	for _, b := range u.Breaches() {
		if b.Rendered || u.Fate(b.Path) != flow.Adopted {
			continue
		}
		one := fixable{Finding: b.Finding}
		for _, rule := range verify.Rules() {
			if rule.ID == b.Rule {
				one.Fix = rule.Summary
			}
		}
		all = append(all, one)
	}
	return all
}

// showFixables prints them.
func showFixables(w io.Writer, found []fixable) {
	for _, f := range found {
		fmt.Fprintf(w, "%s: %s\n", f.Severity, f.Finding)
		if f.Fix != "" {
			fmt.Fprintf(w, "  fix: %s\n", f.Fix)
		}
	}
}

// adoptedFile is a file on disk with what msgen would change in it.
type adoptedFile struct {
	Path  string        `json:"path"`
	Fate  flow.Fate     `json:"fate"`
	Hunks []change.Hunk `json:"hunks"`
}

// adopt shows the difference and records what is on disk.
func adopt(env Env, r *repository, service string, wishes choice.Wishes, packs packFlags, dryRun, asJSON bool) error {
	err := r.gather(env, packs, nil)
	if err != nil {
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
	sum := adoptSummary{Schema: "msgen.adopt/v1", Recorded: recorded, Files: []adoptedFile{}, Findings: fixables(u)}
	for _, f := range u.Files {
		if f.Yours != nil {
			sum.Files = append(sum.Files, adoptedFile{f.Path, f.Fate, filled(change.Hunks(f.Yours, f.Theirs))})
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
	showFixables(env.Err, sum.Findings)
	for _, f := range u.Files {
		if word := fateWords()[f.Fate]; recorded {
			fmt.Fprintf(env.Err, "%s %s\n", word[0], visible(f.Path))
		} else {
			fmt.Fprintf(env.Err, "%s %s\n", word[1], visible(f.Path))
		}
	}
	return nil
}
