package cmd

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// verifySummary is what pack verify found.
type verifySummary struct {
	Schema string         `json:"schema"`
	Packs  []verifiedPack `json:"packs"`
}

// verifiedPack is a pack that was looked at.
type verifiedPack struct {
	Ref      string `json:"ref"`
	Resolved string `json:"resolved"`
	Name     string `json:"name"`
	Version  string `json:"version"`
	Tree     string `json:"tree"`
	// Signer is who signed it, by the settings of this machine; SignedBy says the same in words, or what is known without them.
	Signer   string `json:"signer,omitempty"`
	SignedBy string `json:"signedBy"`
	// Locked tells whether the lock has this very content; without a lock, or where it does not know the pack, it is false.
	Locked bool `json:"locked"`
	// Newer is what a name that is made to move means now, where a server was asked.
	Newer string `json:"newer,omitempty"`
	// Trust is "trusted", "needs a person" or "refused", and Reason why.
	Trust  pack.Answer `json:"trust"`
	Reason string      `json:"reason"`
	// Changes are what it changes: blocks, files, images, policy, stacks and questions.
	Changes []string `json:"changes"`
}

// verifyRun is one run of pack verify.
type verifyRun struct {
	env       Env
	flags     packFlags
	printTree bool
	json      bool
	told      bool // what was found is on stdout already
	g         *gathering
}

func newPackVerify(env Env) *cobra.Command {
	r := &verifyRun{env: env}
	c := command("pack-verify", &cobra.Command{
		Use:  "verify [REF|DIR]",
		Args: between(0, 1, "[REF | DIR]"),
		RunE: func(_ *cobra.Command, args []string) error {
			err := inRepository(env, nil, false, func(repo *repository) error { return r.run(repo, args) })
			return failed(env, r.json && !r.told, err)
		},
	})
	f := c.Flags()
	f.BoolVar(&r.flags.offline, "offline", false, "use only packs in folders and in the cache")
	f.BoolVar(&r.flags.remote, "remote", false, "ask the servers whether a tag moved")
	f.BoolVar(&r.printTree, "print-tree", false, "print only the text that a signature signs")
	f.BoolVar(&r.json, "json", false, "print JSON")
	return c
}

// run looks at the packs and says what it found.
func (r *verifyRun) run(repo *repository, args []string) (err error) {
	if r.g, err = gather(r.env, absolute(repo.root.Name()), repo.lock, r.flags); err != nil {
		return err
	}
	sum := verifySummary{Schema: "msgen.pack-verify/v1", Packs: []verifiedPack{}}
	if len(args) == 1 {
		sum.Packs, err = r.one(args[0])
	} else {
		sum.Packs, err = r.all(repo)
	}
	if err != nil {
		return err
	}
	if err := r.print(sum); err != nil {
		return err
	}
	r.told = true
	for _, p := range sum.Packs {
		if p.Trust == pack.Refused || p.Trust == pack.NeedsPerson && len(args) == 0 {
			return &codeError{exitTrust, hint.With(&UntrustedError{Ref: p.Ref, Reason: p.Reason}, "msgen help packs explains who can trust a pack, and where")}
		}
	}
	return nil
}

