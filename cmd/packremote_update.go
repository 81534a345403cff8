package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

func newPackUpdate(env Env) *cobra.Command {
	o := &updateOptions{wishes: wishFlags{}}
	var yes, newSigner bool
	c := command("pack-update", &cobra.Command{
		Use: "update [REF…]",
		RunE: func(c *cobra.Command, args []string) error {
			r := &updateRun{env: env, o: o, cmd: c, packs: &packUpdate{names: args, yes: yes}}
			o.packs.repin, o.packs.newSigner = r.repins, newSigner
			return r.run(nil)
		},
	})
	f := c.Flags()
	f.BoolVarP(&yes, "yes", "y", false, "do not ask before writing; grants no trust")
	f.BoolVar(&newSigner, "new-signer", false, "accept a signer other than last time, if your settings list its key")
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "list what would be written, without writing")
	f.BoolVar(&o.diff, "diff", false, "print the changes as a diff, without writing")
	f.BoolVar(&o.json, "json", false, "print decisions and results as JSON")
	f.StringVar(&o.conflict, "conflict", "", "in a conflict: markers (default on a terminal), fail (default otherwise), ours, or theirs")
	o.packs.register(c)
	return c
}

// packUpdate is what pack update wants beside what update does.
type packUpdate struct {
	names []string // references or names; all packs where there are none
	yes   bool
}

// repins reports whether a pack is asked for anew.
func (r *updateRun) repins(ref string) bool {
	if len(r.packs.names) == 0 {
		return true
	}
	return slices.ContainsFunc(r.packs.names, func(name string) bool { return r.means(name, ref) })
}

// means reports whether a word of the user means a pack: by its reference, or by the name that the lock has.
func (r *updateRun) means(word, ref string) bool {
	if named, err := pack.ParseRef(word); err == nil && lockName(named) == ref {
		return true
	}
	return r.r.lock != nil && slices.ContainsFunc(r.r.lock.Packs, func(p lock.Pack) bool { return p.Ref == ref && p.Name == word })
}

// nameable refuses words that mean no pack of this repository.
func (r *updateRun) nameable() error {
	if r.packs == nil {
		return nil
	}
	if len(r.r.config.Packs) == 0 {
		return hint.With(errors.New(config.Name+" names no pack"), "add one with msgen init --pack REF")
	}
	known := slices.Clone(r.r.config.Packs)
	if r.r.lock != nil {
		for _, p := range r.r.lock.Packs {
			known = append(known, p.Ref)
		}
	}
	for _, word := range r.packs.names {
		if !slices.ContainsFunc(known, func(ref string) bool { return r.means(word, ref) }) {
			return hint.With(fmt.Errorf("%s is not among the packs of %s", word, config.Name), "they are "+strings.Join(r.r.config.Packs, ", "))
		}
	}
	return nil
}

// packSummary is a pack that is another one than the lock has; Was or Is is missing for one that came or went.
type packSummary struct {
	Name string     `json:"name"`
	Was  *lock.Pack `json:"was,omitempty"`
	Is   *lock.Pack `json:"is,omitempty"`
	News []string   `json:"news"`
}

// packMoves gives the packs that are others than those of the lock, each with what is new in it.
func (r *updateRun) packMoves() []packSummary {
	all := []packSummary{}
	for _, m := range r.u.Packs() {
		s := packSummary{Was: m.Old, Is: m.New, News: []string{}}
		if m.Old != nil {
			s.Name = m.Old.Name
		}
		if m.New != nil {
			s.Name = m.New.Name
		}
		if m.Old != nil && m.New != nil && m.Old.Tree != m.New.Tree {
			s.News = append(s.News, r.news(*m.Old, *m.New)...)
		}
		all = append(all, s)
	}
	return all
}

