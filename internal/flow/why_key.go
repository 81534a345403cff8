package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/plan"
)

// KeyExplanation says of one choice or fact of a service what it is, how msgen knows, and what rests on it.
type KeyExplanation struct {
	Service string `json:"service"`
	// Said holds the key, its value and where that came from; the value is empty for what is not known.
	Key    string `json:"key"`
	Value  string `json:"value"`
	Source string `json:"source"`
	From   string `json:"from,omitempty"`
	// Why says in words what speaks for the value, where there is more to say than the evidence.
	Why string `json:"why,omitempty"`
	// Because is the evidence for it, Against what spoke for another value and lost.
	Because []detect.Evidence `json:"because,omitempty"`
	Against []detect.Lost     `json:"against,omitempty"`
	// Others are what else could be or could not: the bases, the candidates of a question, the targets.
	Others []Other `json:"others,omitempty"`
	// Flag and Variable would give another value; empty for a fact, which only the repository gives.
	Flag     string `json:"flag,omitempty"`
	Variable string `json:"variable,omitempty"`
	// Lines are the lines of the files that rest on it.
	Lines []LineRange `json:"lines,omitempty"`
}

// Other is another value that a choice could have.
type Other struct {
	Value string `json:"value"`
	// Why speaks for it; Refused says why it cannot be taken, with the evidence.
	Why     string            `json:"why,omitempty"`
	Refused string            `json:"refused,omitempty"`
	Because []detect.Evidence `json:"because,omitempty"`
}

// LineRange is a run of lines of a file, both ends included.
type LineRange struct {
	Path  string `json:"path"`
	First int    `json:"first"`
	Last  int    `json:"last"`
}

// String gives "path:3" or "path:3-5".
func (l LineRange) String() string {
	if l.First == l.Last {
		return fmt.Sprintf("%s:%d", l.Path, l.First)
	}
	return fmt.Sprintf("%s:%d-%d", l.Path, l.First, l.Last)
}

// WhyKeys are the choices and facts that WhyKey explains, choices first.
func WhyKeys() []string {
	var keys []string
	for _, k := range choice.Keys() {
		keys = append(keys, k.Name)
	}
	return append(keys, "manager", "framework", "build", "health", "portEnv", "signals", "manifest")
}

