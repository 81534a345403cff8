package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/msgen/msgen/internal/hint"
)

// refuseUnknown lets every command that only holds others refuse a word that is none of them; without a word it prints its help.
func refuseUnknown(c *cobra.Command) {
	for _, sub := range c.Commands() {
		refuseUnknown(sub)
	}
	if !c.HasSubCommands() || c.Runnable() {
		return
	}
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return &usageError{c.CommandPath(), unknownCommand(c, args[0])}
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
}

// unknownCommand is the error for a word that is no command of c.
func unknownCommand(c *cobra.Command, word string) error {
	var names []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	return fmt.Errorf("unknown command %q for %s%s", word, c.CommandPath(), hint.Meant(word, names))
}

// meantFlag adds to the error for an unknown flag which one was probably meant.
func meantFlag(c *cobra.Command, err error) error {
	_, name, unknown := strings.Cut(err.Error(), "unknown flag: --")
	if !unknown {
		return err
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := hint.Nearest(name, names); near != "" {
		return fmt.Errorf("%w (did you mean --%s?)", err, near)
	}
	return err
}

// newHelp is the command that prints help; an unknown topic is an error.
func newHelp(root *cobra.Command) *cobra.Command {
	return command("help", &cobra.Command{
		Use: "help [COMMAND]",
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if at, _, err := root.Find(args); err == nil {
				for _, sub := range at.Commands() {
					if !sub.Hidden && strings.HasPrefix(sub.Name(), typed) {
						names = append(names, sub.Name())
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			at := root
			for _, word := range args {
				next, _, err := at.Find([]string{word})
				if err != nil || next == at {
					return &usageError{"msgen", unknownCommand(at, word)}
				}
				at = next
			}
			at.InitDefaultHelpFlag()
			return at.Help()
		},
	})
}
