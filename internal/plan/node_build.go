package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// builds reports whether anything is made before the program can run.
func (s *nodeService) builds() bool { return len(s.st.Build.Value) > 0 || len(s.n.Generate) > 0 }

// prepares reports whether anything is built at all: the program, or a member of the workspace that it imports.
func (s *nodeService) prepares() bool {
	if w := s.n.Workspace; w != nil {
		for _, p := range w.Parts {
			if p.Build != "" {
				return true
			}
		}
	}
	return s.builds()
}

// installed names the stage that has all packages, which the build side goes on from.
func (s *nodeService) installed() string {
	if s.wantsAll() || s.ships() {
		return "deps"
	}
	return "base"
}

// buildStages are "libraries", where the workspace's other members are built first, and "build".
func (s *nodeService) buildStages() []*Stage {
	from := s.installed()
	var stages []*Stage
	if libs := s.librariesStage(from); libs != nil && s.prepares() {
		stages = append(stages, libs)
		from = libs.Name
	}
	if !s.builds() {
		return stages
	}
	st := &Stage{Name: "build", From: from, About: s.buildAbout(), Env: envVars(s.n.BuildEnv)}
	if s.workdir() != s.installRoot() {
		st.Workdir = s.workdir()
	}
	st.Steps = append(s.sources(len(stages) > 0), s.buildSteps()...)
	stages = append(stages, st)
	if s.prunes() && len(s.n.Generate) > 0 {
		stages = append(stages, s.pruneStage("pruned", "build"))
	}
	return stages
}

// buildAbout says what the build makes.
func (s *nodeService) buildAbout() string {
	var made []string
	for _, o := range s.outputs() {
		made = append(made, strings.TrimPrefix(s.here(o), "./"))
	}
	verb := "Builds"
	if s.n.TypeScript && s.framework.cache == "" && s.n.Static == nil && !s.n.Bundled {
		verb = "Compiles TypeScript to"
	}
	if len(made) == 0 {
		return "Builds the program"
	}
	return verb + " " + strings.Join(made, " and ")
}

// outputs are the paths that the build makes, relative to the root of the repository.
func (s *nodeService) outputs() []string {
	if s.n.Static != nil {
		return []string{s.n.Static.Output.Value}
	}
	return s.n.Output.Value
}

// envVars gives detect's variables as a plan's.
func envVars(list []detect.EnvVar) []Var {
	var vars []Var
	for _, v := range list {
		vars = append(vars, Var{Name: v.Name, Value: v.Value})
	}
	return vars
}

// manifest is the service's own package.json.
func (s *nodeService) manifest() string {
	for _, f := range s.n.Manifests {
		if path.Dir(f) == path.Clean(s.st.Dir) && strings.HasPrefix(path.Base(f), "package.") {
			return f
		}
	}
	return path.Join(s.st.Dir, "package.json")
}

// sources copies what the build reads. Where the other members of a workspace are built before, that is the service alone.
func (s *nodeService) sources(alone bool) []Step {
	dest := "./"
	if s.dir() != "." {
		dest = nodeRoot + "/"
	}
	if s.n.BuildFiles != nil {
		return []Step{s.copyOf("copy", s.withManifest(s.n.BuildFiles), dest)}
	}
	switch w := s.n.Workspace; {
	case alone, w == nil && s.dir() != ".":
		return []Step{{Slot: "copy", Copy: &Copy{Sources: []string{s.dir()}, Dest: "./"}}}
	case w != nil && w.Tool == "" && s.dir() != ".":
		return []Step{s.copyOf("copy", slices.Clone(w.Closure), dest)}
	}
	return []Step{{Slot: "copy", Copy: &Copy{Sources: []string{"."}, Dest: dest}}}
}

// withManifest puts the service's package.json first where no stage before has it.
func (s *nodeService) withManifest(files []string) []string {
	m := s.manifest()
	if s.copiesManifests() || within(files, m) {
		return files
	}
	return append([]string{m}, files...)
}

// copyOf copies files and directories of the context, each to its own place below dest.
func (s *nodeService) copyOf(slot string, files []string, dest string) Step {
	var sources []string
	for _, f := range files {
		sources = append(sources, s.inContext(f))
	}
	return Step{Slot: slot, Copy: &Copy{Sources: sources, Dest: dest, Parents: true}}
}

