package cmd

import (
	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/flow"
)

// renderName is the command by which msgen calls itself to render templates that it did not bring.
const renderName = "__render"

// newRender is no command for people: msgen starts it in a process of its own, without environment and files.
func newRender(env Env) *cobra.Command {
	return command("render", &cobra.Command{
		Use:    renderName,
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(*cobra.Command, []string) error { return flow.ServeRender(env.In, env.Out) },
	})
}
