package flow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/verify"
)

// Explanation says of one line of a rendered file where it comes from and why it is there.
type Explanation struct {
	// Path and Line are the place, Text is the line.
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
	// Service is whose file it is.
	Service string `json:"service"`
	// Stage is the build stage, About what it is for; both are empty outside of stages.
	Stage string `json:"stage,omitempty"`
	About string `json:"about,omitempty"`
	// Template is what printed it, "node/Dockerfile.tmpl:12", in the layer Layer: "msgen", or a pack's name. Block is the block
	// that the line stands in, "" for none.
	Block    string `json:"block,omitempty"`
	Layer    string `json:"layer,omitempty"`
	Template string `json:"template,omitempty"`
	// Why are the reasons in words: the comment above the line, and what speaks for the base.
	Why []string `json:"why,omitempty"`
	// Values are the fields of the model that stand in the line, Conditions those that decided that it is there.
	Values     []Field `json:"values,omitempty"`
	Conditions []Field `json:"conditions,omitempty"`
	// Choices are what was chosen and shows in the line; Facts are what else was found and shows in it.
	Choices []Said `json:"choices,omitempty"`
	Facts   []Said `json:"facts,omitempty"`
	// Because is the evidence in the repository, the nearest first.
	Because []detect.Evidence `json:"because,omitempty"`
}

// Field is a field of the model that a template reads.
type Field struct {
	// Name is the field as a template reads it, "Install.Prod.Locked"; Value is what it says, "" for more than a few words.
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
	// Template is the place that reads it: "python/_uv.tmpl:21".
	Template string `json:"template"`
	// Condition is the condition as the template has it, "eq .Init \"init\"", with "not" before it in the else branch.
	Condition string `json:"condition,omitempty"`
	// RestsOn are the choices and facts that it comes from.
	RestsOn []string `json:"restsOn,omitempty"`
}

// Said is one choice or fact.
type Said struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	// Source is flag, environment, answer, file, detected or default; From names the flag, variable or line.
	Source string `json:"source"`
	From   string `json:"from,omitempty"`
}

// Why explains one line of a rendered file; lines count from 1. An empty line has nothing to say but its place.
func (r Result) Why(file string, line int) (Explanation, error) {
	s, f, err := r.find(file)
	if err != nil {
		return Explanation{}, err
	}
	lines := strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n")
	if line < 1 || line > len(lines) {
		return Explanation{}, hint.With(fmt.Errorf("%s:%d: the file has only %d lines", file, line, len(lines)), fmt.Sprintf("msgen why %s explains it stage by stage", file))
	}
	return r.explain(s, f, lines, line), nil
}

// find gives the file of that path and its service.
func (r Result) find(file string) (Service, render.File, error) {
	var names []string
	for _, s := range r.Services {
		for _, f := range s.Files {
			if f.Path == file {
				return s, f, nil
			}
			names = append(names, f.Path)
		}
	}
	return Service{}, render.File{}, hint.With(fmt.Errorf("%s is not a file that msgen writes here", file), "the files are "+strings.Join(names, ", "))
}

// explain makes the explanation of a line.
func (r Result) explain(s Service, f render.File, lines []string, line int) Explanation {
	e := Explanation{Path: f.Path, Line: line, Text: lines[line-1], Service: s.Stack.Name}
	trace := f.Trace(line)
	if len(trace.Blocks) == 0 {
		return e
	}
	o := trace.Blocks[0]
	e.Layer, e.Template = o.Layer, fmt.Sprintf("%s:%d", o.Template, o.Line)
	for _, b := range trace.Blocks {
		if e.Block = b.Block; e.Block != "" {
			break
		}
	}
	w := reasons{Result: r, service: s, e: &e}
	if st, in := stageAt(s, f, lines, line); in {
		e.Stage, e.About = st.Name, st.About
	}
	w.say(above(lines, line, e.Stage))
	if st := s.Built.Target(""); isDockerfile(f.Path) && line == s.Built.Target(e.Stage).Line && e.Stage != "" && s.Built.Target(e.Stage).Image == st.Image {
		w.say(s.Plan.Because)
	}
	e.Values, e.Conditions = w.fields(trace.Prints), w.fields(trace.Since)
	return e
}

