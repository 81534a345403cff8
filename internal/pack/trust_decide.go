package pack

import (
	"fmt"
	"slices"
	"strings"
)

// Answer says whether a pack may be used.
type Answer string

// The answers of Decide.
const (
	// Trusted: it may be used.
	Trusted Answer = "trusted"
	// NeedsPerson: a person must decide, on a terminal, or by the line in a file of settings.
	NeedsPerson Answer = "needs a person"
	// Refused: it may not be used, whoever says so now.
	Refused Answer = "refused"
)

// Decision is the answer on one pack.
type Decision struct {
	// Answer is the answer, and Reason why, as a part of a sentence.
	Answer Answer
	Reason string
	// Line is the item for trust: in the file File that would give trust; both empty where no line does.
	Line, File string
}

// Recorded is what the lock says of a pack; the zero value for one that is new. It takes trust away and never gives it,
// since who may change the repository may change the lock.
type Recorded struct {
	// Resolved, Tree and Signer are as in Resolved, and as Signer gave it.
	Resolved, Tree, Signer string
}

// Proposed is a pack that somebody wants to use, fetched and with its signature checked.
type Proposed struct {
	// Resolved is what Fetch gave.
	Resolved Resolved
	// Signer is who signed it, as Signer or Cosign gave it, "" for nobody known.
	Signer string
	// Dir is the root of the repository, absolute.
	Dir string
}

// Decide says whether a pack may be used, by all files of settings together and what the lock has. It is asked on every
// use, not at the download.
//
// A folder within the repository is trusted: it is reviewed with the repository, as its own templates and Dockerfiles are,
// and who may change it may change those. What lies elsewhere on this machine is not. Where a file allows sources, folders
// of the repository need ./ among them.
func Decide(p Proposed, settings []Trust, recorded Recorded) Decision {
	source := SourceOf(p.Resolved.Ref, p.Dir)
	for _, rule := range []func() string{
		func() string { return exchanged(p, recorded) },
		func() string { return forbidden(source, settings) },
		func() string { return unsigned(p.Signer, settings) },
	} {
		if reason := rule(); reason != "" {
			return Decision{Answer: Refused, Reason: reason}
		}
	}
	return trustedAt(source, settings)
}

// Admit says whether a pack may be asked for where it is, by its place alone: before anything was fetched. Dir is the root of
// the repository, absolute.
func Admit(ref Ref, dir string, settings []Trust) Decision {
	source := SourceOf(ref, dir)
	if reason := forbidden(source, settings); reason != "" {
		return Decision{Answer: Refused, Reason: reason}
	}
	return trustedAt(source, settings)
}

// trustedAt says whether a source is trusted.
func trustedAt(source Source, settings []Trust) Decision {
	if source.Path == "./" {
		return Decision{Answer: Trusted, Reason: "it is a directory in the repository"}
	}
	for _, t := range settings {
		if i := slices.IndexFunc(t.Sources, func(s Source) bool { return s.Covers(source) }); i >= 0 {
			return Decision{Answer: Trusted, Reason: fmt.Sprintf("%s trusts %s", t.Path, t.Sources[i])}
		}
	}
	d := Decision{Answer: NeedsPerson, Reason: fmt.Sprintf("%s is not trusted yet", source), Line: source.String()}
	if len(settings) > 0 {
		d.File = settings[0].Path
	}
	return d
}

// exchanged says what is not as the lock has it.
func exchanged(p Proposed, recorded Recorded) string {
	if recorded.Signer != "" && p.Signer != recorded.Signer {
		now := p.Signer
		if now == "" {
			now = "nobody known"
		}
		return fmt.Sprintf("it was signed by %s, but is now signed by %s", recorded.Signer, now)
	}
	if recorded.Tree != "" && recorded.Resolved == p.Resolved.Resolved && pinnedText(recorded.Resolved) && recorded.Tree != p.Resolved.Tree {
		return fmt.Sprintf("its files differ from the lock: %s instead of %s", p.Resolved.Tree, recorded.Tree)
	}
	return ""
}

// pinnedText reports whether a resolved text names one content for ever; a folder's does not.
func pinnedText(text string) bool {
	r, err := ParseRef(text)
	return err == nil && r.Digest != ""
}

// forbidden says which file allows other sources alone.
func forbidden(source Source, settings []Trust) string {
	for _, t := range settings {
		if len(t.Allowed) > 0 && !slices.ContainsFunc(t.Allowed, func(s Source) bool { return s.Covers(source) }) {
			var allowed []string
			for _, s := range t.Allowed {
				allowed = append(allowed, s.String())
			}
			return fmt.Sprintf("%s allows only %s, not %s", t.Path, strings.Join(allowed, ", "), source)
		}
	}
	return ""
}

// unsigned says which file wants a signature that is not there. A file that names signers wants one of them.
func unsigned(signer string, settings []Trust) string {
	for _, t := range settings {
		if !t.RequireSignature {
			continue
		}
		if signer == "" {
			return t.Path + " requires a signature, but no key that you trust signed it"
		}
		if names := t.signers(); len(names) > 0 && !slices.Contains(names, signer) {
			return fmt.Sprintf("%s requires the signature of %s, but %s signed it", t.Path, strings.Join(names, " or "), signer)
		}
	}
	return ""
}

// signers gives the names of those whose signature a file wants.
func (t Trust) signers() []string {
	var names []string
	for _, k := range t.Signers {
		names = append(names, "minisign:"+k.String())
	}
	if t.Keyless != nil {
		names = append(names, t.Keyless.String())
	}
	return names
}
