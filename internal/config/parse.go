package config

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
)

// AnyKey among the further keys of Parse takes every key for an answer: for a first look, to learn which packs there are.
const AnyKey = "*"

// Parse reads the file. Beside the keys of choice.Keys, answers may have the keys named extra, which packs ask for. An empty
// file says nothing. What is wrong is an *Error; the values of answers are judged by choice.Resolve, their types here.
func Parse(data []byte, extra ...string) (*File, error) {
	root, err := read(data)
	if err != nil {
		return nil, err
	}
	f := &File{root: root}
	// Which form it is comes first: a newer one has keys that are not known.
	if v, _ := root.below("apiVersion"); v != nil {
		if err := apiVersion(v); err != nil {
			return nil, err
		}
	}
	return f, entries("the file", root, f.readers(extra))
}

// reader reads the value of one key.
type reader struct {
	key  string
	read func(*field) error
}

// readers are the keys of the file.
func (f *File) readers(extra []string) []reader {
	return []reader{
		{"apiVersion", func(e *field) error { _, err := text(e); return err }},
		{"only", func(e *field) (err error) { f.Only, err = texts(e); return }},
		{"outputDir", func(e *field) (err error) { f.OutputDir, err = folder(e); return }},
		{"pins", func(e *field) (err error) { f.Pins, err = pins(e); return }},
		{"packs", func(e *field) (err error) { f.Packs, err = texts(e); return }},
		{"exceptions", func(e *field) (err error) { f.Exceptions, err = exceptions(e); return }},
		{"answers", func(e *field) (err error) { f.answers, err = answers(e, extra); return }},
		{"services", func(e *field) (err error) { f.Services, err = services(e, extra); return }},
	}
}

// entries reads the fields of a map, each by the reader of its key. Nothing at all is an empty map.
func entries(name string, n *node, readers []reader) error {
	if n.kind != isMap && n.kind != isNull {
		return fail(n.line, "%s is %s, but must be a mapping", name, n.kind)
	}
	for i := range n.fields {
		e := &n.fields[i]
		r, ok := find(readers, e.name)
		if !ok {
			return unknown(e, readers)
		}
		if err := r.read(e); err != nil {
			return err
		}
	}
	return nil
}

func find(readers []reader, key string) (reader, bool) {
	for _, r := range readers {
		if r.key == key {
			return r, true
		}
	}
	return reader{}, false
}

// unknown names a key that is none, and the one that was meant or all that there are.
func unknown(e *field, readers []reader) error {
	var keys []string
	for _, r := range readers {
		keys = append(keys, r.key)
	}
	if near := hint.Nearest(e.name, keys); near != "" {
		return fail(e.line, "unknown key %q; did you mean %s?", short(e.name), near)
	}
	return fail(e.line, "unknown key %q; use one of %s", short(e.name), strings.Join(keys, ", "))
}

// apiVersion refuses the forms of other releases.
func apiVersion(v *node) error {
	if v.text == APIVersion || v.kind == isNull {
		return nil
	}
	if !regexp.MustCompile(`^msgen/v[0-9]{1,9}$`).MatchString(v.text) {
		return fail(v.line, "apiVersion is %q, but must be %s", short(v.text), APIVersion)
	}
	return hint.With(fail(v.line, "apiVersion is %s, which is newer than this msgen; it reads %s", v.text, APIVersion),
		"install a msgen that reads "+v.text)
}

// text reads one text; a number is taken as it is written.
func text(e *field) (string, error) {
	v := e.value
	switch {
	case v.kind == isNull:
		return "", fail(e.line, "%s has no value; add one or remove the line", e.name)
	case v.kind == isBool:
		return "", fail(v.line, "%s is %s, but must be a string; quote %s if it is one", e.name, v.kind, v.text)
	case v.kind != isText && v.kind != isNumber:
		return "", fail(v.line, "%s is %s, but must be a string", e.name, v.kind)
	case strings.Trim(v.text, " \t\n") == "":
		return "", fail(v.line, "%s is empty; add a value or remove the line", e.name)
	}
	return v.text, nil
}

