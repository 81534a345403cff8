package detect

import (
	"path"
	"slices"
	"strings"
)

// rustSpace is what one Cargo.lock stands for: a workspace, or a package of its own.
type rustSpace struct {
	dir, context      string // its own, and the directory that holds every package that it depends on
	doc, lock, config *node  // Cargo.toml, Cargo.lock and .cargo/config.toml; nil for none
	all               []*rustCrate
	outside           []Evidence // dependencies that lie outside of the repository
}

// rustCrate is a package of the repository.
type rustCrate struct {
	t         *tree
	ws        *rustSpace
	near      map[string]*rustCrate // all of the repository, by directory
	dir, name string
	doc       *node
	parts     []*rustCrate // what it is compiled from, itself first
	programs  []Program
	equals    int // how many of the programs, from the first, fit equally well
}

// rustDep is a dependency as it is declared, where need be in the workspace: key is its name there, name the package's, dir the
// directory of one in the repository.
type rustDep struct {
	*node
	name, key, dir string
	optional       bool
}

// rustCrates reads all packages of the repository that belong to a workspace or are one, in the order of their directories.
func rustCrates(t *tree) ([]*rustCrate, error) {
	docs, dirs := map[string]*node{}, []string{}
	for _, p := range t.named("Cargo.toml") {
		doc, err := t.toml(p)
		if err == nil {
			dirs, docs[path.Dir(p)] = append(dirs, path.Dir(p)), doc
		} else if !t.vendored(p) && !isAside(p) {
			return nil, err
		}
	}
	slices.Sort(dirs)
	spaces, crates := map[string]*rustSpace{}, map[string]*rustCrate{}
	for _, dir := range dirs {
		root := dir
		for d := dir; docs[root].at("workspace") == nil && d != "."; {
			if d = path.Dir(d); docs[d].at("workspace") != nil && !rustIn(docs[d].at("workspace", "exclude"), d, dir) {
				root = d
			}
		}
		if spaces[root] == nil {
			ws := &rustSpace{dir: root, context: root, doc: docs[root]}
			spaces[root] = ws
			for file, to := range map[string]**node{path.Join(root, "Cargo.lock"): &ws.lock, t.first(root, ".cargo/config.toml", ".cargo/config"): &ws.config} {
				doc, err := t.toml(file)
				if *to = doc; t.has(file) && err != nil {
					return nil, err
				}
			}
		}
		crates[dir] = &rustCrate{t: t, ws: spaces[root], near: crates, dir: dir, name: docs[dir].at("package", "name").text(), doc: docs[dir]}
	}
	var out []*rustCrate
	for _, dir := range dirs {
		c := crates[dir]
		if ws := c.ws; c.name != "" && (dir == ws.dir || rustIn(ws.doc.at("workspace", "members"), ws.dir, dir)) {
			out = append(out, c)
			for _, o := range c.closure(true) { // what members depend on belongs to the workspace
				if !slices.Contains(ws.all, o) {
					ws.all = append(ws.all, o)
				}
				for !inside(o.dir, ws.context) {
					ws.context = path.Dir(ws.context)
				}
			}
		}
	}
	return out, nil
}

// rustIn reports whether one of a workspace's patterns names a directory.
func rustIn(patterns *node, root, dir string) bool {
	return slices.ContainsFunc(patterns.texts(), func(p string) bool {
		hit, err := path.Match(path.Join(root, p), dir)
		return hit && err == nil
	})
}

// pkg gives a key of the package, which may say that the workspace has it.
func (c *rustCrate) pkg(key string) *node {
	if n := c.doc.at("package", key); !n.at("workspace").truth() {
		return n
	}
	return c.ws.doc.at("workspace", "package", key)
}

