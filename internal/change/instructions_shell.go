package change

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
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
		m := heredocWord().FindStringSubmatch(w)
		if m == nil {
			continue
		}
		if end := unquoted(m[3]); end != "" {
			docs = append(docs, heredoc{end, m[2] == "-"})
		}
	}
	return docs
}

func heredocWord() *regexp.Regexp { return regexp.MustCompile(`^(\d*)<<(-?)\s*([^<]*)$`) }

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

// shellWords splits a line as a shell would, and leaves quotes and escapes in; nil for quotes that never end.
func shellWords(text string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			word.WriteString(text[i:min(i+2, len(text))])
			i++
		case c == '\'' || c == '"':
			end := closing(text, i)
			if end < 0 {
				return nil
			}
			word.WriteString(text[i : end+1])
			i = end
		case strings.HasPrefix(text[i:], "<<"): // space may stand between this and its word
			rest := strings.TrimLeft(text[i+2:], " \t\r\n")
			word.WriteString(text[i : len(text)-len(rest)])
			i = len(text) - len(rest) - 1
		case unicode.IsSpace(rune(c)):
			flush()
		default:
			word.WriteByte(c)
		}
	}
	flush()
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

// unquoted takes quotes and escapes out of a word.
func unquoted(word string) string {
	var b strings.Builder
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c == '\'' || c == '"':
			end := closing(word, i)
			if end < 0 {
				return word
			}
			b.WriteString(word[i+1 : end])
			i = end
		case c == '\\' && i+1 < len(word):
			i++
			b.WriteByte(word[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
