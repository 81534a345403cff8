package flow

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/verify"
	"github.com/msgen/msgen/templates"
)

// ownTemplates is the folder of a repository's own templates, the highest layer.
const ownTemplates = ".msgen/templates"

// Renderer renders plans with layers, as render.Files does, in another process. Run closes it when all is rendered; it can be
// used again after that.
type Renderer interface {
	Files(*plan.Plan, []render.Layer, render.Options) ([]render.File, error)
	Close()
}

// team is what packs and the repository's own templates bring to one run. Without any it changes nothing.
type team struct {
	*pack.Team
	own    []*pack.Stack // msgen's stacks that are data
	layers []render.Layer
	images *catalog.Catalog
	render func(*plan.Plan, []render.Layer, render.Options) ([]render.File, error)
	weaker choice.Wishes // the packs' own answers to msgen's questions
	// What the policy is held against, beside the files.
	exceptions []pack.Exception
	today      string
	indexes    map[string]*verify.Index // by build context
}

// newTeam lays the packs of a request over what msgen brings.
func newTeam(req Request) (*team, error) {
	t := &team{Team: req.Team, layers: []render.Layer{{Name: "msgen", FS: templates.FS}}, weaker: choice.Wishes{}, exceptions: req.Exceptions}
	if t.Team == nil {
		none, err := pack.Combine(nil)
		if err != nil {
			return nil, err
		}
		t.Team = none
	}
	own, err := builtIn()
	if err != nil {
		return nil, err
	}
	t.own = own
	if err := t.check(); err != nil {
		return nil, err
	}
	images, err := catalog.Load()
	if err != nil {
		return nil, err
	}
	if t.images = images; len(t.Packs) > 0 {
		if t.images, err = images.With(t.Images.Overlay()); err != nil {
			return nil, err
		}
	}
	t.today = cmp.Or(req.Today, t.images.Date)
	for _, p := range t.Layers() {
		t.layers = append(t.layers, render.Layer{Name: p.Name, FS: p.Templates()})
	}
	if !req.ModelOnly {
		if err := t.repository(req.Repo); err != nil {
			return nil, err
		}
	}
	for key, value := range t.Answers {
		t.weaker[key] = choice.Wish{Value: value, Source: choice.Pack, From: "pack.yaml"}
	}
	parsed := new(render.Templates)
	t.render = func(p *plan.Plan, layers []render.Layer, o render.Options) ([]render.File, error) {
		return parsed.Files(p, layers, o)
	}
	if req.Render != nil && len(t.layers) > 1 {
		t.render = req.Render.Files // what msgen did not write itself is rendered where it can do no harm
	}
	return t, nil
}

// check holds what the packs name against what msgen has: a stack of their own takes no name of a stack with code, and a policy
// speaks of rules that there are.
func (t *team) check() error {
	for _, s := range t.Stacks {
		if slices.Contains(plan.Stacks(), s.Name) {
			return fmt.Errorf("%s: %s is a built-in stack; give the pack's stack another name", s.By, s.Name)
		}
		if known := BuiltIn(); s.Replaces != "" && !slices.Contains(known, s.Replaces) {
			return fmt.Errorf("%s: replaces names %s, which is not one of msgen's stacks: %s", s.By, s.Replaces, strings.Join(known, ", "))
		}
	}
	return UnknownRules(t.Policy)
}

// UnknownRules gives an error for rules of a policy that there are not.
func UnknownRules(p *pack.Policy) error {
	known := map[string]bool{pack.RuleRegistry: true, pack.RuleFamily: true, pack.RuleLabel: true}
	for _, r := range verify.Rules() {
		known[r.ID] = true
	}
	for _, id := range p.Rules() {
		if !known[id] {
			_, by := p.State(id)
			return fmt.Errorf("%s: there is no rule %s", by, id)
		}
	}
	return nil
}

// repository lays the repository's own templates over all others. What could not speak is an error: a layer that is silently left
// out would take a team's words away.
func (t *team) repository(repo fs.FS) error {
	info, err := fs.Stat(repo, ownTemplates)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", ownTemplates, err)
	case !info.IsDir():
		return fmt.Errorf("%s is not a directory", ownTemplates)
	}
	above, err := fs.Sub(repo, ownTemplates)
	if err != nil {
		return fmt.Errorf("%s: %w", ownTemplates, err)
	}
	t.layers = append(t.layers, render.Layer{Name: ownTemplates, FS: above})
	return t.unspoken("", func(p render.Problem) bool { return p.Layer == ownTemplates })
}

