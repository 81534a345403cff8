package render

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/msgen/msgen/templates"
)

var update = flag.Bool("update", false, "write docs/blocks.md anew")

// blocksPage is the list of blocks, made from the templates, so that it cannot say anything else than they do.
func blocksPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# The blocks of the templates

This page is made from the templates by a test. Block names are the public API for layers above the built-in one: a layer that
defines a block of the same name replaces it, for one stage (` + "`deps.packages`" + `) or for all of them (` + "`stage.packages`" + `). In a block,
` + "`.Plan`" + ` is the whole plan and ` + "`.Stage`" + ` the stage that is printed; their fields are those of package plan.

## Of every stage, in the order in which they print

| block | prints |
|---|---|
`)
	for _, s := range Slots() {
		fmt.Fprintf(&b, "| `STAGE.%s` | %s |\n", s.Name, s.Prints)
	}
	b.WriteString("\n`STAGE.about` gives the words above FROM where the plan has none.\n\n## Of the file\n\n| block | prints |\n|---|---|\n" +
		"| `header` | the syntax line, and the line that says who wrote the file |\n| `stages` | the list of stages, of all that a stack may have |\n| `ignore` | the whole .dockerignore |\n" +
		layersPage + "\n## The stages of each stack, in order\n\nA stage that a repository does not need is not printed.\n\n| stack | stages |\n|---|---|\n")
	for _, stack := range []string{"go", "java", "node", "python"} {
		fmt.Fprintf(&b, "| %s | `%s` |\n", stack, strings.Join(stagesOf(t, stack), "`, `"))
	}
	b.WriteString("\n## Functions\n\nBeside those that print parts of a plan, quoted (`stage`, `stages`, `super`, `about`, `steps`, `from`, `syntax`, `comment`, `vars`, `env`, `label`, `args`, `exec`,\n" +
		"`healthcheck`, `installing`, `path`, `word`, `pattern`), a template may call these of sprig, and no others:\n\n`" + strings.Join(sprigNames(), "`, `") + "`\n\n" +
		"Of text/template itself there are `and`, `or`, `not`, `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `len`, `index`, `print`, `println` and `printf`.\n\n" + limitsPage())
	return b.String()
}

// limitsPage says what a template may print and how much it may do.
func limitsPage() string {
	return fmt.Sprintf(`## What a template may print

What stands in the template is printed as it stands. A value, of the plan or of an answer, is printed by itself only where it is a plain
word: letters, digits and `+"`_./:@%%+,=-`"+`, and not at the beginning of a line. Behind words in a comment it may be any text without `+"`=`"+`. All
other values go through a function: `+"`label`, `env`, `vars`, `exec` and `comment`"+` write whole instructions, `+"`word`"+` an argument for the shell,
`+"`path`"+` a path, `+"`pattern`"+` a line of .dockerignore. The directive `+"`# escape`"+` cannot change.

## Limits

Templates of packs and of the repository are rendered in a process of their own: no environment, no files, %v, %d MiB of memory.
On Linux and macOS the kernel holds that process to it; elsewhere there are the time limit and the process's own watch on its memory.

| what | at most |
|---|---|
| one file, all files | %d MiB, %d MiB |
| rounds of all loops, of one loop over a number | %d, %d |
| templates that are run, blocks within blocks | %d, %d |
| arguments of a function, and its result | %d MiB |
| columns of indent, nindent, wrap and printf | %d |
`, maxTime, maxMemory>>20, maxFileBytes>>20, maxTotalBytes>>20, maxRounds, maxLoop, maxCalls, maxNested, maxWeight>>20, maxColumns)
}

// layersPage says how layers lie above each other.
const layersPage = `
## How layers lie above each other

Built-in, then packs as listed, then the repository's own templates: later wins. In each layer ` + "`_shared/`" + ` speaks for all stacks, then
the stack's folder for one. A file whose name begins with ` + "`_`" + ` holds blocks; every other ` + "`NAME.tmpl`" + ` becomes the file NAME beside the
Dockerfile, below it where the template is in a folder: ` + "`_shared/.hadolint.yaml.tmpl`" + ` is written as ` + "`.hadolint.yaml`" + `. The same path replaces
a file, and one that prints nothing is not written. Names that begin with ` + "`.msgen`" + ` or ` + "`.git`" + ` are refused, and ` + "`dockerignore.tmpl`" + ` alone gives
the ignore file.

- ` + "`{{define \"prod.user\"}}USER 7{{end}}`" + ` replaces a block; one stage's block is stronger than the block for all stages.
- ` + "`{{define \"stage.labels\"}}{{end}}`" + ` removes it.
- ` + "`{{define \"stage.before\"}}# ours{{end}}`" + ` adds to it what msgen leaves free.
- ` + "`{{super .}}`" + ` prints the block of the layer below; in one stage's block that no layer below has, the block for all stages.
- ` + "`{{block \"x\" .}}default{{end}}`" + ` stands only where no layer has defined the block.
`

// stagesOf reads the names of the stages out of a stack's template.
func stagesOf(t *testing.T, stack string) []string {
	t.Helper()
	text, err := fs.ReadFile(templates.FS, stack+"/Dockerfile.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, call := range regexp.MustCompile(`\{\{-? *stages? \.([^}]*)\}\}`).FindAllSubmatch(text, -1) {
		for _, name := range regexp.MustCompile(`"([^"]+)"`).FindAllSubmatch(call[1], -1) {
			names = append(names, string(name[1]))
		}
	}
	if len(names) == 0 || names[len(names)-1] != "prod" {
		t.Errorf("%s: the last stage is not prod: %v", stack, names)
	}
	return names
}

func TestBlocksPage(t *testing.T) {
	const page = "../../docs/blocks.md"
	want := blocksPage(t)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/blocks.md is not what the templates say; go test ./internal/render -run TestBlocksPage -update writes it (%v)", err)
	}
}
