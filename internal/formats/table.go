package formats

import (
	"sync"

	"github.com/goccy/go-yaml"
)

// Tables gives the tables of this program that a YAML text holds, read when they are first asked for. A field without a place is a
// mistake in the program, as an expression is that cannot be compiled.
func Tables[T any](text string) func() *T {
	return sync.OnceValue(func() *T {
		all := new(T)
		if err := yaml.UnmarshalWithOptions([]byte(text), all, yaml.Strict()); err != nil {
			panic(err)
		}
		return all
	})
}

// Set is a table that lists words.
type Set map[string]bool

// UnmarshalYAML reads the list.
func (s *Set) UnmarshalYAML(read func(any) error) error {
	var words []string
	err := read(&words)
	*s = make(Set, len(words))
	for _, w := range words {
		(*s)[w] = true
	}
	return err
}
