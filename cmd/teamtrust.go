package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// UntrustedError is a pack that may not be used, or that nobody decided on yet.
type UntrustedError struct {
	Ref, Reason string
	// Resolved, Tree and Signer are what it is; Signer is "" for nobody known.
	Resolved, Tree, Signer string
	// Line is the item that would give trust in the file File; both empty where no line does.
	Line, File string
}

// Error names the pack and the reason.
func (e *UntrustedError) Error() string {
	return fmt.Sprintf("the pack %s is not trusted: %s", e.Ref, e.Reason)
}

// within reports whether a file lies in the repository of a directory: below the directory, or below the folder of git that
// holds it. Whoever can change a repository could give trust there.
func within(dir, file string) bool {
	root := gitRoot(absolute(dir))
	for _, pair := range [][2]string{{root, absolute(file)}, {realPath(root), realPath(file)}, {realPath(root), filepath.Join(realPath(filepath.Dir(file)), filepath.Base(file))}} {
		if rel, err := filepath.Rel(pair[0], pair[1]); err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return false
}

// gitRoot gives the folder that holds .git, at or above a directory; the directory itself where there is none.
func gitRoot(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// realPath gives a path without links; the path itself where it cannot be followed.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(absolute(path)); err == nil {
		return real
	}
	return absolute(path)
}

// trustSettings reads the files that say what is trusted: the user's, the machine's, and that of MSGEN_CONFIG. Files of the
// repository in dir are left out, with a note; dir is "" where no repository is in play.
func trustSettings(env Env, dir string) ([]pack.Trust, error) {
	given := env.Getenv("MSGEN_CONFIG")
	files, err := pack.TrustFiles(given)
	if err != nil {
		return nil, err
	}
	var all []pack.Trust
	for i, name := range files {
		if dir != "" && within(dir, name) {
			if name == given {
				continue // told where it would decide, see settled
			}
			if _, err := os.Lstat(name); err == nil {
				fmt.Fprintf(env.Err, "note: %s is a file of the repository, so its settings are ignored\n", name)
			}
			continue
		}
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

// settled refuses a file of settings that MSGEN_CONFIG names and that lies in the repository.
func (g *gathering) settled() error {
	given := g.env.Getenv("MSGEN_CONFIG")
	if given == "" || !within(g.dir, given) {
		return nil
	}
	return &codeError{exitTrust, hint.With(fmt.Errorf("MSGEN_CONFIG names %s, a file of the repository, and nothing in a repository gives trust", given),
		"put the file elsewhere, as /etc/msgen/config.yaml")}
}

// contact settles whether a server may be asked for a pack: not before its source is trusted, or a person says so.
func (g *gathering) contact(ref pack.Ref) error {
	d := pack.DecideSource(pack.Proposed{Resolved: pack.Resolved{Ref: ref}, Dir: g.dir}, g.settings)
	if err := g.settled(); err != nil {
		return err
	}
	if ref.Kind == pack.Folder || d.Answer == pack.Trusted {
		return nil
	}
	text := lockName(ref)
	refused := &UntrustedError{Ref: text, Reason: d.Reason, Line: d.Line, File: d.File}
	if d.Answer == pack.Refused || g.asker == nil {
		return g.untrusted(refused, text)
	}
	answer, err := g.asker.Choose(choice.Ask{Text: fmt.Sprintf("Nobody trusts %s yet. Contact it to see the pack", d.Line), Default: "no", Options: []choice.Offer{
		{Value: "no", Why: "stop here; nothing is written"},
		{Value: "yes", Why: "fetch the pack and show what it brings; nothing of it is used yet"},
	}})
	if err == nil && answer != "yes" {
		err = &codeError{exitTrust, refused}
	}
	return err
}

// untrusted is the error of a pack that may not be used, with what would give trust.
func (g *gathering) untrusted(refused *UntrustedError, ref string) error {
	hints := []string{"msgen pack verify " + choice.QuoteWord(ref) + " shows what it brings and who signed it"}
	if refused.Line != "" {
		hints = []string{"msgen pack trust " + choice.QuoteWord(refused.Line), fmt.Sprintf("or this line below trust: in %s: - %s", refused.File, refused.Line), hints[0]}
	}
	return &codeError{exitTrust, hint.With(refused, hints...)}
}

// judged gives the answer of all settings on a pack.
func (g *gathering) judged(c candidate) pack.Decision {
	was := pack.Recorded{Resolved: c.recorded.Resolved, Tree: c.recorded.Tree, Signer: c.recorded.Signer}
	if c.by.name == "" && c.by.byLock != "" {
		was.Signer = "" // it is the same key still; that it is in the lock makes it nobody's word
	}
	return pack.Decide(pack.Proposed{Resolved: c.got, Signer: c.by.name, Dir: g.dir}, g.settings, was)
}

// decide settles whether a pack may be used. Where a person must decide, one is asked, with all that the pack brings before
// the eyes; where nobody can be asked, the line that would give trust is named.
func (g *gathering) decide(c candidate) error {
	d := g.judged(c)
	refused := &UntrustedError{Ref: c.Origin, Reason: d.Reason, Resolved: c.got.Resolved, Tree: c.got.Tree, Signer: c.by.name, Line: d.Line, File: d.File}
	switch {
	case d.Answer == pack.Trusted:
		return nil
	case d.Answer == pack.Refused || g.asker == nil:
		return g.untrusted(refused, c.Origin)
	}
	printPack(g.env.Err, c.Pack, c.got, c.by)
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
