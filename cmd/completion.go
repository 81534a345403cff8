package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
)

// complete registers the values that a shell completes for the flags of init. Registering fails only for a flag that is
// not declared; TestCompletion asks for each.
func complete(env Env, c *cobra.Command) {
	for flag, f := range map[string]cobra.CompletionFunc{
		"base":   cobra.FixedCompletions(choice.Bases(), cobra.ShellCompDirectiveNoFileComp),
		"target": completeTargets,
		"stack":  completeStacks(env),
		"set":    completeSet(env),
		"service": func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return services(env, args)
		},
	} {
		_ = c.RegisterFlagCompletionFunc(flag, f)
	}
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
}

// completeTargets completes the last target of a list.
func completeTargets(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	var values []string
	for _, t := range choice.Targets() {
		if !strings.Contains(","+before, ","+t+",") {
			values = append(values, before+t)
		}
	}
	return values, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// services gives the names of the services of the directory.
func services(env Env, args []string) ([]string, cobra.ShellCompDirective) {
	root, err := openRoot(env, args)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	defer root.Close()
	found, err := flow.Detect(lookedAt(root))
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, s := range found.Stacks {
		names = append(names, s.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
