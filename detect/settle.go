package detect

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"
)

// settle judges the readers' stacks against each other: a package.json that only builds files for a back end becomes that
// stack's assets, of two stacks for one directory the one that can be started stays, and every stack gets a name of its own.
func settle(t *Tree, report *Report) {
	for i := range report.Stacks {
		if s := &report.Stacks[i]; s.Language == "" {
			s.Language = t.language(s.Dir, tables().Families[s.Stack]...)
		}
	}
	adopt(t, report)
	dropIdle(report)
	for i := range report.Stacks {
		amongCode(t, &report.Stacks[i])
		wantsArguments(t, &report.Stacks[i])
		receivesDatagrams(t, &report.Stacks[i])
	}
	sort.SliceStable(report.Stacks, func(i, j int) bool {
		a, b := report.Stacks[i], report.Stacks[j]
		if a.Dir != b.Dir {
			return a.Dir < b.Dir
		}
		return a.Name < b.Name
	})
	nameApart(report.Stacks)
}

// codeEnds are the endings of the files that a program of Python or Node is made of.
var codeEnds = []string{".py", ".js", ".mjs", ".cjs", ".ts", ".css", ".html"}

// amongCode marks the directories that the program writes to and that hold parts of it. They are no place for a volume: it would
// show the files of the image that it was first used with.
func amongCode(t *Tree, s *Stack) {
	for i := range s.Writes {
		w := &s.Writes[i]
		if dir := path.Join(s.Dir, w.Dir); (s.Stack != "python" && s.Stack != "node") || path.IsAbs(w.Dir) || len(t.Sources(dir, codeEnds...)) == 0 {
			continue
		}
		w.Code = true
		if w.Keep {
			s.Notes = append(s.Notes, Note{Text: "the program writes to " + w.Dir + ", which also contains parts of the program: the image has no volume there, so what the program writes is lost when the container is removed",
				Add: "a directory of its own", Because: w.Because})
		}
	}
}

// adopt gives each front end to the back end that takes in or serves what it builds.
func adopt(t *Tree, report *Report) {
	adopted := map[int]bool{}
	for f := range report.Stacks {
		if !frontEnd(report.Stacks[f]) {
			continue
		}
		for b := range report.Stacks {
			back := &report.Stacks[b]
			if f == b || frontEnd(*back) || back.Assets != nil || !startable(*back) {
				continue
			}
			if assets := serves(t, *back, report.Stacks[f]); assets != nil {
				back.Assets, adopted[f] = assets, true
				back.Notes = append(back.Notes, assets.Node.Notes...)
				if back.Stack == "node" && !back.Version.Known() {
					back.Version = assets.Node.Version // one image builds both
				}
				break
			}
		}
	}
	report.Stacks = without(report.Stacks, adopted)
}

func without(stacks []Stack, gone map[int]bool) []Stack {
	kept := []Stack{}
	for i, s := range stacks {
		if !gone[i] {
			kept = append(kept, s)
		}
	}
	return kept
}

// frontEnd reports whether a stack only makes files: it builds, and has no server of its own.
func frontEnd(s Stack) bool {
	return s.Stack == "node" && s.Node != nil && (s.Node.Static != nil || !s.Start.Known() && s.Build.Known())
}

// startable reports whether there is a program, or at least a question which one it is. The readers of Go and Rust give a
// stack only where there is one, and Java's refuses where there is none; a package.json or a requirements.txt may be there
// for tools alone.
func startable(s Stack) bool {
	asks := slices.ContainsFunc(s.Questions, func(q Question) bool { return q.Key == "start" || q.Key == "main" })
	return s.Start.Known() || s.Stack == "go" || s.Stack == "rust" || s.Stack == "java" && s.Refusal == nil || s.Node != nil && s.Node.Static != nil || asks
}

// dropIdle leaves out stacks that cannot be started where another one of the same directory can, and says so there.
func dropIdle(report *Report) {
	gone := map[int]bool{}
	for i, idle := range report.Stacks {
		k := slices.IndexFunc(report.Stacks, func(s Stack) bool { return s.Dir == idle.Dir && startable(s) })
		if k < 0 || startable(idle) {
			continue
		}
		gone[i] = true
		kept := &report.Stacks[k]
		kept.Notes = append(kept.Notes, Note{
			Text:    fmt.Sprintf("There is also %s here, but no program to start, so msgen treats it as project tooling.", idle.Language),
			Because: because(idle),
		})
	}
	report.Stacks = without(report.Stacks, gone)
}

// because gives the first evidence that a stack is there at all.
func because(s Stack) []Evidence {
	for _, f := range []Fact[string]{s.Framework, s.Manager, s.Version} {
		if f.Known() {
			return f.Because[:1]
		}
	}
	return nil
}

// nameApart makes the names of all stacks different: by directory where that is enough, else by family, else by number.
func nameApart(stacks []Stack) {
	ways := []func(s Stack, n int) string{
		func(s Stack, _ int) string {
			if s.Dir == "." {
				return s.Name
			}
			return strings.ReplaceAll(s.Dir, "/", "-")
		},
		func(s Stack, _ int) string { return s.Name + "-" + s.Stack },
		func(s Stack, n int) string { return fmt.Sprintf("%s-%d", s.Name, n) },
	}
	for _, way := range ways {
		of := map[string][]int{}
		for i, s := range stacks {
			of[s.Name] = append(of[s.Name], i)
		}
		for _, same := range of { // in any order: each has its own stacks
			for n, i := range same {
				if len(same) > 1 {
					stacks[i].Name = way(stacks[i], n+1)
				}
			}
		}
	}
}

// nameMore gives each further program a name that no service and no other program has.
func nameMore(report Report) {
	taken := map[string]bool{}
	for _, s := range report.Stacks {
		taken[s.Name] = true
	}
	for i := range report.More {
		s := &report.More[i]
		name := s.Name
		for n := 1; taken[s.Name]; n++ {
			if s.Name = strings.ReplaceAll(s.Dir, "/", "-"); n > 1 {
				s.Name = fmt.Sprintf("%s-%d", name, n)
			}
		}
		taken[s.Name] = true
	}
}
