package node

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// space is a workspace: packages that one install at its root serves.
type space struct {
	root    string
	members []string // directories, sorted; without the root
	tool    string
	because detect.Evidence
	member  map[string]bool
	names   map[string]string // directories of the root and the members by the names in their manifests
	links   map[string][]link
	parts   map[string]detect.Member
}

// link is a member that a package depends on; dev says that the running program does without it.
type link struct {
	dir string
	dev bool
}

// readSpaces finds the workspaces of the repository.
func (r *packageSet) readSpaces() error {
	for _, dir := range r.dirs {
		globs, because, err := r.globs(dir)
		if err != nil {
			return err
		}
		if len(globs) == 0 {
			continue
		}
		s := &space{root: dir, because: because, tool: r.taskTool(dir), member: map[string]bool{}, names: map[string]string{}, links: map[string][]link{}, parts: map[string]detect.Member{}}
		for _, d := range r.dirs {
			if d != dir && detect.Inside(d, dir) && matchesGlobs(globs, detect.Relative(dir, d)) {
				s.members, s.member[d] = append(s.members, d), true
			}
		}
		r.join(s)
	}
	return nil
}

// join notes whose workspace it is; the innermost wins.
func (r *packageSet) join(s *space) {
	for _, d := range append([]string{s.root}, s.members...) {
		if outer := r.spaces[d]; outer == nil || len(s.root) > len(outer.root) {
			r.spaces[d] = s
		}
		if name := r.packages[d].doc.At("name").Text(); name != "" {
			s.names[name] = d
		}
	}
}

// globs gives the patterns of a workspace's members, by pnpm-workspace.yaml, the manifest or lerna.json.
func (r *packageSet) globs(dir string) ([]string, detect.Evidence, error) {
	if p := r.t.First(dir, "pnpm-workspace.yaml"); p != "" {
		doc, err := r.t.YAML(p)
		if err != nil {
			return nil, detect.Evidence{}, err
		}
		if n := doc.At("packages"); len(n.Texts()) > 0 {
			return n.Texts(), detect.EvidenceOf(n), nil
		}
	}
	n := r.packages[dir].doc.At("workspaces")
	if n != nil && n.Kind == formats.Table {
		n = n.At("packages")
	}
	if len(n.Texts()) > 0 {
		return n.Texts(), detect.EvidenceOf(n), nil
	}
	if p := r.t.First(dir, "lerna.json"); p != "" {
		doc, err := r.t.JSON(p, true)
		if err != nil {
			return nil, detect.Evidence{}, err
		}
		return doc.At("packages").Texts(), detect.EvidenceOf(doc.At("packages")), nil
	}
	return nil, detect.Evidence{}, nil
}

// taskTool names what runs tasks over the members.
func (r *packageSet) taskTool(dir string) string {
	for _, row := range [][2]string{{"turbo.json", "turbo"}, {"turbo.jsonc", "turbo"}, {"nx.json", "nx"}, {"lerna.json", "lerna"}} {
		if r.t.First(dir, row[0]) != "" {
			return row[1]
		}
	}
	return ""
}

// matchesGlobs reports whether a directory is among the patterns; those with ! take out again.
func matchesGlobs(globs []string, dir string) bool {
	in := false
	for _, g := range globs {
		out := strings.HasPrefix(g, "!")
		g = strings.Trim(strings.TrimPrefix(strings.TrimPrefix(g, "!"), "./"), "/")
		if globParts(strings.Split(g, "/"), strings.Split(dir, "/")) {
			in = !out
		}
	}
	return in
}

func globParts(glob, dir []string) bool {
	switch {
	case len(glob) == 0:
		return len(dir) == 0
	case glob[0] == "**":
		return globParts(glob[1:], dir) || len(dir) > 0 && globParts(glob, dir[1:])
	case len(dir) == 0:
		return false
	}
	ok, err := path.Match(glob[0], dir[0])
	return err == nil && ok && globParts(glob[1:], dir[1:])
}

// closure gives the members that a package needs, dependencies first and itself last, and those of them that its running
// program needs too.
func (r *packageSet) closure(s *space, dir string) (all []string, run map[string]bool) {
	run = map[string]bool{}
	var visit func(d string, atRun bool)
	visit = func(d string, atRun bool) {
		was, seen := run[d]
		if seen && (was || !atRun) {
			return
		}
		run[d] = atRun
		for _, to := range r.links(s, d) {
			visit(to.dir, atRun && !to.dev)
		}
		if !seen {
			all = append(all, d)
		}
	}
	visit(dir, true)
	return all, run
}

