package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
)

// packLintReport is what pack lint found, for machines.
type packLintReport struct {
	Schema   string        `json:"schema"`
	Pack     string        `json:"pack"`
	Version  string        `json:"version"`
	Findings []packFinding `json:"findings"`
}

// packFinding is one thing that is wrong in a pack, or most likely not meant. Line counts from 1; 0 is the file as a whole.
type packFinding struct {
	Path string `json:"path"`
	Line int    `json:"line,omitempty"`
	Text string `json:"text"`
}

func newPackLint(env Env) *cobra.Command {
	asJSON := false
	c := command("pack-lint", &cobra.Command{
		Use:               "lint [DIR]",
		Args:              oneDir,
		ValidArgsFunction: completeDirs,
		RunE: func(_ *cobra.Command, args []string) error {
			report, err := packLint(env, args)
			if err != nil {
				return failed(env, asJSON, err)
			}
			return report.print(env, args, asJSON)
		},
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// packLint looks at a pack. A file that cannot be read as what it is is a finding too, and the only one.
func packLint(env Env, args []string) (*packLintReport, error) {
	report := &packLintReport{Schema: "msgen.pack-lint/v1", Findings: []packFinding{}}
	w, err := openWorkbench(env, args)
	var broken *pack.Error
	if errors.As(err, &broken) {
		report.Findings = append(report.Findings, packFinding{broken.Path, broken.Line, broken.Err.Error()})
		return report, nil
	}
	if err != nil {
		return nil, err
	}
	defer w.root.Close()
	report.Pack, report.Version = w.pack.Name, w.pack.Version
	warnings, err := pack.Lint(w.pack, w.team.Packs[:len(w.team.Packs)-1]...)
	if err != nil {
		return nil, err
	}
	more, err := flow.CheckTemplates(w.team, w.request())
	if err != nil {
		return nil, err
	}
	for _, f := range slices.Concat(warnings, more, w.unknownRules(), w.outdated()) {
		report.Findings = append(report.Findings, packFinding{f.Path, f.Line, f.Text})
	}
	slices.SortStableFunc(report.Findings, func(a, b packFinding) int { return cmp.Or(cmp.Compare(a.Path, b.Path), a.Line-b.Line) })
	return report, nil
}

// unknownRules finds a rule of the policy that there is not.
func (w *workbench) unknownRules() []pack.Warning {
	err := flow.UnknownRules(w.pack.Policy)
	if err == nil {
		return nil
	}
	found := pack.Warning{Path: "policy.yaml", Text: err.Error()}
	if m := regexp.MustCompile(`policy\.yaml:(\d+): (.*)$`).FindStringSubmatch(found.Text); m != nil {
		found.Line, _ = strconv.Atoi(m[1])
		found.Text = m[2]
	}
	return []pack.Warning{found}
}

// outdated finds packs below that have an end.
func (w *workbench) outdated() []pack.Warning {
	var found []pack.Warning
	for _, p := range w.team.Packs[:len(w.team.Packs)-1] {
		if p.Deprecated != nil {
			found = append(found, pack.Warning{Path: "pack.yaml", Text: fmt.Sprintf("it extends %s, which has been deprecated since %s", p.Title(), p.Deprecated.Since)})
		}
	}
	return found
}

// print says what was found; an error with the code 2 where there is something.
func (r *packLintReport) print(env Env, args []string, asJSON bool) error {
	end := found(len(r.Findings) > 0)
	if asJSON {
		return cmp.Or(printJSON(env.Out, r), end)
	}
	out := env.Out
	w := workbench{shown: "."}
	if len(args) > 0 {
		w.shown = args[0]
	}
	for _, f := range r.Findings {
		place := w.inPack(f.Path)
		if f.Line > 0 {
			place += ":" + strconv.Itoa(f.Line)
		}
		fmt.Fprintf(out, "%s: %s\n", place, f.Text)
	}
	return end
}
