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
	if v, _ := below(root, "apiVersion"); v != nil {
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
	if n.Kind != isMap && n.Kind != isNull {
		return fail(n.Line, "%s is %s, but must be a mapping", name, n.Kind)
	}
	for i := range n.Fields {
		e := &n.Fields[i]
		r, ok := find(readers, e.Name)
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
	if near := hint.Nearest(e.Name, keys); near != "" {
		return fail(e.Line, "unknown key %q; did you mean %s?", short(e.Name), near)
	}
	return fail(e.Line, "unknown key %q; use one of %s", short(e.Name), strings.Join(keys, ", "))
}

// apiVersion refuses the forms of other releases.
func apiVersion(v *node) error {
	if v.Text == APIVersion || v.Kind == isNull {
		return nil
	}
	if !regexp.MustCompile(`^msgen/v[0-9]{1,9}$`).MatchString(v.Text) {
		return fail(v.Line, "apiVersion is %q, but must be %s", short(v.Text), APIVersion)
	}
	return hint.With(fail(v.Line, "apiVersion is %s, which is newer than this msgen; it reads %s", v.Text, APIVersion),
		"install a msgen that reads "+v.Text)
}

// text reads one text; a number is taken as it is written.
func text(e *field) (string, error) {
	v := e.Value
	switch {
	case v.Kind == isNull:
		return "", fail(e.Line, "%s has no value; add one or remove the line", e.Name)
	case v.Kind == isBool:
		return "", fail(v.Line, "%s is %s, but must be a string; quote %s if it is one", e.Name, v.Kind, v.Text)
	case v.Kind != isText && v.Kind != isNumber:
		return "", fail(v.Line, "%s is %s, but must be a string", e.Name, v.Kind)
	case strings.Trim(v.Text, " \t\n") == "":
		return "", fail(v.Line, "%s is empty; add a value or remove the line", e.Name)
	}
	return v.Text, nil
}

// texts reads a list of texts, none of them twice.
func texts(e *field) ([]string, error) {
	if e.Value.Kind != isList {
		return nil, fail(e.Value.Line, "%s is %s, but must be a list, such as %s: [a, b]", e.Name, e.Value.Kind, e.Name)
	}
	var list []string
	seen := map[string]int{}
	for _, i := range e.Value.Items {
		s, err := text(&field{Name: "an item of " + e.Name, Line: i.Line, Value: i})
		if err != nil {
			return nil, err
		}
		if seen[s] > 0 {
			return nil, fail(i.Line, "%s names %q twice", e.Name, short(s))
		}
		seen[s] = i.Line
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
		return "", fail(e.Value.Line, "%s is %q, but must be a directory in the repository, such as deploy/docker", e.Name, short(s))
	}
	return clean, nil
}

func pins(e *field) (string, error) {
	s, err := text(e)
	if err == nil && s != PinsBot && s != PinsMsgen {
		err = fail(e.Value.Line, "%s is %q, but must be %s or %s", e.Name, short(s), PinsBot, PinsMsgen)
	}
	return s, err
}

// exceptions reads the list of exceptions; each needs all its keys.
func exceptions(e *field) ([]Exception, error) {
	if e.Value.Kind != isList {
		return nil, fail(e.Value.Line, "%s is %s, but must be a list of {rule, reason, until}", e.Name, e.Value.Kind)
	}
	var list []Exception
	for _, i := range e.Value.Items {
		x := Exception{Line: i.Line}
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
				return nil, fail(i.Line, "an exception has no %s; it needs rule, reason, and until", need[0])
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
		return "", fail(e.Value.Line, "%s is %q, but must be a date, such as 2026-12-31", e.Name, short(s))
	}
	return s, nil
}

// services reads the answers of each service.
func services(e *field, extra []string) ([]Service, error) {
	if e.Value.Kind != isMap && e.Value.Kind != isNull {
		return nil, fail(e.Value.Line, "%s is %s, but must be a mapping from services to answers", e.Name, e.Value.Kind)
	}
	var list []Service
	for i := range e.Value.Fields {
		one := &e.Value.Fields[i]
		s := Service{Name: one.Name, Line: one.Line}
		err := entries("the service "+short(one.Name), one.Value, []reader{
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
		list = append(list, answer{e.Name, s, e.Line})
		return err
	}
	for _, k := range choice.Keys() {
		readers = append(readers, reader{k.Name, take})
	}
	for _, k := range extra {
		readers = append(readers, reader{k, take})
	}
	if slices.Contains(extra, AnyKey) {
		for _, f := range e.Value.Fields {
			readers = append(readers, reader{f.Name, take})
		}
	}
	return list, entries(e.Name, e.Value, readers)
}
