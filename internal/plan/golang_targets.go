package plan

import (
	"path"
	"slices"
)

// goAirVersion is the release of air in the dev target.
const goAirVersion = "v1.67.4"

// everything copies all packages of the module, with what its programs read at run time.
func (s *goService) everything() Step {
	files := s.allInContext(s.g.Packages)
	for _, p := range s.program.Sources {
		if f := s.inContext(p); !goCovered(files, f) {
			files = append(files, f)
		}
	}
	for _, f := range s.program.RunFiles {
		if p := s.inContext(f.Path); !f.Missing && !goCovered(files, p) {
			files = append(files, p)
		}
	}
	return s.copying("copy", files, nil)
}

// goCovered reports whether a path lies in one of the others.
func goCovered(in []string, p string) bool {
	for q := p; ; q = path.Dir(q) {
		if slices.Contains(in, q) {
			return true
		}
		if q == "." || q == "/" {
			return false
		}
	}
}

// standIn makes the directory that the front end's build would fill: neither tests nor dev wait for it.
func (s *goService) standIn() []Command {
	into := s.embedsAssets()
	if into == "" {
		return nil
	}
	dir := s.inContext(into)
	return []Command{{Args: []string{"mkdir", "-p", dir}}, {Args: []string{"touch", dir + "/index.html"}}}
}

// tests runs the unit tests, and lays out their report.
func (s *goService) tests() []*Stage {
	if !s.in.Choices.Wants("test") {
		return nil
	}
	in, _ := s.target(s.g.Dir)
	all := "./..."
	if s.g.Work != "" {
		all = goDotted(path.Join(s.moduleDir(), "..."))
	}
	words := append(append([]string{"go", "test"}, in...), "-coverprofile=/report/cover.out", all)
	if !s.g.Sums {
		words = slices.Insert(words, 2+len(in), "-mod=mod")
	}
	commands := append([]Command{{Args: []string{"mkdir", "/report"}}}, s.standIn()...)
	test := &Stage{Name: "test", From: "deps", About: "Runs the unit tests; no other stage waits for it", Steps: []Step{
		s.everything(),
		{Slot: "build", Run: &Run{Mounts: []Mount{goBuildCache()}, Commands: append(commands, Command{Args: words})}},
	}}
	report := &Stage{Name: "test-report", From: "scratch", About: "Only the report: docker buildx build --target test-report --output report .", Steps: []Step{
		{Slot: "copy", Copy: &Copy{From: "test", Sources: []string{"/report/cover.out"}, Dest: "/"}},
	}}
	return []*Stage{test, report}
}

// dev runs the sources, with air where the project has settings for it.
func (s *goService) dev() *Stage {
	if !s.in.Choices.Wants("dev") {
		return nil
	}
	st := &Stage{Name: "dev", From: "deps", User: "1000:1000", Env: []Var{{Name: "GOCACHE", Value: "/tmp/go-build"}},
		About: "Runs the sources: mount them over " + goRoot}
	if s.g.Air != "" {
		st.About = "Rebuilds and restarts the program when a file changes: mount the sources over " + goRoot + ". Its user is most hosts' first, so that nothing in a mounted tree ends up owned by root"
		tools := Mount{Type: "cache", ID: "go-tools", Target: "/var/cache/go-tools"}
		st.Steps = append(st.Steps, Step{Slot: "deps", Run: &Run{Mounts: []Mount{{Type: "cache", ID: "go-build", Target: "/var/cache/go-build"}, tools}, Commands: []Command{{
			Env:  []Var{{Name: "GOCACHE", Value: "/var/cache/go-build"}, {Name: "GOMODCACHE", Value: "/var/cache/go-tools"}},
			Args: []string{"go", "install", "github.com/air-verse/air@" + goAirVersion}}}}})
	}
	all := s.everything()
	if s.g.Air != "" {
		all.Copy.Sources = append([]string{s.inContext(s.g.Air)}, all.Copy.Sources...)
		all = s.copying("copy", all.Copy.Sources, nil)
	}
	st.Steps = append(st.Steps, all)
	if c := s.standIn(); c != nil {
		st.Steps = append(st.Steps, Step{Slot: "build", Run: &Run{Commands: c}})
	}
	if s.listens() {
		st.Expose = []int{s.port()}
		st.Env = append(st.Env, s.runEnv()...)
	}
	st.Cmd = s.devCommand()
	if d := s.moduleDir(); d != "." && s.g.Work == "" && s.g.Air != "" {
		st.Workdir = path.Join(goRoot, d)
	}
	return st
}

// devCommand starts the sources.
func (s *goService) devCommand() []string {
	if s.g.Air != "" {
		return []string{"air"}
	}
	in, pkg := s.target(s.program.Dir)
	words := append([]string{"go", "run"}, in...)
	if s.program.Files != nil {
		return append(words, s.program.Files...)
	}
	return append(words, pkg)
}
