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
		{Use: "packs", Short: "Where packs come from, who trusts them, and how they move", Long: packsHelp},
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
  packs     other packs are used than those of the lock, what is new in them and which lines move with them; with --remote
            also what tags that are made to move mean by now
  policy    the packs' policy does not allow something: rule, line, by whom, and how it is excepted. Then the code is 5.
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

const packsHelp = `A pack is a team's folder of templates, images, questions and policy. .msgen.yaml names it below packs:, as one of

  ./packs/web                                        a folder of the repository
  git+https://git.example.com/platform/packs.git//web?ref=v1.2.3
  oci://registry.example.com/platform/web:1.2.3      an artifact of a registry; :1 and :latest are made to move

The lock holds what that meant: digest or commit, a hash of the files that is the same on every way, version and signer.
msgen takes that content and no other, from its cache (MSGEN_CACHE_DIR) without asking a server, until msgen pack update, or
until the reference in .msgen.yaml is another. A tag that was moved although it should stand still ends with 6.

What a pack says ends in a build, so a person trusts it. A folder of the repository is reviewed with the repository. For all
else a terminal is asked once; without one, with --yes, in CI, it ends with 6 unless a file of settings names the place:

  your own        the user's configuration folder, msgen/config.yaml; msgen pack trust writes it
  the machine's   /etc/msgen/config.yaml
  another         the file that MSGEN_CONFIG names

  trust:                     # places whose packs are used without asking, with all that lies below them
    - registry.example.com/platform
  allowed:                   # the only places that may be used at all
    - registry.example.com
  requireSignature: true     # every pack is signed, by one of the signers if there are any
  signers:
    - RWQ…                   # public keys of minisign

The rules of all files hold together. Nothing in a repository gives trust: not the lock, not .msgen.yaml. The signer is kept
in the lock, and another one is refused.

docs/packs/distribution.md has it all. msgen pack init NAME makes a pack, and docs/packs/guide.md begins there.`

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
		{"MSGEN_OFFLINE", "take packs from folders and from the cache alone (--offline)"},
		{"MSGEN_CACHE_DIR", "where packs are kept; msgen in the user's cache otherwise"},
		{"MSGEN_CONFIG", "a further file of settings: trust, signers (see msgen help packs)"},
		{"MSGEN_FORCE", "overwrite files that are there (--force)"},
		{"NO_COLOR, TERM=dumb", "no colour; a dumb terminal is asked line by line"},
	} {
		fmt.Fprintf(&b, "  %-27s %s\n", v[0], v[1])
	}
	return strings.TrimSuffix(b.String(), "\n")
}
