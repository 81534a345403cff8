package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync"

	"github.com/msgen/msgen/internal/apart"
	"github.com/msgen/msgen/internal/plan"
)

// job is one rendering as plain values, so that another process can do it: JSON takes it there and nothing that could be called.
type job struct {
	Plan      *plan.Plan
	Model     json.RawMessage `json:",omitempty"`
	Layers    []string        // the names, lowest first
	Templates []*source
	Final     map[string]string

	model any // the plan's, with the answers
}

// Files renders a plan with the layers, lowest first. A file that a layer adds and that prints nothing is left out.
func Files(p *plan.Plan, layers []Layer, options ...Options) ([]File, error) {
	return new(Templates).Files(p, layers, options...)
}

// Templates keep what was parsed: plans of one stack are rendered with the same layers and the same final blocks. Several may be
// rendered at once. The zero value is ready.
type Templates struct {
	lock   sync.Mutex
	stacks map[string]func() (*prepared, error)
}

// Files renders a plan, as the function of that name does.
func (t *Templates) Files(p *plan.Plan, layers []Layer, options ...Options) ([]File, error) {
	o := only(options)
	ready, err := t.of(p.Stack, layers, o.Final)()
	if err != nil {
		return nil, err
	}
	return ready.run(&job{Plan: p, model: modelOf(p, o)})
}

// of gives the templates of a stack.
func (t *Templates) of(stack string, layers []Layer, final map[string]string) func() (*prepared, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.stacks == nil {
		t.stacks = map[string]func() (*prepared, error){}
	}
	if t.stacks[stack] == nil {
		t.stacks[stack] = sync.OnceValues(func() (*prepared, error) {
			templates, err := gather(stack, layers)
			if err != nil {
				return nil, err
			}
			return prepare(names(layers), templates, final)
		})
	}
	return t.stacks[stack]
}

// modelOf gives the model of a plan with the answers.
func modelOf(p *plan.Plan, o Options) any {
	if o.Answers == nil {
		o.Answers = map[string]any{}
	}
	return plan.WithAnswers(p.Model, o.Answers)
}

// newJob reads the templates of the layers for a plan.
func newJob(p *plan.Plan, layers []Layer, options []Options) (*job, error) {
	o := only(options)
	templates, err := gather(p.Stack, layers)
	return &job{Plan: p, Layers: names(layers), Templates: templates, Final: o.Final, model: modelOf(p, o)}, err
}

// only gives the options, where there are some.
func only(options []Options) (o Options) {
	for _, o = range options {
	}
	return o
}

// names gives the names of layers.
func names(layers []Layer) []string {
	var all []string
	for _, l := range layers {
		all = append(all, l.Name)
	}
	return all
}

// replaced finds what JSON put in the place of a byte that is no UTF-8: an escape, where the character itself would stand raw.
var replaced = regexp.MustCompile(`[^\\](\\\\)*\\ufffd`)

// encode writes the job as a request.
func (j *job) encode() (data []byte, err error) {
	if j.Model, err = json.Marshal(j.model); err == nil {
		data, err = json.Marshal(j)
	}
	if err == nil && replaced.Match(data) {
		err = errors.New("a name or a template is not valid UTF-8")
	}
	if err == nil && len(data) > apart.MaxRequest {
		err = fmt.Errorf("the templates are larger than %d MiB", apart.MaxRequest>>20)
	}
	return data, err
}

// decodeJob reads a request.
func decodeJob(data []byte) (*job, error) {
	var j job
	err := strict(data, &j)
	if err == nil && j.Plan == nil {
		err = errors.New("there is no plan")
	}
	if err == nil {
		j.model, err = plan.DecodeModel(j.Plan.Stack, j.Model)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	if c := plan.CommonOf(j.model); c != nil {
		for key, value := range c.Answers {
			c.Answers[key] = answer(value)
		}
	}
	return &j, nil
}

// answer gives an answer the type back that JSON loses; an empty list is nil.
func answer(value any) any {
	switch v := value.(type) {
	case string, bool:
		return v
	case float64:
		return int(v)
	}
	var words []string
	list, _ := value.([]any)
	for _, e := range list {
		words = append(words, fmt.Sprint(e))
	}
	return words
}

// strict decodes JSON that has the fields of v and no others.
func strict(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
