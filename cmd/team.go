package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// packFlags are the flags of all commands that use packs.
type packFlags struct {
	offline, remote bool
	set             []string
}

// register declares the flags.
func (p *packFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&p.offline, "offline", false, "take packs from folders and from the cache alone")
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
			problem := "is not a question of a pack; there are none"
			if len(known) > 0 {
				problem = "is not a question of a pack: " + strings.Join(known, ", ")
			}
			return nil, &choice.UsageError{From: "--set", Value: key, Problem: problem}
		}
		all[key] = choice.Wish{Value: value, Source: choice.Flag, From: "--set " + key}
	}
	return all, nil
}

// UntrustedError is a pack that may not be used, or that nobody decided on yet.
type UntrustedError struct {
	Ref, Reason string
}

// Error names the pack and the reason.
func (e *UntrustedError) Error() string {
	return fmt.Sprintf("the pack %s is not trusted: %s", e.Ref, e.Reason)
}

// gathering brings the packs of a repository together.
type gathering struct {
	env      Env
	fetcher  pack.Fetcher
	dir      string // of the repository, absolute
	settings []pack.Trust
	lock     *lock.Lock // nil for none
	repin    func(ref string) bool
	asker    choice.Asker // nil where nobody can be asked
	found    []lock.Pack
	newer    map[string]string // by reference: what a name that is made to move means now
}

// gather reads the settings and prepares a gathering.
func gather(env Env, dir string, known *lock.Lock, flags packFlags) (*gathering, error) {
	cache, err := pack.CacheDir(env.Getenv("MSGEN_CACHE_DIR"))
	if err != nil {
		return nil, err
	}
	g := &gathering{env: env, dir: dir, lock: known, newer: map[string]string{},
		fetcher: pack.Fetcher{Dir: dir, Cache: cache, Offline: flags.offline || env.Getenv("MSGEN_OFFLINE") != "", Remote: flags.remote}}
	g.settings, err = trustSettings(env)
	return g, err
}

