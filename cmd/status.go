package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/flow"
)

// statusReport is what status says, for machines.
type statusReport struct {
	Schema string       `json:"schema"`
	Files  []statusFile `json:"files"`
}

// statusFile is one file: Yours is what was done to it by hand, Update what an update would do.
type statusFile struct {
	Path     string    `json:"path"`
	Service  string    `json:"service"`
	Yours    string    `json:"yours"`
	Update   string    `json:"update"`
	Fate     flow.Fate `json:"fate"`
	Accepted bool      `json:"accepted"`
}

func newStatus(env Env) *cobra.Command {
	asJSON := false
	c := command("status", &cobra.Command{
		Use:  "status [DIR]",
		Args: oneDir,
		RunE: func(c *cobra.Command, args []string) error {
			return failed(env, asJSON, inRepository(env, args, false, func(r *repository) error { return status(env, r, asJSON) }))
		},
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// status prints the two columns.
func status(env Env, r *repository, asJSON bool) error {
	u, err := r.regenerate(env, nil)
	if err != nil {
		return err
	}
	report := statusReport{Schema: "msgen.status/v1", Files: []statusFile{}}
	for _, f := range u.Files {
		report.Files = append(report.Files, statusFile{f.Path, f.Service, byHand(f), byUpdate(f), f.Fate, f.Accepted})
	}
	if asJSON {
		return printJSON(env.Out, report)
	}
	for _, f := range report.Files {
		fmt.Fprintf(env.Out, "%1s%1s %s\n", f.Yours, f.Update, visible(f.Path))
	}
	return nil
}

// byHand gives the first column.
func byHand(f flow.FileUpdate) string {
	switch {
	case f.Fate == flow.Unmerged || f.Fate == flow.Conflict:
		return "U"
	case f.Fate == flow.Foreign:
		return "?"
	case f.Fate == flow.Gone:
		return "D"
	case f.Edited() && f.Accepted:
		return "A"
	case f.Edited():
		return "M"
	}
	return ""
}

// byUpdate gives the second column.
func byUpdate(f flow.FileUpdate) string {
	return map[flow.Fate]string{flow.Created: "A", flow.Written: "M", flow.Merged: "M", flow.Deleted: "D", flow.Conflict: "U", flow.Unmerged: "U",
		flow.Orphan: "D", flow.Foreign: "A"}[f.Fate]
}
