package pack

import (
	"errors"
	"fmt"
	"regexp"
)

// Migration is a file of migrations/: what a repository does when the pack moves to a version.
type Migration struct {
	// Name is the file's name.
	Name string
	// To is the version of the pack that brought the change; From holds the versions that it is a change for, all when zero.
	To    string
	From  Range
	steps []step
}

// step is one thing to do.
type step struct {
	do       string // the kind
	from, to string // names, paths, blocks; the key and the value of setDefault; the text of a note in to
	key      string
	values   map[string]string
	by       string
}

// readMigration reads one file.
func readMigration(name string, data []byte) (Migration, error) {
	n, err := parseYAML(name, data)
	if err != nil {
		return Migration{}, err
	}
	m := Migration{Name: name}
	err = n.Read(readers{
		"to":    checked(&m.To, CheckVersion),
		"from":  readRange(&m.From),
		"steps": each(m.readStep),
	})
	if err == nil {
		err = n.Need("to", "steps")
	}
	return m, err
}

// kinds are the kinds of steps, each with its reader.
func (s *step) kinds() readers {
	pair := func(check func(string) error) func(*node) error {
		return func(n *node) error {
			if err := n.Read(readers{"from": checked(&s.from, check), "to": checked(&s.to, check)}); err != nil {
				return err
			}
			if s.from == s.to {
				return n.Fail("from and to are the same")
			}
			return n.Need("from", "to")
		}
	}
	return readers{
		"renameAnswer": pair(checkAnswerName),
		"renameFile":   pair(CheckAdded),
		"renameBlock":  pair(checkBlock),
		"dropFile":     checked(&s.from, CheckAdded),
		"note":         into(&s.to),
		"setDefault": func(n *node) error {
			if err := n.Read(readers{"key": checked(&s.key, checkAnswerName), "value": s.readValue}); err != nil {
				return err
			}
			return n.Need("key", "value")
		},
		"mapValue": func(n *node) error {
			if err := n.Read(readers{"key": checked(&s.key, checkAnswerName), "values": s.readValues}); err != nil {
				return err
			}
			return n.Need("key", "values")
		},
	}
}

// readStep reads one step: a table of one key, its kind.
func (m *Migration) readStep(n *node) error {
	s := step{by: place(n.Path, n.Line)}
	if err := n.Read(s.kinds()); err != nil {
		return err
	}
	if len(n.Fields) != 1 {
		return n.Fail("a step has exactly one key, not %d", len(n.Fields))
	}
	s.do = n.Fields[0].Name
	m.steps = append(m.steps, s)
	return nil
}

func (s *step) readValue(n *node) error {
	var all []string
	err := texts(&all)(n)
	s.to = joined(all)
	return err
}

func (s *step) readValues(n *node) error {
	s.values = map[string]string{}
	return n.EachField(func(f *field) error {
		v, err := textOf(f.Value)
		if err != nil {
			return err
		}
		s.values[f.Name] = v
		return nil
	})
}

// checkAnswerName checks the name of an answer, of the pack or of msgen.
func checkAnswerName(s string) error {
	if len(s) > 40 || !matches(keyForm, s) {
		return fmt.Errorf("%q is not a valid answer name", s)
	}
	return nil
}

// checkBlock checks the name of a block.
func checkBlock(s string) error {
	if len(s) > 80 || !regexp.MustCompile(blockForm).MatchString(s) {
		return fmt.Errorf("%q is not a block name; examples are prod.user and header", s)
	}
	return nil
}

// check checks that a migration leads to no version that the pack has not reached.
func (m Migration) check(version string) error {
	if CompareVersions(m.To, version) > 0 {
		return wrong(m.Name, 0, fmt.Errorf("it migrates to %s, but the pack is %s", m.To, version))
	}
	if m.From.Holds(m.To) && m.From.text != "" {
		return wrong(m.Name, 0, errors.New("from includes the version that it migrates to"))
	}
	return nil
}
