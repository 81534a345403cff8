package verify

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// Inspection is what a Dockerfile says of itself, for those who judge it by rules of their own.
type Inspection struct {
	// Images are all images that it names: of FROM, COPY --from, mounts and the syntax line; stages of its own are none.
	Images []Named
	// SSH says that a build step wants the SSH agent.
	SSH bool
	// Stages are the stages, in order; the last one is what a build makes that names no target.
	Stages []Stage
	// Labels are the keys of the labels of the final stage that are not empty, those of the stages that it stands on
	// included, sorted.
	Labels []string
}

// Stage is one stage of a Dockerfile.
type Stage struct {
	// Name is its name, "" for a stage without; About is the comment above FROM.
	Name, About string
	// Image is the image that it stands on, in the end; Direct says that no other stage is between.
	Image  string
	Direct bool
	// Line is the line of FROM, Last that of the last instruction.
	Line, Last int
	// Root is the first working directory, which the sources lie below; "" for none.
	Root string
	// Expose are the ports that it exposes, those of the stages that it stands on included.
	Expose []int
}

// Target gives the stage of that name; the last one for "prod" and for a name that no stage has.
func (in Inspection) Target(name string) Stage {
	for _, s := range in.Stages {
		if s.Name == name && name != "" {
			return s
		}
	}
	if len(in.Stages) == 0 {
		return Stage{}
	}
	return in.Stages[len(in.Stages)-1]
}

// Named is an image that a Dockerfile names.
type Named struct {
	// Ref is the reference, with global ARGs expanded; Line is where.
	Ref  string
	Line int
	// Base is the family that the catalog knows it by: scratch, distroless, alpine, slim; "" for none.
	Base string
	// Final says that the final stage stands on it.
	Final bool
}

// Inspect parses the text and gives what it names. An error of type *Error is a text that is no Dockerfile.
func Inspect(path, text string, about Context) (Inspection, error) {
	f, err := parse(path, text, about)
	if err != nil {
		return Inspection{}, err
	}
	var in Inspection
	if ref, line := f.syntax(); ref != "" {
		in.add(f, ref, line, false)
	}
	final := f.stages[len(f.stages)-1]
	for _, s := range f.stages {
		in.Stages = append(in.Stages, s.inspected())
		if s.base == nil {
			in.add(f, s.ref, s.line, s == final.lineage()[0])
		}
		for run := range each[*instructions.RunCommand](s.steps) {
			in.SSH = in.SSH || slices.ContainsFunc(instructions.GetMounts(run), func(m *instructions.Mount) bool { return m.Type == instructions.MountTypeSSH })
		}
		for _, from := range s.sources() {
			if f.find(from.name) == nil {
				in.add(f, from.name, from.line, false)
			}
		}
	}
	in.Labels = final.labels()
	return in, nil
}

// inspected gives what is public of a stage.
func (s *stage) inspected() Stage {
	out := Stage{Name: s.name, About: strings.TrimSpace(strings.TrimPrefix(s.doc, s.name+" ")), Image: s.image(), Direct: s.base == nil, Line: s.line, Last: s.line}
	if n := len(s.steps); n > 0 {
		out.Last = s.steps[n-1].line
	}
	for dir := range each[*instructions.WorkdirCommand](s.all()) {
		out.Root = dir.Path
		break
	}
	for at := range each[*instructions.ExposeCommand](s.all()) {
		for _, port := range at.Ports {
			number, _, _ := strings.Cut(port, "/")
			if n, err := strconv.Atoi(number); err == nil && !slices.Contains(out.Expose, n) {
				out.Expose = append(out.Expose, n)
			}
		}
	}
	return out
}

// labels gives the keys of the labels of a stage, those of the stages below included, sorted. An empty label says nothing.
func (s *stage) labels() []string {
	values := map[string]string{}
	for label := range each[*instructions.LabelCommand](s.all()) {
		for _, l := range label.Labels {
			values[strings.Trim(l.Key, `"'`)] = strings.Trim(l.Value, `"' `)
		}
	}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	return slices.Sorted(maps.Keys(values))
}

// add adds an image.
func (in *Inspection) add(f *file, ref string, line int, final bool) {
	n := Named{Ref: ref, Line: line, Final: final}
	if f.about.Images != nil {
		if i, ok := f.about.Images.Knows(ref); ok {
			n.Base = i.Base
		}
	}
	in.Images = append(in.Images, n)
}

// syntax gives the image of the syntax line, "" for none.
func (f *file) syntax() (ref string, line int) {
	for i, l := range strings.Split(f.text, "\n") {
		l = strings.TrimSpace(strings.TrimPrefix(l, "\ufeff"))
		rest, comment := strings.CutPrefix(l, "#")
		if !comment {
			return "", 0
		}
		if key, value, ok := strings.Cut(rest, "="); ok && strings.EqualFold(strings.TrimSpace(key), "syntax") {
			return strings.TrimSpace(value), i + 1
		}
	}
	return "", 0
}
