package detect

import (
	"path"
	"slices"
	"strings"
)

// nodeService is one package in the making of a Stack.
type nodeService struct {
	*nodeRepo
	pkg     *nodePackage
	space   *nodeSpace
	stack   *Stack
	n       *Node
	row     *nodeFramework
	start   nodeStart
	project *nxProject          // the application of an Nx workspace that it is
	entry   string              // the source of the program, relative to the root of the repository
	read    []string            // the sources of the program, once they were gathered
	text    map[string][]string // their lines, once they were read
	locked  *nodeLockFile       // the lock file, once it was read
}

// readNode finds the Node services of the repository.
func readNode(t *tree) ([]Stack, error) {
	r, err := readPackages(t)
	if err != nil {
		return nil, err
	}
	if err := r.readSpaces(); err != nil {
		return nil, err
	}
	var found []*nodeService
	for _, dir := range r.dirs {
		found = append(found, r.services(dir)...)
	}
	found = settleNode(found)
	if len(found) == 0 {
		if s := r.bare(); s != nil {
			found = append(found, s)
		}
	}
	var stacks []Stack
	for _, s := range found {
		stacks = append(stacks, *s.stack)
	}
	return stacks, nil
}

// newService begins a stack for a package.
func (r *nodeRepo) newService(pkg *nodePackage) *nodeService {
	s := &nodeService{nodeRepo: r, pkg: pkg, space: r.spaces[pkg.dir]}
	s.n = &Node{Runtime: "node"}
	s.stack = &Stack{Name: pkg.name(), Dir: pkg.dir, Context: pkg.dir, Stack: "node", Language: "JavaScript", Node: s.n,
		Description: pkg.doc.at("description").text(), License: pkg.doc.at("license").text(), Source: repository(pkg.doc)}
	if s.space != nil && (s.space.root != pkg.dir || len(s.space.members) > 0) {
		s.stack.Context = s.space.root
		s.n.Workspace = &Workspace{Root: s.space.root, Members: s.space.members, Tool: s.space.tool}
	}
	return s
}

// repository gives the address of the sources, as a web address where that is plain.
func repository(doc *node) string {
	v := doc.at("repository").text()
	if v == "" {
		v = doc.at("repository", "url").text()
	}
	v = strings.TrimSuffix(strings.TrimPrefix(v, "git+"), ".git")
	if rest, ok := strings.CutPrefix(v, "git://"); ok {
		v = "https://" + rest
	}
	if rest, ok := strings.CutPrefix(v, "github:"); ok {
		v = "https://github.com/" + rest
	} else if strings.Count(v, "/") == 1 && !strings.Contains(v, ":") {
		v = "https://github.com/" + v
	}
	if !strings.HasPrefix(v, "https://") {
		return ""
	}
	return v
}

// services judges a package: one service, none, or one for each application of an Nx workspace.
func (r *nodeRepo) services(dir string) []*nodeService {
	var out []*nodeService
	if projects := r.nxProjects(dir); len(projects) > 0 && r.newService(r.packages[dir]).declared().kind != startProgram {
		for i := range projects {
			out = append(out, r.service(dir, &projects[i]))
		}
	} else if s := r.service(dir, nil); s != nil {
		out = append(out, s)
	}
	return out
}

// service judges a package, or an application that shares its manifest with others; nil when it is none.
func (r *nodeRepo) service(dir string, project *nxProject) *nodeService {
	s := r.newService(r.packages[dir])
	s.project = project
	if s.runsOnDeno() {
		return nil
	}
	s.manager()
	s.start = s.declared()
	s.endless()
	s.runtime()
	nx := s.nx()
	row, because := s.frameworkOf()
	if s.row = row; nx && (s.n.Static != nil || !slices.ContainsFunc(s.sources(), s.listens)) {
		s.row = nil
	} else if row != nil {
		s.stack.Framework = fact(row.name, because)
	}
	if row != nil && !nx {
		s.frame()
	}
	if s.stack.Refusal == nil && s.n.Static == nil && !s.program() {
		if !s.pipeline() {
			return nil
		}
		s.start = nodeStart{}
	}
	s.finish()
	return s
}

// runtime tells bun from node: by the start script, or by being the manager where no script speaks of node.
func (s *nodeService) runtime() {
	if s.start.runtime == "bun" {
		s.n.Runtime = "bun"
		if !s.stack.Manager.Known() {
			s.stack.Manager = fact("bun", s.start.because...)
		}
		return
	}
	if s.managerName() == "bun" && s.start.kind == startNone {
		s.n.Runtime = "bun"
	}
}

// frame takes over what the framework's row says.
func (s *nodeService) frame() {
	row := s.row
	s.n.BuildEnv = append(s.n.BuildEnv, row.buildEnv...)
	s.n.RunEnv = append(s.n.RunEnv, row.runEnv...)
	if row.signals {
		s.stack.Signals = fact(true, s.stack.Framework.Because...)
	}
	if row.refuse != "" {
		s.refuse(row.refuse, "", s.stack.Framework.Because...)
		return
	}
	switch {
	case row.shape != nil:
		row.shape(s)
	case row.static:
		dir, because := s.siteDir(row.output)
		s.files(dir, because...)
	case len(row.start) > 0:
		s.n.Bundled = row.bundled
		if row.output != "" {
			s.outputs(s.stack.Framework.Because[0], row.output)
		}
		s.serve(row.start, s.stack.Framework.Because[0])
	}
	if s.row == nil {
		s.stack.Framework = Fact[string]{}
		s.n.BuildEnv, s.n.RunEnv, s.stack.Signals = nil, nil, Fact[bool]{}
	}
	if s.n.Static != nil {
		s.n.Writable, s.n.RunEnv, s.stack.Signals = nil, nil, Fact[bool]{}
	}
}

