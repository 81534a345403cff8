package lock

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/document"
)

// decoder turns a tree into a Lock and keeps the first error.
type decoder struct {
	err   *Error
	bases int // bytes of all bases so far
}

// fail keeps the first error.
func (d *decoder) fail(line int, format string, args ...any) {
	if d.err == nil {
		d.err = &Error{line, fmt.Sprintf(format, args...)}
	}
}

// field is a key of a mapping: how its value is read, and whether it has to be there.
type field struct {
	needed bool
	read   func(*node)
}

// fields reads a mapping by a table of all keys that it may have.
func (d *decoder) fields(n *node, table map[string]field) {
	if n.Kind != document.Map {
		d.fail(n.Line, "expected a mapping")
		return
	}
	for _, f := range n.Fields {
		if known, ok := table[f.Name]; ok {
			known.read(f.Value)
		} else {
			d.fail(f.Line, "unknown key %s", quote(f.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if table[name].needed && get(n, name) == nil {
			d.fail(n.Line, "%s is missing", name)
		}
	}
}

// each reads a mapping from names that a repository gave. One that is empty may be written without a value.
func (d *decoder) each(n *node, read func(f document.Field)) {
	if n.Kind != document.Map && n.Kind != document.Null {
		d.fail(n.Line, "expected a mapping")
	}
	for _, f := range n.Fields {
		read(f)
	}
}

// text reads a text. What stands without quotes and would be a number, a truth value or nothing in YAML is none.
func (d *decoder) text(to *string) func(*node) {
	return func(n *node) {
		switch {
		case n.Kind == document.Map || n.Kind == document.List:
			d.fail(n.Line, "expected a string")
		case n.Kind != document.Text || !n.Quoted && typed(n.Text):
			d.fail(n.Line, "expected a string; quote %s", strconv.Quote(n.Text))
		}
		*to = n.Text
	}
}

// place reads a folder or a file of the repository.
func (d *decoder) place(to *string) func(*node) {
	return func(n *node) {
		d.text(to)(n)
		if !inside(*to) {
			d.fail(n.Line, "%s is not a path inside the repository", quote(*to))
		}
	}
}

// hash reads what Hash gives.
func (d *decoder) hash(to *string) func(*node) {
	return func(n *node) {
		d.text(to)(n)
		if !isHash(*to) {
			d.fail(n.Line, "expected sha256: with 64 digits")
		}
	}
}

// number reads a line's number.
func (d *decoder) number(to *int) func(*node) {
	return func(n *node) {
		i, err := strconv.Atoi(n.Text)
		if n.Kind != document.Number || err != nil || i < 0 || strings.Trim(n.Text, "0123456789") != "" {
			d.fail(n.Line, "expected a number")
		}
		*to = i
	}
}

// truth reads true or false.
func (d *decoder) truth(to *bool) func(*node) {
	return func(n *node) {
		if n.Text != "true" && n.Text != "false" || n.Kind != document.Bool {
			d.fail(n.Line, "expected true or false")
		}
		*to = n.Text == "true"
	}
}

// decodeLock reads the tree of a lock of our own form.
func decodeLock(root *node) (*Lock, error) {
	d, l := &decoder{}, &Lock{}
	d.fields(root, map[string]field{
		"lockVersion": {true, func(*node) {}},
		"msgen":       {true, d.text(&l.Msgen)},
		"catalog":     {true, d.text(&l.Catalog)},
		"packs":       {false, func(n *node) { l.Packs = d.packs(n) }},
		"services": {false, func(n *node) {
			d.each(n, func(f document.Field) { l.Services = append(l.Services, d.service(f)) })
		}},
		"files": {false, func(n *node) {
			d.each(n, func(f document.Field) { l.Files = append(l.Files, d.file(f)) })
		}},
	})
	if d.err != nil {
		return nil, d.err
	}
	slices.SortFunc(l.Services, func(a, b Service) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(l.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return l, nil
}

// packs reads the list of packs.
func (d *decoder) packs(n *node) []Pack {
	if n.Kind != document.List && n.Kind != document.Null {
		d.fail(n.Line, "expected a list")
	}
	var all []Pack
	for _, item := range n.Items {
		var p Pack
		d.fields(item, map[string]field{
			"ref": {true, d.text(&p.Ref)}, "resolved": {false, d.text(&p.Resolved)}, "name": {false, d.text(&p.Name)},
			"version": {false, d.text(&p.Version)}, "tree": {false, d.text(&p.Tree)}, "signer": {false, d.text(&p.Signer)},
		})
		all = append(all, p)
	}
	return all
}

// service reads one service.
func (d *decoder) service(f document.Field) Service {
	s := Service{Name: f.Name}
	d.fields(f.Value, map[string]field{
		"dir": {true, d.place(&s.Dir)}, "context": {true, d.place(&s.Context)}, "stack": {true, d.text(&s.Stack)},
		"answers": {false, func(n *node) {
			d.each(n, func(f document.Field) {
				a := Answer{Key: f.Name}
				d.fields(f.Value, map[string]field{"value": {true, d.text(&a.Value)}, "source": {true, d.text(&a.Source)}, "from": {false, d.text(&a.From)}})
				s.Answers = append(s.Answers, a)
			})
		}},
		"facts": {false, func(n *node) {
			d.each(n, func(f document.Field) { s.Facts = append(s.Facts, d.fact(f)) })
		}},
		"images": {false, func(n *node) {
			d.each(n, func(f document.Field) {
				i := Image{Stage: f.Name}
				d.fields(f.Value, map[string]field{"ref": {true, d.text(&i.Ref)}})
				s.Images = append(s.Images, i)
			})
		}},
	})
	slices.SortFunc(s.Answers, func(a, b Answer) int { return cmp.Compare(a.Key, b.Key) })
	slices.SortFunc(s.Facts, func(a, b Fact) int { return cmp.Compare(a.Key, b.Key) })
	slices.SortFunc(s.Images, func(a, b Image) int { return cmp.Compare(a.Stage, b.Stage) })
	return s
}

// fact reads one fact.
func (d *decoder) fact(e document.Field) Fact {
	f := Fact{Key: e.Name}
	d.fields(e.Value, map[string]field{
		"value": {true, d.text(&f.Value)}, "path": {false, d.text(&f.Path)},
		"line": {false, d.number(&f.Line)}, "text": {false, d.text(&f.Text)},
	})
	return f
}

// file reads one file, with its base unpacked and held against its hash.
func (d *decoder) file(e document.Field) File {
	f, n := File{Path: e.Name}, e.Value
	if !isFile(f.Path) {
		d.fail(e.Line, "%s is not the path of a file inside the repository", quote(f.Path))
	}
	var rendered, base string
	d.fields(n, map[string]field{
		"service": {true, d.text(&f.Service)}, "absent": {false, d.truth(&f.Absent)}, "accepted": {false, d.hash(&f.Accepted)},
		"rendered": {false, d.hash(&rendered)}, "base": {false, d.text(&base)},
	})
	where := get(n, "base")
	if d.err != nil || where == nil && get(n, "rendered") == nil {
		return f
	}
	if where == nil || rendered == "" {
		d.fail(n.Line, "rendered and base must both be present")
		return f
	}
	text, err := decode(base)
	if d.bases += len(text); err == nil && d.bases > maxBases {
		err = errBasesSize
	}
	switch {
	case err != nil:
		d.fail(where.Line, "%s", err)
	case Hash(text) != rendered:
		d.fail(where.Line, "the base is not the text that was rendered: its hash is %s", Hash(text))
	}
	f.Base = text
	return f
}
