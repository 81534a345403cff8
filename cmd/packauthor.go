package cmd

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
)

// authoring gives the commands for those who write packs.
func authoring(env Env) []*cobra.Command {
	return []*cobra.Command{newPackInit(env), newPackLint(env), newPackTest(env), newPackDiff(env), newPackShow(env), newPackList(env)}
}

// workbench is a pack on its author's disk, with the packs that it extends.
type workbench struct {
	env   Env
	root  *os.Root
	shown string // the folder as the user wrote it
	pack  *pack.Pack
	team  *pack.Team
	g     *gathering
}

// openWorkbench opens the folder of a pack and reads it. It needs nobody's trust, for its author names it, and nothing but
// text comes of it; what it extends does.
func openWorkbench(env Env, args []string) (*workbench, error) {
	root, err := openRoot(env, args)
	if err != nil {
		return nil, err
	}
	w := &workbench{env: env, root: root, shown: "."}
	if len(args) > 0 {
		w.shown = args[0]
	}
	if err := w.read(root.FS()); err != nil {
		root.Close()
		return nil, err
	}
	return w, nil
}

// read reads the pack, and what it extends.
func (w *workbench) read(files fs.FS) (err error) {
	if w.pack, err = pack.Read(files); err != nil {
		return err
	}
	dir := absolute(w.root.Name())
	above := surrounding(w.env, dir)
	if w.g, err = gather(w.env, above, nil, packFlags{}); err != nil {
		return err
	}
	if rel, relErr := filepath.Rel(above, dir); relErr == nil {
		w.pack.Origin = "./" + filepath.ToSlash(rel)
	}
	row, err := pack.Chain(w.pack, w.g.extended)
	if err != nil {
		return err
	}
	if w.team, err = pack.Combine(row); err != nil {
		return err
	}
	return nil
}

// request asks for a rendering with the packs alone.
func (w *workbench) request() flow.Request {
	req := flow.Request{Team: w.team, Render: flow.Apart("msgen", renderName)}
	if w.env.Today != nil {
		req.Today = w.env.Today()
	}
	return req
}

// surrounding gives the folder from which packs that extend each other by folders are seen: that of the repository of git
// in which the pack lies, else the working directory where the pack lies below it, else the pack's own.
func surrounding(env Env, dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if rel, err := filepath.Rel(env.Dir, dir); err == nil && filepath.IsLocal(rel) {
		return env.Dir
	}
	return dir
}

// inPack names a file of the pack as the user sees it from the working directory.
func (w *workbench) inPack(path string) string {
	if w.shown == "." {
		return path
	}
	return strings.TrimSuffix(filepath.ToSlash(w.shown), "/") + "/" + path
}

// oneArg wants exactly one argument.
func oneArg(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return &usageError{c.CommandPath(), fmt.Errorf("takes %s, not %d", what, len(args))}
		}
		return nil
	}
}

// completeDirs completes folders.
func completeDirs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
