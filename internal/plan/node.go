package plan

import (
	"cmp"
	"path"
	"reflect"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// nodeRoot is where the build's context lies in the stages, and in the image.
const nodeRoot = "/app"

// nodeService is a Node stack with what more than one of its stages asks for.
type nodeService struct {
	service
	n *detect.Node
	// kind is node or bun.
	kind string
	// manager installs; managerVersion is what the repository names, "" for nothing.
	manager        nodeManager
	managerVersion string
	framework      framework
	bunImage       string
}

// newNodeService decides what does not hang on the base.
func newNodeService(in Input) (*nodeService, error) {
	s := &nodeService{service: service{in: in, st: in.Stack}, n: &detect.Node{Runtime: "node", Linker: "node-modules"}, kind: "node"}
	if n := in.Stack.Node; n != nil {
		*s.n = *n
	}
	s.st.Node = s.n
	if w := s.n.Workspace; w != nil && len(w.Parts) > 0 {
		s.n.Dependencies = true // the members find each other through links that an install makes
	}
	s.manager, s.managerVersion = managerOf(&s.st)
	if s.manager.whole && s.n.DevDependencies && !s.n.DevAtRun && s.ships() {
		s.n.DevAtRun = true
		s.note(s.st.Manager.Because, "the plugin workspace-tools (yarn plugin import workspace-tools), or Yarn 4", "this version of Yarn cannot install without the development packages, so the image contains them too")
	}
	s.framework = tables().Frameworks[s.st.Framework.Value]
	if bun, err := in.Catalog.Image("bun", catalog.Slim, ""); err == nil {
		s.bunImage = bun.Ref
	}
	if s.n.Runtime == "bun" {
		s.kind, s.line = "bun", in.Catalog.Default("bun").Number
		return s, nil
	}
	return s, s.nodeLine()
}

func (s *nodeService) plan() (*Plan, error) {
	m := s.buildSide(common(s.in, s.base, s.title()))
	m.User, m.Secrets, m.Images.Runtime = s.final.User, s.secrets(), s.final.Ref
	if s.base == catalog.Distroless {
		m.Images.Debug = s.final.Debug
	}
	m.Test, m.Dev = s.testModel(), s.devModel()
	if s.n.Static != nil {
		m.Port, m.Site = 8080, s.siteModel()
		if p := s.in.Choices.Port; p.Given() && p.Value != 0 {
			m.Port = p.Value // only a wish moves it, because a port in the repository is the development server's
		}
	} else {
		s.runtime(m)
	}
	m.Ignore, m.SecretFiles = s.ignoreModel(), secretLines(s.st, copied(m))
	m.share()
	p := &Plan{Model: m, DevAtRun: s.n.DevAtRun && s.ships(), LockStale: s.n.LockStale != nil, Notes: s.notes}
	for _, v := range s.n.BuildArgs {
		if v.Value == "" && m.Build != nil {
			p.BuildArgs = append(p.BuildArgs, v.Name)
		}
	}
	p.BuildArgs = append(p.BuildArgs, s.n.OpenArgs...)
	return p, nil
}

// buildSide makes the model of the stages that install and build.
func (s *nodeService) buildSide(c Common) *Node {
	m := &Node{Common: c, Runtime: s.kind, Framework: s.st.Framework.Value, Manager: s.manager.name, Frozen: s.frozen(),
		Hooks: len(s.n.Hooks) > 0, PnP: s.n.Linker == "pnp", Module: s.n.Module, Root: s.installRoot(), Workdir: s.workdir()}
	m.Version, m.Images.Build = s.line, s.tools.Ref
	if s.bunBeside() || s.manager.name == "bun" && s.kind != "bun" {
		m.Images.Bun = s.bunImage
	}
	if s.n.Workspace != nil {
		m.Member = below(s.dir())
	}
	m.ManagerVersion, m.Corepack = s.managerSource()
	m.Manifests = s.manifestFiles()
	m.BuildPackages = s.nativePackages(s.tools, func(n detect.Native) []string { return n.Build })
	m.Git, m.SSH = s.git()
	m.InstallEnv = envVars(s.n.InstallEnv)
	m.Deps, m.ProdDeps = s.installs()
	m.Libraries = s.librariesModel()
	if s.prunes() && s.generates() {
		m.Pruned = &NodeInstall{From: s.generated(), Command: "prune", MemberModules: s.memberModuleDirs()}
	}
	if s.builds() && s.generated() == "build" {
		m.Build = s.buildModel(m.Libraries != nil)
	}
	return m
}

// stand picks the images of the build side and of the final stage.
func (s *nodeService) stand(base string) error {
	c, tools := s.in.Catalog, catalog.Slim
	if base == catalog.Alpine && s.n.Static == nil {
		tools = catalog.Alpine
	}
	side, version := s.kind, s.line
	if s.bunBeside() {
		side, version = "node", ""
	}
	var err error
	if s.tools, err = c.Image(side, tools, version); err != nil {
		return err
	}
	s.base = base
	kind, line := s.kind, s.line
	if s.n.Static != nil {
		kind, line = "nginx", ""
	}
	beside := false
	if _, own := s.calls(); own && s.bunBeside() && base == catalog.Slim {
		kind, line, beside = "node", "", true // the manager that the program starts runs on Node
	}
	if s.final, err = c.Image(kind, base, line); beside {
		s.final.Program = "bun"
	}
	return err
}

// bunBeside reports whether Bun only runs what another manager, which is a Node program, installs.
func (s *nodeService) bunBeside() bool { return s.kind == "bun" && s.manager.name != "bun" }

// home is the directory of the service's package.json.
func (s *nodeService) home() string {
	return cmp.Or(s.n.Home, s.st.Dir)
}

// dir is the service's directory as seen from the build's context, "." for the context itself.
func (s *nodeService) dir() string { return s.inContext(s.home()) }

// workdir is the service's directory in the stages and in the image.
func (s *nodeService) workdir() string { return path.Join(nodeRoot, s.dir()) }

// installDir is where packages are installed, as seen from the build's context: the workspace's root, or the service's directory.
func (s *nodeService) installDir() string {
	if s.n.Workspace != nil {
		return s.inContext(s.n.Workspace.Root)
	}
	return s.dir()
}

// installRoot is that directory in the stages.
func (s *nodeService) installRoot() string { return path.Join(nodeRoot, s.installDir()) }

// here gives a path of the repository as a COPY in workdir names it: "./dist", or absolute where it lies elsewhere.
func (s *nodeService) here(p string) string {
	in := path.Join(nodeRoot, s.inContext(p))
	if in == s.workdir() {
		return "./"
	}
	if rest, ok := strings.CutPrefix(in, s.workdir()+"/"); ok {
		return "./" + rest
	}
	return in
}

// placed is a path of the repository with its place in the image.
func (s *nodeService) placed(p string) NodePath {
	return NodePath{Path: path.Clean(s.inContext(p)), Dest: s.here(p)}
}

// filesOf are files and directories that keep their places.
func (s *nodeService) filesOf(files []string, dest string) *NodeFiles {
	return &NodeFiles{Paths: s.allInContext(files), Parents: true, Dest: dest}
}

// contextDest is where paths of the context keep their places, as seen from the directory of the service.
func (s *nodeService) contextDest() string {
	if s.dir() == "." {
		return "./"
	}
	return nodeRoot + "/"
}

// title says what the image is.
func (s *nodeService) title() string {
	name := map[string]string{"node": "Node.js ", "bun": "Bun "}[s.kind]
	if s.n.Static != nil {
		return cmp.Or(s.framework.Title, "Static site") + " on unprivileged nginx"
	}
	what := cmp.Or(s.framework.Title, name+"program")
	on := map[string]string{catalog.Distroless: "distroless ", catalog.Alpine: "Alpine with "}[s.base]
	return what + " on " + strings.TrimSpace(on+name+s.line)
}

// share counts the stages that start from the build tools: one alone sets them up itself, several share the stage "base".
func (m *Node) share() {
	var on []reflect.Value
	for _, name := range []string{"Deps", "ProdDeps", "Libraries", "Build", "Test", "Dev"} {
		stage := reflect.ValueOf(m).Elem().FieldByName(name)
		if !stage.IsNil() && stage.Elem().FieldByName("From").String() == "base" {
			on = append(on, stage.Elem().FieldByName("From"))
		}
	}
	if m.BaseStage = len(on) > 1; len(on) == 1 {
		on[0].SetString("")
	}
}
