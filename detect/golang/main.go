package golang

import (
	"cmp"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// readService finds the programs of a module and judges them; nil when it has none.
func readService(t *detect.Tree, m *module) (*service, error) {
	s := &service{module: m, source: newSource(t, m)}
	type ranked struct {
		detect.Program
		tier int
	}
	var all []ranked
	starts := map[string]detect.Evidence{}
	for _, d := range s.source.dirs {
		if at, ok := mainOf(s.source, d); ok {
			s.source.mains, starts[d] = append(s.source.mains, d), at
		}
	}
	programs := slices.Clone(s.source.mains)
	slices.Sort(s.source.mains)
	for _, d := range programs {
		tier := m.tier(d)
		if imaged(s.source, d) {
			tier = 0
		}
		all = append(all, ranked{tier: tier, Program: readProgram(s.source, d, starts[d])})
	}
	if len(all) == 0 {
		return nil, nil
	}
	if slices.ContainsFunc(all, func(r ranked) bool { return r.tier < 5 && r.Serves && !r.Far }) { // a client is not the service
		for i, r := range all {
			if r.tier < 4 && (!r.Serves || r.Far) {
				all[i].tier = 4
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.tier != b.tier {
			return a.tier < b.tier
		}
		return a.Serves && !b.Serves
	})
	s.tier = all[0].tier
	for _, r := range all {
		if r.tier == all[0].tier && r.Serves == all[0].Serves {
			s.equals++
		}
		s.programs = append(s.programs, r.Program)
	}
	return s, nil
}

var mainFunc = pattern.New(`^func\s+main\s*\(\s*\)`)

// mainOf finds the main function of a directory; files of other packages beside it (//go:build ignore) do not count.
func mainOf(s *source, dir string) (detect.Evidence, bool) {
	for _, name := range s.t.FilesIn[dir] {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		p := path.Join(dir, name)
		text, err := s.t.Text(p)
		if err != nil {
			continue
		}
		clause := lineLike(text, "package", clause)
		if clause >= 0 && !mainClause.MatchString(text[clause:]) && builds(name, text) {
			return detect.Evidence{}, false
		}
		if at := lineLike(text, "func", mainFunc); at >= 0 && lineLike(text, "package", mainClause) >= 0 && builds(name, text) {
			return s.t.AtOffset(p, at), true
		}
	}
	return detect.Evidence{}, false
}

// tier says how well a directory fits as the service: 0 best. Its name is the module's; a usual name; the root; any other
// one; beside the project.
func (m *module) tier(dir string) int {
	rel := strings.TrimPrefix(strings.TrimPrefix(dir, m.dir), "/")
	if m.dir == "." {
		rel = dir
	}
	if dir == m.dir {
		return m.rootTier()
	}
	parts := strings.Split(rel, "/")
	if i := slices.IndexFunc(parts, func(p string) bool { return slices.Contains(tables().Beside, p) }); i >= 0 && slices.Contains(tables().Shown, parts[i]) {
		return 5
	} else if i >= 0 {
		return 6
	}
	base := parts[len(parts)-1]
	switch {
	case base == m.name(), base == m.name()+"d":
		return 0
	case slices.Contains(tables().Usual, base) || strings.HasSuffix(base, "-server") || strings.HasSuffix(base, "-api"):
		return 1
	}
	return 3
}

// rootTier judges a program at the module's root: in a workspace by the name of the module's directory.
func (m *module) rootTier() int {
	base := path.Base(m.dir)
	switch {
	case m.work == "" || m.dir == ".":
		return 2
	case slices.Contains(tables().Usual, base):
		return 1
	case slices.Contains(tables().Library, base) || slices.Contains(tables().Beside, base):
		return 5
	}
	return 2
}

// readProgram reads all that the sources of one main package say.
func readProgram(s *source, dir string, at detect.Evidence) detect.Program {
	dirs, foreign := s.closure(dir)
	p := detect.Program{Name: binary(s, dir), Dir: dir, Because: []detect.Evidence{at}}
	if s.m.file == nil {
		for _, f := range s.files(dir) {
			p.Files = append(p.Files, path.Base(f.path))
		}
	}
	p.Embeds = embeds(s, dirs)
	p.Sources = sources(s, dir, dirs)
	needs(s, &p, foreign)
	l := newListen(s, dir, dirs, foreign)
	findListener(l, &p)
	health(l, &p)
	runFiles(l, &p)
	p.Dotenv = dotenv(s, dirs)
	writes(l, &p)
	p.Linked = linked(s, dir)
	released(s, &p)
	generated(s, &p, dirs)
	return p
}

// binary names the program: the directory's name, at the root the module's. Names that a file system has are avoided.
func binary(s *source, dir string) string {
	name := path.Base(dir)
	if dir == s.m.dir || name == "main" || name == "cmd" {
		name = s.m.name()
	}
	name = odd.ReplaceAllString(name, "-")
	if slices.Contains(tables().Taken, name) || strings.Trim(name, "-.") == "" {
		return "server"
	}
	return name
}

var odd = pattern.New(`[^A-Za-z0-9._-]+`)

// sources gives what to copy so that the program compiles: whole directories of libraries, so that a new file in one needs
// no new Dockerfile, but only the program's own among directories of several programs.
func sources(s *source, main string, dirs []string) []string {
	inside := map[string]bool{}
	for _, d := range dirs {
		inside[d] = true
	}
	var all []string
	for _, d := range dirs {
		all = append(all, pieceOf(s, d, inside)...)
		all = append(all, embedded(s, d)...)
	}
	return merged(all)
}

// pieceOf gives the copy of one package: its top directory, or the package alone where the top holds programs that are not
// wanted or a front end.
func pieceOf(s *source, dir string, wanted map[string]bool) []string {
	root := rootOf(s, dir)
	if dir == root {
		if dir != s.m.dir && !frontEnd(s, dir) && (wanted == nil || !foreignMain(s, dir, wanted)) {
			return []string{dir} // a module beside this one
		}
		return flat(s, dir)
	}
	rel := strings.TrimPrefix(strings.TrimPrefix(dir, root), "/")
	if root == "." {
		rel = dir
	}
	top := path.Join(root, strings.SplitN(rel, "/", 2)[0])
	for _, candidate := range []string{top, dir} {
		if frontEnd(s, candidate) {
			continue
		}
		if wanted == nil || !foreignMain(s, candidate, wanted) {
			return []string{candidate}
		}
	}
	return flat(s, dir)
}

// flat gives the files of one directory without those below it, by patterns.
func flat(s *source, dir string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range s.t.FilesIn[dir] {
		ext := path.Ext(n)
		if slices.Contains(tables().Compiled, ext) && !seen[ext] {
			seen[ext] = true
			out = append(out, path.Join(dir, "*"+ext))
		}
	}
	return out
}

// rootOf gives the directory of the local module that a directory belongs to.
func rootOf(s *source, dir string) string { return cmp.Or(nearest(s.within, dir), s.m.dir) }

// frontEnd reports whether a directory holds a package.json, at its top or one below.
func frontEnd(s *source, dir string) bool { return s.fronts[dir] }

// foreignMain reports whether a program that is not wanted stands in or below a directory.
func foreignMain(s *source, dir string, wanted map[string]bool) bool {
	if dir == "." {
		return slices.ContainsFunc(s.mains, func(d string) bool { return !wanted[d] })
	}
	if _, is := slices.BinarySearch(s.mains, dir); is && !wanted[dir] {
		return true
	}
	from, _ := slices.BinarySearch(s.mains, dir+"/")
	for _, d := range s.mains[from:] {
		if !strings.HasPrefix(d, dir+"/") {
			return false
		}
		if !wanted[d] {
			return true
		}
	}
	return false
}
