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
		{Use: "drift", Short: "What update --check reports, and its output formats", Long: driftHelp},
		{Use: "packs", Short: "Where packs come from, how to trust them, and how to update them", Long: packsHelp},
		{Use: "environment", Short: "The environment variables that msgen reads", Long: environmentHelp()},
	}
}

const exitCodesHelp = `The exit codes of msgen:

    0  nothing to report
    1  an error, or wrong usage
    2  drift, differences, or findings
    3  conflicts
    4  an answer is missing and nobody can be asked
    5  a policy is violated
    6  a pack is not trusted
  130  interrupted

After an error, the repository is unchanged.`

const driftHelp = `msgen update --check writes nothing and exits with 2 if anything drifted. It reports each cause separately:

  stack     the repository changed since the files were rendered: which fact, in which file and line, and which lines of the
            generated files change. A patch release, or a line that only moved, is not drift.
  answers   the answers changed, in .msgen.yaml, in a variable, or in a flag
  packs     the packs differ from those in the lock, what is new in them, and which lines change; with --remote also what
            floating tags point to now
  policy    the policy of a pack forbids something: rule, line, pack, and how to add an exception. The exit code is 5.
  catalog   msgen itself now writes the files differently: its templates, or the base image of a stage
  edits     a file was edited or deleted by hand: the places. A digest that a bot updates is not drift (pins: bot).
  rules     an edit breaks a rule that msgen's own text follows: file and line
  conflict  you have to decide something before an update can be written

If facts or answers changed together with msgen itself, the report says what cannot be told apart.

The last lines are the commands that resolve the drift. msgen update takes the changes; msgen accept records reviewed edits, so
that the check no longer reports them until they change again.

--format selects the output:

  text      for people (the default)
  json      for scripts; msgen schema drift describes it
  github    annotations for GitHub Actions, each next to its line
  sarif     SARIF 2.1.0, for code scanning

docs/update.md has a workflow for each.`

const packsHelp = `A pack is a team's directory of templates, images, questions, and policy. .msgen.yaml lists packs under packs:, each as one of

  ./packs/web                                        a directory in the repository
  git+https://git.example.com/platform/packs.git//web?ref=v1.2.3
  oci://registry.example.com/platform/web:1.2.3      an artifact in a registry; :1 and :latest are floating tags

The lock records what a reference resolved to: digest or commit, a hash of the files, version, and signer. msgen uses exactly that
content, from its cache (MSGEN_CACHE_DIR) and without asking a server, until you run msgen pack update or change the reference in
.msgen.yaml. If a tag moved that should not move, msgen exits with 6.

A pack decides what runs in your builds, so you have to trust it. A directory in the repository is reviewed with the repository.
For any other pack, msgen asks once on a terminal. Without a terminal, with --yes, and in CI, msgen exits with 6 unless a settings
file trusts the source:

  your own       msgen/config.yaml in your configuration directory; msgen pack trust writes it
  the machine's  /etc/msgen/config.yaml
  another        the file that MSGEN_CONFIG names

  trust:                     # sources whose packs are used without asking, including everything below them
    - registry.example.com/platform
  allowed:                   # the only sources that may be used
    - registry.example.com
  requireSignature: true     # every pack must be signed, by one of the signers if any are listed
  signers:
    - RWQ…                   # public keys of minisign

The rules of all settings files apply together. Nothing in a repository can grant trust: not the lock, not .msgen.yaml. The lock
records the signer, and a different one is refused.

For details, see docs/packs/distribution.md. To write a pack, run msgen pack init NAME and read docs/packs/guide.md.`

// environmentHelp lists the variables.
func environmentHelp() string {
	var b strings.Builder
	b.WriteString("You can give every answer with a variable; a flag takes precedence. The output format (--json, --format, --diff) has flags only.\n\n")
	for _, k := range choice.Keys() {
		fmt.Fprintf(&b, "  %-27s %s (%s)\n", k.Variable, k.Help, k.Flag)
	}
	for _, v := range [][2]string{
		{"MSGEN_SERVICE", "the only service to process (--service)"},
		{"MSGEN_STACK", "the only stack to process (--stack)"},
		{"MSGEN_OUTPUT_DIR", "the directory to write to (--output-dir)"},
		{"MSGEN_YES", "accept the defaults (--yes)"},
		{"MSGEN_NO_INPUT, CI", "never prompt (--no-input)"},
		{"MSGEN_ACCESSIBLE, ACCESSIBLE", "ask line by line, for screen readers (--accessible)"},
		{"MSGEN_CONFLICT", "what update does in a conflict (--conflict)"},
		{"MSGEN_OFFLINE", "use only packs in folders and in the cache (--offline)"},
		{"MSGEN_CACHE_DIR", "the cache directory for packs; by default msgen in your cache directory"},
		{"MSGEN_CONFIG", "an additional settings file: trust, signers (see msgen help packs)"},
		{"MSGEN_FORCE", "overwrite existing files (--force)"},
		{"NO_COLOR, TERM=dumb", "no color; on a dumb terminal, msgen asks line by line"},
	} {
		fmt.Fprintf(&b, "  %-27s %s\n", v[0], v[1])
	}
	return strings.TrimSuffix(b.String(), "\n")
}
