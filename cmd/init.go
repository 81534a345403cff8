package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
)

// initOptions are the flags of init.
type initOptions struct {
	yes, noInput, accessible, dryRun, diff, stdout, json, force bool
	service, stack, outputDir                                   string
	wishes                                                      wishFlags
	packs                                                       packFlags
	pack                                                        []string
}

func newInit(env Env) *cobra.Command {
	o := &initOptions{wishes: wishFlags{}}
	c := command("init", &cobra.Command{
		Use:  "init [DIR]",
		Args: oneDir,
		RunE: func(c *cobra.Command, args []string) error { return (&initRun{env: env, o: o, cmd: c}).run(args) },
	})
	o.register(c)
	complete(env, c)
	return c
}

// register declares the flags.
func (o *initOptions) register(c *cobra.Command) {
	f := c.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "accept the defaults; fail if a question has none; overwrite nothing without --force")
	f.BoolVar(&o.noInput, "no-input", false, "never prompt, not even to trust a pack; fail if a question has no default")
	f.BoolVar(&o.accessible, "accessible", false, "ask line by line, for screen readers")
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "list what would be written, without writing")
	f.BoolVar(&o.diff, "diff", false, "print the changes as a diff, without writing")
	f.BoolVar(&o.stdout, "stdout", false, "print the Dockerfile, without writing")
	f.BoolVar(&o.json, "json", false, "print decisions and results as JSON")
	f.BoolVar(&o.force, "force", false, "overwrite existing files")
	f.StringVar(&o.service, "service", "", "process only this service")
	f.StringVar(&o.stack, "stack", "", "process only services of this stack, such as node")
	f.StringVar(&o.outputDir, "output-dir", "", "write the files to this directory instead of next to the sources")
	f.StringArrayVar(&o.pack, "pack", nil, "apply this pack on top of the built-in templates: a folder, git+https://…, or oci://…; can be repeated")
	o.wishes.register(c)
	o.packs.register(c)
}

// fromEnvironment fills what no flag gave from the MSGEN_* variables.
func (o *initOptions) fromEnvironment(env Env, c *cobra.Command) {
	env.fill(c, map[string]*string{"service": &o.service, "stack": &o.stack, "output-dir": &o.outputDir})
	for name, value := range map[string]*bool{"yes": &o.yes, "no-input": &o.noInput, "accessible": &o.accessible, "force": &o.force} {
		if env.Getenv(variable(name)) != "" && !c.Flags().Changed(name) {
			*value = true
		}
	}
	o.accessible = o.accessible || env.Getenv("ACCESSIBLE") != "" || env.Getenv("TERM") == "dumb"
}

// exclusive refuses two ways of printing at once, and stacks that there are none of.
func (o *initOptions) exclusive(c *cobra.Command) error {
	var given []string
	for _, f := range []struct {
		name string
		set  bool
	}{{"--stdout", o.stdout}, {"--diff", o.diff}, {"--json", o.json}} {
		if f.set {
			given = append(given, f.name)
		}
	}
	if len(given) > 1 {
		return &usageError{c.CommandPath(), fmt.Errorf("%s cannot be combined; choose one", strings.Join(given, " and "))}
	}
	return nil
}

// initRun is one run of init.
type initRun struct {
	env    Env
	o      *initOptions
	cmd    *cobra.Command
	asker  choice.Asker
	r      *repository
	shown  string // the directory as the user wrote it
	given  choice.Wishes
	talk   talk
	result flow.Result
	u      *flow.Update // nil where nothing is remembered: the files go elsewhere
	below  string       // the output directory, where it is below the repository
	files  []change.Change
	state  []change.Change // msgen's own files
	kept   map[string]bool // files that stay as they are
	wrote  bool
}

// run is init from its flags to its last line.
func (r *initRun) run(args []string) error {
	r.o.fromEnvironment(r.env, r.cmd)
	err := r.o.exclusive(r.cmd)
	if err == nil {
		err = inRepository(r.env, r.atHome(args), r.writes(), r.work)
	}
	return failed(r.env, r.o.json, err)
}

