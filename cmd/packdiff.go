package cmd

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/pack"
)

// packDiffReport is what pack diff says, for machines.
type packDiffReport struct {
	Schema string       `json:"schema"`
	Old    packRelease  `json:"old"`
	New    packRelease  `json:"new"`
	Packs  []packChange `json:"packs"`
	// Notes are what the migrations between the two say.
	Notes        []string       `json:"notes,omitempty"`
	Repositories []packDiffRepo `json:"repositories"`
}

// packRelease is one version of a pack.
type packRelease struct {
	Ref     string `json:"ref"`
	Name    string `json:"name"`
	Version string `json:"version"`
	Tree    string `json:"tree"`
}

// packChange is one thing that is not the same in both: Change is added, removed or changed.
type packChange struct {
	Change string `json:"change"`
	What   string `json:"what"`
}

// packDiffRepo is what a release would change in one repository, or in one case of the pack's tests.
type packDiffRepo struct {
	Name  string         `json:"name"`
	Files []packDiffFile `json:"files"`
	// Refused is the message of init where one of the two refuses the repository.
	Refused string `json:"refused,omitempty"`
}

// packDiffFile is one file: Added and Removed count lines.
type packDiffFile struct {
	Path    string      `json:"path"`
	Kind    change.Kind `json:"kind"`
	Added   int         `json:"added"`
	Removed int         `json:"removed"`
	Diff    string      `json:"diff"`
}

// packDiff is one run of pack diff.
type packDiff struct {
	env      Env
	flags    packFlags
	old, new *pack.Team
	report   packDiffReport
}

func newPackDiff(env Env) *cobra.Command {
	d, asJSON := &packDiff{env: env}, false
	c := command("pack-diff", &cobra.Command{
		Use: "diff OLD NEW [REPO...]",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return &usageError{c.CommandPath(), fmt.Errorf("takes two versions of a pack, not %d", len(args))}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := d.work(args); err != nil {
				return failed(env, asJSON, err)
			}
			return d.print(asJSON)
		},
		ValidArgsFunction: completeDirs,
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&d.flags.offline, "offline", false, "use only packs in folders and in the cache")
	return c
}

// work reads both versions and renders with both.
func (d *packDiff) work(args []string) (err error) {
	d.report = packDiffReport{Schema: "msgen.pack-diff/v1", Packs: []packChange{}, Repositories: []packDiffRepo{}}
	if d.old, d.report.Old, err = d.release(args[0]); err != nil {
		return err
	}
	if d.new, d.report.New, err = d.release(args[1]); err != nil {
		return err
	}
	d.report.Packs = described(describeTeam(d.old), describeTeam(d.new))
	moved, err := pack.Migrate(highest(d.new).Migrations, d.report.Old.Version, d.report.New.Version, nil)
	if err != nil {
		return err
	}
	d.report.Notes = moved.Notes
	if len(args) == 2 {
		return d.cases()
	}
	for _, dir := range args[2:] {
		if err := d.repository(dir); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
	}
	return nil
}

// release brings one version of the pack.
func (d *packDiff) release(ref string) (*pack.Team, packRelease, error) {
	g, err := gather(d.env, surrounding(d.env, d.env.Dir), nil, d.flags)
	if err != nil {
		return nil, packRelease{}, err
	}
	if ref, err = g.fromHere(ref); err != nil {
		return nil, packRelease{}, err
	}
	if d.env.canAsk(false) {
		g.asker = asker(d.env, false)
	}
	team, err := g.team([]string{ref})
	if err != nil {
		return nil, packRelease{}, err
	}
	p := highest(team)
	return team, packRelease{ref, p.Name, p.Version, p.Tree}, nil
}

// highest is the pack that stands on the others.
func highest(t *pack.Team) *pack.Pack { return t.Packs[len(t.Packs)-1] }

// described compares two descriptions.
func described(old, new map[string]string) []packChange {
	changes := []packChange{}
	for _, what := range union(old, new) {
		was, had := old[what]
		is, has := new[what]
		switch {
		case !had:
			changes = append(changes, packChange{"added", what})
		case !has:
			changes = append(changes, packChange{"removed", what})
		case was != is:
			changes = append(changes, packChange{"changed", what})
		}
	}
	return changes
}

// cases renders the cases of the tests with both versions.
func (d *packDiff) cases() error {
	t := &packTest{workbench: &workbench{env: d.env, pack: highest(d.new), team: d.new}, against: d.old, o: &packTestOptions{against: "OLD"}}
	for _, c := range highest(d.new).Cases {
		before, err := t.earlier(c)
		if err != nil {
			return err
		}
		if before.files == nil {
			continue // the old version refuses the case, so that nobody has files of it
		}
		after, refused := outcome(t.request(), before.repo, before.answers)
		d.compare("tests/"+c.Name, before.files, after, refused)
	}
	return nil
}

// compare adds what differs in a repository.
func (d *packDiff) compare(name string, old, new map[string][]byte, refused error) {
	repo := packDiffRepo{Name: name, Files: []packDiffFile{}}
	if refused != nil {
		repo.Refused = refused.Error()
		d.report.Repositories = append(d.report.Repositories, repo)
		return
	}
	for _, c := range filesChanged(old, new) {
		f := packDiffFile{Path: c.Path, Kind: c.Kind, Diff: change.Diff(c)}
		for _, h := range change.Hunks(c.Old, c.New) {
			for _, l := range h.Lines {
				f.Added += strings.Count(l[:1], "+")
				f.Removed += strings.Count(l[:1], "-")
			}
		}
		repo.Files = append(repo.Files, f)
	}
	d.report.Repositories = append(d.report.Repositories, repo)
}

// print says what differs; an error with the code 2 where anything does.
func (d *packDiff) print(asJSON bool) error {
	r := d.report
	end := found(len(r.Packs) > 0 || slices.ContainsFunc(r.Repositories, func(p packDiffRepo) bool { return len(p.Files) > 0 || p.Refused != "" }))
	if asJSON {
		return cmp.Or(printJSON(d.env.Out, r), end)
	}
	out := d.env.Out
	fmt.Fprintf(out, "%s %s -> %s %s\n", r.Old.Name, r.Old.Version, r.New.Name, r.New.Version)
	for _, c := range r.Packs {
		fmt.Fprintf(out, "  %-8s %s\n", c.Change, c.What)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(out, "  note     %s\n", n)
	}
	for _, p := range r.Repositories {
		p.print(out)
	}
	return end
}

// print says what a release would change in one repository.
func (p packDiffRepo) print(w io.Writer) {
	added, removed := 0, 0
	for _, f := range p.Files {
		added, removed = added+f.Added, removed+f.Removed
	}
	switch {
	case p.Refused != "":
		fmt.Fprintf(w, "\n%s: refused: %s\n", p.Name, p.Refused)
	case len(p.Files) == 0:
		fmt.Fprintf(w, "\n%s: nothing changes\n", p.Name)
	default:
		fmt.Fprintf(w, "\n%s: files changed: %d, lines added: %d, removed: %d\n", p.Name, len(p.Files), added, removed)
	}
	for _, f := range p.Files {
		fmt.Fprint(w, f.Diff)
	}
}
