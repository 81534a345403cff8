package detect

import (
	"cmp"
	"path"
	"slices"
	"sort"
	"strings"
)

// goRead finds the programs of a module and judges them; nil when it has none.
func goRead(t *tree, m *goModule) (*goService, error) {
	s := &goService{module: m, source: newGoSource(t, m)}
	type ranked struct {
		Program
		tier int
	}
	var all []ranked
	starts := map[string]Evidence{}
	for _, d := range s.source.dirs {
		if at, ok := s.source.mainOf(d); ok {
			s.source.mains, starts[d] = append(s.source.mains, d), at
		}
	}
	programs := slices.Clone(s.source.mains)
	slices.Sort(s.source.mains)
	for _, d := range programs {
		tier := m.tier(d)
		if s.source.imaged(d) {
			tier = 0
		}
		all = append(all, ranked{tier: tier, Program: s.source.program(d, starts[d])})
	}
	if len(all) == 0 {
		return nil, nil
	}
	if slices.ContainsFunc(all, func(r ranked) bool { return r.tier < 5 && r.Serves && !r.far }) { // a client is not the service
		for i, r := range all {
			if r.tier < 4 && (!r.Serves || r.far) {
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

var goMainFunc = lazy(`^func\s+main\s*\(\s*\)`)

// mainOf finds the main function of a directory; files of other packages beside it (//go:build ignore) do not count.
func (s *goSource) mainOf(dir string) (Evidence, bool) {
	for _, name := range s.t.dirs[dir] {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		p := path.Join(dir, name)
		text, err := s.t.text(p)
		if err != nil {
			continue
		}
		clause := lineLike(text, "package", goClause)
		if clause >= 0 && !goMainClause.MatchString(text[clause:]) && goBuilds(name, text) {
			return Evidence{}, false
		}
		if at := lineLike(text, "func", goMainFunc); at >= 0 && lineLike(text, "package", goMainClause) >= 0 && goBuilds(name, text) {
			return s.t.atOffset(p, at), true
		}
	}
	return Evidence{}, false
}

// goUsual are the names that programs have which are services.
var goUsual = goSet("server api web app service httpd main backend")

// goBeside are the directories of programs that are not what the repository is for.
var goBeside = goSet("tools tool examples example hack scripts script test tests e2e bench benchmarks benchmark docs doc internal third_party build ci migrations testing mocks fixtures samples sample demo")

// goLibrary are the names of directories that hold what others use.
var goLibrary = goSet("shared common lib libs pkg util utils")

// tier says how well a directory fits as the service: 0 best. Its name is the module's; a usual name; the root; any other
// one; beside the project.
func (m *goModule) tier(dir string) int {
	rel := strings.TrimPrefix(strings.TrimPrefix(dir, m.dir), "/")
	if m.dir == "." {
		rel = dir
	}
	if dir == m.dir {
		return m.rootTier()
	}
	parts := strings.Split(rel, "/")
	for _, p := range parts {
		if goBeside[p] {
			return 5
		}
	}
	base := parts[len(parts)-1]
	switch {
	case base == m.name(), base == m.name()+"d":
		return 0
	case goUsual[base] || strings.HasSuffix(base, "-server") || strings.HasSuffix(base, "-api"):
		return 1
	}
	return 3
}

// rootTier judges a program at the module's root: in a workspace by the name of the module's directory.
func (m *goModule) rootTier() int {
	base := path.Base(m.dir)
	switch {
	case m.work == "" || m.dir == ".":
		return 2
	case goUsual[base]:
		return 1
	case goLibrary[base] || goBeside[base]:
		return 5
	}
	return 2
}

// program reads all that the sources of one main package say.
func (s *goSource) program(dir string, at Evidence) Program {
	dirs, foreign := s.closure(dir)
	p := Program{Name: s.binary(dir), Dir: dir, Because: []Evidence{at}}
	if s.m.file == nil {
		for _, f := range s.files(dir) {
			p.Files = append(p.Files, path.Base(f.path))
		}
	}
	p.Embeds = s.embeds(dirs)
	p.Sources = s.sources(dir, dirs)
	goNeeds(s, &p, foreign)
	l := newGoListen(s, dir, dirs, foreign)
	l.listeners(&p)
	l.health(&p)
	l.runFiles(&p)
	l.writes(&p)
	p.Linked = s.linked(dir)
	s.released(&p)
	s.generated(&p, dirs)
	return p
}

// binary names the program: the directory's name, at the root the module's. Names that a file system has are avoided.
func (s *goSource) binary(dir string) string {
	name := path.Base(dir)
	if dir == s.m.dir || name == "main" || name == "cmd" {
		name = s.m.name()
	}
	name = goOdd.ReplaceAllString(name, "-")
	if goTaken[name] || strings.Trim(name, "-.") == "" {
		return "server"
	}
	return name
}

var goOdd = lazy(`[^A-Za-z0-9._-]+`)

var goTaken = goSet("bin boot dev etc home lib lib32 lib64 media mnt opt proc root run sbin srv sys tmp usr var app probe busybox")

// sources gives what to copy so that the program compiles: whole directories of libraries, so that a new file in one needs
// no new Dockerfile, but only the program's own among directories of several programs.
func (s *goSource) sources(main string, dirs []string) []string {
	inside := map[string]bool{}
	for _, d := range dirs {
		inside[d] = true
	}
	var all []string
	for _, d := range dirs {
		all = append(all, s.piece(d, inside)...)
		all = append(all, goEmbedded(s, d)...)
	}
	return goMerged(all)
}

// piece gives the copy of one package: its top directory, or the package alone where the top holds programs that are not
// wanted or a front end.
func (s *goSource) piece(dir string, wanted map[string]bool) []string {
	root := s.rootOf(dir)
	if dir == root {
		if dir != s.m.dir && !s.frontEnd(dir) && (wanted == nil || !s.foreignMain(dir, wanted)) {
			return []string{dir} // a module beside this one
		}
		return s.flat(dir)
	}
	rel := strings.TrimPrefix(strings.TrimPrefix(dir, root), "/")
	if root == "." {
		rel = dir
	}
	top := path.Join(root, strings.SplitN(rel, "/", 2)[0])
	for _, candidate := range []string{top, dir} {
		if s.frontEnd(candidate) {
			continue
		}
		if wanted == nil || !s.foreignMain(candidate, wanted) {
			return []string{candidate}
		}
	}
	return s.flat(dir)
}

// flat gives the files of one directory without those below it, by patterns.
func (s *goSource) flat(dir string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range s.t.dirs[dir] {
		ext := path.Ext(n)
		if goCompiled[ext] && !seen[ext] {
			seen[ext] = true
			out = append(out, path.Join(dir, "*"+ext))
		}
	}
	return out
}

var goCompiled = goSet(".go .c .h .cc .cpp .cxx .hpp .s .S .syso")

// rootOf gives the directory of the local module that a directory belongs to.
func (s *goSource) rootOf(dir string) string { return cmp.Or(goNearest(s.within, dir), s.m.dir) }

// frontEnd reports whether a directory holds a package.json, at its top or one below.
func (s *goSource) frontEnd(dir string) bool { return s.fronts[dir] }

// foreignMain reports whether a program that is not wanted stands in or below a directory.
func (s *goSource) foreignMain(dir string, wanted map[string]bool) bool {
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
