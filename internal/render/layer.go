package render

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"text/template"
)

// Layer is a tree of templates with a name for messages: "msgen", a pack's name.
type Layer struct {
	Name string
	FS   fs.FS
}

// set is all templates for one stack, parsed.
type set struct {
	all     *template.Template
	outputs []string // names of the templates that become files, sorted by path, such as "Dockerfile"
}

// parse reads the layers for a stack: within a folder outputs first, then the partials, so that a partial's block wins
// over the default that stands in an output.
func parse(stack string, layers []Layer, funcs template.FuncMap) (*set, error) {
	s := &set{all: template.New("").Funcs(funcs).Option("missingkey=error")}
	for _, l := range layers {
		for _, dir := range []string{"_shared", stack} {
			if err := s.add(l, dir); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// add parses the templates of one folder of a layer; a folder that is not there adds nothing.
func (s *set) add(l Layer, dir string) error {
	entries, err := fs.ReadDir(l.FS, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the templates of %s: %w", l.Name, err)
	}
	for _, partials := range []bool{false, true} {
		for _, e := range entries {
			if e.IsDir() || !strings.HasSuffix(e.Name(), ".tmpl") || strings.HasPrefix(e.Name(), "_") != partials {
				continue
			}
			if err := s.file(l, path.Join(dir, e.Name()), partials); err != nil {
				return err
			}
		}
	}
	return nil
}

// file parses one template; its errors name the layer and the path.
func (s *set) file(l Layer, name string, partial bool) error {
	text, err := fs.ReadFile(l.FS, name)
	if err != nil {
		return fmt.Errorf("reading the templates of %s: %w", l.Name, err)
	}
	as := l.Name + "/" + name
	if !partial {
		as = strings.TrimSuffix(path.Base(name), ".tmpl")
		if s.all.Lookup(as) == nil {
			s.outputs = append(s.outputs, as)
		}
	}
	t, err := s.all.New(as).Parse(string(text))
	if err != nil {
		return fmt.Errorf("%s/%s: %w", l.Name, name, err)
	}
	t.Tree.ParseName = l.Name + "/" + name
	return nil
}
