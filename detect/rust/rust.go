package rust

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// Read finds the Rust services: the packages with a program, of which tools beside a service get no image.
func Read(t *detect.Tree) ([]detect.Stack, error) {
	all, err := crates(t)
	aside := func(c *crate) bool { return detect.IsAside(c.doc.Path) }
	only := !slices.ContainsFunc(all, func(c *crate) bool { return !aside(c) }) // a workspace below example/ is no example of another
	all = slices.DeleteFunc(all, func(c *crate) bool {
		members := c.ws.doc.At("workspace", "default-members")
		return c.doc.At("package", "metadata", "cargo-fuzz").True() || aside(c) && !only || t.Vendored(c.doc.Path) || len(c.bins()) == 0 || members != nil && !in(members, c.ws.dir, c.dir)
	})
	serving := false
	for _, s := range all {
		s.read()
		serving = serving || s.programs[0].Serves
	}
	var stacks []detect.Stack
	for _, s := range all {
		tool := slices.ContainsFunc(strings.Split(detect.Below(s.ws.dir, s.dir), "/"), func(d string) bool { return slices.Contains(tables().Beside, d) })
		part := slices.ContainsFunc(all, func(o *crate) bool { return o != s && o.programs[0].Serves && slices.Contains(o.parts, s) })
		if !serving || s.programs[0].Serves || !part && !tool {
			stacks = append(append(stacks, s.stack()), s.further()...)
		}
	}
	return stacks, err
}

// read reads the programs of a package: the one that Cargo runs comes first, then those that listen, then src/main.rs.
func (s *crate) read() {
	s.parts = s.closure(false)
	for _, b := range s.bins() {
		s.programs = append(s.programs, s.program(b))
	}
	rank := func(p detect.Program) int {
		return slices.Index([]bool{p.Name == s.doc.At("package", "default-run").Text(), p.Serves, p.Dir == path.Join(s.dir, "src/main.rs"), true}, true)
	}
	slices.SortStableFunc(s.programs, func(a, b detect.Program) int { return rank(a) - rank(b) })
	for s.equals < len(s.programs) && rank(s.programs[s.equals]) == rank(s.programs[0]) {
		s.equals++
	}
}

// further gives the programs that the service does not start, each as a service of its own. Its files stand in a directory of its
// name, where Cargo looks for no source.
func (s *crate) further() (out []detect.Stack) {
	for _, p := range detect.Further(s.programs, s.equals) {
		one := *s
		one.programs, one.equals = []detect.Program{p}, 1
		stack := one.stack()
		stack.Name, stack.Dir, stack.More = p.Name, path.Join(s.dir, "src/bin", p.Name), true
		out = append(out, stack)
	}
	return out
}

