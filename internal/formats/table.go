package formats

import (
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

// Tables gives the tables of this program that a TOML text holds, read when they are first asked for. A test holds that each can be
// read.
func Tables[T any](text string) func() *T {
	return sync.OnceValue(func() *T {
		all := new(T)
		_ = ReadTables(all, text)
		return all
	})
}

// ReadTables reads tables; a field without a place is an error.
func ReadTables[T any](into *T, text string) error {
	return toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(into)
}
