package detect

import (
	"path"
	"slices"
	"strings"
)

// rustSpace is what one Cargo.lock stands for: a workspace, or a package of its own.
type rustSpace struct {
	t       *tree
	dir     string
	doc     *node // its Cargo.toml
	lock    *node // nil for none
	config  *node // .cargo/config.toml; nil for none
	all     []*rustCrate
	members int
}

// rustCrate is a package of the repository.
type rustCrate struct {
	t         *tree
	ws        *rustSpace
	dir, name string
	doc       *node
	outside   *Evidence // a dependency that lies outside of the repository
}

// rustDep is a dependency as it is declared, where need be in the workspace.
type rustDep struct {
	*node
	name     string // of the package
	dir      string // of a package in the repository; "" for one from elsewhere
	optional bool
	key      string
}

// rustCrates reads all packages of the repository, each with its workspace, in the order of their directories.
func rustCrates(t *tree) ([]*rustCrate, error) {
	docs := map[string]*node{}
	var dirs []string
	for _, p := range t.named("Cargo.toml") {
		doc, err := t.toml(p)
		switch {
		case err == nil:
			dirs, docs[path.Dir(p)] = append(dirs, path.Dir(p)), doc
		case !t.vendored(p) && !isAside(p):
			return nil, err
		}
	}
	slices.Sort(dirs)
	spaces, crates := map[string]*rustSpace{}, map[string]*rustCrate{}
	var out []*rustCrate
	for _, dir := range dirs {
		name := docs[dir].at("package", "name").text()
		if name == "" {
			continue
		}
		root := dir
		for d := dir; ; d = path.Dir(d) {
			if ws := docs[d].at("workspace"); ws != nil && (d == dir || !rustIn(ws.at("exclude"), d, dir)) {
				root = d
				break
			} else if d == "." {
				break
			}
		}
		if spaces[root] == nil {
			ws, err := rustOpen(t, root, docs[root])
			if err != nil {
				return nil, err
			}
			spaces[root] = ws
		}
		c := &rustCrate{t: t, ws: spaces[root], dir: dir, name: name, doc: docs[dir]}
		crates[dir] = c
		if out = append(out, c); dir == root || rustIn(c.ws.doc.at("workspace", "members"), root, dir) {
			c.ws.add(c)
			c.ws.members++
		}
	}
	for _, ws := range spaces {
		for i := 0; i < len(ws.all); i++ { // what members depend on belongs to the workspace
			for _, d := range ws.all[i].deps(true) {
				if c := crates[d.dir]; d.dir != "" && c != nil {
					ws.add(c)
				} else if d.dir != "" {
					at := d.evidence()
					ws.all[i].outside = &at
				}
			}
		}
		slices.SortFunc(ws.all, func(a, b *rustCrate) int { return strings.Compare(a.dir, b.dir) })
	}
	return slices.DeleteFunc(out, func(c *rustCrate) bool { return !slices.Contains(c.ws.all, c) }), nil
}

// rustOpen reads what belongs to a workspace as a whole.
func rustOpen(t *tree, dir string, doc *node) (ws *rustSpace, err error) {
	ws = &rustSpace{t: t, dir: dir, doc: doc}
	if p := path.Join(dir, "Cargo.lock"); t.has(p) {
		if ws.lock, err = t.toml(p); err != nil {
			return nil, err
		}
	}
	if p := ws.configFile(); p != "" {
		ws.config, err = t.toml(p)
	}
	return ws, err
}

func (ws *rustSpace) configFile() string {
	return ws.t.first(ws.dir, ".cargo/config.toml", ".cargo/config")
}

func (ws *rustSpace) add(c *rustCrate) {
	if !slices.Contains(ws.all, c) {
		ws.all = append(ws.all, c)
	}
}

// rustIn reports whether one of a workspace's patterns names a directory.
func rustIn(patterns *node, root, dir string) bool {
	return slices.ContainsFunc(patterns.texts(), func(p string) bool {
		hit, err := path.Match(path.Join(root, p), dir)
		return hit && err == nil
	})
}

func (c *rustCrate) aside() bool { return isAside(c.dir+"/") || c.t.vendored(c.doc.path) }

// isDefault reports whether Cargo builds the package where nobody names another.
func (c *rustCrate) isDefault() bool {
	list := c.ws.doc.at("workspace", "default-members")
	return list == nil || rustIn(list, c.ws.dir, c.dir)
}

// inherited gives a key of the manifest, which may say that the workspace has it.
func (c *rustCrate) inherited(table, key string) *node {
	n := c.doc.at(table, key)
	if n.at("workspace").truth() {
		return c.ws.doc.at("workspace", table, key)
	}
	return n
}

