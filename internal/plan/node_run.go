package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// programStages are the stages of a service that runs a program.
func (s *nodeService) programStages() []*Stage {
	stages := []*Stage{s.baseStage()}
	stages = append(stages, s.depsStages()...)
	if tini := s.initStage(); tini != nil {
		stages = append(stages, tini)
	}
	stages = append(stages, s.buildStages()...)
	stages = append(stages, s.testStages()...)
	if dev := s.devStage(); dev != nil {
		stages = append(stages, dev)
	}
	return append(stages, s.finish(s.runtimeStage(), s.debugProgram)...)
}

// finish makes the runtime stage the prod stage; where a debug stage is wanted, both stand on it.
func (s *nodeService) finish(runtime *Stage, debug func() *Stage) []*Stage {
	if !s.in.Choices.Wants("debug") {
		runtime.Name, runtime.About = "prod", "The image that is shipped: "+runtime.About
		s.label(runtime)
		return []*Stage{runtime}
	}
	runtime.Name, runtime.About = "runtime", upper(runtime.About)+"; `debug` and `prod` are both made of it"
	prod := &Stage{Name: "prod", From: "runtime", About: "The image that is shipped"}
	s.label(prod)
	return []*Stage{runtime, debug(), prod}
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// label adds what registries and people read of an image.
func (s *nodeService) label(st *Stage) {
	add := func(name, value string) {
		if value != "" {
			st.Labels = append(st.Labels, Var{Name: "org.opencontainers.image." + name, Value: value})
		}
	}
	description := s.st.Description
	if description == "" {
		description = s.title()
	}
	add("title", s.st.Name)
	add("description", description)
	add("licenses", s.st.License)
	add("source", s.st.Source)
	st.LabelArgs = []Arg{{Name: "VERSION", Default: "dev"}, {Name: "REVISION", Default: "unknown"}}
	st.Labels = append(st.Labels, Var{Name: "org.opencontainers.image.version", Value: "${VERSION}", Expand: true},
		Var{Name: "org.opencontainers.image.revision", Value: "${REVISION}", Expand: true})
}

// needsInit reports whether PID 1 has to be an init: the kernel drops SIGTERM for a PID 1 that has no handler for it.
func (s *nodeService) needsInit() bool { return !(s.st.Signals.Known() && s.st.Signals.Value) }

// initStage fetches a static init; Alpine's final stage has a package of its own.
func (s *nodeService) initStage() *Stage {
	if !s.needsInit() || s.base == catalog.Alpine {
		return nil
	}
	tools := s.tools
	return &Stage{Name: "init", From: tools.Ref,
		About:    "A static init: the code handles no SIGTERM, and the kernel drops that for a PID 1 without a handler",
		Packages: &Packages{By: "apt", Names: []string{"tini"}, OS: tools.Codename()}}
}

// runtimeStage is the image: the artifact on the final base.
func (s *nodeService) runtimeStage() *Stage {
	st := &Stage{From: s.final.Ref, Workdir: s.workdir(), Env: s.runEnv(), User: s.final.User}
	st.About = "the artifact on " + map[string]string{
		catalog.Distroless: "a base without shell and package manager", catalog.Slim: "a small Debian", catalog.Alpine: "Alpine"}[s.base]
	st.Packages = s.runPackages()
	if s.needsInit() && s.base != catalog.Alpine {
		st.Steps = append(st.Steps, artifact("init", "/usr/bin/tini-static", "/usr/bin/tini-static"))
	}
	st.Steps = append(st.Steps, s.artifacts()...)
	if p := s.port(); p != 0 && s.listens() {
		st.Expose = []int{p}
		st.Health = s.health()
	}
	st.Entrypoint, st.Cmd = s.entry()
	return st
}

// listens reports whether anything answers on a port.
func (s *nodeService) listens() bool {
	return s.n.Service || s.st.Port.Known() || s.in.Choices.Port.Given()
}

// runPackages are the system packages of the final stage.
func (s *nodeService) runPackages() *Packages {
	if s.final.Packages == "" {
		return nil
	}
	p := &Packages{By: s.final.Packages, OS: s.final.Codename()}
	if s.base == catalog.Alpine && s.needsInit() {
		p.Names = []string{"tini"}
		p.Why = "An init: the code handles no SIGTERM, and the kernel drops that for a PID 1 without a handler."
	}
	var of []string
	for _, n := range s.n.Native {
		if len(n.Run) > 0 {
			p.Names = union(p.Names, s.systemPackages(n.Run))
			p.Because = append(p.Because, n.Because)
			of = append(of, n.Name)
		}
	}
	if len(of) > 0 {
		p.Why = strings.TrimSpace(p.Why + " What " + strings.Join(of, ", ") + " loads at run time.")
	}
	if len(p.Names) == 0 {
		return nil
	}
	return p
}

// runEnv is what the program finds set.
func (s *nodeService) runEnv() []Var {
	env := []Var{{Name: "NODE_ENV", Value: "production"}}
	set := func(name, value string) {
		for i := range env {
			if env[i].Name == name {
				env[i].Value = value
				return
			}
		}
		env = append(env, Var{Name: name, Value: value})
	}
	for _, v := range s.n.RunEnv {
		set(v.Name, v.Value)
	}
	for _, v := range s.n.StartEnv {
		set(v.Name, v.Value)
	}
	if name := s.st.PortEnv.Value; name != "" && s.port() != 0 && s.listens() {
		set(name, portText(s.port()))
	}
	return env
}

// artifact copies one path of a stage to its place in the image.
func artifact(from, source, dest string) Step {
	return Step{Slot: "copy", Copy: &Copy{From: from, Sources: []string{source}, Dest: dest, Link: true}}
}

// artifacts are what the image holds besides its base, least changing first.
func (s *nodeService) artifacts() []Step {
	if s.n.Standalone {
		return s.standalone()
	}
	steps := s.moduleCopies()
	steps = append(steps, s.memberCopies()...)
	if s.buildsInPlace() {
		steps = append(steps, s.builtCopies()...)
	} else {
		steps = append(steps, s.fileCopies(s.runFiles())...)
	}
	for _, o := range s.n.Output.Value {
		steps = append(steps, artifact("build", path.Join(nodeRoot, s.inContext(o)), s.here(o)))
	}
	return steps
}

// moduleCopies bring the packages.
func (s *nodeService) moduleCopies() []Step {
	from := s.modules()
	if from == "" {
		return nil
	}
	if s.n.Linker == "pnp" {
		var steps []Step
		for _, f := range s.plugAndPlay() {
			steps = append(steps, artifact(from, path.Join(s.installRoot(), f), s.here(s.root(f))))
		}
		return steps
	}
	steps := []Step{artifact(from, s.installRoot()+"/node_modules", s.here(s.root("node_modules")))}
	for _, d := range s.memberModuleDirs() {
		steps = append(steps, artifact(from, path.Join(nodeRoot, d), s.here(path.Join(s.st.Context, d))))
	}
	return steps
}

// plugAndPlay are the archives and the map of them; modules have a map of their own.
func (s *nodeService) plugAndPlay() []string {
	files := []string{".yarn/cache", ".pnp.cjs"}
	if s.n.Module {
		files = append(files, ".pnp.loader.mjs")
	}
	return files
}

// root gives a path below the directory of the install as one of the repository.
func (s *nodeService) root(p string) string { return path.Join(s.st.Context, s.installDir(), p) }

// memberCopies bring the members of the workspace that the program imports.
func (s *nodeService) memberCopies() []Step {
	var steps []Step
	if s.n.Workspace == nil || s.n.Bundled {
		return nil
	}
	for _, p := range s.n.Workspace.Parts {
		if p.Dev {
			continue
		}
		steps = append(steps, s.fileCopies(p.RunFiles)...)
		for _, o := range p.Output {
			steps = append(steps, artifact(s.libraries(), path.Join(nodeRoot, s.inContext(o)), s.here(o)))
		}
	}
	return steps
}

// libraries names the stage that built the other members.
func (s *nodeService) libraries() string {
	if s.librariesStage("deps") != nil {
		return "libraries"
	}
	return "build"
}

// runFiles are the files of the repository that the program reads, its manifest first.
func (s *nodeService) runFiles() []string {
	files := s.n.RunFiles
	if m := s.manifest(); !within(files, m) && !s.n.Bundled && len(s.n.Manifests) > 0 {
		files = append([]string{m}, files...)
	}
	return files
}

// fileCopies copies files of the context into the image, each to its own place.
func (s *nodeService) fileCopies(files []string) []Step {
	if len(files) == 0 {
		return nil
	}
	if len(files) == 1 {
		dest := s.here(files[0])
		return []Step{{Slot: "copy", Copy: &Copy{Sources: []string{s.inContext(files[0])}, Dest: dest, Link: true}}}
	}
	dest := "./"
	if s.dir() != "." {
		dest = nodeRoot + "/"
	}
	st := s.copyOf("copy", files, dest)
	st.Copy.Link = true
	return []Step{st}
}

// command is what the container runs, as the repository or the user says it.
func (s *nodeService) command() []string {
	if c := s.in.Choices.Start; c.Given() && len(c.Value) > 0 {
		return c.Value
	}
	if s.n.Standalone {
		return []string{"node", "server.js"}
	}
	return s.st.Start.Value
}

// entry splits the command: what every run needs is the entry point, the rest can be replaced.
func (s *nodeService) entry() (entrypoint, cmd []string) {
	command := append([]string{}, s.command()...)
	program := s.final.Program
	if s.base != catalog.Distroless {
		program = path.Base(program)
	}
	switch tini := map[bool]string{true: "/sbin/tini", false: "/usr/bin/tini-static"}[s.base == catalog.Alpine]; {
	case s.needsInit():
		entrypoint = []string{tini, "--"}
	}
	switch first := first(command); {
	case first == s.kind:
		return append(entrypoint, s.interpreter(program)...), command[1:]
	case s.n.Bin != "" && first == s.n.Bin && s.manager.name != "pnpm":
		return append(entrypoint, s.interpreter(program)...), append([]string{"node_modules/.bin/" + first}, command[1:]...)
	case s.n.Bin != "" && first == s.n.Bin:
		command[0] = "node_modules/.bin/" + first
	}
	return entrypoint, command
}

// interpreter calls the runtime; under Plug'n'Play it first loads the map of the packages.
func (s *nodeService) interpreter(program string) []string {
	if s.n.Linker == "pnp" {
		load := []string{program, "--require", s.installRoot() + "/.pnp.cjs"}
		if s.n.Module {
			load = append(load, "--experimental-loader", s.installRoot()+"/.pnp.loader.mjs")
		}
		return load
	}
	return []string{program}
}

// health asks the program over HTTP with its own interpreter, the one tool that the image is sure to have. A path that is
// known to answer must answer 200; of "/" nobody knows, so any answer but a server error counts.
func (s *nodeService) health() *Health {
	where, well := "/", "r.statusCode < 500"
	if s.st.Health.Value != "" {
		where, well = s.st.Health.Value, "r.statusCode === 200"
	}
	port := portText(s.port())
	if name := s.st.PortEnv.Value; name != "" {
		port = "${process.env." + name + "}"
	}
	program := s.final.Program
	if s.base != catalog.Distroless {
		program = path.Base(program)
	}
	h := &Health{Interval: "30s", Timeout: "3s", StartPeriod: "10s", StartInterval: "1s", Retries: 3}
	url := jsText("http://127.0.0.1:" + port + where)
	if s.kind == "bun" {
		h.Test = []string{program, "-e", "fetch(" + url + ").then(r => process.exit(" + strings.Replace(well, "statusCode", "status", 1) + " ? 0 : 1), () => process.exit(1))"}
		return h
	}
	h.Test = []string{program, "-e", "require('http').get(" + url + ", r => process.exit(" + well + " ? 0 : 1))"}
	return h
}

// jsText quotes a URL for JavaScript; what is not a URL's letter is escaped, so that a path of the repository stays one.
func jsText(url string) string {
	var b strings.Builder
	for _, r := range url {
		if strings.ContainsRune("`\\\"'\n\r", r) {
			continue
		}
		b.WriteRune(r)
	}
	if strings.Contains(url, "${process.env.") {
		return "`" + b.String() + "`"
	}
	return "'" + b.String() + "'"
}
