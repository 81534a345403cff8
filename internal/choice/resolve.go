package choice

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/secret"
	"github.com/msgen/msgen/internal/shell"
)

// Asker asks a person. It is declared here, where the questions are known, and implemented by wizard.
type Asker interface {
	// Choose asks for one of the options.
	Choose(Ask) (string, error)
	// ChooseMany asks for any number of the options.
	ChooseMany(Ask) ([]string, error)
	// Input asks for a text.
	Input(Ask) (string, error)
}

// Ask is a question to a person.
type Ask struct {
	// Text is the question; Help says more for who wants it.
	Text, Help string
	// Options are what can be chosen, the recommended one first.
	Options []Offer
	// Default is what Enter takes: a value of the options, or a text; several are separated by commas.
	Default string
	// Check judges an input; nil takes everything.
	Check func(string) error
}

// Offer is an option of a question.
type Offer struct {
	Value string
	// Why says in a few words what speaks for it.
	Why string
}

// bases are the values of --base.
var bases = []string{"auto", "scratch", "distroless", "alpine", "slim"}

// targets are the values of --target, in the order of the file.
var targets = []string{"test", "dev", "debug", "prod"}

// Bases gives the values of --base.
func Bases() []string { return slices.Clone(bases) }

// Targets gives the values of --target, in the order in which they stand in a Dockerfile.
func Targets() []string { return slices.Clone(targets) }

// Resolve makes the choices for one stack: what was given, else what was detected, else the default. An error of type
// *UsageError is a value that cannot be; of type *MissingError, answers that nobody gave. Weaker are the answers of packs,
// which are taken where neither a person nor the repository says anything.
func Resolve(s detect.Stack, w Wishes, weaker ...Wishes) (Choices, error) {
	c := Choices{Service: s.Name,
		Base:    Choice[string]{Value: "auto", Source: Default},
		Targets: Choice[[]string]{Value: []string{"prod"}, Source: Default},
		Port:    detected(s.Port, 0),
		Version: detected(s.Version, ""),
		Start:   detected(s.Start, nil),
		Main:    Choice[string]{Source: Default},
	}
	for _, from := range weaker {
		w = c.under(w, from)
	}
	for _, set := range []error{
		wish(&c.Base, w, "base", oneOf("base", bases)),
		wish(&c.Targets, w, "targets", targetList),
		wish(&c.Port, w, "port", portNumber),
		wish(&c.Version, w, "version", version),
		wish(&c.Start, w, "start", command),
		wish(&c.Main, w, "main", anything),
	} {
		if set != nil {
			return c, set
		}
	}
	return c, missing(s, w)
}

// under gives the wishes with weaker ones for what is a mere default so far.
func (c Choices) under(w, weaker Wishes) Wishes {
	all := w.Over(nil)
	for _, t := range c.Texts() {
		given, ok := weaker[t.Key.Name]
		if _, said := w[t.Key.Name]; ok && !said && t.Source == Default {
			all[t.Key.Name] = given
		}
	}
	return all
}

// missing gives an error for the questions of a stack that no wish answers.
func missing(s detect.Stack, w Wishes) error {
	var open []Missing
	for _, q := range s.Questions {
		if _, given := w[q.Key]; given {
			continue
		}
		key, ok := KeyOf(q.Key)
		if !ok {
			return fmt.Errorf("question %q of %s has no key", q.Key, s.Name)
		}
		m := Missing{Service: s.Name, Key: key, Text: q.Text}
		for _, c := range q.Candidates {
			m.Candidates = append(m.Candidates, c.Value)
		}
		open = append(open, m)
	}
	if len(open) == 0 {
		return nil
	}
	return &MissingError{Answers: open}
}

// detected makes a choice of a fact.
func detected[T any](f detect.Fact[T], otherwise T) Choice[T] {
	if !f.Known() {
		return Choice[T]{Value: otherwise, Source: Default}
	}
	return Choice[T]{Value: f.Value, Source: Detected, From: f.Because[0].String(), Because: f.Because}
}

