package pack

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// The limits of what is read of a repository to recognise a stack.
const (
	maxLooked = 20        // files that one rule looks into
	maxNames  = 2000      // files whose names alone are read
	maxSource = 256 << 10 // bytes of a file
	maxLine   = 4 << 10   // bytes of a line
)

// Match looks whether a directory holds the stack: all rules of all, one of any, none of none, and a start command where one
// is looked for. The names are relative to the directory, with slashes; read gives a file's content. The error is a file that
// cannot be read, or a value in one that cannot be what it should be.
func (s *Stack) Match(names []string, read func(name string) ([]byte, error)) (Found, bool, error) {
	m := s.matcher(names, read)
	found := Found{Stack: s}
	for _, r := range s.all {
		e, err := m.look(r)
		if err != nil || e == nil {
			return Found{}, false, err
		}
		found.Because = append(found.Because, *e)
	}
	if len(s.any) > 0 {
		e, err := m.first(s.any)
		if err != nil || e == nil {
			return Found{}, false, err
		}
		found.Because = append(found.Because, *e)
	}
	if e, err := m.first(s.none); err != nil || e != nil {
		return Found{}, false, err
	}
	err := found.read(m)
	return found, err == nil && (found.Start.Known() || s.start == nil), err
}

// Excluded reports whether a directory holds something that the stack never stands beside.
func (s *Stack) Excluded(names []string, read func(name string) ([]byte, error)) (bool, error) {
	e, err := s.matcher(names, read).first(s.none)
	return e != nil, err
}

// Candidates gives the directories in which the stack may be: those with a file of a rule of which one has to hold. It reads
// nothing, and goes over the names once.
func (s *Stack) Candidates(names []string) map[string]bool {
	rules := s.any
	if len(rules) == 0 {
		rules = s.all[:1]
	}
	dirs := map[string]bool{}
	for _, r := range rules {
		for _, pattern := range r.files {
			glob := strings.Split(pattern, "/")
			base := glob[len(glob)-1]
			plain := !strings.ContainsAny(base, "*?[\\")
			for _, name := range names {
				last := name[strings.LastIndexByte(name, '/')+1:]
				if plain && last != base {
					continue
				}
				if ok, err := path.Match(base, last); base != "**" && (!ok || err != nil) {
					continue
				}
				parts := strings.Split(name, "/")
				for k := range parts {
					if fits(glob, parts[k:]) {
						dirs[path.Join(append([]string{"."}, parts[:k]...)...)] = true
					}
				}
			}
		}
	}
	return dirs
}

func (s *Stack) matcher(names []string, read func(name string) ([]byte, error)) matcher {
	return matcher{slices.Sorted(slices.Values(names)), read, s.By}
}

// matcher looks into the files of one directory; by is the place of the stack's description.
type matcher struct {
	names []string
	read  func(name string) ([]byte, error)
	by    string
}

// files gives the files of paths with * and ?, those of each path sorted, no more than most.
func (m matcher) files(most int, globs ...string) []string {
	var files []string
	for _, glob := range globs {
		if !strings.ContainsAny(glob, "*?[\\") {
			if _, ok := slices.BinarySearch(m.names, glob); ok && !slices.Contains(files, glob) {
				files = append(files, glob)
			}
			continue
		}
		parts := strings.Split(glob, "/")
		for _, name := range m.names {
			if len(files) < most && fits(parts, strings.Split(name, "/")) && !slices.Contains(files, name) {
				files = append(files, name)
			}
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

// first gives the first place at which one of the rules holds; nil for none.
func (m matcher) first(rules []rule) (*detect.Evidence, error) {
	for _, r := range rules {
		if e, err := m.look(r); e != nil || err != nil {
			return e, err
		}
	}
	return nil, nil
}

// look gives the first place that a rule holds at; nil for none.
func (m matcher) look(r rule) (*detect.Evidence, error) {
	files := m.files(maxLooked, r.files...)
	if len(files) == 0 {
		return nil, nil
	}
	if r.contains == "" && r.pattern == "" && r.keys == nil {
		return &detect.Evidence{Path: files[0]}, nil
	}
	re, err := regexp.Compile(r.pattern)
	if err != nil {
		return nil, err
	}
	holds := func(text string) bool { return strings.Contains(text, r.contains) && re.MatchString(text) }
	for _, name := range files {
		found, err := m.holding(name, r.keys, holds)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return &found[0].Because[0], nil
		}
	}
	return nil, nil
}

// holding gives the first lines of a file that a test takes, or the values at a path of keys.
func (m matcher) holding(name string, keys []string, holds func(string) bool) ([]detect.Fact[string], error) {
	if keys == nil {
		return m.lines(name, 1, func(line string) (string, bool) { return "", holds(line) })
	}
	text, err := m.text(name)
	if err != nil || text == "" {
		return nil, err
	}
	all, err := detect.Lookup(name, []byte(text), keys...)
	return slices.DeleteFunc(all, func(f detect.Fact[string]) bool { return !holds(f.Value) }), err
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