// trustSettings reads the files that say what is trusted: the user's, the machine's, and that of MSGEN_CONFIG.
func trustSettings(env Env) ([]pack.Trust, error) {
	files, err := pack.TrustFiles(env.Getenv("MSGEN_CONFIG"))
	if err != nil {
		return nil, err
	}
	var all []pack.Trust
	for i, name := range files {
		data, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) && i < 2 {
			data, err = nil, nil // nobody has to have settings; a file that was named has to be there
		}
		if err != nil {
			return nil, err
		}
		t, err := pack.ReadTrust(name, data)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
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

// extended fetches what a pack extends; a folder is relative to the pack that names it.
func (g *gathering) extended(from *pack.Pack, ref pack.Ref) (*pack.Pack, error) {
	if origin, err := pack.ParseRef(from.Origin); err == nil && origin.Kind == pack.Folder && ref.Kind == pack.Folder && !path.IsAbs(ref.Path) {
		joined := path.Join(origin.Path, ref.Path)
		if !path.IsAbs(joined) && !strings.HasPrefix(joined, "../") {
			joined = "./" + joined
		}
		if ref, err = pack.ParseRef(joined); err != nil {
			return nil, err
		}
	}
	return g.one(ref)
}

// one fetches a pack, settles whether it may be used, and reads it.
func (g *gathering) one(ref pack.Ref) (*pack.Pack, error) {
	text := ref.Base().String()
	if ref.Digest != "" {
		text = ref.String()
	}
	recorded := g.recorded(text)
	pinned := recorded.Resolved
	if g.repin != nil && g.repin(text) || ref.Kind == pack.Folder {
		pinned = ""
	}
	files, got, err := g.fetcher.Fetch(context.Background(), ref, pinned)
	if err != nil {
		var moved *pack.MovedError
		if errors.As(err, &moved) {
			return nil, &codeError{exitTrust, err}
		}
		return nil, err
	}
	if got.Newer != "" {
		g.newer[text] = got.Newer
	}
	p, err := pack.Read(files)
	if err != nil {
		return nil, fmt.Errorf("the pack %s: %w", text, err)
	}
	p.Origin = text
	if err := p.Fits(version()); err != nil {
		return nil, fmt.Errorf("the pack %s: %w", text, err)
	}
	signer, err := g.signer(files, got)
	if err != nil {
		return nil, &codeError{exitTrust, fmt.Errorf("the pack %s: %w", text, err)}
	}
	if err := g.decide(p, got, signer, recorded); err != nil {
		return nil, err
	}
	if d := p.Deprecated; d != nil {
		fmt.Fprintf(g.env.Err, "note: the pack %s is deprecated since %s: %s\n", p.Title(), d.Since, strings.TrimSpace(d.Message+" "+d.ReplacedBy))
	}
	g.found = append(g.found, lock.Pack{Ref: text, Resolved: got.Resolved, Name: p.Name, Version: p.Version, Tree: got.Tree, Signer: signer})
	return p, nil
}

// recorded gives what the lock says of a pack.
func (g *gathering) recorded(ref string) lock.Pack {
	if g.lock != nil {
		for _, p := range g.lock.Packs {
			if p.Ref == ref {
				return p
			}
		}
	}
	return lock.Pack{}
}

// signer checks the signature, by the keys of all settings, or by cosign where a setting wants that.
func (g *gathering) signer(files fs.FS, got pack.Resolved) (string, error) {
	var keys []pack.PublicKey
	for _, t := range g.settings {
		keys = append(keys, t.Signers...)
	}
	signer, _, err := pack.Signer(files, got.Tree, keys)
	if err != nil || signer != "" {
		return signer, err
	}
	for _, t := range g.settings {
		if t.Keyless == nil {
			continue
		}
		ref, err := pack.ParseRef(got.Resolved)
		if err != nil || ref.Kind != pack.OCI {
			continue
		}
		return pack.VerifyKeyless(context.Background(), ref, *t.Keyless, nil)
	}
	return "", nil
}

// decide settles whether a pack may be used. Where a person must decide, one is asked, with all that the pack brings before
// the eyes; where nobody can be asked, the line that would give trust is named.
func (g *gathering) decide(p *pack.Pack, got pack.Resolved, signer string, recorded lock.Pack) error {
	d := pack.Decide(pack.Proposed{Resolved: got, Signer: signer, Dir: g.dir}, g.settings,
		pack.Recorded{Resolved: recorded.Resolved, Tree: recorded.Tree, Signer: recorded.Signer})
	refused := &UntrustedError{Ref: p.Origin, Reason: d.Reason}
	switch d.Answer {
	case pack.Trusted:
		return nil
	case pack.Refused:
		return &codeError{exitTrust, hint.With(refused, "msgen pack show "+choice.QuoteWord(p.Origin)+" shows what it brings")}
	}
	if g.asker == nil {
		return &codeError{exitTrust, hint.With(refused, "msgen pack trust "+choice.QuoteWord(d.Line),
			fmt.Sprintf("or this line below trust: in %s: - %s", d.File, d.Line), "msgen pack show "+choice.QuoteWord(p.Origin)+" shows what it brings")}
	}
	printPack(g.env.Err, p, got, signer)
	answer, err := g.asker.Choose(choice.Ask{Text: "Trust packs from " + d.Line, Default: "no", Options: []choice.Offer{
		{Value: "no", Why: "stop here; nothing is written"},
		{Value: "yes", Why: "remember it in " + d.File},
	}})
	if err != nil {
		return err
	}
	if answer != "yes" {
		return &codeError{exitTrust, refused}
	}
	source, err := pack.ParseSource(d.Line)
	if err != nil {
		return err
	}
	return g.trust(d.File, source)
}

// trust writes a source into a file of settings, and into what was read of it.
func (g *gathering) trust(file string, source pack.Source) error {
	if err := addTrust(file, source); err != nil {
		return err
	}
	for i := range g.settings {
		if g.settings[i].Path == file {
			g.settings[i].Sources = append(g.settings[i].Sources, source)
		}
	}
	return nil
}

// absolute gives the directory of an open root as an absolute path.
func absolute(dir string) string {
	if full, err := filepath.Abs(dir); err == nil {
		return full
	}
	return dir
}
