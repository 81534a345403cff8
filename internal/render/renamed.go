package render

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// goneField finds a field of what the templates of msgen/pack/v1 saw, in an error of text/template.
var goneField = regexp.MustCompile(`at <\$?((?:\.[A-Za-z]+)*\.?(?:Plan|Stage)(?:\.[A-Za-z]+)*)[^>]*>: (?:can't evaluate field|map has no entry for key) "?(Plan|Stage)\b`)

// renamed adds to an error of a template of msgen/pack/v1 where what it asks for stands now.
func (r *renderer) renamed(err error) error {
	m := goneField.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	_, rest, _ := strings.Cut(m[1], m[2])
	field, _, _ := strings.Cut(strings.TrimPrefix(rest, "."), ".")
	now := fmt.Sprintf(".%s is gone: a template sees the model, as .Name and .Port", m[2])
	if v := reflect.Indirect(reflect.ValueOf(r.model)); m[2] == "Plan" && field != "" && v.Kind() == reflect.Struct && v.FieldByName(field).IsValid() {
		now = fmt.Sprintf(".Plan.%s is .%s now", field, field)
	}
	return &childError{text: err.Error() + "; " + now + "; docs/templates.md lists the fields"}
}

// goneFunction adds to the error of a function of msgen/pack/v1 what there is now.
func goneFunction(text string) string {
	m := regexp.MustCompile(`^function "(\w+)" not defined`).FindStringSubmatch(text)
	if m == nil || !slices.Contains([]string{"stage", "stages", "steps", "about", "from", "installing", "healthcheck", "args"}, m[1]) {
		return text
	}
	return text + ": the stages and their instructions stand in Dockerfile.tmpl of each stack now; docs/templates.md says how to write one"
}
