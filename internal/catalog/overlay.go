package catalog

import (
	"fmt"
	"slices"
)

// Overlay is what a team changes in a catalog.
type Overlay struct {
	// Roles are other images for roles, later ones win.
	Roles []Role
	// Rewrite gives the reference to write for another, such as that of a mirror; nil leaves all as they are.
	Rewrite func(ref string) (string, error)
}

// Role is another image for a kind and family.
type Role struct {
	Kind, Base string
	// Versions are the release lines that it is for; nil for all that the catalog has.
	Versions []string
	// Change gives the image to take instead of one of the catalog's.
	Change func(Image) Image
	// By is the place that says so, for errors: "acme images.yaml:12".
	By string
}

// With gives a catalog with the overlay laid over it; the catalog itself stays. Knows goes on knowing the images that
// were replaced, for a Dockerfile written by hand may hold them.
func (c *Catalog) With(o Overlay) (*Catalog, error) {
	w := &Catalog{Date: c.Date, lines: c.lines, images: slices.Clone(c.images), also: slices.Concat(c.also, c.images)}
	for _, r := range o.Roles {
		if err := w.replace(r); err != nil {
			return nil, err
		}
	}
	if o.Rewrite == nil {
		return w, nil
	}
	for k := range w.images {
		for _, ref := range []*string{&w.images[k].Ref, &w.images[k].Debug} {
			if *ref == "" {
				continue
			}
			to, err := o.Rewrite(*ref)
			if err != nil {
				return nil, err
			}
			*ref = to
		}
	}
	return w, nil
}

// replace puts the image of a role in the place of the catalog's. A release line that the catalog has no image of takes
// its facts from the first image of the role.
func (c *Catalog) replace(r Role) error {
	known := slices.IndexFunc(c.images, func(i Image) bool { return i.Kind == r.Kind && i.Base == r.Base })
	if known < 0 {
		return fmt.Errorf("%s: %w", r.By, &MissingError{Kind: r.Kind, Base: r.Base})
	}
	var done []string
	for k, i := range c.images {
		if i.Kind == r.Kind && i.Base == r.Base && (r.Versions == nil || slices.Contains(r.Versions, i.Version)) {
			c.images[k] = r.Change(i)
			done = append(done, i.Version)
		}
	}
	for _, v := range r.Versions {
		if slices.Contains(done, v) {
			continue
		}
		i := c.images[known]
		i.Version = v
		i.EOL, _ = c.eol(r.Kind, v)
		c.images = append(c.images, r.Change(i))
	}
	return nil
}
