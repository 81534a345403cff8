package choice

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

// ErrInterrupted is what an Asker gives when the person ends the questions.
var ErrInterrupted = errors.New("interrupted; nothing was written")

// Consult asks a person about one service: base, targets and port, each with what is taken so far as the default. What is
// given already is not asked. It gives the answers.
func Consult(s detect.Stack, given Wishes, now Choices, bases []Offer, ask Asker) (Wishes, error) {
	answers := Wishes{}
	for _, step := range []struct {
		key string
		ask func() (string, error)
	}{
		{"base", func() (string, error) { return askBase(s, now, bases, ask) }},
		{"targets", func() (string, error) { return askTargets(s, now, ask) }},
		{"port", func() (string, error) { return askPort(s, now, ask) }},
	} {
		if _, ok := given[step.key]; ok {
			continue
		}
		answer, err := step.ask()
		if err != nil {
			return nil, err
		}
		answers[step.key] = Answered(answer)
	}
	return answers, nil
}

// Answered makes a wish of a person's answer.
func Answered(value string) Wish { return Wish{Value: value, Source: Answer, From: "answer"} }

// title puts the service's name before a question.
func title(s detect.Stack, text string) string { return s.Name + ": " + text }

// Open asks what the evidence leaves open.
func Open(s detect.Stack, q detect.Question, ask Asker) (string, error) {
	if len(q.Candidates) == 0 {
		return ask.Input(Ask{Text: title(s, q.Text), Check: func(s string) error {
			if strings.TrimSpace(s) == "" {
				return errors.New("an answer is required")
			}
			return nil
		}})
	}
	a := Ask{Text: title(s, q.Text), Default: q.Candidates[0].Value}
	for _, c := range q.Candidates {
		o := Offer{Value: c.Value}
		if len(c.Because) > 0 {
			o.Why = c.Because[0].String()
		}
		a.Options = append(a.Options, o)
	}
	return ask.Choose(a)
}

// askBase asks for the base; the first of the offers is the recommended one.
func askBase(s detect.Stack, now Choices, bases []Offer, ask Asker) (string, error) {
	a := Ask{Text: title(s, "Base image"), Options: slices.Clone(bases), Default: bases[0].Value,
		Help: "the image that the program runs on; a smaller one has fewer programs that an attacker could use"}
	a.Options[0].Why = "recommended: " + a.Options[0].Why
	if slices.ContainsFunc(bases, func(o Offer) bool { return o.Value == now.Base.Value }) {
		a.Default = now.Base.Value
	}
	return ask.Choose(a)
}

func askTargets(s detect.Stack, now Choices, ask Asker) (string, error) {
	chosen := slices.DeleteFunc(slices.Clone(now.Targets.Value), func(t string) bool { return t == "prod" })
	answers, err := ask.ChooseMany(Ask{
		Text: title(s, "Extra build targets (prod is always included)"), Default: strings.Join(chosen, ","),
		Help: "a build target is a stage that docker build --target can stop at; prod is the last stage and the default",
		Options: []Offer{
			{"test", "runs the tests and exports the report"},
			{"dev", "restarts the program when the mounted sources change"},
			{"debug", "the production image plus a shell"},
		}})
	return strings.Join(append(answers, "prod"), ","), err
}

func askPort(s detect.Stack, now Choices, ask Asker) (string, error) {
	text := "Port (0 if the program does not listen)"
	if s.Port.Known() {
		text = fmt.Sprintf("Port (found %d in %s; 0 if the program does not listen)", s.Port.Value, s.Port.Because[0])
	}
	return ask.Input(Ask{Text: title(s, text), Default: strconv.Itoa(now.Port.Value), Help: "the TCP port that the program listens on, from 1 to 65535",
		Check: func(v string) error {
			_, err := portNumber(v)
			return err
		}})
}
