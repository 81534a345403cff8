package formats

import "strings"

// Env reads the text of a .env file as a flat table: NAME=value, export, comments, quotes.
func Env(path, text string) *Node {
	r := &envReader{Lines: NewLines(path, text), unclosed: map[byte]bool{}}
	n := r.node(Table, 1)
	for line := 1; line <= len(r.Starts); line++ {
		raw := r.TextOf(line)
		name, rest, ok := strings.Cut(raw, "=")
		name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), "export "))
		if !ok || !IsEnvName(name) {
			continue
		}
		v := r.node(Text, line)
		rest = strings.TrimLeft(rest, " \t")
		v.Value, line = r.value(rest, line, r.Starts[line-1]+len(raw)-len(rest))
		n.Fields = append(n.Fields, Field{Name: name, Value: v})
	}
	return n
}

type envReader struct {
	*Lines
	unclosed map[byte]bool // quotes of which it is known that the rest of the file closes none
}

// value gives the value that begins on a line, at an offset of the file, and the line on which it ends.
func (r *envReader) value(s string, line, offset int) (value string, last int) {
	if s != "" && strings.IndexByte("\"'`", s[0]) >= 0 && !r.unclosed[s[0]] {
		quote, text := s[0], r.text[offset+1:]
		if end := closing(text, quote); end >= 0 {
			return unescapeEnv(text[:end], quote), r.LineOf(offset + 1 + end)
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

// IsEnvName reports whether a text can be the name of an environment variable.
func IsEnvName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') && (i == 0 || r != '.' && r != '-') {
			return false
		}
	}
	return s != ""
}

// ToolVersions reads the text of a .tool-versions file as a table: a tool and its first version.
func ToolVersions(path, text string) *Node {
	l := NewLines(path, text)
	n := l.node(Table, 1)
	for line := 1; line <= len(l.Starts); line++ {
		words, _, _ := strings.Cut(l.TextOf(line), "#")
		parts := strings.Fields(words)
		if len(parts) < 2 {
			continue
		}
		v := l.node(Text, line)
		v.Value = parts[1]
		n.Fields = append(n.Fields, Field{Name: parts[0], Value: v})
	}
	return n
}