// stack makes the report of a service.
func (s *crate) stack() detect.Stack {
	p, ws, config := s.programs[0], s.ws, detect.EvidenceOf(s.ws.config).Path
	r := &detect.Rust{Package: s.name, Root: ws.dir, Locked: ws.lock != nil, Programs: s.programs, Native: s.native()}
	src := ws.code.Sources()
	var external []dep
	for _, c := range ws.all {
		external = append(external, slices.DeleteFunc(c.deps(true), func(d dep) bool { return d.dir != "" })...)
		r.Manifests, r.Own, r.Roots = append(r.Manifests, c.doc.Path), append(r.Own, c.name), append(r.Roots, c.roots()...)
		if slices.Contains(s.parts, c) {
			src.Add(s.t.Under(path.Join(c.dir, "src"), ".rs")...)
		}
	}
	for _, p := range []string{ws.doc.Path, path.Join(ws.dir, "Cargo.lock"), config} {
		if s.t.Has(p) {
			r.Manifests = append(r.Manifests, p)
		}
	}
	r.External = len(external) > 0
	for _, list := range []*[]string{&r.Own, &r.Manifests, &r.Roots} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	registries, git, ssh, offline, embeds := detect.NamedFact{Name: "registries", IsList: true}, detect.NamedFact{Name: "git"}, detect.NamedFact{Name: "ssh"}, detect.NamedFact{Name: "offline"}, detect.NamedFact{Name: "embeds"}
	for _, d := range external {
		if name := d.At("registry").Text(); ws.config.At("registries", name) != nil && !slices.Contains(registries.List.Value, name) {
			registries.List = detect.NewFact(append(registries.List.Value, name), append(registries.List.Because, detect.EvidenceOf(d.Node))...)
		}
		if git.Text = detect.Strongest(git.Text, detect.FactOf(d.At("git"))); strings.HasPrefix(d.At("git").Text(), "ssh://") {
			ssh.Text = detect.FactOf(d.At("git"))
		}
	}
	for _, name := range tables().Embeds { // crates that take files into the program
		embeds.Text = detect.Strongest(embeds.Text, s.dependency(name))
	}
	for _, p := range []string{path.Join(ws.dir, ".sqlx"), path.Join(s.dir, ".sqlx"), path.Join(ws.dir, "sqlx-data.json"), path.Join(s.dir, "sqlx-data.json")} {
		if (s.t.Has(p) || s.t.HasDir(p)) && s.dependency("sqlx").Known() {
			offline.Text = detect.NewFact(p, detect.Evidence{Path: p})
		}
	}
	out := detect.Stack{
		Name: s.name, Dir: s.dir, Context: ws.context, Stack: "rust", Language: "Rust", Description: s.pkg("description").Text(), License: s.pkg("license").Text(), Source: s.pkg("repository").Text(),
		Framework: p.Framework, Version: s.version(), Manager: detect.NewFact("cargo", detect.EvidenceOf(s.doc.At("package", "name"))), Port: p.Port, PortEnv: p.PortEnv, Health: p.Health,
		Signals: p.Signals, Host: p.Host, HostEnv: p.HostEnv, Writes: p.Writes, Rust: r, Refusal: s.refusal(src, offline.Text.Known()), Facts: []detect.NamedFact{registries, git, ssh, offline, embeds},
		Questions: detect.ProgramQuestions(s.programs, s.equals, func(p detect.Program) string { return p.Name }),
	}
	out.Notes = detect.OtherPrograms(s.programs, s.equals, func(p detect.Program) string { return p.Name })
	if !r.Locked && r.External {
		out.Notes = append(out.Notes, detect.Note{Text: "there is no Cargo.lock, so each build uses the newest versions that the manifests allow", Add: "Cargo.lock: run `cargo generate-lockfile`", Because: []detect.Evidence{{Path: s.doc.Path}}})
	}
	if s.equals < 2 {
		out.Start = detect.NewFact(append([]string{"/" + p.Name}, p.Command.Value...), slices.Concat(p.Because, p.Command.Because)...)
	}
	return out
}

// refusal says why no image can be made, if that is so.
func (s *crate) refusal(src *detect.Sources, offline bool) *detect.Note {
	for _, row := range tables().Refused {
		if d := s.dependency(row.Crate); d.Known() {
			return &detect.Note{Text: s.name + " depends on " + d.Value + ": " + row.Text, Because: d.Because}
		}
	}
	if s.ws.outside != nil {
		return &detect.Note{Text: "a dependency is a directory outside the repository, which cannot be part of the build context", Add: "the package to the repository, or a published version of it to Cargo.toml", Because: s.ws.outside}
	}
	if target := detect.FactOf(s.ws.config.At("build", "target")); strings.HasPrefix(target.Value, "wasm") {
		return &detect.Note{Text: "the programs are compiled to WebAssembly, which a container cannot start", Because: target.Because}
	}
	if query := src.Find("query"); query.Known() && !offline && s.dependency("sqlx").Known() {
		return &detect.Note{Text: "sqlx checks its queries against a database at compile time, and the repository does not contain the .sqlx directory that it can use instead", Add: "the directory .sqlx: run `cargo sqlx prepare`", Because: query.Because}
	}
	return nil
}
