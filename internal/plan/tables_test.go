package plan

import (
	"testing"

	"github.com/msgen/msgen/internal/formats"
)

func TestTablesAreRead(t *testing.T) {
	if err := formats.ReadTables(tables(), tablesText); err != nil {
		t.Error(err)
	}
}