// deps gives the dependencies of a package, those of its tests only where all are wanted.
func (c *rustCrate) deps(all bool) (out []rustDep) {
	shared := c.ws.doc.at("workspace", "dependencies")
	add := func(table *node, base string) {
		for _, key := range table.keys() {
			d, base := rustDep{table.at(key), key, key, "", table.at(key, "optional").truth()}, base
			if d.at("workspace").truth() && shared.at(key) != nil {
				d.node, base = shared.at(key), c.ws.dir
			}
			if d.at("package") != nil {
				d.name = d.at("package").text()
			}
			if d.at("path") != nil {
				d.dir = path.Join(base, d.at("path").text())
			}
			out = append(out, d)
		}
	}
	tables := []*node{c.doc}
	for _, f := range c.doc.at("target").keys() {
		tables = append(tables, c.doc.at("target", f))
	}
	for _, table := range tables {
		add(table.at("dependencies"), c.dir)
		if add(table.at("build-dependencies"), c.dir); all {
			add(table.at("dev-dependencies"), c.dir)
		}
	}
	for _, source := range c.ws.doc.at("patch").keys() {
		add(c.ws.doc.at("patch", source), c.ws.dir)
	}
	return out
}

// closure gives the packages of the repository that this one is compiled from, itself first; with those of its tests, or without.
func (c *rustCrate) closure(all bool) []*rustCrate {
	out := []*rustCrate{c}
	for i := 0; i < len(out); i++ {
		for _, d := range out[i].deps(all) {
			if o := c.near[d.dir]; o != nil && !slices.Contains(out, o) {
				out = append(out, o)
			} else if o == nil && d.dir != "" {
				c.ws.outside = append(c.ws.outside, d.evidence())
			}
		}
	}
	return out
}

// dependency finds a dependency of the program.
func (s *rustCrate) dependency(name string) Fact[string] {
	for _, c := range s.parts {
		for _, d := range c.deps(false) {
			if d.name == name {
				return fact(name, d.evidence())
			}
		}
	}
	return Fact[string]{}
}

// bins gives the binaries of a package, those that the manifest names first.
func (c *rustCrate) bins() (out []Program) {
	add := func(name, file string, features Fact[[]string]) {
		if c.t.has(file) && !slices.ContainsFunc(out, func(b Program) bool { return b.Dir == file }) {
			out = append(out, Program{Name: name, Dir: file, Tags: features})
		}
	}
	dir := path.Join(c.dir, "src/bin")
	for _, n := range c.doc.at("bin").list() {
		name, file, features := n.at("name").text(), path.Join(c.dir, n.at("path").text()), Fact[[]string]{}
		if n.at("path") == nil {
			file = c.t.first(c.dir, "src/bin/"+name+".rs", "src/bin/"+name+"/main.rs", "src/main.rs")
		}
		if f := n.at("required-features"); f != nil {
			features = fact(f.texts(), f.evidence())
		}
		add(name, file, features)
	}
	if n := c.doc.at("package", "autobins"); n != nil && !n.truth() {
		return out
	}
	add(c.name, path.Join(c.dir, "src/main.rs"), Fact[[]string]{})
	for _, p := range c.t.under(dir, ".rs") {
		if name, inner, ok := strings.Cut(below(dir, p), "/"); !ok || inner == "main.rs" {
			add(strings.TrimSuffix(name, ".rs"), p, Fact[[]string]{})
		}
	}
	return out
}

// roots gives the sources without which Cargo refuses the manifest, and those whose presence changes what it compiles.
func (c *rustCrate) roots() (out []string) {
	for _, b := range c.bins() {
		out = append(out, b.Dir)
	}
	for _, p := range []string{c.doc.at("lib", "path").text(), "src/lib.rs", c.doc.at("package", "build").text(), "build.rs"} {
		if c.t.has(path.Join(c.dir, p)) {
			out = append(out, path.Join(c.dir, p))
		}
	}
	for kind, dir := range map[string]string{"example": "examples", "test": "tests", "bench": "benches"} {
		for _, n := range c.doc.at(kind).list() {
			if p := n.at("path").text(); p != "" {
				out = append(out, path.Join(c.dir, p))
			} else {
				out = append(out, path.Join(c.dir, dir, n.at("name").text()+".rs"))
			}
		}
	}
	return out
}

