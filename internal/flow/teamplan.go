package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/plan"
)

// input is what a plan is made from. What stands in the user's file is no wish of the moment: what the policy says of it is
// said of the line in the Dockerfile, where it can be excepted.
func (t *team) input(s detect.Stack, c choice.Choices) plan.Input {
	in := plan.Input{Stack: s, Choices: c, Catalog: t.images, Network: t.network()}
	if d, ok := t.described(s.Stack); ok {
		in.Data = t.data(d)
	}
	if len(t.Packs) > 0 {
		in.Refuse = func(base, image string) *plan.Refusal {
			if c.Base.Source == choice.File && c.Base.Value == base {
				return nil
			}
			return t.refuse(base, image)
		}
	}
	return in
}

// network is how the packs let builds reach the outside.
func (t *team) network() plan.Network {
	registry := func(kind string) *plan.Registry {
		r, ok := t.Network.Registries[kind]
		if !ok {
			return nil
		}
		return &plan.Registry{URL: r.URL, Secret: r.Secret}
	}
	return plan.Network{Proxy: plan.NewProxy(t.Network.Proxy, t.Network.NoProxy),
		NPM: registry("npm"), Python: registry("python"), Maven: registry("maven"), Go: registry("go"), Cargo: registry("cargo")}
}

// refuse says which pack does not want a base under the final stage; nil where none minds.
func (t *team) refuse(base, image string) *plan.Refusal {
	b, err := t.Policy.Base(image, base, t.exceptions, t.today)
	if b == nil || err != nil {
		return nil // a bad exception is told where the file is judged
	}
	who, place, ok := strings.Cut(b.By, " ")
	if !ok {
		who, place = "", b.By
	}
	what := base
	if b.Rule == pack.RuleRegistry {
		what = "the image " + image
	}
	return &plan.Refusal{Reason: strings.Join(strings.Fields("the pack "+who+" forbids "+what+" ("+place+")"), " "), Hint: strings.TrimPrefix(b.Hint(), "fix it, ")}
}

// plan decides for a service: by msgen's own plans, or by what a pack says of its stack.
func (t *team) plan(in plan.Input) (*plan.Plan, error) {
	p, err := plan.New(in)
	if err != nil {
		return nil, err
	}
	ref, err := t.Images.Mirror(plan.Frontend)
	if err != nil {
		return nil, err
	}
	if ref != plan.Frontend {
		plan.CommonOf(p.Model).Syntax = ref
	}
	if plan.CommonOf(p.Model).Added, err = t.inContext(p); err != nil {
		return nil, err
	}
	if t.CA != nil {
		image, err := t.images.Image("alpine", "alpine", t.images.Default("alpine").Number)
		if err != nil {
			return nil, err
		}
		plan.Trust(p.Model, &plan.CA{Name: t.CA.Name, Hash: t.CA.Hash, PEM: t.CA.PEM, Image: image.Ref})
	}
	return p, nil
}

// data gives what a description says of the images of its stack.
func (t *team) data(s *pack.Stack) *plan.DataStack {
	d := &plan.DataStack{Name: s.Name, Title: s.Title, By: s.By, Targets: s.Targets, Versions: s.Versions, Mirror: t.Images.Mirror}
	for _, b := range s.Bases {
		d.Bases = append(d.Bases, plan.DataBase(b))
	}
	for _, i := range s.Images {
		d.Images = append(d.Images, plan.DataImage(i))
	}
	return d
}

// inContext gives the files below docker/ that packs and the repository's own templates add to the build context of a service,
// sorted and relative to it.
func (t *team) inContext(p *plan.Plan) ([]string, error) {
	var all []string
	for _, f := range t.Files {
		if f.InContext() {
			all = append(all, f.Path)
		}
	}
	below, err := filepath.Rel(filepath.FromSlash(p.Context), filepath.FromSlash(p.Dir))
	if err != nil {
		return nil, err
	}
	for _, l := range t.layers[1:] {
		for _, stack := range []string{"_shared", p.Stack} {
			err := fs.WalkDir(l.FS, stack+"/docker", func(name string, d fs.DirEntry, err error) error {
				if err == nil && d.Type().IsRegular() && strings.HasSuffix(name, ".tmpl") {
					all = append(all, path.Join(filepath.ToSlash(below), strings.TrimSuffix(strings.TrimPrefix(name, stack+"/"), ".tmpl")))
				}
				return err
			})
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("reading the templates of %s: %w", l.Name, err)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
