package render

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/msgen/msgen/internal/apart"
	"github.com/msgen/msgen/internal/quote"
)

// reply is what comes back from the process that renders: files, or an error.
type reply struct {
	Files []File
	Error string
	// Template is the place of the error, where it has one.
	Template *TemplateError
}

// handle does what a request asks.
func handle(request []byte) reply {
	j, err := decodeJob(request)
	if err != nil {
		return reply{Error: err.Error()}
	}
	files, err := j.run()
	if err != nil {
		r := reply{Error: err.Error()}
		errors.As(err, &r.Template)
		return r
	}
	return reply{Files: files}
}

// failure gives the error of a reply, as a text that a terminal can show.
func (r reply) failure() error {
	e := &placedError{text: apart.Legible(r.Error)}
	if t := r.Template; t != nil {
		e.template = &TemplateError{apart.Legible(t.Layer), apart.Legible(t.Path), max(t.Line, 0), apart.Legible(t.Text)}
	}
	return e
}

// files gives the files of a reply, if it is one that the job can have: files that the templates name, of texts that are no
// danger to show, and origins that exist.
func (j *job) files(r reply) ([]File, error) {
	if len(r.Files) > maxOutputs {
		return nil, fmt.Errorf("%d files are too many", len(r.Files))
	}
	outputs := map[string]bool{}
	for _, t := range j.Templates {
		if name, err := outputName(t); err == nil && !t.partial() {
			outputs[place(j.Plan, name)] = true
		}
	}
	total := 0
	for _, f := range r.Files {
		if !outputs[f.Path] {
			return nil, fmt.Errorf("a file %q that no template makes", apart.Legible(f.Path))
		}
		delete(outputs, f.Path)
		if err := sound(f.Text); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
		if total += len(f.Text); total > maxTotalBytes {
			return nil, fmt.Errorf("the files are larger than %d MiB in total", maxTotalBytes>>20)
		}
		if len(f.Lines) > strings.Count(f.Text, "\n")+1 {
			return nil, fmt.Errorf("%s: lines that are not there", f.Path)
		}
		for _, line := range f.Lines {
			if err := j.possible(line); err != nil {
				return nil, err
			}
		}
	}
	return r.Files, nil
}

// sound refuses a text that no template can make.
func sound(text string) error {
	switch {
	case len(text) > maxFileBytes:
		return fmt.Errorf("larger than %d MiB", maxFileBytes>>20)
	case !utf8.ValidString(text):
		return errors.New("no UTF-8")
	case !strings.HasSuffix(text, "\n"):
		return errors.New("no line break at the end")
	}
	for i, r := range text {
		if quote.Odd(r) && r != '\n' && r != '\t' && r != '\u2028' && r != '\u2029' {
			return fmt.Errorf("line %d contains the control character %q", 1+strings.Count(text[:i], "\n"), r)
		}
	}
	return nil
}

// fieldName is a path of fields from the model's root.
var fieldName = regexp.MustCompile(`^[A-Za-z0-9_.\[\]-]{1,200}$`)

// possible refuses what the templates cannot have printed.
func (j *job) possible(l Line) error {
	is := func(layer, path string, line int) bool {
		return line >= 0 && slices.ContainsFunc(j.Templates, func(t *source) bool { return t.Layer == layer && t.Path == path })
	}
	for _, o := range l.Blocks {
		if !is(o.Layer, o.Template, o.Line) || o.Block != "" && !blockName.MatchString(o.Block) {
			return errors.New("a line comes from a template that is not there")
		}
	}
	for _, u := range slices.Concat(l.Prints, l.Since) {
		if !is(u.Layer, u.Template, u.Line) || !fieldName.MatchString(u.Field) || len(u.Condition) > maxTemplate || strings.ContainsFunc(u.Condition, quote.Odd) {
			return errors.New("a line reads a field that cannot be")
		}
	}
	return nil
}
