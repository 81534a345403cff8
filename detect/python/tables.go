package python

import (
	_ "embed"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

//go:embed python.toml
var tablesText string

// tables are those of python.toml, which says what each is.
var tables = formats.Tables[struct {
	Frameworks         []framework
	Servers            []server
	Listeners          []listener
	Writers            []writer
	Natives            []native
	Bounds             []bound
	Companions         []companion
	Versioners         []versioner
	Managers           []manager
	Queues             []queue
	Platforms          []platform
	Brought            map[string][]string
	Imports            map[string]string
	Removed, Browsers  map[string]string
	Cxx, Health, Marks []string
	Lone, Tools        []string
	Kept, Besides      []string
	EntryNames         []string
	UsualPlaces        []string
	RequirementFiles   []string
	ServerFiles        []string
	DevFiles           []string
	LeftOut            []string
	Preparing          []string
	BuildFiles         []string
	NotAsked, Bots     []string
	OtherManifests     []string
}](tablesText)

// framework is a row of the table of frameworks.
type framework struct {
	Name, Dep, Module, Kind, Fallback, Add, Health string
	Port                                           int
	Stops                                          bool
	Made, Writes                                   []string
	Marks                                          *pattern.Pattern
	Env                                            []detect.Setting
}

// server is something that listens and calls a Python program. In entry and args stand {app}, {port} and {interface}.
type server struct {
	Name, Dep, Host, Port, Bind, Call string
	Kinds, Entry, Args                []string
	Stops                             bool
	FactoryFlag                       string
	Listens                           int
}

// listener is a call that begins to listen.
type listener struct {
	Call            *pattern.Pattern
	Without, Module string
	At              int
}

// writer is a form in which a source shows where the program writes.
type writer struct {
	Call          *pattern.Pattern
	Key           string
	Of, Dir, Mode bool
}

// native is a package that wants system packages, or that has no wheel for musl.
type native struct {
	Name, Extra        string
	Unless, Build, Run []string
	Musl               bool
}

// bound says up to which Python the releases of a package install and load.
type bound struct{ Name, From, Before, Newest string }

// companion says what releases of a package need and do not say.
type companion struct {
	Name, Before string
	Add          []string
}

// versioner is a build plugin that reads the project's version from git.
type versioner struct {
	Name, Env string
	Sure      []string
	Setup     *pattern.Pattern
}

// manager is a row of the table of package managers.
type manager struct {
	Name, Lock, Manifest string
	Table                []string
}

// queue is a library whose command runs the tasks of a program. The command has {module} and {name}.
type queue struct {
	Dep, Command string
	Shows        *pattern.Pattern
}

// platform is a file by which a hosting platform is told what to run.
type platform struct {
	Name string
	At   [][]string
	Port []string
}
