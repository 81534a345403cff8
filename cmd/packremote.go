package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/pack"
)

// distributing gives the commands that publish, fetch and trust packs.
func distributing(env Env) []*cobra.Command { return []*cobra.Command{newPackTrust(env)} }

func newPackTrust(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "trust SOURCE",
		Short: "Trust the packs of a place: a host with a path, as registry.example.com/platform, or a folder, as /srv/packs",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{c.CommandPath(), fmt.Errorf("takes one source, not %d", len(args))}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			source, err := pack.ParseSource(args[0])
			if err != nil {
				return err
			}
			files, err := pack.TrustFiles("")
			if err != nil {
				return err
			}
			if err := addTrust(files[0], source); err != nil {
				return err
			}
			_, err = fmt.Fprintf(env.Out, "TRUSTED %s in %s\n", source, files[0])
			return err
		},
	}
}
