// Package story reads the cases of testdata/stacks: each is one txtar file that holds a small repository and all that
// must come of it.
//
//	One sentence: what the case shows.
//	flags: --base alpine
//	exit: 4
//	-- package.json --
//	…
//	-- want/Dockerfile --
//	…
//	-- want/run --
//	GET / 200 hello
//
// Files below want/ are what is expected; all others are the repository. Those that a test writes anew (the goldens) are
// want/detect.json, want/stderr and everything named like a Dockerfile or a .dockerignore; want/setup and want/run are
// the author's.
package story

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// Story is one case.
type Story struct {
	// Path is where the case was read from; Name is its base name without ".txtar".
	Path, Name string
	// About is the sentence at the top.
	About string
	// Flags are the flags of `msgen init`, beside --yes.
	Flags []string
	// Exit is the exit code that `msgen init` must end with.
	Exit int
	// Repo are the files of the repository, in the order of the case.
	Repo []File
	// Goldens are the expected files, with names relative to want/: "Dockerfile", "detect.json", "stderr".
	Goldens []File
	// Setup is a bash script that completes the copied repository before a real build; "" for none.
	Setup string
	// Runs are the images that a real build makes and tries, one for each service; empty when the case is not built.
	Runs []Run

	comment, run []byte
}

// File is a file of a case.
type File struct {
	Name string
	Data []byte
}

// Read reads one case.
func Read(file string) (*Story, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(file, data)
}

// ReadAll reads every case of a directory, sorted by name.
func ReadAll(dir string) ([]*Story, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no *.txtar in %s", dir)
	}
	sort.Strings(files)
	var all []*Story
	for _, f := range files {
		s, err := Read(f)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Parse reads one case from its text; file is for the name and for messages.
func Parse(file string, data []byte) (*Story, error) {
	s := &Story{Path: file, Name: strings.TrimSuffix(filepath.Base(file), ".txtar")}
	if at := NamelessMarker(data); at > 0 {
		return nil, s.fail(at, "a file without a name")
	}
	archive := txtar.Parse(data)
	s.comment = archive.Comment
	if err := s.header(); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, f := range archive.Files {
		at := LineOf(data, f.Name)
		if !fs.ValidPath(f.Name) || f.Name == "." {
			return nil, s.fail(at, "%q is no path inside a repository", f.Name)
		}
		if seen[f.Name] {
			return nil, s.fail(at, "%s stands here twice", f.Name)
		}
		seen[f.Name] = true
		if err := s.add(f, at); err != nil {
			return nil, err
		}
	}
	return s, s.check(data)
}

// header reads the lines above the first file: the sentence, flags and exit.
func (s *Story) header() (err error) {
	for i, line := range strings.Split(string(s.comment), "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch name {
		case "flags":
			if s.Flags, err = split(value); err != nil {
				return s.fail(i+1, "flags: %v", err)
			}
		case "exit":
			if s.Exit, err = strconv.Atoi(value); err != nil {
				return s.fail(i+1, "exit: %q is no number", value)
			}
		default:
			s.About = strings.TrimSpace(s.About + " " + line)
		}
	}
	if s.About == "" {
		return s.fail(1, "the first line must say what the case shows")
	}
	return nil
}

// add takes one file of the archive to where it belongs; at is the line of its marker.
func (s *Story) add(f txtar.File, at int) (err error) {
	name, wanted := strings.CutPrefix(f.Name, "want/")
	switch {
	case !wanted:
		s.Repo = append(s.Repo, File{f.Name, f.Data})
	case name == "setup":
		s.Setup = string(f.Data)
	case name == "run":
		s.run = f.Data
		s.Runs, err = parseRuns(s.Path, at, f.Data)
	case IsGolden(name):
		s.Goldens = append(s.Goldens, File{name, f.Data})
	default:
		return s.fail(at, "want/%s is none of detect.json, stderr, setup, run, a Dockerfile, a .dockerignore", name)
	}
	return err
}

// IsGolden reports whether a name relative to want/ is one that a test compares and -update writes.
func IsGolden(name string) bool {
	base := path.Base(name)
	return name == "detect.json" || name == "stderr" || base == "Dockerfile" || strings.HasSuffix(base, ".dockerignore")
}

// check judges the case as a whole.
func (s *Story) check(data []byte) error {
	if len(s.Runs) == 0 {
		return nil
	}
	if s.Exit != 0 {
		return s.fail(LineOf(data, "want/run"), "a case that ends with exit %d makes nothing that want/run could try", s.Exit)
	}
	for _, r := range s.Runs {
		if _, err := fs.Stat(s.FS(), r.Edit); r.Edit != "" && err != nil && s.Setup == "" {
			return s.fail(r.Line, "edit %s: no such file in the case", r.Edit)
		}
	}
	return nil
}

func (s *Story) fail(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", s.Path, line, fmt.Sprintf(format, args...))
}

// Golden gives an expected file, and whether the case has it.
func (s *Story) Golden(name string) ([]byte, bool) {
	for _, g := range s.Goldens {
		if g.Name == name {
			return g.Data, true
		}
	}
	return nil, false
}

// FS is the repository.
func (s *Story) FS() fs.FS {
	out := fstest.MapFS{}
	for _, f := range s.Repo {
		out[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	return out
}

// Copy writes the repository into a directory.
func (s *Story) Copy(dir string) error {
	for _, f := range s.Repo {
		to := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// With gives the text of the case with other goldens: the repository first, then they, then setup and run.
func (s *Story) With(goldens []File) []byte {
	a := &txtar.Archive{Comment: s.comment}
	add := func(name string, data []byte) {
		a.Files = append(a.Files, txtar.File{Name: name, Data: data})
	}
	for _, f := range s.Repo {
		add(f.Name, f.Data)
	}
	for _, g := range goldens {
		add("want/"+g.Name, g.Data)
	}
	if s.Setup != "" {
		add("want/setup", []byte(s.Setup))
	}
	if s.run != nil {
		add("want/run", s.run)
	}
	return txtar.Format(a)
}

// NamelessMarker gives the line of a marker that names no file, on which txtar's reader panics; 0 when there is none.
func NamelessMarker(data []byte) int {
	for i, line := range bytes.Split(data, []byte("\n")) {
		if bytes.HasPrefix(line, []byte("--")) && len(bytes.Trim(line, "- \t\r")) == 0 && bytes.ContainsRune(line, ' ') {
			return i + 1
		}
	}
	return 0
}

// LineOf gives the line of a file's marker in the text of a case.
func LineOf(data []byte, name string) int {
	marker := []byte("-- " + name + " --")
	for i, line := range bytes.Split(data, []byte("\n")) {
		if bytes.Equal(bytes.TrimSpace(line), marker) {
			return i + 1
		}
	}
	return 1
}
