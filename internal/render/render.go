package render

import (
	"fmt"
	"sort"
	"strings"
	"text/template"

	"github.com/msgen/msgen/internal/quote"
)

// File is one rendered file.
type File struct {
	// Path is slash-separated and relative to the root of the repository.
	Path string
	// Text is its whole content, LF, with a final newline.
	Text string
	// Lines say where each line comes from; see Trace.
	Lines []Line
}

// renderer holds one rendering.
type renderer struct {
	*job
	*prepared
	output        string // the file that is being rendered
	sinks         []*sink
	stack         []opened // what is being printed, innermost last
	calls, rounds int
}

// prepared are the templates of a stack, ready to be run for any plan of it. Only a copy of all is run, since the functions
// that it calls are those of one rendering.
type prepared struct {
	all       *template.Template
	frames    []frame
	outputs   []string
	templates []*source
}

// prepare parses templates that were read from the named layers.
func prepare(layers []string, templates []*source, final map[string]string) (*prepared, error) {
	r := &renderer{prepared: &prepared{all: template.New("").Option("missingkey=error"), templates: templates}}
	funcs := r.funcs()
	s, err := define(layers, templates, funcs, final, strictly)
	if err != nil {
		return nil, err
	}
	r.outputs = s.outputs
	r.all.Funcs(funcs)
	for _, d := range s.all() {
		if _, err := r.all.AddParseTree(d.name, r.marked(d)); err != nil {
			return nil, err
		}
	}
	return r.prepared, nil
}

// run renders a plan with its own templates.
func (j *job) run() ([]File, error) {
	p, err := prepare(j.Layers, j.Templates, j.Final)
	if err != nil {
		return nil, err
	}
	return p.run(j)
}

// run renders a plan.
func (p *prepared) run(j *job) ([]File, error) {
	all, err := p.all.Clone()
	if err != nil {
		return nil, err
	}
	r := &renderer{job: j, prepared: &prepared{all, p.frames, p.outputs, p.templates}}
	all.Funcs(r.funcs())
	var files []File
	total := 0
	for _, name := range r.outputs {
		r.output = name
		file, err := r.file(name)
		if err != nil {
			return nil, r.explained(err)
		}
		if total += len(file.Text); total > maxTotalBytes {
			return nil, fmt.Errorf("the files for %s are larger than %d MiB in total", j.Plan.Name, maxTotalBytes>>20)
		}
		if file.Text != "\n" || name == "Dockerfile" || name == "dockerignore" {
			files = append(files, file)
		}
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files, nil
}

// file renders one file.
func (r *renderer) file(name string) (File, error) {
	out, err := r.within(filePrefix+name, r.model)
	if err != nil {
		return File{}, err
	}
	text, lines := collapse(out)
	if err = sound(text); err == nil && name == "Dockerfile" {
		err = directives(text)
	}
	return File{place(r.Plan, name), text, lines}, err
}

// include prints a block whose name is computed.
func (r *renderer) include(block, data any) (any, error) {
	name := fmt.Sprint(quote.Unwrap(block))
	if r.all.Lookup(name) == nil {
		return nil, quote.Stop("there is no block %q", name)
	}
	out, err := r.within(name, data)
	if len(r.stack) > 0 && r.stack[len(r.stack)-1].call {
		return out, err
	}
	return quote.Own(out.text), err // other functions can work on it
}

// super prints the block that the one which calls it replaces; nothing where there is none.
func (r *renderer) super(block, data any) (any, error) {
	if r.all.Lookup(fmt.Sprint(quote.Unwrap(block))) == nil {
		return quote.Own(""), nil
	}
	return r.include(block, data)
}

// directives refuses a Dockerfile that changes the escape character, on which all quoting rests.
func directives(text string) error {
	for line := range strings.SplitSeq(text, "\n") {
		words, comment := strings.CutPrefix(strings.TrimSpace(line), "#")
		key, value, ok := strings.Cut(words, "=")
		if !comment || !ok {
			return nil
		}
		if strings.EqualFold(strings.TrimSpace(key), "escape") && strings.TrimSpace(value) != `\` {
			return fmt.Errorf("the directive %q cannot change: values are quoted by \\", "escape")
		}
	}
	return nil
}