// WhyKey explains a choice or a fact, for each service of the result.
func (r Result) WhyKey(key string) ([]KeyExplanation, error) {
	if !slices.Contains(WhyKeys(), key) {
		return nil, hint.With(fmt.Errorf("%q is neither a choice nor a fact", key), "the choices and facts are "+strings.Join(WhyKeys(), ", "))
	}
	images := &catalog.Catalog{}
	if key == "base" || key == "version" { // the others know nothing of images
		var err error
		if images, err = catalog.Load(); err != nil {
			return nil, err
		}
	}
	var all []KeyExplanation
	for _, s := range r.Services {
		e, err := r.whyKey(s, key, images)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func (r Result) whyKey(s Service, key string, images *catalog.Catalog) (KeyExplanation, error) {
	k, ok := choiceOf(s, key)
	if !ok {
		k, _ = factOf(s.Stack, key, r.Report.Files)
	}
	e := KeyExplanation{Service: s.Stack.Name, Key: key, Value: k.Value, Source: k.Source, From: k.From, Because: k.because, Against: k.against}
	if c, ok := choice.KeyOf(key); ok {
		e.Flag, e.Variable = c.Flag, c.Variable
	}
	var err error
	e.Why, e.Others, err = r.others(s, key, images)
	e.Lines = r.restingOn(s, key)
	return e, err
}

// others gives what speaks for a choice and what else it could be.
func (r Result) others(s Service, key string, images *catalog.Catalog) (why string, all []Other, err error) {
	switch key {
	case "base":
		options, err := plan.Options(r.team.input(s.Stack, s.Choices))
		for _, o := range options {
			other := Other{Value: o.Base, Why: o.Why}
			if o.Refused != nil {
				other.Why, other.Refused, other.Because = "", o.Refused.Reason, o.Refused.Because
			}
			if o.Base != s.Plan.Base {
				all = append(all, other)
			}
		}
		return s.Plan.Because, all, err
	case "targets":
		for _, t := range choice.Targets() {
			if !s.Choices.Wants(t) {
				all = append(all, Other{Value: t})
			}
		}
		return "prod is always included; it is the last stage and the default.", all, nil
	case "version":
		for _, v := range images.Versions(s.Stack.Stack) {
			if !v.Ended {
				all = append(all, Other{Value: v.Number, Why: endOf(v)})
			}
		}
		if s.Choices.Version.Value == "" {
			why = "Nothing declares it, so msgen uses the release line that is recommended today: " + images.Default(s.Stack.Stack).Number + "."
		}
	case "signals":
		why = "If the program does not handle SIGTERM, a small init runs in front of it."
	}
	for _, q := range s.Stack.Questions {
		for _, c := range q.Candidates {
			if q.Key == key {
				all = append(all, Other{Value: c.Value, Because: c.Because})
			}
		}
	}
	return why, all, nil
}

// endOf says until when a release line is maintained.
func endOf(v catalog.Version) string {
	if v.EOL == "" {
		return ""
	}
	return "maintained until " + v.EOL
}

// restingOn gives the lines of a service's files that rest on a choice or fact.
func (r Result) restingOn(s Service, key string) []LineRange {
	var all []LineRange
	for _, f := range s.Files {
		lines := strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n")
		for i := range lines {
			e := r.explain(s, f, lines, i+1)
			if !slices.ContainsFunc(slices.Concat(e.Choices, e.Facts), func(k Said) bool { return k.Key == key }) {
				continue
			}
			if n := len(all) - 1; n >= 0 && all[n].Path == f.Path && all[n].Last == i {
				all[n].Last = i + 1
				continue
			}
			all = append(all, LineRange{f.Path, i + 1, i + 1})
		}
	}
	return all
}

// Part is a stage of a Dockerfile, or a group of patterns, or the head of a file: what a file is explained by, briefly.
type Part struct {
	// Path, First and Last are its lines, both ends included.
	Path  string `json:"path"`
	First int    `json:"first"`
	Last  int    `json:"last"`
	// Name is the stage; the first pattern of a group; "" for the head.
	Name string `json:"name,omitempty"`
	// Why says what it is for.
	Why string `json:"why"`
	// Choices and Facts are all that its lines rest on.
	Choices []Said `json:"choices,omitempty"`
	Facts   []Said `json:"facts,omitempty"`
}

// WhyFile explains a rendered file part by part: a Dockerfile by its stages, another file by its groups of lines.
func (r Result) WhyFile(file string) ([]Part, error) {
	s, f, err := r.find(file)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n")
	var parts []Part
	for i, line := range lines {
		if line == "" {
			continue
		}
		e := r.explain(s, f, lines, i+1)
		part := Part{Path: f.Path, First: i + 1, Name: e.Stage, Why: e.About}
		if e.Stage == "" {
			part.Why = above(append(lines[:i+1:i+1], "x"), i+2, "")
			if isDockerfile(f.Path) {
				part.Why = "The version of the Dockerfile syntax, and what wrote the file"
			}
		}
		if n := len(parts); n == 0 || part.Name != parts[n-1].Name || part.Name == "" && lines[i-1] == "" {
			parts = append(parts, part)
		}
		p := &parts[len(parts)-1]
		if p.Last = i + 1; p.Name == "" && p.Why == "" {
			p.Why = part.Why
		}
		p.Choices, p.Facts = union(p.Choices, e.Choices), union(p.Facts, e.Facts)
	}
	return parts, nil
}

// union adds what is not there yet.
func union(have, more []Said) []Said {
	for _, s := range more {
		if !slices.Contains(have, s) {
			have = append(have, s)
		}
	}
	return have
}
