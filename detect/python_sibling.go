package detect

import (
	"path"
	"slices"
	"strings"
)

// siblings finds the directories outside of the project that it depends on by path, and moves the build context to the
// directory that holds them all.
func (p *pyProject) siblings() {
	found := map[string]Evidence{}
	for _, l := range p.py.Local {
		dir, _, _ := strings.Cut(l.Value, "[")
		p.sibling(found, path.Join(p.dir, strings.TrimPrefix(dir, "file:")), l.Because[0])
	}
	p.pathSources(found, p.dir, p.pyproject)
	p.workspaceAbove(found)
	if len(found) == 0 {
		return
	}
	p.py.Local = slices.DeleteFunc(p.py.Local, func(l Candidate) bool {
		dir, _, _ := strings.Cut(l.Value, "[")
		return found[path.Join(p.dir, dir)] != (Evidence{}) || found[l.Value] != (Evidence{})
	})
	root := p.stack.Context
	for dir, at := range found {
		p.py.Siblings = append(p.py.Siblings, Candidate{Value: dir, Because: []Evidence{at}})
		for !pyUnder(dir, root) {
			root = path.Dir(root)
		}
	}
	slices.SortFunc(p.py.Siblings, func(a, b Candidate) int { return strings.Compare(a.Value, b.Value) })
	p.stack.Context = root
	p.cannotMove()
}

// cannotMove refuses managers that install from the project's directory alone.
func (p *pyProject) cannotMove() {
	if m := p.stack.Manager.Value; (m == "pdm" || m == "pipenv") && p.stack.Refusal == nil {
		p.stack.Refusal = &Note{Text: "it depends on " + p.py.Siblings[0].Value + ", which is outside of its directory, and msgen builds that with pip, uv and Poetry only", Because: p.py.Siblings[0].Because}
	}
}

// sibling adds a directory, and those that it depends on itself.
func (p *pyProject) sibling(found map[string]Evidence, dir string, at Evidence) {
	if _, ok := found[dir]; ok || pyUnder(dir, p.dir) {
		return
	}
	if strings.HasPrefix(dir, "..") {
		p.stack.Refusal = &Note{Text: "it depends on " + dir + ", which is outside of the repository", Because: []Evidence{at}}
		return
	}
	if !p.t.hasDir(dir) {
		return
	}
	found[dir] = at
	if manifest := path.Join(dir, "pyproject.toml"); p.t.has(manifest) {
		if n, err := p.t.toml(manifest); err == nil {
			p.projectDeps(n)
			p.pathSources(found, dir, n)
		}
	}
}

// pathSources adds the path dependencies of one pyproject.toml: uv's sources, Poetry's tables, addresses of files.
func (p *pyProject) pathSources(found map[string]Evidence, dir string, n *node) {
	tables := []*node{n.at("tool", "uv", "sources"), n.at("tool", "poetry", "dependencies")}
	for _, table := range tables {
		for _, name := range table.keys() {
			if to := table.at(name, "path").text(); to != "" {
				p.sibling(found, path.Join(dir, to), table.at(name).evidence())
			}
		}
	}
	for _, item := range n.at("project", "dependencies").list() {
		_, url, _ := strings.Cut(item.text(), "@")
		url = strings.TrimSpace(url)
		for _, start := range []string{"file:///${PROJECT_ROOT}/", "file:"} {
			if to, ok := strings.CutPrefix(url, start); ok && !strings.HasPrefix(to, "/") {
				p.sibling(found, path.Join(dir, to), item.evidence())
				break
			}
		}
	}
}

// workspaceAbove takes the lock and the members of a uv workspace whose root is above the project, where the project depends on
// other members.
func (p *pyProject) workspaceAbove(found map[string]Evidence) {
	if p.dir == "." || p.stack.Manager.Value != "uv" || p.py.Lock != "" {
		return
	}
	root := ""
	var members map[string]string
	for up := path.Dir(p.dir); root == ""; up = path.Dir(up) {
		if n, err := p.t.toml(path.Join(up, "pyproject.toml")); err == nil && pyMatches(n.at("tool", "uv", "workspace", "members").texts(), strings.TrimPrefix(p.dir, up+"/")) {
			above := &pyProject{t: p.t, dir: up, pyproject: n}
			root, members = up, above.members()
		}
		if up == "." {
			break
		}
	}
	if root == "" {
		return
	}
	p.membersOf(found, members, p.pyproject)
	p.stack.Context = root
	p.py.Manifests = append(p.py.Manifests, path.Join(root, "pyproject.toml"))
	for _, name := range pySortedKeys(members) {
		if manifest := path.Join(members[name], "pyproject.toml"); !slices.Contains(p.py.Manifests, manifest) {
			p.py.Manifests = append(p.py.Manifests, manifest)
		}
	}
	if lock := path.Join(root, "uv.lock"); p.t.has(lock) {
		p.py.Lock, p.py.Manifests = lock, append(p.py.Manifests, lock)
		p.stack.Manager = fact("uv", Evidence{Path: lock})
		p.lockedPackages(lock)
		p.stack.Notes = slices.DeleteFunc(p.stack.Notes, func(n Note) bool { return n.Add == "uv lock" })
	}
}

// membersOf adds the members of a workspace that a manifest names as its sources.
func (p *pyProject) membersOf(found map[string]Evidence, members map[string]string, n *node) {
	sources := n.at("tool", "uv", "sources")
	for _, name := range sources.keys() {
		dir := members[normal(name)]
		if _, seen := found[dir]; seen || dir == "" || !sources.at(name, "workspace").truth() || pyUnder(dir, p.dir) {
			continue
		}
		p.sibling(found, dir, sources.at(name).evidence())
		if member, err := p.t.toml(path.Join(dir, "pyproject.toml")); err == nil {
			p.membersOf(found, members, member)
		}
	}
}
