package change

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// unit is one instruction of a Dockerfile, or comments that belong to none, with what stands above it.
type unit struct {
	// blank are the empty lines above, comments the comment lines directly above the body.
	blank, comments []line
	// body is the instruction with its continuation lines and heredocs; empty for comments alone and for the end of a file.
	body []line
	// head is how many lines of the body come before the heredocs.
	head int
	// keyword is the instruction's name in capitals, "" without a body, "#" for a parser directive.
	keyword string
	// logical is the instruction as one line, as the builder reads it.
	logical string
}

// splitter takes a Dockerfile apart as BuildKit's parser does.
type splitter struct {
	lines []line
	at    int
	// escape is what continues a line; directives reports whether parser directives may still come.
	escape     string
	directives bool
	continued  *regexp.Regexp
}

// splitDockerfile gives a Dockerfile's units in order; all their lines together are the file. The text is the escape
// character. It is false for a file that no builder would read: a heredoc without an end.
func splitDockerfile(lines []line) ([]unit, string, bool) {
	s := &splitter{lines: lines, directives: true}
	s.setEscape(`\`)
	var units []unit
	whole := true
	for s.at < len(s.lines) {
		u, ok := s.unit()
		whole = whole && ok
		units = append(units, u)
	}
	return units, s.escape, whole
}

func (s *splitter) setEscape(token string) {
	q := regexp.QuoteMeta(token)
	s.escape, s.continued = token, regexp.MustCompile(`([^`+q+`])`+q+`[ \t]*$|^`+q+`[ \t]*$`)
}

// unit takes the next unit.
func (s *splitter) unit() (unit, bool) {
	if s.directives {
		if u, ok := s.directive(); ok {
			return u, true
		}
		s.directives = false
	}
	u := unit{blank: s.run(isBlank), comments: s.run(isComment)}
	if s.at == len(s.lines) || isBlank(s.lines[s.at].text) {
		return u, true
	}
	ok := s.body(&u)
	return u, ok
}

// run takes lines as long as they are of a kind.
func (s *splitter) run(kind func(string) bool) []line {
	from := s.at
	for s.at < len(s.lines) && kind(s.lines[s.at].text) {
		s.at++
	}
	return s.lines[from:s.at:s.at]
}

// directive takes a parser directive: `# syntax=…`, `# escape=…`, `# check=…`.
func (s *splitter) directive() (unit, bool) {
	m := directiveLine().FindStringSubmatch(strings.TrimLeftFunc(s.lines[s.at].text, unicode.IsSpace))
	if m == nil {
		return unit{}, false
	}
	if strings.EqualFold(m[1], "escape") && (m[2] == "`" || m[2] == `\`) {
		s.setEscape(m[2])
	}
	s.at++
	return unit{body: s.lines[s.at-1 : s.at : s.at], head: 1, keyword: "#", logical: m[0]}, true
}

func directiveLine() *regexp.Regexp {
	return regexp.MustCompile(`^#\s*((?i:syntax|escape|check))\s*=\s*(.+?)\s*$`)
}

// body takes an instruction.
func (s *splitter) body(u *unit) bool {
	from := s.at
	first, more := s.cut(strings.TrimLeftFunc(s.lines[s.at].text, unicode.IsSpace))
	logical := []string{first}
	for s.at++; more && s.at < len(s.lines); s.at++ {
		next := s.lines[s.at].text
		if isBlank(next) || isComment(next) {
			continue
		}
		next, more = s.cut(next)
		logical = append(logical, next)
	}
	u.logical = strings.TrimSpace(strings.Join(logical, ""))
	u.keyword = strings.ToUpper(firstWord(u.logical))
	u.head = s.at - from
	whole := true
	for _, d := range heredocs(u.logical) {
		whole = s.heredoc(d) && whole
	}
	u.body = s.lines[from:s.at:s.at]
	return whole
}

// cut takes away what continues a line.
func (s *splitter) cut(text string) (string, bool) {
	if !s.continued.MatchString(text) {
		return text, false
	}
	return s.continued.ReplaceAllString(text, "$1"), true
}

// heredoc goes past the content and the end of a heredoc.
func (s *splitter) heredoc(d heredoc) bool {
	for s.at < len(s.lines) {
		text := strings.TrimRight(s.lines[s.at].text, "\r")
		s.at++
		if d.tabs {
			text = strings.TrimLeft(text, "\t")
		}
		if text == d.end {
			return true
		}
	}
	return false
}

// isBlank reports whether a line holds nothing but space.
func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

// isComment reports whether a line is a comment.
func isComment(text string) bool {
	return strings.HasPrefix(strings.TrimLeftFunc(text, unicode.IsSpace), "#")
}

// firstWord is a text up to the first space.
func firstWord(text string) string {
	if at := strings.IndexAny(text, "\t\v\f\r "); at >= 0 {
		return text[:at]
	}
	return text
}

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
