package verify

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Instruction is one instruction of a Dockerfile by its name, in capitals, and the line where it begins.
type Instruction struct {
	Name string
	Line int
}

// Shape gives the instructions of a Dockerfile in order, as BuildKit reads it: those within ONBUILD and the directives to the
// parser stand among them. An error of type *Error is a text that is no Dockerfile.
func Shape(path, text string) ([]Instruction, error) {
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return nil, located(path, err)
	}
	var all []Instruction
	for line, words := range strings.Split(text, "\n") {
		key, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(words), "#"), "=")
		if !ok || !strings.HasPrefix(strings.TrimSpace(words), "#") {
			break
		}
		all = append(all, Instruction{"# " + strings.ToLower(strings.TrimSpace(key)), line + 1})
	}
	for _, n := range result.AST.Children {
		name := strings.ToUpper(n.Value)
		if n.Next != nil && len(n.Next.Children) > 0 {
			name += " " + strings.ToUpper(n.Next.Children[0].Value)
		}
		all = append(all, Instruction{name, n.StartLine})
	}
	return all, nil
}
