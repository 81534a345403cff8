package detect

import "io/fs"

// reader finds the services of one language in the tree.
type reader func(*tree) ([]Stack, error)

// Scan reads a repository: one walk of the tree, then one reader per language. It never follows a link out of the root
// (give it the FS of an os.Root) and reads no file twice. An error of type *Error names the file and the line that
// cannot be understood.
func Scan(repo fs.FS) (Report, error) {
	t, err := walk(repo)
	if err != nil {
		return Report{}, err
	}
	report := Report{Schema: SchemaName, Stacks: []Stack{}, Notes: []Note{}}
	for _, read := range []reader{readGo, readNode, readPython, readJava} {
		stacks, err := read(t)
		if err != nil {
			return Report{}, err
		}
		report.Stacks = append(report.Stacks, stacks...)
	}
	report.Files = t.listing()
	settle(t, &report)
	withhold(t, report.Stacks)
	tidy(report.Stacks)
	report.Notes = append(append(append([]Note{}, t.notes...), report.Notes...), strangers(t, report.Stacks)...)
	return report, nil
}
