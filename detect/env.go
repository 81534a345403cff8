package detect

import "strings"

// env reads a .env file as a flat table. There is no standard for these files; what is taken is what all their readers
// agree on: NAME=value, export, comments, quotes, and values in double quotes over several lines. Other lines are skipped.
func (t *tree) env(path string) (*node, error) {
	text, err := t.text(path)
	if err != nil {
		return nil, err
	}
	return parseEnv(path, text), nil
}

func parseEnv(path, text string) *node {
	r := &envReader{liner: newLiner(path, text), unclosed: map[byte]bool{}}
	n := r.node(isTable, 1)
	for line := 1; line <= len(r.starts); line++ {
		raw := r.raw(line)
		name, rest, ok := strings.Cut(raw, "=")
		name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), "export "))
		if !ok || !isName(name) {
			continue
		}
		v := r.node(isText, line)
		rest = strings.TrimLeft(rest, " \t")
		v.value, line = r.value(rest, line, r.starts[line-1]+len(raw)-len(rest))
		n.fields = append(n.fields, field{name, v})
	}
	return n
}

type envReader struct {
	*liner
	unclosed map[byte]bool // quotes of which it is known that the rest of the file closes none
}

// value gives the value that begins on a line, at an offset of the file, and the line on which it ends.
func (r *envReader) value(s string, line, offset int) (value string, last int) {
	if s != "" && strings.IndexByte("\"'`", s[0]) >= 0 && !r.unclosed[s[0]] {
		quote, text := s[0], r.text[offset+1:]
		if end := closing(text, quote); end >= 0 {
			return unescapeEnv(text[:end], quote), r.line(offset + 1 + end)
		}
		r.unclosed[quote] = true // then the quote means itself, and so will all later ones
	}
	if i := strings.Index(" "+s, " #"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, " \t"), line
}

// closing gives the offset of the quote that ends a quoted text, or -1.
func closing(s string, quote byte) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote == '"':
			i++
		case s[i] == quote:
			return i
		}
	}
	return -1
}

func unescapeEnv(s string, quote byte) string {
	if quote != '"' {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\t`, "\t", `\"`, `"`).Replace(s)
}

// isName reports whether a text can be the name of an environment variable.
func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') && (i == 0 || r != '.' && r != '-') {
			return false
		}
	}
	return s != ""
}

// toolVersions reads a .tool-versions file of asdf or mise as a table: a tool and its version, the first one where
// several are given.
func (t *tree) toolVersions(path string) (*node, error) {
	text, err := t.text(path)
	if err != nil {
		return nil, err
	}
	return parseToolVersions(path, text), nil
}

func parseToolVersions(path, text string) *node {
	l := newLiner(path, text)
	n := l.node(isTable, 1)
	for line := 1; line <= len(l.starts); line++ {
		words, _, _ := strings.Cut(l.raw(line), "#")
		parts := strings.Fields(words)
		if len(parts) < 2 {
			continue
		}
		v := l.node(isText, line)
		v.value = parts[1]
		n.fields = append(n.fields, field{parts[0], v})
	}
	return n
}

// word reads a file that holds nothing but one value, as .nvmrc and .python-version do: the first line that is neither
// empty nor a comment. It is unknown when there is no such file or no such line.
func (t *tree) word(path string) Fact[string] {
	if !t.has(path) {
		return Fact[string]{}
	}
	for i, line := range t.lines(path) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			return fact(line, t.at(path, i+1))
		}
	}
	return Fact[string]{}
}
