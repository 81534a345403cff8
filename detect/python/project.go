package python

import (
	"cmp"
	"path"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// dirs gives the directories that may hold a Python service, sorted.
func dirs(t *detect.Tree) []string {
	seen := map[string]bool{}
	for _, mark := range tables().Marks {
		for _, file := range t.Named(mark) {
			dir := path.Dir(file)
			if !detect.IsAside(file) && !t.Vendored(file) && isManifest(t, file) {
				seen[dir] = true
			}
		}
	}
	if t.First(".", "requirements/production.txt", "requirements/prod.txt", "requirements/base.txt") != "" {
		seen["."] = true
	}
	if len(seen) == 0 && t.First(".", tables().Lone...) != "" && t.First(".", tables().OtherManifests...) == "" {
		seen["."] = true
	}
	if len(seen) == 0 && t.First(".", tables().OtherManifests...) == "" && onlyScripts(t) {
		seen["."] = true
	}
	var dirs []string
	for dir := range seen {
		if !partOf(t, dir, seen) {
			dirs = append(dirs, dir)
		}
	}
	sort.Strings(dirs)
	return dirs
}

// onlyScripts reports whether there are Python files at the root that are no tools.
func onlyScripts(t *detect.Tree) bool {
	for _, name := range t.FilesIn["."] {
		if strings.HasSuffix(name, ".py") && !isTool(name) {
			return true
		}
	}
	return false
}

var builds = pattern.New(`^\[(project|tool\.(poetry|pdm|uv|flit|hatch)\b.*|dependency-groups)\]|^\[project\.`)

// isManifest tells a manifest from a file that only configures tools, and a Django manage.py from any other.
func isManifest(t *detect.Tree, file string) bool {
	var re *pattern.Pattern
	switch path.Base(file) {
	case "pyproject.toml":
		re = builds
	case "setup.cfg":
		re = pattern.New(`^\[(metadata|options)\]`)
	case "manage.py":
		re = djangoName
	case "setup.py":
		re = pattern.New(`^(?:\w+\.)?setup\(|\b(?:setuptools|distutils)\b`)
	default:
		return true
	}
	for _, line := range t.Lines(file) {
		if re.MatchString(line) {
			return true
		}
	}
	return false
}

// partOf reports whether a directory belongs to a project above it: a Django project without a manifest of its own.
func partOf(t *detect.Tree, dir string, all map[string]bool) bool {
	own := t.First(dir, "pyproject.toml", "requirements.txt", "Pipfile", "setup.py") != ""
	for up := path.Dir(dir); dir != "."; up = path.Dir(up) {
		if all[up] && !own {
			return true
		}
		if up == "." {
			return false
		}
	}
	return false
}

// single drops what cannot be started as long as something can: members of a workspace, libraries, settings of tools.
func single(t *detect.Tree, stacks []detect.Stack) []detect.Stack {
	var out []detect.Stack
	roots := map[string]bool{}
	for _, s := range stacks {
		if s.Start.Known() {
			for _, l := range s.Python.Local {
				roots[path.Join(s.Dir, l.Value)] = true
			}
			for _, l := range s.Python.Siblings {
				roots[l.Value] = true
			}
		}
	}
	for _, s := range stacks {
		member := s.Dir != "." && roots[s.Dir] && s.Python.Interface == "" && s.Port.Value == 0
		if s.Start.Known() && !member {
			out = append(out, s)
		}
	}
	if len(out) > 0 || len(stacks) == 0 || t.First(".", tables().OtherManifests...) != "" {
		return out
	}
	s := stacks[0]
	s.Questions = append(s.Questions, detect.Question{Key: "start", Text: "which command does the container run? There is no application, no main.py, and no Procfile"})
	return []detect.Stack{s}
}

// workspace takes the members of a uv workspace that the project depends on, and the dependencies that they bring.
func workspace(p *project) {
	sources := p.pyproject.At("tool", "uv", "sources")
	dirs := workspaceMembers(p)
	for _, name := range sources.Keys() {
		dir := path.Join(p.dir, sources.At(name, "path").Text())
		if sources.At(name, "workspace").True() {
			dir = dirs[normal(name)]
		} else if sources.At(name, "path").Text() == "" {
			continue
		}
		if _, depends := p.deps.byName[normal(name)]; !depends || dir == "" || !p.t.HasDir(dir) || !detect.Inside(dir, p.dir) {
			continue
		}
		p.py.Local = append(p.py.Local, detect.Candidate{Value: p.rel(dir), Because: []detect.Evidence{detect.EvidenceOf(sources.At(name))}})
	}
	for _, name := range detect.SortedKeys(dirs) {
		manifest := path.Join(dirs[name], "pyproject.toml")
		if n, err := p.t.TOML(manifest); err == nil {
			p.py.Manifests = append(p.py.Manifests, manifest)
			p.projectDeps(n)
		}
	}
}

// workspaceMembers gives the directories of the workspace by the names of their projects.
func workspaceMembers(p *project) map[string]string {
	out := map[string]string{}
	patterns := p.pyproject.At("tool", "uv", "workspace", "members").Texts()
	if len(patterns) == 0 {
		return out
	}
	for _, file := range p.t.Named("pyproject.toml") {
		dir := path.Dir(file)
		if dir == p.dir || !detect.Inside(dir, p.dir) || !matches(patterns, p.rel(dir)) {
			continue
		}
		if n, err := p.t.TOML(file); err == nil && n.At("project", "name").Text() != "" {
			out[normal(n.At("project", "name").Text())] = dir
		}
	}
	return out
}

func matches(patterns []string, dir string) bool {
	for _, pattern := range patterns {
		if ok, err := path.Match(strings.TrimSuffix(pattern, "/"), dir); ok && err == nil {
			return true
		}
	}
	return false
}

var variable = pattern.New(`\$\{([A-Z][A-Z0-9_]*)\}|\$([A-Z][A-Z0-9_]*)`)

// urlSecrets takes the variables in the address of an index.
func urlSecrets(p *project, text string, at detect.Evidence) {
	for _, m := range variable.FindAllStringSubmatch(text, -1) {
		name := cmp.Or(m[1], m[2])
		for _, s := range p.py.Secrets {
			if s.Value == name {
				name = ""
			}
		}
		if name != "" {
			p.py.Secrets = append(p.py.Secrets, detect.Candidate{Value: name, Because: []detect.Evidence{at}})
		}
	}
}

// secrets gives the variables by which the managers are told how to log in to the indexes that the manifests name.
func secrets(p *project) []detect.Candidate {
	for _, n := range p.pipfile.At("source").List() {
		urlSecrets(p, n.At("url").Text(), detect.EvidenceOf(n.At("url")))
	}
	for _, n := range p.pyproject.At("tool", "pdm", "source").List() {
		urlSecrets(p, n.At("url").Text(), detect.EvidenceOf(n.At("url")))
	}
	for _, n := range p.pyproject.At("tool", "uv", "index").List() {
		login(p, n, "UV_INDEX_")
	}
	for _, n := range p.pyproject.At("tool", "poetry", "source").List() {
		login(p, n, "POETRY_HTTP_BASIC_")
	}
	return p.py.Secrets
}

// login gives the variables of a named index that is not a public one.
func login(p *project, n *formats.Node, prefix string) {
	name, url := n.At("name").Text(), n.At("url").Text()
	if name == "" || url == "" || strings.EqualFold(name, "pypi") || strings.Contains(url, "download.pytorch.org") {
		return
	}
	name = strings.ToUpper(pattern.New(`[^A-Za-z0-9]`).ReplaceAllString(name, "_"))
	for _, end := range []string{"_USERNAME", "_PASSWORD"} {
		p.py.Secrets = append(p.py.Secrets, detect.Candidate{Value: prefix + name + end, Because: []detect.Evidence{detect.EvidenceOf(n.At("url"))}})
	}
}
