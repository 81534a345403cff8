package config

import (
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/choice"
)

// answerText gives an answer as the text that its flag would take. The type is judged by the key; keys that are not msgen's
// own take a text, a number, a boolean or a list of them.
func answerText(v *node) (s string, err error) {
	switch v.Name {
	case "port":
		return portText(v)
	case "targets":
		return listText(v, commas)
	case "start":
		return listText(v, choice.QuoteWords)
	case "base", "version", "main":
		err = text(&s)(v)
		return s, err
	}
	if v.Kind == isBool || v.Kind == isText || v.Kind == isList && len(v.Items) == 0 {
		return v.Text, nil // a team's question may be answered with nothing; its schema judges that
	}
	return listText(v, commas)
}

// portText takes a whole number, written as people write it: 0x50 and 010 are refused, for they read differently elsewhere.
func portText(v *node) (string, error) {
	if v.Kind == isNull {
		return v.Str()
	}
	if n, err := strconv.Atoi(v.Text); v.Kind != isNumber || err != nil || strconv.Itoa(n) != v.Text {
		return "", v.Fail("%s is %s, but must be an integer without quotes, such as 8080", v.Name, said(v))
	}
	return v.Text, nil
}

func commas(items []string) string { return strings.Join(items, ",") }

// listText takes a text, or a list of texts, which it joins.
func listText(v *node, join func([]string) string) (s string, err error) {
	if v.Kind == isMap {
		return "", v.Fail("%s is %s, but must be a string or a list", v.Name, v.Kind)
	}
	if v.Kind != isList {
		err = text(&s)(v)
		return s, err
	}
	if len(v.Items) == 0 {
		return "", v.Fail("%s is an empty list; add a value or remove the line", v.Name)
	}
	var words []string
	for _, i := range v.Items {
		if i.Kind != isText && i.Kind != isNumber {
			return "", i.Fail("%s is %s, but must be a string; quote it if it is one", i.Name, said(i))
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
