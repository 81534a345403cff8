package detect

import (
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

// Dotenv finds a call that ends the program where there is no .env file, which stays out of the image. The first group of the
// expression is the name of another file.
func (t *Tree) Dotenv(files []string, e *pattern.Pattern) Fact[string] {
	for _, p := range files {
		text, err := t.Source(p)
		if err != nil {
			continue
		}
		at := e.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		name := ".env"
		if len(at) > 2 && at[2] >= 0 {
			name = strings.TrimPrefix(text[at[2]:at[3]], "./")
		}
		if strings.HasPrefix(name, ".env") && !strings.Contains(name, "/") {
			return NewFact(name, t.AtOffset(p, at[0]))
		}
	}
	return Fact[string]{}
}
