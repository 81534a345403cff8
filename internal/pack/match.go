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

	"github.com/msgen/msgen/detect"
)

// The limits of what is read of a repository to recognise a stack.
const (
	maxLooked = 20        // files that one rule looks into
	maxSource = 256 << 10 // bytes of a file
	maxLine   = 4 << 10   // bytes of a line
)

// Found is a stack that was recognised. The paths of its evidence are relative to the directory.
type Found struct {
	Stack *Stack
	// Because is why, a place for each rule.
	Because []detect.Evidence
	// Service is the name that a manifest gives it, unknown where none does.
	Service detect.Fact[string]
	// Version is that of its runtime, Port what it listens on, "" or "0" for none.
	Version, Port detect.Fact[string]
	// Facts are the others, in the order of the file.
	Facts []detect.NamedFact
}

// Match looks whether a directory holds the stack: all rules of all, and one of any. The names are relative to the
// directory, with slashes; read gives a file's content. The error is a file that cannot be read, or a value in one that
// cannot be what it should be.
func (s *Stack) Match(names []string, read func(name string) ([]byte, error)) (Found, bool, error) {
	m := matcher{slices.Sorted(slices.Values(names)), read, s.By}
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
	if f.Service, err = m.one(f.Stack.service, checkService); err != nil {
		return err
	}
	for _, p := range f.Stack.facts {
		switch p.name {
		case "version":
			f.Version, err = m.one(p, checkRelease)
		case "port":
			f.Port, err = m.one(p, checkPort)
		default:
			err = f.free(m, p)
		}
		if err != nil {
			return err
		}
	}
	for _, i := range f.Stack.Images {
		if _, err := parseReference(strings.ReplaceAll(i.Ref, "{version}", f.Version.Value)); err != nil {
			return fmt.Errorf("%s: %w", f.Stack.By, err)
		}
	}
	return nil
}

// free reads a fact of the stack's own.
func (f *Found) free(m matcher, p *probe) error {
	named := detect.NamedFact{Name: p.name, IsList: p.all}
	all, err := m.probe(p, checkFact)
	if err != nil {
		return err
	}
	for _, v := range all {
		if !p.all {
			named.Text = v
			break
		}
		named.List.Value, named.List.Because = append(named.List.Value, v.Value), append(named.List.Because, v.Because...)
	}
	f.Facts = append(f.Facts, named)
	return nil
}

// checkFact checks a value of the repository as an answer is checked.
func checkFact(s string) error {
	if err := safe(s); err != nil {
		return fmt.Errorf("%s: %w", show(s), err)
	}
	return nil
}

// checkService checks the name of a service.
func checkService(s string) error {
	if !matches(`^@?[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$`, s) {
		return fmt.Errorf("%s is no name of a service", show(s))
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

// matcher looks into the files of one directory; by is the place of the stack's description.
type matcher struct {
	names []string
	read  func(name string) ([]byte, error)
	by    string
}

// files gives the files of a path with * and ?, sorted, no more than are looked into.
func (m matcher) files(glob string) []string {
	var files []string
	parts := strings.Split(glob, "/")
	for _, name := range m.names {
		if len(files) < maxLooked && fits(parts, strings.Split(name, "/")) {
			files = append(files, name)
		}
	}
	return files
}

// fits reports whether the parts of a path are those of a pattern, in which ** stands for any number of folders.
func fits(glob, parts []string) bool {
	for i, g := range glob {
		if g == "**" {
			for skip := i; skip <= len(parts); skip++ {
				if fits(glob[i+1:], parts[skip:]) {
					return true
				}
			}
			return false
		}
		if ok, err := path.Match(g, at(parts, i)); !ok || err != nil || i >= len(parts) {
			return false
		}
	}
	return len(glob) == len(parts)
}

// at gives a part of a path, "" beyond its end.
func at(parts []string, i int) string {
	if i < len(parts) {
		return parts[i]
	}
	return ""
}

// look gives the first place that a rule holds at; nil for none.
func (m matcher) look(r rule) (*detect.Evidence, error) {
	files := m.files(r.file)
	if len(files) == 0 {
		return nil, nil
	}
	if r.contains == "" && r.pattern == "" {
		return &detect.Evidence{Path: files[0]}, nil
	}
	re, err := regexp.Compile(r.pattern)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		found, err := m.lines(name, 1, func(line string) (string, bool) {
			return "", strings.Contains(line, r.contains) && re.MatchString(line)
		})
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return &found[0].Because[0], nil
		}
	}
	return nil, nil
}

// text gives the text of a file, "" for one that holds none.
func (m matcher) text(name string) (string, error) {
	data, err := m.read(name)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	data = bytes.TrimPrefix(data[:min(len(data), maxSource)], []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		return "", nil
	}
	return string(data), nil
}

// lines gives the first lines of a file that a test takes, with what the test reads in them.
func (m matcher) lines(name string, most int, test func(line string) (string, bool)) ([]detect.Fact[string], error) {
	text, err := m.text(name)
	if err != nil || text == "" {
		return nil, err
	}
	var found []detect.Fact[string]
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if len(line) > maxLine {
			line = line[:maxLine]
		}
		value, ok := test(line)
		if !ok {
			continue
		}
		found = append(found, detect.Fact[string]{Value: value, Because: []detect.Evidence{{Path: name, Line: i + 1, Text: shown(line)}}})
		if len(found) == most {
			break
		}
	}
	return found, nil
}

// one reads a fact that is one value; unknown for none.
func (m matcher) one(p *probe, check func(string) error) (detect.Fact[string], error) {
	all, err := m.probe(p, check)
	if err != nil || len(all) == 0 {
		return detect.Fact[string]{}, err
	}
	return all[0], nil
}

// probe reads a fact: the first value, or all; a value that fails the check is an error with its place, and what no file says
// is the default, whose place is the stack's description.
func (m matcher) probe(p *probe, check func(string) error) ([]detect.Fact[string], error) {
	if p == nil {
		return nil, nil
	}
	var all []detect.Fact[string]
	for _, name := range m.files(p.file) {
		found, err := m.values(name, p)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if err := check(f.Value); err != nil {
				return nil, fmt.Errorf("%s: %w", place(f.Because[0].Path, f.Because[0].Line), err)
			}
			if all = append(all, f); !p.all {
				return all, nil
			}
		}
		if len(all) > maxItems {
			return nil, fmt.Errorf("%s: more than %d values of %s", name, maxItems, p.name)
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	for _, text := range p.fallback {
		all = append(all, detect.Fact[string]{Value: text, Because: []detect.Evidence{{Path: m.by}}})
	}
	return all, nil
}

// values gives what one file says of a fact.
func (m matcher) values(name string, p *probe) ([]detect.Fact[string], error) {
	if p.keys != nil {
		text, err := m.text(name)
		if err != nil || text == "" {
			return nil, err
		}
		return detect.Lookup(name, []byte(text), p.keys...)
	}
	re, err := regexp.Compile(p.pattern)
	if err != nil {
		return nil, err
	}
	most := 1
	if p.all {
		most = maxItems + 1
	}
	return m.lines(name, most, func(line string) (string, bool) {
		found := re.FindStringSubmatch(line)
		if found == nil || found[1] == "" {
			return "", false
		}
		return found[1], true
	})
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
