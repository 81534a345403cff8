package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/plan"
)

// initOptions are the flags of init.
type initOptions struct {
	yes, noInput, accessible, dryRun, diff, stdout, json, force bool
	service, stack, outputDir                                   string
	values                                                      map[string]*string // by the name of the choice
}

func newInit(env Env) *cobra.Command {
	o := &initOptions{values: map[string]*string{}}
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a Dockerfile and .dockerignore for a repository",
		Long: `init looks at the repository, shows what it found and where, asks what it cannot know, and writes a Dockerfile and a
.dockerignore for every service. Files that are there already are never overwritten without an explicit word.

Questions are asked only on a terminal. Every answer can be given by a flag or by its variable (see msgen help environment).`,
		Example: `  msgen init                            ask, preview, write
  msgen init --yes                      take the defaults
  msgen init --yes --base alpine --target test,prod --port 8080
  msgen init --yes --stdout | docker buildx build -f - .`,
		Args: oneDir,
		RunE: func(c *cobra.Command, args []string) error { return (&initRun{env: env, o: o, cmd: c}).run(args) },
	}
	o.register(c)
	complete(env, c)
	return c
}

// register declares the flags.
func (o *initOptions) register(c *cobra.Command) {
	f := c.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "take the defaults shown; never overwrites a file")
	f.BoolVar(&o.noInput, "no-input", false, "ask nothing; a missing answer is an error")
	f.BoolVar(&o.accessible, "accessible", false, "ask line by line, redraw nothing")
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "list what would be written and write nothing")
	f.BoolVar(&o.diff, "diff", false, "print what would change as a diff and write nothing")
	f.BoolVar(&o.stdout, "stdout", false, "print the Dockerfile and write nothing")
	f.BoolVar(&o.json, "json", false, "print what was decided and done as JSON")
	f.BoolVar(&o.force, "force", false, "overwrite files that are there")
	f.StringVar(&o.service, "service", "", "take this service alone")
	f.StringVar(&o.stack, "stack", "", "take only services of this stack: go, node, python or java")
	f.StringVar(&o.outputDir, "output-dir", "", "write the files below this directory instead of beside the sources")
	for _, k := range choice.Keys() {
		o.values[k.Name] = f.String(k.Flag[2:], "", k.Help)
	}
}

// fromEnvironment fills what no flag gave from the MSGEN_* variables.
func (o *initOptions) fromEnvironment(env Env, c *cobra.Command) {
	for name, value := range map[string]*string{"service": &o.service, "stack": &o.stack, "output-dir": &o.outputDir} {
		if v := env.Getenv(variable(name)); v != "" && !c.Flags().Changed(name) {
			*value = v
		}
	}
	for name, value := range map[string]*bool{"yes": &o.yes, "no-input": &o.noInput, "accessible": &o.accessible, "force": &o.force} {
		if env.Getenv(variable(name)) != "" && !c.Flags().Changed(name) {
			*value = true
		}
	}
	o.accessible = o.accessible || env.Getenv("ACCESSIBLE") != "" || env.Getenv("TERM") == "dumb"
}

// wishes collects what flags and variables say; a flag is stronger.
func (o *initOptions) wishes(env Env, c *cobra.Command) choice.Wishes {
	w := choice.Wishes{}
	for _, k := range choice.Keys() {
		if v := env.Getenv(k.Variable); v != "" {
			w[k.Name] = choice.Wish{Value: v, Source: choice.Environment, From: k.Variable}
		}
		if c.Flags().Changed(k.Flag[2:]) {
			w[k.Name] = choice.Wish{Value: *o.values[k.Name], Source: choice.Flag, From: k.Flag}
		}
	}
	return w
}

// initRun is one run of init.
type initRun struct {
	env    Env
	o      *initOptions
	cmd    *cobra.Command
	asker  choice.Asker
	shown  string // the directory as the user wrote it
	root   *os.Root
	result flow.Result
	files  []change.Change
	kept   map[string]bool // files that the person keeps
	wrote  bool
}

// run is init from its flags to its last line.
func (r *initRun) run(args []string) (err error) {
	r.o.fromEnvironment(r.env, r.cmd)
	if r.shown = "."; len(args) > 0 {
		r.shown = args[0]
	}
	if r.root, err = openRoot(r.env, args); err != nil {
		return r.fail(err)
	}
	defer r.root.Close()
	if !r.o.yes && r.env.canAsk(r.o.noInput) && !r.o.json && !r.o.stdout {
		r.asker = asker(r.env, r.o.accessible)
	}
	if r.result, err = flow.Run(r.request()); err != nil {
		return r.fail(err)
	}
	if r.asker == nil {
		r.showStacks()
	}
	r.showNotes()
	return r.fail(r.finish())
}

