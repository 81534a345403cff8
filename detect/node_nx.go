package detect

import (
	"path"
	"strings"
)

// nxProject is an application of an Nx workspace that has a project.json and shares the package.json of the root.
type nxProject struct {
	name    string
	dir     string
	options *node
	build   *node
}

// nxProjects finds the applications of an Nx workspace that have no manifest of their own.
func (s *nodeService) nxProjects() []nxProject {
	if s.t.first(s.pkg.dir, "nx.json") == "" {
		return nil
	}
	var out []nxProject
	for _, p := range s.t.named("project.json") {
		dir := path.Dir(p)
		if !within(s.pkg.dir, dir) || dir != s.pkg.dir && s.packages[dir] != nil || strings.HasSuffix(dir, "-e2e") {
			continue
		}
		doc, err := s.t.json(p, true)
		if err != nil || doc.at("projectType").text() != "application" {
			continue
		}
		build := doc.at("targets", "build")
		if build.at("options", "outputPath").text() == "" {
			continue
		}
		name := doc.at("name").text()
		if name == "" {
			name = path.Base(dir)
		}
		out = append(out, nxProject{name: name, dir: dir, build: build, options: build.at("options")})
	}
	return out
}

// nx makes the only such application the service of the root; of several it says why they are none.
func (s *nodeService) nx() bool {
	projects := s.nxProjects()
	if len(projects) == 0 || s.start.kind == startProgram {
		return false
	}
	if len(projects) > 1 {
		var because []Evidence
		for _, p := range projects {
			because = append(because, p.build.evidence())
		}
		s.refuse("several Nx applications share one package.json, and an image of one cannot be told from it", "a package.json for each application, as Nx's own package-based layout has it", because...)
		return true
	}
	p := projects[0]
	s.stack.Name = p.name
	out, e := p.options.at("outputPath").text(), p.options.at("outputPath").evidence()
	if s.pkg.script("build") == nil {
		s.stack.Build = fact([]string{"nx", "build", p.name}, p.build.evidence())
	}
	s.n.BuildEnv = append(s.n.BuildEnv, EnvVar{"NX_DAEMON", "false"})
	if executor := p.build.at("executor").text(); strings.Contains(executor, "vite") || strings.Contains(executor, "angular") {
		s.nxPage(out, executor, e)
		return true
	}
	file := path.Join(out, "main.js")
	if p.options.at("generatePackageJson").truth() {
		file = out // its package.json names the program
	}
	s.start = nodeStart{kind: startProgram, args: []string{"node", file}, entry: file, because: []Evidence{e}}
	s.outputs(e, out)
	if main := p.options.at("main").text(); main != "" && s.t.has(path.Join(s.pkg.dir, main)) {
		s.entry = path.Join(s.pkg.dir, main)
	}
	return true
}

// nxPage is an application that is a page.
func (s *nodeService) nxPage(out, executor string, e Evidence) {
	if strings.HasSuffix(executor, ":application") {
		out = path.Join(out, "browser")
	}
	s.n.Static = &Static{Output: fact(path.Join(s.pkg.dir, out), e), Fallback: "index.html"}
}
