package pack

import (
	"fmt"
	"slices"
	"strings"
)

// probe reads a fact from files: by a pattern with one group, or by a path of keys in a document.
type probe struct {
	name, file, pattern string
	keys                []string
	all                 bool // every match, and not the first alone
	fallback            []string
}

// readFacts reads the facts by their names.
func (s *Stack) readFacts(n *node) error {
	if err := n.want(isTable); err != nil {
		return err
	}
	if len(n.fields) > 32 {
		return n.fail("more than 32 facts")
	}
	for _, f := range n.fields {
		if !matches(keyForm, f.name) || len(f.name) > 40 {
			return f.value.fail("%q is no name of a fact: a small letter, then letters and digits", f.name)
		}
		if slices.Contains([]string{"framework", "start", "manager", "build"}, f.name) {
			return f.value.fail("%s is a fact of every stack; give it another name", f.name)
		}
		var p *probe
		if err := s.readProbe(f.value, f.name, &p); err != nil {
			return err
		}
		s.facts = append(s.facts, p)
	}
	return nil
}

// readProbe reads how one fact is found.
func (s *Stack) readProbe(n *node, name string, to **probe) error {
	p, keys := &probe{name: name}, ""
	*to = p
	err := n.read(readers{"file": checked(&p.file, checkGlob), "pattern": checked(&p.pattern, checkProbe), "path": checked(&keys, checkKeys),
		"all": truth(&p.all), "default": texts(&p.fallback)})
	switch {
	case err != nil:
		return err
	case p.file == "" && (p.pattern != "" || keys != ""), p.file != "" && (p.pattern == "") == (keys == ""):
		return n.fail("a file stands together with either a pattern or a path")
	case p.all && slices.Contains([]string{"version", "port", "service"}, name):
		return n.fail("%s is one value, not all", name)
	case !p.all && len(p.fallback) > 1:
		return n.fail("several defaults need all: true")
	}
	if keys != "" {
		p.keys = strings.Split(keys, ".")
	}
	return nil
}

// checkKeys checks a path of keys: compilerOptions.target.
func checkKeys(s string) error {
	if len(s) > 200 || slices.Contains(strings.Split(s, "."), "") {
		return fmt.Errorf("%q is no path of keys, such as compilerOptions.target", s)
	}
	return nil
}

// checkProbe checks a pattern that has one group: what is read.
func checkProbe(s string) error {
	if err := checkPattern(s); err != nil {
		return err
	}
	if groups(s) != 1 {
		return fmt.Errorf("the pattern %q has not exactly one group", s)
	}
	return nil
}

// fact gives the probe of a fact; nil for none.
func (s *Stack) fact(name string) *probe {
	for _, p := range s.facts {
		if p.name == name {
			return p
		}
	}
	return nil
}
