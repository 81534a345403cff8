package flow

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/detect/languages"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/templates"
)

// builtIn gives the stacks of msgen's that are data: stack.yaml beside the templates.
func builtIn() ([]*pack.Stack, error) {
	names, err := fs.Glob(templates.FS, "*/stack.yaml")
	if err != nil {
		return nil, err
	}
	var all []*pack.Stack
	for _, name := range names {
		data, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			return nil, err
		}
		s, err := pack.ReadStack(name, data)
		if err != nil {
			return nil, fmt.Errorf("reading the built-in stack: %w", err)
		}
		s.By = "msgen " + s.By
		all = append(all, s)
	}
	return all, nil
}

// Detect says what a repository is, without any pack.
func Detect(repo fs.FS) (detect.Report, error) {
	own, err := builtIn()
	if err != nil {
		return detect.Report{}, err
	}
	none, err := pack.Combine(nil)
	if err != nil {
		return detect.Report{}, err
	}
	return languages.Scan(repo, (&team{Team: none, own: own}).stacks)
}

// described reports whether a stack is data, and gives its description: a pack's, else msgen's own.
func (t *team) described(name string) (*pack.Stack, bool) {
	for _, s := range slices.Concat(t.Stacks, t.own) {
		if s.Name == name && !slices.Contains(plan.Stacks(), name) {
			return s, true
		}
	}
	return nil, false
}

// stacks finds the stacks that are data: those of packs, then msgen's own, in directories in which no other was found; before
// that, a pack's stack takes the place of one of msgen's where it says so.
func (t *team) stacks(files detect.Files, report *detect.Report) error {
	own := slices.DeleteFunc(slices.Clone(t.own), func(s *pack.Stack) bool {
		return slices.ContainsFunc(t.Stacks, func(o *pack.Stack) bool { return o.Name == s.Name })
	})
	for i, old := range report.Stacks {
		for _, s := range slices.Backward(t.Stacks) {
			if s.Replaces != old.Stack {
				continue
			}
			found, ok, err := match(files, report, s, old.Dir)
			if err != nil {
				return err
			}
			if ok {
				report.Stacks[i] = replaced(old, found)
				break
			}
		}
	}
	for _, s := range slices.Backward(append(slices.Clone(own), t.Stacks...)) { // the highest pack first
		if err := t.add(files, report, s); err != nil {
			return err
		}
	}
	slices.SortStableFunc(report.Stacks, func(a, b detect.Stack) int { return strings.Compare(a.Dir+"\x00"+a.Name, b.Dir+"\x00"+b.Name) })
	return nil
}

// match looks for a stack in a directory.
func match(files detect.Files, report *detect.Report, s *pack.Stack, dir string) (pack.Found, bool, error) {
	found, ok, err := s.Match(within(report.Files, dir), reading(files, dir))
	if err != nil {
		return found, false, fmt.Errorf("%s: %w", s.By, err)
	}
	return found, ok, nil
}

// reading gives a reader of the files of a directory.
func reading(files detect.Files, dir string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) { return files.Read(path.Join(dir, name)) }
}

// add adds a stack where it is found and none is, at most two levels deep.
func (t *team) add(files detect.Files, report *detect.Report, s *pack.Stack) error {
	own := slices.Contains(t.own, s)
	dirs := slices.Sorted(maps.Keys(s.Candidates(report.Files)))
	for _, dir := range dirs {
		taken := slices.ContainsFunc(report.Stacks, func(o detect.Stack) bool { return o.Dir == dir })
		if taken || strings.Count(dir, "/") > 1 || strings.HasPrefix(dir, ".") && dir != "." || own && files.Aside(dir+"/x") {
			continue
		}
		if s.Apart {
			apart, err := standsApart(files, report, s, dir)
			if err != nil {
				return err
			}
			if !apart {
				continue
			}
		}
		found, ok, err := match(files, report, s, dir)
		if err != nil {
			return err
		}
		if ok {
			report.Stacks = append(report.Stacks, stackOf(dir, found))
		}
	}
	return nil
}

