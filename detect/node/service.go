package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// service is one package in the making of a Stack.
type service struct {
	*packageSet
	pkg     *packageJSON
	space   *space
	stack   *detect.Stack
	n       *detect.Node
	row     *framework
	start   startCommand
	project *nxProject          // the application of an Nx workspace that it is
	entry   string              // the source of the program, relative to the root of the repository
	read    []string            // the sources of the program, once they were gathered
	text    map[string][]string // their lines, once they were read
	locked  *lockFile           // the lock file, once it was read
}

// Read finds the Node services of the repository.
func Read(t *detect.Tree) ([]detect.Stack, error) {
	r, err := readPackages(t)
	if err != nil {
		return nil, err
	}
	if err := r.readSpaces(); err != nil {
		return nil, err
	}
	var found []*service
	for _, dir := range r.dirs {
		found = append(found, r.services(dir)...)
	}
	found = settle(found)
	if len(found) == 0 {
		if s := r.bare(); s != nil {
			found = append(found, s)
		}
	}
	var stacks []detect.Stack
	for _, s := range found {
		stacks = append(stacks, *s.stack)
	}
	return stacks, nil
}

// newService begins a stack for a package.
func (r *packageSet) newService(pkg *packageJSON) *service {
	s := &service{packageSet: r, pkg: pkg, space: r.spaces[pkg.dir]}
	s.n = &detect.Node{Runtime: "node"}
	s.stack = &detect.Stack{Name: pkg.name(), Dir: pkg.dir, Context: pkg.dir, Stack: "node", Language: "JavaScript", Node: s.n,
		Description: pkg.doc.At("description").Text(), License: pkg.doc.At("license").Text(), Source: repository(pkg.doc)}
	if s.space != nil && (s.space.root != pkg.dir || len(s.space.members) > 0) {
		s.stack.Context = s.space.root
		s.n.Workspace = &detect.Workspace{Root: s.space.root, Members: s.space.members, Tool: s.space.tool}
	}
	return s
}

