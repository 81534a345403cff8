package flow

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/templates"
)

// teamLayers gives the built-in templates and those of the packs over them.
func teamLayers(t *pack.Team) []render.Layer {
	layers := []render.Layer{{Name: "msgen", FS: templates.FS}}
	for _, p := range t.Layers() {
		layers = append(layers, render.Layer{Name: p.Name, FS: p.Templates()})
	}
	return layers
}

// Blocks gives the blocks that templates above the packs may define for a stack, sorted; nil for a stack that there is not.
func Blocks(t *pack.Team, stack string) ([]string, error) {
	if !slices.Contains(Stacks(t), stack) {
		return nil, nil
	}
	return render.Blocks(teamLayers(t), stack)
}

// BuiltIn gives the names of msgen's own stacks, sorted: those with code, and those that are data.
func BuiltIn() []string {
	names := plan.Stacks()
	if found, err := fs.Glob(templates.FS, "*/stack.yaml"); err == nil {
		for _, name := range found {
			names = append(names, path.Dir(name))
		}
	}
	slices.Sort(names)
	return names
}

// Stacks gives the stacks that msgen and the packs know.
func Stacks(t *pack.Team) []string {
	names := BuiltIn()
	for _, s := range t.Stacks {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// CheckTemplates finds what is wrong in the templates of the highest pack of a team: what cannot be parsed, blocks that
// nothing prints, and, by rendering a repository for each stack that it speaks of, what cannot be rendered. The
// repositories are those of the pack's own tests, and small ones of msgen's where no test has the stack.
func CheckTemplates(t *pack.Team, req Request) ([]pack.Warning, error) {
	top := t.Packs[len(t.Packs)-1]
	var found []pack.Warning
	add := func(w pack.Warning) {
		if !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	for _, stack := range Stacks(t) {
		problems, err := render.Check(teamLayers(t), stack, render.Options{Final: t.Policy.Final()})
		if err != nil {
			return nil, err
		}
		for _, p := range problems {
			if p.Layer == top.Name {
				add(pack.Warning{Path: "templates/" + p.Path, Line: p.Line, Text: p.Text})
			}
		}
	}
	for _, w := range tryStacks(t, top, req) {
		if !slices.ContainsFunc(found, func(f pack.Warning) bool { return f.Path == w.Path && f.Line == w.Line }) {
			add(w)
		}
	}
	return found, nil
}

// tryStacks renders a repository for each stack that a pack speaks of.
func tryStacks(t *pack.Team, top *pack.Pack, req Request) []pack.Warning {
	var found []pack.Warning
	req.Team, req.Wishes = t, choice.Wishes{}
	covered, answers := map[string]bool{}, map[string]string{}
	for _, c := range top.Cases {
		for key, value := range c.Answers {
			answers[key] = value
		}
		req.Repo, req.Wishes = c.Repo, WishesOf(c.Answers, "answers.yaml")
		result, err := Run(req)
		for _, s := range result.Report.Stacks {
			covered[s.Stack] = true
		}
		if w, wrong := templateWarning(err, top); wrong {
			found = append(found, w)
		}
	}
	for _, stack := range Stacks(t) {
		sample, known := Sample(stack)
		if covered[stack] || !top.For(stack) || !known {
			continue
		}
		req.Repo, req.Wishes = sample, sampleWishes(t, answers)
		_, err := Run(req)
		var missing *choice.MissingError
		w, wrong := templateWarning(err, top)
		switch {
		case wrong:
			found = append(found, w)
		case errors.As(err, &missing):
			found = append(found, pack.Warning{Path: "tests", Text: fmt.Sprintf("no test renders the stack %s, and there is no answer to %s for it", stack, missing.Answers[0].Key.Name)})
		}
	}
	return found
}

// templateWarning gives the place in a pack's templates of which an error speaks.
func templateWarning(err error, top *pack.Pack) (pack.Warning, bool) {
	var wrong *render.TemplateError
	switch {
	case err == nil:
		return pack.Warning{}, false
	case errors.As(err, &wrong) && wrong.Layer == top.Name:
		return pack.Warning{Path: "templates/" + wrong.Path, Line: wrong.Line, Text: wrong.Text}, true
	}
	// An error in the midst of a template names the ways that led there; the pack's own place is the last one.
	place := regexp.MustCompile(`template: ` + regexp.QuoteMeta(top.Name) + `/([^:\s]+):(\d+):\d+: (.*)`)
	all := place.FindAllStringSubmatch(strings.ReplaceAll(err.Error(), "template: ", "\ntemplate: "), -1)
	if len(all) == 0 {
		return pack.Warning{}, false
	}
	last := all[len(all)-1]
	line, _ := strconv.Atoi(last[2])
	return pack.Warning{Path: "templates/" + last[1], Line: line, Text: last[3]}, true
}

// WishesOf makes wishes of the answers of a file.
func WishesOf(answers map[string]string, file string) choice.Wishes {
	all := choice.Wishes{}
	for key, value := range answers {
		all[key] = choice.Wish{Value: value, Source: choice.File, From: file}
	}
	return all
}

// sampleWishes gives answers with which a sample can be rendered: those that a pack's tests give, and the first option of
// a question that has some.
func sampleWishes(t *pack.Team, known map[string]string) choice.Wishes {
	answers := map[string]string{}
	for _, q := range t.Schema.Questions() {
		if value, ok := known[q.Key]; ok {
			answers[q.Key] = value
		} else if q.Default == nil && len(q.Options) > 0 {
			answers[q.Key] = q.Options[0]
		}
	}
	return WishesOf(answers, "answers.yaml")
}

// sampleFiles are small repositories, one for each of msgen's stacks: "-- NAME --" stands above each file.
//
//go:embed samples
var sampleFiles embed.FS

// Sample gives a small repository of one of msgen's stacks; not known for another.
func Sample(stack string) (files fs.FS, known bool) {
	text, err := sampleFiles.ReadFile("samples/" + stack + ".txt")
	all := map[string][]byte{}
	for _, file := range strings.Split("\n"+string(text), "\n-- ")[1:] {
		name, content, _ := strings.Cut(file, " --\n")
		all[name] = []byte(strings.TrimSuffix(content, "\n") + "\n")
	}
	return pack.Memory(all), err == nil
}
