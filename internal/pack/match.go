package pack

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
)

// The limits of what is read of a repository to recognise a stack.
const (
	maxLooked = 20        // files that one rule looks into
	maxSource = 256 << 10 // bytes of a file
	maxLine   = 4 << 10   // bytes of a line
)

// Evidence is a place in a repository that says something: go.mod:3 "go 1.25.1". Line 0 is the file as a whole.
type Evidence struct {
	Path string
	Line int
	Text string
}

// Value is something that was read of a repository, and where; Because is nil for a default of the pack.
type Value struct {
	Text    string
	Because *Evidence
}

// Found is a stack that was recognised.
type Found struct {
	Stack *Stack
	// Because is why, a place for each rule.
	Because []Evidence
	// Version is that of its runtime, Port what it listens on, "" or "0" for none.
	Version, Port Value
	// Images are the references of the roles with the version in them.
	Images map[string]string
}

// Match looks whether a directory holds the stack: all rules of all, and one of any. The names are relative to the
// directory, with slashes; read gives a file's content. The error is a file that cannot be read, or a value in one that
// cannot be what it should be.
func (s *Stack) Match(names []string, read func(name string) ([]byte, error)) (Found, bool, error) {
	m := matcher{slices.Sorted(slices.Values(names)), read}
	found := Found{Stack: s}
	for _, r := range s.all {
		e, err := m.look(r)
		if err != nil || e == nil {
			return Found{}, false, err
		}
		found.Because = append(found.Because, *e)
	}
	for i, r := range s.any {
		e, err := m.look(r)
		if err != nil {
			return Found{}, false, err
		}
		if e != nil {
			found.Because = append(found.Because, *e)
			break
		}
		if i == len(s.any)-1 {
			return Found{}, false, nil
		}
	}
	return found, true, found.read(m)
}

// read reads the facts of a stack that was recognised.
func (f *Found) read(m matcher) error {
	var err error
	if f.Version, err = m.probe(f.Stack.version, checkRelease); err != nil {
		return err
	}
	if f.Port, err = m.probe(f.Stack.port, checkPort); err != nil {
		return err
	}
	f.Images = map[string]string{}
	for _, i := range f.Stack.Images {
		f.Images[i.Role] = strings.ReplaceAll(i.Ref, "{version}", f.Version.Text)
		if _, err := parseReference(f.Images[i.Role]); err != nil {
			return fmt.Errorf("%s: %w", f.Stack.By, err)
		}
	}
	return nil
}

// checkRelease checks a version, which becomes a part of a tag.
func checkRelease(s string) error {
	if !matches(`^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$`, s) {
		return fmt.Errorf("%s is no version", show(s))
	}
	return nil
}

func checkPort(s string) error {
	if n, err := strconv.Atoi(s); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%s is no port", show(s))
	}
	return nil
}

// matcher looks into the files of one directory.
type matcher struct {
	names []string
	read  func(name string) ([]byte, error)
}

// files gives the files of a path with * and ?, sorted, no more than are looked into.
func (m matcher) files(glob string) []string {
	var files []string
	for _, name := range m.names {
		if ok, err := path.Match(glob, name); ok && err == nil && len(files) < maxLooked {
			files = append(files, name)
		}
	}
	return files
}

// look gives the first place that a rule holds at; nil for none.
func (m matcher) look(r rule) (*Evidence, error) {
	files := m.files(r.file)
	if len(files) == 0 {
		return nil, nil
	}
	if r.contains == "" && r.pattern == "" {
		return &Evidence{Path: files[0]}, nil
	}
	re, err := regexp.Compile(r.pattern)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		e, _, err := m.first(name, func(line string) (string, bool) {
			return "", strings.Contains(line, r.contains) && re.MatchString(line)
		})
		if err != nil || e != nil {
			return e, err
		}
	}
	return nil, nil
}

// first gives the first line of a file that a test takes, and what the test reads in it.
func (m matcher) first(name string, test func(line string) (string, bool)) (*Evidence, string, error) {
	data, err := m.read(name)
	if err != nil {
		return nil, "", fmt.Errorf("reading %s: %w", name, err)
	}
	if len(data) > maxSource {
		data = data[:maxSource]
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, "", nil // no text
	}
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if len(line) > maxLine {
			line = line[:maxLine]
		}
		if value, ok := test(line); ok {
			return &Evidence{name, i + 1, shown(line)}, value, nil
		}
	}
	return nil, "", nil
}

// probe reads a value; a value that fails the check is an error with its place, and no file gives the default.
func (m matcher) probe(p *probe, check func(string) error) (Value, error) {
	if p == nil {
		return Value{}, nil
	}
	if p.file == "" {
		return Value{Text: p.fallback}, nil
	}
	re, err := regexp.Compile(p.pattern)
	if err != nil {
		return Value{}, err
	}
	for _, name := range m.files(p.file) {
		e, value, err := m.first(name, func(line string) (string, bool) {
			found := re.FindStringSubmatch(line)
			if found == nil || found[1] == "" {
				return "", false
			}
			return found[1], true
		})
		if err != nil {
			return Value{}, err
		}
		if e == nil {
			continue
		}
		if err := check(value); err != nil {
			return Value{}, fmt.Errorf("%s: %w", place(e.Path, e.Line), err)
		}
		return Value{value, e}, nil
	}
	return Value{Text: p.fallback}, nil
}

// shown gives a line of a repository as evidence: short, and without what a terminal would obey.
func shown(line string) string {
	line = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unsafe(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(line, "")))
	if len(line) > 80 {
		line = strings.ToValidUTF8(line[:80], "") + "…"
	}
	return line
}

// groups counts the groups of a pattern.
func groups(s string) int {
	re, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return 0
	}
	return re.MaxCap()
}
