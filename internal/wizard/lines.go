package wizard

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/choice"
)

// Lines asks line by line: numbered options, the default in words, no colour, nothing redrawn. It suits screen readers,
// dumb terminals and scripts that type.
type Lines struct {
	in  *bufio.Reader
	out io.Writer
}

// NewLines makes a prompter that reads answers from in and writes questions to out. One prompter must serve all questions
// of a session, since it reads ahead.
func NewLines(in io.Reader, out io.Writer) *Lines {
	return &Lines{in: bufio.NewReader(in), out: out}
}

// Choose asks for one option, by number or by value.
func (l *Lines) Choose(a choice.Ask) (string, error) {
	l.list(a)
	return l.until(a, func(line string) (string, error) { return pick(line, a.Options) })
}

// ChooseMany asks for options by numbers or values, separated by commas or spaces; an empty line chooses none.
func (l *Lines) ChooseMany(a choice.Ask) ([]string, error) {
	l.list(a)
	joined, err := l.until(a, func(line string) (string, error) {
		var chosen []string
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' }) {
			v, err := pick(word, a.Options)
			if err != nil {
				return "", err
			}
			chosen = append(chosen, v)
		}
		return strings.Join(chosen, ","), nil
	})
	if joined == "" {
		return nil, err
	}
	return strings.Split(joined, ","), err
}

// Input asks for a text.
func (l *Lines) Input(a choice.Ask) (string, error) {
	fmt.Fprintf(l.out, "%s\n", a.Text)
	return l.until(a, func(line string) (string, error) {
		if a.Check != nil {
			return line, a.Check(line)
		}
		return line, nil
	})
}

// list prints a question with its numbered options.
func (l *Lines) list(a choice.Ask) {
	fmt.Fprintf(l.out, "%s\n", a.Text)
	for i, o := range a.Options {
		fmt.Fprintf(l.out, "  %d. %s", i+1, o.Value)
		if o.Why != "" {
			fmt.Fprintf(l.out, ": %s", o.Why)
		}
		fmt.Fprintln(l.out)
	}
}

// until reads lines until one is an answer. The end of the input is an interruption, never an answer.
func (l *Lines) until(a choice.Ask, read func(string) (string, error)) (string, error) {
	for {
		prompt := "> "
		if a.Default != "" {
			prompt = "Enter takes " + a.Default + " > "
		}
		fmt.Fprint(l.out, prompt)
		line, err := l.in.ReadString('\n')
		if err != nil && line == "" {
			fmt.Fprintln(l.out)
			return "", choice.ErrInterrupted
		}
		if line = strings.TrimSpace(line); line == "" && a.Default != "" {
			line = a.Default
		}
		answer, err := read(line)
		if err == nil {
			return answer, nil
		}
		fmt.Fprintf(l.out, "%v\n", err)
	}
}

// pick finds an option by its number or its value.
func pick(word string, options []choice.Offer) (string, error) {
	if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= len(options) {
		return options[n-1].Value, nil
	}
	for _, o := range options {
		if o.Value == word {
			return word, nil
		}
	}
	return "", errors.New("type one of the numbers")
}
