package flow

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/plan"
)

// ModelField is one value of the model that the templates of a service see, with what it rests on.
type ModelField struct {
	// Path is the field as a template reads it, without the dot at its beginning: "Install.Prod.Locked", "Env[0].Name".
	Path string
	// Value is a string, int, bool or []string, or nil for a part of the model that is not there.
	Value any
	// Because is the evidence in the repository; Choices are what was chosen.
	Because []detect.Evidence
	Choices []Said
}

// ModelFields gives every value of a service's model, in the order of the model's fields.
func (r Result) ModelFields(s Service) []ModelField {
	var all []ModelField
	walkModel("", reflect.ValueOf(s.Plan.Model), func(path string, value any) {
		e := Explanation{}
		w := reasons{Result: r, service: s, e: &e}
		model, stack, front := w.owner(path)
		if _, name, ok := strings.Cut("."+path, ".Facts."); ok {
			fact, _ := modelFact(model, name)
			w.see(fact.because)
		} else {
			for _, key := range plan.RestsOn(s.Plan.Model, index.ReplaceAllString(path, "[]")) {
				w.rest(stack, key, front)
			}
		}
		all = append(all, ModelField{Path: path, Value: value, Because: e.Because, Choices: e.Choices})
	})
	return all
}

// index is the place of an element in a list.
var index = regexp.MustCompile(`\[\d+\]`)

// owner gives the model and the stack that a field speaks of: a front end inside a back end has its own.
func (w reasons) owner(path string) (model any, stack detect.Stack, front bool) {
	model = w.service.Plan.Model
	if a := w.service.Stack.Assets; strings.HasPrefix(path, "Assets.Node.") && a != nil && a.Node != nil {
		made, _ := reflect.ValueOf(model).Elem().FieldByName("Assets").Interface().(*plan.Assets)
		return made.Node, *a.Node, true
	}
	return model, w.service.Stack, false
}

// walkModel visits every value below a value of a model. The evidence of the facts is no value of its own.
func walkModel(path string, v reflect.Value, visit func(path string, value any)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			visit(path, nil)
			return
		}
		walkModel(path, v.Elem(), visit)
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch below := strings.TrimPrefix(path+"."+f.Name, "."); {
			case f.Anonymous:
				walkModel(path, v.Field(i), visit)
			case f.IsExported() && f.Name != "Evidence":
				walkModel(below, v.Field(i), visit)
			}
		}
	case reflect.Map:
		names := map[string]reflect.Value{}
		for _, key := range v.MapKeys() {
			names[key.String()] = v.MapIndex(key)
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			walkModel(path+"."+name, names[name], visit)
		}
	case reflect.Slice:
		if v.Len() == 0 || v.Type().Elem().Kind() != reflect.Struct {
			visit(path, v.Interface())
			return
		}
		for i := range v.Len() {
			walkModel(fmt.Sprintf("%s[%d]", path, i), v.Index(i), visit)
		}
	default:
		visit(path, v.Interface())
	}
}
