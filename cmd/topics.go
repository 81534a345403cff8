package cmd

import (
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
)

// helpTexts are what msgen help prints, a file for each command and topic: the first line stands in the list of commands, and what
// follows the line "Examples:" are the examples.
//
//go:embed help
var helpTexts embed.FS

// command gives a command its texts; list is what stands in them for {{list}}.
func command(name string, c *cobra.Command, list ...string) *cobra.Command {
	text, err := helpTexts.ReadFile("help/" + name + ".txt")
	if err != nil {
		c.Short = err.Error() // a test looks at each
		return c
	}
	filled := strings.ReplaceAll(string(text), "{{list}}", strings.Join(list, "\n"))
	about, example, _ := strings.Cut(filled, "\nExamples:\n")
	short, long, _ := strings.Cut(about, "\n")
	c.Short, c.Long, c.Example = short, strings.Trim(long, "\n"), strings.TrimSuffix(example, "\n")
	return c
}

// newTopics gives the help topics: commands that only have a text.
func newTopics() []*cobra.Command {
	var variables []string
	for _, k := range choice.Keys() {
		variables = append(variables, fmt.Sprintf("  %-27s %s (%s)", k.Variable, k.Help, k.Flag))
	}
	var all []*cobra.Command
	for _, name := range []string{"exit-codes", "drift", "packs", "environment"} {
		all = append(all, command(name, &cobra.Command{Use: name}, variables...))
	}
	return all
}
