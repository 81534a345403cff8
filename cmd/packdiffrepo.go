package cmd

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
)

// fromHere reads a reference as people write it on the command line: a folder may be named without ./ before it, and is
// relative to the working directory.
func (g *gathering) fromHere(text string) (string, error) {
	dir := g.env.full(text)
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		rel, err := filepath.Rel(g.dir, dir)
		if err == nil && filepath.IsLocal(rel) {
			return "./" + filepath.ToSlash(rel), nil
		}
		return filepath.ToSlash(dir), nil
	}
	ref, err := pack.ParseRef(text)
	return ref.String(), err
}

// describeTeam gives what there is in packs, by what it is called, with its text.
func describeTeam(t *pack.Team) map[string]string {
	all := map[string]string{}
	for _, p := range t.Packs {
		maps.Copy(all, describePack(p))
	}
	return all
}

// describePack gives what there is in one pack.
func describePack(p *pack.Pack) map[string]string {
	all := map[string]string{}
	for file, text := range treeFiles(p.Templates()) {
		stack, base, _ := strings.Cut(strings.TrimSuffix(file, ".tmpl"), "/")
		if !strings.HasPrefix(base, "_") {
			all["file "+stack+": "+base] = string(text)
		}
		for name, body := range blockTexts(string(text)) {
			all["block "+stack+": "+name] = body
		}
	}
	for _, f := range p.Files() {
		all["file "+f.Path] = string(f.Data)
	}
	for _, line := range p.Images.Describe() {
		all["image "+line] = ""
	}
	for _, line := range p.Policy.Describe() {
		all["policy "+line] = ""
	}
	for _, q := range p.Schema.Questions() {
		all["question "+q.Key] = fmt.Sprint(q.Prompt, q.Help, q.Allowed(), q.Default, q.Required, q.When, q.Order)
	}
	for key, value := range p.Answers {
		all["answer "+key] = value
	}
	for _, kind := range []string{"stack", "migration"} {
		for file, text := range treeFiles(p.FS) {
			if name, in := strings.CutPrefix(file, kind+"s/"); in {
				all[kind+" "+strings.TrimSuffix(name, ".yaml")] = string(text)
			}
		}
	}
	if p.Extends != "" {
		all["extends "+p.Extends] = ""
	}
	return all
}

// blockTexts gives the blocks that a template defines, each with its text up to the next one.
func blockTexts(text string) map[string]string {
	at := blockBegin().FindAllStringSubmatchIndex(text, -1)
	all := map[string]string{}
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		all[text[m[2]:m[3]]] += strings.TrimSpace(text[m[0]:end])
	}
	return all
}

// filesChanged compares two renderings.
func filesChanged(old, new map[string][]byte) []change.Change {
	var all []change.Change
	for _, path := range differing(old, new) {
		c := change.Change{Path: path, Kind: change.Update, Old: old[path], New: new[path]}
		if _, had := old[path]; !had {
			c.Kind = change.Create
		} else if _, has := new[path]; !has {
			c.Kind = change.Delete
		}
		all = append(all, c)
	}
	return all
}

// repository renders a repository with both versions: in the place that the pack has among those of its .msgen.yaml, and
// with its answers brought to the new version by the migrations.
func (d *packDiff) repository(dir string) error {
	r, err := openRepository(d.env, []string{dir})
	if err != nil {
		return err
	}
	defer r.root.Close()
	old, refused := d.rendered(r, d.old, false)
	if refused != nil {
		return fmt.Errorf("the old version refuses it: %w", refused)
	}
	new, refused := d.rendered(r, d.new, true)
	d.compare(dir, old, new, refused)
	return nil
}

// rendered gives the files of a repository with one version.
func (d *packDiff) rendered(r *repository, version *pack.Team, migrated bool) (map[string][]byte, error) {
	var err error
	if r.team, err = d.among(r, version); err != nil {
		return nil, err
	}
	if r.configText != nil {
		if r.config, err = config.Parse(r.configText, config.AnyKey); err != nil {
			return nil, err
		}
	}
	req := r.request(r.repo, environment(d.env))
	if migrated {
		req.Saved = func(service string) choice.Wishes { return d.migrated(r.config.Wishes(service)) }
	}
	return filesOf(req)
}

// filesOf gives the files of a request by their paths, or why it is refused.
func filesOf(req flow.Request) (map[string][]byte, error) {
	result, err := flow.Run(req)
	if err == nil {
		err = violatedBy(verdicts(result))
	}
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range result.Files() {
		files[f.Path] = []byte(f.Text)
	}
	return files, nil
}

// migrated brings answers of the old version to the new one.
func (d *packDiff) migrated(given choice.Wishes) choice.Wishes {
	texts := map[string]string{}
	for key, w := range given {
		texts[key] = w.Value
	}
	after, err := pack.Migrate(highest(d.new).Migrations, d.report.Old.Version, d.report.New.Version, texts)
	if err != nil { // work has tried it
		return given
	}
	return flow.WishesOf(after.Answers, config.Name)
}

// among puts a version of the pack among the packs that a repository lists: in the place of the one of its name, else above
// all of them.
func (d *packDiff) among(r *repository, version *pack.Team) (*pack.Team, error) {
	g, err := gather(d.env, absolute(r.root.Name()), r.lock, d.flags)
	if err != nil {
		return nil, err
	}
	var row []*pack.Pack
	stands := false
	for _, ref := range r.config.Packs {
		if named := r.lock.Pack(ref).Name; named == d.report.New.Name || named == d.report.Old.Name {
			row, stands = append(row, version.Packs...), true
			continue
		}
		team, err := g.team([]string{ref})
		if err != nil {
			return nil, err
		}
		if p := highest(team); p.Name == d.report.New.Name || p.Name == d.report.Old.Name {
			row, stands = append(row, version.Packs...), true
			continue
		}
		row = append(row, team.Packs...)
	}
	if r.packs = g.found; !stands {
		row = append(row, version.Packs...)
	}
	return pack.Combine(row)
}
