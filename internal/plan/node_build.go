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

// withManifest puts the service's package.json first where no stage before has it.
func (s *nodeService) withManifest(files []string) []string {
	m := s.manifest()
	if s.copiesManifests() || slices.Contains(files, m) {
		return files
	}
	return append([]string{m}, files...)
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

// buildsInPlace reports a build that has no directory of its own: it writes among the files that the program reads (a style
// sheet in public/, say), so that those are taken from the stage that built them.
func (s *nodeService) buildsInPlace() bool {
	return len(s.st.Build.Value) > 0 && len(s.outputs()) == 0 && !s.n.Bundled && len(s.n.RunFiles) > 0
}

// librariesModel decides on the stage that builds the workspace's other members; a task runner builds all at once.
func (s *nodeService) librariesModel() *NodeLibraries {
	w := s.n.Workspace
	if w == nil || w.Tool != "" || s.n.BuildFiles != nil || s.dir() == "." || len(w.Parts) == 0 || !s.prepares() {
		return nil
	}
	l := &NodeLibraries{From: s.installed()}
	for _, p := range w.Parts {
		dir := s.inContext(p.Dir)
		l.Dirs = append(l.Dirs, dir)
		if p.Build != "" {
			l.Build = append(l.Build, dir)
		}
	}
	return l
}

// buildModel decides on the build stage.
func (s *nodeService) buildModel(libraries bool) *NodeBuild {
	b := &NodeBuild{From: s.installed(), Env: envVars(s.n.BuildEnv), Files: s.buildFiles(libraries)}
	if libraries {
		b.From = "libraries"
	}
	commands := s.n.Generate
	if len(s.st.Build.Value) > 0 {
		commands = append(slices.Clone(commands), s.st.Build.Value)
		if c := s.framework.cache; c != "" {
			b.Cache = &NodeCache{ID: cacheID(s.st.Name, strings.Trim(c, "./")), Target: path.Join(s.workdir(), c)}
		}
	}
	for _, c := range commands {
		b.Commands = append(b.Commands, s.commandOf(c))
	}
	for _, w := range s.n.Writable {
		if !s.n.Standalone && s.made(w) {
			b.Writable = append(b.Writable, w)
		}
	}
	return b
}

// buildFiles are what the build reads. After the libraries that is the service alone.
func (s *nodeService) buildFiles(libraries bool) NodeFiles {
	switch w := s.n.Workspace; {
	case s.n.BuildFiles != nil:
		return *s.filesOf(s.withManifest(s.n.BuildFiles), s.contextDest())
	case libraries, w == nil && s.dir() != ".":
		return NodeFiles{Paths: []string{s.dir()}, Dest: "./"}
	case w != nil && w.Tool == "" && s.dir() != ".":
		return *s.filesOf(w.Closure, s.contextDest())
	}
	return NodeFiles{Paths: []string{"."}, Dest: s.contextDest()}
}

// commandOf gives a command of the project as the build stages can call it: node_modules/.bin is not on their PATH.
func (s *nodeService) commandOf(args []string) NodeCommand {
	switch args[0] {
	case "node", "bun", "npm", "yarn", "pnpm", "npx", "sh":
		return NodeCommand{Args: args}
	}
	if s.n.Linker == "pnp" || s.n.Workspace != nil {
		return NodeCommand{Args: args, Exec: true}
	}
	return NodeCommand{Args: append([]string{"node_modules/.bin/" + args[0]}, args[1:]...)}
}
