package catalog

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed images.yaml
var builtIn []byte

// file is the form of images.yaml.
type file struct {
	Date   string
	Lines  map[string][]line
	Images []row
}

// line is a release line of a runtime.
type line struct {
	Number  string
	EOL     string
	Default bool
}

// row is one or several images that differ in their version alone.
type row struct {
	Kind, Base, Ref, Debug, OS, Libc, Packages, User, Program string
	Versions, Entrypoint                                      []string
	Shell                                                     bool
	NeedsUser                                                 bool `yaml:"needsUser"`
	Exact                                                     bool
	// Line names the release lines that the versions belong to, where it is not the kind.
	Line string
}

// Load gives the built-in catalog, which is read once. Nobody may change it: With makes a copy.
func Load() (*Catalog, error) { return builtInOnce() }

var builtInOnce = sync.OnceValues(func() (*Catalog, error) {
	c, err := parse(builtIn)
	if err != nil {
		return nil, fmt.Errorf("reading the built-in catalog: %w", err)
	}
	return c, nil
})

// parse reads a catalog; unknown fields are errors.
func parse(data []byte) (*Catalog, error) {
	var f file
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, err
	}
	c := &Catalog{Date: f.Date, lines: map[string][]Version{}}
	for runtime, lines := range f.Lines {
		for _, l := range lines {
			c.lines[runtime] = append(c.lines[runtime],
				Version{Number: l.Number, EOL: l.EOL, Default: l.Default, Ended: l.EOL != "" && l.EOL < f.Date})
		}
	}
	for _, r := range f.Images {
		images, err := c.expand(r)
		if err != nil {
			return nil, err
		}
		c.images = append(c.images, images...)
	}
	return c, nil
}

// expand makes one image for each version of a row.
func (c *Catalog) expand(r row) ([]Image, error) {
	if len(r.Versions) == 0 {
		return []Image{r.image("", "")}, nil
	}
	runtime := r.Line
	if runtime == "" {
		runtime = r.Kind
	}
	var images []Image
	for _, v := range r.Versions {
		eol, ok := c.eol(runtime, v)
		if !ok {
			return nil, fmt.Errorf("image %s: version %s is not a line of %s", r.Ref, v, runtime)
		}
		images = append(images, r.image(v, eol))
	}
	return images, nil
}

// eol gives the end of a release line's life, and whether there is such a line.
func (c *Catalog) eol(runtime, number string) (string, bool) {
	for _, v := range c.lines[runtime] {
		if v.Number == number {
			return v.EOL, true
		}
	}
	return "", false
}

// image makes the image of one version.
func (r row) image(version, eol string) Image {
	fill := func(s string) string { return strings.ReplaceAll(s, "{version}", version) }
	return Image{Ref: fill(r.Ref), Debug: fill(r.Debug), Kind: r.Kind, Base: r.Base, Version: version, OS: r.OS, Libc: r.Libc,
		Shell: r.Shell, Packages: r.Packages, User: r.User, NeedsUser: r.NeedsUser, Entrypoint: r.Entrypoint, Program: r.Program, EOL: eol, Exact: r.Exact}
}
