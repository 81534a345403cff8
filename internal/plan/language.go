package plan

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
)

// Input is all that a plan is made from.
type Input struct {
	Stack   detect.Stack
	Choices choice.Choices
	Catalog *catalog.Catalog
	// Data describes the stack, where that is data; nil for one of those with code.
	Data *DataStack
	// Network is how builds reach the outside, as the packs say.
	Network Network
	// Refuse says why a base that would fit may not be taken, nil where it may: the rules of a team. Nil allows all.
	Refuse func(base, image string) *Refusal
}

// Option is one base that could be taken for a stack.
type Option struct {
	// Base is scratch, distroless, alpine or slim.
	Base string
	// Image is what the final stage would stand on.
	Image string
	// Why says in one sentence what speaks for it.
	Why string
	// Refused says why it cannot be taken; nil when it can.
	Refused *Refusal
}

// Refusal is a wish that cannot be met.
type Refusal struct {
	// Reason says why not, in one sentence without a full stop.
	Reason string
	// Nearest is what fits instead, as flags: "--base slim".
	Nearest string
	// Hint is what else could be done; "" for nothing.
	Hint string
	// Because is the evidence for the reason.
	Because []detect.Evidence
}

// Error gives the reason with its evidence.
func (r *Refusal) Error() string {
	if len(r.Because) == 0 {
		return r.Reason
	}
	return fmt.Sprintf("%s (%s)", r.Reason, r.Because[0])
}

// language is how one template family is planned.
type language struct {
	// begin decides what does not hang on the base.
	begin func(Input) (planner, error)
	// chosen gives the facts of the program that was asked for, where a stack holds several; nil where none does.
	chosen func(Input) detect.Stack
	// model is an empty model.
	model any
}

// languages holds one row for each template family.
func languages() map[string]language {
	return map[string]language{
		"go":     {made(newGoService), goChosen, Go{}},
		"node":   {made(newNodeService), nil, Node{}},
		"python": {made(newPyWork), nil, Python{}},
		"java":   {made(newJava), nil, Java{}},
		"rust":   {made(newRustService), rustChosen, Rust{}},
	}
}

// Stacks gives the names of the template families that have code here, sorted; others are data.
func Stacks() []string { return slices.Sorted(maps.Keys(languages())) }

// Options gives the four bases for a stack, best first, each with its reason or its refusal.
func Options(in Input) ([]Option, error) {
	if in.Data != nil && len(in.Data.Bases) == 0 {
		return nil, nil // its description names its images
	}
	l, err := in.language()
	if err != nil {
		return nil, err
	}
	p, err := l.begin(in)
	var all *Refusal
	switch {
	case err == nil:
		return offers(p)
	case !errors.As(err, &all):
		return nil, err
	}
	var options []Option
	for _, base := range []string{catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch} {
		options = append(options, Option{Base: base, Refused: all})
	}
	return options, nil
}

// permitted refuses the bases that may not be taken, and points refusals of one that cannot be taken, or of none, at the first that
// can. Where none would be left, none is forbidden: what then comes of it is judged as a file, line by line.
func permitted(options []Option, refuse func(base, image string) *Refusal) []Option {
	out, fits := slices.Clone(options), ""
	refused := map[string]bool{"": true}
	for i, o := range out {
		if o.Refused == nil && refuse != nil {
			out[i].Refused = refuse(o.Base, o.Image)
		}
		if refused["--base "+o.Base] = out[i].Refused != nil; out[i].Refused == nil && fits == "" {
			fits = "--base " + o.Base
		}
	}
	if fits == "" && refuse != nil {
		return permitted(options, nil)
	}
	for i, o := range out {
		if o.Refused != nil && refused[o.Refused.Nearest] {
			other := *o.Refused
			other.Nearest, out[i].Refused = fits, &other
		}
	}
	return out
}

