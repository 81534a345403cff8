package flow

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
)

// Explanation says of one line of a rendered file where it comes from and why it is there.
type Explanation struct {
	// Path and Line are the place, Text is the line.
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
	// Service is whose file it is.
	Service string `json:"service"`
	// Stage and Slot are the part of the Dockerfile, empty outside of stages; About says what the stage is for.
	Stage string `json:"stage,omitempty"`
	Slot  string `json:"slot,omitempty"`
	About string `json:"about,omitempty"`
	// Block is what printed it, Layer whose block that is: "msgen", a pack's name. Template is where it stands:
	// "_shared/_stage.tmpl:12".
	Block    string `json:"block,omitempty"`
	Layer    string `json:"layer,omitempty"`
	Template string `json:"template,omitempty"`
	// Why are the reasons in words, the nearest first.
	Why []string `json:"why"`
	// Choices are what was chosen and shows in the line; Facts are what else was found and shows in it.
	Choices []Said `json:"choices,omitempty"`
	Facts   []Said `json:"facts,omitempty"`
	// Because is the evidence in the repository, the nearest first.
	Because []detect.Evidence `json:"because,omitempty"`
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
		return Explanation{}, hint.With(fmt.Errorf("%s:%d: the file has %d lines", file, line, len(lines)), fmt.Sprintf("msgen why %s explains it stage by stage", file))
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
	origins := f.Origin(line)
	if len(origins) == 0 {
		e.Why = []string{"An empty line keeps parts of the file apart."}
		return e
	}
	o := origins[0]
	e.Stage, e.Slot, e.Block, e.Layer, e.Template = o.Stage, o.Slot, o.Block, o.Layer, fmt.Sprintf("%s:%d", o.Template, o.Line)
	w := reasons{Result: r, service: s, line: e.Text, e: &e}
	switch {
	case o.Ignore >= 0:
		w.ignore(o.Ignore)
	case o.Stage != "":
		e.About = s.Plan.Stage(o.Stage).About
		w.stage(s.Plan.Stage(o.Stage), origins)
	default:
		w.say(fileWords()[blockOrFile(o)])
	}
	if len(e.Why) == 0 {
		e.Why = []string{fmt.Sprintf("The layer %s prints it here.", o.Layer)}
	}
	return e
}

// blockOrFile names what printed a line outside of stages.
func blockOrFile(o render.Origin) string {
	if o.Block != "" {
		return o.Block
	}
	return path.Base(o.Template)
}

// reasons collects what an explanation says.
type reasons struct {
	Result
	service Service
	line    string
	e       *Explanation
}

// say adds a reason in words, once.
func (w reasons) say(text string) {
	if text = strings.TrimSpace(text); text != "" && !slices.Contains(w.e.Why, text) {
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

// ignore explains a pattern by the comment of its group.
func (w reasons) ignore(index int) {
	for i := index; i >= 0; i-- {
		if c := w.service.Plan.Ignore[i].Comment; c != "" {
			w.say(c)
			break
		}
	}
	w.say("It keeps out of the build context what the image does not need, and lets in what it does.")
	name := strings.TrimSuffix(strings.TrimPrefix(w.service.Plan.Ignore[index].Text, "!"), "/**")
	if slices.Contains(w.Report.Files, path.Join(w.service.Plan.Context, name)) {
		w.see([]detect.Evidence{{Path: path.Join(w.service.Plan.Context, name)}})
	}
}

// stage explains a line of a stage: the step's own words and evidence first, then what the slot rests on.
func (w reasons) stage(s *plan.Stage, origins []render.Origin) {
	o := origins[0]
	if o.Layer != "msgen" {
		w.say(fmt.Sprintf("The layer %s prints it in place of, or beside, msgen's own words.", o.Layer))
	}
	for _, at := range origins {
		if at.Step >= 0 {
			w.step(s, at.Step)
		}
	}
	switch {
	case o.Slot == "packages" && s.Packages != nil:
		w.say(s.Packages.Why)
		w.see(s.Packages.Because)
	case o.Slot == "healthcheck" && s.Health != nil:
		w.say(s.Health.Why)
	case o.Slot == "from" && s.Name == "prod":
		w.say(w.service.Plan.Because)
	}
	words := slotWords()[o.Slot]
	w.say(words)
	own := len(w.e.Because) > 0
	for _, key := range w.keys(s, o) {
		w.rest(s, key, own)
	}
}

// step explains a line by its step. A COPY without a comment stands under the one above it.
func (w reasons) step(s *plan.Stage, index int) {
	for i := index; i >= 0 && s.Steps[i].Slot == s.Steps[index].Slot; i-- {
		if s.Steps[i].Why != "" {
			w.say(s.Steps[i].Why)
			break
		}
		if s.Steps[i].Copy == nil {
			break
		}
	}
	if c := s.Steps[index].Copy; c != nil {
		if from := w.service.Plan.Stage(c.From); from != nil {
			w.say(strings.TrimSuffix("From "+from.Name+": "+from.About, ": "))
		}
	}
	w.see(s.Steps[index].Because)
}

// rest adds a choice or a fact that the line rests on. Facts that merely stand behind the slot add no evidence where the
// step has its own.
func (w reasons) rest(s *plan.Stage, key string, own bool) {
	stack := w.service.Stack
	assets := stack.Assets != nil && stack.Assets.Node != nil && strings.HasPrefix(s.Name, "assets")
	if assets {
		stack = *stack.Assets.Node
	}
	if c, ok := choiceOf(w.service, key); ok && !assets {
		if c.Value != "" {
			w.e.Choices = append(w.e.Choices, c.Said)
			w.see(c.because)
		}
		return
	}
	if f, ok := factOf(stack, key, w.Report.Files); ok && f.Value != "" {
		w.e.Facts = append(w.e.Facts, f.Said)
		if !own {
			w.see(f.because)
		}
	}
}