// buildSteps generate and build.
func (s *nodeService) buildSteps() []Step {
	run := &Run{}
	if s.manager.settings {
		run.Mounts = append(run.Mounts, s.secretMounts()...)
	}
	for _, c := range s.n.BuildSecrets {
		run.Mounts = append(run.Mounts, Mount{Type: "secret", ID: c.Value, Env: c.Value, Required: true})
	}
	if c := s.framework.cache; c != "" && len(s.st.Build.Value) > 0 {
		run.Mounts = append(run.Mounts, Mount{Type: "cache", ID: cacheID(s.st.Name, c), Target: path.Join(s.workdir(), c), Sharing: "locked"})
	}
	for _, g := range s.n.Generate {
		run.Commands = append(run.Commands, Command{Args: s.call(g)})
	}
	if b := s.st.Build.Value; len(b) > 0 {
		run.Commands = append(run.Commands, Command{Args: s.call(b)})
	}
	if s.n.Static != nil {
		run.Commands = append(run.Commands, s.compress())
	}
	step := Step{Slot: "build", Run: run, Because: s.st.Build.Because}
	if links := s.links(); len(links) > 0 && s.n.Standalone {
		step.Why = "The server writes below .next; the links take that to /tmp, which is writable in a read-only container too."
		run.Commands = append(run.Commands, links...)
	} else if len(links) > 0 {
		return []Step{step, {Slot: "build", Run: &Run{Commands: links},
			Why: "The program writes there; the link takes that to /tmp, which is writable in a read-only container too."}}
	}
	return []Step{step}
}

// links lead what the program writes among its own files to /tmp.
func (s *nodeService) links() []Command {
	if s.n.Standalone {
		dir := path.Join(".next/standalone", s.traced(), ".next")
		return []Command{
			{Args: []string{"ln", "-s", "/tmp", dir + "/cache"}},
			{Args: []string{"ln", "-s", "/tmp", dir + "/server/route-cache"}},
		}
	}
	var commands []Command
	for _, w := range s.n.Writable {
		if s.made(w) {
			commands = append(commands, Command{Args: []string{"rm", "-rf", w}}, Command{Args: []string{"ln", "-s", "/tmp", w}})
		}
	}
	return commands
}

// made reports whether a path relative to the service's directory lies in what the build makes.
func (s *nodeService) made(p string) bool {
	for _, o := range s.outputs() {
		o = relativeTo(s.st.Dir, o)
		if p == o || strings.HasPrefix(p, o+"/") {
			return true
		}
	}
	return false
}

// traced is the service's directory as seen from where Next.js traces, "" for the same.
func (s *nodeService) traced() string {
	if s.n.TraceRoot == "" {
		return ""
	}
	if r := relativeTo(s.n.TraceRoot, s.st.Dir); r != "." {
		return r
	}
	return ""
}

// call gives a command of the project as it is run on the build side, where node_modules/.bin is not on the path.
func (s *nodeService) call(args []string) []string {
	switch args[0] {
	case "node", "bun", "npm", "yarn", "pnpm", "npx", "sh":
		return args
	}
	if s.n.Linker == "pnp" || s.n.Workspace != nil {
		return append(s.manager.exec(), args...)
	}
	return append([]string{"node_modules/.bin/" + args[0]}, args[1:]...)
}

// exec calls a package's program through the manager.
func (m nodeManager) exec() []string {
	switch m.name {
	case "npm":
		return []string{"npm", "exec", "--"}
	case "pnpm":
		return []string{"pnpm", "exec"}
	case "bun":
		return []string{"bun", "x"}
	}
	return []string{m.program, "run"}
}

// cacheID names a cache after the project, for caches of one name are shared by all builds of a machine.
func cacheID(name, dir string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name + "-" + strings.Trim(dir, "./")) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// librariesStage builds the members of the workspace that the service stands on, so that an edit of the service leaves
// them cached; nil where there are none, or where a task runner builds all at once.
func (s *nodeService) librariesStage(from string) *Stage {
	w := s.n.Workspace
	if w == nil || w.Tool != "" || s.n.BuildFiles != nil || s.dir() == "." {
		return nil
	}
	st := &Stage{Name: "libraries", From: from, About: "The workspace's packages that the service stands on; an edit of the service leaves them cached"}
	var dirs []string
	run := &Run{}
	for _, p := range w.Parts {
		dirs = append(dirs, p.Dir)
		if p.Build != "" {
			run.Commands = append(run.Commands, Command{Args: s.memberScript(s.inContext(p.Dir), "build")})
		}
	}
	if len(dirs) == 0 {
		return nil
	}
	st.Steps = []Step{s.copyOf("copy", dirs, "./")}
	if len(run.Commands) > 0 {
		st.Steps = append(st.Steps, Step{Slot: "build", Run: run})
	}
	return st
}

// memberScript calls a script of a workspace's member from the workspace's root.
func (s *nodeService) memberScript(dir, script string) []string {
	switch s.manager.name {
	case "pnpm":
		return []string{"pnpm", "--filter=./" + dir, "run", script}
	case "npm":
		return []string{"npm", "run", script, "--workspace=" + dir}
	case "bun":
		return []string{"bun", "run", "--cwd", dir, script}
	}
	return []string{"yarn", "--cwd", dir, "run", script}
}
