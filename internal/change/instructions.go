package change

import (
	"regexp"
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
