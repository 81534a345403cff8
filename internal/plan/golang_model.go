package plan

// Go is a Go program as templates/go sees it.
type Go struct {
	Common
	// Images are the image references of the stages.
	Images GoImages `from:"version,base"`
	// Program is the main package that becomes the image.
	Program GoProgram `from:"main"`
	// Dir is the directory of go.mod, for the option -C: "services/api"; "" where the commands run beside it.
	Dir string `from:"module"`
	// Packages is the pattern of all packages of the module: "./...".
	Packages string `from:"module"`
	// Manifests are go.mod, go.sum and, where there is one, vendor; nil without a module.
	Manifests *GoFiles `from:"module"`
	// Modules says where the modules come from: "download", "vendor", or "" for a program that needs none.
	Modules string `from:"module"`
	// Private are the modules that need credentials, as GOPRIVATE has them: "github.com/acme/*"; "" for none.
	Private string `from:"private"`
	// HasSum says that there is a go.sum, or that none is needed.
	HasSum bool `from:"module"`
	// UpdateSum says that the build has to write go.sum.
	UpdateSum bool `from:"module"`
	// Deps says that the modules have a stage of their own, deps.
	Deps bool `from:"module,targets"`
	// CompileDeps says that the dependencies are compiled in a stage of their own, because there are many, or slow ones.
	CompileDeps bool `from:"module,cgo"`
	// CacheName starts the names of the caches that only this program uses: "api".
	CacheName string `from:"name"`
	// Cgo says how C sources are compiled: "cross" on the build machine for the target platform, "native" on the target
	// platform itself, "" for a program without any.
	Cgo string `from:"cgo,base"`
	// BuildPackages are the system packages that the C sources are compiled with; nil for none.
	BuildPackages *SystemPackages `from:"cgo,base"`
	// RuntimePackages are the system packages that the program loads or starts; nil for none.
	RuntimePackages *SystemPackages `from:"cgo,commands,base"`
	// Release is the release of Debian in the toolchain, which tells caches of packages apart: "trixie".
	Release string `from:"version"`
	// Assets is the front end that the program embeds or serves; nil for none.
	Assets *Assets `from:"assets"`
	// Sources is what the program is compiled from.
	Sources GoFiles `from:"main"`
	// AllSources is what the tests and the development server read; nil where nobody asked for either target.
	AllSources *GoFiles `from:"module,targets"`
	// Generated is what the build makes before it compiles, because the repository does not hold it.
	Generated []GoGenerated `from:"generated"`
	// HasTests says that there are _test.go files.
	HasTests bool `from:"module"`
	// Dev runs the sources; nil where nobody asked for that target.
	Dev *GoDev `from:"targets"`
	// Health is what the probe asks for.
	Health GoHealth `from:"health,portEnv"`
	// RuntimeFiles are what the program opens at run time.
	RuntimeFiles []GoRuntimeFile `from:"files,koData"`
	// WorkDir is the working directory of the program, "/app"; "" for one that opens no file by a relative path.
	WorkDir string `from:"files,writes,koData"`
	// Certificates says that the program needs certificate authorities, and that the final image has none.
	Certificates bool `from:"certificates,base"`
	// TempDir says that the program writes temporary files, and that the final image has no directory for them.
	TempDir bool `from:"temp,base"`
	// UserName says that the program asks for the name of its user, and that the final image knows none.
	UserName bool `from:"users,base"`
	// Ignore is what the .dockerignore says of this repository.
	Ignore GoIgnore `from:"main,module,files,targets"`
}

// GoImages are image references.
type GoImages struct {
	// Toolchain compiles: "golang:1.26-trixie". Runtime is the final image: "scratch".
	Toolchain, Runtime string
	// Debug is the image with a shell that the debug target stands on; "" where nobody asked for it.
	Debug string
}

// GoProgram is a main package.
type GoProgram struct {
	// Name is what the binary is called: "server".
	Name string
	// Package is the package as the go command takes it, "./cmd/server"; without a module it is the list of files.
	Package []string
	// Tags are the build tags, with commas between: "timetzdata"; "" for none.
	Tags string `from:"tags,zones,base"`
	// TimeZones says that the time zones are compiled in, because the final image has none.
	TimeZones bool `from:"zones,base"`
	// VersionVars and RevisionVars are variables that the linker sets: "main.version".
	VersionVars, RevisionVars []string `from:"linked"`
}

// GoGenerated makes sources.
type GoGenerated struct {
	// Tool is the program that makes them, "templ"; "" for the go:generate lines of the module.
	Tool string
	// Package is the tool's package and version, for a tool that go.mod does not list: "github.com/a-h/templ/cmd/templ@v0.3.865".
	Package string
}

// GoFiles are paths of the build context that one instruction copies.
type GoFiles struct {
	// Paths are files and directories, relative to the build context: "cmd/server", "*.go".
	Paths []string `context:"path"`
	// Patterns says that * in Paths matches any part of a name.
	Patterns bool
	// Parents says that the paths keep their directories.
	Parents bool
	// Dest is where they go, relative to the working directory: "./".
	Dest string
}

// GoDev is the dev stage.
type GoDev struct {
	// Air is the release of air that restarts the program when a file changes, "v1.67.4"; "" for a project without .air.toml.
	Air string `from:"air"`
	// Sources is what the stage copies: all packages, and the settings of air.
	Sources GoFiles
}

// GoHealth is what the health check asks the program.
type GoHealth struct {
	// Path is the URL path to ask for: "/healthz"; "" where only a connection is tried.
	Path string
	// Known says that Path answers 200 when the program is well; otherwise any answer below 500 counts.
	Known bool
	// PortEnvIsAddress says that PortEnv holds an address, ":8080", and not a number.
	PortEnvIsAddress bool
}

// GoRuntimeFile is a file or directory that the program opens at run time.
type GoRuntimeFile struct {
	// Path is where it is in the build context, or in the stage assets where FromAssets says so: "templates".
	Path string `context:"path"`
	// FromAssets says that the front end's build makes it.
	FromAssets bool
	// Opened is the name that the program uses, relative to its working directory: "templates".
	Opened string
}

// GoIgnore is what the .dockerignore says of this repository.
type GoIgnore struct {
	// All says that the whole context is copied.
	All bool
	// Included are the paths that some stage copies.
	Included []string
	// Tests says that no stage reads the _test.go files.
	Tests bool
}
