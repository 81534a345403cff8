package cmd

import "github.com/spf13/cobra"

// newPack is the command under which those that concern packs stand.
func newPack(env Env) *cobra.Command {
	c := command("pack", &cobra.Command{
		Use: "pack",
	})
	c.AddCommand(authoring(env)...)
	c.AddCommand(distributing(env)...)
	return c
}
