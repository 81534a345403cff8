package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// query is a fact and the ways in which it is found: the first way that finds something decides.
type query struct {
	name string
	ways []probe
}

// probe reads a fact from files: by a pattern with one group, by a path of keys in a document, or by both, so that the value
// at the path has to match; with neither the name of the file is what is read.
type probe struct {
	files   []string
	pattern string
	keys    []string
	all     bool     // every match, and not the first alone
	as      []string // what is taken in place of what was found
	drop    string   // words of a command, or values of a list, that are left out
	dir     bool     // the first folder of the path is read, and files without one are passed over
	// fallback is what is taken where no file says anything.
	fallback []string
}

// readFacts reads the facts by their names.
func (s *Stack) readFacts(n *node) error {
	if len(n.Fields) > 32 {
		return n.Fail("more than 32 facts")
	}
	return n.EachField(func(f *field) error {
		if !matches(keyForm, f.Name) || len(f.Name) > 40 {
			return f.Value.Fail("%q is not a valid fact name: use letters and digits, beginning with a lowercase letter", f.Name)
		}
		if slices.Contains([]string{"framework", "start", "manager", "build"}, f.Name) {
			return f.Value.Fail("%s is a fact of every stack; give it another name", f.Name)
		}
		var q *query
		if err := readQuery(f.Value, f.Name, &q); err != nil {
			return err
		}
		s.facts = append(s.facts, q)
		return nil
	})
}

// readQuery reads how one fact is found: one way, or a list of them.
func readQuery(n *node, name string, to **query) error {
	q := &query{name: name}
	*to = q
	items := n.Items
	if n.Kind != isList {
		items = []*node{n}
	}
	if len(items) == 0 || len(items) > 16 {
		return n.Fail("a fact needs 1 to 16 rules that find it")
	}
	for _, item := range items {
		p, err := readProbe(item, name)
		if err != nil {
			return err
		}
		q.ways = append(q.ways, p)
	}
	return nil
}

// readProbe reads one way in which a fact is found.
func readProbe(n *node, name string) (probe, error) {
	p, keys := probe{}, ""
	err := n.Read(readers{"file": globs(&p.files), "pattern": checked(&p.pattern, checkProbe), "path": checked(&keys, checkKeys),
		"all": truth(&p.all), "default": texts(&p.fallback), "as": texts(&p.as), "drop": checked(&p.drop, checkPattern), "dir": truth(&p.dir)})
	switch {
	case err != nil:
		return p, err
	case p.files == nil && (p.pattern != "" || keys != "" || p.as != nil), p.files == nil && p.fallback == nil:
		return p, n.Fail("a file or a default is required")
	case p.all && slices.Contains([]string{"version", "port", "portEnv", "host", "service", "start"}, name):
		return p, n.Fail("%s is one value, not all", name)
	case !p.all && name != "start" && (len(p.fallback) > 1 || len(p.as) > 1):
		return p, n.Fail("several values need all: true")
	}
	if keys != "" {
		p.keys = strings.Split(keys, ".")
	}
	return p, nil
}

// globs gives a reader of one path with * and ?, or of several.
func globs(to *[]string) func(*node) error {
	return func(n *node) error {
		if err := texts(to)(n); err != nil {
			return err
		}
		for _, glob := range *to {
			if err := checkGlob(glob); err != nil {
				return n.Fail("%w", err)
			}
		}
		if len(*to) == 0 || len(*to) > 16 {
			return n.Fail("one to 16 files")
		}
		return nil
	}
}

// checkKeys checks a path of keys: compilerOptions.target.
func checkKeys(s string) error {
	if len(s) > 200 || slices.Contains(strings.Split(s, "."), "") {
		return fmt.Errorf("%q is not a path of keys, such as compilerOptions.target", s)
	}
	return nil
}

// checkProbe checks a pattern that has one group: what is read.
func checkProbe(s string) error {
	if err := checkPattern(s); err != nil {
		return err
	}
	if groups(s) != 1 {
		return fmt.Errorf("the pattern %q must have exactly one group", s)
	}
	return nil
}

// fact gives how a fact is found; nil for none.
func (s *Stack) fact(name string) *query {
	for _, q := range s.facts {
		if q.name == name {
			return q
		}
	}
	return nil
}

