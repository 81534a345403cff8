package plan

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// goManyModules is the number of modules from which compiling them is worth two stages of its own. On a fresh machine with
// an imported cache they spare the compile of all dependencies: 132 s became 25 s with 120 modules, and about 15 s (the
// standard library) are all there is to spare with a handful. Below the threshold the file stays short instead.
const goManyModules = 40

// downloads reports whether there is anything to fetch.
func (s *goService) downloads() bool {
	return s.g.Vendor == "" && s.g.Modules > 0 && s.g.Module != ""
}

// many reports whether the dependencies are worth stages of their own: not where modules of the repository replace others, whose
// sources are not there before the program's.
func (s *goService) many() bool {
	own := s.g.Work == "" && len(s.g.Manifests) > 2
	if in, _ := s.target(s.program.Dir); !s.downloads() || !s.g.Sums || own || in {
		return false
	}
	return s.g.Modules >= goManyModules || s.crosses() && slices.ContainsFunc(s.program.Cgo, func(c detect.Cgo) bool { return c.Heavy })
}

// crosses reports whether the build machine's own toolchain compiles for the target: always without cgo, and with it as
// long as all C comes with the modules.
func (s *goService) crosses() bool {
	cgo := s.program.Cgo
	return (s.tools.Packages != "apk" || len(cgo) == 0) && !slices.ContainsFunc(cgo, func(c detect.Cgo) bool { return len(c.Build) > 0 })
}

// cgoPackages are the packages that the C sources are compiled with, or that the program loads.
func (s *goService) cgoPackages(build bool) (names []string) {
	image := s.final
	if build {
		image = s.tools
	}
	apk := image.Packages == "apk"
	if build && apk && len(s.program.Cgo) > 0 {
		names = []string{"build-base"}
	}
	for _, c := range s.program.Cgo {
		switch {
		case build && apk:
			names = union(names, c.AlpineBuild...)
		case build:
			names = union(names, c.Build...)
		case apk:
			names = union(names, c.AlpineRun...)
		default:
			names = union(names, c.Run...)
		}
	}
	return names
}

// target names the main package to the compiler, and says whether it has to run in the module's directory.
func (s *goService) target(dir string) (in bool, pkg string) {
	root := s.inContext(s.g.Dir)
	if s.g.Work != "" || root == "." {
		return false, goDotted(s.inContext(dir))
	}
	return true, goDotted(relativeTo(root, s.inContext(dir)))
}

// goDotted makes a directory a package, as the go command takes it.
func goDotted(p string) string {
	if p == "." {
		return p
	}
	return "./" + p
}

// embedsAssets is where the front end's files have to be for the compiler; "" when it does not need them.
func (s *goService) embedsAssets() string {
	a := s.st.Assets
	if a == nil || !slices.ContainsFunc(s.program.Embeds, func(e detect.Embed) bool { return within(a.Into.Value, e.Path) }) {
		return ""
	}
	return a.Into.Value
}

// module adds where the module is, and what its dependencies take.
func (m *Go) module(s *goService) {
	dir := s.inContext(s.g.Dir)
	m.Packages = "./..."
	if s.g.Work != "" {
		m.Packages = goDotted(path.Join(dir, "..."))
	} else {
		m.Dir = below(dir)
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
	m.Deps, m.CompileDeps = m.Modules != "" || m.Wants("test") || m.Wants("dev"), s.many()
	m.CacheName = cacheID(s.st.Name)
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
	m.BuildPackages = packages(s.tools, nil, s.cgoPackages(true)...)
	m.Program = GoProgram{Name: p.Name, Package: p.Files, TimeZones: len(p.Zones) > 0 && !m.Is("distroless")}
	tags := slices.Clone(p.Tags.Value)
	if m.Program.TimeZones {
		tags = union(tags, "timetzdata")
	}
	m.Program.Tags = strings.Join(tags, ",")
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
	m.Generated = each(p.Generated, func(g detect.Generated) GoGenerated { return GoGenerated{g.Tool, g.Package} })
	into := s.embedsAssets()
	sources := slices.DeleteFunc(slices.Clone(p.Sources), func(file string) bool {
		return into != "" && within(into, file) // the front end's build makes it anew
	})
	m.Sources, m.HasTests = *goFiles(s.allInContext(sources)), s.g.Tests
}
