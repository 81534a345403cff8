package detect

import (
	"fmt"
	"strings"
)

// Go is what only a Go service has. Paths are relative to the root of the repository.
type Go struct {
	// Module is the module's path, "example.com/shop"; "" where there is no go.mod.
	Module string `json:"module"`
	// Dir is the directory of its go.mod.
	Dir string `json:"dir"`
	// Work is the go.work that it is built by; "" for none.
	Work string `json:"work,omitempty"`
	// Manifests are the files that a download of the modules needs: go.mod and go.sum of this module, of the modules of its
	// workspace and of those that it replaces by a directory.
	Manifests []string `json:"manifests"`
	// Sums reports whether there is a go.sum where one is needed.
	Sums bool `json:"sums"`
	// Vendor is the vendor directory; "" where modules are downloaded.
	Vendor string `json:"vendor,omitempty"`
	// Modules is the number of modules that the build list names; 0: the standard library is enough.
	Modules int `json:"modules"`
	// Private is the pattern of modules that need credentials (GOPRIVATE).
	Private Fact[string] `json:"private,omitzero" fact:"private"`
	// Programs are the main packages that could be the service, best first; the stack's own facts are those of the first.
	Programs []Program `json:"programs"`
	// Packages are the directories and files that hold all packages of the module and what they embed: what tests need.
	Packages []string `json:"packages"`
	// Tests reports whether there are any.
	Tests bool `json:"tests"`
	// Air is the settings of air, which rebuilds and restarts the program when a file changes; "" for none.
	Air string `json:"air,omitempty"`
}

// Program is one main package of Go, or one binary of Rust, and what its sources, local packages included, say about it.
type Program struct {
	// Name is what the binary is called.
	Name string `json:"name"`
	// Dir is the directory of the package, or the first source of a binary of Rust: "src/bin/worker.rs".
	Dir string `json:"dir"`
	// Files are the source files to name to the compiler where there is no module; nil otherwise.
	Files []string `json:"files,omitempty"`
	// Because is the line that makes it a program.
	Because []Evidence `json:"because"`
	// Sources are the directories and files to copy for it, tests not counted: "cmd/server", "internal", "*.go".
	Sources []string `json:"sources"`
	// Framework is the web framework, or net/http; "" when nothing listens.
	Framework Fact[string] `json:"framework,omitzero"`
	// Serves reports whether something listens; TCP, that it does not speak HTTP.
	Serves bool `json:"serves"`
	TCP    bool `json:"tcp,omitempty"`
	// Port, PortEnv and Health are as in Stack; PortAddress says that PortEnv holds an address (":8080"), not a number.
	Port        Fact[int]    `json:"port,omitzero"`
	PortEnv     Fact[string] `json:"portEnv,omitzero"`
	PortAddress bool         `json:"portAddress,omitempty"`
	Health      Fact[string] `json:"health,omitzero"`
	// Host and HostEnv are as in Stack; Options move where it listens, and Command are the words of the subcommand that does.
	Host    Fact[string]   `json:"host,omitzero"`
	HostEnv Fact[string]   `json:"hostEnv,omitzero"`
	Options []Option       `json:"options,omitempty"`
	Command Fact[[]string] `json:"command,omitzero"`
	Notes   []Note         `json:"-"` // on this program alone
	Far     bool           `json:"-"` // what listens is not seen to be called: a client that shares a package with the server
	Asked   []Candidate    `json:"-"` // the subcommands of which one has to be chosen
	// Signals is as in Stack; Interrupt is the line that ends the program on SIGINT. Go needs neither.
	Signals   Fact[bool] `json:"signals,omitzero"`
	Interrupt Fact[bool] `json:"interrupt,omitzero" fact:"interrupt"`
	// Writes are the directories that it writes to.
	Writes []Write `json:"writes,omitempty"`
	// Cgo are imports of C and of modules that need a C compiler.
	Cgo []Cgo `json:"cgo,omitempty" fact:"cgo,Module"`
	// Certs, Zones and Users are the lines that need certificate authorities, time zones, or a name for the user.
	Certs []Evidence `json:"certs,omitempty" fact:"certificates"`
	Zones []Evidence `json:"zones,omitempty" fact:"zones"`
	Users []Evidence `json:"users,omitempty" fact:"users"`
	// Temp are the lines that write temporary files.
	Temp []Evidence `json:"temp,omitempty" fact:"temp"`
	// Dotenv is the file of variables without which it ends, ".env".
	Dotenv Fact[string] `json:"dotenv,omitzero" fact:"dotenv"`
	// Run are the programs that it starts: os/exec with a literal name.
	Run []Candidate `json:"run,omitempty" fact:"commands,Value"`
	// Embeds are the directories and files that go:embed names.
	Embeds []Embed `json:"embeds,omitempty"`
	// RunFiles are the files and directories that it opens by a relative path.
	RunFiles []RunFile `json:"runFiles,omitempty" fact:"files,Opened"`
	// Generated is what has to be made before the compiler runs.
	Generated []Generated `json:"generated,omitempty" fact:"generated,Tool"`
	// KoData is the directory of files that ko puts into the image, and the program finds by KO_DATA_PATH.
	KoData Fact[string] `json:"koData,omitzero" fact:"koData"`
	// Tags are the build tags that a file of ko or goreleaser gives, or the features that a binary of Rust requires.
	Tags Fact[[]string] `json:"tags,omitzero" fact:"tags"`
	// Linked are variables that the linker is meant to set.
	Linked []Linked `json:"linked,omitempty" fact:"linked,Symbol"`
}

