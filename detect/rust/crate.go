package rust

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// space is what one Cargo.lock stands for: a workspace, or a package of its own.
type space struct {
	dir, context      string        // its own, and the directory that holds every package that it depends on
	doc, lock, config *formats.Node // Cargo.toml, Cargo.lock and .cargo/config.toml; nil for none
	all               []*crate
	outside           []detect.Evidence // dependencies that lie outside of the repository
	code              *detect.Code
}

// crate is a package of the repository.
type crate struct {
	t         *detect.Tree
	ws        *space
	near      map[string]*crate // all of the repository, by directory
	dir, name string
	doc       *formats.Node
	parts     []*crate // what it is compiled from, itself first
	programs  []detect.Program
	equals    int // how many of the programs, from the first, fit equally well
}

// dep is a dependency as it is declared, where need be in the workspace: key is its name there, name the package's, dir the
// directory of one in the repository.
type dep struct {
	*formats.Node
	name, key, dir string
	optional       bool
}

// crates reads all packages of the repository that belong to a workspace or are one, in the order of their directories.
func crates(t *detect.Tree) ([]*crate, error) {
	docs, dirs := map[string]*formats.Node{}, []string{}
	for _, p := range t.Named("Cargo.toml") {
		doc, err := t.TOML(p)
		if err == nil {
			dirs, docs[path.Dir(p)] = append(dirs, path.Dir(p)), doc
		} else if !t.Vendored(p) && !detect.IsAside(p) {
			return nil, err
		}
	}
	slices.Sort(dirs)
	code := detect.NewCode(t, &tables().Grammar)
	spaces, crates := map[string]*space{}, map[string]*crate{}
	for _, dir := range dirs {
		root := dir
		for d := dir; docs[root].At("workspace") == nil && d != "."; {
			if d = path.Dir(d); docs[d].At("workspace") != nil && !in(docs[d].At("workspace", "exclude"), d, dir) {
				root = d
			}
		}
		if spaces[root] == nil {
			ws := &space{dir: root, context: root, doc: docs[root], code: code}
			spaces[root] = ws
			for file, to := range map[string]**formats.Node{path.Join(root, "Cargo.lock"): &ws.lock, t.First(root, ".cargo/config.toml", ".cargo/config"): &ws.config} {
				doc, err := t.TOML(file)
				if *to = doc; t.Has(file) && err != nil {
					return nil, err
				}
			}
		}
		crates[dir] = &crate{t: t, ws: spaces[root], near: crates, dir: dir, name: docs[dir].At("package", "name").Text(), doc: docs[dir]}
	}
	var out []*crate
	for _, dir := range dirs {
		c := crates[dir]
		if ws := c.ws; c.name != "" && (dir == ws.dir || in(ws.doc.At("workspace", "members"), ws.dir, dir)) {
			out = append(out, c)
			for _, o := range c.closure(true) { // what members depend on belongs to the workspace
				if !slices.Contains(ws.all, o) {
					ws.all = append(ws.all, o)
				}
				for !detect.Inside(o.dir, ws.context) {
					ws.context = path.Dir(ws.context)
				}
			}
		}
	}
	return out, nil
}

// in reports whether one of a workspace's patterns names a directory.
func in(patterns *formats.Node, root, dir string) bool {
	return slices.ContainsFunc(patterns.Texts(), func(p string) bool {
		hit, err := path.Match(path.Join(root, p), dir)
		return hit && err == nil
	})
}

// pkg gives a key of the package, which may say that the workspace has it.
func (c *crate) pkg(key string) *formats.Node {
	if n := c.doc.At("package", key); !n.At("workspace").True() {
		return n
	}
	return c.ws.doc.At("workspace", "package", key)
}

