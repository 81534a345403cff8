package pack

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Team is several packs as one, the lowest first.
type Team struct {
	// Packs are all packs, each once.
	Packs []*Pack
	// Schema, Images and Policy are those of all packs, laid over each other; never nil. The policy judges by the lists of
	// registries of images.yaml too.
	Schema *Schema
	Images *Images
	Policy *Policy
	// Stacks are the stacks that msgen does not know, those of higher packs in place of those of the same name.
	Stacks []*Stack
	// CA is the certificate authority of the highest pack that names one; nil for none.
	CA *CA
	// Network is how builds reach the outside; a higher pack's proxy and registries win.
	Network Network
	// Answers are the packs' own answers, as text; a higher pack's win.
	Answers map[string]string
	// Files are the plain files, sorted by path; a higher pack's win.
	Files []File
}

// Combine lays packs over each other, the lowest first: the chains of all packs that a repository lists, one after the
// other. A pack that stands in several chains counts once, where it stands first. No packs give a Team that changes nothing.
func Combine(packs []*Pack) (*Team, error) {
	t := &Team{Schema: &Schema{}, Images: &Images{}, Policy: &Policy{}, Answers: map[string]string{}}
	var errs []error
	for _, p := range packs {
		same, err := t.has(p)
		if err == nil && !same {
			t.Packs = append(t.Packs, p)
			err = t.lay(p)
		}
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return t, t.answers()
}

// has reports whether a pack is there already. One in two versions is no team.
func (t *Team) has(p *Pack) (bool, error) {
	for _, o := range t.Packs {
		if o.Name != p.Name {
			continue
		}
		if o.Tree == p.Tree {
			return true, nil
		}
		return false, fmt.Errorf("the pack %s is listed twice with different files: %s and %s", p.Name, o.Title(), p.Title())
	}
	return false, nil
}

// lay lays one pack over what is there.
func (t *Team) lay(p *Pack) error {
	var err error
	if t.Schema, err = t.Schema.over(p.Schema); err != nil {
		return err
	}
	t.Images = t.Images.over(p.Images)
	if t.Policy, err = t.Policy.over(p.Policy); err != nil {
		return err
	}
	t.Policy.allow = append(t.Policy.allow, p.Images.allow...) // what a template or a person writes is judged as well
	t.Policy.deny = append(t.Policy.deny, p.Images.deny...)
	if p.CA != nil {
		t.CA = p.CA
	}
	t.Network = t.Network.over(p.Manifest.Network)
	for _, s := range p.Stacks {
		t.Stacks = slices.DeleteFunc(t.Stacks, func(o *Stack) bool { return o.Name == s.Name })
		t.Stacks = append(t.Stacks, s)
	}
	for _, f := range p.Files() {
		t.Files = slices.DeleteFunc(t.Files, func(o File) bool { return o.Path == f.Path })
		t.Files = append(t.Files, f)
	}
	slices.SortFunc(t.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	maps.Copy(t.Answers, p.Answers)
	return nil
}

// answers checks the packs' own answers against the questions of all. Those to msgen's questions are choice's to judge.
func (t *Team) answers() error {
	var errs []error
	for _, key := range sortedKeys(t.Answers) {
		if slices.Contains(Reserved(), key) {
			continue
		}
		if _, err := t.Schema.Answer(key, t.Answers[key]); err != nil {
			errs = append(errs, fmt.Errorf("pack.yaml: %w", err))
		}
	}
	return errors.Join(errs...)
}

// over lays the questions of a higher layer over these. A question that is asked again keeps its type.
func (s *Schema) over(o *Schema) (*Schema, error) {
	all := &Schema{compiled: map[string]*jsonschema.Schema{}}
	maps.Copy(all.compiled, s.compiled)
	maps.Copy(all.compiled, o.compiled)
	for _, q := range s.questions {
		again, ok := o.Question(q.Key)
		if !ok {
			all.questions = append(all.questions, q)
		} else if again.Type != q.Type {
			return nil, fmt.Errorf("%s %s: the answer %s has the type %s here, but %s in %s", again.By, place(schemaName, again.Line), q.Key, again.Type, q.Type, q.By)
		}
	}
	all.questions = append(all.questions, o.questions...)
	return all, all.order(true)
}

// Layers gives the packs that have templates, or say of blocks that they are final, lowest first.
func (t *Team) Layers() []*Pack {
	var row []*Pack
	for _, p := range t.Packs {
		if len(namesIn(p.FS, "templates")) > 0 || len(p.Policy.final) > 0 {
			row = append(row, p)
		}
	}
	return row
}
