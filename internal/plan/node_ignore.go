package plan

import (
	"path"
	"slices"
	"strings"
)

// ignoreModel decides on the .dockerignore.
func (s *nodeService) ignoreModel() NodeIgnore {
	i := NodeIgnore{Made: s.madePaths(), TestNames: true}
	for _, dir := range []string{"test", "tests", "e2e", "cypress"} {
		dir = path.Join(s.dir(), dir)
		if slices.ContainsFunc(s.reads(), func(f string) bool { return within(dir, f) }) {
			i.TestNames = false
		} else {
			i.TestDirs = append(i.TestDirs, dir)
		}
	}
	return i
}

// reads are the files that a stage is told to read, as seen from the context.
func (s *nodeService) reads() []string {
	return s.allInContext(slices.Concat(s.n.Manifests, s.n.InstallFiles, s.n.BuildFiles, s.n.RunFiles))
}

// madePaths are what the build makes again, and its cache.
func (s *nodeService) madePaths() []string {
	var paths []string
	if s.builds() {
		made := slices.Clone(s.outputs())
		for _, p := range s.parts() {
			made = append(made, p.Output...)
		}
		for _, o := range made {
			top := s.inContext(o)
			if dir := path.Dir(top); strings.HasPrefix(path.Base(dir), ".") && dir != "." {
				top = dir // ".next/standalone" is one part of .next
			}
			paths = union(paths, top)
		}
	}
	if c := s.framework.Cache; c != "" {
		top, _, _ := strings.Cut(c, "/")
		paths = union(paths, path.Join(s.dir(), top))
	}
	return paths
}
