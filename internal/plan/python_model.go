package plan

// Python is a Python service as templates/python sees it.
type Python struct {
	Common
	// Images are the image references of the stages.
	Images PythonImages `from:"base,version"`
	// Interpreter is the path of Python in the final image: "/usr/bin/python3".
	Interpreter string `from:"base,version"`
	// Install is how the virtual environment /app/.venv is made; nil for a program without packages.
	Install *PythonInstall `from:"manager,manifest"`
	// Dir is the project's directory in the build context, and below /app in the image: "web"; "" where it is the context itself.
	Dir string `from:"context"`
	// Package says that the project itself is installed as a package, in a stage of its own.
	Package bool `from:"manifest" context:"all"`
	// VersionEnv is the variable that tells the build of the package its version, which it cannot read from git in the image:
	// "SETUPTOOLS_SCM_PRETEND_VERSION"; "" where the manifest says it.
	VersionEnv string `from:"manifest"`
	// Init says where PID 1 comes from, where the program does not handle SIGTERM: "init" is a stage of its own, "base" the
	// stage that the environment is made on, "package" a package of the base. It is empty where the program is PID 1.
	Init string `from:"signals,start"`
	// InitPackage is the system package of the init stage; nil without that stage.
	InitPackage *SystemPackages `from:"signals,start"`
	// BasePackages are the system packages of the stage that the environment is made on, where that is not the final image.
	BasePackages *SystemPackages `from:"base,manager"`
	// RuntimePackages are the system packages that the program loads; nil for none.
	RuntimePackages *SystemPackages `from:"base,manifest"`
	// PathEnv is the part of Env that says where imports start.
	PathEnv []Var `from:"manifest"`
	// Static collects Django's static files; nil where there are none.
	Static *PythonStatic `from:"framework"`
	// Assets is the front end that the program serves; nil for none.
	Assets *Assets `from:"assets"`
	// AssetsPackaged says that they belong to the project's package, which is built with them.
	AssetsPackaged bool `from:"assets,manifest"`
	// Sources are the files and directories of the program, relative to the build context.
	Sources PythonSources `from:"start,manifest"`
	// ExcludeTests says that directories are shipped without the tests in them, which the test stage needs in the context.
	ExcludeTests bool `from:"targets"`
	// Links are files that the program writes among its code, as links to where it may write.
	Links []PythonLink `from:"writes"`
	// Seeded are those of them that the repository has, from the build context to where they are written.
	Seeded []PythonLink `from:"writes"`
	// Empty is a stage or an image in which /srv is an empty directory: "prod-deps".
	Empty string
	// Expands says that the command names variables, such as "$PORT", which have to be put in their place when the container starts.
	Expands bool `from:"start"`
	// Health is what the health check asks for.
	Health PythonHealth `from:"health,port"`
	// Test runs the tests; nil where nobody asked for that target, or there are none.
	Test *PythonTest `from:"targets"`
	// Dev runs the program with hot reload; nil where nobody asked for that target.
	Dev *PythonDev `from:"targets,framework"`
	// Ignore is what the .dockerignore says of this repository.
	Ignore PythonIgnore
}

// PythonImages are image references.
type PythonImages struct {
	// Runtime is the final image: "python:3.13-slim-trixie".
	Runtime string
	// Debug is the image that the debug stage takes a shell from; "" where the final image has one.
	Debug string
	// Debian is the image that a distroless environment is made on, and that a static init comes from.
	Debian string
	// UV holds uv's binary; "" where uv is not used.
	UV string
	// RunUV holds it for the final image: "ghcr.io/astral-sh/uv:0.13.8"; "" where the program does not start uv.
	RunUV string
}

// PythonInstall is how the virtual environment is made.
type PythonInstall struct {
	// Manager is uv, uv-pip (uv in pip's place), pip, poetry, pdm or pipenv.
	Manager string
	// Tool is what pip is asked for to have the manager, "poetry==2.1.1"; "" where it comes as a binary or with the base.
	// ToolFrom is the file that names its version, "" for none.
	Tool, ToolFrom string
	// Index are the variables that name the package index of a pack, where that asks for no credentials.
	Index []Var
	// SharedStage says that two environments share a stage with the manager's settings.
	SharedStage bool
	// Prod is the environment that is shipped; Dev is the one with the development tools, nil where no stage needs it.
	Prod, Dev *PythonEnvironment
}

// From is the stage that the environments are made on.
func (i PythonInstall) From() string {
	if i.Tool != "" || i.SharedStage {
		return "installer"
	}
	return "base"
}

