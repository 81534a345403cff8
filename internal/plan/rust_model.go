package plan

// Rust is a Rust program as templates/rust sees it.
type Rust struct {
	Common
	// Images are the image references by role: "toolchain" compiles, "runtime" is the final image; "init", "" where PID 1 needs none,
	// and "debug", "" where nobody asked for that target.
	Images map[string]string `from:"version,base,signals"`
	// Program is the binary that becomes the image, "server"; Package is the package that has it, "shop".
	Program, Package string `from:"main"`
	// Dir is the directory of the workspace, relative to the build context: "backend"; "" for the context itself.
	Dir string `from:"workspace"`
	// Manifests are what Cargo reads before it compiles a dependency, "Cargo.toml"; Roots are the sources that it wants to see beside
	// them, "src/main.rs"; Own are the packages of the repository, "shop".
	Manifests, Roots, Own []string `from:"workspace"`
	// Deps says that there are dependencies to compile apart from the sources; Locked says that there is a Cargo.lock.
	Deps, Locked bool `from:"workspace"`
	// Install is the toolchain that rustup has to install, because no image has it: "nightly"; "" for none.
	Install string `from:"version"`
	// Cross says that the build machine compiles for the target platform; false where system libraries have to be the target's.
	Cross bool `from:"base,native"`
	// Musl says how the program is linked on Alpine: "static", or "shared" for one that loads libraries; "" for glibc.
	Musl string `from:"base,native"`
	// BuildPackages are the system packages that dependencies are compiled with, RuntimePackages those that the program loads; nil
	// for none.
	BuildPackages, RuntimePackages *SystemPackages `from:"native,base"`
	// Release is the release of Debian in the toolchain, which tells caches of packages apart: "trixie".
	Release string `from:"version"`
	// Assets is the front end that the program embeds or serves; nil for none.
	Assets *Assets `from:"assets"`
	// Health is what the probe asks for.
	Health GoHealth `from:"health,portEnv"`
	// RuntimeFiles are what the program opens at run time; Opened is absolute where the compiler made the path so.
	RuntimeFiles []GoRuntimeFile `from:"files"`
	// WorkDir is the working directory of the program, "/app"; "" for one that opens no file by a relative path.
	WorkDir string `from:"files,writes"`
}
