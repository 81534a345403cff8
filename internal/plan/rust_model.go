package plan

// Rust is a Rust program as templates/rust sees it.
type Rust struct {
	Common
	// Images are the image references of the stages.
	Images RustImages `from:"version,base"`
	// Program is the binary that becomes the image, "server"; Package is the package that has it, "shop".
	Program, Package string `from:"main"`
	// Features are what the binary requires: "server"; empty for none.
	Features []string `from:"main"`
	// Dir is the directory of the workspace, relative to the build context: "backend"; "" for the context itself.
	Dir string `from:"workspace"`
	// Manifests are what Cargo reads before it compiles a dependency: "Cargo.toml", "Cargo.lock", "crates/api/Cargo.toml".
	Manifests []string `from:"workspace"`
	// Roots are the sources that Cargo wants to see beside the manifests, "src/main.rs", and RootDirs their directories.
	Roots, RootDirs []string `from:"workspace"`
	// Own are the packages of the repository: "shop".
	Own []string `from:"workspace"`
	// Deps says that there are dependencies to compile apart from the sources.
	Deps bool `from:"workspace"`
	// Locked says that there is a Cargo.lock.
	Locked bool `from:"workspace"`
	// Git says that a dependency comes from a git repository.
	Git bool `from:"workspace"`
	// Install is the toolchain that rustup has to install, because no image has it: "nightly"; "" for none.
	Install string `from:"version"`
	// Cross says that the build machine compiles for the target platform. It is false where system libraries have to be those of
	// the target.
	Cross bool `from:"base,native"`
	// Musl says how the program is linked on Alpine: "static", or "shared" for one that loads libraries; "" for glibc.
	Musl string `from:"base,native"`
	// HostTarget says that .cargo/config.toml names a target, which the build overrides by the machine's own.
	HostTarget bool `from:"target"`
	// BuildPackages are the system packages that the dependencies are compiled with; nil for none.
	BuildPackages *SystemPackages `from:"native,base"`
	// RuntimePackages are the system packages that the program loads; nil for none.
	RuntimePackages *SystemPackages `from:"native,base"`
	// Release is the release of Debian in the toolchain, which tells caches of packages apart: "trixie".
	Release string `from:"version"`
	// Offline says that sqlx checks its queries against files of the repository.
	Offline bool `from:"offline"`
	// Registries are the private registries that the build logs in to.
	Registries []RustRegistry `from:"registries"`
	// Assets is the front end that the program embeds or serves; nil for none.
	Assets *Assets `from:"assets"`
	// Init says that an init passes SIGTERM on, because the program does not handle it.
	Init bool `from:"signals"`
	// InitPackage is the system package of the init; nil for none.
	InitPackage *SystemPackages `from:"signals"`
	// StopSignal is the signal that ends the program in order, "SIGINT", where that is not SIGTERM.
	StopSignal string `from:"interrupt"`
	// HasTests says that there are tests.
	HasTests bool `from:"workspace"`
	// Health is what the probe asks for.
	Health RustHealth `from:"health,portEnv"`
	// RuntimeFiles are what the program opens at run time.
	RuntimeFiles []RustRuntimeFile `from:"files"`
	// WorkDir is the working directory of the program, "/app"; "" for one that opens no file by a relative path.
	WorkDir string `from:"files,writes"`
	// Certificates says that the final image has no certificate authorities of its own, and TempDir, that it has no /tmp.
	Certificates, TempDir bool `from:"base"`
}

// RustImages are image references.
type RustImages struct {
	// Toolchain compiles: "rust:1.95-slim-trixie". Runtime is the final image. Init is where the init comes from; "" for none.
	Toolchain, Runtime, Init string
	// Debug is the image with a shell that the debug target stands on; "" where nobody asked for it.
	Debug string
}

// RustRegistry is a registry that asks for a token.
type RustRegistry struct {
	// Secret is the name of the build secret, "cargo-acme", and Env the variable in which Cargo looks for it.
	Secret, Env string
}

// RustHealth is what the health check asks the program.
type RustHealth struct {
	// Path is the URL path to ask for: "/healthz"; "" where only a connection is tried.
	Path string
	// Known says that Path answers 200 when the program is well; otherwise any answer below 500 counts.
	Known bool
}

// RustRuntimeFile is a file or directory that the program opens at run time.
type RustRuntimeFile struct {
	// Path is where it is, in the build context or, where FromAssets says so, in the stage assets; Dest is its path in the image.
	Path, Dest string
	// FromAssets says that the front end's build makes it.
	FromAssets bool
}
