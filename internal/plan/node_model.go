package plan

import (
	"path"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// Node is a Node or Bun service, or a site that is built with them, as templates/node sees it.
// Paths are relative to the build context unless a field says otherwise; the context lies in /app in every stage.
type Node struct {
	Common
	// Runtime is node or bun.
	Runtime string `from:"manager"`
	// Interpreter calls the runtime in the final image: "node", or "/nodejs/bin/node" on distroless; "" for a site.
	Interpreter string `from:"base"`
	// Framework is the framework's short name: "express", "next"; "" where none was found.
	Framework string `from:"framework"`
	// Manager is the package manager: npm, yarn (the first generation), berry (Yarn 2 and later), pnpm or bun.
	Manager string `from:"manager"`
	// ManagerVersion is the version to install of it: "10"; "" where the image or the repository holds the manager.
	ManagerVersion string `from:"manager"`
	// Corepack is the pinned manager that corepack installs: "pnpm@9.1.0+sha512.…"; "" without corepack.
	Corepack string `from:"manager,version"`
	// Frozen says that the lock file is there and fits the manifest, so that installs stick to it.
	Frozen bool `from:"manager"`
	// Hooks says that the project has install scripts, such as "postinstall", that want development packages.
	Hooks bool `from:"manager"`
	// PnP says that Yarn's Plug'n'Play takes the place of node_modules.
	PnP bool `from:"manager"`
	// Module says that the sources are ECMAScript modules ("type": "module").
	Module bool `from:"start"`
	// Images are the image references of the stages.
	Images NodeImages `from:"base,version"`
	// Root is where packages are installed, Workdir the directory of the service, both in the image: "/app" and
	// "/app/apps/api". They differ in a workspace only.
	Root, Workdir string
	// Member is the directory of the service in its workspace: "apps/api"; "" outside a workspace and for its root.
	Member string
	// Manifests are the files that an install reads.
	Manifests NodeManifests `from:"manager"`
	// BuildPackages are the system packages that compiling native modules needs; nil for none.
	BuildPackages *SystemPackages `from:"base"`
	// RuntimePackages are the system packages of the final image: what native modules load and, on Alpine, the init; nil
	// for none.
	RuntimePackages *SystemPackages `from:"base,signals"`
	// Init is the package of an init that forwards signals; nil where the program handles SIGTERM itself.
	Init *SystemPackages `from:"signals,base"`
	// BaseStage says that several stages start from the build tools, which then are a stage "base" of their own. A stage
	// whose From is "" sets the tools up itself.
	BaseStage bool `from:"targets"`
	// Deps installs the packages; nil for a project without any.
	Deps *NodeInstall `from:"manager,build,targets"`
	// ProdDeps makes the packages that are shipped, where those are fewer than Deps has; nil otherwise.
	ProdDeps *NodeInstall `from:"manager,build"`
	// Libraries builds the members of the workspace that the service uses; nil for none.
	Libraries *NodeLibraries `from:"build"`
	// Build builds the program or the site; nil where there is nothing to build.
	Build *NodeBuild `from:"build,framework"`
	// Pruned says that development packages are removed after the build, because generators write among the packages.
	Pruned bool `from:"manager,build"`
	// Test runs the tests; nil where nobody asked for that target, or there are none.
	Test *NodeTest `from:"targets"`
	// Dev runs the program with hot reload; nil where nobody asked for that target.
	Dev *NodeDev `from:"targets,framework"`
	// Modules are the packages that are shipped; nil for none.
	Modules *NodeModules `from:"manager,framework"`
	// Members are the workspace's other members that are shipped.
	Members []NodeMember
	// Files are the files of the repository that are shipped; nil for none.
	Files *NodeFiles `from:"start"`
	// Output is what the build made and the program needs: "dist".
	Output []NodePath `from:"build,framework"`
	// Standalone is the directory of Next.js's traced server, relative to the service: ".next/standalone", or
	// ".next/standalone/apps/web" in a workspace; "" for none.
	Standalone string `from:"framework"`
	// Site is the site that nginx serves; nil for a program.
	Site *Site `from:"framework,build"`
	// HealthPath is the URL path that answers 200 when the program is well: "/healthz"; "" where none is known.
	HealthPath string `from:"health"`
	// Ignore is what the .dockerignore says of this repository.
	Ignore NodeIgnore `from:"targets"`
}

// NodeImages are image references.
type NodeImages struct {
	// Build holds the tools of the build stages: "node:24-trixie-slim"; Runtime is the final image.
	Build, Runtime string
	// Debug is the image that the debug stage takes a shell from; "" where the final image has one.
	Debug string
	// Bun is the image that Bun's program is copied from, "oven/bun:1.3-slim", where the build image has none; "" otherwise.
	Bun string
}

// NodeFiles are files and directories that are copied together.
type NodeFiles struct {
	// Paths are the files and directories: "src", "tsconfig.json".
	Paths []string
	// Parents says that they keep their directories below Dest, as COPY --parents does.
	Parents bool
	// Dest is where they go, as COPY in the working directory names it: "./", "./src", "/app/".
	Dest string
}

// NodePath is one path that is copied from a stage.
type NodePath struct {
	// Path is the path below /app in that stage: "apps/api/dist".
	Path string
	// Dest is its place in the image, as COPY in the working directory names it: "./dist".
	Dest string
}

// NodeManifests are the files that an install reads: manifests, lock file, registry settings, patches.
type NodeManifests struct {
	// Copied are copied before the install, where they are many or the install writes among them; nil for none.
	Copied *NodeFiles
	// Mounted are mounted into the install alone.
	Mounted []NodeMount
}

// NodeMount is a file of the build context that is mounted into a step.
type NodeMount struct {
	// Source is the file, Target its place: relative to Root, or absolute.
	Source, Target string
}

// NodeInstall is a stage that installs packages.
type NodeInstall struct {
	// From is the stage that it starts from; "" for the build image.
	From string
	// Command is "install" for all packages, "install-prod" for those without development packages, or "prune" to remove
	// the development packages of the stage before. The manager's template has a block of that name.
	Command string
	// MemberModules are the node_modules of workspace members, relative to Root. An install may leave them out.
	MemberModules []string
}

// NodeCommand is a command of the project.
type NodeCommand struct {
	// Args is the command and its arguments: "npm", "run", "build".
	Args []string
	// Exec says that it is a package's program that the package manager has to call.
	Exec bool
}

// NodeModules are the packages that are shipped.
type NodeModules struct {
	// From is the stage that holds them: deps, prod-deps, pruned or build.
	From string
	// Paths are their directories or, for Plug'n'Play, the archives and the map of them.
	Paths []NodePath
}

// NodeMember is a member of the workspace that is shipped beside the service.
type NodeMember struct {
	// Files are its files in the repository; nil for none.
	Files *NodeFiles
	// Output is what its build made: "packages/ui/dist".
	Output []NodePath
}

// nodePlan decides what the template is told, on a base that nodeOptions did not refuse.
func nodePlan(in Input, base string) (*Plan, error) {
	s, err := newNodeService(in)
	if err != nil {
		return nil, err
	}
	if err := s.stand(base); err != nil {
		return nil, err
	}
	m := s.buildSide(common(in, base, s.title()))
	m.User, m.Secrets, m.Images.Runtime = s.final.User, s.secrets(), s.final.Ref
	if base == catalog.Distroless {
		m.Images.Debug = s.final.Debug
	}
	m.Test, m.Dev = s.testModel(), s.devModel()
	if s.n.Static != nil {
		m.Port, m.Site = s.portOfSite(), s.siteModel()
	} else {
		s.runtime(m)
	}
	m.Ignore, m.SecretFiles = s.ignoreModel(), secretLines(*s.st, m.contextPaths())
	m.share()
	return &Plan{Model: m, DevAtRun: s.n.DevAtRun && s.ships(), Notes: s.notes}, nil
}

// buildSide makes the model of the stages that install and build.
func (s *nodeService) buildSide(c Common) *Node {
	m := &Node{Common: c, Runtime: s.kind, Framework: s.st.Framework.Value, Manager: s.manager.name, Frozen: s.frozen(),
		Hooks: len(s.n.Hooks) > 0, PnP: s.n.Linker == "pnp", Module: s.n.Module, Root: s.installRoot(), Workdir: s.workdir()}
	m.Version, m.Images.Build = s.line, s.tools.Ref
	if s.bunBeside() || s.manager.name == "bun" && s.kind != "bun" {
		m.Images.Bun = s.bunImage
	}
	if dir := s.dir(); dir != "." && s.n.Workspace != nil {
		m.Member = dir
	}
	m.ManagerVersion, m.Corepack = s.managerSource()
	m.Manifests = s.manifestFiles()
	m.BuildPackages = s.nativePackages(s.tools, func(n detect.Native) []string { return n.Build })
	m.Deps, m.ProdDeps = s.installs()
	m.Libraries = s.librariesModel()
	if s.builds() {
		m.Build = s.buildModel(m.Libraries != nil)
		m.Pruned = s.prunes() && len(s.n.Generate) > 0
	}
	return m
}

// managerSource tells how the manager comes into the build image: by version from npm, or by corepack.
func (s *nodeService) managerSource() (version, corepack string) {
	switch {
	case s.manager.pkg == "" || s.n.ManagerFile != "":
		return "", ""
	case s.corepack():
		return "", s.n.Pinned
	case s.managerVersion == "" || s.managerVersion == "berry":
		return s.manager.fallback, ""
	}
	return s.managerVersion, ""
}

// share counts the stages that start from the build tools: one alone sets them up itself, several share the stage "base".
func (m *Node) share() {
	var on []*string
	add := func(from *string) {
		if *from == "base" {
			on = append(on, from)
		}
	}
	for _, i := range []*NodeInstall{m.Deps, m.ProdDeps} {
		if i != nil {
			add(&i.From)
		}
	}
	if m.Libraries != nil {
		add(&m.Libraries.From)
	}
	if m.Build != nil {
		add(&m.Build.From)
	}
	if m.Test != nil {
		add(&m.Test.From)
	}
	if m.Dev != nil {
		add(&m.Dev.From)
	}
	if m.BaseStage = len(on) > 1; len(on) == 1 {
		*on[0] = ""
	}
}

// filesOf are files and directories that keep their places.
func (s *nodeService) filesOf(files []string, dest string) *NodeFiles {
	f := &NodeFiles{Parents: true, Dest: dest}
	for _, p := range files {
		f.Paths = append(f.Paths, s.inContext(p))
	}
	return f
}

// contextDest is where paths of the context keep their places, as seen from the directory of the service.
func (s *nodeService) contextDest() string {
	if s.dir() == "." {
		return "./"
	}
	return nodeRoot + "/"
}

// placed is a path of the repository with its place in the image.
func (s *nodeService) placed(p string) NodePath {
	return NodePath{Path: path.Clean(s.inContext(p)), Dest: s.here(p)}
}
