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
		"| `header` | the syntax line, and the line that says who wrote the file |\n| `ignore` | the whole .dockerignore |\n\n## The stages of each stack, in order\n\nA stage that a repository does not need is not printed.\n\n| stack | stages |\n|---|---|\n")
	for _, stack := range []string{"go", "java", "node", "python"} {
		fmt.Fprintf(&b, "| %s | `%s` |\n", stack, strings.Join(stagesOf(t, stack), "`, `"))
	}
	b.WriteString("\n## Functions\n\nBeside those that print parts of a plan, quoted (`stage`, `stages`, `about`, `steps`, `from`, `comment`, `vars`, `args`, `exec`, `healthcheck`, `installing`,\n" +
		"`path`, `word`, `pattern`), a template may call these of sprig, and no others:\n\n`" + strings.Join(sprigNames(), "`, `") + "`\n")
	return b.String()
}

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
