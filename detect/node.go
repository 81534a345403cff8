package detect

// Node is what only a Node service has. Paths are relative to the root of the repository, except where a field says that
// they are relative to the stack's Dir, which is the directory that Start and Build run in.
type Node struct {
	// Runtime is node or bun.
	Runtime string `json:"runtime"`
	// Home is the directory of its package.json where that is not the service's own: an application of an Nx workspace shares
	// the manifest of the root.
	Home string `json:"home,omitempty"`
	// Lock is the lock file; "" when there is none.
	Lock string `json:"lock,omitempty"`
	// Linker is how the manager lays out packages: node-modules (also for npm, pnpm, yarn 1, bun) or pnp.
	Linker string `json:"linker"`
	// Manifests are all files that an install needs before any source: manifests, lock file, registry settings, patches.
	// A .npmrc or .yarnrc.yml is among them only when it holds no token; for those that do see Private.
	Manifests []string `json:"manifests"`
	// InstallFiles are directories and files beyond the manifests that the project's install hooks or a dependency by path
	// read: "prisma", "scripts/postinstall.js", "patches".
	InstallFiles []string `json:"installFiles,omitempty"`
	// Private are settings of a private registry that hold a literal token: never copied, mounted as a secret file.
	Private []string `json:"private,omitempty"`
	// Pinned is the packageManager field as written, hash included: what corepack reads; "" where the manifest has none.
	Pinned string `json:"pinned,omitempty"`
	// ManagerFile is the manager's own program in the repository: ".yarn/releases/yarn-3.8.7.cjs".
	ManagerFile string `json:"managerFile,omitempty"`
	// LockStale says what the manifest asks for and the lock file does not have, so that a frozen install would fail.
	LockStale *Evidence `json:"lockStale,omitempty"`
	// Dependencies and DevDependencies report whether the service (with its closure) declares any.
	Dependencies    bool `json:"dependencies"`
	DevDependencies bool `json:"devDependencies"`
	// DevAtRun reports that the start command is a program of a devDependency (tsx, vite preview), so that all
	// dependencies have to be shipped.
	DevAtRun bool `json:"devAtRun,omitempty"`
	// Module reports that the manifest says "type": "module", so that its sources are ECMAScript modules.
	Module bool `json:"module,omitempty"`
	// Hooks are install scripts of the project itself (preinstall, postinstall, prepare) that run with the install.
	Hooks []Evidence `json:"hooks,omitempty"`
	// Unhooked are install scripts that must not run with it: they set up a working copy, or read the sources.
	Unhooked []Script `json:"unhooked,omitempty"`
	// Workspace is set when the service is a member of a workspace, or the root of one.
	Workspace *Workspace `json:"workspace,omitempty"`
	// TypeScript reports whether sources are compiled from TypeScript.
	TypeScript bool `json:"typescript"`
	// Static is set when the build makes files for a web server and no program.
	Static *Static `json:"static,omitempty"`
	// BuildSteps are the commands behind Build where its script is a plain chain of them, each starting with a program of
	// a package or with node: [["tsc"]], [["tsc","-b"],["vite","build"]]; nil when only the manager can run the script.
	BuildSteps [][]string `json:"buildSteps,omitempty"`
	// Generate are commands to run once the packages are there and before the build: [["prisma","generate"]].
	Generate [][]string `json:"generate,omitempty"`
	// Prepare are commands that run before the build and after the sources are there: [["npm","run","postinstall"]].
	Prepare [][]string `json:"prepare,omitempty"`
	// Changes reports that a command of Prepare changes the installed packages: it patches them or writes a database client.
	Changes bool `json:"changes,omitempty"`
	// BuildEnv are variables that the build wants, RunEnv those that the framework's server wants in a container
	// (HOST=0.0.0.0), StartEnv those that the start script sets for itself.
	BuildEnv []EnvVar `json:"buildEnv,omitempty"`
	// InstallEnv are variables that the install wants: PUPPETEER_SKIP_DOWNLOAD.
	InstallEnv []EnvVar `json:"installEnv,omitempty"`
	// BuildArgs are public variables that the build puts into the files for the browser, with the values of an example.
	BuildArgs []EnvVar `json:"buildArgs,omitempty"`
	// OpenArgs are variables that the build reads beside those, and does without where they are not given: "COMMIT_SHA".
	OpenArgs []string `json:"openArgs,omitempty"`
	RunEnv   []EnvVar `json:"runEnv,omitempty"`
	StartEnv []EnvVar `json:"startEnv,omitempty"`
	// Bin is the first word of Start when that is a program of a package whose script is not known: it stands in
	// node_modules/.bin. Otherwise Start begins with node (or bun).
	Bin string `json:"bin,omitempty"`
	// Service reports that something listens; false for a program that runs and ends, or a worker.
	Service bool `json:"service"`
	// Whole reports that the program runs in the tree that the build leaves behind, sources and all (strapi start, vite
	// preview): Output and RunFiles do not tell it apart.
	Whole bool `json:"whole,omitempty"`
	// Standalone reports that the output is Next.js's traced server: .next/standalone (server.js in it, below the
	// service's path from TraceRoot), beside which .next/static and public are laid.
	Standalone bool `json:"standalone,omitempty"`
	// TraceRoot is the directory that Next.js traces from, whose layout .next/standalone repeats; "." for the root.
	TraceRoot string `json:"traceRoot,omitempty"`
	// Output are the paths that the build makes and the program needs at run time: "dist", ".next/standalone".
	Output Fact[[]string] `json:"output,omitzero"`
	// Guessed are those of Output of which the repository only says that they are used, with where: the build may not make them.
	Guessed []Candidate `json:"guessed,omitempty"`
	// Bundled reports that the output carries its own packages, so that no node_modules is shipped.
	Bundled bool `json:"bundled,omitempty"`
	// RunFiles are files and directories of the repository, beside the output, that the program reads at run time: "src", "public", "views".
	RunFiles []string `json:"runFiles,omitempty"`
	// BuildFiles are files and directories that the build reads: "src", "tsconfig.json", "vite.config.ts"; nil: all.
	BuildFiles []string `json:"buildFiles,omitempty"`
	// Shell shows that the program starts other programs by a shell, or its package manager, which a base without one lacks.
	Shell Fact[bool] `json:"shell,omitzero"`
	// Calls is the package manager, or another tool of its kind, that the program starts when it runs: "npx".
	Calls Fact[string] `json:"calls,omitzero"`
	// Writable are paths relative to Dir that the program writes at run time: ".next/cache".
	Writable []string `json:"writable,omitempty"`
	// Seeded are those of the stack's Writes that the repository has files in.
	Seeded []string `json:"seeded,omitempty"`
	// Git are dependencies that come from git repositories, SSH those of them that only a key reaches.
	Git []Evidence `json:"git,omitempty"`
	SSH []Evidence `json:"ssh,omitempty"`
	// Native are packages with compiled code, and what system packages they want.
	Native []Native `json:"native,omitempty"`
	// Secrets are variables that the registry settings read: NPM_TOKEN, with the line.
	Secrets []Candidate `json:"secrets,omitempty"`
	// BuildSecrets are variables of the build that look like a secret: its script sets them, or its settings read them.
	BuildSecrets []Candidate `json:"buildSecrets,omitempty"`
	// Test and Dev are the commands of the project for its tests and for hot reload.
	Test Fact[[]string] `json:"test,omitzero"`
	Dev  Fact[[]string] `json:"dev,omitzero"`
	// DevPort is where the hot-reload server listens, if elsewhere than Port.
	DevPort Fact[int] `json:"devPort,omitzero"`
}

