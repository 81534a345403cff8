package verify

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// file is a Dockerfile taken apart.
type file struct {
	path, text string
	about      Context
	stages     []*stage
	// globals are the ARGs above the first FROM, with their defaults.
	globals []instructions.ArgCommand
	// warnings are what BuildKit's parser itself finds worth saying.
	warnings []warning
	// broken are the options of --mount that the parser lets pass and the build does not.
	broken []warning
	escape rune
}

type warning struct {
	line       int
	rule, text string
}

// stage is one FROM and what follows it.
type stage struct {
	index      int
	name, ref  string // ref is the base with global ARGs expanded: an image, or the name of a stage
	rawRef     string
	platform   string
	doc        string // the last comment above FROM, which BuildKit takes for the stage's description
	line       int
	base       *stage // the stage that it stands on; nil for an image
	steps      []step
	unknownRef bool // the base is named by a variable that has no default
}

// step is one instruction of a stage.
type step struct {
	instructions.Command
	line int
	// calls are the commands of a RUN, in order.
	calls []call
}

// kind is the instruction in lower case, however it is written.
func (s step) kind() string { return strings.ToLower(s.Name()) }

// parse takes the text apart as BuildKit does, once where it is asked again right away.
func parse(path, text string, about Context) (*file, error) {
	about = about.indexed()
	if last := about.Index.last; last != nil && last.text == text {
		f := *last
		f.path, f.about = path, about
		return &f, nil
	}
	f, err := parseText(path, text, about)
	if err == nil {
		about.Index.last = f
	}
	return f, err
}

// parseText does it.
func parseText(path, text string, about Context) (f *file, err error) {
	f = &file{path: path, text: text, about: about}
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return nil, located(path, err)
	}
	f.escape = result.EscapeToken
	lint := linter.New(&linter.Config{ExperimentalAll: true, Warn: func(rule, _, _, text string, at []parser.Range) {
		f.warnings = append(f.warnings, warning{firstLine(at), rule, text})
	}})
	stages, globals, err := instructions.Parse(result.AST, lint)
	if err != nil {
		return nil, located(path, err)
	}
	if len(stages) == 0 {
		return nil, &Error{Path: path, Err: errors.New("no FROM instruction")}
	}
	f.globals = globals
	for i, s := range stages {
		f.stages = append(f.stages, f.stage(i, s))
	}
	f.expandMounts()
	return f, nil
}

// stage makes ours from BuildKit's.
func (f *file) stage(index int, from instructions.Stage) *stage {
	s := &stage{index: index, name: from.Name, rawRef: from.BaseName, platform: from.Platform, line: firstLine(from.Location)}
	if n := len(from.Comments); n > 0 {
		s.doc = from.Comments[n-1]
	}
	s.ref, s.unknownRef = f.expandGlobal(from.BaseName)
	for _, earlier := range f.stages {
		if earlier.name != "" && strings.EqualFold(earlier.name, s.ref) {
			s.base = earlier
		}
	}
	for _, c := range from.Commands {
		st := step{Command: c, line: firstLine(c.Location())}
		if run, ok := c.(*instructions.RunCommand); ok {
			st.calls = calls(script(run.ShellDependantCmdLine))
		}
		s.steps = append(s.steps, st)
	}
	return s
}

// expandMounts makes BuildKit read the options of every --mount, which its parser leaves for later: an unknown type or
// key passes the parser and fails the build.
func (f *file) expandMounts() {
	lex := shell.NewLex(f.escape)
	keep := func(word string) (string, error) {
		result, err := lex.ProcessWordWithMatches(word, everything{})
		return result.Result, err
	}
	for _, s := range f.stages {
		for run, line := range each[*instructions.RunCommand](s.steps) {
			if err := run.Expand(keep); err != nil {
				f.broken = append(f.broken, warning{line, "mount", err.Error()})
			}
		}
	}
}

// everything gives each variable as the text that names it.
type everything struct{}

// Get gives $NAME for NAME.
func (everything) Get(name string) (string, bool) { return "$" + name, true }

// Keys is part of the interface; nobody asks.
func (everything) Keys() []string { return nil }

// expandGlobal expands what may stand in a FROM; the second result says that a variable had no value.
func (f *file) expandGlobal(word string) (string, bool) {
	vars := platformArgs()
	for _, c := range f.globals {
		for _, a := range c.Args {
			if a.Value != nil {
				value, _, _ := shell.NewLex(f.escape).ProcessWord(*a.Value, shell.EnvsFromSlice(vars))
				vars = append(vars, a.Key+"="+value)
			}
		}
	}
	result, err := shell.NewLex(f.escape).ProcessWordWithMatches(word, shell.EnvsFromSlice(vars))
	return result.Result, err != nil || len(result.Unmatched) > 0
}

