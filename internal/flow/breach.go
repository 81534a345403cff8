package flow

import (
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/verify"
)

// Breach is a rule that a file on disk breaks.
type Breach struct {
	verify.Finding
	// Accepted says that a person reviewed the text as it is; Rendered that msgen's own text breaks the rule as well.
	Accepted, Rendered bool
}

// Counts reports whether the breach is news: neither accepted, nor msgen's own, nor mere advice.
func (b Breach) Counts() bool {
	return !b.Accepted && !b.Rendered && b.Severity != verify.SeverityInfo
}

// Breaches gives the rules that the Dockerfiles on disk break and that msgen's own text does not mention as info only. A
// file that was not edited is not read again: its findings are the rendering's.
func (u Update) Breaches() []Breach {
	var all []Breach
	for _, f := range u.Files {
		if !isDockerfile(f.Path) || f.Yours == nil || f.Theirs == nil || lock.Same(f.Yours, f.Theirs) {
			continue
		}
		all = append(all, u.breachesOf(f)...)
	}
	return all
}

// breachesOf judges one file.
func (u Update) breachesOf(f FileUpdate) []Breach {
	found, err := u.judge(f.Service, f.Path, f.Yours)
	if err != nil {
		return []Breach{{Finding: verify.Finding{Severity: verify.SeverityError, Path: f.Path, Text: "cannot be parsed: " + err.Error()}, Accepted: f.Accepted}}
	}
	own := map[string]bool{}
	for _, text := range [][]byte{f.Theirs, f.Base} {
		rendered, _ := u.judge(f.Service, f.Path, text) // what does not parse breaks no rule that can be compared
		for _, b := range rendered {
			own[b.Rule] = true
		}
	}
	var all []Breach
	for _, b := range found {
		all = append(all, Breach{Finding: b, Accepted: f.Accepted, Rendered: own[b.Rule]})
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