// texts reads a list of texts, none of them twice.
func texts(e *field) ([]string, error) {
	if e.value.kind != isList {
		return nil, fail(e.value.line, "%s is %s, but must be a list, such as %s: [a, b]", e.name, e.value.kind, e.name)
	}
	var list []string
	seen := map[string]int{}
	for _, i := range e.value.items {
		s, err := text(&field{name: "an item of " + e.name, line: i.line, value: i})
		if err != nil {
			return nil, err
		}
		if seen[s] > 0 {
			return nil, fail(i.line, "%s names %q twice", e.name, short(s))
		}
		seen[s] = i.line
		list = append(list, s)
	}
	return list, nil
}

// folder reads a path below the repository.
func folder(e *field) (string, error) {
	s, err := text(e)
	if err != nil {
		return "", err
	}
	clean := path.Clean(s)
	if path.IsAbs(s) || clean == ".." || strings.HasPrefix(clean, "../") || strings.ContainsAny(s, "\\:\n") {
		return "", fail(e.value.line, "%s is %q, but must be a directory in the repository, such as deploy/docker", e.name, short(s))
	}
	return clean, nil
}

func pins(e *field) (string, error) {
	s, err := text(e)
	if err == nil && s != PinsBot && s != PinsMsgen {
		err = fail(e.value.line, "%s is %q, but must be %s or %s", e.name, short(s), PinsBot, PinsMsgen)
	}
	return s, err
}

// exceptions reads the list of exceptions; each needs all its keys.
func exceptions(e *field) ([]Exception, error) {
	if e.value.kind != isList {
		return nil, fail(e.value.line, "%s is %s, but must be a list of {rule, reason, until}", e.name, e.value.kind)
	}
	var list []Exception
	for _, i := range e.value.items {
		x := Exception{Line: i.line}
		err := entries("an exception", i, []reader{
			{"rule", func(e *field) (err error) { x.Rule, err = text(e); return }},
			{"reason", func(e *field) (err error) { x.Reason, err = text(e); return }},
			{"until", func(e *field) (err error) { x.Until, err = day(e); return }},
		})
		if err != nil {
			return nil, err
		}
		for _, need := range [][2]string{{"rule", x.Rule}, {"reason", x.Reason}, {"until", x.Until}} {
			if need[1] == "" {
				return nil, fail(i.line, "an exception has no %s; it needs rule, reason, and until", need[0])
			}
		}
		list = append(list, x)
	}
	return list, nil
}

// day reads a day as 2026-12-31.
func day(e *field) (string, error) {
	s, err := text(e)
	if err != nil {
		return "", err
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fail(e.value.line, "%s is %q, but must be a date, such as 2026-12-31", e.name, short(s))
	}
	return s, nil
}

// services reads the answers of each service.
func services(e *field, extra []string) ([]Service, error) {
	if e.value.kind != isMap && e.value.kind != isNull {
		return nil, fail(e.value.line, "%s is %s, but must be a mapping from services to answers", e.name, e.value.kind)
	}
	var list []Service
	for i := range e.value.fields {
		one := &e.value.fields[i]
		s := Service{Name: one.name, Line: one.line}
		err := entries("the service "+short(one.name), one.value, []reader{
			{"answers", func(e *field) (err error) { s.answers, err = answers(e, extra); return }},
		})
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// answers reads the values of the keys that may be answered.
func answers(e *field, extra []string) ([]answer, error) {
	var list []answer
	var readers []reader
	take := func(e *field) error {
		s, err := answerText(e)
		list = append(list, answer{e.name, s, e.line})
		return err
	}
	for _, k := range choice.Keys() {
		readers = append(readers, reader{k.Name, take})
	}
	for _, k := range extra {
		readers = append(readers, reader{k, take})
	}
	if slices.Contains(extra, AnyKey) {
		for _, f := range e.value.fields {
			readers = append(readers, reader{f.name, take})
		}
	}
	return list, entries(e.name, e.value, readers)
}
