package pack

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// parseGit reads what follows the scheme of a reference to git.
func parseGit(scheme, rest string) (Ref, error) {
	rest, query, asked := strings.Cut(rest, "?")
	r := Ref{Kind: Git, Scheme: scheme}
	if asked {
		if err := r.query(query); err != nil {
			return Ref{}, err
		}
	}
	where := rest
	if scheme == "https" || scheme == "ssh" {
		if err := r.authority(&where); err != nil {
			return Ref{}, err
		}
	}
	repo, sub, has := strings.Cut(where, "//")
	if has {
		if err := checkSegments(strings.Split(sub, "/")); err != nil {
			return Ref{}, err
		}
		r.Sub = sub
	}
	var err error
	r.Path, err = gitPath(r.Host, repo)
	return r, err
}

// gitPath checks the path of a repository.
func gitPath(host, repo string) (string, error) {
	if host == "" {
		p, err := cleanLocal(repo)
		if err == nil && strings.Contains(p, "@") {
			err = errors.New("an @ is not allowed in the path of a repository")
		}
		return p, err
	}
	if strings.Contains(repo, "@") {
		return "", errors.New("an @ is not allowed in the path of a repository")
	}
	return repo, checkSegments(strings.Split(repo, "/"))
}

// authority reads user, host and port, and leaves the path.
func (r *Ref) authority(rest *string) error {
	host, p, _ := strings.Cut(*rest, "/")
	user, after, has := strings.Cut(host, "@")
	if has {
		if r.Scheme != "ssh" || !regexp.MustCompile(`^[a-z_][a-z0-9_-]{0,31}$`).MatchString(user) {
			return errors.New("it must not contain a user or password; use Git's credential helper")
		}
		r.User, host = user, after
	}
	r.Host = host
	*rest = p
	return checkHost(host)
}

// query reads ref= and commit=, in this order, each at most once.
func (r *Ref) query(query string) error {
	name, digest, both := strings.Cut(query, "&")
	if !both && strings.HasPrefix(query, "commit=") {
		name, digest, both = "", query, true
	}
	if name != "" || !both {
		value, ok := strings.CutPrefix(name, "ref=")
		if !ok {
			return fmt.Errorf("%q: only ref= and commit= can follow the question mark", name)
		}
		if err := checkRevision(value); err != nil {
			return err
		}
		r.Name = value
	}
	if both {
		value, ok := strings.CutPrefix(digest, "commit=")
		if !ok || !isCommit(value) {
			return fmt.Errorf("%q: a commit has 40 or 64 digits from 0-9a-f", digest)
		}
		r.Digest = value
	}
	return nil
}

// checkRevision checks the name of a tag or branch, or a commit in full. It follows git check-ref-format, and is stricter.
func checkRevision(name string) error {
	if !regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.+/-]*$`).MatchString(name) {
		return fmt.Errorf("%q is not a valid tag or branch name", name)
	}
	for _, bad := range []string{"..", "//", "/.", "@{", "/-"} {
		if strings.Contains(name, bad) {
			return fmt.Errorf("%q is not a valid tag or branch name: it contains %s", name, bad)
		}
	}
	for _, s := range strings.Split(name, "/") {
		if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, ".lock") {
			return fmt.Errorf("%q is not a valid tag or branch name", name)
		}
	}
	if strings.HasPrefix(name, "refs/") {
		return fmt.Errorf("%q: leave out refs/", name)
	}
	return nil
}

// isCommit reports whether a text is a commit in full.
func isCommit(s string) bool {
	return regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`).MatchString(s)
}

// gitText is the canonical text of a reference to git.
func (r Ref) gitText() string {
	text := "git+"
	if r.Scheme != "" {
		text += r.Scheme + "://"
	}
	if r.User != "" {
		text += r.User + "@"
	}
	text += r.Host
	if r.Host != "" {
		text += "/"
	}
	text += r.Path
	if r.Sub != "" {
		text += "//" + r.Sub
	}
	var query []string
	if r.Name != "" {
		query = append(query, "ref="+r.Name)
	}
	if r.Digest != "" {
		query = append(query, "commit="+r.Digest)
	}
	if len(query) > 0 {
		text += "?" + strings.Join(query, "&")
	}
	return text
}

// parseOCI reads what follows oci://.
func parseOCI(rest string) (Ref, error) {
	r := Ref{Kind: OCI}
	rest, digest, pinned := strings.Cut(rest, "@")
	if pinned {
		if !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(digest) {
			return Ref{}, fmt.Errorf("%q is not a digest; write sha256: and 64 hexadecimal digits after the @", digest)
		}
		r.Digest = digest
	}
	host, repo, _ := strings.Cut(rest, "/")
	if err := checkHost(host); err != nil {
		return Ref{}, err
	}
	r.Host = host
	repo, tag, tagged := strings.Cut(repo, ":")
	if tagged {
		if !regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`).MatchString(tag) {
			return Ref{}, fmt.Errorf("%q is not a valid tag", tag)
		}
		r.Name = tag
	}
	if !regexp.MustCompile(`^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$`).MatchString(repo) {
		return Ref{}, fmt.Errorf("%q is not a valid repository name", repo)
	}
	r.Path = repo
	return r, nil
}

// ociText is the canonical text of a reference to a registry.
func (r Ref) ociText() string {
	text := "oci://" + r.Host + "/" + r.Path
	if r.Name != "" {
		text += ":" + r.Name
	}
	if r.Digest != "" {
		text += "@" + r.Digest
	}
	return text
}

// plain reports whether a registry is asked without TLS: on this machine alone.
func (r Ref) plain() bool {
	name, _, _ := strings.Cut(r.Host, ":")
	return name == "localhost" || name == "127.0.0.1"
}

// Floating reports whether the name is made to move: a branch cannot be told from a tag of git, so there it is false;
// for a registry it is true for latest, 2 and 2.3, and false for a version in full.
func (r Ref) Floating() bool {
	return r.Kind == OCI && regexp.MustCompile(`^(|latest|v?[0-9]+(\.[0-9]+)?)$`).MatchString(r.Name)
}