// platformArgs are the variables that BuildKit itself gives a FROM.
func platformArgs() []string {
	return []string{"BUILDPLATFORM=linux/amd64", "BUILDOS=linux", "BUILDARCH=amd64", "BUILDVARIANT=", "TARGETPLATFORM=linux/amd64",
		"TARGETOS=linux", "TARGETARCH=amd64", "TARGETVARIANT=", "TARGETSTAGE=default"}
}

// final is the stage that a build without --target makes.
func (f *file) final() *stage { return f.stages[len(f.stages)-1] }

// find gives the stage that COPY --from or a mount names, by name or by number.
func (f *file) find(name string) *stage {
	for _, s := range f.stages {
		if s.name != "" && strings.EqualFold(s.name, name) {
			return s
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(f.stages) {
		return f.stages[n]
	}
	return nil
}

// lineage is the stage with all those that it stands on, the oldest first.
func (s *stage) lineage() []*stage {
	if s.base == nil {
		return []*stage{s}
	}
	return append(s.base.lineage(), s)
}

// image is the reference that the lineage starts from.
func (s *stage) image() string { return s.lineage()[0].ref }

// all gives the instructions that made the stage's file system, those of its bases first.
func (s *stage) all() []step {
	return allSteps(s.lineage())
}

// title names the stage for a message.
func (s *stage) title() string {
	if s.name != "" {
		return s.name
	}
	return fmt.Sprintf("number %d", s.index)
}

// each gives the instructions of one kind with their lines.
func each[T instructions.Command](steps []step) iter.Seq2[T, int] {
	return func(yield func(T, int) bool) {
		for _, s := range steps {
			if c, ok := s.Command.(T); ok && !yield(c, s.line) {
				return
			}
		}
	}
}

// invoked gives the commands that RUNs call, each with its step.
func invoked(steps []step) iter.Seq2[step, call] {
	return func(yield func(step, call) bool) {
		for _, st := range steps {
			for _, c := range st.calls {
				if !yield(st, c) {
					return
				}
			}
		}
	}
}

// run gives the RUN that a step with calls is.
func (s step) run() *instructions.RunCommand {
	run, _ := s.Command.(*instructions.RunCommand)
	return run
}

// allSteps gives the steps of stages, one stage after the other.
func allSteps(stages []*stage) []step {
	var steps []step
	for _, s := range stages {
		steps = append(steps, s.steps...)
	}
	return steps
}

// taken is a COPY from another stage.
type taken struct {
	*instructions.CopyCommand
	line int
	from *stage
}

// copies gives the copies from other stages.
func (f *file) copies(steps []step) iter.Seq[taken] {
	return func(yield func(taken) bool) {
		for c, line := range each[*instructions.CopyCommand](steps) {
			if from := f.find(c.From); c.From != "" && from != nil && !yield(taken{c, line, from}) {
				return
			}
		}
	}
}

// last gives the last instruction of one kind.
func last[T instructions.Command](steps []step) (found T, line int, ok bool) {
	for c, l := range each[T](steps) {
		found, line, ok = c, l, true
	}
	return found, line, ok
}

// needs gives the stages that must be built for s, s included.
func (f *file) needs(s *stage) map[*stage]bool {
	seen := map[*stage]bool{}
	var visit func(*stage)
	visit = func(s *stage) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		visit(s.base)
		for _, from := range s.sources() {
			visit(f.find(from.name))
		}
	}
	visit(s)
	return seen
}

// source is what a COPY --from or a mount names.
type source struct {
	name string
	line int
}

// sources are the stages and images that the stage takes files from.
func (s *stage) sources() []source {
	var found []source
	for _, st := range s.steps {
		switch c := st.Command.(type) {
		case *instructions.CopyCommand:
			if c.From != "" {
				found = append(found, source{c.From, st.line})
			}
		case *instructions.RunCommand:
			for _, m := range instructions.GetMounts(c) {
				if m.From != "" {
					found = append(found, source{m.From, st.line})
				}
			}
		}
	}
	return found
}

func firstLine(at []parser.Range) int {
	if len(at) == 0 {
		return 0
	}
	return at[0].Start.Line
}

// located turns an error of BuildKit's into ours, with the line that it knows.
func located(path string, err error) error {
	var at *parser.LocationError
	line := 0
	if errors.As(err, &at) && len(at.Locations) > 0 {
		line = firstLine(at.Locations[0])
	}
	return &Error{Path: path, Line: line, Err: err}
}