// links gives the members that a package's manifest names.
func (r *packageSet) links(s *space, dir string) []link {
	links, known := s.links[dir]
	if !known {
		for _, group := range []string{"dependencies", "optionalDependencies", "peerDependencies", "devDependencies"} {
			for _, to := range r.linked(s, dir, group) {
				links = append(links, link{to, group == "devDependencies"})
			}
		}
		s.links[dir] = links
	}
	return links
}

// linked gives the members that one group of a package's dependencies names, by name or by path.
func (r *packageSet) linked(s *space, dir, group string) []string {
	var out []string
	deps := r.packages[dir].doc.At(group)
	for _, name := range deps.Keys() {
		to, ok := s.names[name]
		want := deps.At(name).Text()
		for _, prefix := range []string{"file:", "link:", "portal:"} {
			if p, cut := strings.CutPrefix(want, prefix); cut {
				to = path.Join(dir, p)
				ok = r.packages[to] != nil
			}
		}
		if ok && to != dir && to != s.root && !strings.HasPrefix(want, "npm:") {
			out = append(out, to)
		}
	}
	return out
}

// enclose tells the service of the members that it depends on. It takes a walk over the workspace, which a package that is
// no service does without.
func (s *service) enclose() {
	w := s.n.Workspace
	if w == nil || w.Closure != nil {
		return
	}
	members, other := throughRoot(s)
	for _, to := range members {
		s.space.links[s.pkg.dir] = append(s.links(s.space, s.pkg.dir), link{to, false})
	}
	s.n.Dependencies = s.n.Dependencies || other.Path != ""
	all, run := s.closure(s.space, s.pkg.dir)
	w.Closure = all
	for _, d := range all {
		if d != s.pkg.dir {
			w.Parts = append(w.Parts, s.part(s.space, d, !run[d]))
		}
	}
	outside(s)
}

// part describes a member that a service depends on. Services share the lists in it.
func (r *packageSet) part(s *space, dir string, dev bool) detect.Member {
	m, known := s.parts[dir]
	if !known {
		m = r.member(dir)
		s.parts[dir] = m
	}
	m.Dev = dev
	return m
}

// member is part for the first service that asks.
func (r *packageSet) member(dir string) detect.Member {
	p := r.packages[dir]
	m := detect.Member{Name: p.doc.At("name").Text(), Dir: dir, Build: p.script("build").Text(), Dependencies: p.doc.At("dependencies").Any()}
	if m.Build != "" {
		m.Output = r.libraryOutput(p)
	}
	m.RunFiles = append(m.RunFiles, p.path)
	for _, f := range r.topLevel(dir) {
		if !slices.Contains(m.RunFiles, f) && (m.Build == "" || len(m.Output) == 0) {
			m.RunFiles = append(m.RunFiles, f)
		}
	}
	m.RunFiles = slices.Clip(m.RunFiles)
	return m
}

// libraryOutput gives the directories that a library's manifest points its users to and that the repository does not
// have, for they come of its build.
func (r *packageSet) libraryOutput(p *packageJSON) []string {
	found := map[string]bool{}
	var take func(n *formats.Node)
	take = func(n *formats.Node) {
		if n == nil {
			return
		}
		for _, f := range n.Fields {
			take(f.Value)
		}
		if n.Kind != formats.Text {
			return
		}
		first, _, deeper := strings.Cut(strings.TrimPrefix(n.Value, "./"), "/")
		if deeper && first != "" && first != "." && first != ".." && !hasSource(r.t, path.Join(p.dir, first)) {
			found[path.Join(p.dir, first)] = true
		}
	}
	for _, name := range []string{"main", "module", "exports", "types", "browser"} {
		take(p.doc.At(name))
	}
	if len(found) == 0 {
		if out := tsOutDir(r.t, p.dir); out != "" && out != p.dir {
			found[out] = true
		}
	}
	out := make([]string, 0, len(found))
	for d := range found {
		out = append(out, d)
	}
	sort.Strings(out)
	return out
}

// hasSource reports whether any file below a directory is there.
func hasSource(t *detect.Tree, dir string) bool {
	i := sort.SearchStrings(t.Files, dir+"/")
	return i < len(t.Files) && strings.HasPrefix(t.Files[i], dir+"/")
}
