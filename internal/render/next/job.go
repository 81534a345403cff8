package next

import (
	"text/template"

	"github.com/msgen/msgen/internal/plan"
)

// job is one rendering: plain data, so that another process can do it.
type job struct {
	plan      *plan.Plan
	layers    []string // the names, lowest first
	templates []*source
	options   []Options
}

// newJob reads the templates of the layers for a plan.
func newJob(p *plan.Plan, layers []Layer, options []Options) (*job, error) {
	templates, err := gather(p.Stack, layers)
	return &job{p, names(layers), templates, options}, err
}

// names gives the names of layers.
func names(layers []Layer) []string {
	var all []string
	for _, l := range layers {
		all = append(all, l.Name)
	}
	return all
}

// read parses the layers for a stack. What is wrong in a template goes to fail, which says whether to go on.
func read(stack string, layers []Layer, funcs template.FuncMap, options []Options, fail func(error) error) (*set, error) {
	templates, err := gather(stack, layers)
	if err != nil {
		return nil, err
	}
	return define(names(layers), templates, funcs, options, fail)
}

// define parses templates that were read from the named layers.
func define(layers []string, templates []*source, funcs template.FuncMap, options []Options, fail func(error) error) (*set, error) {
	s := &set{funcs: funcs, blocks: map[string]*definition{}}
	for _, o := range options {
		final, err := finals(layers, o.Final)
		if err != nil {
			return nil, err
		}
		s.final = final
	}
	return s, s.parse(templates, fail)
}
