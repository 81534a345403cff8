package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"

	"github.com/msgen/msgen/internal/document"
)

// Value is what Set writes: a text, a whole number, or a list of texts. The zero Value is the empty text.
type Value struct {
	kind  document.Kind // "" is isText
	text  string
	items []string
}

// Text is a text; it is put into quotes where YAML would read something else.
func Text(s string) Value { return Value{kind: isText, text: s} }

// Number is a whole number.
func Number(n int) Value { return Value{kind: isNumber, text: strconv.Itoa(n)} }

// List is a list of texts.
func List(items ...string) Value { return Value{kind: isList, items: items} }

// ValueOf gives an answer as the file holds it, from the text that its flag takes: a number for port, a list for targets,
// else a text. What is no number stays a text, which Parse then refuses with its line.
func ValueOf(key, text string) Value {
	switch key {
	case "port":
		if n, err := strconv.Atoi(text); err == nil {
			return Number(n)
		}
	case "targets":
		var items []string
		for _, t := range strings.Split(text, ",") {
			items = append(items, strings.TrimSpace(t))
		}
		return List(items...)
	}
	return Text(text)
}

// String gives the value as YAML on one line, for a place in or out of brackets.
func (v Value) String() string {
	if v.kind != isList {
		if v.kind == isNumber {
			return v.text
		}
		return quoted(v.text)
	}
	var items []string
	for _, i := range v.items {
		items = append(items, quoted(i))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// like gives the value on one line, in the quotes of the value before it if that had any.
func (v Value) like(first byte) string {
	single := !strings.ContainsFunc(v.text, func(r rune) bool { return r < ' ' || r >= 0x7f })
	switch {
	case v.kind != isText:
	case first == '"':
		return doubleQuoted(v.text)
	case first == '\'' && single:
		return "'" + strings.ReplaceAll(v.text, "'", "''") + "'"
	}
	return v.String()
}

// lines gives a list on lines, each but the first indented.
func (v Value) lines(eol, indent string) string {
	var items []string
	for _, i := range v.items {
		items = append(items, "- "+quoted(i))
	}
	return strings.Join(items, eol+indent)
}

// is reports whether a node of the file holds the value.
func (v Value) is(n *node) bool {
	if v.kind == isList {
		return n.Kind == isList && slices.EqualFunc(v.items, n.Items, func(s string, i *node) bool { return i.Kind == isText && i.Text == s })
	}
	return n.Text == v.text && (n.Kind == v.kind || v.kind == "" && n.Kind == isText)
}

// quoted gives a text as YAML: as it is when it cannot be read as anything else, in brackets or out of them.
func quoted(s string) string {
	bare := regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./@+=:-]*( [A-Za-z0-9_./@+=:-]+)*$`)
	reads := regexp.MustCompile(`^[0-9.][0-9_.,:eExXoObB+-]*$|^(?i:true|false|null|yes|no|on|off|y|n|\.inf|\.nan)$|:( |$)|(^| )-( |$)`)
	if bare.MatchString(s) && !reads.MatchString(s) && !token.IsNeedQuoted(s) && token.ToNumber(s) == nil {
		return s
	}
	return doubleQuoted(s)
}

// doubleQuoted puts a text into double quotes; what an editor cannot show is escaped.
func doubleQuoted(s string) string {
	if !utf8.ValidString(s) {
		return `"` + s + `"` // which read refuses
	}
	return document.Quote(s)
}
