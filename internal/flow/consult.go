package flow

import (
	"errors"
	"slices"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/plan"
)

// consult asks the person, with the bases that fit what is known so far. An answer that says no more than what is taken
// without it is none: it stands in no file of the user's, and the next run would miss it.
func consult(s detect.Stack, req Request, wishes choice.Wishes, packs *team) (choice.Wishes, error) {
	byItself, err := choice.Resolve(s, wishes, packs.weaker)
	var open *choice.MissingError
	if err != nil && !errors.As(err, &open) {
		return nil, err
	}
	options, err := plan.Options(packs.input(s, byItself))
	if err != nil {
		return nil, err
	}
	answered, err := req.Consult(s, wishes, options)
	if err != nil {
		return nil, err
	}
	for _, t := range byItself.Texts() {
		value := t.Value
		if t.Key.Name == "base" && value == "auto" {
			value = first(options)
		}
		asked := slices.ContainsFunc(s.Questions, func(q detect.Question) bool { return q.Key == t.Key.Name })
		if w, ok := answered[t.Key.Name]; ok && w.Source == choice.Answer && w.Value == value && !asked {
			delete(answered, t.Key.Name)
			if before, ok := wishes[t.Key.Name]; ok {
				answered[t.Key.Name] = before
			}
		}
	}
	return answered, nil
}

// first gives the base that is taken where nobody names one: the first that is not refused.
func first(options []plan.Option) string {
	for _, o := range options {
		if o.Refused == nil {
			return o.Base
		}
	}
	return ""
}
