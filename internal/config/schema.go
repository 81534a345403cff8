package config

import _ "embed" // the schema

// schema is the JSON Schema (draft 2020-12) of the file. Parse is stricter in what a schema cannot say, as that a day exists.
//
//go:embed schema.json
var schema []byte

// Schema gives the JSON Schema of the file, as `msgen schema config` prints it and docs/schema/config.json holds it. Editors
// show its descriptions.
func Schema() []byte { return schema }
