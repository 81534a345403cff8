// Package wizard asks a person: with survey's prompts on a terminal, or line by line where nothing may be redrawn.
package wizard

import (
	"errors"
	"io"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"

	"github.com/msgen/msgen/internal/choice"
)

// New gives who asks on these streams: survey's prompts, or lines where lines are wanted or the streams are no terminals.
func New(in io.Reader, out io.Writer, lines bool) choice.Asker {
	keys, inOK := in.(terminal.FileReader)
	screen, outOK := out.(terminal.FileWriter)
	if lines || !inOK || !outOK {
		return NewLines(in, out)
	}
	return Prompts{In: ending{keys}, Err: screen}
}

// ending is a terminal on which Ctrl-D ends the questions as Ctrl-C does; survey takes it for Enter.
type ending struct{ terminal.FileReader }

// Read reads what was typed.
func (e ending) Read(p []byte) (int, error) {
	n, err := e.FileReader.Read(p)
	for i, key := range p[:n] {
		if key == terminal.KeyEndTransmission {
			p[i] = terminal.KeyInterrupt
		}
	}
	return n, err
}

// help gives what ? shows: what the question says of itself, else how to answer.
func help(a choice.Ask) string {
	switch {
	case a.Help != "":
		return a.Help
	case len(a.Options) > 0:
		return "choose with the arrow keys and press Enter; Ctrl-C ends without writing anything"
	}
	return "type an answer and press Enter, or press Enter alone to accept the default; Ctrl-C ends without writing anything"
}

// unasked refuses the question mark, which asks for help, as an answer.
func unasked(a choice.Ask) func(string) error {
	return func(s string) error {
		switch {
		case strings.TrimSpace(s) == "?":
			return errors.New(help(a))
		case a.Check != nil:
			return a.Check(s)
		}
		return nil
	}
}

// Prompts asks with survey, which redraws the terminal.
type Prompts struct {
	// In and Err are the terminal; results go elsewhere.
	In  terminal.FileReader
	Err terminal.FileWriter
}

// Choose asks for one option; the reason of each stands beside it.
func (p Prompts) Choose(a choice.Ask) (string, error) {
	var answer string
	q := &survey.Select{Message: a.Text, Help: help(a), Options: values(a.Options), PageSize: 12,
		Description: func(_ string, i int) string { return a.Options[i].Why }}
	if a.Default != "" {
		q.Default = a.Default
	}
	return answer, p.run(q, &answer, nil)
}

// ChooseMany asks for any number of options.
func (p Prompts) ChooseMany(a choice.Ask) ([]string, error) {
	var answers []string
	q := &survey.MultiSelect{Message: a.Text, Help: help(a), Options: values(a.Options), Default: defaults(a), PageSize: 12,
		Description: func(_ string, i int) string { return a.Options[i].Why }}
	return answers, p.run(q, &answers, nil)
}

// Input asks for a text.
func (p Prompts) Input(a choice.Ask) (string, error) {
	var answer string
	return answer, p.run(&survey.Input{Message: a.Text, Help: help(a), Default: a.Default}, &answer, unasked(a))
}

// defaults gives the options that are chosen from the start.
func defaults(a choice.Ask) []string {
	if a.Default == "" {
		return nil
	}
	return strings.Split(a.Default, ",")
}

// run asks one question; the end of the input and Ctrl-C end all questions.
func (p Prompts) run(q survey.Prompt, answer any, check func(string) error) error {
	options := []survey.AskOpt{survey.WithStdio(p.In, p.Err, p.Err)}
	if check != nil {
		options = append(options, survey.WithValidator(func(v any) error {
			s, _ := v.(string)
			return check(s)
		}))
	}
	err := survey.AskOne(q, answer, options...)
	if errors.Is(err, terminal.InterruptErr) || errors.Is(err, io.EOF) {
		return choice.ErrInterrupted
	}
	return err
}

// values gives the values of the options.
func values(options []choice.Offer) []string {
	var list []string
	for _, o := range options {
		list = append(list, o.Value)
	}
	return list
}
