package config

import (
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/choice"
)

// answerText gives an answer as the text that its flag would take. The type is judged by the key; keys that are not msgen's
// own take a text, a number, a boolean or a list of them.
func answerText(e *field) (string, error) {
	switch e.name {
	case "port":
		return portText(e)
	case "targets":
		return listText(e, commas)
	case "start":
		return listText(e, choice.QuoteWords)
	case "base", "version", "main":
		return text(e)
	}
	if v := e.value; v.kind == isBool || v.kind == isText || v.kind == isList && len(v.items) == 0 {
		return v.text, nil // a team's question may be answered with nothing; its schema judges that
	}
	return listText(e, commas)
}

// portText takes a whole number, written as people write it: 0x50 and 010 are refused, for they read differently elsewhere.
func portText(e *field) (string, error) {
	v := e.value
	if v.kind == isNull {
		return text(e)
	}
	if n, err := strconv.Atoi(v.text); v.kind != isNumber || err != nil || strconv.Itoa(n) != v.text {
		return "", fail(v.line, "%s is %s, but must be an integer without quotes, such as 8080", e.name, said(v))
	}
	return v.text, nil
}

func commas(items []string) string { return strings.Join(items, ",") }

// listText takes a text, or a list of texts, which it joins.
func listText(e *field, join func([]string) string) (string, error) {
	v := e.value
	if v.kind != isList {
		if v.kind == isMap {
			return "", fail(v.line, "%s is %s, but must be a string or a list", e.name, v.kind)
		}
		return text(e)
	}
	if len(v.items) == 0 {
		return "", fail(v.line, "%s is an empty list; add a value or remove the line", e.name)
	}
	var words []string
	for _, i := range v.items {
		if i.kind != isText && i.kind != isNumber {
			return "", fail(i.line, "an item of %s is %s, but must be a string; quote it if it is one", e.name, said(i))
		}
		words = append(words, i.text)
	}
	return join(words), nil
}

// said names a value: its kind, and what stands there if that helps.
func said(v *node) string {
	switch v.kind {
	case isText, isNumber, isBool:
		return string(v.kind) + " " + strconv.Quote(short(v.text))
	}
	return string(v.kind)
}

// short cuts what a message repeats.
func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
