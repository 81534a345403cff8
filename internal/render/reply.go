package render

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// childError is an error that the process of its own reports, with its place in a template where it has one.
type childError struct {
	text     string
	template *TemplateError
}

// Error is what the process said.
func (e *childError) Error() string { return e.text }

// Unwrap gives the place.
func (e *childError) Unwrap() error {
	if e.template == nil {
		return nil
	}
	return e.template
}

// failure gives the error of a reply, as a text that a terminal can show.
func (r reply) failure() error {
	e := &childError{text: legible(r.Error)}
	if t := r.Template; t != nil {
		e.template = &TemplateError{legible(t.Layer), legible(t.Path), max(t.Line, 0), legible(t.Text)}
	}
	return e
}

// legible takes out of a text what does not belong in a message, and cuts what is too long.
func legible(text string) string {
	text = strings.ToValidUTF8(text[:min(len(text), 4096)], "")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, text)
}

// checked gives the files of a reply, if it is one that the job can have: files that the templates name, of texts that are
// no danger to show, and origins that exist.
func (j *job) checked(r reply) ([]File, error) {
	if len(r.Files) > maxOutputs {
		return nil, fmt.Errorf("%d files are too many", len(r.Files))
	}
	outputs := j.outputs()
	var files []File
	total := 0
	for _, w := range r.Files {
		if !slices.Contains(outputs, w.Path) || slices.ContainsFunc(files, func(f File) bool { return f.Path == w.Path }) {
			return nil, fmt.Errorf("a file %q that no template makes", legible(w.Path))
		}
		if err := sound(w.Text); err != nil {
			return nil, fmt.Errorf("%s: %w", w.Path, err)
		}
		if total += len(w.Text); total > maxTotalBytes {
			return nil, fmt.Errorf("the files are larger than %d MiB together", maxTotalBytes>>20)
		}
		if len(w.Lines) > strings.Count(w.Text, "\n")+1 {
			return nil, fmt.Errorf("%s: lines that are not there", w.Path)
		}
		for _, line := range w.Lines {
			if err := j.trace(line); err != nil {
				return nil, err
			}
		}
		files = append(files, File{Path: w.Path, Text: w.Text, lines: w.Lines})
	}
	return files, nil
}

// outputs gives the paths of the files that the templates make.
func (j *job) outputs() []string {
	var all []string
	for _, t := range j.templates {
		if name, err := outputName(t); err == nil && !t.partial() {
			all = append(all, place(j.plan, name))
		}
	}
	return all
}

// sound refuses a text that no template can make.
func sound(text string) error {
	switch {
	case len(text) > maxFileBytes:
		return fmt.Errorf("larger than %d MiB", maxFileBytes>>20)
	case !utf8.ValidString(text):
		return errors.New("no UTF-8")
	case !strings.HasSuffix(text, "\n"):
		return errors.New("no line end at the end")
	}
	for i, r := range text {
		if odd(r) && r != '\n' && r != '\t' && r != '\u2028' && r != '\u2029' {
			return fmt.Errorf("line %d holds the control character %q", 1+strings.Count(text[:i], "\n"), r)
		}
	}
	return nil
}

// trace refuses what the templates cannot have printed.
func (j *job) trace(l Line) error {
	for _, o := range l.Blocks {
		if !j.holds(o.Layer, o.Template) || o.Line < 0 || o.Block != "" && !blockName.MatchString(o.Block) {
			return errors.New("a line comes from a template that is not there")
		}
	}
	for _, u := range slices.Concat(l.Prints, l.Since) {
		if !j.holds(u.Layer, u.Template) || u.Line < 0 || !fieldName.MatchString(u.Field) || len(u.Condition) > maxTemplate || strings.ContainsFunc(u.Condition, odd) {
			return errors.New("a line reads a field that cannot be")
		}
	}
	return nil
}

// fieldName is a path of fields from the model's root.
var fieldName = regexp.MustCompile(`^[A-Za-z0-9_.\[\]-]{1,200}$`)

// holds reports whether a layer has a template.
func (j *job) holds(layer, path string) bool {
	return slices.ContainsFunc(j.templates, func(t *source) bool { return t.name == layer && t.path == path })
}
