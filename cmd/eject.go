package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
)

func newEject(env Env) *cobra.Command {
	dryRun := false
	c := command("eject", &cobra.Command{
		Use:  "eject [DIR]",
		Args: oneDir,
		RunE: func(_ *cobra.Command, args []string) error {
			return inRepository(env, args, !dryRun, func(r *repository) error { return eject(env, r, dryRun) })
		},
	})
	c.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "list what would be done, without doing it")
	return c
}

// eject takes msgen out of a repository. The Dockerfiles stay, with all edits.
func eject(env Env, r *repository, dryRun bool) error {
	known, err := r.need()
	if err != nil {
		return err
	}
	files := []change.File{{Path: lock.Name, Delete: true}}
	if r.configText != nil {
		files = append(files, change.File{Path: config.Name, Delete: true})
	}
	for _, f := range known.Files {
		text, there, err := change.Read(r.root.FS(), f.Path)
		if err != nil {
			return err
		}
		if there {
			files = append(files, change.File{Path: f.Path, Data: flow.WithoutHeader(text), Exact: true})
		}
	}
	changes, err := change.Compute(r.root.FS(), files)
	if err != nil {
		return err
	}
	undo := ""
	if !dryRun {
		undo = undoCommand(env, r.root, changes)
		if err := r.write(env, changes); err != nil {
			return err
		}
	}
	for _, c := range changes {
		word := map[change.Kind][2]string{change.Delete: {"DELETED", "WOULD DELETE"}, change.Update: {"UPDATED", "WOULD UPDATE"}, change.Same: {"UNCHANGED", "UNCHANGED"}}[c.Kind]
		fmt.Fprintf(env.Out, "%s %s\n", map[bool]string{false: word[0], true: word[1]}[dryRun], visible(c.Path))
	}
	if undo != "" {
		fmt.Fprintf(env.Err, "undo: %s\n", undo)
	}
	return nil
}
