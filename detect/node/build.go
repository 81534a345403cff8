package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// buildsByName fits the names of scripts that build.
var buildsByName = pattern.New(`^(?:build|compile|transpile)(?:[:_-]|$)`)

// buildName gives the script that builds for production: the first of the usual names, else the one that the start script calls
// before the program.
func (p *packageJSON) buildName() string {
	if p.builder == nil {
		name := p.findBuild()
		p.builder = &name
	}
	return *p.builder
}

// findBuild is buildName for the first who asks.
func (p *packageJSON) findBuild() string {
	for _, name := range tables().BuildNames {
		if strings.TrimSpace(p.script(name).Text()) != "" && (name != "heroku-postbuild" || p.script("build") == nil) {
			return name
		}
	}
	for _, name := range []string{"prestart", "start"} {
		for _, c := range parseScript(p.script(name).Text()) {
			if called, _, ok := p.runsScript(c.args); ok && buildsByName.MatchString(called) {
				return called
			}
		}
	}
	return ""
}

// buildChain gives the commands behind the build script, nil when there is none or only a shell can run it.
func (s *service) buildChain() []command {
	if name := s.pkg.buildName(); name != "" {
		return s.pkg.expand(name)
	}
	return nil
}

// build finds the command that builds, and the commands behind it.
func (s *service) build() {
	if s.stack.Build.Known() {
		return
	}
	name := s.pkg.buildName()
	if name == "" {
		defaultBuild(s)
		return
	}
	if s.n.Static == nil && needless(s, name) {
		return
	}
	s.stack.Build = detect.NewFact(s.run(name), detect.EvidenceOf(s.pkg.script(name)))
	if !taskBuild(s, name) {
		buildSteps(s, name)
	}
	legacyCrypto(s)
}

// taskBuild builds by the workspace's task runner, where members that the service stands on have to be built before it.
// Turborepo would hide our variables from the build, unless it is told not to.
func taskBuild(s *service, script string) bool {
	w := s.n.Workspace
	if w == nil || w.Root == s.pkg.dir || !slices.ContainsFunc(w.Parts, func(m detect.Member) bool { return m.Build != "" }) {
		return false
	}
	root, name := s.packages[w.Root], s.pkg.doc.At("name").Text()
	tool := root.dep(w.Tool)
	if tool == nil || name == "" {
		return false
	}
	args := map[string][]string{
		"turbo": {"turbo", "run", script, "--filter=" + name, "--env-mode=loose"},
		"nx":    {"nx", "run", name + ":" + script},
		"lerna": {"lerna", "run", script, "--scope=" + name, "--include-dependencies"},
	}[w.Tool]
	s.stack.Build = detect.NewFact(args, append([]detect.Evidence{detect.EvidenceOf(tool)}, s.stack.Build.Because...)...)
	if w.Tool == "turbo" {
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "TURBO_TELEMETRY_DISABLED", Value: "1"})
	}
	if w.Tool == "nx" {
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NX_DAEMON", Value: "false"})
	}
	return true
}

// needless reports whether a build script makes nothing: a type check, an echo.
func needless(s *service, name string) bool {
	chain := s.pkg.expand(name)
	for _, c := range chain {
		if len(c.args) == 0 || c.args[0] == "echo" || c.args[0] == "exit" || c.args[0] == "true" || c.args[0] == "tsc" && slices.Contains(c.args, "--noEmit") {
			continue
		}
		return false
	}
	return chain != nil
}

// defaultBuild is what the framework or the compiler needs where no script says it.
func defaultBuild(s *service) {
	var inferred *formats.Node
	if s.row != nil && len(s.row.Build) > 0 {
		inferred = s.nxInfers(s.row.Build[0])
	}
	switch {
	case s.n.Static != nil && s.start.kind == startFiles && s.row == nil:
		return
	case inferred != nil:
		s.stack.Build = detect.NewFact([]string{"nx", "build", s.pkg.doc.At("name").Text()}, detect.EvidenceOf(inferred))
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NX_DAEMON", Value: "false"})
	case s.row != nil && len(s.row.Build) > 0 && (s.n.Static != nil || s.n.Output.Known() || s.row.Shape != ""):
		s.stack.Build = detect.NewFact(s.row.Build, s.stack.Framework.Because...)
		s.n.BuildSteps = [][]string{s.row.Build}
		s.note(detect.Note{Text: "there is no build script, so the build runs " + strings.Join(s.row.Build, " "), Add: "a build script in package.json", Because: s.stack.Framework.Because})
	case s.start.kind == startProgram && s.start.entry != "" && s.missing(s.start.entry) && s.dep("typescript") != nil && s.t.First(s.pkg.dir, "tsconfig.json") != "":
		e := detect.EvidenceOf(s.dep("typescript"))
		s.stack.Build = detect.NewFact([]string{"tsc"}, e)
		s.n.BuildSteps = [][]string{{"tsc"}}
		s.note(detect.Note{Text: "no script makes " + s.start.entry + ", which the start script runs, so the build runs tsc", Add: "a build script in package.json", Because: s.start.because})
	}
}

