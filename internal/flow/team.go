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
		if err := t.own(req.Repo); err != nil {
			return nil, err
		}
	}
	for key, value := range t.Answers {
		t.weaker[key] = choice.Wish{Value: value, Source: choice.Pack, From: "pack.yaml"}
	}
	t.render = func(p *plan.Plan, layers []render.Layer, o render.Options) ([]render.File, error) {
		return render.Files(p, layers, o)
	}
	if req.Render != nil && len(t.layers) > 1 {
		t.render = req.Render.Files // what msgen did not write itself is rendered where it can do no harm
	}
	return t, nil
}

// check holds what the packs name against what msgen has: a stack of their own has a name of its own, and a policy speaks
// of rules that there are.
func (t *team) check() error {
	for _, s := range t.Stacks {
		if slices.Contains(plan.Stacks(), s.Name) {
			return fmt.Errorf("%s: the stack %s is msgen's own; a stack of a pack has another name", s.By, s.Name)
		}
		if s.Replaces != "" && !slices.Contains(plan.Stacks(), s.Replaces) {
			return fmt.Errorf("%s: replaces names %s, which is none of msgen's stacks: %s", s.By, s.Replaces, strings.Join(plan.Stacks(), ", "))
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

// own lays the repository's own templates over all others. What could not speak is an error: a layer that is silently left
// out would take a team's words away.
func (t *team) own(repo fs.FS) error {
	info, err := fs.Stat(repo, ownTemplates)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", ownTemplates, err)
	case !info.IsDir():
		return fmt.Errorf("%s is no directory", ownTemplates)
	}
	own, err := fs.Sub(repo, ownTemplates)
	if err != nil {
		return fmt.Errorf("%s: %w", ownTemplates, err)
	}
	t.layers = append(t.layers, render.Layer{Name: ownTemplates, FS: own})
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

// stacks finds the stacks that packs describe: in directories in which msgen itself found none, and in place of a stack of
// msgen's where a pack's stack says so.
func (t *team) stacks(repo fs.FS, report *detect.Report) error {
	if len(t.Stacks) == 0 {
		return nil
	}
	for i, s := range report.Stacks {
		found, ok, err := t.match(repo, report, s.Dir, func(o *pack.Stack) bool { return o.Replaces == s.Stack })
		if err != nil {
			return err
		}
		if ok {
			report.Stacks[i] = replaced(s, found)
		}
	}
	for _, dir := range directories(report) {
		found, ok, err := t.match(repo, report, dir, func(*pack.Stack) bool { return true })
		if err != nil {
			return err
		}
		if ok {
			report.Stacks = append(report.Stacks, described(dir, found))
		}
	}
	slices.SortStableFunc(report.Stacks, func(a, b detect.Stack) int { return strings.Compare(a.Dir+"\x00"+a.Name, b.Dir+"\x00"+b.Name) })
	return nil
}

// match looks for a stack of the packs in a directory; the highest pack's wins.
func (t *team) match(repo fs.FS, report *detect.Report, dir string, wanted func(*pack.Stack) bool) (pack.Found, bool, error) {
	names := within(report.Files, dir)
	read := func(name string) ([]byte, error) { return readFile(repo, dir, name) }
	for _, s := range slices.Backward(t.Stacks) {
		if !wanted(s) {
			continue
		}
		found, ok, err := s.Match(names, read)
		if err != nil {
			return found, false, fmt.Errorf("%s: %w", s.By, err)
		}
		if ok {
			return found, true, nil
		}
	}
	return pack.Found{}, false, nil
}

// replaced makes a stack of a pack's of one of msgen's: the service and its directories stay, and a note says so.
func replaced(old detect.Stack, found pack.Found) detect.Stack {
	s := described(old.Dir, found)
	s.Context, s.Description, s.License, s.Source = old.Context, old.Description, old.License, old.Source
	if !found.Service.Known() {
		s.Name = old.Name
	}
	pack, _, _ := strings.Cut(found.Stack.By, " ")
	s.Notes = append(s.Notes, detect.Note{Text: fmt.Sprintf("The pack %s uses its stack %s instead of %s.", pack, found.Stack.Name, old.Stack), Because: s.Framework.Because})
	return s
}

// directories gives the directories that hold files and no service of msgen's own, at most two levels deep.
func directories(report *detect.Report) []string {
	seen := map[string]bool{}
	for _, s := range report.Stacks {
		seen[s.Dir] = true
	}
	var dirs []string
	for _, f := range report.Files {
		dir := path.Dir(f)
		if strings.HasSuffix(f, "/") || seen[dir] || strings.Count(dir, "/") > 1 || strings.HasPrefix(dir, ".") && dir != "." {
			continue
		}
		seen[dir] = true
		dirs = append(dirs, dir)
	}
	return dirs
}

// described makes a stack of what a pack describes.
func described(dir string, found pack.Found) detect.Stack {
	by := found.Stack.By
	s := detect.Stack{Name: path.Base(dir), Dir: dir, Context: dir, Stack: found.Stack.Name, Language: found.Stack.Language}
	because := located(dir, by, found.Because)
	switch {
	case found.Service.Known():
		s.Name = found.Service.Value
	case dir == ".":
		s.Name = "app"
	}
	s.Framework = detect.Fact[string]{Value: found.Stack.Name, Because: because}
	if len(found.Stack.Start) > 0 {
		s.Start = detect.Fact[[]string]{Value: found.Stack.Start, Because: because}
	}
	s.Version = detect.Fact[string]{Value: found.Version.Value, Because: located(dir, by, found.Version.Because)}
	if port := portOf(found.Port.Value); port > 0 {
		s.Port = detect.Fact[int]{Value: port, Because: located(dir, by, found.Port.Because)}
	}
	for _, f := range found.Facts {
		f.Text.Because, f.List.Because = located(dir, by, f.Text.Because), located(dir, by, f.List.Because)
		s.Facts = append(s.Facts, f)
	}
	return s
}

// portOf reads a port that the pack's reader has checked; 0 for none.
func portOf(text string) int {
	n := 0
	for _, r := range text {
		n = n*10 + int(r-'0')
	}
	return n
}

// located gives evidence whose paths are relative to a directory as the repository's; what the description of a stack says
// stays there.
func located(dir, by string, because []detect.Evidence) []detect.Evidence {
	var all []detect.Evidence
	for _, e := range because {
		if e.Path != by {
			e.Path = path.Join(dir, e.Path)
		}
		all = append(all, e)
	}
	return all
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
