package config

import (
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/choice"
)

// answerText gives an answer as the text that its flag would take. The type is judged by the key; keys that are not msgen's
// own take a text, a number, a boolean or a list of them.
func answerText(e *field) (string, error) {
	switch e.Name {
	case "port":
		return portText(e)
	case "targets":
		return listText(e, commas)
	case "start":
		return listText(e, choice.QuoteWords)
	case "base", "version", "main":
		return text(e)
	}
	if v := e.Value; v.Kind == isBool || v.Kind == isText || v.Kind == isList && len(v.Items) == 0 {
		return v.Text, nil // a team's question may be answered with nothing; its schema judges that
	}
	return listText(e, commas)
}

// portText takes a whole number, written as people write it: 0x50 and 010 are refused, for they read differently elsewhere.
func portText(e *field) (string, error) {
	v := e.Value
	if v.Kind == isNull {
		return text(e)
	}
	if n, err := strconv.Atoi(v.Text); v.Kind != isNumber || err != nil || strconv.Itoa(n) != v.Text {
		return "", fail(v.Line, "%s is %s, but must be an integer without quotes, such as 8080", e.Name, said(v))
	}
	return v.Text, nil
}

func commas(items []string) string { return strings.Join(items, ",") }

// listText takes a text, or a list of texts, which it joins.
func listText(e *field, join func([]string) string) (string, error) {
	v := e.Value
	if v.Kind != isList {
		if v.Kind == isMap {
			return "", fail(v.Line, "%s is %s, but must be a string or a list", e.Name, v.Kind)
		}
		return text(e)
	}
	if len(v.Items) == 0 {
		return "", fail(v.Line, "%s is an empty list; add a value or remove the line", e.Name)
	}
	var words []string
	for _, i := range v.Items {
		if i.Kind != isText && i.Kind != isNumber {
			return "", fail(i.Line, "an item of %s is %s, but must be a string; quote it if it is one", e.Name, said(i))
		}
		words = append(words, i.Text)
	}
	return join(words), nil
}

// said names a value: its kind, and what stands there if that helps.
func said(v *node) string {
	switch v.Kind {
	case isText, isNumber, isBool:
		return string(v.Kind) + " " + strconv.Quote(short(v.Text))
	}
	return string(v.Kind)
}

// short cuts what a message repeats.
func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
