package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
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
	// PortEnv is the variable that moves the port; Host is the address that it listens on.
	PortEnv, Host detect.Fact[string]
	// Start is the command of the container.
	Start detect.Fact[[]string]
	// Facts are the others, in the order of the file.
	Facts []detect.NamedFact
}

// read reads the facts of a stack that was recognised.
func (f *Found) read(m matcher) error {
	var err error
	if f.Service, err = m.one(f.Stack.service, checkService); err != nil {
		return err
	}
	if err = f.command(m); err != nil {
		return err
	}
	for _, q := range f.Stack.facts {
		switch q.name {
		case "version":
			f.Version, err = m.one(q, checkRelease)
		case "port":
			f.Port, err = m.one(q, checkPort)
		case "portEnv":
			f.PortEnv, err = m.one(q, checkVariable)
		case "host":
			f.Host, err = m.one(q, checkFact)
		default:
			err = f.free(m, q)
		}
		if err != nil {
			return err
		}
	}
	for _, i := range f.Stack.Images {
		if i.Kind != "" {
			continue
		}
		if _, err := parseReference(strings.ReplaceAll(i.Ref, "{version}", f.Version.Value)); err != nil {
			return fmt.Errorf("%s: %w", f.Stack.By, err)
		}
	}
	return nil
}

// free reads a fact of the stack's own.
func (f *Found) free(m matcher, q *query) error {
	named := detect.NamedFact{Name: q.name, IsList: q.isList()}
	all, err := m.ask(q, checkFact)
	if err != nil {
		return err
	}
	for _, v := range all {
		if !named.IsList {
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
		return fmt.Errorf("%s is not a valid service name", show(s))
	}
	return nil
}

// checkRelease checks a version, which becomes a part of a tag.
func checkRelease(s string) error {
	if !matches(`^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$`, s) {
		return fmt.Errorf("%s is not a version", show(s))
	}
	return nil
}

// checkVariable checks the name of a variable of the environment.
func checkVariable(s string) error {
	if !matches(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`, s) {
		return fmt.Errorf("%s is not a valid variable name", show(s))
	}
	return nil
}

func checkPort(s string) error {
	if n, err := strconv.Atoi(s); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%s is not a port", show(s))
	}
	return nil
}

// command finds the command of the container: the first way that finds one which needs no shell.
func (f *Found) command(m matcher) error {
	if f.Stack.Start != nil {
		f.Start = detect.Fact[[]string]{Value: f.Stack.Start, Because: f.Because}
		return nil
	}
	if f.Stack.start == nil {
		return nil
	}
	for _, p := range f.Stack.start.ways {
		for _, name := range m.files(maxLooked, p.files...) {
			found, err := m.said(name, p)
			if err != nil {
				return err
			}
			for _, said := range found {
				if words := p.words(said.Value, name); words != nil {
					f.Start = detect.Fact[[]string]{Value: words, Because: said.Because}
					return checkFact(strings.Join(words, " "))
				}
			}
		}
	}
	return nil
}

// words splits a command; nil for one that needs a shell.
func (p probe) words(command, file string) []string {
	var words []string
	for _, w := range p.as {
		words = append(words, strings.ReplaceAll(w, "{file}", file))
	}
	if words != nil {
		return words
	}
	words = strings.Fields(command)
	if len(words) == 0 || strings.ContainsAny(command, "\"'`\\$&|;<>()*?#~{}") || strings.Contains(words[0], "=") {
		return nil
	}
	return slices.DeleteFunc(words, func(w string) bool { return p.drop != "" && regexp.MustCompile(p.drop).MatchString(w) })
}
