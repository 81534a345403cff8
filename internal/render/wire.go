package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/msgen/msgen/internal/plan"
)

// What goes to the process that renders and what comes back is JSON: plain values, nothing that could be called.

// request is what the process is asked.
type request struct {
	Plan      *plan.Plan
	Model     json.RawMessage
	Layers    []string
	Templates []wireTemplate
	Answers   map[string]wireAnswer
	Final     map[string]string
}

// wireTemplate is one template file; Layer counts from 0.
type wireTemplate struct {
	Layer      int
	Path, Text string
	Borrowed   bool `json:",omitempty"`
}

// wireAnswer is an answer with its type, which JSON's numbers would lose.
type wireAnswer struct {
	Text   *string  `json:",omitempty"`
	Number *int     `json:",omitempty"`
	Yes    *bool    `json:",omitempty"`
	List   []string `json:",omitempty"`
}

// reply is what comes back: files, or an error.
type reply struct {
	Files []wireFile
	Error string
	// Template is the place of the error, where it has one.
	Template *TemplateError
}

// wireFile is one rendered file.
type wireFile struct {
	Path, Text string
	Lines      []Line
}

// encode writes the job as a request.
func (j *job) encode() ([]byte, error) {
	model, err := json.Marshal(j.plan.Model)
	if err != nil {
		return nil, err
	}
	req := request{Plan: j.plan, Model: model, Layers: j.layers, Answers: map[string]wireAnswer{}, Final: map[string]string{}}
	for _, t := range j.templates {
		req.Templates = append(req.Templates, wireTemplate{t.layer, t.path, t.text, t.borrowed})
	}
	for _, o := range j.options {
		for key, value := range o.Answers {
			a, err := answerOf(value)
			if err != nil {
				return nil, fmt.Errorf("the answer %s: %w", key, err)
			}
			req.Answers[key] = a
		}
		for block, layer := range o.Final {
			req.Final[block] = layer
		}
	}
	data, err := json.Marshal(req)
	if err == nil && replaced().Match(data) {
		err = errors.New("a name or a template is no UTF-8")
	}
	if err == nil && len(data) > maxRequest {
		err = fmt.Errorf("the templates are larger than %d MiB", maxRequest>>20)
	}
	return data, err
}

// replaced finds what JSON put in the place of a byte that is no UTF-8: an escape, where the character itself would stand raw.
func replaced() *regexp.Regexp { return regexp.MustCompile(`[^\\](\\\\)*\\ufffd`) }

// answerOf gives an answer for the wire.
func answerOf(value any) (wireAnswer, error) {
	switch v := value.(type) {
	case string:
		return wireAnswer{Text: &v}, nil
	case int:
		return wireAnswer{Number: &v}, nil
	case bool:
		return wireAnswer{Yes: &v}, nil
	case []string:
		return wireAnswer{List: v}, nil
	case nil:
		return wireAnswer{}, nil
	}
	return wireAnswer{}, fmt.Errorf("a value of the type %T is no answer", value)
}

// value gives the answer back; an empty list is nil.
func (a wireAnswer) value() any {
	switch {
	case a.Text != nil:
		return *a.Text
	case a.Number != nil:
		return *a.Number
	case a.Yes != nil:
		return *a.Yes
	}
	return a.List
}

// decodeJob reads a request.
func decodeJob(in io.Reader) (*job, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxRequest+1))
	if err != nil {
		return nil, err
	}
	var req request
	if err := strict(data, &req); err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	j := &job{plan: req.Plan, layers: req.Layers, options: []Options{{Answers: map[string]any{}, Final: req.Final}}}
	if j.plan == nil {
		return nil, errors.New("reading the request: there is no plan")
	}
	if j.plan.Model, err = plan.DecodeModel(j.plan.Stack, req.Model); err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	for _, t := range req.Templates {
		if t.Layer < 0 || t.Layer >= len(req.Layers) {
			return nil, errors.New("reading the request: a template of no layer")
		}
		j.templates = append(j.templates, &source{layer: t.Layer, name: req.Layers[t.Layer], path: t.Path, text: t.Text, borrowed: t.Borrowed})
	}
	for key, a := range req.Answers {
		j.options[0].Answers[key] = a.value()
	}
	return j, nil
}

// strict decodes JSON that has the fields of v and no others.
func strict(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// replyOf makes the reply of what came of a job.
func replyOf(files []File, err error) reply {
	if err != nil {
		r := reply{Error: err.Error()}
		errors.As(err, &r.Template)
		return r
	}
	var r reply
	for _, f := range files {
		r.Files = append(r.Files, wireFile{f.Path, f.Text, f.lines})
	}
	return r
}
