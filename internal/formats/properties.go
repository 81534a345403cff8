package formats

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Properties reads the text of a Java .properties file as a flat table.
func Properties(path, text string) (*Node, error) {
	l := NewLines(path, text)
	n := l.node(Table, 1)
	for line := 1; line <= len(l.Starts); line++ {
		logical, last := l.logical(line)
		from := line
		line = last
		if logical == "" || logical[0] == '#' || logical[0] == '!' {
			continue
		}
		key, value := splitProperty(logical)
		v := l.node(Text, from)
		name, err := unescapeProperty(key)
		if err == nil {
			v.Value, err = unescapeProperty(value)
		}
		if err != nil {
			return nil, l.fail(from, err.Error())
		}
		n.Fields = append(n.Fields, Field{Name: name, Value: v})
	}
	return n, nil
}

// logical joins a line with those that continue it, and gives the number of the last one. Comments are never continued.
func (l *Lines) logical(line int) (text string, last int) {
	var b strings.Builder
	for {
		part := strings.TrimLeft(l.TextOf(line), " \t\f")
		comment := b.Len() == 0 && part != "" && (part[0] == '#' || part[0] == '!')
		slashes := len(part) - len(strings.TrimRight(part, `\`))
		if comment || slashes%2 == 0 || line >= len(l.Starts) {
			b.WriteString(part)
			return b.String(), line
		}
		b.WriteString(part[:len(part)-1])
		line++
	}
}

// splitProperty cuts a logical line at the first separator that is not escaped: =, : or white space.
func splitProperty(s string) (key, value string) {
	i := 0
	for i < len(s) && !strings.ContainsRune("=: \t\f", rune(s[i])) {
		if s[i] == '\\' {
			i++
		}
		i++
	}
	i = min(i, len(s))
	rest := strings.TrimLeft(s[i:], " \t\f")
	if rest != "" && (rest[0] == '=' || rest[0] == ':') {
		rest = strings.TrimLeft(rest[1:], " \t\f")
	}
	return s[:i], rest
}

// unescapeProperty resolves backslashes: \n \t \f \r, \uXXXX; before every other character a backslash means nothing.
func unescapeProperty(s string) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n', 't', 'f', 'r':
			b.WriteString(map[byte]string{'n': "\n", 't': "\t", 'f': "\f", 'r': "\r"}[s[i]])
		case 'u':
			r, width := codeUnits(s[i+1:])
			if width == 0 {
				return "", errors.New(`malformed \uXXXX`)
			}
			b.WriteRune(r)
			i += width
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), nil
}

// codeUnits reads the XXXX of a \uXXXX, together with the second half where it is the first of a pair; width is 0 when
// it is not four hexadecimal digits.
func codeUnits(s string) (r rune, width int) {
	high, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(high) && strings.HasPrefix(s[4:], `\u`) {
		if low, ok := hex4(s[6:]); ok {
			return utf16.DecodeRune(high, low), 10
		}
	}
	return high, 4
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	v, err := strconv.ParseUint(s[:4], 16, 16)
	return rune(v), err == nil
}
