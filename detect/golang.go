package detect

import (
	"slices"
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
	Private Fact[string] `json:"private,omitzero"`
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
	notes   []Note         // on this program alone
	far     bool           // what listens is not seen to be called: a client that shares a package with the server
	asked   []Candidate    // the subcommands of which one has to be chosen
	// Signals is as in Stack; Interrupt is the line that ends the program on SIGINT. Go needs neither.
	Signals   Fact[bool] `json:"signals,omitzero"`
	Interrupt Fact[bool] `json:"interrupt,omitzero"`
	// Writes are the directories that it writes to.
	Writes []Write `json:"writes,omitempty"`
	// Cgo are imports of C and of modules that need a C compiler.
	Cgo []Cgo `json:"cgo,omitempty"`
	// Certs, Zones and Users are the lines that need certificate authorities, time zones, or a name for the user.
	Certs []Evidence `json:"certs,omitempty"`
	Zones []Evidence `json:"zones,omitempty"`
	Users []Evidence `json:"users,omitempty"`
	// Temp are the lines that write temporary files.
	Temp []Evidence `json:"temp,omitempty"`
	// Run are the programs that it starts: os/exec with a literal name.
	Run []Candidate `json:"run,omitempty"`
	// Embeds are the directories and files that go:embed names.
	Embeds []Embed `json:"embeds,omitempty"`
	// RunFiles are the files and directories that it opens by a relative path.
	RunFiles []RunFile `json:"runFiles,omitempty"`
	// Generated is what has to be made before the compiler runs.
	Generated []Generated `json:"generated,omitempty"`
	// KoData is the directory of files that ko puts into the image, and the program finds by KO_DATA_PATH.
	KoData Fact[string] `json:"koData,omitzero"`
	// Tags are the build tags that a file of ko or goreleaser gives, or the features that a binary of Rust requires.
	Tags Fact[[]string] `json:"tags,omitzero"`
	// Linked are variables that the linker is meant to set.
	Linked []Linked `json:"linked,omitempty"`
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

// readGo finds the Go services: the modules with a program, of which those that listen come before the others.
func readGo(t *tree) ([]Stack, error) {
	if len(t.under(".", ".go")) == 0 {
		return nil, nil
	}
	modules, err := goModules(t)
	if err != nil {
		return nil, err
	}
	var services []*goService
	for _, m := range modules {
		s, err := goRead(t, m)
		if err != nil {
			return nil, err
		}
		if s != nil {
			services = append(services, s)
		}
	}
	var stacks []Stack
	chosen := goServing(services)
	for _, s := range chosen {
		stacks = append(stacks, s.stack(t, len(chosen) == 1))
		stacks = append(stacks, s.further(t)...)
	}
	return stacks, nil
}

// goService is a module with at least one program.
type goService struct {
	module   *goModule
	source   *goSource
	programs []Program
	equals   int          // how many of the programs, from the first, fit equally well
	tier     int          // how well the first fits
	left     []*goService // the modules with programs that get no image
}

// goServing leaves out the modules whose programs are tools beside a service: where one listens, those that stand beside the
// project; where none does, those whose place fits worse.
func goServing(all []*goService) []*goService {
	best := 1 << 10
	serving := false
	for _, s := range all {
		serving = serving || s.programs[0].Serves
		best = min(best, s.tier)
	}
	var out, left []*goService
	for _, s := range all {
		if serving && (s.programs[0].Serves || !s.module.beside()) || !serving && s.tier == best {
			out = append(out, s)
		} else {
			left = append(left, s)
		}
	}
	for _, s := range out {
		s.left = left
	}
	return out
}

// beside reports whether a module stands in a directory for what is beside the project, or for libraries.
func (m *goModule) beside() bool {
	for _, part := range strings.Split(m.dir, "/") {
		if goBeside[part] || goLibrary[part] {
			return true
		}
	}
	return false
}

// stack makes the report of a service. The only service of a workspace gets its files at the workspace's root.
func (s *goService) stack(t *tree, only bool) Stack {
	m, p := s.module, s.programs[0]
	out := Stack{
		Name: m.name(), Dir: m.dir, Context: m.context, Stack: "go", Language: "Go", Source: goHome(m.path),
		License: goLicense(t, m.dir), Framework: p.Framework, Version: m.version, Manager: m.manager(),
		Port: p.Port, PortEnv: p.PortEnv, Health: p.Health, Signals: fact(true, p.Because[0]),
		Host: p.Host, HostEnv: p.HostEnv, Writes: p.Writes,
		Questions: s.questions(), Refusal: s.refusal(), Notes: s.notes(),
	}
	if s.equals < 2 {
		out.Start = fact(append([]string{"/" + p.Name}, p.Command.Value...), append(slices.Clone(p.Because), p.Command.Because...)...)
	}
	if only && m.work != "" {
		out.Dir = m.context
	}
	out.Go = &Go{
		Module: m.path, Dir: m.dir, Work: m.work, Manifests: m.manifests, Sums: m.sums, Vendor: m.vendor, Modules: m.count,
		Private: goPrivate(t, m), Programs: s.programs, Packages: s.source.packages(), Tests: s.source.tests(),
		Air: t.first(m.dir, ".air.toml", ".air.conf"),
	}
	return out
}

// further gives the programs that the service does not start, each as a service of its own.
func (s *goService) further(t *tree) (out []Stack) {
	from := 1
	if s.equals > 1 {
		from = 0
	} else if len(s.programs) == 1 {
		return nil
	}
	for _, p := range s.programs[from:] {
		one := *s
		one.programs, one.equals, one.left = []Program{p}, 1, nil
		stack := one.stack(t, false)
		stack.Name, stack.Dir, stack.more = p.Name, p.Dir, true
		out = append(out, stack)
	}
	return out
}

// questions asks which program is meant, where several fit equally well, and which of its commands serves.
func (s *goService) questions() (out []Question) {
	return programQuestions(s.programs, s.equals, func(p Program) string { return p.Dir })
}

func programQuestions(programs []Program, equals int, value func(Program) string) (out []Question) {
	if equals > 1 {
		q := Question{Key: "main", Text: "which of these programs does the image run?"}
		for _, p := range programs[:equals] {
			q.Candidates = append(q.Candidates, Candidate{Value: value(p), Because: p.Because})
		}
		return []Question{q}
	}
	if asked := programs[0].asked; len(asked) > 0 {
		out = append(out, Question{Key: "start", Text: "which of these commands does the image run?", Candidates: asked})
	}
	return out
}
