package pack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// Source is a place that packs may come from, by host and path segments: it covers what lies below it, segment by segment,
// on every transport. The zero Source covers nothing.
type Source struct {
	// Host is the host with its port, lower case; empty for a place on this machine.
	Host string
	// Path holds segments with slashes between them; absolute on this machine, and "./" for the repository itself.
	Path string
}

// ParseSource reads a place: registry.example.com/platform, github.com/acme/packs.git, /srv/packs, or ./ for folders of the
// repository itself.
func ParseSource(text string) (Source, error) {
	err := checkCharacters(text)
	switch {
	case err != nil:
	case strings.ContainsAny(text, "@?&=") || strings.Contains(text, "://"):
		err = errors.New("a source is a host and a path, without oci:// or git+ and without a version")
	case text == "./":
		return Source{Path: "./"}, nil
	case strings.HasPrefix(text, "/"):
		p, err := cleanLocal(text)
		if err == nil && p == "/" {
			err = errors.New("the root directory cannot be trusted as a source")
		}
		return Source{Path: p}, named(text, err)
	default:
		host, p, below := strings.Cut(strings.TrimSuffix(text, "/"), "/")
		if err = checkHost(host); err == nil && below {
			err = checkSegments(strings.Split(p, "/"))
		}
		if err == nil && !below && !strings.ContainsAny(host, ".:") && host != "localhost" {
			err = errors.New("this is not a host name; a directory starts with /")
		}
		return Source{Host: host, Path: p}, named(text, err)
	}
	return Source{}, named(text, err)
}

// named names a source in an error.
func named(text string, err error) error {
	if err == nil {
		return nil
	}
	return hint.With(fmt.Errorf("the source %q: %w", shorten(text), err), "a source is registry.example.com/platform, or /srv/packs")
}

// String gives the text that ParseSource reads.
func (s Source) String() string {
	if s.Host != "" && s.Path != "" {
		return s.Host + "/" + s.Path
	}
	return s.Host + s.Path
}

// SourceOf gives the narrowest source that covers a reference: the registry's repository, the repository of git, or the
// folder. Dir is the root of the repository that msgen was given, absolute.
func SourceOf(ref Ref, dir string) Source {
	if ref.Host != "" {
		return Source{ref.Host, ref.Path}
	}
	if _, within := inside(ref, dir); within && ref.Kind == Folder {
		return Source{Path: "./"}
	}
	return Source{Path: filepath.ToSlash(Fetcher{Dir: dir}.local(ref))}
}

// Covers reports whether another source is this one or lies below it. Segments are compared whole: platform covers
// platform/x and not platform-evil.
func (s Source) Covers(other Source) bool {
	if s == (Source{}) || s.Host != other.Host || s.Host == "" && (s.Path == "./") != (other.Path == "./") {
		return false
	}
	mine, theirs := segmentsOf(s.Path), segmentsOf(other.Path)
	return len(mine) <= len(theirs) && slices.Equal(mine, theirs[:len(mine)])
}

func segmentsOf(p string) []string { return Ref{Path: p}.Segments() }

// Trust is what one file of settings says of packs: the user's, or the organisation's. The rules of all files hold
// together, so none takes back what another forbids.
type Trust struct {
	// Path is the file, for messages.
	Path string
	// Sources are used without asking.
	Sources []Source
	// Allowed are the only sources that may be used; empty allows all.
	Allowed []Source
	// RequireSignature wants every pack to be signed.
	RequireSignature bool
	// Signers are the keys that count as signatures: public keys of minisign.
	Signers []PublicKey
	// Keyless says whose signature cosign must find; nil does not ask cosign.
	Keyless *Keyless
}

// ReadTrust reads a file of settings. An empty file says nothing.
func ReadTrust(path string, data []byte) (Trust, error) {
	t := Trust{Path: path}
	if checked, err := text(path, data); err != nil || blank(checked) {
		return t, err
	}
	n, err := parseYAML(path, data)
	if err != nil {
		return Trust{}, err
	}
	err = n.Read(readers{
		"trust": listed(&t.Sources, ParseSource), "allowed": listed(&t.Allowed, ParseSource), "signers": listed(&t.Signers, ParsePublicKey),
		"requireSignature": truth(&t.RequireSignature),
		"keyless": func(n *node) error {
			t.Keyless = &Keyless{}
			return errors.Join(n.Read(readers{"identity": into(&t.Keyless.Identity), "issuer": into(&t.Keyless.Issuer)}), n.Need("identity", "issuer"))
		},
	})
	if err != nil {
		return Trust{}, err
	}
	return t, nil
}

// blank reports whether a text holds nothing but comments.
func blank(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

// listed gives a reader of a list whose items have a form of their own. A list without items is none.
func listed[T any](to *[]T, parse func(string) (T, error)) func(*node) error {
	return func(n *node) error {
		if n.Kind == isNull {
			return nil
		}
		return each(func(n *node) error {
			s, err := textOf(n)
			if err != nil {
				return err
			}
			item, err := parse(s)
			if err != nil {
				return n.Fail("%w", err)
			}
			*to = append(*to, item)
			return nil
		})(n)
	}
}

// TrustFiles gives the files of settings: the user's own, the machine's, and the one that the caller was given
// (MSGEN_CONFIG). All that are there are to be read.
func TrustFiles(given string) ([]string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return nil, err
	}
	files := []string{filepath.Join(dir, "msgen", "config.yaml"), "/etc/msgen/config.yaml"}
	if given != "" {
		files = append(files, given)
	}
	return files, nil
}
