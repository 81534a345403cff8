package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// packShowReport is what pack show says, for machines.
type packShowReport struct {
	Schema      string   `json:"schema"`
	Ref         string   `json:"ref"`
	Resolved    string   `json:"resolved"`
	Tree        string   `json:"tree"`
	Name        string   `json:"name"`
	Version     string   `json:"version"`
	Description string   `json:"description"`
	Msgen       string   `json:"msgen,omitempty"`
	Extends     string   `json:"extends,omitempty"`
	Stacks      []string `json:"stacks,omitempty"`
	// Signer is who signed it, "" for nobody known.
	Signer string `json:"signer"`
	// Trust says whether it may be used here: "trusted", "needs a person" or "refused"; Because is why.
	Trust   pack.Answer `json:"trust"`
	Because string      `json:"because"`
	// Deprecated is what the pack says of its end, "" for nothing.
	Deprecated string `json:"deprecated,omitempty"`
	// Changes say in one line each what it changes.
	Changes []string `json:"changes"`
}

func newPackShow(env Env) *cobra.Command {
	flags, asJSON := packFlags{}, false
	c := command("pack-show", &cobra.Command{
		Use:  "show REF",
		Args: oneArg("one reference"),
		RunE: func(_ *cobra.Command, args []string) error {
			return failed(env, asJSON, packShow(env, args[0], flags, asJSON))
		},
		ValidArgsFunction: completeRefs(env),
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&flags.offline, "offline", false, "use only packs in folders and in the cache")
	return c
}

// packShow fetches, reads and prints a pack.
func packShow(env Env, text string, flags packFlags, asJSON bool) error {
	g, err := gather(env, surrounding(env, env.Dir), nil, flags)
	if err != nil {
		return err
	}
	if text, err = g.fromHere(text); err != nil {
		return err
	}
	ref, err := pack.ParseRef(text)
	if err != nil {
		return err
	}
	c, err := g.look(ref)
	if err != nil {
		return err
	}
	d := g.judged(c)
	if asJSON {
		return printJSON(env.Out, showReport(c, d))
	}
	printPack(env.Out, c.Pack, c.got, c.by)
	out := env.Out
	if c.Deprecated != nil {
		fmt.Fprintf(out, "  %-10s %s\n", "deprecated", deprecation(c.Pack))
	}
	_, err = fmt.Fprintf(out, "  %-10s %s: %s\n", "trust", d.Answer, d.Reason)
	return err
}

// showReport is what show says of a pack.
func showReport(c candidate, d pack.Decision) packShowReport {
	report := packShowReport{Schema: "msgen.pack-show/v1", Ref: c.got.Ref.String(), Resolved: c.got.Resolved, Tree: c.got.Tree, Name: c.Name,
		Version: c.Version, Description: c.Description, Msgen: c.Msgen.String(), Extends: c.Extends, Stacks: c.Manifest.Stacks, Signer: c.by.name,
		Trust: d.Answer, Because: d.Reason, Deprecated: deprecation(c.Pack), Changes: packChanges(c.Pack)}
	if report.Changes == nil {
		report.Changes = []string{}
	}
	return report
}

// deprecation says what a pack says of its end, "" for nothing.
func deprecation(p *pack.Pack) string {
	d := p.Deprecated
	if d == nil {
		return ""
	}
	text := "since " + d.Since
	if d.Message != "" {
		text += ": " + d.Message
	}
	if d.ReplacedBy != "" {
		text += "; replaced by " + d.ReplacedBy
	}
	return text
}

// packListReport is what pack list says, for machines.
type packListReport struct {
	Schema string      `json:"schema"`
	Packs  []packEntry `json:"packs"`
}

// packEntry is one pack that a repository lists or extends. What nobody fetched yet has a reference alone.
type packEntry struct {
	Ref      string `json:"ref"`
	Resolved string `json:"resolved,omitempty"`
	Name     string `json:"name,omitempty"`
	Version  string `json:"version,omitempty"`
	Tree     string `json:"tree,omitempty"`
	Signer   string `json:"signer,omitempty"`
	// Listed says that .msgen.yaml names it; another one is extended by one that is.
	Listed bool `json:"listed"`
	// Newer is what the reference means now, where --remote asked and it is something else than what is resolved.
	Newer string `json:"newer,omitempty"`
	// NotAsked says why --remote did not ask; empty where it did.
	NotAsked string `json:"notAsked,omitempty"`
}

func newPackList(env Env) *cobra.Command {
	flags, asJSON := packFlags{}, false
	c := command("pack-list", &cobra.Command{
		Use:  "list [DIR]",
		Args: oneDir,
		RunE: func(_ *cobra.Command, args []string) error {
			return failed(env, asJSON, inRepository(env, args, false, func(r *repository) error { return packList(env, r, flags, asJSON) }))
		},
		ValidArgsFunction: completeDirs,
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&flags.remote, "remote", false, "ask the sources for newer versions")
	return c
}

// packList prints the packs of a repository.
func packList(env Env, r *repository, flags packFlags, asJSON bool) error {
	report := packListReport{"msgen.pack-list/v1", r.entries()}
	if flags.remote {
		if err := r.newerOf(env, report.Packs, flags); err != nil {
			return err
		}
	}
	if asJSON {
		return printJSON(env.Out, report)
	}
	out := env.Out
	for _, e := range report.Packs {
		switch {
		case e.Name == "":
			fmt.Fprintf(out, "%s  (not in %s yet)\n", e.Ref, lock.Name)
		case e.Listed:
			fmt.Fprintf(out, "%s %s  %s\n", e.Name, e.Version, e.Resolved)
		default:
			fmt.Fprintf(out, "%s %s  %s  (extended)\n", e.Name, e.Version, e.Resolved)
		}
		if e.Newer != "" {
			fmt.Fprintf(out, "  newer: %s\n", e.Newer)
		}
		if e.NotAsked != "" {
			fmt.Fprintf(out, "  %s\n", e.NotAsked)
		}
	}
	return nil
}

// entries gives the packs that the user's file lists, then those of the lock that they extend.
func (m *memory) entries() []packEntry {
	entries, listed := []packEntry{}, map[string]bool{}
	for _, ref := range m.config.Packs {
		e := entryOf(m.lock.Pack(ref), true)
		e.Ref, listed[ref] = ref, true
		entries = append(entries, e)
	}
	if m.lock != nil {
		for _, p := range m.lock.Packs {
			if !listed[p.Ref] {
				entries = append(entries, entryOf(p, false))
			}
		}
	}
	return entries
}

func entryOf(p lock.Pack, listed bool) packEntry {
	return packEntry{p.Ref, p.Resolved, p.Name, p.Version, p.Tree, p.Signer, listed, "", ""}
}

// newerOf asks where the packs come from what their references mean now.
func (r *repository) newerOf(env Env, entries []packEntry, flags packFlags) error {
	g, err := gather(env, absolute(r.root.Name()), r.lock, flags)
	if err == nil {
		err = g.settled()
	}
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		ref, err := pack.ParseRef(e.Ref)
		if err != nil {
			return err
		}
		pinned := e.Resolved
		if ref.Kind == pack.Folder {
			pinned = ""
		}
		f, why := g.quietly(ref)
		if e.NotAsked = why; why != "" {
			continue
		}
		_, got, err := f.Fetch(context.Background(), ref, pinned)
		if err != nil {
			return err
		}
		switch {
		case got.Newer != "":
			e.Newer = got.Newer
		case e.Tree != "" && got.Tree != e.Tree:
			e.Newer = got.Tree
		}
	}
	return nil
}
