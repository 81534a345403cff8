package cmd

import "github.com/spf13/cobra"

// newPack is the command under which those that concern packs stand.
func newPack(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "pack",
		Short: "Write, test, publish, fetch and trust a team's packs of templates, images and policy",
	}
	c.AddCommand(authoring(env)...)
	c.AddCommand(distributing(env)...)
	return c
}
