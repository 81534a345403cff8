package detect

import (
	"io/fs"
	"slices"
)

// Language finds the services of one language in the tree.
type Language func(*Tree) ([]Stack, error)

// Files is the tree that one walk saw, as readers outside of this package ask it. It reads no file twice.
type Files struct{ t *Tree }

// Read gives the text of a file.
func (f Files) Read(name string) ([]byte, error) {
	text, err := f.t.Source(name)
	return []byte(text), err
}

// Aside reports whether a path belongs to tests, examples, documentation or code of others.
func (f Files) Aside(name string) bool { return f.t.Vendored(name) || IsAside(name) }

// Aside reports whether the directories of a path hold tests, examples or documentation.
func Aside(name string) bool { return IsAside(name) }

// Reader adds to a report, whose stacks are those found so far, what this package has no code for.
type Reader func(Files, *Report) error

// Scan reads a repository: one walk of the tree, then the languages, then the readers given. It never follows a link out of the root
// (give it the FS of an os.Root) and reads no file twice. An error of type *Error names the file and the line that
// cannot be understood.
func Scan(repo fs.FS, languages []Language, more ...Reader) (Report, error) {
	t, err := Walk(repo)
	if err != nil {
		return Report{}, err
	}
	report := Report{Schema: SchemaName, Stacks: []Stack{}, Notes: []Note{}}
	for _, read := range languages {
		stacks, err := read(t)
		if err != nil {
			return Report{}, err
		}
		report.Stacks = append(report.Stacks, stacks...)
	}
	for _, s := range report.Stacks {
		if s.More {
			report.More = append(report.More, s)
		}
	}
	report.Stacks = slices.DeleteFunc(report.Stacks, func(s Stack) bool { return s.More })
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
	report.Notes = append(append(append([]Note{}, t.Notes...), report.Notes...), strangers(t, report.Stacks)...)
	return report, nil
}
