package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// Node is a Node service as templates/node sees it.
type Node struct {
	Common
	Distroless, Alpine, Debug, Bun, SharedBase bool
	Stage                                      string
	Images                                     struct{ Tools, Run, Debug, Bun string }
	Root, Workdir                              string
	BuildEnv                                   []Var
	Packages                                   struct{ Build, Run *Packages }
	Manager                                    NodeManagerModel
	Manifests                                  NodeManifests
	Init                                       *Packages
	Deps, ProdDeps, Pruned                     *NodeInstall
	Libraries                                  *NodeLibraries
	Build                                      *NodeBuild
	Test                                       *NodeTest
	Dev                                        *NodeDev
	Site                                       *NodeSite
	Copies                                     []Copy
	Interpreter, URL, Well                     string
}

type (
	// NodeManagerModel is the package manager and how it is installed.
	NodeManagerModel struct{ Name, Corepack, Package string }
	// NodeManifests are the files that an install reads, where they are copied.
	NodeManifests struct {
		Copied  []string
		Parents bool
		Dest    string
	}
	// NodeStage is what all stages of the build side have.
	NodeStage struct {
		Name, From, Workdir string
		Native              bool
		OnBase              *Node // set where the stage is the only one that would stand on base
	}
	// NodeInstall is one installation of packages.
	NodeInstall struct {
		NodeStage
		About, Command, Member string // Command is install, install-prod or prune
		Frozen, Hooks          bool
		Manager                NodeManagerModel
		Mounted, Secrets       []Mount
		MemberModules          []string
	}
	// NodeLibraries are the packages of the workspace that the service needs.
	NodeLibraries struct {
		NodeStage
		Manager     NodeManagerModel
		Dirs, Build []string
	}
	// NodeBuild is the build stage.
	NodeBuild struct {
		NodeStage
		About                string
		Env                  []Var
		Sources              []string
		Parents              bool
		Dest                 string
		Secrets              []Mount
		Cache                *Mount
		Commands             [][]string
		Compress, Standalone string
		Writable             []string
	}
	// NodeTest is the test stage.
	NodeTest struct {
		NodeStage
		Copies  bool
		Command []string
	}
	// NodeDev is the dev stage.
	NodeDev struct {
		NodeStage
		Dirs, Command []string
		Port          int
	}
	// NodeSite is a static site that nginx serves.
	NodeSite struct{ Hashed, App, NotFound, From, Files string }
)

// nodeModel decides what the template is told.
func nodeModel(in Input, base string) (any, error) {
	s, err := newNodeService(in)
	if err != nil {
		return nil, err
	}
	if err := s.stand(base); err != nil {
		return nil, err
	}
	m := &Node{Common: common(in, base, s.title()),
		Distroless: base == catalog.Distroless, Alpine: base == catalog.Alpine, Debug: in.Choices.Wants("debug"), Bun: s.kind == "bun", Stage: "prod",
		Root: s.installRoot(), Workdir: s.workdir(), BuildEnv: s.managerEnv()}
	m.User = s.final.User
	if m.Debug {
		m.Stage = "runtime"
	}
	m.Images.Tools, m.Images.Run = s.tools.Ref, s.final.Ref
	if m.Distroless {
		m.Images.Debug = s.final.Debug
	}
	m.Packages.Build = s.buildPackages()
	m.manager(s)
	m.manifests(s)
	m.installs(s)
	m.builds(s)
	m.targets(s)
	if s.n.Static != nil {
		m.site(s)
	} else {
		m.program(s)
	}
	m.merge()
	return m, nil
}

func (m *Node) manager(s *nodeService) {
	m.Manager.Name = s.manager.name
	if s.bunBeside() || s.manager.name == "bun" && s.kind != "bun" {
		m.Images.Bun = s.bunImage
	}
	switch {
	case s.manager.pkg == "" || s.n.ManagerFile != "":
	case s.corepack():
		m.Manager.Corepack = s.n.Pinned
	default:
		v := s.managerVersion
		if v == "" || v == "berry" {
			v = s.manager.fallback
		}
		m.Manager.Package = s.manager.pkg + "@" + v
	}
}

func (m *Node) manifests(s *nodeService) {
	if s.copiesManifests() {
		c := s.manifestCopies()[0].Copy
		m.Manifests = NodeManifests{c.Sources, c.Parents, c.Dest}
	}
}

