package detect

import (
	"path"
	"strings"
)

// nxProject is an application of an Nx workspace that has a project.json and shares the package.json of the root.
type nxProject struct {
	name, dir string
	out       Fact[string] // the directory that its build fills
	page      bool
	main      string
	options   *node
}

// nxProjects finds the applications of an Nx workspace that have no manifest of their own.
func (r *nodeRepo) nxProjects(dir string) []nxProject {
	if r.t.first(dir, "nx.json") == "" {
		return nil
	}
	var out []nxProject
	for _, p := range r.t.named("project.json") {
		at := path.Dir(p)
		if !within(dir, at) || at != dir && r.packages[at] != nil || strings.HasSuffix(at, "-e2e") {
			continue
		}
		doc, err := r.t.json(p, true)
		if err != nil || doc.at("projectType").text() != "application" {
			continue
		}
		one := nxProject{name: doc.at("name").text(), dir: at}
		if one.name == "" {
			one.name = path.Base(at)
		}
		if r.nxBuild(&one, doc.at("targets", "build")) {
			out = append(out, one)
		}
	}
	return out
}

var nxOut = lazy(`\b(?:path|outDir)\s*:\s*(?:(?:path\.)?\w+\([^)]*)?["']([\w./-]+)["']`)

// nxBuild finds what the build of an application makes: by its target, or by the configuration of the bundler from which a
// plugin of Nx makes the target.
func (r *nodeRepo) nxBuild(p *nxProject, build *node) bool {
	executor := build.at("executor").text()
	p.options, p.page = build.at("options"), strings.Contains(executor, "vite") || strings.Contains(executor, "angular")
	if out := p.options.at("outputPath"); out.text() != "" {
		p.out = fact(out.text(), out.evidence())
		if p.page && strings.HasSuffix(executor, ":application") {
			p.out.Value = path.Join(p.out.Value, "browser")
		}
		return true
	}
	s := &nodeService{nodeRepo: r, pkg: &nodePackage{dir: p.dir}}
	conf := s.configFile("vite.config.", "webpack.config.")
	if out := s.setting(conf, nxOut); out.Known() && build.at("command") == nil {
		p.out, p.page = fact(path.Join(p.dir, out.Value), out.Because...), strings.HasPrefix(path.Base(conf), "vite") && r.t.first(p.dir, "index.html") != ""
		return p.page || strings.HasPrefix(path.Base(conf), "webpack")
	}
	return false
}

// nx makes an application the service.
func (s *nodeService) nx() bool {
	p := s.project
	if p == nil {
		return false
	}
	e := p.out.Because[0]
	s.stack.Name = p.name
	if len(s.nxProjects(s.pkg.dir)) > 1 {
		s.stack.Dir, s.n.Home = p.dir, s.pkg.dir
	}
	if s.n.Home != "" || s.pkg.script("build") == nil {
		s.stack.Build = fact([]string{"nx", "build", p.name}, e)
	}
	s.n.BuildEnv = append(s.n.BuildEnv, EnvVar{"NX_DAEMON", "false"})
	out := relative(s.pkg.dir, p.out.Value)
	if p.page {
		s.n.Static = &Static{Output: fact(path.Join(s.pkg.dir, out), e), Fallback: "index.html"}
		return true
	}
	file := path.Join(out, "main.js")
	if p.options.at("generatePackageJson").truth() {
		file = out // its package.json names the program
	}
	s.start = nodeStart{kind: startProgram, args: []string{"node", file}, entry: file, because: []Evidence{e}}
	s.outputs(e, out)
	main := p.options.at("main").text()
	if main == "" {
		main = path.Join(relative(s.pkg.dir, p.dir), "src/main.ts")
	}
	if s.t.has(path.Join(s.pkg.dir, main)) {
		s.entry = path.Join(s.pkg.dir, main)
	}
	return true
}
