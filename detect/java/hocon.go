package java

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// hoconVariable is a substitution by a variable of the environment.
var hoconVariable = pattern.New(`\$\{\??([A-Za-z_]\w*)\}`)

// hoconSettings flattens a file in Typesafe's format, as Ktor and Play have it, line by line. A later value wins, but one that
// is only a variable (port = ${?PORT}) moves the value before it and does not replace it.
func hoconSettings(t *detect.Tree, p string) settings {
	var out settings
	var stack []string
	for i, line := range detect.PlainScript(t.Lines(p)) {
		if at := strings.IndexByte(line, '#'); at >= 0 && !strings.Contains(line[:at], `"`) {
			line = line[:at]
		}
		line = hoconVariable.ReplaceAllString(line, "\x01$1")
		for line != "" {
			at := strings.IndexAny(line, "{}")
			part, mark := line, byte(0)
			if at >= 0 {
				part, mark, line = line[:at], line[at], line[at+1:]
			} else {
				line = ""
			}
			if mark == '{' {
				stack = append(stack, strings.Trim(part, "=: \t\""))
				continue
			}
			for _, pair := range strings.Split(part, ",") {
				if key, value, ok := hoconPair(pair); ok {
					out = out.hocon(strings.Join(append(stack[:len(stack):len(stack)], key), "."), value, t.At(p, i+1))
				}
			}
			if mark == '}' && len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		}
	}
	return out
}

// hoconPair splits "key = value" or "key: value".
func hoconPair(text string) (key, value string, ok bool) {
	at := strings.IndexAny(text, "=:")
	if at < 0 {
		return "", "", false
	}
	key, value = strings.Trim(text[:at], "\"+ \t"), strings.Trim(text[at+1:], "\" \t")
	return key, value, key != "" && value != ""
}

// hocon adds a setting before the others.
func (s settings) hocon(key, value string, at detect.Evidence) settings {
	if name, ok := strings.CutPrefix(value, "\x01"); ok {
		old, where := s.get(key)
		if value = "${" + name + "}"; old != "" && !strings.HasPrefix(old, "$") {
			value, at = "${"+name+":"+old+"}", where
		}
	}
	return append(settings{{key, value, at}}, s...)
}
