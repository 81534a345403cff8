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

// outsideOf refuses a file of settings that lies in the repository: whoever can change that could give trust.
func outsideOf(dir, file string) error {
	if file == "" {
		return nil
	}
	for _, pair := range [][2]string{{dir, file}, {realPath(dir), realPath(file)}} {
		rel, err := filepath.Rel(pair[0], absolute(pair[1]))
		if err == nil && filepath.IsLocal(rel) {
			return &codeError{exitTrust, hint.With(fmt.Errorf("MSGEN_CONFIG names %s, a file of the repository, and nothing in a repository gives trust", file),
				"put the file elsewhere, as /etc/msgen/config.yaml")}
		}
	}
	return nil
}

// realPath gives a path without links; the path itself where it cannot be followed.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(absolute(path)); err == nil {
		return real
	}
	return path
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
	if err := outsideOf(g.dir, g.env.Getenv("MSGEN_CONFIG")); err != nil {
		return err
	}
	d := g.judged(c)
	refused := &UntrustedError{Ref: c.Origin, Reason: d.Reason, Resolved: c.got.Resolved, Tree: c.got.Tree, Signer: c.by.name, Line: d.Line, File: d.File}
	show := "msgen pack verify " + choice.QuoteWord(c.Origin) + " shows what it brings and who signed it"
	switch d.Answer {
	case pack.Trusted:
		return nil
	case pack.Refused:
		return &codeError{exitTrust, hint.With(refused, show)}
	}
	if g.asker == nil {
		return &codeError{exitTrust, hint.With(refused, "msgen pack trust "+choice.QuoteWord(d.Line),
			fmt.Sprintf("or this line below trust: in %s: - %s", d.File, d.Line), show)}
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
