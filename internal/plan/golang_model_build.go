package plan

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// module adds where the module is, and what its dependencies take.
func (m *Go) module(s *goService) {
	dir := s.moduleDir()
	m.Packages = "./..."
	switch {
	case s.g.Work != "":
		m.Packages = goDotted(path.Join(dir, "..."))
	case dir != ".":
		m.Dir = dir
	}
	manifests := s.allInContext(s.g.Manifests)
	switch {
	case s.g.Vendor != "":
		m.Modules = "vendor"
		manifests = append(manifests, s.inContext(s.g.Vendor))
	case s.downloads():
		m.Modules = "download"
	}
	if len(manifests) > 0 {
		m.Manifests = goFiles(manifests)
	}
	m.Private, m.HasSum = s.g.Private.Value, s.g.Sums
	m.UpdateSum = !s.g.Sums && s.g.Vendor == "" && s.g.Module != ""
	m.Deps, m.CompileDeps = s.depsName() == "deps", s.many()
	m.CacheName = strings.TrimSuffix(cacheID(s.st.Name, "go"), "-go")
}

// goFiles decides how files keep their paths below the working directory: one file or directory goes to the place that it
// has; several keep their directories.
func goFiles(paths []string) *GoFiles {
	f := &GoFiles{Paths: paths, Dest: "./"}
	for _, p := range paths {
		f.Patterns = f.Patterns || strings.Contains(p, "*")
		f.Parents = f.Parents || strings.Contains(p, "/") || !strings.Contains(path.Base(p), ".")
	}
	if len(paths) == 1 && !f.Patterns && f.Parents {
		f.Dest, f.Parents = "./"+paths[0], false
		if strings.Contains(path.Base(paths[0]), ".") {
			f.Dest = "./" + path.Dir(paths[0]) + "/"
		}
	}
	return f
}

// goSymbol is a variable that the linker's flags can hold: they are a list of words.
var goSymbol = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)

// compiler adds what is compiled, from what, and for which platform.
func (m *Go) compiler(s *goService) {
	p := s.program
	m.Images.Toolchain, m.Release = s.tools.Ref, s.tools.Codename()
	if len(p.Cgo) > 0 {
		m.Cgo = "cross"
		if !s.crosses() {
			m.Cgo = "native"
		}
	}
	if names, _ := s.cgoPackages(true); len(names) > 0 {
		m.BuildPackages = &SystemPackages{Manager: s.tools.Packages, Release: s.tools.Codename(), Names: names}
	}
	m.Program = GoProgram{Name: p.Name, Package: p.Files, TimeZones: len(p.Zones) > 0 && !m.Is("distroless")}
	if p.Files == nil {
		_, pkg := s.target(p.Dir)
		m.Program.Package = []string{pkg}
	}
	for _, l := range p.Linked {
		switch {
		case !goSymbol.MatchString(l.Symbol):
		case l.Role == "version":
			m.Program.VersionVars = append(m.Program.VersionVars, l.Symbol)
		case l.Role == "revision":
			m.Program.RevisionVars = append(m.Program.RevisionVars, l.Symbol)
		}
	}
	into := s.embedsAssets()
	sources := slices.DeleteFunc(slices.Clone(p.Sources), func(file string) bool {
		return into != "" && (file == into || strings.HasPrefix(file, into+"/")) // the front end's build makes it anew
	})
	m.Sources, m.HasTests = *goFiles(s.allInContext(sources)), s.g.Tests
}
