package flow_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// studyIntro begins the page.
const studyIntro = `# The study: do hand edits survive?

This page is written by a test ("go test ./internal/flow -run TestStudy -update"), which fails when an edit is lost, when a
change is dropped, when a conflict appears that has no reason below, and when this page says something else than came out.

Four stacks; in the Dockerfile of each, ten hand edits, one at a time and then all ten at once; after each edit, ten changes of
the stack, made in the repository's files or in the answers, so that msgen really renders another Dockerfile. The cases stand
in testdata/study. Of every clean result the test asks BuildKit's parser whether the edit is there, in its stage and in
its order; it compares the words of each stage with those of all three sides, so that nothing is dropped, doubled or moved to
another stage; and no rule may be broken that neither side breaks. Of a conflict, one side must hold the edit and the other
the change.

`

// methodNames are the rows of the table of methods.
func methodNames() [methods]string {
	return [methods]string{"overwrite with the new rendering", "git merge-file --diff3", "msgen's merge by lines", "by lines, images as values", "**msgen update**: by instructions"}
}

// studyPage is the page of the study.
func studyPage(studies []study, results []*studyResult) string {
	var b strings.Builder
	b.WriteString(studyIntro)
	for _, part := range []struct {
		title string
		all   bool
	}{{"One edit", false}, {"All ten edits at once", true}} {
		var of []*studyResult
		for _, r := range results {
			if (r.edit == allEdits) == part.all {
				of = append(of, r)
			}
		}
		fmt.Fprintf(&b, "## %s: %d cases\n\n", part.title, len(of))
		methodsTable(&b, of)
	}
	b.WriteString("Lost: the merge is clean, and the edit is not in it or has no effect. Wrong: the merge is clean, and something is not\nas either side wrote it, or breaks a rule that neither side breaks, as an `apt-get` on a base without a shell. Images as values count where a bot pins digests; in these cases nobody does.\n\n")
	b.WriteString("## Each stack\n\nConflicts by `git merge-file` → by `msgen update`; a dot where both are clean, ! where git lost something without a word.\n\n")
	for _, s := range studies {
		s.table(&b, results)
	}
	b.WriteString("## The edits and the changes\n\n")
	for _, s := range studies {
		s.legend(&b)
	}
	b.WriteString("## The conflicts that are left\n\n")
	for _, s := range studies {
		s.reasons(&b, results)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// methodsTable counts what came of cases by each method.
func methodsTable(b *strings.Builder, results []*studyResult) {
	b.WriteString("| method | cases with conflicts | conflicts | edits lost | wrong |\n|---|---|---|---|---|\n")
	for m, name := range methodNames() {
		cases, places, lost, wrong := 0, 0, 0, 0
		for _, r := range results {
			got := r.by[m]
			places += got.places
			switch {
			case got.places > 0:
				cases++
			case got.lost != "":
				lost++
			case got.wrong != "":
				wrong++
			}
		}
		fmt.Fprintf(b, "| %s | %d | %d | %d | %d |\n", name, cases, places, lost, wrong)
	}
	b.WriteString("\n")
}

// table is the stack's table of edits and changes.
func (s study) table(b *strings.Builder, results []*studyResult) {
	fmt.Fprintf(b, "### %s\n\n| | %s |\n|---%s|\n", s.name, strings.Join(stackChanges(), " | "), strings.Repeat("|---", len(stackChanges())))
	for _, e := range append(edits(), allEdits) {
		fmt.Fprintf(b, "| %s |", e)
		for _, c := range stackChanges() {
			for _, r := range results {
				if r.stack == s.name && r.edit == e && r.change == c {
					b.WriteString(" " + r.cell() + " |")
				}
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
}

// cell is one case in a table.
func (r *studyResult) cell() string {
	git, ours := r.by[byGit], r.by[byUpdate]
	text := fmt.Sprintf("%d → %d", git.places, ours.places)
	if git.places == 0 && git.lost+git.wrong != "" {
		text = fmt.Sprintf("! → %d", ours.places)
	}
	if text == "0 → 0" {
		return "·"
	}
	return text
}

// legend says what the edits and changes of a stack are.
func (s study) legend(b *strings.Builder) {
	fmt.Fprintf(b, "### %s\n\n| edit | | change | |\n|---|---|---|---|\n", s.name)
	for i, e := range edits() {
		c := stackChanges()[i]
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", e, s.edits[e].about, c, s.changes[c].about)
	}
	b.WriteString("\n")
}

// reasons lists what conflicts, and why.
func (s study) reasons(b *strings.Builder, results []*studyResult) {
	fmt.Fprintf(b, "### %s\n\n", s.name)
	for _, r := range results {
		if why := s.conflicts[r.name()]; r.stack == s.name && why != "" {
			fmt.Fprintf(b, "- %s: %s.\n", r.name(), why)
		}
	}
	b.WriteString("\n")
}

// checkPage holds docs/study.md to the study.
func checkPage(t *testing.T, want string) {
	t.Helper()
	const page = "../../docs/study.md"
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/study.md is not what the study says; go test ./internal/flow -run TestStudy -update writes it (%v)", err)
	}
}
