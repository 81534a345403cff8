package wizard

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/choice"
)

// Lines asks line by line: numbered options, the default in words, no colour, nothing redrawn. It suits screen readers,
// dumb terminals and scripts that type.
type Lines struct {
	in   *bufio.Reader
	out  io.Writer
	told bool // how to answer was said
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

// ChooseMany asks for options by numbers or values, separated by commas or spaces; "none" chooses none, as an empty line does
// where nothing is the default.
func (l *Lines) ChooseMany(a choice.Ask) ([]string, error) {
	l.list(a)
	joined, err := l.until(a, func(line string) (string, error) {
		var chosen []string
		if line == "none" {
			return "", nil
		}
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
	l.explain()
	fmt.Fprintf(l.out, "%s\n", a.Text)
	check := unasked(a)
	return l.until(a, func(line string) (string, error) { return line, check(line) })
}

// explain says once how to answer.
func (l *Lines) explain() {
	if !l.told {
		l.told = true
		fmt.Fprintln(l.out, "Type a number, a name or a value and press Enter. Separate several with commas. Press Enter alone for the default, type ? for help.")
	}
}

// list prints a question with its numbered options.
func (l *Lines) list(a choice.Ask) {
	l.explain()
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
			prompt = "Enter = " + a.Default + " > "
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
		if line == "?" {
			fmt.Fprintln(l.out, lineHelp(a))
			continue
		}
		answer, err := read(line)
		if err == nil {
			return answer, nil
		}
		fmt.Fprintf(l.out, "%v\n", err)
	}
}

// lineHelp gives what ? shows.
func lineHelp(a choice.Ask) string {
	switch {
	case a.Help != "":
		return a.Help
	case len(a.Options) > 0:
		return "type the number or the name of an option"
	}
	return "type the value"
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
	return "", fmt.Errorf("%q is not an option: type a number from 1 to %d, or a name", word, len(options))
}
