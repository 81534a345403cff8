package plan

import (
	"path"
	"slices"
)

// goAirVersion is the release of air in the dev target.
const goAirVersion = "v1.67.4"

// targets adds what only some build targets need.
func (m *Go) targets(s *goService) {
	if !m.Wants("test") && !m.Wants("dev") {
		return
	}
	all := s.allSources()
	m.AllSources = goFiles(all)
	if m.Wants("dev") {
		m.Dev = &GoDev{Sources: *m.AllSources}
	}
	if m.Dev != nil && s.g.Air != "" {
		m.Dev = &GoDev{Air: goAirVersion, Sources: *goFiles(append([]string{s.inContext(s.g.Air)}, all...))}
	}
}

// allSources are all packages of the module, with what its programs read at run time.
func (s *goService) allSources() []string {
	files := s.allInContext(s.g.Packages)
	add := func(p string) {
		if p = s.inContext(p); !goCovered(files, p) {
			files = append(files, p)
		}
	}
	for _, p := range s.program.Sources {
		add(p)
	}
	for _, f := range s.program.RunFiles {
		if !f.Missing {
			add(f.Path)
		}
	}
	return files
}

// ignore adds what the stages copy from the build context: all else is left out.
func (m *Go) ignore(s *goService) {
	in := copied(m)
	m.Ignore.All, m.Ignore.Included = slices.Contains(in, "."), goOutermost(in)
	m.Ignore.Tests = s.g.Tests && m.AllSources == nil
	m.SecretFiles = secretLines(s.st, in)
}

// goOutermost sorts paths and drops those that lie in another one.
func goOutermost(paths []string) (out []string) {
	for _, p := range slices.Sorted(slices.Values(paths)) {
		if p = path.Clean(p); p != "." && !goCovered(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// goCovered reports whether a path lies in one of the others.
func goCovered(in []string, p string) bool {
	return slices.ContainsFunc(in, func(dir string) bool { return dir == "." && !path.IsAbs(p) || within(dir, p) })
}