// repository gives the address of the sources, as a web address where that is plain.
func repository(doc *formats.Node) string {
	v := doc.At("repository").Text()
	if v == "" {
		v = doc.At("repository", "url").Text()
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
	if !strings.HasPrefix(v, "https://") || strings.ContainsAny(v, " \t<>") {
		return ""
	}
	return v
}

// services judges a package: one service, none, or one for each application of an Nx workspace that shares its manifest.
func (r *packageSet) services(dir string) []*service {
	var out []*service
	if projects := append(r.nxProjects(dir), r.nxMember(dir)...); len(projects) > 0 && declared(r.newService(r.packages[dir])).kind != startProgram {
		for i := range projects {
			out = append(out, r.service(dir, &projects[i]))
		}
	} else if s := r.service(dir, nil); s != nil {
		out = append(out, s)
	}
	return out
}

// service judges a package, or an application that shares its manifest with others; nil when it is none.
func (r *packageSet) service(dir string, project *nxProject) *service {
	s := r.newService(r.packages[dir])
	s.project = project
	if s.runsOnDeno() {
		return nil
	}
	s.manager()
	s.start = declared(s)
	endless(s)
	runtime(s)
	unlocked(s)
	nx := nxOf(s)
	row, because := frameworkOf(s)
	if s.row = row; nx && (s.n.Static != nil || !slices.ContainsFunc(s.sources(), s.listens)) {
		s.row = nil
	} else if row != nil {
		s.stack.Framework = detect.NewFact(row.Name, because)
	}
	if row != nil && !nx {
		frame(s)
	}
	if s.stack.Refusal == nil && s.n.Static == nil && !program(s) {
		if !pipeline(s) {
			return nil
		}
		s.start = startCommand{}
	}
	finish(s)
	return s
}

// runtime tells bun from node: by the start script, or by being the manager, or having its types, where no script speaks of node.
func runtime(s *service) {
	if s.start.runtime == "bun" {
		s.n.Runtime = "bun"
		if !s.stack.Manager.Known() {
			s.stack.Manager = detect.NewFact("bun", s.start.because...)
		}
		return
	}
	types := s.pkg.dep("@types/bun")
	typed := !s.stack.Manager.Known() && types != nil
	if s.start.kind == startNone && (typed || s.managerName() == "bun") {
		s.n.Runtime = "bun"
	}
	if s.n.Runtime == "bun" && typed {
		s.stack.Manager = detect.NewFact("bun", detect.EvidenceOf(types))
	}
}

// frame takes over what the framework's row says.
func frame(s *service) {
	row := s.row
	s.n.BuildEnv = append(s.n.BuildEnv, row.BuildEnv...)
	s.n.RunEnv = append(s.n.RunEnv, row.RunEnv...)
	if row.Signals {
		s.stack.Signals = detect.NewFact(true, s.stack.Framework.Because...)
	}
	if row.Refuse != "" {
		s.refuse(row.Refuse, "", s.stack.Framework.Because...)
		return
	}
	switch {
	case row.Shape != "":
		shapes(row.Shape)(s)
	case row.Static:
		dir, because := siteDir(s, row.Output)
		s.files(dir, because...)
	case len(row.Start) > 0:
		s.n.Bundled = row.Bundled
		if row.Output != "" {
			s.outputs(s.stack.Framework.Because[0], row.Output)
		}
		s.serve(row.Start, s.stack.Framework.Because[0])
	}
	if s.row == nil {
		s.stack.Framework = detect.Fact[string]{}
		s.n.BuildEnv, s.n.RunEnv, s.stack.Signals = nil, nil, detect.Fact[bool]{}
	}
	if s.n.Static != nil {
		s.n.Writable, s.n.RunEnv, s.stack.Signals = nil, nil, detect.Fact[bool]{}
	}
}

// refuse says that no image can be made.
func (s *service) refuse(why, add string, because ...detect.Evidence) {
	s.stack.Refusal = &detect.Note{Text: why, Add: add, Because: because}
}

// endless refuses a package with a script that stands for more commands than are read.
func endless(s *service) {
	if s.pkg.endless != nil {
		s.refuse("the scripts expand to more than 64 KiB of commands", "a script that calls fewer scripts", s.pkg.endless...)
	}
}

func (s *service) note(n detect.Note) { s.stack.Notes = append(s.stack.Notes, n) }

// dep gives the declaration of a package: the service's own, else its workspace's.
func (s *service) dep(name string) *formats.Node {
	return depOf(s, s.pkg, name)
}

// allDeps gives the names of all packages that the manifest asks for.
func (s *service) allDeps() []string {
	var out []string
	for _, group := range []string{"dependencies", "optionalDependencies", "devDependencies"} {
		out = append(out, s.pkg.doc.At(group).Keys()...)
	}
	return out
}

// run gives the command that runs a script by the manager.
func (s *service) run(script string) []string {
	return []string{s.managerName(), "run", script}
}

// finish fills in what does not decide whether the package is a service.
func finish(s *service) {
	s.enclose()
	ownedBy(s)
	stale(s)
	s.version()
	language(s)
	s.build()
	s.manifests()
	s.findNatives()
	s.stack.Notes = append(s.stack.Notes, s.start.notes...)
	declares(s)
	devCommand(s)
	testCommand(s)
	publicEnv(s)
	endless(s)
	if s.n.Static != nil || s.stack.Refusal != nil || len(s.start.args) == 0 {
		staticfile(s)
		return
	}
	unmade(s)
	reachable(s)
	s.stack.Start = detect.NewFact(s.start.args, s.start.because...)
	s.n.StartEnv, s.n.Bin = s.start.env, s.start.bin
	beside(s)
	s.n.DevAtRun = s.n.DevAtRun || s.start.dev != ""
	if s.start.dev != "" {
		s.note(detect.Note{Text: "the start command needs " + s.start.dev + ", which is a devDependency, so the image contains the development packages too", Add: s.start.dev + " among the dependencies", Because: s.start.because})
	}
	if s.entry == "" {
		s.entry = s.sourceOf(s.start.entry)
	}
	loadsDev(s)
	s.programFiles()
	buildFiles(s)
	s.scan()
	spawns(s)
	writes(s)
	asks(s)
}

// declares notes which kinds of dependencies the service and its workspace have.
func declares(s *service) {
	s.n.Module = s.pkg.doc.At("type").Text() == "module"
	dirs := []string{s.pkg.dir}
	if s.n.Workspace != nil {
		dirs = append(append(dirs, s.n.Workspace.Closure...), s.n.Workspace.Root)
	}
	for _, d := range dirs {
		doc := s.packages[d].doc
		if d != s.installRoot() || d == s.pkg.dir || s.managerName() != "pnpm" {
			s.n.Dependencies = s.n.Dependencies || doc.At("dependencies").Any() || doc.At("optionalDependencies").Any()
		}
		s.n.DevDependencies = s.n.DevDependencies || doc.At("devDependencies").Any()
	}
}

// language is TypeScript where sources are in it.
func language(s *service) {
	typed := s.t.First(s.pkg.dir, "tsconfig.json") != ""
	for _, p := range s.t.Under(s.pkg.dir, ".ts", ".tsx", ".mts", ".cts") {
		if strings.HasSuffix(p, ".d.ts") || strings.Contains(path.Base(p), ".config.") || isAside(path.Dir(detect.Relative(s.pkg.dir, p))) {
			continue
		}
		if typed || s.dep("typescript") != nil || s.n.Runtime == "bun" || isTypeScript(s.start.entry) {
			s.stack.Language, s.n.TypeScript = "TypeScript", true
		}
		return
	}
}

// settle drops what the other services make superfluous: trials and examples, refusals, libraries that listen.
func settle(found []*service) []*service {
	keep := func(ok func(*service) bool) {
		var out []*service
		for _, s := range found {
			if ok(s) {
				out = append(out, s)
			}
		}
		if len(out) > 0 {
			found = out
		}
	}
	keep(func(s *service) bool { return !isAside(s.pkg.dir) })
	refused := found
	keep(func(s *service) bool { return s.stack.Refusal == nil })
	for _, s := range refused {
		if why := s.stack.Refusal; why != nil && s != found[0] && found[0].stack.Refusal == nil {
			found[0].note(detect.Note{Text: s.pkg.path + " is left out: " + why.Text, Because: why.Because})
		}
	}
	keep(func(s *service) bool {
		return s.n.Service || len(s.start.args) == 0 || s.n.Static != nil || s.pkg.dir == "." || s.space != nil || s.pkg.script("start") != nil && strings.Count(s.pkg.dir, "/") < 2
	})
	for _, root := range found {
		if root.space == nil || root.space.root != root.pkg.dir {
			continue
		}
		keep(func(s *service) bool {
			return s == root || s.space != root.space || s.pkg.script("start") != nil || s.n.Static != nil || s.row != nil && !s.row.Server || !detect.Inside(path.Join(root.pkg.dir, root.start.entry), s.pkg.dir)
		})
	}
	return found
}
