package choice

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

// ErrInterrupted is what an Asker gives when the person ends the questions.
var ErrInterrupted = errors.New("interrupted; nothing was written")

// Consult asks a person about one service: first what the evidence leaves open, then base, targets and port, each with what
// was found as the default. What was given already is not asked. It gives the wishes with the answers added.
func Consult(s detect.Stack, given Wishes, bases []Offer, ask Asker) (Wishes, error) {
	w := Wishes{}
	for k, v := range given {
		w[k] = v
	}
	for _, q := range s.Questions {
		if err := w.ask(q.Key, func() (string, error) { return open(q, ask) }); err != nil {
			return nil, err
		}
	}
	for _, step := range []struct {
		key string
		ask func() (string, error)
	}{
		{"base", func() (string, error) {
			return ask.Choose(Ask{Text: title(s, "Base image of the container"), Options: bases, Default: bases[0].Value})
		}},
		{"targets", func() (string, error) { return askTargets(s, ask) }},
		{"port", func() (string, error) { return askPort(s, ask) }},
	} {
		if err := w.ask(step.key, step.ask); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// ask adds the answer to a question, unless the wish is there already.
func (w Wishes) ask(key string, question func() (string, error)) error {
	if _, ok := w[key]; ok {
		return nil
	}
	answer, err := question()
	if err != nil {
		return err
	}
	w[key] = Wish{Value: answer, Source: Answer, From: "answer"}
	return nil
}

// title puts the service's name before a question.
func title(s detect.Stack, text string) string { return s.Name + ": " + text }

// open asks what the evidence leaves open.
func open(q detect.Question, ask Asker) (string, error) {
	if len(q.Candidates) == 0 {
		return ask.Input(Ask{Text: q.Text, Check: func(s string) error {
			if strings.TrimSpace(s) == "" {
				return errors.New("an answer is needed")
			}
			return nil
		}})
	}
	a := Ask{Text: q.Text, Default: q.Candidates[0].Value}
	for _, c := range q.Candidates {
		o := Offer{Value: c.Value}
		if len(c.Because) > 0 {
			o.Why = c.Because[0].String()
		}
		a.Options = append(a.Options, o)
	}
	return ask.Choose(a)
}

func askTargets(s detect.Stack, ask Asker) (string, error) {
	answers, err := ask.ChooseMany(Ask{
		Text: title(s, "Targets beside prod"), Help: "prod is always written, and is the last and the default",
		Options: []Offer{
			{"test", "runs the tests; the report can be taken out"},
			{"dev", "hot reload with the sources mounted"},
			{"debug", "the same image with a shell"},
		}})
	return strings.Join(append(answers, "prod"), ","), err
}

func askPort(s detect.Stack, ask Asker) (string, error) {
	text := "Port (0 when it listens nowhere)"
	if s.Port.Known() {
		text = fmt.Sprintf("Port (%d, from %s)", s.Port.Value, s.Port.Because[0])
	}
	return ask.Input(Ask{Text: title(s, text), Default: strconv.Itoa(s.Port.Value), Check: func(v string) error {
		_, err := portNumber(v)
		return err
	}})
}
