package cmd

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/templates"
)

// scaffold is a pack that works. NAME in it, in names and in texts, stands for the pack's name.
//
//go:embed all:scaffold
var scaffold embed.FS

// packInitReport is what pack init did, for machines.
type packInitReport struct {
	Schema string   `json:"schema"`
	Name   string   `json:"name"`
	Dir    string   `json:"dir"`
	Files  []string `json:"files"`
}

func newPackInit(env Env) *cobra.Command {
	var asJSON bool
	var with beginning
	c := command("pack-init", &cobra.Command{
		Use:               "init NAME|DIR",
		Args:              oneArg("one name or folder"),
		ValidArgsFunction: completeDirs,
		RunE: func(_ *cobra.Command, args []string) error {
			return failed(env, asJSON, packInit(env, args[0], with, asJSON))
		},
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&with.block, "block", "", "also start an override of this block, such as prod.env; docs/templates lists the blocks")
	c.Flags().StringVar(&with.stack, "from", "", "include the built-in templates of this stack: "+strings.Join(flow.BuiltIn(), ", "))
	_ = c.RegisterFlagCompletionFunc("from", cobra.FixedCompletions(flow.BuiltIn(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("block", completeBlocks(env))
	return c
}

// beginning is what a new pack begins with, beside the scaffold: an override of a block, the templates of a stack; "" for neither.
type beginning struct{ block, stack string }

// packInit writes the files of a new pack.
func packInit(env Env, given string, with beginning, asJSON bool) error {
	dir := env.full(given)
	name := filepath.Base(dir)
	files, err := newPackFiles(env, name, with)
	if err != nil {
		return err
	}
	root, err := openNew(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	written, err := writeNew(env, root, files)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(env.Out, packInitReport{"msgen.pack-init/v1", name, given, written})
	}
	for _, f := range written {
		fmt.Fprintf(env.Out, "WROTE %s\n", visible(filepath.ToSlash(filepath.Join(given, f))))
	}
	shown := choice.QuoteWord(filepath.ToSlash(filepath.Clean(given)))
	fmt.Fprintf(env.Err, "next: msgen pack test %s\nnext: msgen init --pack %s, in a repository\n", shown, relativeRef(shown))
	return nil
}

// relativeRef writes a folder as a reference to a pack.
func relativeRef(dir string) string {
	if filepath.IsAbs(dir) || strings.HasPrefix(dir, ".") {
		return dir
	}
	return "./" + dir
}

// writeNew writes files of which none may be there yet.
func writeNew(env Env, root *os.Root, files map[string][]byte) ([]string, error) {
	var wanted []change.File
	for _, path := range union(files, nil) {
		wanted = append(wanted, change.File{Path: path, Data: files[path], Exact: true, Looked: true})
	}
	var there, written []string
	for _, f := range wanted {
		_, err := root.Lstat(filepath.FromSlash(f.Path))
		if err == nil {
			there = append(there, f.Path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		written = append(written, f.Path)
	}
	if len(there) > 0 {
		return nil, hint.With(existingError(there), "pack init never overwrites files: name a new directory")
	}
	_, err := apply(env, root, wanted)
	return written, err
}

// newPackFiles gives the files of a new pack, with the want/ that this msgen renders.
func newPackFiles(env Env, name string, with beginning) (map[string][]byte, error) {
	top, err := fs.Sub(scaffold, "scaffold")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for path, text := range treeFiles(top) {
		files[strings.ReplaceAll(path, "NAME", name)] = []byte(strings.ReplaceAll(string(text), "NAME", name))
	}
	if with.stack != "" {
		if err := from(files, with.stack); err != nil {
			return nil, err
		}
	}
	if with.block != "" {
		if err := override(files, "templates/_shared/_"+name+".tmpl", with.block); err != nil {
			return nil, err
		}
	}
	p, err := pack.Read(pack.Memory(files))
	if err != nil {
		return nil, hint.With(fmt.Errorf("%q cannot be the name of a pack: %w", name, err), "a pack is named after its directory: msgen pack init web-base")
	}
	team, err := pack.Combine([]*pack.Pack{p})
	if err != nil {
		return nil, err
	}
	w := &workbench{env: env, pack: p, team: team}
	for _, c := range p.Cases {
		want, refused := outcome(w.request(), c.Repo, c.Answers)
		if refused != nil {
			return nil, refused
		}
		for path, text := range want {
			files["tests/"+c.Name+"/want/"+path] = text
		}
	}
	return files, nil
}

// from adds the built-in templates of a stack, and makes the test of the pack one of that stack. What all stacks share stays in
// msgen, so that its improvements reach the pack.
func from(files map[string][]byte, stack string) error {
	sample, known := flow.Sample(stack)
	if !known {
		return fmt.Errorf("--from: there is no stack %q; there are %s", stack, strings.Join(flow.BuiltIn(), ", "))
	}
	top, err := fs.Sub(templates.FS, stack)
	if err != nil {
		return err
	}
	for path, text := range treeFiles(top) {
		if strings.HasSuffix(path, ".tmpl") { // a stack that is data stays described by msgen
			files["templates/"+stack+"/"+path] = text
		}
	}
	for path := range files {
		if strings.HasPrefix(path, "tests/web/repo/") {
			delete(files, path)
		}
	}
	for path, text := range treeFiles(sample) {
		files["tests/web/repo/"+path] = text
	}
	return nil
}

// override begins an override of a block that some stack has; it prints what stood there before.
func override(files map[string][]byte, path, block string) error {
	none, err := pack.Combine(nil)
	if err != nil {
		return err
	}
	for _, stack := range flow.Stacks(none) {
		blocks, err := flow.Blocks(none, stack)
		if err != nil {
			return err
		}
		if slices.Contains(blocks, block) && strings.Contains(block, ".") && block != "prod.labels" {
			files[path] = fmt.Appendf(files[path], "\n{{define %q}}\n{{super .}}\n{{end}}\n", block)
			return nil
		}
	}
	return fmt.Errorf("--block: %q is not a block that a pack can override; the pages in docs/templates list the blocks", block)
}
