package formats

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/token"
)

// maxSiblings is how many lines may begin at one column of one table: the parser calls itself for every key of a table,
// and takes minutes over some hundred thousand.
const maxSiblings = 10_000

// documentEnd gives the line that begins the next document.
func (r *yamlReader) documentEnd(from int) int {
	for line := from + 1; line <= len(r.Starts); line++ {
		if rest, ok := strings.CutPrefix(r.TextOf(line), "---"); ok && strings.TrimLeft(rest, " \t") != rest || ok && rest == "" {
			return line
		}
	}
	return len(r.Starts) + 1
}

// shallow refuses what is nested so deep that the parser, which calls itself for each level, would not come back.
func (r *yamlReader) shallow(tokens token.Tokens) error {
	flow, run, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			run, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			run++
		case token.CollectEntryType:
			run = 0
		}
		if flow > maxNesting || run > maxNesting || t.Position.IndentNum > 4*maxNesting {
			return r.fail(r.first+t.Position.Line, "nested deeper than 200 levels")
		}
	}
	return nil
}

// narrow refuses tables with too many keys for the parser.
func (r *yamlReader) narrow(from, to int) error {
	var siblings []int // by column
	for line := from; line < to; line++ {
		raw := r.TextOf(line)
		text := strings.TrimLeft(raw, " ")
		column := len(raw) - len(text)
		if text == "" || text[0] == '#' || text[0] == '-' || column > 4*maxNesting {
			continue
		}
		for len(siblings) <= column {
			siblings = append(siblings, 0)
		}
		siblings = siblings[:column+1] // what is indented deeper has come to its end
		if siblings[column]++; siblings[column] > maxSiblings {
			return r.fail(line, fmt.Sprintf("a mapping with more than %d keys", maxSiblings))
		}
	}
	return nil
}
