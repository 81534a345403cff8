package flow

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/verify"
)

// judge reads the rendered files back and gives what the rules find. A Dockerfile that BuildKit cannot parse is an error,
// and msgen's own fault.
func judge(p *plan.Plan, files []render.File, repo fs.FS, names []string, packs *team) ([]verify.Finding, error) {
	about := packs.about(p, names, func(name string) ([]byte, error) { return packs.read(repo, p, files, name) })
	about.Own, about.Syntax = len(packs.layers) == 1, plan.CommonOf(p.Model).Syntax
	var found []verify.Finding
	var dockerfiles []string
	for _, f := range files {
		if path.Base(f.Path) != "Dockerfile" {
			continue
		}
		dockerfiles = append(dockerfiles, f.Text)
		more, err := verify.Dockerfile(f.Path, f.Text, about)
		if err != nil {
			if len(packs.layers) > 1 {
				return nil, fmt.Errorf("the templates of a pack produce a file that cannot be parsed: %w", err)
			}
			return nil, fmt.Errorf("msgen rendered a file that cannot be parsed (this is a bug in msgen; please report it): %w", err)
		}
		found = append(found, more...)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".dockerignore") {
			found = append(found, verify.Ignore(f.Path, f.Text, about, dockerfiles...)...)
		}
	}
	return found, nil
}

// inspect gives what the Dockerfile among the files says of itself.
func (t *team) inspect(files []render.File, index *verify.Index) (verify.Inspection, error) {
	for _, f := range files {
		if path.Base(f.Path) == "Dockerfile" {
			return verify.Inspect(f.Path, f.Text, verify.Context{Index: index, Images: t.images, Today: t.images.Date})
		}
	}
	return verify.Inspection{}, nil
}

// faulty refuses files that break a rule of severity error: they are never written. A team can switch a rule off, or excuse a
// breach of it.
func faulty(stack string, findings []verify.Finding, files []render.File, packs *team, exceptions []pack.Exception) error {
	for _, f := range findings {
		state, _ := packs.Policy.State(f.Rule)
		excused := slices.ContainsFunc(exceptions, func(e pack.Exception) bool { return e.Rule == f.Rule })
		if f.Severity != verify.SeverityError && !packs.rootOfStack(stack, f) || state == pack.Off || excused {
			continue
		}
		for _, file := range files {
			for _, o := range file.Origin(f.Line) {
				if file.Path == f.Path && o.Layer != "msgen" {
					return hint.With(fmt.Errorf("%s/%s:%d prints a line that breaks a rule: %s", o.Layer, o.Template, o.Line, f),
						"change the template; docs/rules.md explains "+f.Rule)
				}
			}
		}
		return hint.With(fmt.Errorf("the rendered file breaks a rule and is not written: %s", f), "this is a bug in msgen; please report it")
	}
	return nil
}

// rootOfStack reports whether the Dockerfile of a stack that a pack describes names root as the user of its final stage.
func (t *team) rootOfStack(stack string, f verify.Finding) bool {
	return f.Rule == "MS065" && strings.HasPrefix(f.Text, "USER ") && !slices.Contains(BuiltIn(), stack)
}

// index gives what is known about the files of a build context, and of those that packs add to it.
func (t *team) index(names []string, context string, added []string) *verify.Index {
	if t.indexes == nil {
		t.indexes = map[string]*verify.Index{}
	}
	key := context + "\x00" + strings.Join(added, "\x00")
	if t.indexes[key] == nil {
		t.indexes[key] = verify.NewIndex(slices.Concat(within(names, context), added))
	}
	return t.indexes[key]
}

// read reads a file of a build context: one that packs add or templates make, else one of the repository.
func (t *team) read(repo fs.FS, p *plan.Plan, made []render.File, name string) ([]byte, error) {
	for _, f := range t.added(p, false) {
		if f.Path == path.Join(p.Context, name) {
			return []byte(f.Text), nil
		}
	}
	for _, f := range made {
		if f.Path == path.Join(p.Context, name) && slices.Contains(plan.CommonOf(p.Model).Added, name) {
			return []byte(f.Text), nil
		}
	}
	return readFile(repo, p.Context, name)
}

