package pack

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// Kind is the way on which a pack comes.
type Kind string

// The kinds of references.
const (
	// Folder is a folder of this machine, read as it is.
	Folder Kind = "folder"
	// Git is a commit of a repository, read with the user's own git.
	Git Kind = "git"
	// OCI is an artifact in a registry.
	OCI Kind = "oci"
)

// Ref is a checked reference to a pack. Its text is canonical: String gives it, and ParseRef reads it back as the same Ref.
type Ref struct {
	// Kind says which of the fields below have a meaning.
	Kind Kind
	// Scheme is https, ssh or file for a repository with an address; empty for one named by a path, and for other kinds.
	Scheme string
	// User is the name before the host of an ssh address, "git"; empty elsewhere. A password never stands in a reference.
	User string
	// Host is the host with its port, lower case; empty for what lies on this machine.
	Host string
	// Path is the path of the folder or repository, without a slash at its end; for a host without one at its beginning.
	Path string
	// Sub is the folder within a repository of git, "" for the whole.
	Sub string
	// Name is the tag or branch, "" for the default: HEAD of git, latest of a registry with no digest.
	Name string
	// Digest pins the content: "sha256:…" of a manifest, or the commit of git. Empty where nothing is pinned.
	Digest string
}

// maxRef is how long a reference may be, in bytes.
const maxRef = 512

// ParseRef reads a reference:
//
//	./dir  ../dir  /abs/dir
//	git+https://host/r.git//sub?ref=v1  git+ssh://git@host/r.git  git+file:///abs/r.git  git+./r.git
//	oci://registry/repo:tag@sha256:…
//
// A pinned reference of git ends in commit=…. What could mean two things is refused: escapes, passwords, upper case in a
// host, dots as segments, a segment that git would take for an option.
func ParseRef(text string) (Ref, error) {
	r, err := parseRef(text)
	if err != nil {
		return Ref{}, hint.With(fmt.Errorf("the pack %q: %w", shorten(text), err),
			"a pack is ./dir, git+https://host/repo.git//folder?ref=v1 or oci://registry/repo:1.0.0")
	}
	return r, nil
}

// shorten keeps an error readable.
func shorten(text string) string {
	if len(text) > 120 {
		return text[:120] + "…"
	}
	return text
}

func parseRef(text string) (Ref, error) {
	if err := checkCharacters(text); err != nil {
		return Ref{}, err
	}
	for _, form := range refForms() {
		if rest, ok := strings.CutPrefix(text, form.prefix); ok {
			return form.parse(rest)
		}
	}
	if strings.Contains(text, ":") {
		scheme, _, _ := strings.Cut(text, ":")
		return Ref{}, fmt.Errorf("unsupported pack reference %s:… (did you mean oci://…?)", scheme)
	}
	return parseFolder(text)
}

// refForms are the beginnings of a reference and who reads the rest. The order counts: later ones are parts of none before.
func refForms() []struct {
	prefix string
	parse  func(rest string) (Ref, error)
} {
	return []struct {
		prefix string
		parse  func(rest string) (Ref, error)
	}{
		{"git+https://", func(rest string) (Ref, error) { return parseGit("https", rest) }},
		{"git+ssh://", func(rest string) (Ref, error) { return parseGit("ssh", rest) }},
		{"git+file://", func(rest string) (Ref, error) { return parseGit("file", rest) }},
		{"git+.", func(rest string) (Ref, error) { return parseGit("", "."+rest) }},
		{"git+/", func(rest string) (Ref, error) { return parseGit("file", "/"+rest) }},
		{"oci://", parseOCI},
	}
}

// checkCharacters refuses what no reference holds: anything but printable ASCII, escapes, and what shells and other
// systems read as their own.
func checkCharacters(text string) error {
	if text == "" {
		return errors.New("it is empty")
	}
	if len(text) > maxRef {
		return fmt.Errorf("it is longer than %d bytes", maxRef)
	}
	for i := range len(text) {
		c := text[i]
		if c == '%' {
			return errors.New("it contains an escape (%); write the character itself")
		}
		if c <= ' ' || c > '~' || strings.IndexByte("\\\"'`$;|<>*!{}()[]^#,", c) >= 0 {
			return fmt.Errorf("it must not contain the character %q", c)
		}
	}
	return nil
}

// parseFolder reads a path of this machine.
func parseFolder(text string) (Ref, error) {
	if strings.ContainsAny(text, "?@=&") {
		return Ref{}, errors.New("a directory has no version; to read a Git repository, write git+ before it")
	}
	p, err := cleanLocal(text)
	return Ref{Kind: Folder, Path: p}, err
}

// cleanLocal gives the canonical form of a path: ./x, ../x, or absolute. Dots stand at its beginning alone.
func cleanLocal(text string) (string, error) {
	segments := strings.Split(strings.TrimSuffix(text, "/"), "/")
	if segments[0] == "" && len(segments) > 1 {
		return "/" + strings.Join(segments[1:], "/"), checkSegments(segments[1:])
	}
	rest := slices.Clone(segments)
	if rest[0] == "." {
		rest = rest[1:]
	}
	up := 0
	for up < len(rest) && rest[up] == ".." {
		up++
	}
	if len(rest) == len(segments) && up == 0 {
		return "", errors.New("a directory starts with ./, ../, or /")
	}
	if err := checkSegments(rest[up:]); err != nil {
		return "", err
	}
	if up == 0 {
		return "./" + strings.Join(rest, "/"), nil
	}
	return strings.Join(rest, "/"), nil
}

// checkSegments checks a path segment by segment.
func checkSegments(segments []string) error {
	for _, s := range segments {
		switch {
		case s == "":
			return errors.New("a segment of its path is empty")
		case s == "." || s == "..":
			return fmt.Errorf("its path must not contain the segment %s", s)
		case strings.HasPrefix(s, "-"):
			return fmt.Errorf("the segment %s starts with -, like an option", s)
		case strings.ContainsAny(s, ":?&="):
			return fmt.Errorf("the segment %s contains an invalid character", s)
		}
	}
	return nil
}

// checkHost checks a host with or without its port.
func checkHost(host string) error {
	if strings.HasPrefix(host, "-") {
		return fmt.Errorf("%q is not a host name", host)
	}
	if strings.ToLower(host) != host {
		return fmt.Errorf("the host %s is not in lower case", host)
	}
	name, port, hasPort := strings.Cut(host, ":")
	if hasPort && !regexp.MustCompile(`^[1-9][0-9]{0,4}$`).MatchString(port) {
		return fmt.Errorf("%s is not a port", port)
	}
	if len(name) > 253 || !regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`).MatchString(name) {
		return fmt.Errorf("%q is not a host name", host)
	}
	return nil
}

// Segments are the parts of the path, for comparing: of the repository alone, without a folder within it.
func (r Ref) Segments() []string {
	return slices.DeleteFunc(strings.Split(r.Path, "/"), func(s string) bool { return s == "" || s == "." })
}

// Base is the reference without what pins it.
func (r Ref) Base() Ref {
	r.Digest = ""
	return r
}

// Pin gives the reference with the digest or commit.
func (r Ref) Pin(digest string) Ref {
	r.Digest = digest
	return r
}

// String gives the canonical text.
func (r Ref) String() string {
	switch r.Kind {
	case Folder:
		return r.Path
	case Git:
		return r.gitText()
	case OCI:
		return r.ociText()
	}
	return ""
}
