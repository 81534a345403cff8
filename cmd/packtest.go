package cmd

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/pack"
)

// packTestOptions are the flags of pack test.
type packTestOptions struct {
	update, json bool
	cases        []string
	against      string
}

// packTestReport is what pack test says, for machines.
type packTestReport struct {
	Schema  string     `json:"schema"`
	Pack    string     `json:"pack"`
	Version string     `json:"version"`
	Tree    string     `json:"tree"`
	OK      bool       `json:"ok"`
	Cases   []packCase `json:"cases"`
	// Written are the files of want/ that --update wrote or took away.
	Written []string `json:"written,omitempty"`
}

// packTest is one run of pack test.
type packTest struct {
	*workbench
	o       *packTestOptions
	against *pack.Team // an earlier version with what it extends; nil for none
	report  packTestReport
}

func newPackTest(env Env) *cobra.Command {
	o := &packTestOptions{}
	c := command("pack-test", &cobra.Command{
		Use:  "test [DIR]",
		Args: oneDir,
		RunE: func(_ *cobra.Command, args []string) error {
			t := &packTest{o: o}
			err := t.work(env, args)
			return failed(env, o.json && t.report.Schema == "", err)
		},
		ValidArgsFunction: completeDirs,
	})
	f := c.Flags()
	f.BoolVar(&o.update, "update", false, "rewrite want/")
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.StringArrayVar(&o.cases, "case", nil, "run only this case; can be repeated")
	f.StringVar(&o.against, "against", "", "also update from what this version of the pack renders: a folder, git+…, or oci://…")
	_ = c.RegisterFlagCompletionFunc("case", func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		return caseNames(env, args), cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

// caseNames gives the names of a pack's cases for completion.
func caseNames(env Env, args []string) []string {
	root, err := openRoot(env, args)
	if err != nil {
		return nil
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), "tests")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// work runs the cases, writes what --update wants, and prints.
func (t *packTest) work(env Env, args []string) (err error) {
	if t.workbench, err = openWorkbench(env, args); err != nil {
		return err
	}
	defer t.root.Close()
	if t.o.against != "" {
		if t.against, err = t.g.team([]string{t.o.against}); err != nil {
			return err
		}
	}
	cases, err := t.chosen()
	if err != nil {
		return err
	}
	report := packTestReport{Schema: "msgen.pack-test/v1", Pack: t.pack.Name, Version: t.pack.Version, Tree: t.pack.Tree, OK: true, Cases: []packCase{}}
	for _, c := range cases {
		done := t.run(c)
		report.OK = report.OK && done.OK
		report.Cases = append(report.Cases, done)
	}
	if t.o.update {
		if report.Written, err = t.write(cases, report.Cases); err != nil {
			return err
		}
	}
	t.report = report
	return t.print()
}

// chosen gives the cases that are wanted.
func (t *packTest) chosen() ([]pack.Case, error) {
	var all, names []string
	for _, c := range t.pack.Cases {
		all = append(all, c.Name)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the pack %s has no test: a test is tests/NAME/repo and tests/NAME/answers.yaml", t.pack.Name)
	}
	if names = t.o.cases; len(names) == 0 {
		return t.pack.Cases, nil
	}
	var chosen []pack.Case
	for _, name := range names {
		i := slices.Index(all, name)
		if i < 0 {
			return nil, fmt.Errorf("there is no case %s; the cases are %s", name, strings.Join(all, ", "))
		}
		chosen = append(chosen, t.pack.Cases[i])
	}
	return chosen, nil
}

// write writes want/ of the cases in which nothing is wrong, and gives the files that it changed.
func (t *packTest) write(cases []pack.Case, done []packCase) ([]string, error) {
	var files []change.File
	for i, c := range cases {
		if !done[i].OK {
			continue
		}
		want := treeFiles(c.Want)
		for _, name := range differing(want, done[i].rendered) {
			text, stays := done[i].rendered[name]
			files = append(files, change.File{Path: path.Join("tests", c.Name, "want", name), Data: text, Exact: true, Delete: !stays})
		}
	}
	changes, err := apply(t.env, t.root, files)
	if err != nil {
		return nil, err
	}
	var written []string
	for _, c := range changes {
		if c.Kind != change.Same {
			written = append(written, c.Path)
		}
	}
	return written, nil
}

// print says what came of the cases; an error with the code 2 where one failed.
func (t *packTest) print() error {
	end := found(!t.report.OK)
	if t.o.json {
		return cmp.Or(printJSON(t.env.Out, t.report), end)
	}
	out := t.env.Out
	for _, c := range t.report.Cases {
		c.print(out, t.o.update)
	}
	for _, name := range t.report.Written {
		fmt.Fprintf(out, "WROTE %s\n", t.inPack(name))
	}
	return end
}

// print says what came of one case.
func (c packCase) print(w io.Writer, update bool) {
	if c.OK {
		fmt.Fprintf(w, "ok   %s%s\n", c.Name, c.proved())
		return
	}
	fmt.Fprintf(w, "FAIL %s\n", c.Name)
	for _, p := range c.Problems {
		fmt.Fprintf(w, "  %s\n", strings.ReplaceAll(p, "\n", "\n  "))
	}
	if !update {
		fmt.Fprint(w, c.Diff)
	}
}

// proved says in a few words what was proved of a case.
func (c packCase) proved() string {
	switch {
	case c.Refused != 0:
		return fmt.Sprintf(" (refused with %d, as expected)", c.Refused)
	case c.Edits > 0:
		return fmt.Sprintf(" (%d edits kept in updates from %s)", c.Edits, strings.Join(c.From, ", "))
	}
	return ""
}

// earlier are files of a case that were rendered before, with what they were rendered of.
type earlier struct {
	name    string // where they are from
	files   map[string][]byte
	repo    fs.FS
	answers map[string]string // as they are for the pack as it is now
	moves   []pack.Move
}

// earlier renders a case with the version of --against, and brings its answers to the pack as it is now. The case is that
// of the earlier version where it has one of the name.
func (t *packTest) earlier(c pack.Case) (earlier, error) {
	top := t.against.Packs[len(t.against.Packs)-1]
	i := slices.IndexFunc(top.Cases, func(o pack.Case) bool { return o.Name == c.Name })
	answers := map[string]string{}
	if i >= 0 {
		c.Repo, answers = top.Cases[i].Repo, maps.Clone(top.Cases[i].Answers)
	} else {
		for key, value := range c.Answers {
			if _, known := t.against.Schema.Question(key); known || slices.Contains(pack.Reserved(), key) {
				answers[key] = value
			}
		}
	}
	base := t.request()
	base.Team = t.against
	files, refused := outcome(base, c.Repo, answers)
	if refused != nil {
		return earlier{}, nil // the earlier version refused it too: nobody has files of it
	}
	moved, err := pack.Migrate(t.pack.Migrations, top.Version, t.pack.Version, answers)
	if err != nil {
		return earlier{}, err
	}
	return earlier{t.o.against, files, c.Repo, moved.Answers, moved.Files}, nil
}