// one looks at the pack that was named: a reference of this repository's is held against the lock.
func (r *verifyRun) one(text string) ([]verifiedPack, error) {
	ref, err := packRef(r.env, text)
	if own, ownErr := pack.ParseRef(text); ownErr == nil && r.g.recorded(lockName(own)) != (lock.Pack{}) {
		ref, err = own, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := r.g.look(ref)
	if err != nil {
		return nil, err
	}
	return []verifiedPack{r.verified(c)}, nil
}

// all looks at all packs of the repository, with those that they extend.
func (r *verifyRun) all(repo *repository) ([]verifiedPack, error) {
	if len(repo.config.Packs) == 0 {
		return nil, hint.With(errors.New("this repository uses no pack"), "verify a pack with msgen pack verify REF", "add one with msgen init --pack REF")
	}
	all := []verifiedPack{}
	seen := map[string]bool{}
	if err := r.g.settled(); err != nil {
		return nil, err
	}
	asking := r.g.fetcher
	defer func() { r.g.fetcher = asking }()
	look := func(ref pack.Ref) (*pack.Pack, error) {
		r.g.fetcher = asking
		quiet, why := r.g.quietly(ref)
		r.g.fetcher = quiet
		c, err := r.g.look(ref)
		if why != "" && errors.Is(err, pack.ErrNotKept) {
			if !seen[c.text] {
				seen[c.text] = true
				all = append(all, r.notAsked(c.text, ref, why))
			}
			return nil, errNotAsked
		}
		if err == nil && !seen[c.text] {
			seen[c.text] = true
			all = append(all, r.verified(c))
		}
		return c.Pack, err
	}
	for _, text := range repo.config.Packs {
		ref, err := pack.ParseRef(text)
		if err != nil {
			return nil, err
		}
		top, err := look(ref)
		if errors.Is(err, errNotAsked) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, err := pack.Chain(top, func(from *pack.Pack, ref pack.Ref) (*pack.Pack, error) {
			ref, err := r.g.below(from, ref)
			if err != nil {
				return nil, err
			}
			return look(ref)
		}); err != nil && !errors.Is(err, errNotAsked) {
			return nil, err
		}
	}
	return all, nil
}

// errNotAsked ends the look at a chain where the server of a pack is not asked.
var errNotAsked = errors.New("not asked")

// notAsked says of a pack that nobody looked at it.
func (r *verifyRun) notAsked(text string, ref pack.Ref, why string) verifiedPack {
	was := r.g.recorded(text)
	return verifiedPack{Ref: text, Resolved: was.Resolved, Name: was.Name, Version: was.Version, SignedBy: "nobody looked", Trust: pack.Admit(ref, r.g.dir, r.g.settings).Answer, Reason: why, Changes: []string{}}
}

// verified says what a pack is.
func (r *verifyRun) verified(c candidate) verifiedPack {
	d := r.g.judged(c)
	v := verifiedPack{Ref: c.text, Resolved: c.got.Resolved, Name: c.Name, Version: c.Version, Tree: c.got.Tree, Signer: c.by.name, SignedBy: c.by.String(),
		Newer: r.g.newer[c.text], Trust: d.Answer, Reason: d.Reason, Changes: append([]string{}, packChanges(c.Pack)...)}
	v.Locked = c.recorded.Ref == c.text && c.recorded.Tree == c.got.Tree
	return v
}

// print prints what was found.
func (r *verifyRun) print(sum verifySummary) error {
	out := r.env.Out
	switch {
	case r.json:
		return printJSON(r.env.Out, sum)
	case r.printTree:
		for _, p := range sum.Packs {
			if p.Tree != "" {
				fmt.Fprintln(out, p.Tree)
			}
		}
		return nil
	}
	for _, p := range sum.Packs {
		if p.Tree == "" {
			fmt.Fprintf(out, "%s\n  %-10s %s\n", p.Ref, "trust", p.Reason)
			continue
		}
		fmt.Fprintf(out, "%s %s (%s)\n", p.Name, p.Version, p.Ref)
		locked := "differs from the lock"
		if p.Locked {
			locked = "matches the lock"
		} else if r.g.recorded(p.Ref) == (lock.Pack{}) {
			locked = "not in the lock"
		}
		for _, line := range [][2]string{{"from", p.Resolved}, {"newer", p.Newer}, {"tree", p.Tree + ", " + locked}, {"signed by", p.SignedBy}, {"trust", string(p.Trust) + ": " + p.Reason}} {
			if line[1] != "" {
				fmt.Fprintf(out, "  %-10s %s\n", line[0], line[1])
			}
		}
		for _, line := range p.Changes {
			fmt.Fprintf(out, "  %s\n", line)
		}
	}
	return nil
}
