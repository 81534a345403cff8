package plan

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// runtime decides what is in the final image of a program, and how it starts.
func (s *nodeService) runtime(m *Node) {
	m.Env = s.runEnv()
	if s.listens() {
		m.Port = s.port()
	}
	m.HealthPath = strings.Map(plainJS, s.st.Health.Value)
	if m.Interpreter = s.final.Program; m.Base != catalog.Distroless {
		m.Interpreter = path.Base(m.Interpreter)
	}
	m.RuntimePackages = s.nativePackages(s.final, func(n detect.Native) []string { return n.Run })
	if s.needsInit() { // Alpine has a package for the final image, the others take a static one from a stage of its own
		m.Init = packages(s.tools, nil, "tini")
	}
	if m.Init != nil && m.Base == catalog.Alpine {
		p := packages(s.final, nil, "tini")
		if m.RuntimePackages != nil {
			p.Names, p.For = union(p.Names, m.RuntimePackages.Names...), m.RuntimePackages.For
		}
		m.RuntimePackages = p
	}
	m.ShipsManager = s.shipsManager(m)
	m.Entrypoint, m.Cmd = s.start(m.Interpreter)
	s.contents(m)
	s.writable(m)
}

// plainJS drops what could end a text in JavaScript.
func plainJS(r rune) rune {
	if strings.ContainsRune("`\\\"'\n\r", r) {
		return -1
	}
	return r
}

// shipsManager notes a package manager that the program starts, and reports whether the image has to get it, which is the project's own.
func (s *nodeService) shipsManager(m *Node) bool {
	name, own := s.calls()
	has := s.kind == name || s.kind == "node" && (name == "npm" || name == "yarn" && !own)
	ships := !has && own && (m.ManagerVersion+m.Corepack != "" || s.base == catalog.Slim && m.Images.Bun != "")
	if s.n.Calls.Known() && name != "node" {
		s.called(s.n.Calls, has || ships)
	}
	return ships
}

// calls names the package manager that the program starts, "" for none, and reports whether it is the one that installs.
func (s *nodeService) calls() (name string, own bool) {
	name = s.n.Calls.Value
	if of, ok := map[string]string{"npx": "npm", "pnpx": "pnpm", "bunx": "bun"}[name]; ok {
		name = of
	}
	return name, name != "" && (s.manager.name == name || s.manager.name == "berry" && name == "yarn")
}

// called says what comes of a program that starts a package manager.
func (s *service) called(call detect.Fact[string], has bool) {
	if has {
		s.note(call.Because, "", "the program starts %s when it runs, so the image contains it; what %[1]s runs has to be among the dependencies", call.Value)
	} else {
		s.note(call.Because, "what it installs among the dependencies, and what it runs as a command of its own", "the program starts %s when it runs, which the image does not have", call.Value)
	}
}

// listens reports whether anything answers on a port.
func (s *nodeService) listens() bool {
	return s.n.Service || s.st.Port.Known() || s.in.Choices.Port.Given()
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
	for _, v := range slices.Concat(s.n.RunEnv, s.n.StartEnv) {
		set(v.Name, v.Value)
	}
	if name := s.st.PortEnv.Value; name != "" && s.port() != 0 && s.listens() {
		set(name, strconv.Itoa(s.port()))
	}
	return env
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

// start splits the command: the interpreter is the entry point, the rest can be replaced in docker run.
func (s *nodeService) start(interpreter string) (entrypoint, cmd []string) {
	command := append([]string{}, s.command()...)
	switch {
	case first(command) == s.kind:
		return []string{interpreter}, command[1:]
	case s.n.Bin == "" || first(command) != s.n.Bin:
		return nil, command
	}
	command[0] = "node_modules/.bin/" + command[0]
	if s.manager.name == "pnpm" {
		return nil, command // pnpm makes it a shell script
	}
	return []string{interpreter}, command
}

// contents decides what the final image holds besides its base.
func (s *nodeService) contents(m *Node) {
	if s.n.Standalone {
		if s.n.Output.Known() {
			m.Dist = path.Dir(relativeTo(s.home(), s.n.Output.Value[0]))
		}
		m.StandaloneRoot, m.Files = path.Join(m.Dist, "standalone", s.above()), s.shipped(s.n.RunFiles)
		m.Standalone = path.Join(m.StandaloneRoot, s.traced())
		return
	}
	m.Modules, m.Members = s.modulesModel(), s.membersModel()
	files, output := s.runFiles(), append([]string{}, s.n.Output.Value...)
	if s.buildsInPlace() {
		own := func(f string) bool { return f == s.manifest() }
		output = append(output, slices.DeleteFunc(slices.Clone(files), own)...) // the build may have changed them
		files = slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !own(f) })
	}
	m.Files = s.shipped(files)
	m.Output = each(topmost(output), s.placed)
}