// PythonEnvironment is one virtual environment.
type PythonEnvironment struct {
	// Manager is the same as that of the installation: "pip".
	Manager string
	// Dev says that the development tools belong to it.
	Dev bool
	// Index are the variables that name the package index of a pack, where that asks for no credentials.
	Index []Var
	// Settings says that the stage has to set the manager's variables itself.
	Settings bool
	// Locked says that there is a lock file, which the installation keeps to.
	Locked bool
	// Unhashed says that a package comes from git, which has no hash to compare.
	Unhashed bool
	// Stale says that the lock file does not match its manifest: "whole" where it has every package, "incomplete" where it lacks
	// some, "" where it matches.
	Stale string
	// Old says that the manager is of a major release in which locking chooses new versions unless it is told not to: Poetry 1.
	Old bool
	// Package says that the project is itself a package, which is left out here.
	Package bool
	// CopyFirst says that the requirements name the project itself.
	CopyFirst bool `context:"all"`
	// Manifests are the files that the installation reads, relative to the build context: "pyproject.toml".
	Manifests []string `context:"path"`
	// Requirements are the requirements files.
	Requirements []PythonRequirements
	// Itself says that the requirements files name the project, as "." does.
	Itself bool
	// VersionEnv is the variable that tells the build of the project or a member its version, "PBR_VERSION"; "" for none.
	VersionEnv string
	// Extra are packages that the program needs and no manifest names: "gunicorn".
	Extra []string
	// DevGroup says that pyproject.toml has a dependency group "dev"; Pytest that pytest has to be installed beside it.
	DevGroup, Pytest bool
	// Members are the directories of the workspace that are installed, "libs/core"; MemberManifests are the files that this
	// reads, "libs/core/pyproject.toml".
	Members, MemberManifests []string `context:"path"`
	// Secrets are the secrets of the build that the package index asks for.
	Secrets []Secret
	// Dir is the directory of the project, relative to the build context: "web".
	Dir string
	// Siblings are the directories outside of it that it depends on, relative to the build context: "shared".
	Siblings []string `context:"path"`
	// SSH says that a dependency is fetched by ssh.
	SSH bool
	// Packages are the system packages that compiling needs; nil for none.
	Packages *SystemPackages
}

// PythonRequirements is a requirements file.
type PythonRequirements struct {
	// File is its path, relative to the build context: "requirements.txt".
	File string
	// Hashes says that every line has its hash.
	Hashes bool
}

// PythonLink is a link among the program's code.
type PythonLink struct {
	// Name is the path of the link, relative to the program: "app.db". To is the path that it leads to: "/app/data/app.db".
	Name, To string
}

// PythonSources are paths of the build context.
type PythonSources struct {
	// Files are files, "app.py"; Dirs are directories, "shop".
	Files, Dirs []string `context:"path"`
	// Into is the directory that the files go to: "./".
	Into string
}

// PythonStatic is a run of Django's collectstatic.
type PythonStatic struct {
	// Held is Root where the repository has files in it, which the collected ones join: "static".
	Held string `from:"framework" context:"path"`
	// Manage is the path of manage.py, "manage.py"; Root is the directory that is filled, "staticfiles".
	Manage, Root string
	// StandIns are values for the variables that the settings ask for; they are used in that one step.
	StandIns []Var
}

// PythonHealth is a health check.
type PythonHealth struct {
	// Path is the URL path to ask for: "/healthz"; "" where only a connection is tried.
	Path string
	// Known says that Path answers 200 when the program is well; otherwise any answer below 500 counts.
	Known bool
	// PortEnv is the variable that says where the program listens, "PORT"; "" where its command does.
	PortEnv string
	// NarrowHosts says that Django's ALLOWED_HOSTS may refuse the probe.
	NarrowHosts bool
}

// PythonTest is the test stage.
type PythonTest struct {
	// From is the stage that it stands on.
	From string
	// Sources says that the stage has to copy the program's sources first.
	Sources bool
	// Files and Dirs are what only the tests read, relative to the build context.
	Files, Dirs []string `context:"path"`
	// Pytest says that pytest runs them.
	Pytest bool
	// Command is the command without options of the report: ["pytest"].
	Command []string
	// StandIns are values for the variables that the settings ask for.
	StandIns []Var
}

// PythonDev is the dev stage.
type PythonDev struct {
	// From is the stage or image that it stands on.
	From string
	// Command is the reloading server: "flask", "--app", "app", "run", "--debug".
	Command []string
	// Env are the variables of the program, without those that only production wants.
	Env []Var
}

// PythonIgnore is what the .dockerignore says of this repository.
type PythonIgnore struct {
	// Made are paths that the build makes again: "staticfiles".
	Made []string
	// Tests says that no stage reads the tests; Readme says that the README is not part of the package.
	Tests, Readme bool
}