// New decides. An error of type *Refusal is a wish that cannot be met, with what fits instead.
func New(in Input) (*Plan, error) {
	if r := in.Stack.Refusal; r != nil && !(in.Choices.Start.Given() && strings.Contains(r.Add, "--start")) {
		return nil, &Refusal{Reason: r.Text, Nearest: r.Add, Because: r.Because}
	}
	l, err := in.language()
	if err != nil {
		return nil, err
	}
	if d := in.Data; d != nil && len(d.Bases) == 0 {
		if b := in.Choices.Base; b.Given() && b.Value != "auto" && b.Value != "" {
			return nil, &Refusal{Reason: fmt.Sprintf("%s: the stack %s has one base image, which the pack chooses (%s)", b.From, d.Name, d.By), Hint: "leave the base out"}
		}
		return on(in, l, Option{Base: d.Name, Why: "the pack says so (" + d.By + ")"})
	}
	options, err := Options(in)
	if err != nil {
		return nil, err
	}
	option, err := take(options, in.Choices.Base.Value)
	if err != nil {
		return nil, err
	}
	return on(in, l, option)
}

// language gives how the stack is planned.
func (in Input) language() (language, error) {
	if in.Data != nil {
		return language{begin: made(newDataService)}, nil
	}
	l, ok := languages()[in.Stack.Stack]
	if !ok {
		return l, fmt.Errorf("no templates for stack %q", in.Stack.Stack)
	}
	return l, nil
}

// on makes the plan on a base, and adds to that of a language what all have.
func on(in Input, l language, option Option) (*Plan, error) {
	if l.chosen != nil {
		in.Stack = l.chosen(in)
	}
	begun, err := l.begin(in)
	if err == nil {
		err = begun.stand(option.Base)
	}
	if err != nil {
		return nil, err
	}
	p, err := begun.plan()
	if err != nil {
		return nil, err
	}
	c := CommonOf(p.Model)
	p.Stack, p.Name, p.Title, p.Dir, p.Context = in.Stack.Stack, in.Stack.Name, c.Title, in.Stack.Dir, in.Stack.Context
	p.Base, p.Because = option.Base, option.Why
	p.RunEnv = union(p.RunEnv, each(in.Stack.AskEnv, valueOf)...) // values of the start command that no image may hold
	if at := field[*SystemPackages](p.Model, "RuntimePackages"); at != nil {
		p.AtRun = at.Names
	}
	secrets := c.Secrets
	if a := field[*Assets](p.Model, "Assets"); a != nil {
		p.LockStale = p.LockStale || in.Stack.Assets.Node.Node.LockStale != nil
		secrets = slices.Concat(secrets, a.Node.Secrets)
	}
	for _, s := range secrets {
		if !slices.ContainsFunc(p.Secrets, func(o Secret) bool { return o.ID == s.ID }) {
			p.Secrets = append(p.Secrets, s)
		}
	}
	s := &service{notes: p.Notes}
	s.reachable(c, in.Stack)
	p.BuildArgs = append(p.BuildArgs, in.Network.buildArgs()...)
	if c.Port > 0 && c.Port < 1024 {
		s.note(in.Stack.Port.Because, "a port such as 8080", "port %d is below 1024: Docker allows every user to listen on it, but other runtimes may not", c.Port)
	}
	p.Notes = s.notes
	return p, nil
}

// reachable makes a program that listens on the loopback address listen on all: by its variable, or else by a word to the user.
func (s *service) reachable(c *Common, st detect.Stack) {
	switch {
	case !st.Host.Known() || c.Port == 0:
	case st.HostEnv.Known():
		if !slices.ContainsFunc(c.Env, func(v Var) bool { return v.Name == st.HostEnv.Value }) {
			c.Env = append(c.Env, Var{Name: st.HostEnv.Value, Value: "0.0.0.0"})
		}
	default:
		s.note(st.Host.Because, "the address 0.0.0.0 instead, or read the address from a variable", "the program listens on %s only, so nothing outside the container can reach it", st.Host.Value)
	}
}

// take finds the wished base among the options; "auto" and "" take the first that is not refused.
func take(options []Option, base string) (Option, error) {
	auto := base == "" || base == "auto"
	for _, o := range options {
		switch {
		case auto && o.Refused == nil, o.Base == base && o.Refused == nil:
			return o, nil
		case o.Base == base:
			return Option{}, o.Refused
		}
	}
	switch {
	case !auto:
		return Option{}, fmt.Errorf("base %q is not one of auto, scratch, distroless, alpine, slim", base)
	case len(options) > 0:
		return Option{}, options[0].Refused
	}
	return Option{}, errors.New("no base fits")
}
