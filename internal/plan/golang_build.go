package plan

import (
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

// depsName names the stage that the build goes on from.
func (s *goService) depsName() string {
	if s.downloads() || s.g.Vendor != "" || s.in.Choices.Wants("test") || s.in.Choices.Wants("dev") {
		return "deps"
	}
	return "toolchain"
}

// moduleDir is the module's directory as seen from the context.
func (s *goService) moduleDir() string { return s.inContext(s.g.Dir) }

// crosses reports whether the build machine's own toolchain compiles for the target: always without cgo, and with it as
// long as all C comes with the modules.
func (s *goService) crosses() bool {
	if s.tools.Packages == "apk" && len(s.program.Cgo) > 0 {
		return false
	}
	for _, c := range s.program.Cgo {
		if len(c.Build) > 0 {
			return false
		}
	}
	return true
}

// cgoPackages are the packages that the C sources are compiled with, or that the program loads.
func (s *goService) cgoPackages(build bool) (names []string, because []detect.Evidence) {
	image := s.final
	if build {
		image = s.tools
	}
	if build && image.Packages == "apk" && len(s.program.Cgo) > 0 {
		names = []string{"build-base"}
	}
	for _, c := range s.program.Cgo {
		list := map[bool][]string{true: c.Build, false: c.Run}[build]
		if image.Packages == "apk" {
			list = map[bool][]string{true: c.AlpineBuild, false: c.AlpineRun}[build]
		}
		for _, n := range list {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		if len(list) > 0 || build && len(names) > 0 {
			because = append(because, c.Because)
		}
	}
	return names, because
}

// target names the main package to the compiler, and the directory that it has to be run in.
func (s *goService) target(dir string) (in []string, pkg string) {
	root := s.moduleDir()
	d := s.inContext(dir)
	if s.g.Work != "" || root == "." {
		return nil, goDotted(d)
	}
	if d == root {
		return []string{"-C", root}, "."
	}
	return []string{"-C", root}, goDotted(strings.TrimPrefix(d, root+"/"))
}

func goDotted(p string) string {
	if p == "." {
		return p
	}
	return "./" + p
}

// embedsAssets is where the front end's files have to be for the compiler; "" when it does not need them.
func (s *goService) embedsAssets() string {
	if s.st.Assets == nil {
		return ""
	}
	for _, e := range s.program.Embeds {
		if e.Path == s.st.Assets.Into.Value || strings.HasPrefix(e.Path, s.st.Assets.Into.Value+"/") {
			return s.st.Assets.Into.Value
		}
	}
	return ""
}