// Cgo is a reason why a C compiler is needed.
type Cgo struct {
	// Module is the module's path, or "C" for the project's own use.
	Module  string   `json:"module"`
	Because Evidence `json:"because"`
	// Build and Run are the Debian packages that compiling and running it want, AlpineBuild and AlpineRun those of Alpine.
	Build       []string `json:"build,omitempty"`
	Run         []string `json:"run,omitempty"`
	AlpineBuild []string `json:"alpineBuild,omitempty"`
	AlpineRun   []string `json:"alpineRun,omitempty"`
	// Cxx reports that it needs the C++ library at run time; Glibc, that it brings objects that are linked for glibc.
	Cxx   bool `json:"cxx,omitempty"`
	Glibc bool `json:"glibc,omitempty"`
	// Heavy reports that compiling it takes a minute rather than a second.
	Heavy bool `json:"heavy,omitempty"`
}

// Embed is a file or directory that the compiler takes into the program.
type Embed struct {
	Path    string   `json:"path"`
	Because Evidence `json:"because"`
	// Missing reports that the repository does not hold it: a build has to make it.
	Missing bool `json:"missing,omitempty"`
}

// RunFile is a file or directory of the repository that the program opens at run time.
type RunFile struct {
	// Path is where it is, Opened the name that the program uses, relative to its working directory.
	Path    string   `json:"path"`
	Opened  string   `json:"opened"`
	Because Evidence `json:"because"`
	// Missing reports that the repository does not hold it: a build has to make it.
	Missing bool `json:"missing,omitempty"`
}

// Linked is a string variable that the linker sets: -X Symbol=….
type Linked struct {
	// Symbol is "main.version"; Role is version or revision.
	Symbol  string   `json:"symbol"`
	Role    string   `json:"role"`
	Because Evidence `json:"because"`
}

// ProgramQuestions asks which of several programs is meant, and which of its commands serves.
func ProgramQuestions(programs []Program, equals int, value func(Program) string) (out []Question) {
	if equals > 1 {
		q := Question{Key: "main", Text: "which of these programs does the image run?"}
		for _, p := range programs[:equals] {
			q.Candidates = append(q.Candidates, Candidate{Value: value(p), Because: p.Because})
		}
		return []Question{q}
	}
	if asked := programs[0].Asked; len(asked) > 0 {
		out = append(out, Question{Key: "start", Text: "which of these commands does the image run?", Candidates: asked})
	}
	return out
}

// Further gives the programs that a service does not start: all of them where several fit equally well.
func Further(programs []Program, equals int) []Program {
	if equals > 1 {
		return programs
	}
	return programs[1:]
}

// mostNamed is how many other programs one note names.
const mostNamed = 10

// OtherPrograms tells which programs a service does not start, and how each gets an image.
func OtherPrograms(programs []Program, equals int, value func(Program) string) []Note {
	if equals > 1 || len(programs) < 2 {
		return nil
	}
	var others []string
	for _, p := range programs[1:] {
		name := fmt.Sprintf("%s (--service %s)", value(p), p.Name)
		if value(p) == p.Name {
			name = "--service " + p.Name
		}
		others = append(others, name)
	}
	more := ""
	if n := len(others) - mostNamed; n > 1 {
		others, more = others[:mostNamed], fmt.Sprintf(" and %d more (msgen detect --json lists them)", n)
	}
	text := fmt.Sprintf("the image runs %s; other programs can have images of their own: %s%s", value(programs[0]), strings.Join(others, ", "), more)
	return []Note{{Text: text, Because: programs[0].Because}}
}

// Generated is what has to be made before the compiler runs, because the repository does not hold it.
type Generated struct {
	// Tool is the program that makes it, "templ"; "" for the go:generate lines of the module.
	Tool string `json:"tool,omitempty"`
	// Package is the tool's package, with "@" and a version where go.mod does not list the tool: it is then downloaded for the
	// build. "" for a tool of go.mod, which `go tool` runs.
	Package string     `json:"package,omitempty"`
	Because []Evidence `json:"because"`
}

// Option is an option of the command line that moves where the program listens.
type Option struct {
	// Name is the option as it is typed: "-addr", "--http".
	Name string `json:"name"`
	// Holds is what it takes: address (":8080"), host or port.
	Holds   string     `json:"holds"`
	Because []Evidence `json:"because"`
}
