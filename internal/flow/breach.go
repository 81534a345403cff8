package flow

import (
	"errors"
	"path"
	"regexp"
	"strings"

	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/verify"
)

// Syntax stands for the name of a rule where a Dockerfile cannot be parsed.
const Syntax = "syntax"

// Breach is a rule that a file on disk breaks.
type Breach struct {
	verify.Finding
	// Accepted says that a person reviewed the text as it is; Rendered that msgen's own text breaks the rule as well.
	Accepted bool `json:"accepted,omitempty"`
	Rendered bool `json:"rendered,omitempty"`
}

// Counts reports whether the breach is news: neither accepted, nor msgen's own, nor mere advice.
func (b Breach) Counts() bool {
	return !b.Accepted && !b.Rendered && b.Severity != verify.SeverityInfo
}

// Breaches gives the rules that the files on disk break, in the order of the files. A file that was not edited is not read
// again: its findings are the rendering's.
func (u Update) Breaches() []Breach {
	var all []Breach
	for _, f := range u.Files {
		if f.Yours == nil || f.Theirs == nil || lock.Same(f.Yours, f.Theirs) || f.Fate == Unmerged {
			continue
		}
		all = append(all, u.breachesOf(f)...)
	}
	return all
}

// breachesOf judges one file. What msgen's own text says in the same words is no news.
func (u Update) breachesOf(f FileUpdate) []Breach {
	own := map[[2]string]bool{}
	for _, text := range [][]byte{f.Theirs, f.Base} {
		rendered, _ := u.findings(f, text) // what does not parse breaks no rule that can be compared
		for _, b := range rendered {
			own[[2]string{b.Rule, b.Text}] = true
		}
	}
	found, err := u.findings(f, f.Yours)
	if err != nil {
		found = []verify.Finding{unparsed(f.Path, err)}
	}
	var all []Breach
	for _, b := range found {
		all = append(all, Breach{Finding: b, Accepted: f.Accepted, Rendered: own[[2]string{b.Rule, b.Text}]})
	}
	return all
}

// Verdict holds the Dockerfiles as they will be after the update against the packs' policy.
func (u *Update) Verdict() (pack.Verdict, error) {
	var all pack.Verdict
	packs := u.Result.team
	if len(packs.Packs) == 0 {
		return all, nil
	}
	for _, f := range u.Files {
		if !isDockerfile(f.Path) || f.Text == nil || f.Fate.Blocks() {
			continue
		}
		found, err := u.judge(f.Service, f.Path, f.Text)
		if err != nil {
			continue // what cannot be parsed breaks a rule of its own, which Breaches tells
		}
		v, err := packs.verdict(f.Path, plainText(f.Text), found, u.req.Request)
		if err != nil {
			return all, err
		}
		all.Breaches, all.Shown, all.Notes = append(all.Breaches, v.Breaches...), append(all.Shown, v.Shown...), append(all.Notes, v.Notes...)
	}
	return all, nil
}

// plainText gives a text as msgen writes it, with LF and without a byte order mark.
func plainText(text []byte) string { return string(lock.Normal(text)) }

// unparsed makes a finding of a Dockerfile that is none.
func unparsed(path string, err error) verify.Finding {
	f := verify.Finding{Rule: Syntax, Severity: verify.SeverityError, Path: path, Text: "cannot be parsed: " + err.Error()}
	var at *verify.Error
	if errors.As(err, &at) {
		f.Line, f.Text = at.Line, "cannot be parsed: "+at.Err.Error()
	}
	return f
}

// findings judges a text of a file, by what kind of file it is.
func (u Update) findings(f FileUpdate, text []byte) ([]verify.Finding, error) {
	switch {
	case text == nil:
		return nil, nil
	case isDockerfile(f.Path):
		return u.judge(f.Service, f.Path, text)
	case strings.HasSuffix(f.Path, ".dockerignore"):
		return verify.Ignore(f.Path, string(text), u.about(f.Service), u.beside(f)...), nil
	}
	return nil, nil
}

// beside gives the Dockerfiles that stand on disk beside an ignore file of the same service.
func (u Update) beside(ignore FileUpdate) []string {
	var texts []string
	for _, f := range u.Files {
		if f.Service == ignore.Service && isDockerfile(f.Path) && f.Yours != nil && path.Dir(f.Path) == path.Dir(ignore.Path) {
			texts = append(texts, string(f.Yours))
		}
	}
	return texts
}

// PinsOnly reports whether an edit moved nothing but digests of images, where that is a bot's work and no drift.
func (u Update) PinsOnly(f FileUpdate) bool {
	if u.req.Pins == config.PinsMsgen || f.Base == nil || f.Yours == nil || !isDockerfile(f.Path) {
		return false
	}
	pin := regexp.MustCompile(`(?im)^(\s*FROM\s[^\n#]*?|[^\n#]*\bfrom=[^\s,@]+)@sha256:[0-9a-f]{64}`)
	return lock.Same(pin.ReplaceAll(f.Base, []byte("$1")), pin.ReplaceAll(f.Yours, []byte("$1")))
}
