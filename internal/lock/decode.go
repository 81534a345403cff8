package lock

import (
	"cmp"
	"slices"

	"github.com/msgen/msgen/internal/document"
)

// A value of the lock, and how it is read.
type (
	node    = document.Node
	readers = document.Readers
)

// readTree reads a whole file. A key without a value is an empty mapping or list.
func readTree(data []byte) (*node, error) {
	limits := document.Limits{Path: Name, Bytes: maxFile, Depth: 16, OneLine: true}
	text, err := limits.Plain(data)
	if err != nil {
		return nil, err
	}
	return limits.YAML(text)
}

// text gives a reader of a text. What stands without quotes and would be a number, a truth value or nothing in YAML is none.
func text(to *string) document.Reader {
	return func(n *node) (err error) {
		if *to, err = n.Str(); err == nil && !n.Quoted && typed(n.Text) {
			err = n.Fail("%s must be a string; quote %s", n.Name, quote(n.Text))
		}
		return err
	}
}

// passing gives a reader of a text that passes a test.
func passing(to *string, passes func(string) bool, otherwise string) document.Reader {
	return func(n *node) error {
		err := text(to)(n)
		if err == nil && !passes(*to) {
			err = n.Fail(otherwise, quote(*to))
		}
		return err
	}
}

// place gives a reader of a folder or a file of the repository, sum of what Hash gives.
func place(to *string) document.Reader {
	return passing(to, inside, "%s is not a path inside the repository")
}
func sum(to *string) document.Reader {
	return passing(to, isHash, "expected sha256: with 64 digits, not %.90s")
}

// list gives a reader of a list of mappings, named of a mapping from names that a repository gave to mappings: each with its readers
// and the fields that it needs.
func list[T any](to *[]T, fields func(*T) readers, needed ...string) document.Reader {
	return func(n *node) error {
		if n.Kind == document.Null {
			return nil
		}
		return document.Each(func(i *node) error {
			var item T
			err := i.Read(fields(&item))
			*to = append(*to, item)
			return cmp.Or(err, i.Need(needed...))
		})(n)
	}
}

func named[T any](to *[]T, key func(*T) *string, fields func(*T) readers, needed ...string) document.Reader {
	return func(n *node) error {
		err := n.EachField(func(f *document.Field) error {
			var item T
			*key(&item) = f.Name
			err := f.Value.Read(fields(&item))
			*to = append(*to, item)
			return cmp.Or(err, f.Value.Need(needed...))
		})
		slices.SortFunc(*to, func(a, b T) int { return cmp.Compare(*key(&a), *key(&b)) }) // the order of the file does not count
		return err
	}
}

// decodeLock reads the tree of a lock of our own form.
func decodeLock(root *node) (*Lock, error) {
	l, bases := &Lock{}, 0
	files := func(n *node) error {
		err := n.EachField(func(f *document.Field) error {
			file, err := readFile(f, &bases)
			l.Files = append(l.Files, file)
			return err
		})
		slices.SortFunc(l.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
		return err
	}
	err := root.Read(readers{
		"lockVersion": func(*node) error { return nil }, "msgen": text(&l.Msgen), "catalog": text(&l.Catalog),
		"packs": list(&l.Packs, func(p *Pack) readers {
			return readers{"ref": text(&p.Ref), "resolved": text(&p.Resolved), "name": text(&p.Name), "version": text(&p.Version), "tree": text(&p.Tree), "signer": text(&p.Signer)}
		}, "ref"),
		"services": named(&l.Services, func(s *Service) *string { return &s.Name }, func(s *Service) readers {
			return readers{"dir": place(&s.Dir), "context": place(&s.Context), "stack": text(&s.Stack),
				"answers": named(&s.Answers, func(a *Answer) *string { return &a.Key }, func(a *Answer) readers {
					return readers{"value": text(&a.Value), "source": text(&a.Source), "from": text(&a.From)}
				}, "value", "source"),
				"facts": named(&s.Facts, func(f *Fact) *string { return &f.Key }, func(f *Fact) readers {
					return readers{"value": text(&f.Value), "path": text(&f.Path), "line": document.Int(&f.Line), "text": text(&f.Text)}
				}, "value"),
				"images": named(&s.Images, func(i *Image) *string { return &i.Stage }, func(i *Image) readers { return readers{"ref": text(&i.Ref)} }, "ref")}
		}, "dir", "context", "stack"),
		"files": files,
	})
	if err = cmp.Or(err, root.Need("msgen", "catalog")); err != nil {
		return nil, err
	}
	for _, s := range l.Services {
		for _, f := range s.Facts {
			if f.Line < 0 {
				return nil, root.At("services").At(s.Name).At("facts").At(f.Key).Fail("line must not be negative")
			}
		}
	}
	return l, nil
}

// readFile reads one file, with its base unpacked and held against its hash. Bases counts the bytes of all of them.
func readFile(e *document.Field, bases *int) (File, error) {
	f, n := File{Path: e.Name}, e.Value
	if !isFile(f.Path) {
		return f, n.Fail("%s is not the path of a file inside the repository", quote(f.Path))
	}
	var rendered, base string
	err := n.Read(readers{"service": text(&f.Service), "absent": document.Truth(&f.Absent), "accepted": sum(&f.Accepted), "rendered": sum(&rendered), "base": text(&base)})
	where := n.At("base")
	if err = cmp.Or(err, n.Need("service")); err != nil || where == nil && rendered == "" {
		return f, err
	}
	if where == nil || rendered == "" {
		return f, n.Fail("rendered and base must both be present")
	}
	if f.Base, err = decode(base); err != nil {
		return f, where.Fail("%w", err)
	}
	if *bases += len(f.Base); *bases > maxBases {
		return f, where.Fail("%w", errBasesSize)
	}
	if Hash(f.Base) != rendered {
		return f, where.Fail("the base is not the text that was rendered: its hash is %s", Hash(f.Base))
	}
	return f, nil
}
