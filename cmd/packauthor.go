package cmd

import "github.com/spf13/cobra"

// authoring gives the commands for those who write packs.
func authoring(env Env) []*cobra.Command { return nil }
