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
		{Use: "drift", Short: "What update --check tells apart, and how it prints it", Long: driftHelp},
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

const driftHelp = `msgen update --check writes nothing and ends with 2 where anything drifted. It answers apart:

  stack     the repository says otherwise than when the files were rendered: which fact, at which file and line, and which
            lines of the files change with it. A patch release and a line that only moved are no drift.
  answers   other answers were given, in .msgen.yaml, by a variable or by a flag
  catalog   msgen itself writes it otherwise now: its templates, or the base image of a stage
  edits     a file was edited or deleted by hand: the places. Digests that a bot moves are no drift (pins: bot).
  rules     an edit breaks a rule that msgen's own text keeps: file and line
  conflict  a person has to decide before an update can be written

Where facts or answers moved together with msgen itself, what cannot be told apart says so.

The last lines are the commands that settle it. msgen update takes over what moved; msgen accept records reviewed edits, so
that the check is silent about them until they change again.

--format says how it prints:

  text      for people (the default)
  json      for scripts; msgen schema drift describes it
  github    annotations of GitHub Actions, each beside its line
  sarif     SARIF 2.1.0, for code scanning

docs/update.md has a workflow for each.`

// environmentHelp lists the variables.
func environmentHelp() string {
	var b strings.Builder
	b.WriteString("Every answer can be given by a variable; a flag is stronger. How a command prints (--json, --format, --diff) is said by its\nflags alone.\n\n")
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
		{"MSGEN_CONFLICT", "what update does where both sides changed the same thing (--conflict)"},
		{"MSGEN_FORCE", "overwrite files that are there (--force)"},
		{"NO_COLOR, TERM=dumb", "no colour; a dumb terminal is asked line by line"},
	} {
		fmt.Fprintf(&b, "  %-27s %s\n", v[0], v[1])
	}
	return strings.TrimSuffix(b.String(), "\n")
}