// request is what the flags ask of flow.
func (r *initRun) request() flow.Request {
	req := flow.Request{Repo: newRepoFS(r.root), Service: r.o.service, Stack: r.o.stack, Wishes: r.o.wishes(r.env, r.cmd)}
	if r.asker != nil {
		req.Consult = r.consult
	}
	return req
}

// consult shows what was found of a service and asks.
func (r *initRun) consult(s detect.Stack, w choice.Wishes, options []plan.Option) (choice.Wishes, error) {
	printStack(r.env.Err, s)
	var offers []choice.Offer
	for _, o := range options {
		if o.Refused == nil {
			offers = append(offers, choice.Offer{Value: o.Base, Why: o.Why})
		}
	}
	if len(offers) == 0 {
		return w, nil
	}
	return choice.Consult(s, w, offers, r.asker)
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
	if out != r.root {
		defer out.Close()
	}
	if err := r.recoverFiles(out); err != nil {
		return err
	}
	if r.files, err = change.Compute(out.FS(), r.wanted()); err != nil {
		return err
	}
	if r.o.diff {
		return r.printDiff()
	}
	if err := r.existing(); err != nil && !r.o.dryRun {
		return err
	}
	if r.asker != nil {
		r.preview()
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
	return change.Apply(out, r.files)
}

// recoverFiles puts right what a killed run left behind; a run that writes nothing leaves it alone.
func (r *initRun) recoverFiles(out *os.Root) error {
	if r.o.dryRun || r.o.diff {
		return nil
	}
	back, err := change.Recover(out)
	if len(back) > 0 {
		fmt.Fprintf(r.env.Err, "note: an earlier run was interrupted while it wrote; put back as it was: %s\n", strings.Join(back, ", "))
	}
	return err
}

// output opens the directory that the files go to.
func (r *initRun) output() (*os.Root, error) {
	if r.o.outputDir == "" {
		return r.root, nil
	}
	dir := r.o.outputDir
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(r.env.Dir, dir)
	}
	if !r.o.dryRun && !r.o.diff {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	out, err := os.OpenRoot(dir)
	if err != nil {
		return nil, hint.With(fmt.Errorf("--output-dir: %w", err), "make the directory first; --dry-run and --diff make none")
	}
	return out, nil
}

// existing decides what happens to files that are there and differ: --force overwrites, a person is asked, else nothing is
// written at all.
func (r *initRun) existing() error {
	r.kept = map[string]bool{}
	var differ []string
	for i, c := range r.files {
		if c.Kind != change.Update || r.o.force {
			continue
		}
		if r.asker == nil {
			differ = append(differ, c.Path)
			continue
		}
		keep, err := r.askKeep(c)
		if err != nil {
			return err
		}
		if keep {
			r.kept[c.Path] = true
			r.files[i].New, r.files[i].Kind = c.Old, change.Same
		}
	}
	if len(differ) == 0 {
		return nil
	}
	return hint.With(existingError(differ), "see what would change with --diff", "overwrite with --force")
}

// existingError names the files that are there.
type existingError []string

func (e existingError) Error() string {
	text := ""
	for i, path := range e {
		if i > 0 {
			text += ", "
		}
		text += path
	}
	if len(e) == 1 {
		return text + " is there already and differs; nothing was written"
	}
	return text + " are there already and differ; nothing was written"
}

// askKeep asks what to do with one file; the diff can be looked at as often as one likes.
func (r *initRun) askKeep(c change.Change) (bool, error) {
	for {
		answer, err := r.asker.Choose(choice.Ask{Text: c.Path + " is there already and differs", Default: "keep", Options: []choice.Offer{
			{Value: "keep", Why: "leave it as it is"}, {Value: "diff", Why: "show what would change"}, {Value: "overwrite", Why: "write the new one"},
		}})
		if err != nil || answer != "diff" {
			return answer == "keep", err
		}
		fmt.Fprint(r.env.Err, change.Diff(c))
	}
}

// fail prints an error as JSON where JSON was asked for; the exit code and the message on stderr stay.
func (r *initRun) fail(err error) error {
	if err == nil || !r.o.json {
		return err
	}
	var h *hint.Error
	failed := failure{Schema: "msgen.error/v1", Code: code(err), Message: err.Error()}
	if errors.As(err, &h) {
		failed.Hints = h.Hints
	}
	if printErr := printJSON(r.env.Out, failed); printErr != nil {
		return printErr
	}
	return err
}

// failure is an error for machines.
type failure struct {
	Schema  string   `json:"schema"`
	Code    int      `json:"code"`
	Message string   `json:"message"`
	Hints   []string `json:"hints,omitempty"`
}
