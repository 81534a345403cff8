package pack

import (
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// role says which image plays a role of the catalog: a kind (node, python, jre) and a family (slim, alpine, distroless).
type role struct {
	kind, base, ref, debug string
	versions               []string
	user, os, libc         string
	packages, program      string
	shell, needsUser       *bool
	entrypoint             *[]string
	by                     string
}

// readRole reads one role. What it does not say of the image stays as it is in msgen's catalog.
func (i *Images) readRole(n *node) error {
	r := role{by: place(n.Path, n.Line)}
	fill := func(s string) error { // {version} becomes a tag's part
		_, err := parseReference(strings.ReplaceAll(s, "{version}", "1"))
		return err
	}
	err := n.Read(readers{
		"kind": matching(&r.kind, nameForm, "a kind of image"), "base": matching(&r.base, nameForm, "a family of images"),
		"ref": checked(&r.ref, fill), "debug": checked(&r.debug, fill), "versions": texts(&r.versions),
		"user": into(&r.user), "os": into(&r.os), "packages": into(&r.packages), "program": into(&r.program),
		"libc": func(n *node) error {
			r.libc, _ = textOf(n)
			return oneOf(n, r.libc, "glibc", "musl", "none")
		},
		"shell":      pointed(&r.shell),
		"needsUser":  pointed(&r.needsUser),
		"entrypoint": func(n *node) error { r.entrypoint = &[]string{}; return each(appendTo(r.entrypoint))(n) },
	})
	if err == nil {
		err = n.Need("kind", "base", "ref")
	}
	if err == nil && r.base == catalog.Scratch {
		err = n.Fail("scratch is not an image and cannot be replaced")
	}
	i.roles = append(i.roles, r)
	return err
}

// pointed gives a reader that keeps true or false apart from nothing said.
func pointed(to **bool) func(*node) error {
	return func(n *node) error {
		*to = new(bool)
		return truth(*to)(n)
	}
}

// appendTo gives a reader that adds a text to a list, which may hold one twice.
func appendTo(to *[]string) func(*node) error {
	return func(n *node) error {
		s, err := textOf(n)
		*to = append(*to, s)
		return err
	}
}

// Overlay gives what the pack changes in the catalog: roles, then mirrors for all images.
func (i *Images) Overlay() catalog.Overlay {
	o := catalog.Overlay{Rewrite: i.Mirror}
	for _, r := range i.roles {
		o.Roles = append(o.Roles, catalog.Role{Kind: r.kind, Base: r.base, Versions: r.versions, Change: r.change, By: r.by})
	}
	return o
}

// change gives the image of the role for the one that the catalog has.
func (r role) change(i catalog.Image) catalog.Image {
	fill := func(s string) string { return strings.ReplaceAll(s, "{version}", i.Version) }
	i.Ref, i.Debug = fill(r.ref), fill(r.debug)
	for to, from := range map[*string]string{&i.User: r.user, &i.OS: r.os, &i.Libc: r.libc, &i.Packages: r.packages, &i.Program: r.program} {
		if from != "" {
			*to = from
		}
	}
	for to, from := range map[*bool]*bool{&i.Shell: r.shell, &i.NeedsUser: r.needsUser} {
		if from != nil {
			*to = *from
		}
	}
	if r.entrypoint != nil {
		i.Entrypoint = *r.entrypoint
	}
	return i
}
