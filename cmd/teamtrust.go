package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// UntrustedError is a pack that may not be used, or that nobody decided on yet.
type UntrustedError struct {
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
	// Resolved, Tree and Signer are what it is; Signer is "" for nobody known.
	Resolved string `json:"resolved"`
	Tree     string `json:"tree"`
	Signer   string `json:"signer,omitempty"`
	// Line is the item that gives trust below trust: in the file File; without them no line does.
	Line string `json:"trust,omitempty"`
	File string `json:"file,omitempty"`
}

// Error names the pack and the reason.
func (e *UntrustedError) Error() string {
	return fmt.Sprintf("the pack %s is not trusted: %s", e.Ref, e.Reason)
}

// outsideOf refuses a file of settings that lies in the repository: whoever can change that could give trust. The repository
// is the directory that msgen was given, and the working copy of git that it belongs to.
func outsideOf(dir, file string) error {
	if !within(workingCopy(dir), file) {
		return nil
	}
	return &codeError{exitTrust, hint.With(fmt.Errorf("the settings file %s is part of the repository, and nothing in a repository can grant trust", file),
		"if MSGEN_CONFIG names it, move the file, for example to /etc/msgen/config.yaml",
		"if HOME, XDG_CONFIG_HOME, or DOCKER_CONFIG is in the repository, set it to a directory outside")}
}

// within reports whether a path is a directory or lies below it, with or without following links.
func within(dir, name string) bool {
	for _, pair := range [][2]string{{absolute(dir), absolute(name)}, {realPath(dir), realPath(name)}} {
		rel, err := filepath.Rel(pair[0], pair[1])
		if err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return false
}

// workingCopy gives the top of the working copy of git that a directory belongs to; the directory itself outside of git. It
// only looks at names: a .git that is a file belongs to a submodule, whose working copy lies in another one.
func workingCopy(dir string) string {
	top := realPath(dir)
	for at := top; ; at = filepath.Dir(at) {
		info, err := os.Lstat(filepath.Join(at, ".git"))
		switch {
		case err == nil && info.IsDir():
			return at
		case err == nil:
			top = at
		}
		if at == filepath.Dir(at) {
			return top
		}
	}
}

// realPath gives a path without links, also where its end is not there; the path itself where it cannot be followed.
func realPath(path string) string {
	path = absolute(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if dir := filepath.Dir(path); dir != path {
		return filepath.Join(realPath(dir), filepath.Base(path))
	}
	return path
}

// maxSettings is how large a file of settings may be.
const maxSettings = 1 << 20

// trustSettings reads the files that say what is trusted: the user's, the machine's, and that of MSGEN_CONFIG.
func trustSettings(env Env) ([]pack.Trust, error) {
	files, err := pack.TrustFiles(env.Getenv("MSGEN_CONFIG"))
	if err != nil {
		return nil, err
	}
	var all []pack.Trust
	for i, name := range files {
		data, err := bounded.ReadPath(name, maxSettings)
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

// admit says whether a pack may be asked for at its place. A server that nobody trusts learns nothing: neither who asks, nor
// that there is a repository which names it. It is asked only where a person says so, who then sees what the pack brings.
func (g *gathering) admit(ref pack.Ref) error {
	if err := g.settled(); err != nil {
		return err
	}
	d := pack.Admit(ref, g.dir, g.settings)
	if d.Answer == pack.Trusted || ref.Host == "" || g.fetcher.Offline {
		return nil
	}
	refused := &UntrustedError{Ref: lockName(ref), Reason: d.Reason, Line: d.Line, File: d.File}
	if d.Answer == pack.Refused || g.asker == nil {
		return g.refuse(refused, d)
	}
	answer, err := g.asker.Choose(choice.Ask{Text: "Ask " + ref.Host + " for the pack " + lockName(ref), Default: "no", Options: []choice.Offer{
		{Value: "no", Why: "stop here; nothing is written"},
		{Value: "yes", Why: "download it and show its content, without trusting it"},
	}})
	if err == nil && answer != "yes" {
		err = g.refuse(refused, d)
	}
	return err
}

// quietly gives the fetcher for a pack that the repository names and no person: the server of a source that is not trusted is
// not asked. Why says so, as a part of a sentence; it is "" for a source that is.
func (g *gathering) quietly(ref pack.Ref) (f pack.Fetcher, why string) {
	f = g.fetcher
	if d := pack.Admit(ref, g.dir, g.settings); d.Answer != pack.Trusted && ref.Host != "" && !f.Offline {
		f.Offline, f.Remote = true, false
		why = "not trusted, not asked: " + d.Reason
	}
	return f, why
}

// settled refuses msgen's settings where they lie in the repository, as a home directory may. Those of docker and git are
// refused where they would be used.
func (g *gathering) settled() error {
	var files []string
	for _, t := range g.settings {
		files = append(files, t.Path)
	}
	for _, name := range files {
		if _, err := os.Lstat(name); err != nil {
			continue
		}
		if err := outsideOf(g.dir, name); err != nil {
			return err
		}
	}
	return nil
}

// refuse gives the error of a pack that may not be used, with what would change that.
func (g *gathering) refuse(refused *UntrustedError, d pack.Decision) error {
	hints := []string{"msgen pack verify " + choice.QuoteWord(refused.Ref) + " shows its content and who signed it"}
	if d.Answer == pack.NeedsPerson {
		hints = append([]string{"msgen pack trust " + choice.QuoteWord(d.Line), fmt.Sprintf("or add this line under trust: in %s: - %s", d.File, d.Line)}, hints...)
	}
	return &codeError{exitTrust, hint.With(refused, hints...)}
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
		return g.refuse(refused, d)
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
	if err := outsideOf(g.dir, file); err != nil {
		return err
	}
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
