package cmd

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/catalog"
)

func newVersion(env Env) *cobra.Command {
	return command("version", &cobra.Command{
		Use:  "version",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			images, err := catalog.Load()
			if err != nil {
				return err
			}
			fmt.Fprintf(env.Out, "msgen %s (images of %s)\n", version(), images.Date)
			return nil
		},
	})
}

// version is what the Go toolchain recorded of the module: a tag, or (devel).
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
