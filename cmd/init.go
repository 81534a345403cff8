package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
)

// initOptions are the flags of init.
type initOptions struct {
	yes, noInput, dryRun, stdout, force bool
	service, stack                      string
	values                              map[string]*string // by the name of the choice
}

func newInit(env Env) *cobra.Command {
	o := &initOptions{values: map[string]*string{}}
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a Dockerfile and .dockerignore for a repository",
		Args:  oneDir,
		RunE:  func(c *cobra.Command, args []string) error { return runInit(env, c, o, args) },
	}
	f := c.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "take the defaults shown; never overwrites a file")
	f.BoolVar(&o.noInput, "no-input", false, "ask nothing; a missing answer is an error")
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would be written and write nothing")
	f.BoolVar(&o.stdout, "stdout", false, "print the Dockerfile and write nothing")
	f.BoolVar(&o.force, "force", false, "overwrite files that are there")
	f.StringVar(&o.service, "service", "", "take this service alone")
	f.StringVar(&o.stack, "stack", "", "take only services of this stack: go, node, python or java")
	for _, k := range choice.Keys() {
		o.values[k.Name] = f.String(k.Flag[2:], "", k.Help)
	}
	return c
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

func runInit(env Env, c *cobra.Command, o *initOptions, args []string) error {
	root, err := openRoot(env, args)
	if err != nil {
		return err
	}
	defer root.Close()
	result, err := flow.Run(flow.Request{Repo: root.FS(), Service: o.service, Stack: o.stack, Wishes: o.wishes(env, c)})
	if err != nil {
		return err
	}
	for _, s := range result.Services {
		printNotes(env.Err, "", s.Stack.Notes)
		printNotes(env.Err, "", s.Plan.Notes)
	}
	for _, f := range result.Files() {
		if o.dryRun || o.stdout {
			fmt.Fprintf(env.Out, "%s", f.Text)
			continue
		}
		if _, err := root.Lstat(f.Path); err == nil && !o.force {
			return fmt.Errorf("%s is there already", f.Path)
		}
		if err := root.WriteFile(f.Path, []byte(f.Text), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(env.Out, "CREATED %s\n", f.Path)
	}
	return nil
}
