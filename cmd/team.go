package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// packFlags are the flags of all commands that use packs.
type packFlags struct {
	offline, remote bool
	set             []string
	// repin says which packs are asked for anew, whatever the lock pins; newSigner lets another known key have signed them.
	repin     func(ref string) bool
	newSigner bool
}

// register declares the flags.
func (p *packFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&p.offline, "offline", false, "use only packs in folders and in the cache")
	f.StringArrayVar(&p.set, "set", nil, "answer a question of a pack: key=value; can be repeated")
}

// wishes gives the answers of --set.
func (p *packFlags) wishes(known []string) (choice.Wishes, error) {
	all := choice.Wishes{}
	for _, s := range p.set {
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, &choice.UsageError{From: "--set", Value: s, Problem: "is not key=value"}
		}
		if _, own := choice.KeyOf(key); !own && !slices.Contains(known, key) {
			problem := "is not a question of a pack; no pack asks any"
			if len(known) > 0 {
				problem = "is not a question of a pack: " + strings.Join(known, ", ")
			}
			return nil, &choice.UsageError{From: "--set", Value: key, Problem: problem}
		}
		all[key] = choice.Wish{Value: value, Source: choice.Flag, From: "--set " + key}
	}
	return all, nil
}

// gathering brings the packs of a repository together.
type gathering struct {
	env      Env
	fetcher  pack.Fetcher
	dir      string // of the repository, absolute
	settings []pack.Trust
	lock     *lock.Lock // nil for none
	repin    func(ref string) bool
	// newSigner lets another key that the settings know have signed a pack than last time.
	newSigner bool
	asker     choice.Asker // nil where nobody can be asked
	found     []lock.Pack
	newer     map[string]string // by reference: what a name that is made to move means now
}

// gather reads the settings and prepares a gathering.
func gather(env Env, dir string, known *lock.Lock, flags packFlags) (*gathering, error) {
	cache, err := pack.CacheDir(env.Getenv("MSGEN_CACHE_DIR"))
	if err != nil {
		return nil, err
	}
	g := &gathering{env: env, dir: dir, lock: known, newer: map[string]string{}, repin: flags.repin, newSigner: flags.newSigner,
		fetcher: fetcherFor(env, flags, dir, cache)}
	g.settings, err = trustSettings(env)
	return g, err
}

// team fetches all packs with what they extend, and combines them, lowest first.
func (g *gathering) team(refs []string) (*pack.Team, error) {
	var all []*pack.Pack
	for _, text := range refs {
		ref, err := pack.ParseRef(text)
		if err != nil {
			return nil, err
		}
		top, err := g.one(ref)
		if err != nil {
			return nil, err
		}
		row, err := pack.Chain(top, g.extended)
		if err != nil {
			return nil, err
		}
		all = append(all, row...)
	}
	return pack.Combine(all)
}

// extended fetches what a pack extends. Where a pack is asked for anew, so is what it extends.
func (g *gathering) extended(from *pack.Pack, ref pack.Ref) (*pack.Pack, error) {
	ref, err := g.below(from, ref)
	if err != nil {
		return nil, err
	}
	if above := g.repin; above != nil && above(from.Origin) {
		text := lockName(ref)
		g.repin = func(ref string) bool { return ref == text || above(ref) }
	}
	return g.one(ref)
}

// below gives what a pack extends: a folder is relative to the pack that names it, and of a vendored pack what it extends is
// vendored as well.
func (g *gathering) below(from *pack.Pack, ref pack.Ref) (pack.Ref, error) {
	origin, err := pack.ParseRef(from.Origin)
	if err != nil || origin.Kind != pack.Folder {
		return ref, nil
	}
	if ref.Kind == pack.Folder && !path.IsAbs(ref.Path) {
		joined := path.Join(origin.Path, ref.Path)
		if !path.IsAbs(joined) && !strings.HasPrefix(joined, "../") {
			joined = "./" + joined
		}
		return pack.ParseRef(joined)
	}
	if vendored(origin) {
		return g.vendoredOf(ref), nil
	}
	return ref, nil
}

// candidate is a pack that was fetched and read, and that nobody decided on yet.
type candidate struct {
	*pack.Pack
	text     string // as the lock names it
	got      pack.Resolved
	by       signedBy
	recorded lock.Pack // what the lock says of it, with the signer that it had under another name as well
}

