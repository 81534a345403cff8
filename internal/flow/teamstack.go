package flow

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pack"
)

// stacks finds the stacks that packs describe: in directories in which msgen itself found none, and in place of a stack of
// msgen's where a pack's stack says so.
func (t *team) stacks(repo fs.FS, report *detect.Report) error {
	if len(t.Stacks) == 0 {
		return nil
	}
	for i, s := range report.Stacks {
		found, ok, err := t.match(repo, report, s.Dir, func(o *pack.Stack) bool { return o.Replaces == s.Stack })
		if err != nil {
			return err
		}
		if ok {
			report.Stacks[i] = replaced(s, found)
		}
	}
	for _, dir := range directories(report) {
		found, ok, err := t.match(repo, report, dir, func(*pack.Stack) bool { return true })
		if err != nil {
			return err
		}
		if ok {
			report.Stacks = append(report.Stacks, described(dir, found))
		}
	}
	slices.SortStableFunc(report.Stacks, func(a, b detect.Stack) int { return strings.Compare(a.Dir+"\x00"+a.Name, b.Dir+"\x00"+b.Name) })
	return nil
}

// match looks for a stack of the packs in a directory; the highest pack's wins.
func (t *team) match(repo fs.FS, report *detect.Report, dir string, wanted func(*pack.Stack) bool) (pack.Found, bool, error) {
	names := within(report.Files, dir)
	read := func(name string) ([]byte, error) { return readFile(repo, dir, name) }
	for _, s := range slices.Backward(t.Stacks) {
		if !wanted(s) {
			continue
		}
		found, ok, err := s.Match(names, read)
		if err != nil {
			return found, false, fmt.Errorf("%s: %w", s.By, err)
		}
		if ok {
			return found, true, nil
		}
	}
	return pack.Found{}, false, nil
}

// replaced makes a stack of a pack's of one of msgen's: the service and its directories stay, and a note says so.
func replaced(old detect.Stack, found pack.Found) detect.Stack {
	s := described(old.Dir, found)
	s.Context, s.Description, s.License, s.Source = old.Context, old.Description, old.License, old.Source
	if !found.Service.Known() {
		s.Name = old.Name
	}
	pack, _, _ := strings.Cut(found.Stack.By, " ")
	s.Notes = append(s.Notes, detect.Note{Text: fmt.Sprintf("The pack %s uses its stack %s instead of %s.", pack, found.Stack.Name, old.Stack), Because: s.Framework.Because})
	return s
}

// directories gives the directories that hold files and no service of msgen's own, at most two levels deep.
func directories(report *detect.Report) []string {
	seen := map[string]bool{}
	for _, s := range report.Stacks {
		seen[s.Dir] = true
	}
	var dirs []string
	for _, f := range report.Files {
		dir := path.Dir(f)
		if strings.HasSuffix(f, "/") || seen[dir] || strings.Count(dir, "/") > 1 || strings.HasPrefix(dir, ".") && dir != "." {
			continue
		}
		seen[dir] = true
		dirs = append(dirs, dir)
	}
	return dirs
}

// described makes a stack of what a pack describes.
func described(dir string, found pack.Found) detect.Stack {
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
	if len(found.Stack.Start) > 0 {
		s.Start = detect.Fact[[]string]{Value: found.Stack.Start, Because: because}
	}
	s.Version = detect.Fact[string]{Value: found.Version.Value, Because: located(dir, by, found.Version.Because)}
	if port := portOf(found.Port.Value); port > 0 {
		s.Port = detect.Fact[int]{Value: port, Because: located(dir, by, found.Port.Because)}
	}
	for _, f := range found.Facts {
		f.Text.Because, f.List.Because = located(dir, by, f.Text.Because), located(dir, by, f.List.Because)
		s.Facts = append(s.Facts, f)
	}
	return s
}

// portOf reads a port that the pack's reader has checked; 0 for none.
func portOf(text string) int {
	n := 0
	for _, r := range text {
		n = n*10 + int(r-'0')
	}
	return n
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
