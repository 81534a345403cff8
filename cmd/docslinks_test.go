package cmd_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestLinks follows each relative link of the pages for people: the file is there, and in a page the heading too.
func TestLinks(t *testing.T) {
	pages := []string{"../README.md", "../CONTRIBUTING.md", "../SECURITY.md"}
	err := filepath.WalkDir("../docs", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".md") {
			pages = append(pages, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	followed := 0
	for _, page := range pages {
		for _, link := range links(textOf(t, page)) {
			followed++
			if why := broken(page, link); why != "" {
				t.Errorf("%s: %s %s", page, link, why)
			}
		}
	}
	if followed < 10 {
		t.Errorf("only %d links: are they written otherwise now?", followed)
	}
	for link, whole := range map[string]bool{"recipes.md": true, "recipes.md#add-a-label": true, "recipes.md#nothing": false, "nobody.md": false, "../packs/": true} {
		if (broken("../docs/packs/guide.md", link) == "") != whole {
			t.Errorf("%s counts as %v", link, !whole)
		}
	}
}

// links gives the relative links of a page, outside of code.
func links(page string) []string {
	page = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`").ReplaceAllString(page, "")
	var all []string
	for _, m := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(page, -1) {
		if !regexp.MustCompile(`^[a-z]+:`).MatchString(m[1]) {
			all = append(all, m[1])
		}
	}
	return all
}

// broken says what is wrong with a link of a page; "" for nothing.
func broken(page, link string) string {
	to, heading, _ := strings.Cut(link, "#")
	name := page
	if to != "" {
		name = filepath.Join(filepath.Dir(page), to)
	}
	if _, err := os.Stat(name); err != nil {
		return "does not exist"
	}
	if heading == "" {
		return ""
	}
	text, err := os.ReadFile(name)
	if line, isLine := strings.CutPrefix(heading, "L"); isLine && !strings.HasSuffix(name, ".md") {
		n, numberErr := strconv.Atoi(line)
		if err != nil || numberErr != nil || n < 1 || n > strings.Count(string(text), "\n") {
			return "has no such line"
		}
		return ""
	}
	if err != nil || !slices.Contains(headings(string(text)), heading) {
		return "has no such heading"
	}
	return ""
}

// headings gives the names by which the headings of a page can be linked to.
func headings(page string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, m[1]))
	}
	return all
}