// unspoken is the error of what in the layers could never speak: a block that nothing prints, and what else wanted says.
func (t *team) unspoken(stack string, wanted func(render.Problem) bool) error {
	if len(t.layers) == 1 {
		return nil
	}
	problems, err := render.Check(t.layers, stack, render.Options{Final: t.Policy.Final()})
	if err != nil {
		return err
	}
	for _, p := range problems {
		if !wanted(p) {
			continue
		}
		wrong := &render.TemplateError{Layer: p.Layer, Path: p.Path, Line: p.Line, Text: p.Text}
		if p.Unknown {
			return hint.With(wrong, "the pages in docs/templates list all blocks")
		}
		return wrong
	}
	return nil
}

// answers gives an answer to every question of the packs for a stack: what was said, else what a pack says, else the
// default. Nobody's answer to a question that needs one is a *choice.MissingError.
func (t *team) answers(s detect.Stack, w choice.Wishes) (map[string]any, []choice.Text, error) {
	given := map[string]any{}
	var texts []choice.Text
	for _, q := range t.Schema.Questions() {
		wish, said := w[q.Key]
		if !said {
			wish, said = t.weaker[q.Key]
		}
		if !said {
			continue
		}
		value, err := t.Schema.Answer(q.Key, wish.Value)
		if err != nil {
			return nil, nil, &choice.UsageError{From: wish.From, Value: wish.Value, Problem: err.Error()}
		}
		given[q.Key] = value
		texts = append(texts, choice.Text{Key: teamKey(q), Value: wish.Value, Source: wish.Source, From: wish.From,
			Given: wish.Source != choice.Pack})
	}
	all, missing, err := t.Schema.Complete(s.Stack, given)
	if err != nil {
		return nil, nil, err
	}
	if len(missing) == 0 {
		return all, texts, nil
	}
	open := &choice.MissingError{}
	for _, q := range missing {
		open.Answers = append(open.Answers, choice.Missing{Service: s.Name, Key: teamKey(q), Text: q.Prompt, Candidates: q.Options})
	}
	return nil, nil, open
}

// teamKey spells the question of a pack as a choice.
func teamKey(q pack.Question) choice.Key {
	return choice.Key{Name: q.Key, Flag: "--set", Help: q.Prompt}
}

// added gives the plain files of the packs for a service, and for the repository where it is its first.
func (t *team) added(p *plan.Plan, first bool) []render.File {
	var files []render.File
	for _, f := range t.Files {
		switch {
		case f.InContext():
			files = append(files, render.File{Path: path.Join(p.Context, f.Path), Text: string(f.Data)})
		case first:
			files = append(files, render.File{Path: f.Path, Text: string(f.Data)})
		}
	}
	return files
}

// outputs checks what the templates of packs write beside Dockerfile and ignore file: only what a pack may add, for a file
// of another name is run or obeyed by somebody.
func (t *team) outputs(p *plan.Plan, files []render.File) error {
	for _, f := range files {
		name := strings.TrimPrefix(f.Path, p.Dir+"/")
		if ownName(name) {
			continue
		}
		if err := pack.CheckAdded(name); err != nil {
			return fmt.Errorf("rendering %s: %w", p.Name, err)
		}
	}
	return nil
}

// judge holds the Dockerfiles of a service against the packs' policy.
func (t *team) judge(s Service, files []render.File, req Request) (pack.Verdict, error) {
	var all pack.Verdict
	if len(t.Packs) == 0 {
		return all, nil
	}
	for _, f := range files {
		if !isDockerfile(f.Path) {
			continue
		}
		v, err := t.verdict(f.Path, f.Text, s.Findings, req)
		if err != nil {
			return all, err
		}
		all.Breaches, all.Shown, all.Notes = append(all.Breaches, v.Breaches...), append(all.Shown, v.Shown...), append(all.Notes, v.Notes...)
	}
	return all, nil
}

// verdict holds one Dockerfile against the policy.
func (t *team) verdict(path, text string, findings []verify.Finding, req Request) (pack.Verdict, error) {
	in, err := verify.Inspect(path, text, verify.Context{Images: t.images, Today: t.images.Date})
	if err != nil {
		return pack.Verdict{}, err
	}
	about := pack.Facts{Path: path, Labels: in.Labels}
	for _, f := range findings {
		if f.Path == path {
			about.Findings = append(about.Findings, pack.Finding{Rule: f.Rule, Path: f.Path, Line: f.Line, Text: f.Text})
		}
	}
	for _, n := range in.Images {
		about.Images = append(about.Images, pack.Use{Ref: n.Ref, Family: n.Base, Path: path, Line: n.Line, Final: n.Final})
	}
	return t.Policy.Judge(about, req.Exceptions, cmp.Or(req.Today, t.images.Date))
}