// Workspace is a set of packages that are installed together.
type Workspace struct {
	// Root is its directory.
	Root string `json:"root"`
	// Members are the directories of all members, sorted.
	Members []string `json:"members"`
	// Closure are the directories of the members that this service needs, itself included, dependencies first.
	Closure []string `json:"closure"`
	// Tool is what runs tasks over the members: turbo, nx, lerna or "".
	Tool string `json:"tool,omitempty"`
	// Parts tells of each member of the closure but the service itself, in the order of Closure.
	Parts []Member `json:"parts,omitempty"`
	// Outside is where the settings of a build name files that lie in none of the closure, so that it reads the whole workspace.
	Outside []Evidence `json:"outside,omitempty"`
}

// Member is a package of a workspace that a service depends on.
type Member struct {
	// Name is what its manifest calls it.
	Name string `json:"name"`
	Dir  string `json:"dir"`
	// Build is its build script, as the manifest has it; "" for a package that is used as it stands.
	Build string `json:"build,omitempty"`
	// Output are the paths that its build makes: "packages/lib/dist".
	Output []string `json:"output,omitempty"`
	// RunFiles are its files and directories that are read at run time, its package.json among them.
	RunFiles []string `json:"runFiles,omitempty"`
	// Dependencies reports whether it declares any of its own.
	Dependencies bool `json:"dependencies,omitempty"`
	// Generate are commands to run in it once the packages are there: [["prisma","generate"]].
	Generate [][]string `json:"generate,omitempty"`
	// Dev reports that it is reached through devDependencies only, so that the running program does without it.
	Dev bool `json:"dev,omitempty"`
}

// Script is a script of a manifest.
type Script struct {
	Manifest string `json:"manifest"`
	Name     string `json:"name"`
	// Tools says that it needs nothing but the development packages.
	Tools bool `json:"tools,omitempty"`
}

// EnvVar is a variable with its value.
type EnvVar struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Static is a site of files.
type Static struct {
	// Output is the directory that the build fills.
	Output Fact[string] `json:"output,omitzero"`
	// Fallback is the page for paths that are no file: "index.html" for a single-page application, "404.html", or "".
	Fallback string `json:"fallback,omitempty"`
	// Base is the path that the site expects to be served under, when that is not "/".
	Base string `json:"base,omitempty"`
	// Hashed is the path below which names carry a hash of the content: "/assets/".
	Hashed string `json:"hashed,omitempty"`
}

// Native is a package with compiled code.
type Native struct {
	Name    string   `json:"name"`
	Because Evidence `json:"because"`
	// Build and Run are the Debian packages that compiling and running it want; Musl reports whether it has prebuilt
	// binaries for musl, or compiles there without further ado.
	Build []string `json:"build,omitempty"`
	Run   []string `json:"run,omitempty"`
	Musl  bool     `json:"musl"`
}
