package cmd

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/schema"
)

// published is one JSON Schema: Of describes what "msgen NAME --json" prints, or a file.
type published struct {
	name, of string
	make     func() []byte
}

// schemas are the published JSON Schemas; docs/schema holds a copy of each.
func schemas() []published {
	return append([]published{
		{"detect", "msgen detect --json", detect.Schema},
		printedBy[initSummary]("init", "msgen init --json"),
		printedBy[updateSummary]("update", "msgen update --json"),
		printedBy[driftReport]("drift", "msgen update --check --json"),
		printedBy[statusReport]("status", "msgen status --json"),
		printedBy[adoptSummary]("adopt", "msgen adopt --json"),
		printedBy[whyReport]("why", "msgen why --json"),
		printedBy[modelReport]("model", "msgen model --json", models()...),
		printedBy[packInitReport]("pack-init", "msgen pack init --json"),
		printedBy[packLintReport]("pack-lint", "msgen pack lint --json"),
		printedBy[packTestReport]("pack-test", "msgen pack test --json"),
		printedBy[packDiffReport]("pack-diff", "msgen pack diff --json"),
		printedBy[packShowReport]("pack-show", "msgen pack show --json"),
		printedBy[packListReport]("pack-list", "msgen pack list --json"),
		printedBy[failure]("error", "any --json where the command fails"),
		{"config", config.Name, config.Schema},
		{"lock", lock.Name, lock.Schema},
	}, distributed()...)
}

// printedBy is the schema of a type of ours, whose name is also in its version; variants are what a field of it may hold.
func printedBy[T any](name, of string, variants ...reflect.Type) published {
	return published{name, of, func() []byte {
		return schema.Of(reflect.TypeFor[T](), "msgen."+name+"/v1", "What "+of+" prints", variants...)
	}}
}

func newSchema(env Env) *cobra.Command {
	var names, list []string
	for _, s := range schemas() {
		names, list = append(names, s.name), append(list, fmt.Sprintf("  %-11s %s", s.name, s.of))
	}
	return command("schema", &cobra.Command{
		Use:       "schema NAME",
		ValidArgs: names,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 || schemaOf(args[0]) == nil {
				meant := ""
				if len(args) == 1 {
					meant = hint.Meant(args[0], names)
				}
				return &usageError{c.CommandPath(), fmt.Errorf("name one schema%s: %s", meant, strings.Join(names, ", "))}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			_, err := fmt.Fprintf(env.Out, "%s\n", strings.TrimSpace(string(schemaOf(args[0]))))
			return err
		},
	}, list...)
}

// schemaOf gives a schema by its name, nil for none.
func schemaOf(name string) []byte {
	for _, s := range schemas() {
		if s.name == name {
			return s.make()
		}
	}
	return nil
}