// deps gives the dependencies of a package, those of its tests only where all are wanted.
func (c *crate) deps(all bool) (out []dep) {
	shared := c.ws.doc.At("workspace", "dependencies")
	add := func(table *formats.Node, base string) {
		for _, key := range table.Keys() {
			d, base := dep{table.At(key), key, key, "", table.At(key, "optional").True()}, base
			if d.At("workspace").True() && shared.At(key) != nil {
				d.Node, base = shared.At(key), c.ws.dir
			}
			if d.At("package") != nil {
				d.name = d.At("package").Text()
			}
			if d.At("path") != nil {
				d.dir = path.Join(base, d.At("path").Text())
			}
			out = append(out, d)
		}
	}
	tables := []*formats.Node{c.doc}
	for _, f := range c.doc.At("target").Keys() {
		tables = append(tables, c.doc.At("target", f))
	}
	for _, table := range tables {
		add(table.At("dependencies"), c.dir)
		if add(table.At("build-dependencies"), c.dir); all {
			add(table.At("dev-dependencies"), c.dir)
		}
	}
	for _, source := range c.ws.doc.At("patch").Keys() {
		add(c.ws.doc.At("patch", source), c.ws.dir)
	}
	return out
}

// closure gives the packages of the repository that this one is compiled from, itself first; with those of its tests, or without.
func (c *crate) closure(all bool) []*crate {
	out := []*crate{c}
	for i := 0; i < len(out); i++ {
		for _, d := range out[i].deps(all) {
			if o := c.near[d.dir]; o != nil && !slices.Contains(out, o) {
				out = append(out, o)
			} else if o == nil && d.dir != "" {
				c.ws.outside = append(c.ws.outside, detect.EvidenceOf(d.Node))
			}
		}
	}
	return out
}

// dependency finds a dependency of the program.
func (s *crate) dependency(name string) detect.Fact[string] {
	for _, c := range s.parts {
		for _, d := range c.deps(false) {
			if d.name == name {
				return detect.NewFact(name, detect.EvidenceOf(d.Node))
			}
		}
	}
	return detect.Fact[string]{}
}

// bins gives the binaries of a package, those that the manifest names first.
func (c *crate) bins() (out []detect.Program) {
	add := func(name, file string, features detect.Fact[[]string]) {
		if c.t.Has(file) && !slices.ContainsFunc(out, func(b detect.Program) bool { return b.Dir == file }) {
			out = append(out, detect.Program{Name: name, Dir: file, Tags: features})
		}
	}
	dir := path.Join(c.dir, "src/bin")
	for _, n := range c.doc.At("bin").List() {
		name, file, features := n.At("name").Text(), path.Join(c.dir, n.At("path").Text()), detect.Fact[[]string]{}
		if n.At("path") == nil {
			file = c.t.First(c.dir, "src/bin/"+name+".rs", "src/bin/"+name+"/main.rs", "src/main.rs")
		}
		if f := n.At("required-features"); f != nil {
			features = detect.NewFact(f.Texts(), detect.EvidenceOf(f))
		}
		add(name, file, features)
	}
	if n := c.doc.At("package", "autobins"); n != nil && !n.True() {
		return out
	}
	add(c.name, path.Join(c.dir, "src/main.rs"), detect.Fact[[]string]{})
	for _, p := range c.t.Under(dir, ".rs") {
		if name, inner, ok := strings.Cut(detect.Below(dir, p), "/"); !ok || inner == "main.rs" {
			add(strings.TrimSuffix(name, ".rs"), p, detect.Fact[[]string]{})
		}
	}
	return out
}

// roots gives the sources without which Cargo refuses the manifest, and those whose presence changes what it compiles.
func (c *crate) roots() (out []string) {
	for _, b := range c.bins() {
		out = append(out, b.Dir)
	}
	for _, p := range []string{c.doc.At("lib", "path").Text(), "src/lib.rs", c.doc.At("package", "build").Text(), "build.rs"} {
		if c.t.Has(path.Join(c.dir, p)) {
			out = append(out, path.Join(c.dir, p))
		}
	}
	for kind, dir := range map[string]string{"example": "examples", "test": "tests", "bench": "benches"} {
		for _, n := range c.doc.At(kind).List() {
			if p := n.At("path").Text(); p != "" {
				out = append(out, path.Join(c.dir, p))
			} else {
				out = append(out, path.Join(c.dir, dir, n.At("name").Text()+".rs"))
			}
		}
	}
	return out
}