// missing reports whether a script is not in the repository.
func (s *service) missing(file string) bool { return !s.t.Has(path.Join(s.pkg.dir, file)) }

// buildSteps gives the commands behind a script where each can be run without the manager.
func buildSteps(s *service, name string) {
	var steps [][]string
	for _, c := range s.pkg.expand(name) {
		if len(c.args) == 0 || slices.Contains([]string{"npm", "yarn", "pnpm", "bun", "turbo", "nx", "lerna", "cd", "pushd"}, c.args[0]) {
			return
		}
		if c.args[0] == "echo" {
			continue
		}
		for _, e := range c.env {
			if !slices.Contains(s.n.BuildEnv, e) {
				s.n.BuildEnv = append(s.n.BuildEnv, e)
			}
		}
		steps = append(steps, c.args)
	}
	s.n.BuildSteps = steps
}

// devCommand finds the project's own hot reload.
func devCommand(s *service) {
	names := []string{"dev", "start:dev", "develop", "serve:dev"}
	if s.start.kind == startDevelop {
		names = append(names, "start", "serve")
	} else if s.row == nil || s.row.Server {
		names = append(names, "watch")
	}
	for _, name := range names {
		n := s.pkg.script(name)
		if n == nil {
			continue
		}
		chain := s.pkg.expand(name)
		if len(chain) == 0 {
			s.n.Dev = detect.NewFact(s.run(name), detect.EvidenceOf(n))
			return
		}
		last := chain[len(chain)-1]
		if len(last.args) == 0 || slices.Contains([]string{"turbo", "nx", "lerna", "docker", "docker-compose", "cd"}, last.args[0]) {
			continue
		}
		s.n.Dev = detect.NewFact(open(s, last.args), detect.EvidenceOf(n))
		if p := portFlag(last.args); p != 0 {
			s.n.DevPort = detect.NewFact(p, detect.EvidenceOf(n))
		}
		break
	}
	if s.row == nil {
		return
	}
	if !s.n.Dev.Known() && len(s.row.Dev) > 0 {
		s.n.Dev = detect.NewFact(s.row.Dev, s.stack.Framework.Because...)
	}
	if s.n.Dev.Known() && !s.n.DevPort.Known() && s.row.DevPort != 0 {
		s.n.DevPort = detect.NewFact(s.row.DevPort, s.stack.Framework.Because...)
	}
}

// open makes a development server listen on all addresses, where it takes the row's word for it.
func open(s *service, args []string) []string {
	if s.row == nil || len(s.row.Dev) < 2 || len(args) == 0 || args[0] != s.row.Dev[0] {
		return args
	}
	for i, a := range s.row.Dev {
		if a != "--host" && a != "-H" {
			continue
		}
		for _, b := range args {
			if strings.HasPrefix(b, "--host") || b == "-H" {
				return args
			}
		}
		return append(append([]string{}, args...), s.row.Dev[i:]...)
	}
	return args
}

// testCommand finds the project's tests; npm init's stub is none.
func testCommand(s *service) {
	for _, name := range []string{"test:ci", "test", "test:unit", "unit"} {
		n := s.pkg.script(name)
		if n == nil || strings.Contains(n.Text(), "no test specified") {
			continue
		}
		chain := s.pkg.expand(name)
		if len(chain) == 1 && len(chain[0].env) == 0 && len(chain[0].args) > 0 && !slices.Contains([]string{"npm", "yarn", "pnpm", "bun", "turbo", "nx"}, chain[0].args[0]) {
			s.n.Test = detect.NewFact(chain[0].args, detect.EvidenceOf(n))
		} else {
			s.n.Test = detect.NewFact(s.run(name), detect.EvidenceOf(n))
		}
		return
	}
	tests := s.t.Under(s.pkg.dir, ".test.js", ".test.mjs", ".test.cjs")
	if len(tests) > 0 && s.pkg.dep("jest") == nil && s.pkg.dep("vitest") == nil && s.pkg.dep("mocha") == nil {
		s.n.Test = detect.NewFact([]string{"node", "--test"}, detect.Evidence{Path: tests[0]})
	}
}

// staticfile reads Staticfile, which says whether unknown paths get the page, and where the files are.
func staticfile(s *service) {
	p := s.t.First(s.pkg.dir, "Staticfile")
	if p == "" || s.n.Static == nil {
		return
	}
	for i, line := range s.t.Lines(p) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "index_fallback":
			s.n.Static.Fallback = map[string]string{"true": "index.html", "false": "404.html"}[value]
		case "root":
			s.n.Static.Output = detect.NewFact(path.Join(s.pkg.dir, value), s.t.At(p, i+1))
		}
	}
}

// staticFallback reports whether a Staticfile asks for the page on unknown paths.
func staticFallback(s *service) bool {
	for _, line := range s.t.Lines(path.Join(s.pkg.dir, "Staticfile")) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "index_fallback" && strings.TrimSpace(value) == "true" {
			return true
		}
	}
	return false
}