// writable decides which directories belong to the user of the program.
func (s *nodeService) writable(m *Node) {
	m.written(s.st.Writes, m.Workdir, false)
	var seeded []string
	m.Volumes = topmost(slices.DeleteFunc(slices.Clone(m.Writable), func(d string) bool { // also where the rest is read-only
		return d == m.Workdir || slices.ContainsFunc(s.st.Writes, func(w detect.Write) bool { return w.Code && path.Join(m.Workdir, w.Dir) == d })
	}))
	for _, w := range s.st.Writes {
		shipped := func(f string) bool {
			return within(relativeTo(s.home(), f), w.Dir)
		}
		switch {
		case w.Dir == ".":
			m.OwnsWorkdir = true
		case slices.Contains(s.n.Seeded, w.Dir) && slices.ContainsFunc(s.runFiles(), shipped):
			seeded = append(seeded, path.Join(s.home(), w.Dir))
		default:
			continue
		}
		m.Writable = slices.DeleteFunc(m.Writable, func(d string) bool { return d == path.Join(m.Workdir, w.Dir) })
	}
	if seeded != nil {
		m.Seeded = s.filesOf(seeded, s.contextDest())
	}
	switch {
	case m.Build != nil:
		m.Empty = "build"
	case m.Deps != nil:
		m.Empty = "deps"
	case m.Init != nil && m.Base != catalog.Alpine:
		m.Empty = "init"
	default:
		m.Empty = m.Images.Build
	}
}

// runFiles are the files of the repository that the program reads, its manifest first.
func (s *nodeService) runFiles() []string {
	files := s.n.RunFiles
	if m := s.manifest(); !slices.Contains(files, m) && !s.n.Bundled && len(s.n.Manifests) > 0 {
		files = append([]string{m}, files...)
	}
	return files
}

// shipped are files of the repository in the final image: one by its name, several with their directories.
func (s *nodeService) shipped(files []string) *NodeFiles {
	switch len(files) {
	case 0:
		return nil
	case 1:
		return &NodeFiles{Paths: []string{s.inContext(files[0])}, Dest: s.here(files[0])}
	}
	return s.filesOf(files, s.contextDest())
}

// modulesModel are the packages that are shipped.
func (s *nodeService) modulesModel() *NodeModules {
	m := &NodeModules{From: s.modules()}
	if m.From == "" {
		return nil
	}
	paths := []string{"node_modules"}
	if s.n.Linker == "pnp" { // the archives and the map of them; modules have a map of their own
		paths = []string{".yarn/cache", ".pnp.cjs"}
	}
	if s.n.Linker == "pnp" && s.n.Module {
		paths = append(paths, ".pnp.loader.mjs")
	}
	for _, p := range paths {
		m.Paths = append(m.Paths, s.placed(path.Join(s.st.Context, s.installDir(), p)))
	}
	for _, d := range s.memberModuleDirs() {
		m.Paths = append(m.Paths, s.placed(path.Join(s.st.Context, d)))
	}
	return m
}

// membersModel are the members of the workspace that the program imports.
func (s *nodeService) membersModel() (members []NodeMember) {
	if s.n.Bundled {
		return nil
	}
	for _, p := range s.parts() {
		if !p.Dev {
			members = append(members, NodeMember{Files: s.shipped(p.RunFiles), Output: each(p.Output, s.placed)})
		}
	}
	return members
}
