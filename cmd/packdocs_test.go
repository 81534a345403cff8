package cmd_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRecipes holds each piece of the page of recipes to the file of acme that it names, and wants a recipe for each thing
// that a team can do.
func TestRecipes(t *testing.T) {
	page := textOf(t, "../docs/packs/recipes.md")
	pieces := regexp.MustCompile("(?s)`([^`\n]+)`\n\n```[a-z]+\n(.*?)\n```\n").FindAllStringSubmatch(page, -1)
	if len(pieces) < 12 || len(pieces)*2 != strings.Count(page, "```") {
		t.Errorf("%d pieces", len(pieces))
	}
	for _, m := range pieces {
		file := "../testdata/packs/acme/" + m[1]
		if pack, _, _ := strings.Cut(m[1], "/"); pack == "house" || pack == "registries" {
			file = "../testdata/packs/" + m[1]
		}
		if !strings.Contains(textOf(t, file), m[2]) {
			t.Errorf("%s does not hold\n%s", m[1], m[2])
		}
	}
	for _, title := range []string{"Change one block of one stack", "Add a block before every final stage", "Remove a block", "Add a label", "Put your CA in",
		"Build behind a proxy", "Use private registries", "Add a stage", "Add an entrypoint script", "Replace the whole Dockerfile",
		"Swap every base for a mirror", "Forbid a registry", "Forbid a base family, root or a missing health check", "Add a stack", "Add a file", "Move repositories to a new version"} {
		if !strings.Contains(page, "\n## "+title+"\n") {
			t.Errorf("there is no recipe %q", title)
		}
	}
}

// TestReference wants every key of every reader on the page of keys, and no other in its tables.
func TestReference(t *testing.T) {
	page := textOf(t, "../docs/packs/reference.md")
	keys := map[string]bool{}
	files, err := filepath.Glob("../internal/pack/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		for _, table := range tables(textOf(t, f)) {
			for _, m := range regexp.MustCompile(`(?:^|[\s{,])"([$a-zA-Z-]+)":`).FindAllStringSubmatch(table, -1) {
				keys[m[1]] = true
			}
		}
	}
	if len(keys) < 50 {
		t.Fatalf("only %d keys: are readers written otherwise now?", len(keys))
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`([$a-zA-Z-]+)`").FindAllStringSubmatch(page, -1) {
		named[m[1]] = true
	}
	for key := range keys {
		if !named[key] {
			t.Errorf("%s is not on the page", key)
		}
	}
	keywords := strings.Fields("$ref items enum const default examples deprecated minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems")
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(page, -1) {
		for _, m := range regexp.MustCompile("`([$a-zA-Z-]+)`").FindAllStringSubmatch(row[1], -1) {
			if !keys[m[1]] && !slices.Contains(keywords, m[1]) {
				t.Errorf("no reader knows %s", m[1])
			}
		}
	}
}

// tables gives the tables of readers in a file of Go: from the brace that opens one to the one that closes it.
func tables(text string) []string {
	var all []string
	for _, at := range regexp.MustCompile(`readers\{`).FindAllStringIndex(text, -1) {
		part, open := text[at[1]:], 1
		end := strings.IndexFunc(part, func(r rune) bool {
			open += map[rune]int{'{': 1, '}': -1}[r]
			return open == 0
		})
		all = append(all, part[:max(end, 0)])
	}
	return all
}

// TestSecurityPage wants every test that the page for reviewers names, and every test that attacks packs on the page.
func TestSecurityPage(t *testing.T) {
	page := textOf(t, "../docs/packs/security.md")
	there := map[string]bool{}
	err := filepath.WalkDir("../internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(textOf(t, path), -1) {
			there[m[1]] = true
			if strings.HasPrefix(m[1], "TestHostile") && strings.Contains(filepath.ToSlash(path), "/pack/") && !strings.Contains(page, "`"+m[1]+"`") {
				t.Errorf("%s attacks, and is not on the page", m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(page, -1) {
		if !there[m[1]] {
			t.Errorf("there is no %s", m[1])
		}
	}
}

// textOf reads a file.
func textOf(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
