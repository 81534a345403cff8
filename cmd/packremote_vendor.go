package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// vendorSummary is what was vendored.
type vendorSummary struct {
	Schema  string          `json:"schema"`
	Packs   []vendoredPack  `json:"packs"`
	Changes []change.Change `json:"changes"`
	// Undo is the command that takes all of it back; empty where nothing was written.
	Undo string `json:"undo,omitempty"`
}

// vendoredPack is a pack that lies in the repository now.
type vendoredPack struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// From is the reference that .msgen.yaml had, Resolved the content that it meant, Ref the folder.
	From     string `json:"from"`
	Resolved string `json:"resolved"`
	Ref      string `json:"ref"`
	Tree     string `json:"tree"`
}

// vendorRun is one run of pack vendor.
type vendorRun struct {
	env   Env
	flags packFlags
	json  bool
	r     *repository
	g     *gathering
	sum   vendorSummary
	files []change.File
}

func newPackVendor(env Env) *cobra.Command {
	r := &vendorRun{env: env}
	c := command("pack-vendor", &cobra.Command{
		Use: "vendor [REF…]",
		RunE: func(_ *cobra.Command, args []string) error {
			return failed(env, r.json, inRepository(env, nil, true, func(repo *repository) error { return r.run(repo, args) }))
		},
	})
	c.Flags().BoolVar(&r.flags.offline, "offline", false, "use only the cache")
	c.Flags().BoolVar(&r.json, "json", false, "print JSON")
	return c
}

// run fetches, writes and prints.
func (r *vendorRun) run(repo *repository, names []string) (err error) {
	r.r, r.sum = repo, vendorSummary{Schema: "msgen.pack-vendor/v1", Packs: []vendoredPack{}, Changes: []change.Change{}}
	if r.g, err = gather(r.env, absolute(r.r.root.Name()), r.r.lock, r.flags); err != nil {
		return err
	}
	if r.env.canAsk(false) && !r.json {
		r.g.asker = asker(r.env, false)
	}
	refs, err := r.wanted(names)
	if err != nil {
		return err
	}
	packs := slices.Clone(r.r.config.Packs)
	for _, text := range refs {
		folder, err := r.one(text)
		if err != nil {
			return err
		}
		packs[slices.Index(packs, text)] = folder
	}
	if len(refs) > 0 {
		if err := r.write(packs); err != nil {
			return err
		}
	}
	return r.print()
}

// wanted gives the references of .msgen.yaml that are meant: all that are no folder, or those that are named.
func (r *vendorRun) wanted(names []string) ([]string, error) {
	var refs []string
	for _, text := range r.r.config.Packs {
		ref, err := pack.ParseRef(text)
		if err != nil {
			return nil, err
		}
		name := r.g.recorded(lockName(ref)).Name
		i := slices.IndexFunc(names, func(n string) bool {
			named, err := pack.ParseRef(n)
			return n == text || n == name || err == nil && named == ref
		})
		if len(names) == 0 && ref.Kind != pack.Folder || i >= 0 {
			refs = append(refs, text)
		}
		if i >= 0 {
			names = slices.Delete(slices.Clone(names), i, i+1)
			if len(names) == 0 {
				break
			}
		}
	}
	switch {
	case len(r.r.config.Packs) == 0:
		return nil, hint.With(errors.New(config.Name+" names no pack"), "add one with msgen init --pack REF")
	case len(names) > 0:
		return nil, hint.With(fmt.Errorf("%s is not among the packs of %s", names[0], config.Name), "msgen init --pack "+choice.QuoteWord(names[0])+" takes it")
	}
	return refs, nil
}

// one takes a pack with what it extends, and gives the folder of the pack itself.
func (r *vendorRun) one(text string) (string, error) {
	ref, err := pack.ParseRef(text)
	if err != nil {
		return "", err
	}
	top, err := r.g.one(ref)
	if err != nil {
		return "", err
	}
	row, err := pack.Chain(top, r.g.extended)
	if err != nil {
		return "", err
	}
	folder := ""
	for _, p := range row {
		if folder, err = r.take(p); err != nil {
			return "", err
		}
	}
	return folder, nil // the top is last
}

// take puts the files of a pack among those to write, and takes those away that lie there and are none of it.
func (r *vendorRun) take(p *pack.Pack) (string, error) {
	dir := path.Join(pack.VendorDir, p.Name)
	ref := "./" + dir
	if origin, err := pack.ParseRef(p.Origin); err == nil && origin.Kind == pack.Folder && !path.IsAbs(origin.Path) {
		return p.Origin, nil // it is in the repository already
	}
	i := slices.IndexFunc(r.g.found, func(known lock.Pack) bool { return known.Ref == p.Origin })
	if slices.ContainsFunc(r.sum.Packs, func(v vendoredPack) bool { return v.Ref == ref }) {
		return ref, nil
	}
	files := contents(p, dir+"/")
	mine := map[string]bool{}
	for _, f := range files {
		mine[f.Path] = true
	}
	err := fs.WalkDir(r.r.root.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !d.IsDir() && !mine[name]:
			files = append(files, change.File{Path: name, Delete: true})
		}
		return nil
	})
	r.files = append(r.files, files...)
	r.sum.Packs = append(r.sum.Packs, vendoredPack{p.Name, p.Version, p.Origin, r.g.found[i].Resolved, ref, r.g.found[i].Tree})
	return ref, err
}

// write writes the folders, the user's file and the lock.
func (r *vendorRun) write(packs []string) error {
	text, err := config.Set(r.r.configText, []string{"packs"}, config.List(packs...))
	if err != nil {
		return err
	}
	files := append(r.files, change.File{Path: config.Name, Data: text, Exact: true, Looked: true, Seen: r.r.configText})
	if r.r.lock != nil {
		text, err := r.relocked().Marshal(r.r.lockText)
		if err != nil {
			return err
		}
		files = append(files, change.File{Path: lock.Name, Data: text, Exact: true, Looked: true, Seen: r.r.lockText})
	}
	all, err := change.Compute(r.r.root.FS(), files)
	if err != nil {
		return err
	}
	r.sum.Changes = slices.DeleteFunc(all, func(c change.Change) bool { return c.Kind == change.Same })
	if len(r.sum.Changes) == 0 {
		return nil
	}
	r.sum.Undo = undoCommand(r.env, r.r.root, r.sum.Changes)
	return r.r.write(r.env, r.sum.Changes)
}

// relocked gives the lock in which the vendored packs are folders; all else stays.
func (r *vendorRun) relocked() *lock.Lock {
	next := *r.r.lock
	next.Packs = slices.Clone(next.Packs)
	for i, was := range next.Packs {
		for _, v := range r.sum.Packs {
			if was.Ref == v.From && was.Tree == v.Tree {
				next.Packs[i].Ref = v.Ref
			}
		}
	}
	return &next
}

// print says what lies where now.
func (r *vendorRun) print() error {
	if r.json {
		return printJSON(r.env.Out, r.sum)
	}
	for _, p := range r.sum.Packs {
		fmt.Fprintf(r.env.Out, "VENDORED %s %s into %s\n  from: %s\n  tree: %s\n", p.Name, p.Version, p.Ref, p.Resolved, p.Tree)
	}
	if len(r.sum.Packs) == 0 {
		fmt.Fprintln(r.env.Err, "all packs are already in the repository")
	}
	if r.sum.Undo != "" {
		fmt.Fprintf(r.env.Err, "undo: %s\n", r.sum.Undo)
	}
	return nil
}