// owns reports whether a file belongs to this package and not to one below it.
func (c *rustCrate) owns(file string) bool {
	return !slices.ContainsFunc(c.ws.all, func(o *rustCrate) bool { return o != c && inside(o.dir, c.dir) && inside(file, o.dir) })
}

// version finds which Rust the project is built with: what rustup reads is exact, rust-version and the edition are lower bounds.
func (s *rustCrate) version() Fact[string] {
	var facts []Fact[string]
	for _, m := range s.t.grep([]string{s.t.first(s.dir, "rust-toolchain.toml", "rust-toolchain"), s.t.first(s.ws.dir, "rust-toolchain.toml", "rust-toolchain")}, rustPatterns()["channel"]) {
		facts = append(facts, fact(m.groups[1], m.Evidence))
	}
	least := s.pkg("rust-version").fact()
	if edition := s.pkg("edition").fact(); edition.Value == "2024" && !least.Known() {
		least = fact("1.85", edition.Because...)
	}
	least.Value = ">=" + least.Value
	return strongest(append(facts, least)...)
}

// enabled reports whether a dependency is compiled without asking for a feature.
func (c *rustCrate) enabled(d rustDep) bool {
	on := []string{"default"}
	for i := 0; i < len(on) && d.optional; i++ {
		for _, f := range c.doc.at("features", on[i]).texts() {
			if f, _, _ = strings.Cut(strings.TrimPrefix(f, "dep:"), "/"); !slices.Contains(on, f) {
				on = append(on, f)
			}
		}
	}
	return !d.optional || slices.Contains(on, d.key)
}

// native follows the dependencies through Cargo.lock, and gives those that need system packages.
func (s *rustCrate) native() (out []RustNative) {
	packages, rows := map[string][]*node{}, map[string]*node{}
	for _, n := range s.ws.lock.at("package").list() {
		packages[n.at("name").text()] = append(packages[n.at("name").text()], n)
	}
	table := rustTables().at("natives").list()
	for _, row := range table {
		rows[row.at("crate").text()] = row
	}
	at, queue := map[string]Evidence{}, []string{}
	reach := func(name string, because Evidence) {
		if _, seen := at[name]; !seen {
			at[name], queue = because, append(queue, name)
		}
	}
	for _, c := range s.parts {
		for _, d := range c.deps(false) {
			if c.enabled(d) && d.dir == "" {
				reach(d.name, d.evidence())
			}
		}
	}
	for i := 0; i < len(queue); i++ {
		for _, n := range packages[queue[i]] {
			for _, text := range n.at("dependencies").texts() {
				name, _, _ := strings.Cut(text, " ")
				at[queue[i]+"/"+name] = n.evidence()
				if row := rows[queue[i]]; len(packages[name]) > 0 && (!row.at("leaf").truth() || slices.Contains(row.at("bundled").texts(), name)) {
					reach(name, packages[name][0].at("name").evidence())
				}
			}
		}
	}
	for _, row := range table {
		because, ok := at[row.at("crate").text()]
		brought := slices.ContainsFunc(row.at("bundled").texts(), func(b string) bool { _, there := at[b]; return there })
		if ok && !brought && (row.at("build") != nil || row.at("glibc") != nil) {
			out = append(out, RustNative{row.at("crate").text(), because, row.at("build").texts(), row.at("run").texts(), row.at("linked").text(), row.at("add").text(),
				row.at("distroless").truth(), row.at("glibc").text()})
		}
	}
	for _, m := range s.t.grep([]string{s.ws.config.evidence().Path}, rustPatterns()["linker"]) {
		out = append(out, RustNative{Name: m.groups[1], Because: m.Evidence, Build: []string{m.groups[1]}})
	}
	return out
}