// owns reports whether a file belongs to this package and not to one below it.
func (c *crate) owns(file string) bool {
	return !slices.ContainsFunc(c.ws.all, func(o *crate) bool { return o != c && detect.Inside(o.dir, c.dir) && detect.Inside(file, o.dir) })
}

// owner gives the package that a source belongs to.
func (c *crate) owner(file string) *crate {
	i := slices.IndexFunc(c.ws.all, func(o *crate) bool { return detect.Inside(file, o.dir) && o.owns(file) })
	return c.ws.all[max(i, 0)]
}

// version finds which Rust the project is built with: what rustup reads is exact, rust-version and the edition are lower bounds.
func (s *crate) version() detect.Fact[string] {
	var facts []detect.Fact[string]
	for _, m := range s.t.Grep([]string{s.t.First(s.dir, "rust-toolchain.toml", "rust-toolchain"), s.t.First(s.ws.dir, "rust-toolchain.toml", "rust-toolchain")}, tables().Patterns["channel"]) {
		facts = append(facts, detect.NewFact(m.Groups[1], m.Evidence))
	}
	least := detect.FactOf(s.pkg("rust-version"))
	if edition := detect.FactOf(s.pkg("edition")); edition.Value == "2024" && !least.Known() {
		least = detect.NewFact("1.85", edition.Because...)
	}
	if least.Value = ">=" + least.Value; len(facts) == 0 {
		facts = append(facts, least)
	}
	return detect.Strongest(facts...)
}

// enabled reports whether a dependency is compiled without asking for a feature.
func (c *crate) enabled(d dep) bool {
	on := []string{"default"}
	for i := 0; i < len(on) && d.optional; i++ {
		for _, f := range c.doc.At("features", on[i]).Texts() {
			if f, _, _ = strings.Cut(strings.TrimPrefix(f, "dep:"), "/"); !slices.Contains(on, f) {
				on = append(on, f)
			}
		}
	}
	return !d.optional || slices.Contains(on, d.key)
}

// native follows the dependencies through Cargo.lock, and gives those that need system packages.
func (s *crate) native() (out []detect.RustNative) {
	packages, rows := map[string][]*formats.Node{}, map[string]native{}
	for _, n := range s.ws.lock.At("package").List() {
		packages[n.At("name").Text()] = append(packages[n.At("name").Text()], n)
	}
	for _, row := range tables().Natives {
		rows[row.Name] = row
	}
	at, queue := map[string]detect.Evidence{}, []string{}
	reach := func(name string, because detect.Evidence) {
		if _, seen := at[name]; !seen {
			at[name], queue = because, append(queue, name)
		}
	}
	for _, c := range s.parts {
		for _, d := range c.deps(false) {
			if c.enabled(d) && d.dir == "" {
				reach(d.name, detect.EvidenceOf(d.Node))
			}
		}
	}
	for i := 0; i < len(queue); i++ {
		for _, n := range packages[queue[i]] {
			for _, text := range n.At("dependencies").Texts() {
				name, _, _ := strings.Cut(text, " ")
				at[queue[i]+"/"+name] = detect.EvidenceOf(n)
				if row := rows[queue[i]]; len(packages[name]) > 0 && (!row.Leaf || slices.Contains(row.Bundled, name)) {
					reach(name, detect.EvidenceOf(packages[name][0].At("name")))
				}
			}
		}
	}
	for _, row := range tables().Natives {
		because, ok := at[row.Name]
		brought := slices.ContainsFunc(row.Bundled, func(b string) bool { _, there := at[b]; return there })
		if row.Because = because; ok && !brought && (row.Build != nil || row.Glibc != "") {
			out = append(out, row.RustNative)
		}
	}
	for _, m := range s.t.Grep([]string{detect.EvidenceOf(s.ws.config).Path}, tables().Patterns["linker"]) {
		out = append(out, detect.RustNative{Name: m.Groups[1], Because: m.Evidence, Build: []string{m.Groups[1]}})
	}
	return out
}
