package render

import (
	"errors"
	"fmt"
	"maps"
	"sort"
	"text/template"

	"github.com/msgen/msgen/internal/plan"
)

// File is one rendered file.
type File struct {
	// Path is slash-separated and relative to the root of the repository.
	Path string
	// Text is its whole content, LF, with a final newline.
	Text string

	lines []Line // where each line comes from
}

// Files renders a plan with the layers, lowest first. A file that a layer adds and that prints nothing is left out.
func Files(p *plan.Plan, layers []Layer, options ...Options) ([]File, error) {
	j, err := newJob(p, layers, options)
	if err != nil {
		return nil, err
	}
	return j.run()
}

// run renders.
func (j *job) run() ([]File, error) {
	answers := map[string]any{}
	for _, o := range j.options {
		maps.Copy(answers, o.Answers)
	}
	r := &renderer{plan: j.plan, model: plan.WithAnswers(j.plan.Model, answers), budget: &budget{}, trace: &tracer{}}
	s, err := define(j.layers, j.templates, r.funcs(), j.options, func(err error) error { return err })
	if err != nil {
		return nil, err
	}
	r.set = s
	if err := s.endless(); err != nil {
		return nil, err
	}
	if err := r.link(); err != nil {
		return nil, err
	}
	var files []File
	total := 0
	for _, name := range s.outputs {
		file, err := r.file(name)
		var placed *childError
		if errors.As(err, &placed) {
			return nil, placed
		}
		if err != nil {
			return nil, r.renamed(asWritten(s.authors(fmt.Errorf("rendering %s for %s: %w", name, j.plan.Name, err))))
		}
		if total += len(file.Text); total > maxTotalBytes {
			return nil, fmt.Errorf("the files for %s are larger than %d MiB together", j.plan.Name, maxTotalBytes>>20)
		}
		if file.Text != "\n" || name == "Dockerfile" || name == "dockerignore" {
			files = append(files, file)
		}
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files, nil
}

// renderer holds one rendering.
type renderer struct {
	plan   *plan.Plan
	model  any
	budget *budget
	set    *set
	all    *template.Template
	trace  *tracer
}

// link makes the templates of the set ready for this rendering.
func (r *renderer) link() error {
	r.all = template.New("").Funcs(r.funcs()).Option("missingkey=error")
	for _, d := range r.set.all() {
		if _, err := r.all.AddParseTree(d.name, entered(r.trace.marked(d))); err != nil {
			return err
		}
	}
	return nil
}

// file renders one file.
func (r *renderer) file(name string) (File, error) {
	r.budget.output = name
	marked, err := r.execute(filePrefix+name, r.model)
	if err != nil {
		return File{}, err
	}
	text, lines := collapse(r.trace.read(marked))
	if err := sound(text); err != nil {
		return File{}, err
	}
	if name == "Dockerfile" {
		if err := directives(text); err != nil {
			return File{}, err
		}
	}
	return File{Path: place(r.plan, name), Text: text, lines: lines}, nil
}

// execute runs a template and gives its text, with marks.
func (r *renderer) execute(name string, data any) (string, error) {
	out, err := r.within(name, data)
	var guard *guardError
	if errors.As(err, &guard) {
		var known *childError
		if errors.As(err, &known) {
			return "", err
		}
		return "", r.set.placed(err, guard)
	}
	return out, err
}

// include prints a block whose name is computed.
func (r *renderer) include(block, data any) (any, error) {
	name := fmt.Sprint(plainValue(block))
	if r.all.Lookup(name) == nil {
		return nil, stopped("there is no block %q", name)
	}
	out, err := r.execute(name, data)
	return rendered(unended(out)), err
}

// super prints the block that the one which calls it replaces; nothing where there is none.
func (r *renderer) super(block, data any) (any, error) {
	name := fmt.Sprint(plainValue(block))
	if r.all.Lookup(name) == nil {
		return rendered(""), nil
	}
	out, err := r.execute(name, data)
	return rendered(unended(out)), err
}

// plainly makes a function that prints a block one whose text other functions can work on.
func (r *renderer) plainly(f func(block, data any) (any, error)) func(block, data any) (any, error) {
	return func(block, data any) (any, error) {
		out, err := f(block, data)
		if s, ok := out.(rendered); ok {
			return text(strip(string(s))), err
		}
		return out, err
	}
}
