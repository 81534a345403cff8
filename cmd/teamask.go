package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
)

// consult asks a person the packs' questions about a service, in their order, and gives the wishes with the answers.
func (r *repository) consult(service, stack string, w choice.Wishes, person choice.Asker) (choice.Wishes, error) {
	if r.team == nil {
		return w, nil
	}
	all, answers := w.Over(nil), map[string]any{}
	for _, q := range r.team.Schema.Questions() {
		if !q.Asked(stack, answers) {
			continue
		}
		wish, said := all[q.Key]
		if !said {
			text, err := ask(q, service, r.byDefault(q.Key), r.team.Schema, person)
			if err != nil {
				return nil, err
			}
			wish = choice.Wish{Value: text, Source: choice.Answer, From: "answer"}
		}
		value, err := r.team.Schema.Answer(q.Key, wish.Value)
		if err != nil {
			return nil, &choice.UsageError{From: wish.From, Value: wish.Value, Problem: err.Error()}
		}
		all[q.Key], answers[q.Key] = wish, value
	}
	return all, nil
}

// byDefault gives the answer that is taken where nobody gives one, as text.
func (r *repository) byDefault(key string) string {
	if own, ok := r.team.Answers[key]; ok {
		return own
	}
	q, _ := r.team.Schema.Question(key)
	switch d := q.Default.(type) {
	case nil:
		return ""
	case []string:
		return strings.Join(d, ",")
	default:
		return fmt.Sprint(d)
	}
}

// ask asks one question in the form that its type wants.
func ask(q pack.Question, service, byDefault string, schema *pack.Schema, person choice.Asker) (string, error) {
	a := choice.Ask{Text: service + ": " + q.Prompt, Help: q.Help, Default: byDefault}
	options := q.Options
	if q.Type == pack.Boolean {
		options = []string{"true", "false"}
	}
	for _, o := range options {
		a.Options = append(a.Options, choice.Offer{Value: o})
	}
	switch {
	case len(options) > 0 && q.Type == pack.List:
		list, err := person.ChooseMany(a)
		return strings.Join(list, ","), err
	case len(options) > 0:
		if !slices.Contains(options, a.Default) {
			a.Default = options[0]
		}
		return person.Choose(a)
	}
	a.Check = func(text string) error { _, err := schema.Answer(q.Key, text); return err }
	return person.Input(a)
}