func (m *Node) installs(s *nodeService) {
	one := func(name, from, about, command string) *NodeInstall {
		i := &NodeInstall{NodeStage: NodeStage{Name: name, From: from}, About: about, Command: command, Frozen: s.frozen(), Hooks: len(s.n.Hooks) > 0,
			Manager: m.Manager, Secrets: s.secretMounts()}
		for _, x := range s.installMounts() {
			if x.Type == "bind" {
				i.Mounted = append(i.Mounted, x)
			}
		}
		if dir := s.dir(); dir != "." && (s.n.Workspace != nil && s.manager.filter != nil || s.manager.prodWhole != nil) {
			i.Member = dir
		}
		if command != "prune" && s.ships() && s.modules() == name {
			i.MemberModules = s.memberModuleDirs()
		}
		return i
	}
	switch {
	case s.wantsAll() || s.ships() && !s.n.DevDependencies:
		m.Deps = one("deps", "base", s.allAbout(), "install")
	case s.ships():
		m.Deps = one("deps", "base", "What the program needs at run time, without the development packages", "install-prod")
	}
	if s.modules() == "prod-deps" {
		m.ProdDeps = one("prod-deps", "base", "", "install-prod")
		if s.prunes() {
			m.ProdDeps = one("prod-deps", "deps", "", "prune")
		}
	}
	if s.builds() && s.prunes() && len(s.n.Generate) > 0 {
		m.Pruned = one("pruned", "build", "", "prune")
	}
}

func (m *Node) builds(s *nodeService) {
	from := s.installed()
	if libs := s.librariesStage(from); libs != nil && s.prepares() {
		m.Libraries = &NodeLibraries{NodeStage: NodeStage{Name: "libraries", From: from}, Manager: m.Manager, Dirs: libs.Steps[0].Copy.Sources}
		for _, p := range s.n.Workspace.Parts {
			if p.Build != "" {
				m.Libraries.Build = append(m.Libraries.Build, s.inContext(p.Dir))
			}
		}
		from = "libraries"
	}
	if !s.builds() {
		return
	}
	c := s.sources(m.Libraries != nil)[0].Copy
	b := &NodeBuild{NodeStage: NodeStage{Name: "build", From: from}, About: s.buildAbout(), Env: envVars(s.n.BuildEnv), Sources: c.Sources, Parents: c.Parents, Dest: c.Dest}
	if s.workdir() != s.installRoot() {
		b.Workdir = s.workdir()
	}
	if s.manager.settings {
		b.Secrets = s.secretMounts()
	}
	if c := s.framework.cache; c != "" && len(s.st.Build.Value) > 0 {
		b.Cache = &Mount{ID: cacheID(s.st.Name, c), Target: path.Join(s.workdir(), c)}
	}
	for _, g := range s.n.Generate {
		b.Commands = append(b.Commands, s.call(g))
	}
	if len(s.st.Build.Value) > 0 {
		b.Commands = append(b.Commands, s.call(s.st.Build.Value))
	}
	if s.n.Static != nil {
		b.Compress = strings.TrimPrefix(s.here(s.n.Static.Output.Value), "./")
	}
	if s.n.Standalone {
		b.Standalone = path.Join(".next/standalone", s.traced(), ".next")
	} else {
		for _, w := range s.n.Writable {
			if s.made(w) {
				b.Writable = append(b.Writable, w)
			}
		}
	}
	m.Build = b
}

func (m *Node) targets(s *nodeService) {
	dir := ""
	if s.workdir() != s.installRoot() {
		dir = s.workdir()
	}
	if s.in.Choices.Wants("test") && len(s.n.Test.Value) > 0 {
		from := s.installed()
		if s.builds() && s.n.Static == nil && !s.n.Bundled {
			from = "build"
		}
		m.Test = &NodeTest{NodeStage{Name: "test", From: from, Workdir: dir}, from != "build" || s.n.BuildFiles != nil, s.testCommand().Args}
	}
	if s.in.Choices.Wants("dev") {
		m.Dev = &NodeDev{NodeStage{Name: "dev", From: s.installed(), Workdir: dir}, []string{"."}, s.devCommand(), s.devPort()}
		for _, d := range s.framework.devDirs {
			m.Dev.Dirs = append(m.Dev.Dirs, path.Join(s.workdir(), d))
		}
	}
}

