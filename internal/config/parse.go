package config

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/document"
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
	if v := root.At("apiVersion"); v != nil {
		if err := apiVersion(v); err != nil {
			return nil, err
		}
	}
	return f, root.Read(f.readers(extra))
}

// readers are the keys of the file.
func (f *File) readers(extra []string) document.Readers {
	return document.Readers{
		"apiVersion": text(new(string)), "only": texts(&f.Only), "outputDir": folder(&f.OutputDir), "pins": pins(&f.Pins), "packs": texts(&f.Packs),
		"exceptions": document.Each(f.exception), "answers": answers(&f.answers, extra),
		"services": func(n *node) error { return n.EachField(func(e *field) error { return f.service(e, extra) }) },
	}
}

// apiVersion refuses the forms of other releases.
func apiVersion(v *node) error {
	if v.Text == APIVersion || v.Kind == isNull {
		return nil
	}
	if !regexp.MustCompile(`^msgen/v[0-9]{1,9}$`).MatchString(v.Text) {
		return v.Fail("apiVersion is %q, but must be %s", short(v.Text), APIVersion)
	}
	return hint.With(v.Fail("apiVersion is %s, which is newer than this msgen; it reads %s", v.Text, APIVersion),
		"install a msgen that reads "+v.Text)
}

// text gives a reader of one text; a number is taken as it is written.
func text(to *string) document.Reader {
	return func(n *node) (err error) {
		if *to, err = n.Filled(isNumber); err == nil && strings.Trim(*to, " \t\n") == "" {
			err = n.Fail("%s is empty; add a value or remove the line", n.Name)
		}
		return err
	}
}

// texts gives a reader of a list of texts, none of them twice.
func texts(to *[]string) document.Reader {
	return func(n *node) error {
		if n.Kind != isList {
			return n.Fail("%s is %s, but must be a list, such as %s: [a, b]", n.Name, n.Kind, n.Name)
		}
		return document.Each(func(i *node) error {
			var s string
			if err := text(&s)(i); err != nil {
				return err
			}
			if slices.Contains(*to, s) {
				return i.Fail("%s names %q twice", n.Name, short(s))
			}
			*to = append(*to, s)
			return nil
		})(n)
	}
}

// folder gives a reader of a path below the repository.
func folder(to *string) document.Reader {
	return func(n *node) error {
		var s string
		if err := text(&s)(n); err != nil {
			return err
		}
		if *to = path.Clean(s); path.IsAbs(s) || *to == ".." || strings.HasPrefix(*to, "../") || strings.ContainsAny(s, "\\:\n") {
			return n.Fail("%s is %q, but must be a directory in the repository, such as deploy/docker", n.Name, short(s))
		}
		return nil
	}
}

// pins gives a reader of who moves the digests.
func pins(to *string) document.Reader {
	return func(n *node) error {
		err := text(to)(n)
		if err == nil && *to != PinsBot && *to != PinsMsgen {
			err = n.Fail("%s is %q, but must be %s or %s", n.Name, short(*to), PinsBot, PinsMsgen)
		}
		return err
	}
}

// exception reads one of the exceptions, which needs all its keys.
func (f *File) exception(n *node) error {
	x := Exception{Line: n.Line}
	if err := n.Read(document.Readers{"rule": text(&x.Rule), "reason": text(&x.Reason), "until": day(&x.Until)}); err != nil {
		return err
	}
	f.Exceptions = append(f.Exceptions, x)
	return n.Need("rule", "reason", "until")
}

// day gives a reader of a day as 2026-12-31.
func day(to *string) document.Reader {
	return func(n *node) error {
		if err := text(to)(n); err != nil {
			return err
		}
		if _, err := time.Parse(time.DateOnly, *to); err != nil {
			return n.Fail("%s is %q, but must be a date, such as 2026-12-31", n.Name, short(*to))
		}
		return nil
	}
}

// service reads the answers of a service.
func (f *File) service(e *field, extra []string) error {
	s := Service{Name: e.Name, Line: e.Line}
	err := e.Value.Read(document.Readers{"answers": answers(&s.answers, extra)})
	f.Services = append(f.Services, s)
	return err
}

// answers gives a reader of the values of the keys that may be answered.
func answers(to *[]answer, extra []string) document.Reader {
	readers := document.Readers{}
	take := func(n *node) error {
		s, err := answerText(n)
		*to = append(*to, answer{n.Name, s, n.Line})
		return err
	}
	for _, k := range choice.Keys() {
		readers[k.Name] = take
	}
	for _, k := range extra {
		readers[k] = take
	}
	return func(n *node) error {
		if slices.Contains(extra, AnyKey) {
			readers := maps.Clone(readers)
			for _, f := range n.Fields {
				readers[f.Name] = take
			}
			return n.Read(readers)
		}
		return n.Read(readers)
	}
}