// news says what differs between two contents of a pack: - and + for what it changes, ~ for files. The old content comes from
// the cache or its server; where neither has it, that is said.
func (r *updateRun) news(old, now lock.Pack) []string {
	i := slices.IndexFunc(r.r.team.Packs, func(p *pack.Pack) bool { return p.Name == now.Name })
	ref, err := pack.ParseRef(old.Resolved)
	if err != nil || i < 0 || ref.Digest == "" {
		return []string{"~ the previous version cannot be compared: a directory keeps no history"}
	}
	g, err := gather(r.env, absolute(r.r.root.Name()), nil, r.o.packs)
	if err != nil {
		return []string{"~ the previous version cannot be read: " + err.Error()}
	}
	f, _ := g.quietly(ref) // the lock may name any server
	f.Remote = false
	files, got, err := f.Fetch(context.Background(), ref, "")
	if err != nil || got.Tree != old.Tree {
		return []string{"~ the previous version is neither in the cache nor on its server"}
	}
	was, err := pack.Read(files)
	if err != nil {
		return []string{"~ the previous version cannot be read: " + err.Error()}
	}
	return packNews(was, r.r.team.Packs[i])
}

// packNews says what differs between two packs.
func packNews(was, is *pack.Pack) []string {
	var lines []string
	before, after := packChanges(was), packChanges(is)
	for _, l := range before {
		if !slices.Contains(after, l) {
			lines = append(lines, "- "+l)
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) {
			lines = append(lines, "+ "+l)
		}
	}
	for _, c := range filesChanged(treeFiles(was.FS), treeFiles(is.FS)) {
		if c.Kind == change.Update && c.Path != pack.SignatureName {
			lines = append(lines, "~ "+c.Path)
		}
	}
	return lines
}

// line says in one line what became of a pack.
func (s packSummary) line() string {
	switch {
	case s.Was == nil:
		return fmt.Sprintf("%s %s is new (%s)", s.Name, s.Is.Version, s.Is.Resolved)
	case s.Is == nil:
		return fmt.Sprintf("%s %s is no longer used (%s)", s.Name, s.Was.Version, s.Was.Resolved)
	case s.Was.Tree == s.Is.Tree && s.Was.Version == s.Is.Version:
		return fmt.Sprintf("%s %s is unchanged, but comes from %s instead of %s", s.Name, s.Is.Version, s.Is.Resolved, s.Was.Resolved)
	}
	where := s.Is.Resolved
	if s.Was.Resolved != where {
		where += ", was " + s.Was.Resolved
	}
	if s.Was.Version == s.Is.Version {
		return fmt.Sprintf("%s %s has different content now (%s)", s.Name, s.Is.Version, where)
	}
	return fmt.Sprintf("%s moves from %s to %s (%s)", s.Name, s.Was.Version, s.Is.Version, where)
}

// showPacks tells the person which packs moved, and what is new in them.
func (r *updateRun) showPacks() {
	if r.o.json {
		return
	}
	err := r.env.Err
	moves := r.packMoves()
	for _, s := range moves {
		fmt.Fprintf(err, "pack: %s\n", s.line())
		if s.Was != nil && s.Is != nil && s.Was.Signer != s.Is.Signer {
			fmt.Fprintf(err, "  signed by %s, was %s\n", named(s.Is.Signer), named(s.Was.Signer))
		}
		for _, line := range s.News {
			fmt.Fprintf(err, "  %s\n", line)
		}
	}
	if r.packs != nil && len(moves) == 0 {
		fmt.Fprintln(err, "all packs are up to date")
	}
}

// named gives a signer for people.
func named(signer string) string {
	if signer == "" {
		return "nobody known"
	}
	return signer
}

// confirm asks a person whether to take what is new in the packs; where nobody can be asked, --yes has to say so.
func (r *updateRun) confirm() error {
	if r.packs == nil || r.packs.yes || !slices.ContainsFunc(r.u.Packs(), func(m flow.PackMove) bool { return m.Old != nil }) {
		return nil
	}
	if !r.env.canAsk(false) || r.o.json {
		return &codeError{exitMissing, hint.With(errors.New("new pack versions need to be confirmed; nothing was written"),
			"see what would change with msgen pack update --diff", "confirm with msgen pack update --yes")}
	}
	answer, err := asker(r.env, false).Choose(choice.Ask{Text: "Update the packs", Default: "no", Options: []choice.Offer{
		{Value: "no", Why: "stop here; nothing is written"}, {Value: "yes", Why: "write the files and the lock"},
	}})
	if err == nil && answer != "yes" {
		err = errors.New("nothing was written")
	}
	return err
}
