package render

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/quote"
)

// placedError is an error of a rendering, with its place in a template where it has one.
type placedError struct {
	text     string
	template *TemplateError
}

// Error is what a person reads.
func (e *placedError) Error() string { return e.text }

// Unwrap gives the place.
func (e *placedError) Unwrap() error {
	if e.template == nil {
		return nil
	}
	return e.template
}

// What text/template says of a place, and what the rewriting put into the templates that it shows.
var (
	executing = regexp.MustCompile(`template: ([^\n:]*?):(\d+):(\d+): `)
	rewritten = regexp.MustCompile(`\(_literal ("(?:[^"\\]|\\.)*")\)| \| _(?:print|range)`)
)

// explained gives an error the place and the words of the author's file: columns count from 1, and nothing that the rewriting
// put in is shown. What a guard stopped names the innermost template alone.
func (r *renderer) explained(err error) error {
	var guard *quote.StopError
	guarded := errors.As(err, &guard)
	said := err.Error()
	if guarded {
		said = strings.TrimSuffix(said, guard.Text)
	}
	last, out := "", &placedError{}
	said = executing.ReplaceAllStringFunc(said, func(found string) string {
		m := executing.FindStringSubmatch(found)
		line, column := 0, 0
		fmt.Sscan(m[2]+" "+m[3], &line, &column)
		if i := slices.IndexFunc(r.templates, func(s *source) bool { return s.full() == m[1] }); i >= 0 {
			s := r.templates[i]
			column += 1 + s.shift[line]
			if guarded {
				out.template = &TemplateError{s.Layer, s.Path, line, guard.Text}
			}
		}
		last = fmt.Sprintf("%s:%d:%d: ", m[1], line, column)
		return "template: " + last
	})
	if out.text = last; guarded {
		out.text += guard.Text
		return out
	}
	out.text = fmt.Sprintf("rendering %s for %s: %s", r.output, r.Plan.Name, rewritten.ReplaceAllString(said, "$1"))
	out.text += r.renamed(out.text)
	return out
}

// goneField finds a field of what the templates of msgen/pack/v1 saw, in an error of text/template.
var goneField = regexp.MustCompile(`at <\$?((?:\.[A-Za-z]+)*\.?(?:Plan|Stage)(?:\.[A-Za-z]+)*)[^>]*>: (?:can't evaluate field|map has no entry for key) "?(Plan|Stage)\b`)

// renamed says of an error of a template of msgen/pack/v1 where what it asks for stands now.
func (r *renderer) renamed(said string) string {
	m := goneField.FindStringSubmatch(said)
	if m == nil {
		return ""
	}
	_, rest, _ := strings.Cut(m[1], m[2])
	field, _, _ := strings.Cut(strings.TrimPrefix(rest, "."), ".")
	now := fmt.Sprintf(".%s no longer exists: a template sees the model, such as .Name and .Port", m[2])
	if v := reflect.Indirect(reflect.ValueOf(r.model)); m[2] == "Plan" && field != "" && v.Kind() == reflect.Struct && v.FieldByName(field).IsValid() {
		now = fmt.Sprintf(".Plan.%s is now .%s", field, field)
	}
	return "; " + now + "; docs/templates.md lists the fields"
}

// goneFunction adds to the error of a function of msgen/pack/v1 what there is now.
func goneFunction(text string) string {
	m := regexp.MustCompile(`^function "(\w+)" not defined`).FindStringSubmatch(text)
	if m == nil || !slices.Contains([]string{"stage", "stages", "steps", "about", "from", "installing", "healthcheck", "args"}, m[1]) {
		return text
	}
	return text + ": stages and their instructions are now in the Dockerfile.tmpl of each stack; docs/templates.md explains how to write one"
}