// stageAt gives the stage that a line of a Dockerfile belongs to; comments above FROM belong to what follows.
func stageAt(s Service, f render.File, lines []string, line int) (verify.Stage, bool) {
	if !isDockerfile(f.Path) {
		return verify.Stage{}, false
	}
	for line < len(lines) && strings.HasPrefix(lines[line-1], "#") {
		line++
	}
	for _, st := range slices.Backward(s.Built.Stages) {
		if st.Line <= line {
			return st, true
		}
	}
	return verify.Stage{}, false
}

// above gives the comment that stands above the instruction or the patterns that a line is a part of, without the name of
// the stage; "" for none, and for a line that is a comment itself.
func above(lines []string, line int, stage string) string {
	i := line - 1
	for i > 0 && lines[i] != "" && !strings.HasPrefix(lines[i], "#") {
		i--
	}
	if i == line-1 || !strings.HasPrefix(lines[i], "# ") {
		return ""
	}
	first := i
	for first > 0 && strings.HasPrefix(lines[first-1], "# ") {
		first--
	}
	var words []string
	for _, l := range lines[first : i+1] {
		words = append(words, strings.TrimPrefix(l, "# "))
	}
	return strings.TrimPrefix(strings.Join(words, " "), stage+" ")
}

// reasons collects what an explanation says.
type reasons struct {
	Result
	service Service
	e       *Explanation
}

// say adds a reason in words, once.
func (w reasons) say(text string) {
	if text = strings.TrimSpace(text); text != "" && text != w.e.About && !slices.Contains(w.e.Why, text) {
		w.e.Why = append(w.e.Why, text)
	}
}

// see adds evidence, each once.
func (w reasons) see(because []detect.Evidence) {
	for _, b := range because {
		if !slices.Contains(w.e.Because, b) {
			w.e.Because = append(w.e.Because, b)
		}
	}
}

// fields gives what a template reads, and adds the choices and facts behind it.
func (w reasons) fields(uses []render.Use) []Field {
	var all []Field
	for _, u := range uses {
		stack, front := w.service.Stack, false
		if strings.HasPrefix(u.Field, "Assets.Node.") && stack.Assets != nil && stack.Assets.Node != nil {
			stack, front = *stack.Assets.Node, true
		}
		asked := decides(u.Field)
		field := Field{Name: u.Field, Value: plan.ValueOf(w.service.Plan.Model, asked), Template: fmt.Sprintf("%s:%d", u.Template, u.Line),
			RestsOn: plan.RestsOn(w.service.Plan.Model, asked)}
		if field.Condition = u.Condition; u.Not {
			field.Condition = "not " + u.Condition
		}
		if slices.ContainsFunc(all, func(f Field) bool { return f.Name == field.Name && f.Condition == field.Condition }) {
			continue
		}
		all = append(all, field)
		for _, key := range field.RestsOn {
			w.rest(stack, key, front)
		}
	}
	return all
}

// decides gives the field that a method of the model asks.
func decides(field string) string {
	switch field {
	case "Is":
		return "Base"
	case "Wants":
		return "Targets"
	}
	return field
}

// rest adds a choice or a fact that the line rests on. What a front end inside a back end rests on is never a choice.
func (w reasons) rest(stack detect.Stack, key string, front bool) {
	if c, ok := choiceOf(w.service, key); ok && !front {
		if c.Value != "" && !slices.Contains(w.e.Choices, c.Said) {
			w.e.Choices = append(w.e.Choices, c.Said)
		}
		w.see(c.because)
		return
	}
	f, ok := factOf(stack, key, w.Report.Files)
	if !ok {
		f, ok = modelFact(w.service.Plan.Model, key)
	}
	if ok && f.Value != "" && !slices.Contains(w.e.Facts, f.Said) {
		w.e.Facts = append(w.e.Facts, f.Said)
	}
	w.see(f.because)
}

// modelFact gives a fact that only the model of a stack knows.
func modelFact(model any, key string) (known, bool) {
	c := plan.CommonOf(model)
	value, ok := c.Facts[key]
	if !ok {
		return known{}, false
	}
	var because []detect.Evidence
	for _, place := range c.Evidence[key] {
		file, line, _ := strings.Cut(place, ":")
		n, err := strconv.Atoi(line)
		if err != nil {
			file, n = place, 0
		}
		because = append(because, detect.Evidence{Path: file, Line: n})
	}
	text := strings.Trim(fmt.Sprint(value), "[]")
	return known{Said: Said{key, text, string(choice.Detected), strings.Join(c.Evidence[key][:1], "")}, because: because}, true
}
