package plan

import (
	"path"
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

// manifests copies what a download of the modules reads.
func (s *goService) manifests() []Step {
	files := s.allInContext(s.g.Manifests)
	if s.g.Vendor != "" {
		files = append(files, s.inContext(s.g.Vendor))
	}
	if len(files) == 0 {
		return nil
	}
	return []Step{s.copying("deps", files, nil)}
}

// copying copies files of the context to the same place below the working directory.
func (s *goService) copying(slot string, files, exclude []string) Step {
	c := &Copy{Sources: files, Dest: "./", Exclude: exclude}
	for _, f := range files {
		c.Patterns = c.Patterns || strings.Contains(f, "*")
		c.Parents = c.Parents || strings.Contains(f, "/") || !strings.Contains(path.Base(f), ".")
	}
	if len(files) == 1 && !c.Patterns && c.Parents {
		c.Dest, c.Parents = "./"+files[0], false
		if strings.Contains(path.Base(files[0]), ".") {
			c.Dest = "./" + path.Dir(files[0]) + "/"
		}
	}
	return Step{Slot: slot, Copy: c}
}

// deps downloads the modules, so that they are fetched anew only when a manifest changes.
func (s *goService) deps() *Stage {
	if s.depsName() != "deps" {
		return nil
	}
	st := &Stage{Name: "deps", From: "toolchain", Workdir: goRoot, About: "The modules, fetched anew only when a manifest changes", Steps: s.manifests()}
	if s.g.Vendor != "" {
		st.About = "The modules in vendor, apart from the sources"
	}
	if !s.downloads() {
		return st
	}
	run := &Run{Mounts: []Mount{{Type: "cache", ID: "go-proxy", Target: "/var/cache/go-proxy"}}}
	download := Command{Script: `GOPROXY="file:///var/cache/go-proxy,$(go env GOPROXY)" go mod download`}
	if s.g.Private.Known() {
		st.Env = append(st.Env, Var{Name: "GOPRIVATE", Value: s.g.Private.Value})
		run.Mounts = append(run.Mounts, Mount{Type: "secret", ID: "netrc", Target: "/root/.netrc", Required: true})
	}
	if d := s.moduleDir(); d != "." && s.g.Work == "" {
		download.Args = []string{"-C", d}
	}
	run.Commands = []Command{download, {Script: "cp -Ru /go/pkg/mod/cache/download/. /var/cache/go-proxy/"}}
	st.Steps = append(st.Steps, Step{Slot: "deps", Run: run,
		Why: "The modules are in the layer, for a cache mount is empty on a fresh CI machine. The mount spares the network when a manifest changes: it is read, and filled, as a module proxy."})
	return st
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

// platform are the arguments and variables by which the compiler works for the target.
func (s *goService) platform() ([]Arg, []Var) {
	env := []Var{{Name: "CGO_ENABLED", Value: "0"}}
	if len(s.program.Cgo) > 0 {
		env[0].Value = "1"
		if !s.crosses() {
			return nil, env
		}
		env = append(env, Var{Name: "CC", Value: "target-cc"})
	}
	return []Arg{{Name: "TARGETOS"}, {Name: "TARGETARCH"}},
		append(env, Var{Name: "GOOS", Value: "$TARGETOS", Expand: true}, Var{Name: "GOARCH", Value: "$TARGETARCH", Expand: true})
}

// flags are what the compiler is told besides: the same for the dependencies and for the program, or its cache is of no use.
func (s *goService) flags() []string {
	flags := []string{"-trimpath"}
	if len(s.program.Zones) > 0 && s.base != "distroless" {
		flags = append(flags, "-tags", "timetzdata")
	}
	if !s.g.Sums && s.g.Vendor == "" && s.g.Module != "" {
		flags = append(flags, "-mod=mod")
	}
	return flags
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

// goBuildCache is the compiler's cache.
func goBuildCache() Mount {
	return Mount{Type: "cache", ID: "go-build", Target: "/root/.cache/go-build"}
}

// build compiles the program.
func (s *goService) build() *Stage {
	st := &Stage{Name: "build", From: s.depsName(), About: "Compiles the program on the build machine for the target platform, without emulation"}
	if !s.crosses() {
		st.About = "Compiles the program; its C libraries are those of the platform that it is built on"
	}
	var mounts []Mount
	if s.hasCross() {
		st.From = "cross"
		if s.downloads() {
			mounts = append(mounts, goModulesOfDeps())
		}
	}
	if st.From != "deps" {
		st.Workdir = goRoot
		for _, step := range s.manifests() {
			step.Slot = "copy"
			st.Steps = append(st.Steps, step)
		}
	}
	st.Steps = append(st.Steps, s.sources()...)
	cache := goBuildCache()
	if s.many() {
		cache = Mount{Type: "cache", ID: cacheID(s.st.Name, "go-build"), Target: "/root/.cache/go-build", From: "compiled-deps", Source: "/root/.cache/go-build"}
	}
	args, env := s.platform()
	symbols, expand := s.linker()
	for _, name := range expand {
		args = append(args, Arg{Name: name, Default: map[string]string{"VERSION": "dev", "REVISION": "unknown"}[name]})
	}
	in, pkg := s.target(s.program.Dir)
	words := append(append([]string{"go", "build"}, in...), s.flags()...)
	words = append(words, "-ldflags", symbols, "-o", "/out/"+s.program.Name)
	if s.program.Files != nil {
		words = append(words, s.program.Files...)
	} else {
		words = append(words, pkg)
	}
	st.Steps = append(st.Steps, Step{Slot: "build", Args: args, Why: s.buildWhy(), Because: s.program.Because,
		Run: &Run{Mounts: append(mounts, cache), Commands: []Command{{Env: env, Args: words, Expand: expand}}}})
	return st
}

// buildWhy explains what is not plain about the compiler's command.
func (s *goService) buildWhy() string {
	var why []string
	if s.many() {
		why = append(why, "The cache mount starts as compiled-deps left it, so that it is warm on a fresh machine too.")
	}
	if slices.Contains(s.flags(), "timetzdata") {
		why = append(why, "timetzdata embeds the time zones, which the base lacks (0.4 MB).")
	}
	if slices.Contains(s.flags(), "-mod=mod") {
		why = append(why, "There is no go.sum: -mod=mod takes what the download found.")
	}
	return strings.Join(why, " ")
}

// sources copies what the program is compiled from, and what the front end's build made of it.
func (s *goService) sources() []Step {
	var exclude []string
	if s.g.Tests {
		exclude = []string{"**/*_test.go"}
	}
	into := s.embedsAssets()
	sources := slices.DeleteFunc(slices.Clone(s.program.Sources), func(file string) bool {
		return into != "" && (file == into || strings.HasPrefix(file, into+"/")) // the front end's build makes it anew
	})
	steps := []Step{s.copying("copy", s.allInContext(sources), exclude)}
	if into != "" {
		steps = append(steps, Step{Slot: "copy", Why: "The only place where the two halves meet.",
			Copy: &Copy{From: "assets", Sources: []string{s.made}, Dest: "./" + s.inContext(into)}})
	}
	return steps
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

// linker gives the flags of the linker, and the arguments of the build that it reads.
func (s *goService) linker() (string, []string) {
	symbols, expand := "-s -w", []string(nil)
	for _, l := range s.program.Linked {
		name := map[string]string{"version": "VERSION", "revision": "REVISION"}[l.Role]
		if name == "" {
			continue
		}
		symbols += " -X " + l.Symbol + "=$" + name
		if !slices.Contains(expand, name) {
			expand = append(expand, name)
		}
	}
	return symbols, expand
}
