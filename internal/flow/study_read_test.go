package flow_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// studyDir holds one file for each stack. Its files are a repository and, below edit/ and change/, what is done
// to it:
//
//	edit/NAME           a hand edit of the Dockerfile, as hunks without numbers; see readEdit
//	change/NAME         what the change is, then "flags:" for update and "delete:" for files that go, "pack:" for a new pack
//	change/NAME/PATH    a file that the change writes
//	conflicts           "EDIT CHANGE: why nobody but a person can decide"
const studyDir = "../../testdata/study"

// edits and stackChanges are the study's axes, in the order of its tables; allEdits stands for the ten of them at once.
func edits() []string {
	return []string{"package", "port", "env", "flag", "volume", "label", "base", "stage", "reorder", "comment"}
}

func stackChanges() []string {
	return []string{"runtime", "manager", "framework", "port", "entry", "workspace", "native", "registry", "family", "pack"}
}

const allEdits = "all ten"

// study is what is tried on one stack.
type study struct {
	name      string
	repo      map[string]string
	flags     []string
	edits     map[string]handEdit
	changes   map[string]stackChange
	packs     map[string]fstest.MapFS
	conflicts map[string]string
}

// handEdit is one hand edit: what it is, where it is made, and how one sees that it is there.
type handEdit struct {
	about string
	hunks []hunk
	signs []sign
}

// hunk is a text and what takes its place.
type hunk struct{ old, new string }

// stackChange is one change of a repository, or of the answers.
type stackChange struct {
	about  string
	flags  []string
	gone   []string
	files  map[string]string
	packed bool
}

// readStudies reads all stacks.
func readStudies() ([]study, error) {
	packs, err := readPacks()
	if err != nil {
		return nil, err
	}
	var all []study
	for _, stack := range []string{"go", "node", "python", "java"} {
		data, err := os.ReadFile(filepath.Join(studyDir, stack+".txtar"))
		if err != nil {
			return nil, err
		}
		s, err := readStudy(stack, txtar.Parse(data))
		s.packs = packs
		if err != nil {
			return nil, fmt.Errorf("%s.txtar: %w", stack, err)
		}
		all = append(all, s)
	}
	return all, nil
}

// readPacks reads the releases of a team's pack: VERSION/PATH.
func readPacks() (map[string]fstest.MapFS, error) {
	data, err := os.ReadFile(filepath.Join(studyDir, "pack.txtar"))
	if err != nil {
		return nil, err
	}
	packs := map[string]fstest.MapFS{}
	for _, f := range txtar.Parse(data).Files {
		version, file, _ := strings.Cut(f.Name, "/")
		if packs[version] == nil {
			packs[version] = fstest.MapFS{}
		}
		packs[version][file] = &fstest.MapFile{Data: f.Data}
	}
	return packs, nil
}

// readStudy sorts a stack's files.
func readStudy(name string, a *txtar.Archive) (study, error) {
	s := study{name: name, repo: map[string]string{}, edits: map[string]handEdit{}, changes: map[string]stackChange{}, conflicts: map[string]string{}}
	_, flags, _ := strings.Cut(string(a.Comment), "flags:")
	s.flags = strings.Fields(flags)
	for _, f := range a.Files {
		if err := s.add(f.Name, string(f.Data)); err != nil {
			return s, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	for _, want := range []struct {
		names []string
		has   func(string) bool
	}{
		{edits(), func(n string) bool { _, ok := s.edits[n]; return ok }},
		{stackChanges(), func(n string) bool { _, ok := s.changes[n]; return ok }},
	} {
		for _, n := range want.names {
			if !want.has(n) {
				return s, fmt.Errorf("%s is missing", n)
			}
		}
	}
	return s, nil
}

// add takes in one file.
func (s *study) add(name, text string) (err error) {
	kind, rest, _ := strings.Cut(name, "/")
	switch kind {
	case "edit":
		s.edits[rest], err = readEdit(text)
	case "change":
		at, file, isFile := strings.Cut(rest, "/")
		if !isFile {
			s.changes[at] = readChange(text)
			return nil
		}
		c, ok := s.changes[at]
		if !ok {
			return fmt.Errorf("change/%s must stand above it", at)
		}
		c.files[file] = text
	case "conflicts":
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			if where, why, ok := strings.Cut(line, ": "); ok {
				s.conflicts[where] = why
			}
		}
	default:
		s.repo[name] = text
	}
	return err
}

// readChange reads what a change is.
func readChange(text string) stackChange {
	c := stackChange{files: map[string]string{}}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		key, value, _ := strings.Cut(line, ":")
		switch key {
		case "flags":
			c.flags = strings.Fields(value)
		case "delete":
			c.gone = strings.Fields(value)
		case "pack":
			c.packed = true
		default:
			c.about = strings.TrimSpace(c.about + " " + line)
		}
	}
	return c
}

// readEdit reads an edit: what it is, the signs by which it is known, and hunks of lines that begin with "-", "+" or " ".
func readEdit(text string) (handEdit, error) {
	var e handEdit
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		if line == "@@" {
			return e, e.readHunks(lines[i:])
		}
		s, ok, err := readSign(line)
		if err != nil {
			return e, err
		}
		if ok {
			e.signs = append(e.signs, s)
			continue
		}
		e.about = strings.TrimSpace(e.about + " " + line)
	}
	return e, fmt.Errorf("no hunk")
}

func (e *handEdit) readHunks(lines []string) error {
	for _, line := range lines {
		if line == "@@" {
			e.hunks = append(e.hunks, hunk{})
			continue
		}
		h := &e.hunks[len(e.hunks)-1]
		sign, rest := " ", ""
		if line != "" {
			sign, rest = line[:1], line[1:]
		}
		if !strings.Contains(" +-", sign) {
			return fmt.Errorf("a line of a hunk begins with %q", sign)
		}
		if sign != "+" {
			h.old += rest + "\n"
		}
		if sign != "-" {
			h.new += rest + "\n"
		}
	}
	return nil
}

// apply makes the edit; each hunk must fit one place alone.
func (e handEdit) apply(text string) (string, error) {
	for _, h := range e.hunks {
		if n := strings.Count("\n"+text, "\n"+h.old); n != 1 {
			return "", fmt.Errorf("%d places look like\n%s", n, h.old)
		}
		text = strings.Replace("\n"+text, "\n"+h.old, "\n"+h.new, 1)[1:]
	}
	return text, nil
}

// apply makes the change in a repository.
func (c stackChange) apply(repo map[string]string) {
	for name := range repo {
		if slices.ContainsFunc(c.gone, func(g string) bool { ok, _ := path.Match(g, name); return ok }) {
			delete(repo, name)
		}
	}
	for name, text := range c.files {
		repo[name] = text
	}
}