// work asks, renders, and prints or writes.
func (r *initRun) work(repo *repository) error {
	r.r, r.shown = repo, repo.shown
	if !r.o.yes && r.env.canAsk(r.o.noInput) && !r.o.json && !r.o.stdout {
		r.asker = asker(r.env, r.o.accessible)
	}
	if err := r.r.gather(r.env, r.o.packs, r.person(), r.o.pack...); err != nil {
		return err
	}
	r.r.say(r.env)
	var err error
	if r.given, err = r.r.flagsAndSet(r.o.wishes.wishes(r.env, r.cmd), r.o.packs); err != nil {
		return err
	}
	tracked := r.place()
	if err := r.render(tracked); err != nil || r.talk.ended {
		return err
	}
	if r.asker == nil {
		r.showStacks()
		r.showNotes()
	}
	return r.finish()
}

// person gives who can be asked whether a pack is trusted: --yes never trusts one.
func (r *initRun) person() choice.Asker {
	if r.asker == nil && r.env.canAsk(r.o.noInput) && !r.o.json && !r.o.stdout {
		return asker(r.env, r.o.accessible)
	}
	return r.asker
}

// writes reports whether the run may write.
func (r *initRun) writes() bool { return !r.o.dryRun && !r.o.diff && !r.o.stdout }

// place settles where the files go, and reports whether msgen remembers them: it does below the repository.
func (r *initRun) place() (tracked bool) {
	if r.o.outputDir == "" {
		r.below = r.r.config.OutputDir
		return true
	}
	rel, err := filepath.Rel(r.r.root.Name(), r.outputPath())
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	if r.below = filepath.ToSlash(rel); r.below == "." {
		r.below = ""
	}
	return true
}

// outputPath is the directory of --output-dir.
func (r *initRun) outputPath() string { return r.env.full(r.o.outputDir) }

// render goes through the sentence; what is tracked is laid beside what msgen remembers.
func (r *initRun) render(tracked bool) (err error) {
	req := r.r.request(r.r.repo, r.given)
	req.Service, req.Stack, req.OutputDir = r.o.service, r.o.stack, r.below
	if r.asker != nil {
		if err := r.converse(&req); err != nil || r.talk.ended {
			return err
		}
	}
	if !tracked || r.o.stdout {
		r.result, err = flow.Run(req)
		return err
	}
	r.u, err = flow.Regenerate(flow.UpdateRequest{Request: req, Lock: r.r.lock, LockText: r.r.lockText, Packs: r.r.packs, Moves: r.r.moves(), Rewrite: r.r.conflicted, Version: version(),
		Conflict: flow.ConflictFail, Pins: r.r.config.Pins, RestoreAll: true, Overwrite: r.o.force, Adopt: r.talk.adopt, Replace: r.talk.replace})
	if err != nil {
		return err
	}
	r.result = r.u.Result
	return violatedBy(verdicts(r.result))
}

// finish prints or writes what was rendered.
func (r *initRun) finish() error {
	if r.o.stdout {
		return r.printOne()
	}
	out, err := r.output()
	if err != nil {
		return err
	}
	if out != r.r.root {
		defer out.Close()
	}
	if r.files, err = change.Compute(out.FS(), r.wanted()); err != nil {
		return err
	}
	if r.o.diff {
		if err := r.remember(); err != nil {
			return err
		}
		return printDiff(r.env, append(r.files[:len(r.files):len(r.files)], r.state...))
	}
	if err := r.existing(); err != nil && !r.o.dryRun {
		return err
	}
	if err := r.remember(); err != nil {
		return err
	}
	if !r.o.dryRun {
		if err := r.write(out); err != nil {
			return err
		}
	}
	return r.printDone()
}

// write writes all files or none; an interrupt waits for it.
func (r *initRun) write(out *os.Root) error {
	r.env.writing.Lock()
	defer r.env.writing.Unlock()
	r.wrote = true
	return change.Apply(out, append(r.files[:len(r.files):len(r.files)], r.state...))
}

// output opens the directory that the files go to.
func (r *initRun) output() (*os.Root, error) {
	if r.u != nil {
		return r.r.root, nil
	}
	dir := r.outputPath()
	if !r.o.dryRun && !r.o.diff {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	out, err := os.OpenRoot(dir)
	if err != nil {
		return nil, hint.With(fmt.Errorf("--output-dir: %w", err), "create the directory first: --dry-run and --diff do not")
	}
	if !r.o.dryRun && !r.o.diff {
		if _, err := recoverFiles(r.env, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}