// look fetches a pack, reads it and checks its signature.
func (g *gathering) look(ref pack.Ref) (candidate, error) {
	c := candidate{text: lockName(ref)}
	files, got, err := g.fetch(ref, c.text)
	if err != nil {
		return c, err
	}
	if c.Pack, err = pack.Read(files); err == nil {
		err = c.Fits(version())
	}
	if err != nil {
		return c, fmt.Errorf("the pack %s: %w", c.text, err)
	}
	c.Origin, c.recorded = c.text, g.recorded(c.text)
	c.got = vendoredFrom(got, c.recorded)
	c.recorded.Signer = g.signerOf(c.Name, c.recorded)
	if c.by, err = g.signer(files, got, c.recorded.Signer); err != nil {
		return c, &codeError{exitTrust, fmt.Errorf("the pack %s: %w", c.text, err)}
	}
	return c, nil
}

// one gives a pack that may be used.
func (g *gathering) one(ref pack.Ref) (*pack.Pack, error) {
	if err := g.admit(ref); err != nil {
		return nil, err
	}
	c, err := g.look(ref)
	if err == nil {
		err = g.decide(c)
	}
	if err != nil {
		return nil, err
	}
	if d := c.Deprecated; d != nil {
		fmt.Fprintf(g.env.Err, "note: the pack %s is deprecated since %s: %s\n", c.Title(), d.Since, strings.TrimSpace(d.Message+" "+d.ReplacedBy))
	}
	if !slices.ContainsFunc(g.found, func(known lock.Pack) bool { return known.Ref == c.text }) { // several may extend it
		g.found = append(g.found, lock.Pack{Ref: c.text, Resolved: c.got.Resolved, Name: c.Name, Version: c.Version, Tree: c.got.Tree, Signer: c.by.lasting()})
	}
	return c.Pack, nil
}

// lockName gives the reference under which the lock knows a pack: pinned only where the user pinned it.
func lockName(ref pack.Ref) string {
	if ref.Digest != "" {
		return ref.String()
	}
	return ref.Base().String()
}

// fetch brings the files of a pack: those that the lock pins, but for a folder and what is asked for anew.
func (g *gathering) fetch(ref pack.Ref, text string) (fs.FS, pack.Resolved, error) {
	pinned := g.recorded(text).Resolved
	if ref.Kind == pack.Folder || g.repin != nil && g.repin(text) {
		pinned = ""
	}
	files, got, err := g.fetcher.Fetch(context.Background(), ref, pinned)
	var moved *pack.MovedError
	var stray *pack.StrayError
	if errors.As(err, &moved) || errors.As(err, &stray) {
		err = &codeError{exitTrust, err}
	}
	if got.Newer != "" {
		g.newer[text] = got.Newer
	}
	return files, got, err
}

// recorded gives what the lock says of a pack.
func (g *gathering) recorded(ref string) lock.Pack { return g.lock.Pack(ref) }

// signerOf gives who signed a pack last, by the lock: under another tag and from another place it is the same pack, and
// its signer stays.
func (g *gathering) signerOf(name string, recorded lock.Pack) string {
	switch {
	case g.newSigner || g.lock == nil:
		return ""
	case recorded.Name == name:
		return recorded.Signer
	}
	if other := g.lock.PackNamed(name); other.Name != "" {
		return other.Signer
	}
	return recorded.Signer
}

// vendoredFrom gives a vendored folder the place that it came from, which the lock keeps as long as nobody changes the folder.
func vendoredFrom(got pack.Resolved, recorded lock.Pack) pack.Resolved {
	if got.Ref.Kind == pack.Folder && vendored(got.Ref) && recorded.Tree == got.Tree && recorded.Resolved != "" {
		got.Resolved = recorded.Resolved
	}
	return got
}

// vendored reports whether a reference is a folder of vendored packs.
func vendored(ref pack.Ref) bool {
	return ref.Kind == pack.Folder && strings.HasPrefix(ref.Path, "./"+pack.VendorDir+"/")
}

// absolute gives the directory of an open root as an absolute path.
func absolute(dir string) string {
	if full, err := filepath.Abs(dir); err == nil {
		return full
	}
	return dir
}