// programSource are the endings of files that can hand out the files of another directory.
var programSource = []string{".py", ".go", ".js", ".mjs", ".cjs", ".ts", ".java", ".kt", ".rb", ".php", ".rs", ".cs"}

// standsApart reports whether no service lies in a directory or around it, none names it in its sources, and nothing
// above it excludes the stack.
func standsApart(files detect.Files, report *detect.Report, s *pack.Stack, dir string) (bool, error) {
	for above := dir; above != "."; {
		above = path.Dir(above)
		excluded, err := s.Excluded(beside(report.Files, above), reading(files, above))
		if excluded || err != nil {
			return false, err
		}
	}
	named := regexp.MustCompile(`["'/\x60]` + regexp.QuoteMeta(path.Base(dir)) + `["'/\x60]`)
	for _, o := range report.Stacks {
		if covers(o.Dir, dir) || covers(dir, o.Dir) {
			return false, nil
		}
		for _, name := range within(report.Files, o.Dir) {
			if name = path.Join(o.Dir, name); !slices.Contains(programSource, path.Ext(name)) || files.Aside(name) {
				continue
			}
			if text, err := files.Read(name); err == nil && named.Match(text) {
				return false, nil
			}
		}
	}
	return true, nil
}

// covers reports whether a directory is another one or lies around it.
func covers(dir, other string) bool {
	return dir == "." || dir == other || strings.HasPrefix(other, dir+"/")
}

// beside gives the names of the files of a directory itself.
func beside(files []string, dir string) []string {
	return slices.DeleteFunc(slices.Clone(within(files, dir)), func(name string) bool { return strings.Contains(name, "/") })
}

// replaced makes a stack of a pack's of one of msgen's: the service and its directories stay, and a note says so.
func replaced(old detect.Stack, found pack.Found) detect.Stack {
	s := stackOf(old.Dir, found)
	s.Context, s.Description, s.License, s.Source = old.Context, old.Description, old.License, old.Source
	if !found.Service.Known() {
		s.Name = old.Name
	}
	pack, _, _ := strings.Cut(found.Stack.By, " ")
	s.Notes = append(s.Notes, detect.Note{Text: fmt.Sprintf("The pack %s uses its stack %s instead of %s.", pack, found.Stack.Name, old.Stack), Because: s.Framework.Because})
	return s
}

// stackOf makes a stack of what its description found.
func stackOf(dir string, found pack.Found) detect.Stack {
	by := found.Stack.By
	s := detect.Stack{Name: path.Base(dir), Dir: dir, Context: dir, Stack: found.Stack.Name, Language: found.Stack.Language}
	because := located(dir, by, found.Because)
	switch {
	case found.Service.Known():
		s.Name = found.Service.Value
	case dir == ".":
		s.Name = "app"
	}
	s.Framework = detect.Fact[string]{Value: found.Stack.Name, Because: because}
	s.Start = detect.Fact[[]string]{Value: found.Start.Value, Because: located(dir, by, found.Start.Because)}
	s.PortEnv = detect.Fact[string]{Value: found.PortEnv.Value, Because: located(dir, by, found.PortEnv.Because)}
	if h := found.Host.Value; h == "localhost" || h == "::1" || strings.HasPrefix(h, "127.") {
		s.Host = detect.Fact[string]{Value: h, Because: located(dir, by, found.Host.Because)}
	}
	s.Version = detect.Fact[string]{Value: found.Version.Value, Because: located(dir, by, found.Version.Because)}
	if port, err := strconv.Atoi(found.Port.Value); err == nil && port > 0 {
		s.Port = detect.Fact[int]{Value: port, Because: located(dir, by, found.Port.Because)}
	}
	for _, f := range found.Facts {
		f.Text.Because, f.List.Because = located(dir, by, f.Text.Because), located(dir, by, f.List.Because)
		s.Facts = append(s.Facts, f)
	}
	return s
}

// located gives evidence whose paths are relative to a directory as the repository's; what the description of a stack says
// stays there.
func located(dir, by string, because []detect.Evidence) []detect.Evidence {
	var all []detect.Evidence
	for _, e := range because {
		if e.Path != by {
			e.Path = path.Join(dir, e.Path)
		}
		all = append(all, e)
	}
	return all
}
