package plan

// Rust is a Rust program as templates/rust sees it.
type Rust struct {
	Common
	// Images are the image references of the stages.
	Images GoImages `from:"version,base"`
	// InitImage is the image that an init is taken from, which passes SIGTERM on; "" for a program that handles the signal.
	InitImage string `from:"signals"`
	// InitPackage is the system package of the init; nil for none.
	InitPackage *SystemPackages `from:"signals"`
	// Program is the binary that becomes the image, "server"; Package is the package that has it, "shop".
	Program, Package string `from:"main"`
	// Features are what the binary requires: "server"; empty for none.
	Features []string `from:"tags"`
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
	// Locked says that there is a Cargo.lock, and Git that a dependency comes from a git repository.
	Locked, Git bool `from:"workspace"`
	// Install is the toolchain that rustup has to install, because no image has it: "nightly"; "" for none.
	Install string `from:"version"`
	// Cross says that the build machine compiles for the target platform; false where system libraries have to be the target's.
	Cross bool `from:"base,native"`
	// Musl says how the program is linked on Alpine: "static", or "shared" for one that loads libraries; "" for glibc.
	Musl string `from:"base,native"`
	// HostTarget says that .cargo/config.toml names a target, which the build overrides by the machine's own.
	HostTarget bool `from:"target"`
	// BuildPackages are the system packages that dependencies are compiled with, RuntimePackages those that the program loads; nil for none.
	BuildPackages, RuntimePackages *SystemPackages `from:"native,base"`
	// Release is the release of Debian in the toolchain, which tells caches of packages apart: "trixie".
	Release string `from:"version"`
	// Offline says that sqlx checks its queries against files of the repository.
	Offline bool `from:"offline"`
	// Assets is the front end that the program embeds or serves; nil for none.
	Assets *Assets `from:"assets"`
	// StopSignal is the signal on which the program shuts down, "SIGINT", where that is not SIGTERM.
	StopSignal string `from:"signals,interrupt"`
	// Health is what the probe asks for.
	Health GoHealth `from:"health,portEnv"`
	// RuntimeFiles are what the program opens at run time; Opened is absolute where the compiler made the path so.
	RuntimeFiles []GoRuntimeFile `from:"files"`
	// WorkDir is the working directory of the program, "/app"; "" for one that opens no file by a relative path.
	WorkDir string `from:"files,writes"`
	// Certificates says that the final image has no certificate authorities of its own.
	Certificates bool `from:"base"`
	// TempDir says that the program writes temporary files, and that the final image has no directory for them.
	TempDir bool `from:"temp,base"`
}