// deps gives the dependencies of a package, those of its tests only where all are wanted.
func (c *rustCrate) deps(all bool) (out []rustDep) {
	tables := []*node{c.doc}
	for _, f := range c.doc.at("target").keys() {
		tables = append(tables, c.doc.at("target", f))
	}
	for _, table := range tables {
		for _, kind := range []string{"dependencies", "build-dependencies", "dev-dependencies"} {
			if kind == "dev-dependencies" && !all {
				continue
			}
			for _, key := range table.at(kind).keys() {
				spec := table.at(kind, key)
				d, base := rustDep{node: spec, name: key, key: key, optional: spec.at("optional").truth()}, c.dir
				if w := c.ws.doc.at("workspace", "dependencies", key); spec.at("workspace").truth() && w != nil {
					d.node, base = w, c.ws.dir
				}
				if name := d.at("package").text(); name != "" {
					d.name = name
				}
				if p := d.at("path").text(); p != "" {
					d.dir = path.Join(base, p)
				}
				out = append(out, d)
			}
		}
	}
	for _, source := range c.ws.doc.at("patch").keys() {
		for _, key := range c.ws.doc.at("patch", source).keys() {
			if spec := c.ws.doc.at("patch", source, key); spec.at("path").text() != "" && all && c.dir == c.ws.dir {
				out = append(out, rustDep{node: spec, name: key, key: key, dir: path.Join(c.ws.dir, spec.at("path").text())})
			}
		}
	}
	return out
}

// closure gives the packages of the repository that this one is compiled from, itself first.
func (c *rustCrate) closure(all bool) []*rustCrate {
	out := []*rustCrate{c}
	for i := 0; i < len(out); i++ {
		for _, d := range out[i].deps(all) {
			for _, o := range c.ws.all {
				if o.dir == d.dir && !slices.Contains(out, o) {
					out = append(out, o)
				}
			}
		}
	}
	return out
}

// external gives the dependencies of packages that are not in the repository.
func (s *rustService) external(crates []*rustCrate) (out []rustDep) {
	for _, c := range crates {
		for _, d := range c.deps(true) {
			if d.dir == "" {
				out = append(out, d)
			}
		}
	}
	return out
}

// dependency finds a dependency of the program; nil for none.
func (s *rustService) dependency(name string) *rustDep {
	for _, c := range s.closure {
		for _, d := range c.deps(false) {
			if d.name == name {
				return &d
			}
		}
	}
	return nil
}

// rustBin is a binary of a package.
type rustBin struct {
	name, path string
	features   []string
}

// bins gives the binaries of a package, those that the manifest names first.
func (c *rustCrate) bins() (out []rustBin) {
	seen := map[string]bool{}
	add := func(b rustBin) {
		if !seen[b.path] && c.t.has(b.path) {
			seen[b.path] = true
			out = append(out, b)
		}
	}
	main, dir := path.Join(c.dir, "src/main.rs"), path.Join(c.dir, "src/bin")
	for _, n := range c.doc.at("bin").list() {
		b := rustBin{name: n.at("name").text(), features: n.at("required-features").texts()}
		if p := n.at("path").text(); p != "" {
			b.path = path.Join(c.dir, p)
		} else if b.path = c.t.first(dir, b.name+".rs", b.name+"/main.rs"); b.path == "" {
			b.path = main
		}
		add(b)
	}
	if n := c.doc.at("package", "autobins"); n != nil && !n.truth() {
		return out
	}
	add(rustBin{name: c.name, path: main})
	for _, p := range c.t.under(dir, ".rs") {
		switch rest := below(dir, p); {
		case !strings.Contains(rest, "/"):
			add(rustBin{name: strings.TrimSuffix(rest, ".rs"), path: p})
		case strings.Count(rest, "/") == 1 && path.Base(rest) == "main.rs":
			add(rustBin{name: path.Dir(rest), path: p})
		}
	}
	return out
}

// roots gives the sources without which Cargo refuses the manifest, and those whose presence changes what it compiles.
func (c *rustCrate) roots() (out []string) {
	for _, b := range c.bins() {
		out = append(out, b.path)
	}
	lib, build := c.doc.at("lib", "path").text(), c.doc.at("package", "build").text()
	for _, p := range []string{lib, "src/lib.rs", build, "build.rs"} {
		if p != "" && c.t.has(path.Join(c.dir, p)) {
			out = append(out, path.Join(c.dir, p))
		}
	}
	for _, kind := range []string{"example", "test", "bench"} {
		for _, n := range c.doc.at(kind).list() {
			dir := map[string]string{"example": "examples", "test": "tests", "bench": "benches"}[kind]
			p := n.at("path").text()
			if p == "" {
				p = path.Join(dir, n.at("name").text()+".rs")
			}
			out = append(out, path.Join(c.dir, p))
		}
	}
	return out
}

// owns reports whether a file belongs to this package and not to one below it.
func (c *rustCrate) owns(file string) bool {
	return !slices.ContainsFunc(c.ws.all, func(o *rustCrate) bool { return o != c && inside(o.dir, c.dir) && inside(file, o.dir) })
}

