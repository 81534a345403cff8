package plan

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
	// InstallEnv are variables for the installs: PUPPETEER_SKIP_DOWNLOAD.
	InstallEnv []Var
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
	// Git are the packages that fetch dependencies from git repositories; nil where none come from there.
	Git *SystemPackages `from:"base,manager"`
	// RuntimePackages are the system packages of the final image: what native modules load and, on Alpine, the init; nil
	// for none.
	RuntimePackages *SystemPackages `from:"base,signals"`
	// ShipsManager says that the program starts its package manager, so that the final image has it too.
	ShipsManager bool `from:"manager,base"`
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
	// Pruned removes the development packages after the build, because generators write among the packages; nil otherwise.
	Pruned *NodeInstall `from:"manager,build"`
	// Test runs the tests; nil where nobody asked for that target, or there are none.
	Test *NodeTest `from:"targets"`
	// Dev runs the program with hot reload; nil where nobody asked for that target.
	Dev *NodeDev `from:"targets,framework" context:"all"`
	// Modules are the packages that are shipped; nil for none.
	Modules *NodeModules `from:"manager,framework"`
	// Members are the workspace's other members that are shipped.
	Members []NodeMember
	// Files are the files of the repository that are shipped; nil for none.
	Files *NodeFiles `from:"start"`
	// Seeded are directories that the program writes to and that the repository has files in; nil for none.
	Seeded *NodeFiles `from:"writes"`
	// OwnsWorkdir says that the program writes into its working directory itself.
	OwnsWorkdir bool `from:"writes"`
	// Empty is a stage or an image in which /srv is an empty directory: "build".
	Empty string
	// Output is what the build made and the program needs: "dist".
	Output []NodePath `from:"build,framework"`
	// Standalone is the directory of Next.js's traced server, relative to the service: ".next/standalone", or
	// ".next/standalone/apps/web" in a workspace; "" for none.
	Standalone string `from:"framework"`
	// StandaloneRoot is the directory in it that stands for /app: ".next/standalone".
	StandaloneRoot string `from:"framework"`
	// Dist is the directory that Next.js builds into, relative to the service: ".next"; "" where there is no traced server.
	Dist string `from:"framework"`
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
	Paths []string `context:"path"`
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
	// Unhooked are install scripts that are taken out of the copied manifests, because the image has no use for them or
	// because they read the sources, which come later.
	Unhooked []NodeScripts
}

// NodeScripts are scripts of one manifest.
type NodeScripts struct {
	// Dir is the directory of the manifest, relative to Root: "packages/ui"; "" for Root itself.
	Dir string
	// Names are the scripts: "prepare".
	Names []string
}

// NodeMount is a file of the build context that is mounted into a step.
type NodeMount struct {
	// Source is the file: ".npmrc".
	Source string `context:"path"`
	// Target is its place: relative to Root, or absolute.
	Target string
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
	// Member is the name of the workspace's member that it runs in, Dir its absolute directory; "" for the service itself.
	Member, Dir string
	// AtRoot says that it runs in the root of the workspace, as its task runner does.
	AtRoot bool
}

// NodeLibraries is the stage that builds the workspace's other members.
type NodeLibraries struct {
	// From is the stage that it starts from; "" for the build image.
	From string
	// Dirs are the directories of the members: "packages/ui".
	Dirs []string `context:"path"`
	// Whole reports a build whose settings lead out of the members, so that everything is copied.
	Whole bool `context:"all"`
	// Generate are commands that write sources or packages, such as a database client; they run before the builds.
	Generate []NodeCommand
	// Build are those of them that have a build script, dependencies first.
	Build []string
}

// NodeBuild is the build stage.
type NodeBuild struct {
	// From is the stage that it starts from; "" for the build image.
	From string
	// Env are variables for the build.
	Env []Var
	// Args are arguments of the build with their defaults: public variables that end up in the files for the browser.
	Args []Var
	// Open are arguments without a default, which the build's settings read where they are given: "COMMIT_SHA".
	Open []string
	// Files are what the build reads.
	Files NodeFiles
	// Commands are the generators, if any, and the build command, in order.
	Commands []NodeCommand
	// Cache is a directory that the build keeps from run to run; nil for none.
	Cache *NodeCache
	// Writable are paths in the output that the program writes to, relative to the service: ".next/cache".
	Writable []string
	// Expected are files and directories that a later stage copies, and of which nothing but their use says that the build makes them.
	Expected []NodeExpected
}

// NodeExpected is a path that the build is expected to make.
type NodeExpected struct {
	// Path is relative to the service: "dist/server.js". User is the line that names it: "package.json:7".
	Path, User string
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
	Copy bool `context:"all"`
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

// Site is a site of files that nginx serves.
type Site struct {
	// Files is the directory of the site, relative to the build context: "web/dist".
	Files string `context:"path"`
	// Dir is the same as the build sees it, relative to the directory of the service: "dist".
	Dir string
	// Hashed is the URL path below which files are named by their content: "/assets/"; "" for none.
	Hashed string
	// App is the page that answers for every unknown path, because the browser does the routing: "index.html"; "" for none.
	App string
	// NotFound is the page of the error 404: "404.html"; "" for none.
	NotFound string
}

// NodeIgnore is what the .dockerignore says of this repository.
type NodeIgnore struct {
	// Made are paths that the build makes again: "dist", ".next".
	Made []string
	// TestNames says that no stage reads files with the name of a test, such as a.test.js.
	TestNames bool
	// TestDirs are the usual directories of tests, as far as no stage reads them: "test", "e2e".
	TestDirs []string
}
