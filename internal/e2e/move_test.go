package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/msgen/msgen/internal/story"
)

// Move is a case of testdata/changes: a repository before and after its stack changed, and what a person edited between.
//
//	One sentence: what changes.
//	flags: --base slim
//	gone: package-lock.json
//	-- before/package.json --
//	-- after/package.json --
//	-- edit --
//	-- want/check --
//	-- want/keeps --
//	-- want/run --
//	-- want/run-after --
//
// The files of after/ are laid over those of before/, those that gone: names are removed.
type Move struct {
	// Before and After are the two states of the repository, each with what its images answer; Before has the flags.
	Before, After *story.Story
	// Gone are the files that are there before only.
	Gone []string
	// Edit is a bash script: what a person does to the files that msgen wrote.
	Edit string
	// Checks are texts that `msgen update --check` must print.
	Checks []string
	// Keeps are the things that the edit brings into the image, as the Dockerfile says them: ENV NAME=value, LABEL
	// name=value, EXPOSE port, VOLUME path.
	Keeps []string
}

// ReadMoves reads every case of a directory of changes, sorted by name.
func ReadMoves(dir string) ([]*Move, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var all []*Move
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		m, err := ParseMove(file, data)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no *.txtar in %s", dir)
	}
	return all, nil
}

// ParseMove reads one case from its text; file is for the name and for messages.
func ParseMove(file string, data []byte) (*Move, error) {
	if at := story.NamelessMarker(data); at > 0 {
		return nil, fmt.Errorf("%s:%d: a file without a name", file, at)
	}
	archive, m := txtar.Parse(data), &Move{}
	comment := m.gone(archive.Comment)
	before, after := &txtar.Archive{Comment: comment}, &txtar.Archive{Comment: comment}
	for _, f := range archive.Files {
		if err := m.add(before, after, f); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, story.LineOf(data, f.Name), err)
		}
	}
	m.lay(before, after)
	if err := m.check(before); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var err error
	if m.Before, err = story.Parse(file, txtar.Format(before)); err != nil {
		return nil, fmt.Errorf("before: %w", err)
	}
	if m.After, err = story.Parse(file, txtar.Format(after)); err != nil {
		return nil, fmt.Errorf("after: %w", err)
	}
	return m, nil
}

// gone takes the gone: line out of the text at the top.
func (m *Move) gone(comment []byte) []byte {
	var rest [][]byte
	for _, line := range bytes.SplitAfter(comment, []byte("\n")) {
		if names, ok := strings.CutPrefix(string(line), "gone:"); ok {
			m.Gone = append(m.Gone, strings.Fields(names)...)
			continue
		}
		rest = append(rest, line)
	}
	return bytes.Join(rest, nil)
}

// add takes one file to where it belongs.
func (m *Move) add(before, after *txtar.Archive, f txtar.File) error {
	dir, name, _ := strings.Cut(f.Name, "/")
	switch {
	case f.Name == "edit":
		m.Edit = string(f.Data)
	case f.Name == "want/check":
		m.Checks = textLines(f.Data)
	case f.Name == "want/keeps":
		m.Keeps = textLines(f.Data)
	case f.Name == "want/setup" || f.Name == "want/run":
		before.Files = append(before.Files, f)
	case f.Name == "want/setup-after" || f.Name == "want/run-after":
		after.Files = append(after.Files, txtar.File{Name: strings.TrimSuffix(f.Name, "-after"), Data: f.Data})
	case dir == "before" && name != "":
		before.Files = append(before.Files, txtar.File{Name: name, Data: f.Data})
	case dir == "after" && name != "":
		after.Files = append(after.Files, txtar.File{Name: name, Data: f.Data})
	default:
		return fmt.Errorf("%s is none of before/…, after/…, edit, want/check, want/keeps, want/setup, want/run, want/setup-after, want/run-after", f.Name)
	}
	return nil
}

// lay adds to the state afterwards what stays as it was.
func (m *Move) lay(before, after *txtar.Archive) {
	for _, f := range before.Files {
		there := func(g txtar.File) bool { return g.Name == f.Name }
		if !slices.ContainsFunc(after.Files, there) && !slices.Contains(m.Gone, f.Name) && f.Name != "want/setup" {
			after.Files = append(after.Files, f)
		}
	}
}

// check judges the case as a whole.
func (m *Move) check(before *txtar.Archive) error {
	switch {
	case m.Edit == "":
		return errors.New("no edit: what must survive?")
	case len(m.Keeps) == 0:
		return errors.New("no want/keeps: what does the edit bring into the image?")
	case len(m.Checks) == 0:
		return errors.New("no want/check: what does update --check say of the change?")
	}
	for _, name := range m.Gone {
		if !slices.ContainsFunc(before.Files, func(f txtar.File) bool { return f.Name == name }) {
			return fmt.Errorf("gone: %s is not there before", name)
		}
	}
	return nil
}

// textLines gives the lines of a text that hold something.
func textLines(data []byte) []string {
	var all []string
	for _, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}