// readFile reads a file of a build context.
func readFile(repo fs.FS, context, name string) ([]byte, error) {
	return bounded.ReadFile(repo, path.Join(context, name), bounded.Text)
}

// within gives the files below a directory, relative to it.
func within(files []string, dir string) []string {
	if dir == "." {
		return files
	}
	prefix := dir + "/"
	from, _ := slices.BinarySearch(files, prefix)
	var in []string
	for _, f := range files[from:] {
		rest, ok := strings.CutPrefix(f, prefix)
		if !ok {
			break
		}
		in = append(in, rest)
	}
	return in
}

// gate makes a clean merge a conflict where the result no longer parses though yours does, or breaks a rule that neither
// side breaks: at the instructions that break it, where one side wrote them and the rest is well without, else as a whole.
func (m merger) gate(f *FileUpdate, sides change.Sides, options change.MergeOptions) {
	if !isDockerfile(f.Path) {
		return
	}
	why, lines := m.together(f, f.Text)
	if why == "" {
		return
	}
	f.Notes = append(f.Notes, why)
	merged, without, ok := change.Around(f.Text, lines, sides, options)
	if ok {
		left, _ := m.together(f, without)
		ok = left == ""
	}
	if !ok {
		merged = change.Whole(sides, options)
	}
	f.Text, f.Conflicts = merged.Text, merged.Conflicts
	if len(merged.Conflicts) > 0 {
		f.Fate = Conflict
	}
}

// together says what a text breaks that neither side breaks, and at which lines; "" for nothing.
func (m merger) together(f *FileUpdate, text []byte) (string, []int) {
	broken, err := m.update.judge(f.Service, f.Path, text)
	if err != nil {
		if _, before := m.update.judge(f.Service, f.Path, f.Yours); before != nil {
			return "", nil
		}
		return "the merged file cannot be parsed: " + err.Error(), nil
	}
	known := map[string]bool{}
	for _, side := range [][]byte{f.Yours, f.Theirs} {
		before, err := m.update.judge(f.Service, f.Path, side)
		if err != nil {
			return "", nil // it did not parse before either
		}
		for _, b := range before {
			known[b.Rule] = true
		}
	}
	why, lines := "", []int(nil)
	for _, b := range broken {
		if known[b.Rule] || b.Severity == verify.SeverityInfo {
			continue
		}
		if why == "" {
			why = "the merged file breaks a rule: " + b.String()
		}
		lines = append(lines, b.Line)
	}
	return why, lines
}

// service gives a service of the result by its name.
func (u Update) service(name string) Service {
	for _, s := range u.Result.Services {
		if s.Stack.Name == name {
			return s
		}
	}
	return Service{}
}

// judge gives what the rules find in a Dockerfile of a service, as one that people may have edited.
func (u Update) judge(service, path string, text []byte) ([]verify.Finding, error) {
	return verify.Dockerfile(path, string(text), u.about(service))
}

// about gives what stands around the files of a service.
func (u Update) about(service string) verify.Context {
	s := u.service(service)
	if s.Plan == nil {
		return verify.Context{Images: u.Result.team.images, Today: u.Result.team.images.Date}
	}
	return u.Result.team.about(s.Plan, u.Result.Report.Files, func(name string) ([]byte, error) { return readFile(u.req.Repo, s.Plan.Context, name) })
}

// about gives what stands around the files of a plan; names are the files of the repository.
func (t *team) about(p *plan.Plan, names []string, read func(name string) ([]byte, error)) verify.Context {
	added := plan.CommonOf(p.Model).Added
	return verify.Context{Files: slices.Concat(within(names, p.Context), added), Index: t.index(names, p.Context, added), Read: read,
		DevAtRun: p.DevAtRun, AtRun: p.AtRun, LockStale: p.LockStale, Images: t.images, Today: t.images.Date}
}

// WithoutHeader gives a file without the line that says who wrote it.
func WithoutHeader(text []byte) []byte {
	plain, _ := render.CutHeader(string(text))
	return []byte(plain)
}
