package detect

import (
	"path"
	"sort"
	"strings"
)

// pyMarks are the files that make a directory a Python project.
var pyMarks = []string{"pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg", "manage.py", "requirements.in", "environment.yml"}

// pyLone are the names of programs that stand alone, without any manifest.
var pyLone = []string{"main.py", "app.py", "server.py", "bot.py", "run.py", "start.py", "wsgi.py", "asgi.py", "hello.py", "index.py"}

// otherManifests make a repository one of another language, so that a stray script does not.
var otherManifests = []string{"package.json", "go.mod", "go.work", "pom.xml", "build.gradle", "build.gradle.kts", "Cargo.toml", "composer.json", "Gemfile", "mix.exs", "deno.json", "pubspec.yaml"}

// pyDirs gives the directories that may hold a Python service, sorted.
func pyDirs(t *tree) []string {
	seen := map[string]bool{}
	for _, mark := range pyMarks {
		for _, file := range t.named(mark) {
			dir := path.Dir(file)
			if !isAside(file) && !t.vendored(file) && isPyManifest(t, file) {
				seen[dir] = true
			}
		}
	}
	if t.first(".", "requirements/production.txt", "requirements/prod.txt", "requirements/base.txt") != "" {
		seen["."] = true
	}
	if len(seen) == 0 && t.first(".", pyLone...) != "" && t.first(".", otherManifests...) == "" {
		seen["."] = true
	}
	if len(seen) == 0 && t.first(".", otherManifests...) == "" && pyOnlyScripts(t) {
		seen["."] = true
	}
	var dirs []string
	for dir := range seen {
		if !pyPartOf(t, dir, seen) {
			dirs = append(dirs, dir)
		}
	}
	sort.Strings(dirs)
	return dirs
}

// pyOnlyScripts reports whether there are Python files at the root that are no tools.
func pyOnlyScripts(t *tree) bool {
	for _, name := range t.dirs["."] {
		if strings.HasSuffix(name, ".py") && !isPyTool(name) {
			return true
		}
	}
	return false
}

var pyBuilds = lazy(`^\[(project|tool\.(poetry|pdm|uv|flit|hatch)\b.*|dependency-groups)\]|^\[project\.`)

// isPyManifest tells a manifest from a file that only configures tools, and a Django manage.py from any other.
func isPyManifest(t *tree, file string) bool {
	var re *expression
	switch path.Base(file) {
	case "pyproject.toml":
		re = pyBuilds
	case "setup.cfg":
		re = lazy(`^\[(metadata|options)\]`)
	case "manage.py":
		re = djangoName
	default:
		return true
	}
	for _, line := range t.lines(file) {
		if re.MatchString(line) {
			return true
		}
	}
	return false
}

// pyPartOf reports whether a directory belongs to a project above it: a Django project without a manifest of its own.
func pyPartOf(t *tree, dir string, all map[string]bool) bool {
	own := t.first(dir, "pyproject.toml", "requirements.txt", "Pipfile", "setup.py") != ""
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

// pySingle drops what cannot be started as long as something can: members of a workspace, libraries, settings of tools.
func pySingle(t *tree, stacks []Stack) []Stack {
	var out []Stack
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
	if len(out) > 0 || len(stacks) == 0 || t.first(".", otherManifests...) != "" {
		return out
	}
	s := stacks[0]
	s.Questions = append(s.Questions, Question{Key: "start", Text: "which command does the container run? no application, no main.py and no Procfile was found"})
	return []Stack{s}
}

// workspace takes the members of a uv workspace that the project depends on, and the dependencies that they bring.
func (p *pyProject) workspace() {
	sources := p.pyproject.at("tool", "uv", "sources")
	dirs := p.members()
	for _, name := range sources.keys() {
		dir := path.Join(p.dir, sources.at(name, "path").text())
		if sources.at(name, "workspace").truth() {
			dir = dirs[normal(name)]
		} else if sources.at(name, "path").text() == "" {
			continue
		}
		if _, depends := p.deps.byName[normal(name)]; !depends || dir == "" || !p.t.hasDir(dir) || !pyUnder(dir, p.dir) {
			continue
		}
		p.py.Local = append(p.py.Local, Candidate{Value: p.rel(dir), Because: []Evidence{sources.at(name).evidence()}})
	}
	for _, name := range pySortedKeys(dirs) {
		manifest := path.Join(dirs[name], "pyproject.toml")
		if n, err := p.t.toml(manifest); err == nil {
			p.py.Manifests = append(p.py.Manifests, manifest)
			p.projectDeps(n)
		}
	}
}

// members gives the directories of the workspace by the names of their projects.
func (p *pyProject) members() map[string]string {
	out := map[string]string{}
	patterns := p.pyproject.at("tool", "uv", "workspace", "members").texts()
	if len(patterns) == 0 {
		return out
	}
	for _, file := range p.t.named("pyproject.toml") {
		dir := path.Dir(file)
		if dir == p.dir || !pyUnder(dir, p.dir) || !pyMatches(patterns, p.rel(dir)) {
			continue
		}
		if n, err := p.t.toml(file); err == nil && n.at("project", "name").text() != "" {
			out[normal(n.at("project", "name").text())] = dir
		}
	}
	return out
}

func pyMatches(patterns []string, dir string) bool {
	for _, pattern := range patterns {
		if ok, err := path.Match(strings.TrimSuffix(pattern, "/"), dir); ok && err == nil {
			return true
		}
	}
	return false
}

var pyVariable = lazy(`\$\{([A-Z][A-Z0-9_]*)\}|\$([A-Z][A-Z0-9_]*)`)

// urlSecrets takes the variables in the address of an index.
func (p *pyProject) urlSecrets(text string, at Evidence) {
	for _, m := range pyVariable.FindAllStringSubmatch(text, -1) {
		name := pyFirst(m[1], m[2])
		for _, s := range p.py.Secrets {
			if s.Value == name {
				name = ""
			}
		}
		if name != "" {
			p.py.Secrets = append(p.py.Secrets, Candidate{Value: name, Because: []Evidence{at}})
		}
	}
}

// secrets gives the variables by which the managers are told how to log in to the indexes that the manifests name.
func (p *pyProject) secrets() []Candidate {
	for _, n := range p.pipfile.at("source").list() {
		p.urlSecrets(n.at("url").text(), n.at("url").evidence())
	}
	for _, n := range p.pyproject.at("tool", "pdm", "source").list() {
		p.urlSecrets(n.at("url").text(), n.at("url").evidence())
	}
	for _, n := range p.pyproject.at("tool", "uv", "index").list() {
		p.login(n, "UV_INDEX_")
	}
	for _, n := range p.pyproject.at("tool", "poetry", "source").list() {
		p.login(n, "POETRY_HTTP_BASIC_")
	}
	return p.py.Secrets
}

// login gives the variables of a named index that is not a public one.
func (p *pyProject) login(n *node, prefix string) {
	name, url := n.at("name").text(), n.at("url").text()
	if name == "" || url == "" || strings.EqualFold(name, "pypi") || strings.Contains(url, "download.pytorch.org") {
		return
	}
	name = strings.ToUpper(lazy(`[^A-Za-z0-9]`).ReplaceAllString(name, "_"))
	for _, end := range []string{"_USERNAME", "_PASSWORD"} {
		p.py.Secrets = append(p.py.Secrets, Candidate{Value: prefix + name + end, Because: []Evidence{n.at("url").evidence()}})
	}
}
