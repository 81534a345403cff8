package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
)

// newTopics gives the help topics: commands that only have a text.
func newTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesHelp},
		{Use: "environment", Short: "The variables that msgen reads", Long: environmentHelp()},
	}
}

const exitCodesHelp = `The exit codes of msgen:

    0  nothing to say
    1  an error, or wrong usage
    2  drift, differences or findings
    3  conflicts
    4  an answer is missing and nobody can be asked
    5  a policy is violated
    6  a pack is not trusted
  130  interrupted

An error leaves the repository as it was.`

// environmentHelp lists the variables.
func environmentHelp() string {
	var b strings.Builder
	b.WriteString("Every answer can be given by a variable; a flag is stronger.\n\n")
	for _, k := range choice.Keys() {
		fmt.Fprintf(&b, "  %-27s %s (%s)\n", k.Variable, k.Help, k.Flag)
	}
	for _, v := range [][2]string{
		{"MSGEN_SERVICE", "the one service to take (--service)"},
		{"MSGEN_STACK", "the one stack to take (--stack)"},
		{"MSGEN_OUTPUT_DIR", "where the files go (--output-dir)"},
		{"MSGEN_YES", "take the defaults (--yes)"},
		{"MSGEN_NO_INPUT, CI", "ask nothing (--no-input)"},
		{"MSGEN_ACCESSIBLE, ACCESSIBLE", "ask line by line, redraw nothing (--accessible)"},
		{"MSGEN_FORCE", "overwrite files that are there (--force)"},
		{"NO_COLOR, TERM=dumb", "no colour; a dumb terminal is asked line by line"},
	} {
		fmt.Fprintf(&b, "  %-27s %s\n", v[0], v[1])
	}
	return strings.TrimSuffix(b.String(), "\n")
}
