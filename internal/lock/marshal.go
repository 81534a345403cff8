package lock

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// head is the first line of every lock.
const head = "# msgen writes this file; do not edit it. After a merge conflict, or whenever in doubt: msgen update\n"

// Marshal writes the lock: the same facts give the same bytes, in whatever order they come; the lock itself is left as it
// is. old is the lock as it stands on disk, nil for none: a base that did not change keeps the letters that it has there.
// What Parse would refuse (a name twice, a path outside, a base too large) is an error here.
//
// The lines lockVersion and msgen are the same in every form, so that each msgen can say which one is needed.
func (l *Lock) Marshal(old []byte) ([]byte, error) {
	l = l.sorted()
	if err := l.check(); err != nil {
		return nil, err
	}
	w := &writer{known: encodings(old)}
	w.WriteString(head)
	w.line(0, "lockVersion: %d", Version)
	w.line(0, "msgen: %s", quote(l.Msgen))
	w.line(0, "catalog: %s", quote(l.Catalog))
	if len(l.Packs) > 0 {
		w.line(0, "packs:")
	}
	for _, p := range l.Packs {
		w.line(2, "- %s", flow("ref", p.Ref, "resolved", p.Resolved, "name", p.Name, "version", p.Version, "tree", p.Tree, "signer", p.Signer))
	}
	if len(l.Services) > 0 {
		w.line(0, "services:")
	}
	for _, s := range l.Services {
		w.service(s)
	}
	if len(l.Files) > 0 {
		w.line(0, "files:")
	}
	for _, f := range l.Files {
		w.file(f)
	}
	if w.err == nil && w.Len() > maxFile {
		w.err = &Error{Path: Name, Err: errors.New("the lock is larger than 16 MiB")}
	}
	return []byte(w.String()), w.err
}

// writer collects the lines of a lock.
type writer struct {
	strings.Builder
	encoder
	known map[string]string
	err   error
}

// line writes one line at an indent.
func (w *writer) line(indent int, format string, args ...any) {
	w.WriteString(strings.Repeat(" ", indent))
	fmt.Fprintf(w, format+"\n", args...)
}

// service writes what is known of a service.
func (w *writer) service(s Service) {
	w.line(2, "%s:", key(s.Name))
	w.line(4, "dir: %s", quote(s.Dir))
	w.line(4, "context: %s", quote(s.Context))
	w.line(4, "stack: %s", quote(s.Stack))
	var answers, facts, images []string
	for _, a := range s.Answers {
		answers = append(answers, key(a.Key)+": "+flow("value", a.Value, "source", a.Source, "from", a.From))
	}
	for _, f := range s.Facts {
		line := ""
		if f.Line > 0 {
			line = strconv.Itoa(f.Line)
		}
		facts = append(facts, key(f.Key)+": "+flow("value", f.Value, "path", f.Path, "line", line, "text", f.Text))
	}
	for _, i := range s.Images {
		images = append(images, key(i.Stage)+": "+flow("ref", i.Ref))
	}
	w.section("answers", answers)
	w.section("facts", facts)
	w.section("images", images)
}

// section writes lines under a name, and nothing where there are none.
func (w *writer) section(name string, lines []string) {
	if len(lines) > 0 {
		w.line(4, "%s:", name)
	}
	for _, l := range lines {
		w.line(6, "%s", l)
	}
}

// file writes what is known of a file.
func (w *writer) file(f File) {
	w.line(2, "%s:", key(f.Path))
	w.line(4, "service: %s", quote(f.Service))
	if f.Absent {
		w.line(4, "absent: true")
	}
	if f.Accepted != "" {
		w.line(4, "accepted: %s", quote(f.Accepted))
	}
	if f.Base == nil {
		return
	}
	coded, known := w.known[string(f.Base)]
	if !known {
		var err error
		if coded, err = w.encode(f.Base); err != nil && w.err == nil {
			w.err = fmt.Errorf("%s: %s: %w", Name, quote(f.Path), err)
		}
		w.known[string(f.Base)] = coded
	}
	w.line(4, "rendered: %s", quote(Hash(f.Base)))
	w.line(4, "base: %s", quote(coded))
}

// flow writes a mapping on one line from names and texts in turn. The first and the source are always there, others only when
// they say something; the number of a line has no quotes.
func flow(pairs ...string) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		switch name, text := pairs[i], pairs[i+1]; {
		case i > 0 && text == "" && name != "source":
		case name == "line":
			parts = append(parts, name+": "+text)
		default:
			parts = append(parts, name+": "+quote(text))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// sorted gives a copy in the order in which it is written, with the texts as they will be read back.
func (l *Lock) sorted() *Lock {
	c := Lock{Msgen: clean(l.Msgen), Catalog: clean(l.Catalog)}
	for _, p := range l.Packs {
		c.Packs = append(c.Packs, Pack{clean(p.Ref), clean(p.Resolved), clean(p.Name), clean(p.Version), clean(p.Tree), clean(p.Signer)})
	}
	for _, s := range l.Services {
		c.Services = append(c.Services, s.sorted())
	}
	for _, f := range l.Files {
		f.Path, f.Service = clean(f.Path), clean(f.Service)
		c.Files = append(c.Files, f)
	}
	slices.SortStableFunc(c.Services, func(a, b Service) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(c.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return &c
}

// sorted is the same for a service.
func (s Service) sorted() Service {
	c := Service{Name: clean(s.Name), Dir: clean(s.Dir), Context: clean(s.Context), Stack: clean(s.Stack)}
	for _, a := range s.Answers {
		c.Answers = append(c.Answers, Answer{clean(a.Key), clean(a.Value), clean(a.Source), clean(a.From)})
	}
	for _, f := range s.Facts {
		c.Facts = append(c.Facts, Fact{clean(f.Key), clean(f.Value), clean(f.Path), f.Line, clean(f.Text)})
	}
	for _, i := range s.Images {
		c.Images = append(c.Images, Image{clean(i.Stage), clean(i.Ref)})
	}
	slices.SortStableFunc(c.Answers, func(a, b Answer) int { return cmp.Compare(a.Key, b.Key) })
	slices.SortStableFunc(c.Facts, func(a, b Fact) int { return cmp.Compare(a.Key, b.Key) })
	slices.SortStableFunc(c.Images, func(a, b Image) int { return cmp.Compare(a.Stage, b.Stage) })
	return c
}
