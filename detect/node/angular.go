package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// angularProject gives the application that ng build makes for a package: the only one, the default, the first by name.
func angularProject(s *service) (name string, project *formats.Node) {
	p := s.t.First(s.pkg.dir, "angular.json")
	if p == "" {
		return "", nil
	}
	doc, err := s.t.JSON(p, true)
	if err != nil {
		return "", nil
	}
	projects := doc.At("projects")
	if d := doc.At("defaultProject").Text(); d != "" && projects.At(d) != nil {
		return d, projects.At(d)
	}
	for _, name := range projects.Keys() {
		if t := projects.At(name, "projectType").Text(); t == "application" || t == "" {
			return name, projects.At(name)
		}
	}
	return "", nil
}

// angularBuild gives the build target of a project, which was called architect for long.
func angularBuild(project *formats.Node) *formats.Node {
	if b := project.At("architect", "build"); b != nil {
		return b
	}
	return project.At("targets", "build")
}

// angularServer reports whether the application is rendered by a server.
func angularServer(s *service) bool {
	_, project := angularProject(s)
	ssr := angularBuild(project).At("options", "ssr")
	mode := angularBuild(project).At("options", "outputMode").Text()
	return ssr != nil && ssr.Text() != "false" && ssr.Kind != formats.Null && mode != "static"
}

// angularProduction has the application built for production where ng build alone would build it for development.
func angularProduction(s *service, build *formats.Node) {
	production := build.At("configurations", "production")
	if production == nil || build.At("defaultConfiguration").Text() == "production" || buildFlag(s, "--configuration", "-c") != "" {
		return
	}
	for _, name := range []string{"build:prod", "build:production", "build-prod"} {
		if n := s.pkg.script(name); n != nil && strings.Contains(n.Text(), "prod") {
			s.stack.Build = detect.NewFact(s.run(name), detect.EvidenceOf(n))
			return
		}
	}
	chain := s.buildChain()
	if len(chain) != 1 || len(chain[0].args) < 2 || chain[0].args[0] != "ng" || slices.Contains(chain[0].args, "--prod") {
		return
	}
	s.stack.Build = detect.NewFact(append(chain[0].args, "--configuration", "production"), detect.EvidenceOf(production))
	s.n.BuildSteps = [][]string{s.stack.Build.Value}
}

// angularHosts names the hosts of a first trial where the settings name none: the server of Angular 22 refuses all others.
func angularHosts(s *service, build *formats.Node) {
	hosts := build.At("options", "security", "allowedHosts")
	if len(hosts.List()) > 0 || hosts == nil && !s.newer("@angular/ssr", 22) {
		return
	}
	because := detect.EvidenceOf(build.At("options", "ssr"))
	if hosts != nil {
		because = detect.EvidenceOf(hosts)
	}
	s.n.RunEnv = append(s.n.RunEnv[:len(s.n.RunEnv):len(s.n.RunEnv)], detect.EnvVar{Name: "NG_ALLOWED_HOSTS", Value: "localhost,127.0.0.1"})
	s.note(detect.Note{Text: "Angular's server only answers requests for the hosts that it knows; angular.json names none, so the image allows localhost",
		Add: "the host name of the site to security.allowedHosts in angular.json, or docker run -e NG_ALLOWED_HOSTS=NAME", Because: []detect.Evidence{because}})
}

func angularShape(s *service) {
	name, project := angularProject(s)
	build := angularBuild(project)
	if build == nil {
		if site(s) {
			s.files("dist")
		}
		return
	}
	angularProduction(s, build)
	out := build.At("options", "outputPath")
	base, browser, because := path.Join("dist", name), "browser", detect.EvidenceOf(build.At("builder"))
	switch {
	case out != nil && out.Kind == formats.Table:
		base, because = out.At("base").Text(), detect.EvidenceOf(out.At("base"))
		if b := out.At("browser"); b != nil {
			browser = b.Text()
		}
	case out.Text() != "":
		base, because = out.Text(), detect.EvidenceOf(out)
	}
	if builder := build.At("builder").Text(); !strings.HasSuffix(builder, ":application") {
		browser = ""
	}
	if angularServer(s) {
		s.n.Bundled = true
		s.outputs(because, base)
		s.serve([]string{"node", path.Join(base, "server/server.mjs")}, because)
		angularHosts(s, build)
		return
	}
	s.files(path.Join(base, browser), because)
}
