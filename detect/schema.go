package detect

import (
	"reflect"

	"github.com/msgen/msgen/internal/schema"
)

// SchemaName is what the field "schema" of a Report says.
const SchemaName = "msgen.detect/v1"

// Schema gives the JSON Schema (draft 2020-12) of a Report, as Scan's caller prints it. It is made from the Go types, so
// that it cannot say anything else than they do.
func Schema() []byte {
	return schema.Of(reflect.TypeFor[Report](), SchemaName, "What msgen detect --json prints")
}
