package pack

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Case is a test of a pack: a repository, its answers, and what must come of it.
type Case struct {
	Name string
	// Repo is the repository, Want the files that msgen must write into it, with their content. A want of a case that must be
	// refused is the exit code in the file exit and the message in the file stderr.
	Repo, Want fs.FS
	// Old are files that an earlier version of the pack wrote; an update from them has to keep what people edit.
	Old fs.FS
	// Answers are those of answers.yaml, as text that a flag would take; of msgen and of the pack.
	Answers map[string]string
}

// readCases reads the folder tests.
func readCases(tree fs.FS) ([]Case, error) {
	var cases []Case
	for _, name := range namesIn(tree, "tests") {
		parts := strings.Split(name, "/")
		known := len(parts) == 3 && parts[2] == "answers.yaml" || len(parts) > 3 && slices.Contains([]string{"repo", "want", "old"}, parts[2])
		if !known {
			return nil, wrong(name, 0, errors.New("a test is tests/NAME/repo, tests/NAME/answers.yaml, tests/NAME/want and tests/NAME/old"))
		}
		if len(cases) == 0 || cases[len(cases)-1].Name != parts[1] {
			c, err := readCase(tree, parts[1])
			if err != nil {
				return nil, err
			}
			cases = append(cases, c)
		}
	}
	return cases, nil
}

// readCase reads one test. One that wants nothing yet is in order: msgen pack test --update writes what comes.
func readCase(tree fs.FS, name string) (Case, error) {
	dir := path.Join("tests", name)
	c := Case{Name: name, Repo: sub(tree, dir+"/repo"), Want: sub(tree, dir+"/want"), Old: sub(tree, dir+"/old"), Answers: map[string]string{}}
	if !matches(nameForm, name) {
		return c, wrong(dir, 0, errors.New("a test name contains only lowercase letters, digits, and hyphens"))
	}
	if len(namesIn(c.Repo, ".")) == 0 {
		return c, wrong(dir, 0, errors.New("the test has no repository in repo/"))
	}
	file := dir + "/answers.yaml"
	data, err := fs.ReadFile(tree, file)
	if err != nil {
		return c, nil // no answers
	}
	n, err := parseYAML(file, data)
	if err != nil {
		return c, err
	}
	return c, readAnswerTexts(n, c.Answers)
}

// readAnswerTexts reads a table of answers into texts that a flag would take.
func readAnswerTexts(n *node, to map[string]string) error {
	return n.EachField(func(f *field) error {
		if err := checkAnswerName(f.Name); err != nil {
			return f.Value.Fail("%w", err)
		}
		var words []string
		if err := texts(&words)(f.Value); err != nil {
			return err
		}
		to[f.Name] = joined(words)
		return nil
	})
}
