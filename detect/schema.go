package detect

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Schema gives the JSON Schema (draft 2020-12) of a Report, as Scan's caller prints it. It is made from the Go types, so
// that it cannot say anything else than they do.
func Schema() []byte {
	return SchemaOf(reflect.TypeFor[Report](), SchemaName, "What msgen detect --json prints")
}

// SchemaOf gives the JSON Schema of another type that a command prints: a struct whose field "schema" says the given name.
func SchemaOf(t reflect.Type, name, title string) []byte {
	m := schemaMaker{defs: map[string]any{}}
	root := m.object(t)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = title
	root["$defs"] = m.defs
	root["properties"].(map[string]any)["schema"] = map[string]any{"const": name}
	out, err := json.MarshalIndent(root, "", "  ") // maps are written in the order of their keys
	if err != nil {
		return nil // a tree of maps, lists and texts has no error
	}
	return append(out, '\n')
}

// SchemaName is what the field "schema" of a Report says.
const SchemaName = "msgen.detect/v1"

// schemaMaker collects the definitions of the named types that it meets.
type schemaMaker struct{ defs map[string]any }

// of gives the schema of a type.
func (m schemaMaker) of(t reflect.Type) map[string]any {
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
	case reflect.Struct:
		return m.ref(t)
	}
	return map[string]any{}
}

// ref gives a reference to the definition of a struct, which it makes the first time.
func (m schemaMaker) ref(t reflect.Type) map[string]any {
	name := schemaName(t)
	if _, known := m.defs[name]; !known {
		m.defs[name] = nil // so that a type that contains itself comes to an end
		m.defs[name] = m.object(t)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// object gives the schema of a struct. Fields that may be left out are not required; further ones may come with later
// versions of msgen, so they are not forbidden.
func (m schemaMaker) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "-" || !t.Field(i).IsExported() {
			continue
		}
		properties[name] = m.of(t.Field(i).Type)
		if options == "" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required}
}

// schemaName names a type: "Stack", "FactString", "FactListString".
func schemaName(t reflect.Type) string {
	name, argument, generic := strings.Cut(t.Name(), "[")
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