func (m *Node) site(s *nodeService) {
	site := s.n.Static
	m.Port = sitePort
	if s.in.Choices.Port.Given() && s.port() != 0 {
		m.Port = s.port()
	}
	m.Site = &NodeSite{From: "build", Files: path.Join(nodeRoot, s.inContext(site.Output.Value))}
	if !s.builds() {
		m.Site.From, m.Site.Files = "", s.inContext(site.Output.Value)
	}
	if urlPath.MatchString(site.Hashed) {
		m.Site.Hashed = site.Hashed
	}
	switch {
	case !filePath.MatchString(site.Fallback):
	case site.Fallback == "404.html":
		m.Site.NotFound = site.Fallback
	default:
		m.Site.App = strings.TrimPrefix(site.Fallback, "/")
	}
}

func (m *Node) program(s *nodeService) {
	m.Env, m.Packages.Run = s.runEnv(), s.runPackages()
	if s.needsInit() {
		m.Init = &Packages{By: "apt", Names: []string{"tini"}, OS: s.tools.Codename()}
	}
	for _, step := range s.artifacts() {
		m.Copies = append(m.Copies, *step.Copy)
	}
	if s.listens() {
		m.Port = s.port()
	}
	m.Interpreter = s.final.Program
	if !m.Distroless {
		m.Interpreter = path.Base(m.Interpreter)
	}
	where := "/"
	m.Well = "< 500"
	if h := s.st.Health.Value; h != "" {
		where, m.Well = h, "=== 200"
	}
	port := portText(s.port())
	if name := s.st.PortEnv.Value; name != "" {
		port = "${process.env." + name + "}"
	}
	m.URL = jsText("http://127.0.0.1:" + port + where)
	m.Entrypoint, m.Cmd = s.entry()
}

// merge lets the only stage that stands on base say itself what base would say.
func (m *Node) merge() {
	var on []*NodeStage
	add := func(s *NodeStage) {
		if s.From == "base" {
			on = append(on, s)
		}
	}
	if m.Deps != nil {
		add(&m.Deps.NodeStage)
	}
	if m.ProdDeps != nil {
		add(&m.ProdDeps.NodeStage)
	}
	if m.Libraries != nil {
		add(&m.Libraries.NodeStage)
	}
	if m.Build != nil {
		add(&m.Build.NodeStage)
	}
	if m.Test != nil {
		add(&m.Test.NodeStage)
	}
	if m.Dev != nil {
		add(&m.Dev.NodeStage)
	}
	if m.SharedBase = len(on) > 1; len(on) != 1 {
		return
	}
	base := *m
	if m.Build != nil && on[0] == &m.Build.NodeStage {
		base.BuildEnv = append(append([]Var{}, m.BuildEnv...), m.Build.Env...)
	}
	on[0].OnBase = &base
}

// nodeAssetsModel is the front end inside a back end: the build side alone, under other names.
func nodeAssetsModel(in Input, assets *detect.Assets) (*Node, string, error) {
	front := *assets.Node
	front.Context, front.Dir = in.Stack.Context, assets.Dir
	in.Stack, in.Choices.Version.Value, in.Choices.Start.Value = front, "", nil
	in.Choices.Targets.Value = []string{"prod"}
	s, err := newNodeService(in)
	if err != nil {
		return nil, "", err
	}
	node := *s.n
	node.Bundled, node.Static = true, nil // the back end takes the files, and ships none of the packages
	s.n, s.st.Node = &node, &node
	if s.tools, err = in.Catalog.Image(s.kind, catalog.Slim, s.line); err != nil {
		return nil, "", err
	}
	m := &Node{Root: s.installRoot(), Workdir: s.workdir(), BuildEnv: s.managerEnv()}
	m.Images.Tools, m.Packages.Build = s.tools.Ref, s.buildPackages()
	m.manager(s)
	m.manifests(s)
	m.installs(s)
	m.builds(s)
	if m.Build != nil {
		m.Build.About = "The front end that the program serves; an edit of the back end leaves it cached"
	}
	m.merge()
	m.rename("assets")
	return m, path.Join(nodeRoot, s.inContext(assets.Output.Value)), nil
}

// rename gives the stages of a front end the names that they have beside a back end.
func (m *Node) rename(build string) {
	names := map[string]string{"base": build + "-base", "deps": build + "-deps", "libraries": build + "-libraries", "build": build}
	var all []*NodeStage
	if m.Deps != nil {
		all = append(all, &m.Deps.NodeStage)
	}
	if m.Libraries != nil {
		all = append(all, &m.Libraries.NodeStage)
	}
	if m.Build != nil {
		all = append(all, &m.Build.NodeStage)
	}
	for _, s := range all {
		s.Name, s.From, s.Native = names[s.Name], names[s.From], s.OnBase != nil
	}
}
