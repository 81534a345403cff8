package detect

// Python is what only a Python service has. Paths are relative to the root of the repository.
type Python struct {
	// Lock is the lock file; "" when there is none.
	Lock string `json:"lock,omitempty"`
	// Stale shows a lock file that does not match the manifest, and what it still holds: "whole" for every package that the
	// manifest names, "incomplete" for less.
	Stale Fact[string] `json:"stale,omitzero"`
	// Tool is the version of the manager that wrote the lock or that the repository asks for: "1.8.3", ">=0.8"; "" when nothing says.
	Tool Fact[string] `json:"tool,omitzero"`
	// Manifests are all files that an install of the dependencies reads: the manifest, its lock file, files that requirements name.
	Manifests []string `json:"manifests"`
	// Requirements is the file that pip is given; "" for another manager, or when nothing is to be installed.
	Requirements string `json:"requirements,omitempty"`
	// ServerRequirements is the file with the production server, which pip is given as well; "" where Requirements has it.
	ServerRequirements string `json:"serverRequirements,omitempty"`
	// DevRequirements is the file with the tools for tests, for pip.
	DevRequirements string `json:"devRequirements,omitempty"`
	// DevManifests are the files that DevRequirements is made of.
	DevManifests []string `json:"devManifests,omitempty"`
	// DevGroup reports that pyproject.toml has a group of dependencies called dev.
	DevGroup bool `json:"devGroup,omitempty"`
	// Hashes reports whether every requirement is pinned by hash.
	Hashes bool `json:"hashes,omitempty"`
	// Local are requirements that are directories of this repository: "-e .", members of a workspace.
	Local []Candidate `json:"local,omitempty"`
	// Siblings are directories outside of the project that it depends on by path, relative to the root of the repository.
	Siblings []Candidate `json:"siblings,omitempty"`
	// SSH shows a dependency that is fetched from a git repository by ssh.
	SSH Fact[bool] `json:"ssh,omitzero"`
	// EditableGit shows an editable requirement from git, which uv takes none of.
	EditableGit Fact[bool] `json:"editableGit,omitzero"`
	// Empty reports that there is nothing to install.
	Empty bool `json:"empty,omitempty"`
	// Package reports that the project has a build system of its own, so that its manager would install it too.
	Package bool `json:"package,omitempty"`
	// Packaged reports that the project itself must be installed, because its command or its metadata is used.
	Packaged Fact[bool] `json:"packaged,omitzero"`
	// VersionEnv is the variable that tells the build of the project its version, which it would read from git otherwise.
	VersionEnv Fact[string] `json:"versionEnv,omitzero"`
	// Interface is how a server calls the program: wsgi, asgi, or "" for a program that serves by itself.
	Interface string `json:"interface,omitempty"`
	// Server is what listens: gunicorn, uvicorn, flask (the development server), python (the program itself).
	Server Fact[string] `json:"server,omitzero"`
	// ServerVersion is its version where a lock or a pin tells; "" else.
	ServerVersion string `json:"serverVersion,omitempty"`
	// Configured reports that the server has a configuration file of its own in the repository.
	Configured bool `json:"configured,omitempty"`
	// Config is the file with gunicorn's settings, where gunicorn has to be told of it.
	Config Fact[string] `json:"config,omitzero"`
	// App is what the server is given: "main:app", "config.wsgi", a file for a program that serves by itself.
	App Fact[string] `json:"app,omitzero"`
	// Factory reports that App is a function that makes the application.
	Factory bool `json:"factory,omitempty"`
	// Root is the directory that imports start from, where it is not the service's own: "src".
	Root string `json:"root,omitempty"`
	// Extra are packages that the program needs and no manifest names; they are installed without a version.
	Extra []Candidate `json:"extra,omitempty"`
	// Django is set for a Django project.
	Django *Django `json:"django,omitempty"`
	// Env are variables that make the program reachable: GRADIO_SERVER_NAME=0.0.0.0.
	Env []Setting `json:"env,omitempty"`
	// Led are the files that the program writes among its code, where a link leads each to a place that it may write to.
	Led []Led `json:"led,omitempty"`
	// RunEnv are variables that the code reads without a default.
	RunEnv []Candidate `json:"runEnv,omitempty"`
	// EnvForms are those of RunEnv whose value has to have a form, and that form: int, bool, db, cache_url, json.
	EnvForms []Setting `json:"envForms,omitempty"`
	// RunFiles are the files and directories that the program is made of, without tests and papers.
	RunFiles []string `json:"runFiles,omitempty"`
	// RunDirs are those of RunFiles that are directories.
	RunDirs []string `json:"runDirs,omitempty"`
	// TestFiles are the files and directories that only the tests want.
	TestFiles []string `json:"testFiles,omitempty"`
	// Native are packages that want system packages, or have no wheel for musl.
	Native []Native `json:"native,omitempty"`
	// Newest is the newest Python that the pinned packages install on and the imported modules are in, NewestFor what says so:
	// "numpy 1.21.0", "the import of cgi".
	Newest    Fact[string] `json:"newest,omitzero"`
	NewestFor string       `json:"newestFor,omitempty"`
	// Private are settings of the package manager that hold a credential: never copied, mounted as secret files.
	Private []string `json:"private,omitempty"`
	// Secrets are variables that the settings of the package index read.
	Secrets []Candidate `json:"secrets,omitempty"`
	// Shell shows that the program runs other programs, which a base without a shell may not have.
	Shell Fact[bool] `json:"shell,omitzero"`
	// Calls is the package manager that the program starts when it runs: "uv".
	Calls Fact[string] `json:"calls,omitzero"`
	// Cxx shows a package, declared or brought, whose wheel loads the C++ runtime and often more by name at run time.
	Cxx Fact[bool] `json:"cxx,omitzero"`
	// Test is the command that runs the tests: pytest, unittest, manage.py test.
	Test Fact[[]string] `json:"test,omitzero"`
}

// Setting is a variable and its value.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Led is a file that the program writes among its code.
type Led struct {
	// File is the file, relative to the project: "app.db". To is where it is kept, relative to the project or absolute:
	// "data/app.db", "/tmp/app.log".
	File string `json:"file"`
	To   string `json:"to"`
	// Shipped reports that the repository has the file, which is what the program starts with.
	Shipped bool       `json:"shipped,omitempty"`
	Because []Evidence `json:"because"`
}

// Django is what only a Django project has.
type Django struct {
	// Manage is the path of manage.py.
	Manage string `json:"manage"`
	// Settings is the settings module: "config.settings".
	Settings Fact[string] `json:"settings,omitzero"`
	// Told reports that manage.py takes other settings than the server, or none, unless it is told.
	Told bool `json:"told,omitempty"`
	// StaticRoot is the directory that collectstatic fills, relative to the root of the repository; unknown: nothing to collect.
	StaticRoot Fact[string] `json:"staticRoot,omitzero"`
	// NarrowHosts reports that ALLOWED_HOSTS may refuse a request to 127.0.0.1.
	NarrowHosts Fact[bool] `json:"narrowHosts,omitzero"`
}
