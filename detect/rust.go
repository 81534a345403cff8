package detect

import (
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// Rust is what only a Rust service has. Paths are relative to the root of the repository.
type Rust struct {
	// Package is the package that the program is compiled from, Dir its directory, and Root that of Cargo.lock and target.
	Package string `json:"package"`
	Dir     string `json:"dir"`
	Root    string `json:"root"`
	// Manifests are what Cargo reads before it compiles a dependency: every Cargo.toml, Cargo.lock and .cargo/config.toml.
	Manifests []string `json:"manifests"`
	// Roots are the sources that the manifests name or Cargo looks for: "src/main.rs", "build.rs".
	Roots []string `json:"roots"`
	// Own are the packages of the repository, sorted.
	Own []string `json:"own"`
	// Locked reports whether there is a Cargo.lock, External whether any package comes from elsewhere.
	Locked   bool `json:"locked"`
	External bool `json:"external"`
	// Tests reports whether there are any.
	Tests bool `json:"tests,omitempty"`
	// Programs are the binaries that could be the service, best first; the stack's own facts are those of the first.
	Programs []RustProgram `json:"programs"`
	// Native are the dependencies that need system packages.
	Native []RustNative `json:"native,omitempty"`
	// Offline is what sqlx checks its queries against where there is no database: .sqlx or sqlx-data.json.
	Offline Fact[string] `json:"offline,omitzero"`
	// Target is the platform that .cargo/config.toml compiles for instead of the machine's own.
	Target Fact[string] `json:"target,omitzero"`
	// Registries are the private registries that dependencies come from, by the names of .cargo/config.toml.
	Registries []Candidate `json:"registries,omitempty"`
	// Git is a dependency in a git repository, and SSH one that needs a key.
	Git Fact[string] `json:"git,omitzero"`
	SSH Fact[string] `json:"ssh,omitzero"`
	// Embeds is what takes files into the program while it is compiled, and Temp the line that writes temporary files.
	Embeds Fact[string] `json:"embeds,omitzero"`
	Temp   Fact[bool]   `json:"temp,omitzero"`
}

// RustProgram is one binary and what its sources, those of the packages in the repository included, say about it.
type RustProgram struct {
	// Name is what the binary is called, Path its first source, and Features those that it needs.
	Name     string   `json:"name"`
	Path     string   `json:"path"`
	Features []string `json:"features,omitempty"`
	// Because is the line of its main function.
	Because []Evidence `json:"because"`
	// Framework and the facts below it are as in Stack; Serves reports whether something listens, TCP that it does not speak HTTP.
	Framework Fact[string] `json:"framework,omitzero"`
	Serves    bool         `json:"serves"`
	TCP       bool         `json:"tcp,omitempty"`
	Port      Fact[int]    `json:"port,omitzero"`
	PortEnv   Fact[string] `json:"portEnv,omitzero"`
	// PortAddress says that PortEnv holds an address, "0.0.0.0:8080", not a number.
	PortAddress bool         `json:"portAddress,omitempty"`
	Health      Fact[string] `json:"health,omitzero"`
	Host        Fact[string] `json:"host,omitzero"`
	HostEnv     Fact[string] `json:"hostEnv,omitzero"`
	Signals     Fact[bool]   `json:"signals,omitzero"`
	// Interrupt is the line that ends the program in order on SIGINT, where SIGTERM does not.
	Interrupt Fact[bool] `json:"interrupt,omitzero"`
	Writes    []Write    `json:"writes,omitempty"`
	// Options move where it listens, and Command is the subcommand that does.
	Options []Option       `json:"options,omitempty"`
	Command Fact[[]string] `json:"command,omitzero"`
	asked   []Candidate    // the subcommands of which one has to be chosen
	// RunFiles are the files and directories that it opens; Opened is absolute where the compiler made the path so.
	RunFiles []RunFile `json:"runFiles,omitempty"`
}

// RustNative is a dependency that needs system packages, by Debian's names.
type RustNative struct {
	Name    string   `json:"name"`
	Because Evidence `json:"because"`
	Build   []string `json:"build,omitempty"`
	Run     []string `json:"run,omitempty"`
	// Linked is the library that the program then loads, and Add what would link it in; Distroless says that this base has it.
	Linked     string `json:"linked,omitempty"`
	Add        string `json:"add,omitempty"`
	Distroless bool   `json:"distroless,omitempty"`
	// Glibc says why it cannot be compiled for musl.
	Glibc string `json:"glibc,omitempty"`
}

//go:embed rust.yaml
var rustText string

// rustTable gives a list of rust.yaml.
func rustTable(name string) []*node { return rustTables().at(name).list() }

var rustTables = sync.OnceValue(func() *node {
	n, err := parseYAML("rust.yaml", rustText)
	if err != nil {
		panic(err) // the tests read it
	}
	return n
})

// readRust finds the Rust services: the packages with a program, of which tools beside a service get no image.
func readRust(t *tree) ([]Stack, error) {
	crates, err := rustCrates(t)
	if err != nil {
		return nil, err
	}
	var all []*rustService
	for _, c := range crates {
		if c.aside() || !c.isDefault() || len(c.bins()) == 0 {
			continue
		}
		s, err := rustRead(c)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	serving := slices.ContainsFunc(all, func(s *rustService) bool { return s.programs[0].Serves })
	var stacks []Stack
	var left []Note
	for _, s := range all {
		if dir := path.Base(s.dir); serving && !s.programs[0].Serves && s.ws.members > 1 && slices.Contains(rustTables().at("beside").texts(), rustTop(below(s.ws.dir, s.dir), dir)) {
			left = append(left, Note{Text: fmt.Sprintf("the program in %s is taken for a tool and gets no image", s.dir), Because: s.programs[0].Because})
			continue
		}
		stacks = append(stacks, s.stack())
	}
	if len(stacks) > 0 {
		stacks[0].Notes = append(stacks[0].Notes, left...)
	}
	return stacks, nil
}

// rustTop gives the first directory of a path, or else the name.
func rustTop(p, name string) string {
	if top, _, ok := strings.Cut(p, "/"); ok {
		return top
	}
	return name
}

// rustService is a package with at least one program.
type rustService struct {
	*rustCrate
	closure  []*rustCrate // the packages of the repository that it is compiled from, itself first
	programs []RustProgram
	equals   int // how many of the programs, from the first, fit equally well
}

// rustRead reads the programs of a package.
func rustRead(c *rustCrate) (*rustService, error) {
	s := &rustService{rustCrate: c, closure: c.closure(false)}
	bins := c.bins()
	for _, b := range bins {
		s.programs = append(s.programs, s.program(b, bins))
	}
	run := c.doc.at("package", "default-run").text()
	rank := func(p RustProgram) int {
		switch {
		case p.Name == run:
			return 0
		case p.Serves:
			return 1
		case p.Path == path.Join(c.dir, "src/main.rs"):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(s.programs, func(a, b RustProgram) int { return rank(a) - rank(b) })
	for _, p := range s.programs {
		if rank(p) == rank(s.programs[0]) {
			s.equals++
		}
	}
	return s, nil
}

// stack makes the report of a service.
func (s *rustService) stack() Stack {
	p, pkg := s.programs[0], func(key string) string { return s.inherited("package", key).text() }
	out := Stack{
		Name: s.name, Dir: s.dir, Context: s.context(), Stack: "rust", Language: "Rust", Description: pkg("description"), License: pkg("license"), Source: pkg("repository"),
		Framework: p.Framework, Version: s.version(), Manager: fact("cargo", s.doc.at("package", "name").evidence()), Port: p.Port, PortEnv: p.PortEnv, Health: p.Health,
		Signals: p.Signals, Host: p.Host, HostEnv: p.HostEnv, Writes: p.Writes, Questions: s.questions(), Refusal: s.refusal(), Notes: s.notes(),
	}
	if s.equals < 2 {
		out.Start = fact(append([]string{"/" + p.Name}, p.Command.Value...), slices.Concat(p.Because, p.Command.Because)...)
	}
	ws := s.ws
	r := &Rust{Package: s.name, Dir: s.dir, Root: ws.dir, Locked: ws.lock != nil, Programs: s.programs, Offline: s.offline(), Native: s.native(), Target: ws.config.at("build", "target").fact()}
	r.External = len(s.external(ws.all)) > 0
	for _, c := range ws.all {
		r.Manifests, r.Own = append(r.Manifests, c.doc.path), append(r.Own, c.name)
		for _, root := range c.roots() {
			if !slices.Contains(r.Roots, root) {
				r.Roots = append(r.Roots, root)
			}
		}
		for _, m := range s.t.grep(s.t.under(c.dir, ".rs"), rustTest, "test") {
			r.Tests = r.Tests || c.owns(m.Path)
		}
	}
	for _, p := range []string{ws.doc.path, path.Join(ws.dir, "Cargo.lock"), ws.configFile()} {
		if p != "" && s.t.has(p) && !slices.Contains(r.Manifests, p) {
			r.Manifests = append(r.Manifests, p)
		}
	}
	slices.Sort(r.Own)
	slices.Sort(r.Manifests)
	s.sources(r)
	out.Rust = r
	return out
}

var (
	rustTest = lazy(`#\[(?:\w+::)?test\b`)
	rustTemp = lazy(`\btempfile\b|\btemp_dir\(|\bTempFile\b|\bMultipart`)
)

// sources adds where the dependencies come from, as far as that asks for a login.
func (s *rustService) sources(r *Rust) {
	for _, d := range s.external(s.ws.all) {
		if name := d.at("registry").text(); name != "" && s.ws.config.at("registries", name) != nil && !slices.ContainsFunc(r.Registries, func(c Candidate) bool { return c.Value == name }) {
			r.Registries = append(r.Registries, Candidate{Value: name, Because: []Evidence{d.evidence()}})
		}
		git := d.at("git").fact()
		if r.Git = strongest(r.Git, git); strings.HasPrefix(git.Value, "ssh://") {
			r.SSH = strongest(r.SSH, git)
		}
	}
	for _, name := range []string{"rust-embed", "include_dir", "memory-serve", "static-files"} {
		if d := s.dependency(name); d != nil {
			r.Embeds = strongest(r.Embeds, fact(name, d.evidence()))
		}
	}
	for _, c := range s.closure {
		for _, m := range s.t.grep(s.t.under(path.Join(c.dir, "src"), ".rs"), rustTemp, "emp") {
			r.Temp = fact(true, m.Evidence)
		}
	}
}

// questions asks which program is meant, where several fit equally well, and which of its commands serves.
func (s *rustService) questions() []Question {
	if s.equals > 1 {
		q := Question{Key: "main", Text: "which of these programs does the image run?"}
		for _, p := range s.programs[:s.equals] {
			q.Candidates = append(q.Candidates, Candidate{Value: p.Name, Because: p.Because})
		}
		return []Question{q}
	}
	if asked := s.programs[0].asked; len(asked) > 0 {
		return []Question{{Key: "start", Text: "which of these commands does the image run?", Candidates: asked}}
	}
	return nil
}

// refusal says why no image can be made, if that is so.
func (s *rustService) refusal() *Note {
	for _, row := range rustTable("refused") {
		if d := s.dependency(row.at("crate").text()); d != nil {
			return &Note{Text: s.name + " depends on " + row.at("crate").text() + ": " + row.at("text").text(), Because: []Evidence{d.evidence()}}
		}
	}
	for _, c := range s.closure {
		if c.outside != nil {
			return &Note{Text: "a dependency is a directory outside the repository, which no build context can hold", Add: "the package to the repository, or a published version of it to Cargo.toml", Because: []Evidence{*c.outside}}
		}
	}
	if target := s.ws.config.at("build", "target"); strings.HasPrefix(target.text(), "wasm") {
		return &Note{Text: "the programs are compiled to WebAssembly, which Linux does not start", Because: []Evidence{target.evidence()}}
	}
	if at := s.macros(); at.Path != "" && !s.offline().Known() && s.dependency("sqlx") != nil {
		return &Note{Text: "sqlx checks its queries against a database while it compiles, and the repository does not hold the answers that it can use instead", Add: "the directory .sqlx: `cargo sqlx prepare` makes it", Because: []Evidence{at}}
	}
	return nil
}

// notes tells what was taken for granted.
func (s *rustService) notes() (out []Note) {
	if p := s.programs[0]; s.equals < 2 && len(s.programs) > 1 {
		var others []string
		for _, o := range s.programs[1:] {
			others = append(others, o.Name)
		}
		out = append(out, Note{Text: fmt.Sprintf("%s is taken as the service; for the image of another program, give --main: %s", p.Name, strings.Join(others, ", ")), Because: p.Because})
	}
	if s.ws.lock == nil && len(s.external(s.ws.all)) > 0 {
		out = append(out, Note{Text: "there is no Cargo.lock: every build takes the newest versions that the manifests allow", Add: "Cargo.lock: `cargo generate-lockfile` makes it", Because: []Evidence{{Path: s.doc.path}}})
	}
	return out
}
