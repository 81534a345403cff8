package detect

import (
	"io/fs"
	"slices"
)

// reader finds the services of one language in the tree.
type reader func(*tree) ([]Stack, error)

// Files is the tree that one walk saw, as readers outside of this package ask it. It reads no file twice.
type Files struct{ t *tree }

// Read gives the text of a file.
func (f Files) Read(name string) ([]byte, error) {
	text, err := f.t.source(name)
	return []byte(text), err
}

// Aside reports whether a path belongs to tests, examples, documentation or code of others.
func (f Files) Aside(name string) bool { return f.t.vendored(name) || isAside(name) }

// Aside reports whether the directories of a path hold tests, examples or documentation.
func Aside(name string) bool { return isAside(name) }

// Reader adds to a report, whose stacks are those found so far, what this package has no code for.
type Reader func(Files, *Report) error

// Scan reads a repository: one walk of the tree, then one reader per language, then those given. It never follows a link out of the root
// (give it the FS of an os.Root) and reads no file twice. An error of type *Error names the file and the line that
// cannot be understood.
func Scan(repo fs.FS, more ...Reader) (Report, error) {
	t, err := walk(repo)
	if err != nil {
		return Report{}, err
	}
	report := Report{Schema: SchemaName, Stacks: []Stack{}, Notes: []Note{}}
	for _, read := range []reader{readGo, readNode, readPython, readJava, readRust} {
		stacks, err := read(t)
		if err != nil {
			return Report{}, err
		}
		report.Stacks = append(report.Stacks, stacks...)
	}
	for _, s := range report.Stacks {
		if s.more {
			report.More = append(report.More, s)
		}
	}
	report.Stacks = slices.DeleteFunc(report.Stacks, func(s Stack) bool { return s.more })
	report.Files = t.listing()
	settle(t, &report)
	withhold(t, report.Stacks)
	withhold(t, report.More)
	for _, read := range more {
		if err := read(Files{t}, &report); err != nil {
			return Report{}, err
		}
	}
	nameApart(report.Stacks)
	nameMore(report)
	tidy(report.Stacks)
	tidy(report.More)
	report.Notes = append(append(append([]Note{}, t.notes...), report.Notes...), strangers(t, report.Stacks)...)
	return report, nil
}
