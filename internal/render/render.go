package render

import (
	"errors"
	"fmt"
	"maps"
	"sort"
	"strings"
	"text/template"

	"github.com/msgen/msgen/internal/plan"
)

// File is one rendered file.
type File struct {
	// Path is slash-separated and relative to the root of the repository.
	Path string
	// Text is its whole content, LF, with a final newline.
	Text string

	lines [][]Origin // what printed each line
}

// View is what a template sees: the plan, in a stage's block that stage, and the answers to the questions of packs.
type View struct {
	Plan    *plan.Plan
	Stage   *plan.Stage
	Answers map[string]any
}

// Slot is one block of every stage.
type Slot struct {
	// Name is the part behind the dot: "packages" in deps.packages.
	Name string
	// Prints says what the built-in block prints.
	Prints string
}

// Slots are the blocks of every stage, in the order in which they print. A layer overrides one for a stage by defining
// STAGE.SLOT, and for all stages by defining stage.SLOT.
func Slots() []Slot {
	return []Slot{
		{"before", "nothing; room for what stands above the stage"},
		{"from", "the comment that says what the stage is for, and FROM"},
		{"env", "ENV"},
		{"workdir", "WORKDIR"},
		{"packages", "the RUN that installs system packages"},
		{"deps", "the COPY and RUN that bring the dependencies"},
		{"copy", "the COPY of sources or artifacts"},
		{"build", "the RUN that builds, tests or collects"},
		{"user", "USER"},
		{"expose", "EXPOSE"},
		{"healthcheck", "HEALTHCHECK"},
		{"stopsignal", "STOPSIGNAL"},
		{"entrypoint", "ENTRYPOINT and CMD"},
		{"labels", "the ARGs that only labels use, and LABEL"},
		{"after", "nothing; room for what ends the stage"},
	}
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
	p := j.plan
	r := &renderer{plan: p, budget: &budget{}, printed: map[string]bool{}, slots: map[string]string{}, answers: map[string]any{}}
	for _, o := range j.options {
		maps.Copy(r.answers, o.Answers)
	}
	s, err := define(j.layers, j.templates, r.funcs(), j.options, func(err error) error { return err })
	if err != nil {
		return nil, err
	}
	traced := &renderer{plan: p, budget: &budget{}, set: s, printed: map[string]bool{}, trace: &tracer{}, slots: r.slots, answers: r.answers}
	r.set = s
	for _, one := range []*renderer{r, traced} {
		if err := one.link(); err != nil {
			return nil, err
		}
	}
	if err := s.endless(); err != nil {
		return nil, err
	}
	var files []File
	total := 0
	for _, name := range s.outputs {
		file, err := r.file(name, traced)
		var placed *childError
		if errors.As(err, &placed) {
			return nil, placed
		}
		if err != nil {
			return nil, asWritten(fmt.Errorf("rendering %s for %s: %w", name, p.Name, err))
		}
		if total += len(file.Text); total > maxTotalBytes {
			return nil, fmt.Errorf("the files for %s are larger than %d MiB together", p.Name, maxTotalBytes>>20)
		}
		if file.Text != "\n" || name == "Dockerfile" || name == "dockerignore" {
			files = append(files, file)
		}
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	for _, stage := range p.Stages {
		if !r.printed[stage.Name] {
			return nil, fmt.Errorf("rendering Dockerfile for %s: no template prints the stage %q", p.Name, stage.Name)
		}
	}
	return files, nil
}

// file renders one file, and again with marks, to know where its lines come from.
func (r *renderer) file(name string, traced *renderer) (File, error) {
	r.budget.output, traced.budget.output = name, name
	text, err := r.execute(filePrefix+name, r.view(nil))
	if err != nil {
		return File{}, err
	}
	text = tidy(text)
	if err := sound(text); err != nil {
		return File{}, err
	}
	if name == "Dockerfile" {
		if err := directives(text); err != nil {
			return File{}, err
		}
	}
	f := File{Path: place(r.plan, name), Text: text}
	again, err := traced.execute(filePrefix+name, r.view(nil))
	if err != nil {
		return File{}, err
	}
	marked, origins := traced.trace.read(tidy(again))
	f.lines = group(text, match(text, marked, origins))
	return f, nil
}

// tidy ends a text with one newline.
func tidy(text string) string { return trim(text) + "\n" }

// view is what a template sees of a stage; nil is the file as a whole.
func (r *renderer) view(s *plan.Stage) View { return View{Plan: r.plan, Stage: s, Answers: r.answers} }

// renderer holds one rendering.
type renderer struct {
	plan    *plan.Plan
	answers map[string]any
	budget  *budget
	set     *set
	all     *template.Template
	printed map[string]bool   // the stages that a template asked for
	trace   *tracer           // nil where the text itself is rendered
	slots   map[string]string // what each slot prints in the text itself
}

// link makes the templates of the set ready for this rendering.
func (r *renderer) link() error {
	r.all = template.New("").Funcs(r.funcs()).Option("missingkey=error")
	for _, d := range r.set.all() {
		tree := entered(d.tree)
		if r.trace != nil {
			tree = entered(r.trace.marked(d))
		}
		if _, err := r.all.AddParseTree(d.name, tree); err != nil {
			return err
		}
	}
	return nil
}

// execute runs a template and gives its text.
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

// stage prints the stage of that name by its slots, a blank line between any two; "" when the plan has no such stage.
func (r *renderer) stage(v View, name string) (string, error) {
	s := r.plan.Stage(name)
	if s == nil {
		return "", nil
	}
	r.printed[name] = true
	var parts []string
	for _, slot := range Slots() {
		text, err := r.slot(r.view(s), slot.Name)
		if err != nil {
			return "", err
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n"), nil
}

// stages prints the stages of those names, in that order, a blank line between any two.
func (r *renderer) stages(v View, names ...string) (string, error) {
	var parts []string
	for _, name := range names {
		text, err := r.stage(v, name)
		if err != nil {
			return "", err
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n"), nil
}

// slot prints one block of a stage: its own if a layer defines it, else the one for all stages.
func (r *renderer) slot(v View, slot string) (string, error) {
	for _, name := range []string{v.Stage.Name + "." + slot, "stage." + slot} {
		if r.all.Lookup(name) != nil {
			text, err := r.execute(name, v)
			return r.traced(name, frame{stage: v.Stage.Name, slot: slot, step: -1, ignore: -1}, trim(text)), err
		}
	}
	return "", nil
}

// traced keeps what a slot prints, and in the second rendering puts its frame around it. Where a layer's block has done
// something with a text that holds marks, so that it prints another text than the first time, all of it is that block's.
func (r *renderer) traced(name string, f frame, text string) string {
	key := f.stage + "." + f.slot
	if r.trace == nil {
		r.slots[key] = text
		return text
	}
	if plain, ok := r.slots[key]; ok && strip(text) != plain {
		d := r.set.blocks[name]
		text = r.trace.around(frame{block: d}, lineMark(d.begins())+plain)
	}
	return r.trace.around(f, text)
}

// about gives the words above a stage's FROM: the plan's, else the template's block STAGE.about.
func (r *renderer) about(v View) (string, error) {
	text := v.Stage.About
	if name := v.Stage.Name + ".about"; text == "" && r.all.Lookup(name) != nil {
		var err error
		if text, err = r.execute(name, v); err != nil {
			return "", err
		}
	}
	if text = strip(text); strings.TrimSpace(text) == "" {
		return "", nil
	}
	// One line, however long: BuildKit takes the last line above FROM for the description, and it must begin with the name.
	return "# " + quoteComment(v.Stage.Name+" "+text) + "\n", nil
}

// super prints the block that the one which calls it replaces; nothing where there is none.
func (r *renderer) super(name string, data any) (string, error) {
	if r.all.Lookup(name) == nil {
		return "", nil
	}
	return r.execute(name, data)
}

// pattern prints a line of .dockerignore. The plan's patterns are known again in their order.
func (r *renderer) pattern(text string) (string, error) {
	if r.budget.output == "Dockerfile" {
		return "", stopped("pattern writes a line of .dockerignore, not of a Dockerfile")
	}
	line, err := quotePattern(text)
	if r.trace == nil || err != nil {
		return line, err
	}
	for i := r.trace.next; i < len(r.plan.Ignore); i++ {
		if r.plan.Ignore[i].Text == text {
			r.trace.next = i + 1
			return r.trace.around(frame{step: -1, ignore: i}, line), nil
		}
	}
	return line, nil
}

// path writes a path in the instruction that it is quoted for, and in no other.
func (r *renderer) path(place, s string) (string, error) {
	if r.trace == nil && r.budget.output == "Dockerfile" && len(r.budget.sinks) > 0 {
		words := strings.Fields(strings.Join(r.budget.instruction(), " "))
		if len(words) == 0 || !strings.EqualFold(words[0], place) && !strings.EqualFold(words[0], "ONBUILD") {
			return "", stopped("path %q writes a path of %s, and stands in another instruction", legible(place), legible(place))
		}
	}
	return placedPath(place, s)
}

// funcs are the functions of the templates: those that print parts of a plan, quoted, and the allowed ones of sprig.
func (r *renderer) funcs() template.FuncMap {
	funcs := allowed()
	maps.Copy(funcs, printers())
	maps.Copy(funcs, r.guards())
	for name, f := range map[string]any{
		"stage":       r.stage,
		"stages":      r.stages,
		"about":       r.about,
		"steps":       r.steps,
		"from":        from,
		"syntax":      syntax,
		"vars":        vars,
		"args":        args,
		"healthcheck": healthcheck,
		"installing":  installing,
		"super":       r.super,
	} {
		funcs[name] = adapted(f, func(s string) any { return text(s) })
	}
	for name, f := range map[string]any{
		"comment": comment,
		"exec":    exec,
		"env":     func(name string, value any) (string, error) { return variableLine("ENV", name, value) },
		"label":   func(name string, value any) (string, error) { return variableLine("LABEL", name, value) },
	} {
		funcs[name] = adapted(f, func(s string) any { return whole(s) })
	}
	for name, f := range map[string]any{
		"path":    r.path,
		"word":    quoteShell,
		"pattern": r.pattern,
	} {
		funcs[name] = adapted(f, func(s string) any { return quoted(s) })
	}
	return funcs
}