// context is the directory that holds the workspace and every package that it depends on.
func (c *rustCrate) context() string {
	dir := c.ws.dir
	for _, o := range c.ws.all {
		for !inside(o.dir, dir) {
			dir = path.Dir(dir)
		}
	}
	return dir
}

// version finds which Rust the project is built with: what rustup reads is exact, rust-version and the edition are lower bounds.
func (s *rustService) version() Fact[string] {
	var facts []Fact[string]
	for _, dir := range []string{s.dir, s.ws.dir} {
		for _, name := range []string{"rust-toolchain.toml", "rust-toolchain"} {
			if doc, err := s.t.toml(path.Join(dir, name)); s.t.has(path.Join(dir, name)) && err == nil {
				facts = append(facts, doc.at("toolchain", "channel").fact())
			} else {
				facts = append(facts, s.t.word(path.Join(dir, name)))
			}
		}
		if tools, err := s.t.toolVersions(path.Join(dir, ".tool-versions")); err == nil {
			facts = append(facts, tools.at("rust").fact())
		}
	}
	least := s.inherited("package", "rust-version").fact()
	if least.Known() {
		least.Value = ">=" + least.Value
	}
	edition := s.inherited("package", "edition").fact()
	edition.Value = map[string]string{"2024": ">=1.85", "2021": ">=1.56", "2018": ">=1.31"}[edition.Value]
	if facts = append(facts, least); edition.Value == ">=1.85" && !strongest(facts...).Known() {
		return edition
	}
	return strongest(facts...)
}

var rustMacro = lazy(`\bquery(?:_as|_scalar|_file|_file_as|_file_scalar)?(?:_unchecked)?!\s*[(\[{]`)

// macros finds a query that sqlx checks while it compiles.
func (s *rustService) macros() Evidence {
	for _, c := range s.closure {
		for _, m := range s.t.grep(s.t.under(path.Join(c.dir, "src"), ".rs"), rustMacro, "query") {
			return m.Evidence
		}
	}
	return Evidence{}
}

// offline finds the answers of the database that the repository holds for sqlx.
func (s *rustService) offline() Fact[string] {
	for _, dir := range []string{s.ws.dir, s.dir} {
		if files := s.t.under(path.Join(dir, ".sqlx"), ".json"); len(files) > 0 && s.dependency("sqlx") != nil {
			return fact(path.Join(dir, ".sqlx"), Evidence{Path: path.Join(dir, ".sqlx")})
		}
		if p := path.Join(dir, "sqlx-data.json"); s.t.has(p) && s.dependency("sqlx") != nil {
			return fact(p, Evidence{Path: p})
		}
	}
	return Fact[string]{}
}

// enabled reports whether a dependency is compiled without asking for a feature.
func (c *rustCrate) enabled(d rustDep) bool {
	if !d.optional {
		return true
	}
	all := []string{"default"}
	for i := 0; i < len(all); i++ {
		for _, f := range c.doc.at("features", all[i]).texts() {
			name, _, _ := strings.Cut(strings.TrimPrefix(f, "dep:"), "/")
			if name == d.key {
				return true
			}
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return false
}

// native follows the dependencies through Cargo.lock, and gives those that need system packages.
func (s *rustService) native() (out []RustNative) {
	packages := map[string][]*node{}
	for _, n := range s.ws.lock.at("package").list() {
		packages[n.at("name").text()] = append(packages[n.at("name").text()], n)
	}
	rows := map[string]*node{}
	for _, row := range rustTable("natives") {
		rows[row.at("crate").text()] = row
	}
	at := map[string]Evidence{}
	needs := map[string]bool{} // "libsqlite3-sys/cc": one depends on the other
	var queue []string
	reach := func(name string, because Evidence) {
		if _, seen := at[name]; !seen {
			at[name] = because
			queue = append(queue, name)
		}
	}
	for _, c := range s.closure {
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
				needs[queue[i]+"/"+name], needs[name] = true, true
				if row := rows[queue[i]]; !row.at("leaf").truth() || rows[name] != nil && slices.Contains(row.at("bundled").texts(), name) {
					for _, d := range packages[name] {
						reach(name, d.at("name").evidence())
					}
				}
			}
		}
	}
	for _, row := range rustTable("natives") {
		name := row.at("crate").text()
		because, ok := at[name]
		if !ok || slices.ContainsFunc(row.at("bundled").texts(), func(b string) bool { _, direct := at[b]; return needs[b] || direct }) || len(row.at("build").texts()) == 0 && row.at("glibc") == nil {
			continue
		}
		out = append(out, RustNative{Name: name, Because: because, Build: row.at("build").texts(), Run: row.at("run").texts(), Linked: row.at("linked").text(),
			Add: row.at("add").text(), Distroless: row.at("distroless").truth(), Glibc: row.at("glibc").text()})
	}
	return out
}
