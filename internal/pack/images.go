package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// Images is images.yaml: which image plays which role, where images are fetched from, and which may be used. The zero
// value changes and forbids nothing.
type Images struct {
	roles      []role
	references []swap // one reference for another, tag and all
	mirrors    []swap // a part of a registry for another; the rest of the name, tag and digest stay
	allow      [][]namespace
	deny       []namespace
}

// swap is one image or repository for another.
type swap struct {
	from, to reference
	literal  string // what is written for to
	by       string
}

// readImages reads images.yaml.
func readImages(data []byte) (*Images, error) {
	n, err := parseYAML("images.yaml", data)
	if err != nil {
		return nil, err
	}
	i := &Images{}
	var allow []namespace
	err = n.Read(readers{
		"roles":      each(i.readRole),
		"references": each(func(n *node) error { return readSwap(n, &i.references, parseReference) }),
		"mirrors":    each(func(n *node) error { return readSwap(n, &i.mirrors, parsePrefix) }),
		"allow":      repositories(&allow),
		"deny":       repositories(&i.deny),
	})
	if n.At("allow") != nil {
		i.allow = append(i.allow, allow)
	}
	return i, err
}

// parsePrefix reads the registry or part of one that a mirror stands for.
func parsePrefix(s string) (reference, error) {
	if err := checkRepository(strings.TrimSuffix(s, "/")); err != nil {
		return reference{}, err
	}
	host, path, err := parseRepository(strings.TrimSuffix(s, "/"))
	return reference{host: host, path: path}, err
}

// readSwap reads {from, to}; no two begin at the same image.
func readSwap(n *node, all *[]swap, parse func(string) (reference, error)) error {
	var w swap
	var from string
	check := func(r *reference) func(string) error {
		return func(s string) (err error) { *r, err = parse(s); return err }
	}
	if err := n.Read(readers{"from": checked(&from, check(&w.from)), "to": checked(&w.literal, check(&w.to))}); err != nil {
		return err
	}
	if err := n.Need("from", "to"); err != nil {
		return err
	}
	if slices.ContainsFunc(*all, func(o swap) bool { return o.from.String() == w.from.String() }) {
		return n.Fail("%s is replaced twice", from)
	}
	w.by = place(n.Path, n.Line)
	*all = append(*all, w)
	return nil
}

// Mirror gives the reference to write for another, whether it may be used or not. What nothing is said of stays as it is
// written, byte by byte.
func (i *Images) Mirror(ref string) (string, error) {
	if ref == catalog.Scratch {
		return ref, nil
	}
	r, err := parseReference(ref)
	if err != nil {
		return "", err
	}
	for _, w := range i.references {
		whole := r
		if w.from.digest == "" {
			whole.digest = ""
		}
		if whole.String() == w.from.String() {
			return w.literal, nil
		}
	}
	best := -1
	for k, w := range i.mirrors {
		if within(r.segments(), w.from.segments()) && (best < 0 || len(w.from.path) > len(i.mirrors[best].from.path)) {
			best = k
		}
	}
	if best < 0 {
		return ref, nil
	}
	w := i.mirrors[best]
	r.path = slices.Concat(w.to.path, r.path[len(w.from.path):])
	r.host = w.to.host
	if len(r.path) == 0 {
		return "", fmt.Errorf("%s: the mirror leaves no name for the image %q", w.by, ref)
	}
	return r.String(), nil
}

// denied holds a repository against lists of allowed ones, all of which must hold it, and one of denied ones. It gives the place of
// the list that denies the image, and what is wrong.
func denied(repo []string, ref string, allow [][]namespace, deny []namespace) (by string, err error) {
	holds := func(r namespace) bool { return within(repo, r.segments) }
	if k := slices.IndexFunc(deny, holds); k >= 0 {
		return deny[k].by, fmt.Errorf("the image %s is not allowed (%s)", ref, deny[k].by)
	}
	for _, list := range allow {
		if slices.ContainsFunc(list, holds) {
			continue
		}
		by, names := "an empty list", []string{}
		for _, r := range list {
			by, names = list[0].by, append(names, r.String())
		}
		return by, fmt.Errorf("the image %s is not allowed; use one of %s (%s)", ref, strings.Join(names, ", "), by)
	}
	return "", nil
}

// over lays the images of a higher layer over these: its roles and mirrors win, its lists are further lists.
func (i *Images) over(o *Images) *Images {
	return &Images{
		roles:      append(slices.Clone(i.roles), o.roles...),
		references: laid(i.references, o.references),
		mirrors:    laid(i.mirrors, o.mirrors),
		allow:      append(slices.Clone(i.allow), o.allow...),
		deny:       append(slices.Clone(i.deny), o.deny...),
	}
}

// laid gives the swaps of two layers, those of the higher one in place of those that begin at the same image.
func laid(low, high []swap) []swap {
	all := slices.Clone(high)
	for _, w := range low {
		if !slices.ContainsFunc(high, func(o swap) bool { return o.from.String() == w.from.String() }) {
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(a, b swap) int { return cmp.Compare(a.from.String(), b.from.String()) })
	return all
}

// named puts the name of the pack before all places.
func (i *Images) named(name string) {
	for k := range i.roles {
		i.roles[k].by = name + " " + i.roles[k].by
	}
	for _, list := range [][]swap{i.references, i.mirrors} {
		for k := range list {
			list[k].by = name + " " + list[k].by
		}
	}
	nameAll(name, append(slices.Clone(i.allow), i.deny))
}
