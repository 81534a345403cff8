package detect

import (
	_ "embed"
	"path"
	"slices"
	"strings"
	"sync"
)

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
	Native []RustNative `json:"native,omitempty"`
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

//go:embed rust.yaml
var rustText string

// rustTables reads rust.yaml once; a test holds that it can be read.
var rustTables = sync.OnceValue(func() *node {
	n, _ := parseYAML("rust.yaml", rustText)
	return n
})

// rustPatterns gives the patterns of rust.yaml by name.
var rustPatterns = sync.OnceValue(func() map[string]*expression {
	all := map[string]*expression{}
	for _, name := range rustTables().at("patterns").keys() {
		all[name] = lazy(rustTables().at("patterns", name).text())
	}
	return all
})

// readRust finds the Rust services: the packages with a program, of which tools beside a service get no image.
func readRust(t *tree) ([]Stack, error) {
	all, err := rustCrates(t)
	all = slices.DeleteFunc(all, func(c *rustCrate) bool {
		members := c.ws.doc.at("workspace", "default-members")
		return isAside(c.doc.path) || t.vendored(c.doc.path) || len(c.bins()) == 0 || members != nil && !rustIn(members, c.ws.dir, c.dir)
	})
	serving := false
	for _, s := range all {
		s.read()
		serving = serving || s.programs[0].Serves
	}
	var stacks []Stack
	for _, s := range all {
		top, _, _ := strings.Cut(below(s.ws.dir, s.dir), "/")
		if !serving || s.programs[0].Serves || !slices.Contains(rustTables().at("beside").texts(), top) {
			stacks = append(stacks, s.stack())
		}
	}
	return stacks, err
}

// read reads the programs of a package: the one that Cargo runs comes first, then those that listen, then src/main.rs.
func (s *rustCrate) read() {
	s.parts = s.closure(false)
	for _, b := range s.bins() {
		s.programs = append(s.programs, s.program(b))
	}
	rank := func(p Program) int {
		return slices.Index([]bool{p.Name == s.doc.at("package", "default-run").text(), p.Serves, p.Dir == path.Join(s.dir, "src/main.rs"), true}, true)
	}
	slices.SortStableFunc(s.programs, func(a, b Program) int { return rank(a) - rank(b) })
	for s.equals < len(s.programs) && rank(s.programs[s.equals]) == rank(s.programs[0]) {
		s.equals++
	}
}

// stack makes the report of a service.
func (s *rustCrate) stack() Stack {
	p, ws, config := s.programs[0], s.ws, s.ws.config.evidence().Path
	r := &Rust{Package: s.name, Root: ws.dir, Locked: ws.lock != nil, Programs: s.programs, Native: s.native()}
	src := &rustSources{t: s.t}
	var external []rustDep
	for _, c := range ws.all {
		external = append(external, slices.DeleteFunc(c.deps(true), func(d rustDep) bool { return d.dir != "" })...)
		r.Manifests, r.Own, r.Roots = append(r.Manifests, c.doc.path), append(r.Own, c.name), append(r.Roots, c.roots()...)
		if slices.Contains(s.parts, c) {
			src.add(c, s.t.under(path.Join(c.dir, "src"), ".rs")...)
		}
	}
	for _, p := range []string{ws.doc.path, path.Join(ws.dir, "Cargo.lock"), config} {
		if s.t.has(p) {
			r.Manifests = append(r.Manifests, p)
		}
	}
	r.External = len(external) > 0
	for _, list := range []*[]string{&r.Own, &r.Manifests, &r.Roots} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	registries, git, ssh, offline, embeds := NamedFact{Name: "registries", IsList: true}, NamedFact{Name: "git"}, NamedFact{Name: "ssh"}, NamedFact{Name: "offline"}, NamedFact{Name: "embeds"}
	for _, d := range external {
		if name := d.at("registry").text(); ws.config.at("registries", name) != nil && !slices.Contains(registries.List.Value, name) {
			registries.List = fact(append(registries.List.Value, name), append(registries.List.Because, d.evidence())...)
		}
		if git.Text = strongest(git.Text, d.at("git").fact()); strings.HasPrefix(d.at("git").text(), "ssh://") {
			ssh.Text = d.at("git").fact()
		}
	}
	for _, name := range rustTables().at("embeds").texts() { // crates that take files into the program
		embeds.Text = strongest(embeds.Text, s.dependency(name))
	}
	for _, p := range []string{path.Join(ws.dir, ".sqlx"), path.Join(s.dir, ".sqlx"), path.Join(ws.dir, "sqlx-data.json"), path.Join(s.dir, "sqlx-data.json")} {
		if (s.t.has(p) || s.t.hasDir(p)) && s.dependency("sqlx").Known() {
			offline.Text = fact(p, Evidence{Path: p})
		}
	}
	out := Stack{
		Name: s.name, Dir: s.dir, Context: ws.context, Stack: "rust", Language: "Rust", Description: s.pkg("description").text(), License: s.pkg("license").text(), Source: s.pkg("repository").text(),
		Framework: p.Framework, Version: s.version(), Manager: fact("cargo", s.doc.at("package", "name").evidence()), Port: p.Port, PortEnv: p.PortEnv, Health: p.Health,
		Signals: p.Signals, Host: p.Host, HostEnv: p.HostEnv, Writes: p.Writes, Rust: r, Refusal: s.refusal(src, offline.Text.Known()), Facts: []NamedFact{registries, git, ssh, offline, embeds},
		Questions: programQuestions(s.programs, s.equals, func(p Program) string { return p.Name }),
	}
	if s.equals < 2 && len(s.programs) > 1 {
		out.Notes = []Note{{Text: p.Name + " is taken as the service; for the image of another program, give --main", Because: p.Because}}
	}
	if !r.Locked && r.External {
		out.Notes = append(out.Notes, Note{Text: "there is no Cargo.lock: every build takes the newest versions that the manifests allow", Add: "Cargo.lock: `cargo generate-lockfile` makes it", Because: []Evidence{{Path: s.doc.path}}})
	}
	if s.equals < 2 {
		out.Start = fact(append([]string{"/" + p.Name}, p.Command.Value...), slices.Concat(p.Because, p.Command.Because)...)
	}
	return out
}

// refusal says why no image can be made, if that is so.
func (s *rustCrate) refusal(src *rustSources, offline bool) *Note {
	for _, row := range rustTables().at("refused").list() {
		if d := s.dependency(row.at("crate").text()); d.Known() {
			return &Note{Text: s.name + " depends on " + d.Value + ": " + row.at("text").text(), Because: d.Because}
		}
	}
	if s.ws.outside != nil {
		return &Note{Text: "a dependency is a directory outside the repository, which no build context can hold", Add: "the package to the repository, or a published version of it to Cargo.toml", Because: s.ws.outside}
	}
	if target := s.ws.config.at("build", "target").fact(); strings.HasPrefix(target.Value, "wasm") {
		return &Note{Text: "the programs are compiled to WebAssembly, which Linux does not start", Because: target.Because}
	}
	if query := src.find("query"); query.Known() && !offline && s.dependency("sqlx").Known() {
		return &Note{Text: "sqlx checks its queries against a database while it compiles, and the repository does not hold the answers that it can use instead", Add: "the directory .sqlx: `cargo sqlx prepare` makes it", Because: query.Because}
	}
	return nil
}
