package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// parts are the workspace's other members that the service uses.
func (s *nodeService) parts() []detect.Member {
	if s.n.Workspace == nil {
		return nil
	}
	return s.n.Workspace.Parts
}

func hasBuild(m detect.Member) bool { return m.Build != "" }

// builds reports whether anything is made before the program can run.
func (s *nodeService) builds() bool { return len(s.st.Build.Value) > 0 || s.generates() }

// generated names the stage in which generators have run: that of the libraries, where the service itself builds nothing.
func (s *nodeService) generated() string {
	if len(s.st.Build.Value)+len(s.n.Generate)+len(s.n.Prepare) == 0 && s.librariesModel() != nil {
		return "libraries"
	}
	return "build"
}

// prepares reports whether anything is built at all: the program, or a member of the workspace that it imports.
func (s *nodeService) prepares() bool {
	return s.builds() || slices.ContainsFunc(s.parts(), hasBuild)
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
	return each(list, func(v detect.EnvVar) Var { return Var{v.Name, v.Value} })
}

// manifest is the service's own package.json.
func (s *nodeService) manifest() string {
	own := func(f string) bool {
		return path.Dir(f) == path.Clean(s.home()) && strings.HasPrefix(path.Base(f), "package.")
	}
	if i := slices.IndexFunc(s.n.Manifests, own); i >= 0 {
		return s.n.Manifests[i]
	}
	return path.Join(s.home(), "package.json")
}

// made reports whether a path relative to the service's directory lies in what the build makes.
func (s *nodeService) made(p string) bool {
	return slices.ContainsFunc(s.outputs(), func(o string) bool { return within(relativeTo(s.home(), o), p) })
}

// traced is the service's directory as seen from where Next.js traces, "" for the same.
func (s *nodeService) traced() string {
	root := s.n.TraceRoot
	if s.above() != "" {
		root = s.st.Context
	}
	if r := relativeTo(root, s.home()); root != "" && r != "." {
		return r
	}
	return ""
}

// above is the name of the context in the build stages where Next.js traces from a directory above it, "" elsewhere.
func (s *nodeService) above() string {
	if root := path.Clean(s.n.TraceRoot); root == ".." || strings.HasPrefix(root, "../") || root != s.st.Context && relativeTo(root, s.st.Context) != "." && (root == "." || strings.HasPrefix(s.st.Context, root+"/")) {
		return strings.TrimPrefix(nodeRoot, "/")
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
	if w == nil || w.Tool != "" || s.n.BuildFiles != nil || s.dir() == "." || len(w.Parts) == 0 || !s.prepares() || w.Outside != nil && !slices.ContainsFunc(w.Parts, hasBuild) {
		return nil
	}
	l := &NodeLibraries{From: s.installed(), Whole: w.Outside != nil, Generate: s.memberGenerators()}
	for _, p := range w.Parts {
		dir := s.inContext(p.Dir)
		if l.Dirs = append(l.Dirs, dir); hasBuild(p) {
			l.Build = append(l.Build, dir)
		}
	}
	return l
}

// memberGenerators are the generators of the workspace's other members.
func (s *nodeService) memberGenerators() []NodeCommand {
	var list []NodeCommand
	for _, p := range s.parts() {
		for _, args := range p.Generate {
			list = append(list, NodeCommand{Args: args, Member: p.Name, Dir: path.Join(nodeRoot, s.inContext(p.Dir))})
		}
	}
	return list
}

// buildModel decides on the build stage.
func (s *nodeService) buildModel(libraries bool) *NodeBuild {
	b := &NodeBuild{From: s.installed(), Env: envVars(s.n.BuildEnv), Args: envVars(s.n.BuildArgs), Open: s.n.OpenArgs, Files: s.buildFiles(libraries)}
	if libraries {
		b.From = "libraries"
	} else {
		b.Commands = s.memberGenerators()
	}
	commands := append(slices.Clone(s.n.Generate), s.n.Prepare...)
	if len(s.st.Build.Value) > 0 {
		commands = append(commands, s.st.Build.Value)
		if c := s.framework.Cache; c != "" {
			b.Cache = &NodeCache{ID: cacheID(s.st.Name, strings.Trim(c, "./")), Target: path.Join(s.workdir(), c)}
		}
	}
	b.Commands = append(b.Commands, each(commands, s.commandOf)...)
	b.Expected = each(s.n.Guessed, func(g detect.Candidate) NodeExpected {
		return NodeExpected{relativeTo(s.home(), g.Value), g.Because[0].String()}
	})
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
		files := s.n.BuildFiles
		if m := s.manifest(); !s.copiesManifests() && !slices.Contains(files, m) { // no stage before has it
			files = append([]string{m}, files...)
		}
		return *s.filesOf(files, s.contextDest())
	case libraries && w.Outside != nil:
		return NodeFiles{} // the libraries came with everything
	case libraries, w == nil && s.dir() != ".":
		return NodeFiles{Paths: []string{s.dir()}, Dest: "./"}
	case w != nil && w.Tool == "" && w.Outside == nil && s.dir() != ".":
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
	if w := s.n.Workspace; s.n.Linker == "pnp" || w != nil {
		return NodeCommand{Args: args, Exec: true, AtRoot: w != nil && args[0] == w.Tool && s.dir() != "."}
	}
	return NodeCommand{Args: append([]string{"node_modules/.bin/" + args[0]}, args[1:]...)}
}