// isList reports whether all values of a fact are wanted.
func (q *query) isList() bool { return q.ways[0].all }

// one reads a fact that is one value; unknown for none.
func (m matcher) one(q *query, check func(string) error) (detect.Fact[string], error) {
	all, err := m.ask(q, check)
	if err != nil || len(all) == 0 {
		return detect.Fact[string]{}, err
	}
	return all[0], nil
}

// ask reads a fact by the first way that finds something.
func (m matcher) ask(q *query, check func(string) error) ([]detect.Fact[string], error) {
	if q == nil {
		return nil, nil
	}
	for _, p := range q.ways {
		all, err := m.probe(q.name, p, check)
		if err != nil || len(all) > 0 {
			return all, err
		}
	}
	return nil, nil
}

// probe reads a fact in one way: the first value, or all; a value that fails the check is an error with its place, and what no
// file says is the default, whose place is the stack's description.
func (m matcher) probe(name string, p probe, check func(string) error) ([]detect.Fact[string], error) {
	var all []detect.Fact[string]
	most, looked := maxItems, maxLooked
	if p.named() {
		most, looked = maxNames, maxNames
	}
	for _, file := range m.files(looked, p.files...) {
		found, err := m.values(file, p)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if err := check(f.Value); err != nil {
				return nil, fmt.Errorf("%s: %w", place(f.Because[0].Path, f.Because[0].Line), err)
			}
			if p.all && p.leftOut(f.Value, all) {
				continue
			}
			if all = append(all, f); !p.all {
				return all, nil
			}
		}
		if len(all) > most {
			return nil, fmt.Errorf("%s: more than %d values of %s", file, most, name)
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

// named reports whether the names of files are read, and nothing in them.
func (p probe) named() bool { return p.keys == nil && p.pattern == "" }

// leftOut reports whether a value is no part of a list: it is to be dropped, or is a folder that is there already.
func (p probe) leftOut(value string, all []detect.Fact[string]) bool {
	return p.drop != "" && regexp.MustCompile(p.drop).MatchString(value) ||
		p.dir && slices.ContainsFunc(all, func(f detect.Fact[string]) bool { return f.Value == value })
}

// values gives what one file says of a fact.
func (m matcher) values(name string, p probe) ([]detect.Fact[string], error) {
	found, err := m.said(name, p)
	if len(p.as) == 1 && len(found) > 0 {
		found = found[:1]
		found[0].Value = strings.ReplaceAll(p.as[0], "{file}", name)
	}
	return found, err
}

// said gives what stands in one file.
func (m matcher) said(name string, p probe) ([]detect.Fact[string], error) {
	switch folder, _, below := strings.Cut(name, "/"); {
	case p.dir && !below:
		return nil, nil
	case p.dir:
		return []detect.Fact[string]{{Value: folder, Because: []detect.Evidence{{Path: name}}}}, nil
	case p.named():
		return []detect.Fact[string]{{Value: name, Because: []detect.Evidence{{Path: name}}}}, nil
	}
	re, err := regexp.Compile(p.pattern)
	if err != nil {
		return nil, err
	}
	if p.keys != nil {
		return m.at(name, p, re)
	}
	most := 1
	if p.all {
		most = maxItems + 1
	}
	return m.lines(name, most, func(line string) (string, bool) { return group(re, line) })
}

// at gives the values at a path of keys that match the pattern, if there is one.
func (m matcher) at(name string, p probe, re *regexp.Regexp) ([]detect.Fact[string], error) {
	text, err := m.text(name)
	if err != nil || text == "" {
		return nil, err
	}
	all, err := detect.Lookup(name, []byte(text), p.keys...)
	if err != nil || p.pattern == "" {
		return all, err
	}
	var found []detect.Fact[string]
	for _, f := range all {
		if value, ok := group(re, f.Value); ok {
			f.Value = value
			found = append(found, f)
		}
	}
	return found, nil
}

// group gives the group of a pattern.
func group(re *regexp.Regexp, text string) (string, bool) {
	found := re.FindStringSubmatch(text)
	if found == nil || found[1] == "" {
		return "", false
	}
	return found[1], true
}
