package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/detect"
)

// schemas are the published JSON Schemas, by name.
func schemas() map[string]func() []byte {
	return map[string]func() []byte{"detect": detect.Schema}
}

func newSchema(env Env) *cobra.Command {
	names := []string{"detect"}
	return &cobra.Command{
		Use:       "schema NAME",
		Short:     "Print the JSON Schema of what --json prints: " + strings.Join(names, ", "),
		ValidArgs: names,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 || schemas()[args[0]] == nil {
				return &usageError{c.CommandPath(), fmt.Errorf("name one schema: %s", strings.Join(names, ", "))}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			_, err := fmt.Fprintf(env.Out, "%s\n", strings.TrimSpace(string(schemas()[args[0]]())))
			return err
		},
	}
}
