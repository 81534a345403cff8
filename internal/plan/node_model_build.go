package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// NodeLibraries is the stage that builds the workspace's other members.
type NodeLibraries struct {
	// From is the stage that it starts from; "" for the build image.
	From string
	// Dirs are the directories of the members: "packages/ui".
	Dirs []string
	// Build are those of them that have a build script, dependencies first.
	Build []string
}

// NodeBuild is the build stage.
type NodeBuild struct {
	// From is the stage that it starts from; "" for the build image.
	From string
	// Env are variables for the build.
	Env []Var
	// Files are what the build reads.
	Files NodeFiles
	// Commands are the generators, if any, and the build command, in order.
	Commands []NodeCommand
	// Cache is a directory that the build keeps from run to run; nil for none.
	Cache *NodeCache
	// Writable are paths in the output that the program writes to, relative to the service: ".next/cache".
	Writable []string
}

// NodeCache is a cache of the build.
type NodeCache struct {
	// ID names the cache after the project: "shop-next-cache". Target is its absolute directory.
	ID, Target string
}

// NodeTest is the test stage.
type NodeTest struct {
	// From is the stage that it starts from; "" for the build image.
	From string
	// Copy says that the sources are not in that stage yet.
	Copy bool
	// Runner is the runner that can write a JUnit report: node, vitest or bun; "" for any other.
	Runner string
	// Command is the command without options of the report; for node it ends with --test.
	Command NodeCommand
	// Args are the arguments behind the options of the report, for node: "test/*.test.js".
	Args []string
}

// NodeDev is the dev stage.
type NodeDev struct {
	// From is the stage that it starts from; "" for the build image.
	From string
	// Dirs are absolute directories that the development server writes to: "/app/.next".
	Dirs []string
	// Watch says that the runtime's watch mode runs Command, because the project has no command for development.
	Watch bool
	// Command is the development server or, with Watch, the arguments of the runtime.
	Command NodeCommand
	// Listen says that the server has to be told to listen on all addresses.
	Listen bool
	// Script says that Command is "npm run", which passes options on only after "--".
	Script bool
	// Port is the TCP port of the development server: 5173; 0 for none.
	Port int
}

// nativePackages are the system packages that native modules want of an image; nil for none.
func (s *nodeService) nativePackages(image catalog.Image, wants func(detect.Native) []string) *SystemPackages {
	p := &SystemPackages{Manager: image.Packages, Release: image.Codename()}
	for _, n := range s.n.Native {
		if list := wants(n); len(list) > 0 {
			p.Names, p.For = union(p.Names, s.systemPackages(list)), append(p.For, n.Name)
		}
	}
	if len(p.Names) == 0 {
		return nil
	}
	return p
}

// manifestFiles tells manifests that are copied from those that are mounted.
func (s *nodeService) manifestFiles() NodeManifests {
	var m NodeManifests
	var copied []string
	for _, f := range s.n.Manifests {
		if in := s.inContext(f); !s.copiesManifests() || mounted(f) {
			m.Mounted = append(m.Mounted, NodeMount{Source: in, Target: s.fromInstall(in)})
		} else {
			copied = append(copied, in)
		}
	}
	if !s.copiesManifests() {
		return m
	}
	for _, f := range s.n.InstallFiles {
		if !mounted(f) {
			copied = append(copied, s.inContext(f))
		}
	}
	nested := func(f string) bool { return strings.Contains(f, "/") }
	m.Copied = &NodeFiles{Paths: copied, Dest: "./", Parents: len(s.n.InstallFiles) > 0 || slices.ContainsFunc(copied, nested)}
	if s.installRoot() != nodeRoot {
		m.Copied.Dest = nodeRoot + "/"
	}
	return m
}

// installs decides on the stages deps and prod-deps.
func (s *nodeService) installs() (deps, prod *NodeInstall) {
	production := "install-prod"
	if s.manager.whole {
		production = "install" // this Yarn knows no other
	}
	one := func(name, from, command string) *NodeInstall {
		i := &NodeInstall{From: from, Command: command}
		if command != "prune" && s.modules() == name {
			i.MemberModules = s.memberModuleDirs()
		}
		return i
	}
	switch {
	case s.wantsAll() || s.ships() && !s.n.DevDependencies:
		deps = one("deps", "base", "install")
	case s.ships():
		deps = one("deps", "base", production)
	}
	switch {
	case s.modules() != "prod-deps":
	case s.prunes():
		prod = one("prod-deps", "deps", "prune")
	default:
		prod = one("prod-deps", "base", production)
	}
	return deps, prod
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
			b.Cache = &NodeCache{ID: cacheID(s.st.Name, c), Target: path.Join(s.workdir(), c)}
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

// testModel decides on the test stage.
func (s *nodeService) testModel() *NodeTest {
	test := s.n.Test.Value
	if !s.in.Choices.Wants("test") || len(test) == 0 {
		return nil
	}
	t := &NodeTest{From: s.installed(), Copy: true, Command: s.commandOf(test)}
	if s.builds() && s.n.Static == nil && !s.n.Bundled {
		t.From, t.Copy = "build", s.n.BuildFiles != nil
	}
	at := slices.Index(test, "--test")
	switch {
	case test[0] == "node" && at > 0:
		t.Runner, t.Command.Args, t.Args = "node", test[:at+1], test[at+1:]
	case test[0] == "vitest":
		t.Runner = "vitest"
	case len(test) > 1 && test[0] == "bun" && test[1] == "test":
		t.Runner = "bun"
	}
	return t
}

// devModel decides on the dev stage: the project's own command or, without one, the runtime's watch mode.
func (s *nodeService) devModel() *NodeDev {
	if !s.in.Choices.Wants("dev") {
		return nil
	}
	d := &NodeDev{From: s.installed(), Port: s.devPort()}
	for _, dir := range s.framework.devDirs {
		d.Dirs = append(d.Dirs, path.Join(s.workdir(), dir))
	}
	if dev := s.n.Dev.Value; len(dev) > 0 {
		d.Command, d.Listen = s.commandOf(dev), !s.listening(dev)
		d.Script = dev[0] == "npm" && within(dev, "run")
		return d
	}
	command := s.command()
	if d.Watch = first(command) == s.kind; d.Watch {
		command = command[1:]
	}
	d.Command.Args = command
	return d
}