// refuse says that no image can be made.
func (s *nodeService) refuse(why, add string, because ...Evidence) {
	s.stack.Refusal = &Note{Text: why, Add: add, Because: because}
}

// endless refuses a package with a script that stands for more commands than are read.
func (s *nodeService) endless() {
	if s.pkg.endless != nil {
		s.refuse("a script calls other scripts so often that it stands for more than 64 KiB of commands", "a script that calls fewer scripts", s.pkg.endless...)
	}
}

func (s *nodeService) note(n Note) { s.stack.Notes = append(s.stack.Notes, n) }

// dep gives the declaration of a package: the service's own, else its workspace's.
func (s *nodeService) dep(name string) *node {
	return s.depOf(s.pkg, name)
}

// allDeps gives the names of all packages that the manifest asks for.
func (s *nodeService) allDeps() []string {
	var out []string
	for _, group := range []string{"dependencies", "optionalDependencies", "devDependencies"} {
		out = append(out, s.pkg.doc.at(group).keys()...)
	}
	return out
}

// run gives the command that runs a script by the manager.
func (s *nodeService) run(script string) []string {
	return []string{s.managerName(), "run", script}
}

// finish fills in what does not decide whether the package is a service.
func (s *nodeService) finish() {
	s.enclose()
	s.ownedBy()
	s.stale()
	s.version()
	s.language()
	s.build()
	s.manifests()
	s.natives()
	s.stack.Notes = append(s.stack.Notes, s.start.notes...)
	s.declares()
	s.devCommand()
	s.testCommand()
	s.publicEnv()
	s.endless()
	if s.n.Static != nil || s.stack.Refusal != nil || len(s.start.args) == 0 {
		s.staticfile()
		return
	}
	s.unmade()
	s.reachable()
	s.stack.Start = fact(s.start.args, s.start.because...)
	s.n.StartEnv, s.n.Bin = s.start.env, s.start.bin
	s.beside()
	s.n.DevAtRun = s.n.DevAtRun || s.start.dev != ""
	if s.start.dev != "" {
		s.note(Note{Text: "the start command needs " + s.start.dev + ", which is a devDependency: the image holds the development packages too", Add: s.start.dev + " among the dependencies", Because: s.start.because})
	}
	if s.entry == "" {
		s.entry = s.sourceOf(s.start.entry)
	}
	s.loadsDev()
	s.programFiles()
	s.buildFiles()
	s.scan()
	s.spawns()
	s.writes()
}

// declares notes which kinds of dependencies the service and its workspace have.
func (s *nodeService) declares() {
	s.n.Module = s.pkg.doc.at("type").text() == "module"
	dirs := []string{s.pkg.dir}
	if s.n.Workspace != nil {
		dirs = append(append(dirs, s.n.Workspace.Closure...), s.n.Workspace.Root)
	}
	for _, d := range dirs {
		doc := s.packages[d].doc
		if d != s.installRoot() || d == s.pkg.dir || s.managerName() != "pnpm" {
			s.n.Dependencies = s.n.Dependencies || doc.at("dependencies").any() || doc.at("optionalDependencies").any()
		}
		s.n.DevDependencies = s.n.DevDependencies || doc.at("devDependencies").any()
	}
}

// language is TypeScript where sources are in it.
func (s *nodeService) language() {
	typed := s.t.first(s.pkg.dir, "tsconfig.json") != ""
	for _, p := range s.t.under(s.pkg.dir, ".ts", ".tsx", ".mts", ".cts") {
		if strings.HasSuffix(p, ".d.ts") || strings.Contains(path.Base(p), ".config.") || nodeIsAside(path.Dir(relative(s.pkg.dir, p))) {
			continue
		}
		if typed || s.dep("typescript") != nil || s.n.Runtime == "bun" || isTypeScript(s.start.entry) {
			s.stack.Language, s.n.TypeScript = "TypeScript", true
		}
		return
	}
}

// settleNode drops what the other services make superfluous: trials and examples, refusals, libraries that listen.
func settleNode(found []*nodeService) []*nodeService {
	keep := func(ok func(*nodeService) bool) {
		var out []*nodeService
		for _, s := range found {
			if ok(s) {
				out = append(out, s)
			}
		}
		if len(out) > 0 {
			found = out
		}
	}
	keep(func(s *nodeService) bool { return !nodeIsAside(s.pkg.dir) })
	refused := found
	keep(func(s *nodeService) bool { return s.stack.Refusal == nil })
	for _, s := range refused {
		if why := s.stack.Refusal; why != nil && s != found[0] && found[0].stack.Refusal == nil {
			found[0].note(Note{Text: s.pkg.path + " is left out: " + why.Text, Because: why.Because})
		}
	}
	keep(func(s *nodeService) bool {
		return s.n.Service || len(s.start.args) == 0 || s.n.Static != nil || s.pkg.dir == "." || s.space != nil || s.pkg.script("start") != nil && strings.Count(s.pkg.dir, "/") < 2
	})
	for _, root := range found {
		if root.space == nil || root.space.root != root.pkg.dir {
			continue
		}
		keep(func(s *nodeService) bool {
			return s == root || s.space != root.space || s.pkg.script("start") != nil || s.n.Static != nil || s.row != nil && !s.row.server || !within(s.pkg.dir, path.Join(root.pkg.dir, root.start.entry))
		})
	}
	return found
}
