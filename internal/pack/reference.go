package pack

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// reference is the name of an image, taken apart so that it is compared by its parts and never by how it begins.
type reference struct {
	host        string   // docker.io, registry.example.com, localhost:5000
	path        []string // library, node
	tag, digest string
}

// parseReference reads a literal reference; "node:24" is docker.io/library/node:24.
func parseReference(s string) (reference, error) {
	if strings.Contains(s, "$") {
		return reference{}, fmt.Errorf("the image %q contains variables; write the name out so that it can be checked", s)
	}
	var r reference
	rest, digest, pinned := strings.Cut(s, "@")
	if r.digest = digest; pinned && !matches(`^sha256:[a-f0-9]{64}$`, digest) {
		return reference{}, fmt.Errorf("the image %q has an invalid digest", s)
	}
	if i := strings.LastIndex(rest, ":"); i > strings.LastIndex(rest, "/") {
		rest, r.tag = rest[:i], rest[i+1:]
		if !matches(`^\w[\w.-]{0,127}$`, r.tag) {
			return reference{}, fmt.Errorf("the image %q has an invalid tag", s)
		}
	}
	var err error
	if r.host, r.path, err = parseRepository(rest); err != nil {
		return reference{}, err
	}
	if len(r.path) == 0 {
		return reference{}, fmt.Errorf("the image %q names only a registry", s)
	}
	return r, nil
}

// parseRepository reads a registry and the path in it; without a registry it is Docker Hub's. The path may be empty.
func parseRepository(s string) (host string, path []string, err error) {
	if len(s) > 255 {
		return "", nil, errors.New("the name of an image is longer than 255 characters")
	}
	path = strings.Split(s, "/")
	if first := path[0]; strings.ContainsAny(first, ".:") || first == "localhost" {
		host, path = first, path[1:]
		if !matches(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?$`, host) {
			return "", nil, fmt.Errorf("the image %q: %q is not a registry; its name is in lowercase letters", s, first)
		}
	} else {
		host = "docker.io"
		if len(path) == 1 {
			path = []string{"library", path[0]}
		}
	}
	for _, p := range path {
		if !matches(`^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$`, p) {
			return "", nil, fmt.Errorf("the image %q: %q is not a valid part of a repository name", s, p)
		}
	}
	if plain, ok := strings.CutSuffix(host, ":443"); ok && (plain == "localhost" || strings.Contains(plain, ".")) {
		host = plain // the port that is meant without one
	}
	if slices.Contains([]string{"index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}, host) {
		host = "docker.io"
	}
	return host, path, nil
}

func matches(form, s string) bool { return regexp.MustCompile(form).MatchString(s) }

// segments are the parts of the reference's repository, the registry first.
func (r reference) segments() []string { return append([]string{r.host}, r.path...) }

// String gives the reference in full.
func (r reference) String() string {
	s := strings.Join(r.segments(), "/")
	if r.tag != "" {
		s += ":" + r.tag
	}
	if r.digest != "" {
		s += "@" + r.digest
	}
	return s
}

// within reports whether a repository is another one or lies below it.
func within(repository, below []string) bool {
	return len(repository) >= len(below) && slices.Equal(repository[:len(below)], below)
}

// namespace is a registry, a part of one, or one repository, as lists of images.yaml and policy.yaml name them.
type namespace struct {
	segments []string
	by       string // who says so: "acme policy.yaml:7"
}

// checkRepository checks an entry of a list: the registry is written out, and there is no tag.
func checkRepository(s string) error {
	first, _, _ := strings.Cut(s, "/")
	if !strings.ContainsAny(first, ".:") && first != "localhost" {
		return fmt.Errorf("%q names no registry; for Docker Hub, write docker.io/%s", s, s)
	}
	_, _, err := parseRepository(s)
	return err
}

// repositories gives a reader that keeps a list of registries and repositories.
func repositories(to *[]namespace) func(*node) error {
	return func(n *node) error {
		return each(func(i *node) error {
			var s string
			if err := checked(&s, checkRepository)(i); err != nil {
				return err
			}
			host, path, err := parseRepository(s)
			if err != nil {
				return i.Fail("%w", err)
			}
			*to = append(*to, namespace{append([]string{host}, path...), place(i.Path, i.Line)})
			return nil
		})(n)
	}
}

// String gives the entry as a path.
func (r namespace) String() string { return strings.Join(r.segments, "/") }
