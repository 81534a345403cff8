package detect

// Node is what only a Node service has. Paths are relative to the root of the repository.
type Node struct {
	// Runtime is node or bun.
	Runtime string `json:"runtime"`
	// Lock is the lock file; "" when there is none.
	Lock string `json:"lock,omitempty"`
	// Linker is how the manager lays out packages: node-modules (also for npm, pnpm, yarn 1, bun) or pnp.
	Linker string `json:"linker"`
	// Manifests are all files that an install needs before any source: manifests, lock file, registry settings, patches.
	Manifests []string `json:"manifests"`
	// Hooks are install scripts of the project itself (preinstall, postinstall, prepare) that the install would run.
	Hooks []Evidence `json:"hooks,omitempty"`
	// Workspace is set when the service is a member of a workspace, or the root of one.
	Workspace *Workspace `json:"workspace,omitempty"`
	// TypeScript reports whether sources are compiled from TypeScript.
	TypeScript bool `json:"typescript"`
	// Static is set when the build makes files for a web server and no program.
	Static *Static `json:"static,omitempty"`
	// Output are the paths that the build makes and the program needs at run time: "dist", ".next/standalone".
	Output Fact[[]string] `json:"output"`
	// Bundled reports that the output carries its own packages, so that no node_modules is shipped.
	Bundled bool `json:"bundled,omitempty"`
	// RunFiles are files and directories of the repository, beside the output, that the program reads at run time: "src", "public", "views".
	RunFiles []string `json:"runFiles,omitempty"`
	// BuildFiles are files and directories that the build reads: "src", "tsconfig.json", "vite.config.ts"; nil: all.
	BuildFiles []string `json:"buildFiles,omitempty"`
	// Writable are paths below the program's directory that it writes at run time: ".next/cache".
	Writable []string `json:"writable,omitempty"`
	// Native are packages with compiled code, and what system packages they want.
	Native []Native `json:"native,omitempty"`
	// Secrets are variables that the registry settings read: NPM_TOKEN, with the line.
	Secrets []Candidate `json:"secrets,omitempty"`
	// Test and Dev are the commands of the project for its tests and for hot reload.
	Test Fact[[]string] `json:"test"`
	Dev  Fact[[]string] `json:"dev"`
	// DevPort is where the hot-reload server listens, if elsewhere than Port.
	DevPort Fact[int] `json:"devPort"`
}

// Workspace is a set of packages that are installed together.
type Workspace struct {
	// Root is its directory.
	Root string `json:"root"`
	// Members are the directories of all members, sorted.
	Members []string `json:"members"`
	// Closure are the directories of the members that this service needs, itself included, dependencies first.
	Closure []string `json:"closure"`
}

// Static is a site of files.
type Static struct {
	// Output is the directory that the build fills.
	Output Fact[string] `json:"output"`
	// Fallback is the page for paths that are no file: "index.html" for a single-page application, "404.html", or "".
	Fallback string `json:"fallback,omitempty"`
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

func readNode(t *tree) ([]Stack, error) { return nil, nil }
