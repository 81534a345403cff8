package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// nxProject is an application of an Nx workspace: one that has a project.json and shares the package.json of the root, or one
// whose own package.json holds what a project.json would.
type nxProject struct {
	name, dir string
	root      string              // the directory of the workspace
	own       bool                // it has a package.json
	out       detect.Fact[string] // the directory that its build fills
	page      bool
	options   *formats.Node
}

// nxProjects finds the applications of an Nx workspace that have no manifest of their own.
func (r *packageSet) nxProjects(dir string) []nxProject {
	if r.t.First(dir, "nx.json") == "" {
		return nil
	}
	var out []nxProject
	for _, p := range r.t.Named("project.json") {
		at := path.Dir(p)
		if !detect.Inside(at, dir) || at != dir && r.packages[at] != nil || strings.HasSuffix(at, "-e2e") {
			continue
		}
		doc, err := r.t.JSON(p, true)
		if err != nil || doc.At("projectType").Text() != "application" {
			continue
		}
		one := nxProject{name: doc.At("name").Text(), dir: at, root: dir}
		if one.name == "" {
			one.name = path.Base(at)
		}
		if r.nxBuild(&one, doc.At("targets", "build")) {
			out = append(out, one)
		}
	}
	return out
}

// nxMember gives the application that a package is by its own manifest; a library has nothing to serve.
func (r *packageSet) nxMember(dir string) []nxProject {
	p := r.packages[dir]
	targets := p.doc.At("nx", "targets")
	if r.spaces[dir] == nil || targets.At("serve") == nil || p.script("build") != nil || r.t.First(r.spaces[dir].root, "nx.json") == "" {
		return nil
	}
	one := nxProject{name: p.doc.At("nx", "name").Text(), dir: dir, root: r.spaces[dir].root, own: true}
	if one.name == "" {
		one.name = p.doc.At("name").Text()
	}
	if !r.nxBuild(&one, targets.At("build")) {
		return nil
	}
	return []nxProject{one}
}

// nxInfers finds the plugin of Nx that makes a build target for a tool: "@nx/vite/plugin".
func (s *service) nxInfers(tool string) *formats.Node {
	if s.space == nil || s.space.tool != "nx" || s.pkg.doc.At("name").Text() == "" || s.packages[s.space.root].dep("nx") == nil {
		return nil
	}
	doc, err := s.t.JSON(s.t.First(s.space.root, "nx.json"), true)
	if err != nil {
		return nil
	}
	for _, plugin := range doc.At("plugins").List() {
		name, target := plugin, "build"
		if n := plugin.At("plugin"); n != nil {
			name = n
		}
		if n := plugin.At("options", "buildTargetName"); n != nil {
			target = n.Text()
		}
		if name.Text() == "@nx/"+tool+"/plugin" && target == "build" {
			return name
		}
	}
	return nil
}

var nxOut = pattern.New(`\b(?:path|outDir)\s*:\s*(?:(?:path\.)?\w+\([^)]*)?["']([\w./-]+)["']`)

// nxBuild finds what the build of an application makes: by its target, or by the configuration of the bundler from which a
// plugin of Nx makes the target.
func (r *packageSet) nxBuild(p *nxProject, build *formats.Node) bool {
	executor := build.At("executor").Text()
	p.options, p.page = build.At("options"), strings.Contains(executor, "vite") || strings.Contains(executor, "angular")
	if out := p.options.At("outputPath"); out.Text() != "" {
		p.out = detect.NewFact(path.Join(p.root, out.Text()), detect.EvidenceOf(out))
		if p.page && strings.HasSuffix(executor, ":application") {
			p.out.Value = path.Join(p.out.Value, "browser")
		}
		return true
	}
	s := &service{packageSet: r, pkg: &packageJSON{dir: p.dir}}
	conf := s.configFile("vite.config.", "webpack.config.")
	if out := s.setting(conf, nxOut); out.Known() && build.At("command") == nil {
		p.out, p.page = detect.NewFact(path.Join(p.dir, out.Value), out.Because...), strings.HasPrefix(path.Base(conf), "vite") && r.t.First(p.dir, "index.html") != ""
		return p.page || strings.HasPrefix(path.Base(conf), "webpack")
	}
	return false
}

// nxOf makes an application the service.
func nxOf(s *service) bool {
	p := s.project
	if p == nil {
		return false
	}
	e := p.out.Because[0]
	if !p.own {
		s.stack.Name = p.name
	}
	if !p.own && len(s.nxProjects(s.pkg.dir)) > 1 {
		s.stack.Dir, s.n.Home = p.dir, s.pkg.dir
	}
	if s.n.Home != "" || s.pkg.script("build") == nil {
		s.stack.Build = detect.NewFact([]string{"nx", "build", p.name}, e)
	}
	s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NX_DAEMON", Value: "false"})
	out := detect.Relative(s.pkg.dir, p.out.Value)
	if p.page {
		s.n.Static = &detect.Static{Output: detect.NewFact(path.Join(s.pkg.dir, out), e), Fallback: "index.html"}
		return true
	}
	file := path.Join(out, "main.js")
	if p.options.At("generatePackageJson").True() {
		file = out // its package.json names the program
	}
	s.start = startCommand{kind: startProgram, args: []string{"node", file}, entry: file, because: []detect.Evidence{e}}
	s.outputs(e, out)
	main := p.options.At("main").Text()
	if main = path.Join(p.root, main); main == p.root {
		main = path.Join(p.dir, "src/main.ts")
	}
	if s.t.Has(main) {
		s.entry = main
	}
	return true
}
