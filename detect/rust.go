package detect

// Rust is what only a Rust service has. Paths are relative to the root of the repository.
type Rust struct {
	// Package is the package that has the programs, and Root the directory of Cargo.lock.
	Package string `json:"package"`
	Root    string `json:"root"`
	// Manifests are what Cargo reads before it compiles a dependency: every Cargo.toml, Cargo.lock and .cargo/config.toml.
	Manifests []string `json:"manifests"`
	// Roots are the sources that Cargo looks for: "src/main.rs", "build.rs". Own are the packages of the repository.
	Roots []string `json:"roots"`
	Own   []string `json:"own"`
	// Locked reports whether there is a Cargo.lock, External whether any package comes from elsewhere.
	Locked   bool `json:"locked"`
	External bool `json:"external"`
	// Programs are the binaries that could be the service, best first; the stack's own facts are those of the first.
	Programs []Program `json:"programs"`
	// Native are the dependencies that need system packages.
	Native []RustNative `json:"native,omitempty" fact:"native,Name"`
}

// RustNative is a dependency that needs system packages, by Debian's names.
type RustNative struct {
	Name    string   `json:"name"`
	Because Evidence `json:"because"`
	Build   []string `json:"build,omitempty"`
	Run     []string `json:"run,omitempty"`
	// Linked is the library that the program loads, and Add what would link it in; Distroless says that this base has it.
	Linked     string `json:"linked,omitempty"`
	Add        string `json:"add,omitempty"`
	Distroless bool   `json:"distroless,omitempty"`
	// Glibc says why it cannot be compiled for musl.
	Glibc string `json:"glibc,omitempty"`
}
