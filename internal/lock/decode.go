package lock

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	if n.kind != mapping {
		d.fail(n.line, "expected a mapping")
		return
	}
	for i, k := range n.keys {
		if f, known := table[k.text]; known {
			f.read(n.values[i])
		} else {
			d.fail(k.line, "unknown key %s", quote(k.text))
		}
	}
	for name, f := range table {
		if f.needed && n.get(name) == nil {
			missing(d, n, table)
			return
		}
	}
}

// missing says which key is not there: the first by name, for the order of a map is none.
func missing(d *decoder, n *node, table map[string]field) {
	var names []string
	for name, f := range table {
		if f.needed && n.get(name) == nil {
			names = append(names, name)
		}
	}
	d.fail(n.line, "%s is missing", slices.Min(names))
}

// each reads a mapping from names that a repository gave. One that is empty may be written without a value.
func (d *decoder) each(n *node, read func(key, value *node)) {
	switch {
	case n.kind == plain && n.text == "":
	case n.kind != mapping:
		d.fail(n.line, "expected a mapping")
	default:
		for i, k := range n.keys {
			read(k, n.values[i])
		}
	}
}

// text reads a text. What stands without quotes and would be a number, a truth value or nothing in YAML is none.
func (d *decoder) text(to *string) func(*node) {
	return func(n *node) {
		switch {
		case n.kind != plain && n.kind != quoted:
			d.fail(n.line, "expected a string")
		case n.kind == plain && typed(n.text):
			d.fail(n.line, "expected a string; quote %s", strconv.Quote(n.text))
		}
		*to = n.text
	}
}

// place reads a folder or a file of the repository.
func (d *decoder) place(to *string) func(*node) {
	return func(n *node) {
		d.text(to)(n)
		if !inside(*to) {
			d.fail(n.line, "%s is not a path inside the repository", quote(*to))
		}
	}
}

// hash reads what Hash gives.
func (d *decoder) hash(to *string) func(*node) {
	return func(n *node) {
		d.text(to)(n)
		if !isHash(*to) {
			d.fail(n.line, "expected sha256: with 64 digits")
		}
	}
}

// number reads a line's number.
func (d *decoder) number(to *int) func(*node) {
	return func(n *node) {
		i, err := strconv.Atoi(n.text)
		if n.kind != plain || err != nil || i < 0 || strings.Trim(n.text, "0123456789") != "" {
			d.fail(n.line, "expected a number")
		}
		*to = i
	}
}

// truth reads true or false.
func (d *decoder) truth(to *bool) func(*node) {
	return func(n *node) {
		if n.kind != plain || n.text != "true" && n.text != "false" {
			d.fail(n.line, "expected true or false")
		}
		*to = n.text == "true"
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
			d.each(n, func(k, v *node) { l.Services = append(l.Services, d.service(k, v)) })
		}},
		"files": {false, func(n *node) {
			d.each(n, func(k, v *node) { l.Files = append(l.Files, d.file(k, v)) })
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
	if n.kind != list && (n.kind != plain || n.text != "") {
		d.fail(n.line, "expected a list")
	}
	var all []Pack
	for _, item := range n.values {
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
func (d *decoder) service(name, n *node) Service {
	s := Service{Name: name.text}
	d.fields(n, map[string]field{
		"dir": {true, d.place(&s.Dir)}, "context": {true, d.place(&s.Context)}, "stack": {true, d.text(&s.Stack)},
		"answers": {false, func(n *node) {
			d.each(n, func(k, v *node) {
				a := Answer{Key: k.text}
				d.fields(v, map[string]field{"value": {true, d.text(&a.Value)}, "source": {true, d.text(&a.Source)}, "from": {false, d.text(&a.From)}})
				s.Answers = append(s.Answers, a)
			})
		}},
		"facts": {false, func(n *node) {
			d.each(n, func(k, v *node) { s.Facts = append(s.Facts, d.fact(k, v)) })
		}},
		"images": {false, func(n *node) {
			d.each(n, func(k, v *node) {
				i := Image{Stage: k.text}
				d.fields(v, map[string]field{"ref": {true, d.text(&i.Ref)}})
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
func (d *decoder) fact(key, n *node) Fact {
	f := Fact{Key: key.text}
	d.fields(n, map[string]field{
		"value": {true, d.text(&f.Value)}, "path": {false, d.text(&f.Path)},
		"line": {false, d.number(&f.Line)}, "text": {false, d.text(&f.Text)},
	})
	return f
}

// file reads one file, with its base unpacked and held against its hash.
func (d *decoder) file(path, n *node) File {
	f := File{Path: path.text}
	if !isFile(f.Path) {
		d.fail(path.line, "%s is not the path of a file inside the repository", quote(f.Path))
	}
	var rendered, base string
	d.fields(n, map[string]field{
		"service": {true, d.text(&f.Service)}, "absent": {false, d.truth(&f.Absent)}, "accepted": {false, d.hash(&f.Accepted)},
		"rendered": {false, d.hash(&rendered)}, "base": {false, d.text(&base)},
	})
	where := n.get("base")
	if d.err != nil || where == nil && n.get("rendered") == nil {
		return f
	}
	if where == nil || rendered == "" {
		d.fail(n.line, "rendered and base must both be present")
		return f
	}
	text, err := decode(base)
	if d.bases += len(text); err == nil && d.bases > maxBases {
		err = errBasesSize
	}
	switch {
	case err != nil:
		d.fail(where.line, "%s", err)
	case Hash(text) != rendered:
		d.fail(where.line, "the base is not the text that was rendered: its hash is %s", Hash(text))
	}
	f.Base = text
	return f
}
