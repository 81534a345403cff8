// Package wizard asks a person: with survey's prompts on a terminal, or line by line where nothing may be redrawn.
package wizard

import (
	"errors"
	"io"

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
	return Prompts{In: keys, Err: screen}
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
	q := &survey.Select{Message: a.Text, Help: a.Help, Options: values(a.Options), PageSize: 12,
		Description: func(_ string, i int) string { return a.Options[i].Why }}
	if a.Default != "" {
		q.Default = a.Default
	}
	return answer, p.run(q, &answer, nil)
}

// ChooseMany asks for any number of options.
func (p Prompts) ChooseMany(a choice.Ask) ([]string, error) {
	var answers []string
	q := &survey.MultiSelect{Message: a.Text, Help: a.Help, Options: values(a.Options),
		Description: func(_ string, i int) string { return a.Options[i].Why }}
	return answers, p.run(q, &answers, nil)
}

// Input asks for a text.
func (p Prompts) Input(a choice.Ask) (string, error) {
	var answer string
	return answer, p.run(&survey.Input{Message: a.Text, Help: a.Help, Default: a.Default}, &answer, a.Check)
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
