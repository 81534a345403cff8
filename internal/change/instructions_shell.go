package change

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// heredoc is the word that ends one, and whether tabs before it are taken away.
type heredoc struct {
	end  string
	tabs bool
}

// heredocs finds the heredocs that an instruction begins: in RUN, COPY and ADD, with ONBUILD before them or not, unless the
// arguments are a JSON array.
func heredocs(logical string) []heredoc {
	if !strings.Contains(logical, "<<") {
		return nil
	}
	word := firstWord(logical)
	rest := strings.TrimSpace(logical[len(word):])
	if strings.EqualFold(word, "ONBUILD") {
		word = firstWord(rest)
		rest = strings.TrimSpace(rest[len(word):])
	}
	if !slices.Contains([]string{"RUN", "COPY", "ADD"}, strings.ToUpper(word)) || isArray(afterFlags(rest)) {
		return nil
	}
	var docs []heredoc
	for _, w := range shellWords(logical) {
		if h := parser.MustParseHeredoc(w); h != nil {
			docs = append(docs, heredoc{h.Name, h.Chomp})
		}
	}
	return docs
}

// afterFlags is what follows an instruction's flags.
func afterFlags(text string) string {
	for strings.HasPrefix(text, "--") {
		word := firstWord(text)
		text = strings.TrimSpace(text[len(word):])
	}
	return text
}

// isArray reports whether a text is a JSON array of strings.
func isArray(text string) bool {
	var array []string
	return strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &array) == nil
}

// shellWords splits a line as BuildKit does, and leaves variables, quotes and escapes in; nil for quotes that never end.
func shellWords(text string) []string {
	lex := shell.NewLex('\\')
	lex.RawQuotes, lex.RawEscapes, lex.SkipUnsetEnv = true, true, true
	words, err := lex.ProcessWords(text, shell.EnvsFromSlice(nil))
	if err != nil {
		return nil
	}
	return words
}

// closing is where the quote that opens at an index is closed, or -1.
func closing(text string, at int) int {
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == text[at]:
			return i
		case text[i] == '\\' && text[at] == '"':
			i++
		}
	}
	return -1
}
