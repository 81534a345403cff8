package cmd

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// pullSummary is what was pulled.
type pullSummary struct {
	Schema   string `json:"schema"`
	Name     string `json:"name"`
	Version  string `json:"version"`
	Resolved string `json:"resolved"`
	Tree     string `json:"tree"`
	// Files are their paths below the folder.
	Files []string `json:"files"`
}

func newPackPull(env Env) *cobra.Command {
	var flags packFlags
	var asJSON bool
	c := command("pack-pull", &cobra.Command{
		Use:  "pull REF DIR",
		Args: between(2, 2, "REF DIR"),
		RunE: func(_ *cobra.Command, args []string) error {
			sum, err := pull(env, flags, args[0], args[1])
			if err != nil {
				return failed(env, asJSON, err)
			}
			if asJSON {
				return printJSON(env.Out, sum)
			}
			_, err = fmt.Fprintf(env.Out, "PULLED %s %s into %s: %d files\n  from: %s\n  tree: %s\n", sum.Name, sum.Version, visible(args[1]), len(sum.Files), sum.Resolved, sum.Tree)
			return err
		},
	})
	c.Flags().BoolVar(&flags.offline, "offline", false, "use only the cache")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// pull fetches a pack and writes its files into a new folder.
func pull(env Env, flags packFlags, from, dir string) (pullSummary, error) {
	sum := pullSummary{Schema: "msgen.pack-pull/v1", Files: []string{}}
	ref, err := packRef(env, from)
	if err != nil {
		return sum, err
	}
	f, err := fetcherOf(env, flags)
	if err != nil {
		return sum, err
	}
	p, got, err := readPack(f, ref)
	if err != nil {
		return sum, err
	}
	sum.Name, sum.Version, sum.Resolved, sum.Tree = p.Name, p.Version, got.Resolved, got.Tree
	files := contents(p, "")
	for _, file := range files {
		sum.Files = append(sum.Files, file.Path)
	}
	dir = env.full(dir)
	return sum, fill(env, dir, files)
}

// contents gives the files of a pack, below a folder.
func contents(p *pack.Pack, below string) []change.File {
	var files []change.File
	texts := treeFiles(p.FS)
	for _, name := range union(texts, nil) {
		files = append(files, change.File{Path: below + name, Data: texts[name], Exact: true})
	}
	return files
}

// fill writes files into a folder that must be new or empty.
func fill(env Env, dir string, files []change.File) error {
	if there, err := os.ReadDir(dir); err == nil && len(there) > 0 {
		return hint.With(fmt.Errorf("%s is not empty; nothing was written", dir), "name a new folder")
	}
	root, err := openNew(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	_, err = apply(env, root, files)
	return err
}
