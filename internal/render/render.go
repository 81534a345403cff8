package render

import (
	"fmt"
	"path"
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
}

// View is what a template sees: the plan, and in a stage's block that stage.
type View struct {
	Plan  *plan.Plan
	Stage *plan.Stage
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

// Files renders a plan with the layers, lowest first.
func Files(p *plan.Plan, layers []Layer) ([]File, error) {
	r := &renderer{plan: p, printed: map[string]bool{}}
	s, err := parse(p.Stack, layers, r.funcs())
	if err != nil {
		return nil, err
	}
	r.set = s
	var files []File
	for _, name := range s.outputs {
		text, err := r.execute(name, View{Plan: p})
		if err != nil {
			return nil, fmt.Errorf("rendering %s for %s: %w", name, p.Name, err)
		}
		files = append(files, File{Path: place(p, name), Text: tidy(text)})
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	for _, stage := range p.Stages {
		if !r.printed[stage.Name] {
			return nil, fmt.Errorf("rendering Dockerfile for %s: no template prints the stage %q", p.Name, stage.Name)
		}
	}
	return files, nil
}

// place says where an output goes: beside the manifest. The ignore file of a Dockerfile whose context is another
// directory bears the Dockerfile's name, which BuildKit looks for first.
func place(p *plan.Plan, name string) string {
	if name == "dockerignore" {
		name = ".dockerignore"
		if p.Context != p.Dir {
			name = "Dockerfile.dockerignore"
		}
	}
	return path.Join(p.Dir, name)
}

// tidy ends a text with one newline.
func tidy(text string) string { return strings.Trim(text, "\n") + "\n" }

// renderer holds one rendering.
type renderer struct {
	plan    *plan.Plan
	set     *set
	printed map[string]bool // the stages that a template asked for
}

// execute runs a template and gives its text.
func (r *renderer) execute(name string, data any) (string, error) {
	var b strings.Builder
	if err := r.set.all.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return b.String(), nil
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
		text, err := r.slot(View{Plan: r.plan, Stage: s}, slot.Name)
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
		if r.set.all.Lookup(name) != nil {
			text, err := r.execute(name, v)
			return strings.Trim(text, "\n"), err
		}
	}
	return "", nil
}

// about gives the words above a stage's FROM: the plan's, else the template's block STAGE.about.
func (r *renderer) about(v View) (string, error) {
	text := v.Stage.About
	if name := v.Stage.Name + ".about"; text == "" && r.set.all.Lookup(name) != nil {
		var err error
		if text, err = r.execute(name, v); err != nil {
			return "", err
		}
	}
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	// One line, however long: BuildKit takes the last line above FROM for the description, and it must begin with the name.
	return "# " + quoteComment(v.Stage.Name+" "+text) + "\n", nil
}

// steps prints the steps of a slot. COPY instructions that follow each other without a comment stand close together.
func (r *renderer) steps(v View, slot string) (string, error) {
	var b strings.Builder
	for i, s := range v.Stage.Steps {
		if s.Slot != slot {
			continue
		}
		text, err := step(s)
		if err != nil {
			return "", err
		}
		if b.Len() > 0 {
			b.WriteString("\n")
			if !close(v.Stage.Steps[i-1], s) {
				b.WriteString("\n")
			}
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// close reports whether two steps belong together on the page.
func close(a, b plan.Step) bool {
	return a.Copy != nil && b.Copy != nil && a.Copy.Content == "" && b.Copy.Content == "" && len(b.Args) == 0 && b.Why == ""
}

// step prints one step: its ARGs, its comment, its instruction.
func step(s plan.Step) (string, error) {
	text, err := args(s.Args)
	if err != nil {
		return "", err
	}
	if text != "" {
		text += "\n"
	}
	text += comment(s.Why)
	var instruction string
	switch {
	case s.Copy != nil:
		instruction, err = copying(s.Copy)
	case s.Run != nil:
		instruction, err = running(s.Run)
	}
	return text + instruction, err
}

// funcs are the functions of the templates: those that print parts of a plan, quoted, and the allowed ones of sprig.
func (r *renderer) funcs() template.FuncMap {
	funcs := allowed()
	for name, f := range map[string]any{
		"stage":       r.stage,
		"stages":      r.stages,
		"about":       r.about,
		"steps":       r.steps,
		"from":        from,
		"comment":     comment,
		"vars":        vars,
		"args":        args,
		"exec":        exec,
		"healthcheck": healthcheck,
		"installing":  installing,
		"path":        func(place, s string) (string, error) { return quotePath(place, s, false) },
		"word":        quoteShell,
		"pattern":     quotePattern,
	} {
		funcs[name] = f
	}
	return funcs
}