// wish overrides a choice by what was given for the key.
func wish[T any](c *Choice[T], w Wishes, key string, read func(string) (T, error)) error {
	given, ok := w[key]
	if !ok {
		return nil
	}
	value, err := read(given.Value)
	if err != nil {
		return &UsageError{From: given.From, Value: secret.Masked(given.Value), Problem: err.Error()}
	}
	*c = Choice[T]{Value: value, Source: given.Source, From: given.From}
	return nil
}

// UsageError is a value that was given and cannot be.
type UsageError struct {
	// From names the flag, variable or line; Value is what it said; Problem says what is wrong.
	From, Value, Problem string
}

// Error names the place, the value and the problem.
func (e *UsageError) Error() string { return fmt.Sprintf("%s: %q %s", e.From, e.Value, e.Problem) }

func oneOf(name string, allowed []string) func(string) (string, error) {
	return func(s string) (string, error) {
		if !slices.Contains(allowed, s) {
			return "", fmt.Errorf("is not a %s%s; choose one of %s", name, hint.Meant(s, allowed), strings.Join(allowed, ", "))
		}
		return s, nil
	}
}

// targetList reads "test,prod" and puts it into the order of the file; prod is always there.
func targetList(s string) ([]string, error) {
	want := map[string]bool{"prod": true}
	for _, t := range strings.Split(s, ",") {
		if t = strings.TrimSpace(t); !slices.Contains(targets, t) {
			return nil, fmt.Errorf("names an unknown target%s; choose from %s", hint.Meant(t, targets), strings.Join(targets, ", "))
		}
		want[t] = true
	}
	var list []string
	for _, t := range targets {
		if want[t] {
			list = append(list, t)
		}
	}
	return list, nil
}

func portNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 65535 {
		return 0, fmt.Errorf("is not a port; use a number from 1 to 65535, or 0 if the program does not listen")
	}
	return n, nil
}

func version(s string) (string, error) {
	if s = strings.TrimSpace(s); s == "" {
		return "", fmt.Errorf("is not a version")
	}
	return s, nil
}

func anything(s string) (string, error) { return s, nil }

// command splits a command that holds no secret: the image and the files of msgen's memory would keep it.
func command(s string) ([]string, error) {
	list, err := words(s)
	if err != nil {
		return nil, err
	}
	variables, held := detect.Secrets(list)
	switch {
	case len(variables) > 0:
		return nil, fmt.Errorf("contains a secret, which would be stored in the image; remove it and pass it with docker run -e %s", strings.Join(variables, " -e "))
	case held:
		return nil, errors.New("contains a secret, which would be stored in the image; remove it and let the program read a variable that docker run -e sets")
	}
	return list, nil
}

// secretIn reports whether a command sets or holds a secret.
func secretIn(words []string) bool {
	variables, held := detect.Secrets(words)
	return held || len(variables) > 0
}

// words splits one command as a shell would split it, without expanding anything.
func words(s string) ([]string, error) {
	if strings.ContainsRune(s, 0) {
		return nil, errors.New("contains a NUL character, which no command can contain")
	}
	commands, err := shell.Commands(s, func(string) bool { return true })
	switch {
	case errors.Is(err, shell.ErrQuote):
		return nil, err
	case err != nil:
		return nil, errors.New("is not a single command, and the container has no shell to interpret it")
	case len(commands) > 1:
		return nil, errors.New("contains several commands; the container starts one, without a shell")
	case len(commands[0].Env) > 0:
		var all []string
		for _, v := range commands[0].Env {
			all = append(all, v.Name+"="+v.Value)
		}
		if all = append(all, commands[0].Words...); secretIn(all) {
			return all, nil // which command tells in its own words
		}
		return nil, fmt.Errorf("sets the variable %s, which needs a shell; remove it and pass it with docker run -e %s", commands[0].Env[0].Name, commands[0].Env[0].Name)
	}
	return commands[0].Words, nil
}
