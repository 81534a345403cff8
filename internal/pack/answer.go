package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// The limits of an answer.
const (
	maxAnswer = 1024 // bytes of a text
	maxItems  = 64   // of a list
)

// Questions gives all questions, in the order in which they are asked.
func (s *Schema) Questions() []Question { return slices.Clone(s.questions) }

// Question gives the question of a key, and whether there is one.
func (s *Schema) Question(key string) (Question, bool) {
	for _, q := range s.questions {
		if q.Key == key {
			return q, true
		}
	}
	return Question{}, false
}

// Answer checks one answer and gives it as its question's type has it: a string, an int, a bool, a []string. A text is
// read as --set gives it: "true", "8080", "a,b" or ["a","b"]. Values of a YAML or JSON reader are taken as well.
func (s *Schema) Answer(key string, value any) (any, error) {
	q, ok := s.Question(key)
	if !ok {
		return nil, hint.With(fmt.Errorf("no pack asks for %q", key), s.known())
	}
	v, err := q.value(value)
	if err == nil {
		err = safe(v)
	}
	if err == nil {
		err = s.compiled[key].Validate(generic(v))
	}
	if err != nil {
		return nil, hint.With(fmt.Errorf("the answer %s %s is not %s", key, show(value), q.Allowed()), q.example())
	}
	return v, nil
}

// Check checks answers, each with its name and what would be allowed.
func (s *Schema) Check(answers map[string]any) error {
	var errs []error
	for _, key := range sortedKeys(answers) {
		_, err := s.Answer(key, answers[key])
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Complete gives an answer to every question: the given one, or the default, or an empty one where the question is not
// asked. Missing are the questions that are asked, must be answered, and were not.
func (s *Schema) Complete(stack string, given map[string]any) (all map[string]any, missing []Question, err error) {
	if err := s.Check(given); err != nil {
		return nil, nil, err
	}
	all = map[string]any{}
	for _, q := range s.questions {
		v, ok := given[q.Key]
		switch {
		case ok:
			v, err = s.Answer(q.Key, v)
		case q.Default != nil:
			v = q.Default
		default:
			v = q.zero()
			if q.Required && q.Asked(stack, all) {
				missing = append(missing, q)
			}
		}
		all[q.Key] = v
	}
	return all, missing, err
}

// known says what could have been meant.
func (s *Schema) known() string {
	var keys []string
	for _, q := range s.questions {
		keys = append(keys, q.Key)
	}
	if keys == nil {
		return "the packs ask no questions"
	}
	return "the answers are " + strings.Join(keys, ", ")
}

// example gives a flag that would answer the question.
func (q Question) example() string {
	value := "VALUE"
	if len(q.Options) > 0 {
		value = q.Options[0]
	} else if q.Default != nil {
		value = strings.Join(words(q.Default), ",")
	}
	return fmt.Sprintf("pass --set %s=%s, or set %s under answers in .msgen.yaml", q.Key, value, q.Key)
}

// value gives an answer as the question's type has it.
func (q Question) value(v any) (any, error) {
	if s, ok := v.(string); ok {
		return q.parse(s)
	}
	switch q.Type {
	case Integer:
		return whole(v)
	case Boolean:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case List:
		return list(v)
	}
	return nil, errors.New("of the wrong type")
}

// parse reads an answer from the text of a flag.
func (q Question) parse(s string) (any, error) {
	switch q.Type {
	case Integer:
		return strconv.Atoi(s)
	case Boolean:
		b, ok := map[string]bool{"true": true, "yes": true, "false": false, "no": false}[s]
		if !ok {
			return nil, errors.New("not true or false")
		}
		return b, nil
	case List:
		if strings.HasPrefix(s, "[") {
			var items []string
			err := json.Unmarshal([]byte(s), &items)
			return items, err
		}
		items := []string{}
		for _, i := range strings.Split(s, ",") {
			if i = strings.TrimSpace(i); i != "" {
				items = append(items, i)
			}
		}
		return items, nil
	}
	return s, nil
}

// whole gives a whole number of any type that readers give.
func whole(v any) (any, error) {
	switch v := v.(type) {
	case int:
		return v, nil
	case int64:
		return int(v), nil
	case uint64:
		if v <= math.MaxInt {
			return int(v), nil
		}
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int(v), nil
		}
	case json.Number:
		return strconv.Atoi(v.String())
	}
	return nil, errors.New("not a whole number")
}

// list gives a list of texts of any type that readers give.
func list(v any) (any, error) {
	switch v := v.(type) {
	case []string:
		return slices.Clone(v), nil
	case []any:
		items := []string{}
		for _, i := range v {
			s, ok := i.(string)
			if !ok {
				return nil, errors.New("an item is not text")
			}
			items = append(items, s)
		}
		return items, nil
	}
	return nil, errors.New("no list")
}

// safe refuses answers that would break out of the line they are put on, or that hide what they say.
func safe(v any) error {
	if s, ok := v.([]string); ok && len(s) > maxItems {
		return errors.New("too many items")
	}
	for _, s := range words(v) {
		if len(s) > maxAnswer {
			return errors.New("too long")
		}
		if strings.ContainsFunc(s, unsafe) || checkText(s) != nil {
			return errors.New("a control character")
		}
	}
	return nil
}

// generic gives an answer as encoding/json would.
func generic(v any) any {
	if items, ok := v.([]string); ok {
		list := []any{}
		for _, i := range items {
			list = append(list, i)
		}
		return list
	}
	return v
}

// show prints a value for a message, on one line and not too long.
func show(v any) string {
	s := fmt.Sprintf("%q", fmt.Sprint(v))
	if len(s) > 80 {
		s = s[:76] + `…"`
	}
	return s
}
