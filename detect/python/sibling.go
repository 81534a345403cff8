package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// siblings finds the directories outside of the project that it depends on by path, and moves the build context to the
// directory that holds them all.
func siblings(p *project) {
	found := map[string]detect.Evidence{}
	for _, l := range p.py.Local {
		dir, _, _ := strings.Cut(l.Value, "[")
		sibling(p, found, path.Join(p.dir, strings.TrimPrefix(dir, "file:")), l.Because[0])
	}
	pathSources(p, found, p.dir, p.pyproject)
	workspaceAbove(p, found)
	if len(found) == 0 {
		return
	}
	p.py.Local = slices.DeleteFunc(p.py.Local, func(l detect.Candidate) bool {
		dir, _, _ := strings.Cut(l.Value, "[")
		return found[path.Join(p.dir, dir)] != (detect.Evidence{}) || found[l.Value] != (detect.Evidence{})
	})
	root := p.stack.Context
	for dir, at := range found {
		p.py.Siblings = append(p.py.Siblings, detect.Candidate{Value: dir, Because: []detect.Evidence{at}})
		for !detect.Inside(dir, root) {
			root = path.Dir(root)
		}
	}
	slices.SortFunc(p.py.Siblings, func(a, b detect.Candidate) int { return strings.Compare(a.Value, b.Value) })
	p.stack.Context = root
	cannotMove(p)
}

// cannotMove refuses managers that install from the project's directory alone.
func cannotMove(p *project) {
	if m := p.stack.Manager.Value; (m == "pdm" || m == "pipenv") && p.stack.Refusal == nil {
		p.stack.Refusal = &detect.Note{Text: "it depends on " + p.py.Siblings[0].Value + ", which is outside of its directory, and msgen builds that with pip, uv and Poetry only", Because: p.py.Siblings[0].Because}
	}
}

// sibling adds a directory, and those that it depends on itself.
func sibling(p *project, found map[string]detect.Evidence, dir string, at detect.Evidence) {
	if _, ok := found[dir]; ok || detect.Inside(dir, p.dir) {
		return
	}
	if strings.HasPrefix(dir, "..") {
		p.stack.Refusal = &detect.Note{Text: "it depends on " + dir + ", which is outside of the repository", Because: []detect.Evidence{at}}
		return
	}
	if !p.t.HasDir(dir) {
		return
	}
	found[dir] = at
	if manifest := path.Join(dir, "pyproject.toml"); p.t.Has(manifest) {
		if n, err := p.t.TOML(manifest); err == nil {
			p.projectDeps(n)
			pathSources(p, found, dir, n)
		}
	}
}

// pathSources adds the path dependencies of one pyproject.toml: uv's sources, Poetry's tables, addresses of files.
func pathSources(p *project, found map[string]detect.Evidence, dir string, n *formats.Node) {
	tables := []*formats.Node{n.At("tool", "uv", "sources"), n.At("tool", "poetry", "dependencies")}
	for _, table := range tables {
		for _, name := range table.Keys() {
			if to := table.At(name, "path").Text(); to != "" {
				sibling(p, found, path.Join(dir, to), detect.EvidenceOf(table.At(name)))
			}
		}
	}
	for _, item := range n.At("project", "dependencies").List() {
		_, url, _ := strings.Cut(item.Text(), "@")
		url = strings.TrimSpace(url)
		for _, start := range []string{"file:///${PROJECT_ROOT}/", "file:"} {
			if to, ok := strings.CutPrefix(url, start); ok && !strings.HasPrefix(to, "/") {
				sibling(p, found, path.Join(dir, to), detect.EvidenceOf(item))
				break
			}
		}
	}
}

// workspaceAbove takes the lock and the members of a uv workspace whose root is above the project, where the project depends on
// other members.
func workspaceAbove(p *project, found map[string]detect.Evidence) {
	if p.dir == "." || p.stack.Manager.Value != "uv" || p.py.Lock != "" {
		return
	}
	root := ""
	var members map[string]string
	for up := path.Dir(p.dir); root == ""; up = path.Dir(up) {
		if n, err := p.t.TOML(path.Join(up, "pyproject.toml")); err == nil && matches(n.At("tool", "uv", "workspace", "members").Texts(), strings.TrimPrefix(p.dir, up+"/")) {
			above := &project{t: p.t, dir: up, pyproject: n}
			root, members = up, workspaceMembers(above)
		}
		if up == "." {
			break
		}
	}
	if root == "" {
		return
	}
	addMembers(p, found, members, p.pyproject)
	p.stack.Context = root
	p.py.Manifests = append(p.py.Manifests, path.Join(root, "pyproject.toml"))
	for _, name := range detect.SortedKeys(members) {
		if manifest := path.Join(members[name], "pyproject.toml"); !slices.Contains(p.py.Manifests, manifest) {
			p.py.Manifests = append(p.py.Manifests, manifest)
		}
	}
	if lock := path.Join(root, "uv.lock"); p.t.Has(lock) {
		p.py.Lock, p.py.Manifests = lock, append(p.py.Manifests, lock)
		p.stack.Manager = detect.NewFact("uv", detect.Evidence{Path: lock})
		p.lockedPackages(lock)
		p.stack.Notes = slices.DeleteFunc(p.stack.Notes, func(n detect.Note) bool { return n.Add == "uv lock" })
	}
}

// addMembers adds the members of a workspace that a manifest names as its sources.
func addMembers(p *project, found map[string]detect.Evidence, members map[string]string, n *formats.Node) {
	sources := n.At("tool", "uv", "sources")
	for _, name := range sources.Keys() {
		dir := members[normal(name)]
		if _, seen := found[dir]; seen || dir == "" || !sources.At(name, "workspace").True() || detect.Inside(dir, p.dir) {
			continue
		}
		sibling(p, found, dir, detect.EvidenceOf(sources.At(name)))
		if member, err := p.t.TOML(path.Join(dir, "pyproject.toml")); err == nil {
			addMembers(p, found, members, member)
		}
	}
}
