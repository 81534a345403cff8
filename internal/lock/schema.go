package lock

import _ "embed" // the schema

// schema is the JSON Schema (draft 2020-12) of a lock.
//
//go:embed schema.json
var schema []byte

// Schema gives the JSON Schema of a lock as Marshal writes it. docs/schema/lock.json is a copy.
func Schema() []byte { return schema }
