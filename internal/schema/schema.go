// Package schema makes JSON Schemas of Go types, so that a published schema cannot say anything else than the type does.
package schema

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Dialect is the version of JSON Schema that is written.
const Dialect = "https://json-schema.org/draft/2020-12/schema"

// Of gives the JSON Schema of a struct type as encoding/json writes its values. Name is what the value's field "schema"
// says: "msgen.detect/v1". Fields that may be left out are not required. Further ones may come with later versions of
// msgen, so they are not forbidden. A list may be null. Variants are the types that a field of an interface with methods may
// hold: each of them that has the methods.
func Of(t reflect.Type, name, title string, variants ...reflect.Type) []byte {
	m := maker{defs: map[string]any{}, variants: variants}
	root := m.object(t)
	root["$schema"] = Dialect
	root["title"] = title
	root["$defs"] = m.defs
	root["properties"].(map[string]any)["schema"] = map[string]any{"const": name}
	out, err := json.MarshalIndent(root, "", "  ") // maps are written in the order of their keys
	if err != nil {
		return nil // a tree of maps, lists and texts has no error
	}
	return append(out, '\n')
}

// maker collects the definitions of the named types that it meets.
type maker struct {
	defs     map[string]any
	variants []reflect.Type
}

// of gives the schema of a type.
func (m maker) of(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return m.of(t.Elem())
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Slice: // an empty one may be null
		return map[string]any{"type": []string{"array", "null"}, "items": m.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": m.of(t.Elem())}
	case reflect.Struct:
		return m.ref(t)
	case reflect.Interface:
		return m.anyOf(t)
	}
	return map[string]any{}
}

// anyOf gives the schema of an interface: of one with methods the variants, of another nothing that would hold.
func (m maker) anyOf(t reflect.Type) map[string]any {
	var all []any
	for _, v := range m.variants {
		if t.NumMethod() > 0 && v.Implements(t) {
			all = append(all, m.of(v))
		}
	}
	if all == nil {
		return map[string]any{}
	}
	return map[string]any{"anyOf": all}
}

// ref gives a reference to the definition of a struct, which it makes the first time.
func (m maker) ref(t reflect.Type) map[string]any {
	name := nameOf(t)
	if _, known := m.defs[name]; !known {
		m.defs[name] = nil // so that a type that contains itself comes to an end
		m.defs[name] = m.object(t)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// object gives the schema of a struct.
func (m maker) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	m.fields(t, properties, &required)
	return map[string]any{"type": "object", "properties": properties, "required": required}
}

// fields adds the fields of a struct, those of an embedded one among them.
func (m maker) fields(t reflect.Type, properties map[string]any, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			m.fields(f.Type, properties, required)
			continue
		case name == "-" || !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		properties[name] = m.of(f.Type)
		if options == "" {
			*required = append(*required, name)
		}
	}
}

// nameOf names a type: "Stack", "FactString", "FactListString".
func nameOf(t reflect.Type) string {
	name, argument, generic := strings.Cut(t.Name(), "[")
	name = strings.ToUpper(name[:1]) + name[1:]
	if !generic {
		return name
	}
	argument = strings.TrimSuffix(argument, "]")
	if rest, list := strings.CutPrefix(argument, "[]"); list {
		argument, name = rest, name+"List"
	}
	argument = argument[strings.LastIndex(argument, ".")+1:]
	return name + strings.ToUpper(argument[:1]) + argument[1:]
}
