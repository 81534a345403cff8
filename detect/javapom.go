package detect

import (
	"path"
	"strings"
)

// pom is a pom.xml of the repository, with the parent that it inherits from where that is in the repository too.
type pom struct {
	path, dir string
	doc       *node
	parent    *pom
}

// The bounds of interpolation: properties that name each other would grow without end.
const (
	maxExpansions = 20
	maxExpanded   = 4096
)

// chain gives the pom and its parents in the repository, nearest first.
func (p *pom) chain() []*pom {
	var out []*pom
	for ; p != nil && len(out) < 20; p = p.parent {
		out = append(out, p)
	}
	return out
}

// scopes gives the parts of a pom that count: itself, and the profiles that are active by default.
func (p *pom) scopes() []*node {
	out := []*node{p.doc}
	for _, profile := range p.doc.at("profiles").each("profile") {
		if profile.at("activation", "activeByDefault").truth() {
			out = append([]*node{profile}, out...)
		}
	}
	return out
}

// property finds a property by name: the pom's own, its parents', then what Maven itself defines.
func (p *pom) property(name string) *node {
	for _, q := range p.chain() {
		for _, scope := range q.scopes() {
			if n := scope.at("properties", name); n.text() != "" {
				return n
			}
		}
	}
	return p.builtin(strings.TrimPrefix(name, "pom."))
}

// builtin gives what Maven defines: project.version and the like.
func (p *pom) builtin(name string) *node {
	name = strings.TrimPrefix(name, "project.")
	switch name {
	case "artifactId", "name", "description", "packaging":
		return p.doc.at(name)
	case "version", "groupId":
		if n := p.doc.at(name); n.text() != "" {
			return n
		}
		return p.doc.at("parent", name)
	case "parent.version", "parent.groupId", "parent.artifactId":
		return p.doc.at(strings.Split(name, ".")...)
	case "build.finalName":
		return p.inherited("build", "finalName")
	}
	return nil
}

// inherited gives the nearest element at a path, in the pom or its parents.
func (p *pom) inherited(names ...string) *node {
	for _, q := range p.chain() {
		for _, scope := range q.scopes() {
			if n := scope.at(names...); n != nil {
				return n
			}
		}
	}
	return nil
}

// expand replaces ${...}; ok is false when a name is not known in the repository.
func (p *pom) expand(s string) (string, bool) {
	for range maxExpansions {
		start := strings.Index(s, "${")
		if start < 0 {
			return s, true
		}
		end := strings.IndexByte(s[start:], '}')
		if end < 0 || len(s) > maxExpanded {
			return s, false
		}
		n := p.property(s[start+2 : start+end])
		if n.text() == "" {
			return s, false
		}
		s = s[:start] + n.text() + s[start+end+1:]
	}
	return s, false
}

// value is the expanded text of a node, "" when it cannot be known.
func (p *pom) value(n *node) string {
	s, ok := p.expand(strings.TrimSpace(n.text()))
	if !ok {
		return ""
	}
	return s
}

// fact is the expanded text of a node with its place, and the place of the property that it names.
func (p *pom) fact(n *node) Fact[string] {
	v := p.value(n)
	if v == "" {
		return Fact[string]{}
	}
	because := []Evidence{n.evidence()}
	if name, ok := strings.CutPrefix(n.text(), "${"); ok {
		if q := p.property(strings.TrimSuffix(name, "}")); q != nil {
			because = append([]Evidence{q.evidence()}, because...)
		}
	}
	return fact(v, because...)
}

// plugins gives the declarations of a plugin, nearest first: those that are active, then those of pluginManagement.
func (p *pom) plugins(artifact string) (active, managed []*node) {
	for _, q := range p.chain() {
		for _, scope := range q.scopes() {
			active = append(active, withArtifact(scope.at("build", "plugins").each("plugin"), artifact)...)
			managed = append(managed, withArtifact(scope.at("build", "pluginManagement", "plugins").each("plugin"), artifact)...)
		}
	}
	return active, managed
}

// withArtifact picks the elements with that artifactId.
func withArtifact(nodes []*node, artifact string) []*node {
	var out []*node
	for _, n := range nodes {
		if n.at("artifactId").text() == artifact {
			out = append(out, n)
		}
	}
	return out
}

// plugin gives the nearest active declaration of a plugin, nil when the build does not use it.
func (p *pom) plugin(artifact string) *node {
	active, _ := p.plugins(artifact)
	if len(active) == 0 {
		return nil
	}
	return active[0]
}

// config gives an element of a plugin's configuration, the nearest declaration first; the plugin's own configuration
// counts before that of its executions.
func (p *pom) config(artifact string, names ...string) *node {
	active, managed := p.plugins(artifact)
	for _, plugin := range append(active, managed...) {
		if n := plugin.at("configuration").at(names...); n != nil {
			return n
		}
		for _, e := range plugin.at("executions").each("execution") {
			if n := e.at("configuration").at(names...); n != nil {
				return n
			}
		}
	}
	return nil
}

// goal reports whether an execution of the plugin runs that goal.
func (p *pom) goal(artifact, goal string) bool {
	active, managed := p.plugins(artifact)
	for _, plugin := range append(active, managed...) {
		for _, e := range plugin.at("executions").each("execution") {
			for _, g := range e.at("goals").each("goal") {
				if g.text() == goal {
					return true
				}
			}
		}
	}
	return false
}

// outside gives the parent that is not in the repository: the last of the chain names it.
func (p *pom) outside() *node {
	chain := p.chain()
	last := chain[len(chain)-1]
	return last.doc.at("parent")
}

// dependency is an artifact that a module asks for.
type dependency struct {
	group, artifact, version, scope string
	node                            *node
}

// dependencies gives what the pom and its parents in the repository ask for, scopes resolved.
func (p *pom) dependencies() []dependency {
	var out []dependency
	for _, q := range p.chain() {
		for _, scope := range q.scopes() {
			for _, n := range scope.at("dependencies").each("dependency") {
				out = append(out, p.dependency(n))
			}
		}
	}
	return out
}

func (p *pom) dependency(n *node) dependency {
	d := dependency{group: p.value(n.at("groupId")), artifact: p.value(n.at("artifactId")), version: p.value(n.at("version")), scope: p.value(n.at("scope")), node: n}
	m := p.managed(d.group, d.artifact)
	if d.scope == "" {
		d.scope = p.value(m.at("scope"))
	}
	if d.version == "" {
		d.version = p.value(m.at("version"))
	}
	return d
}

// managed finds an artifact in dependencyManagement.
func (p *pom) managed(group, artifact string) *node {
	for _, q := range p.chain() {
		for _, scope := range q.scopes() {
			for _, n := range withArtifact(scope.at("dependencyManagement", "dependencies").each("dependency"), artifact) {
				if p.value(n.at("groupId")) == group {
					return n
				}
			}
		}
	}
	return nil
}

// atRunTime reports whether the artifact is there when the program runs.
func (d dependency) atRunTime() bool {
	return d.scope == "" || d.scope == "compile" || d.scope == "runtime"
}

// name gives the artifactId; Maven's default for the jar is artifactId-version.
func (p *pom) name() string { return p.value(p.doc.at("artifactId")) }

// finalName is the name of the module's archive without its ending; "" when it cannot be known.
func (p *pom) finalName() Fact[string] {
	if n := p.inherited("build", "finalName"); n.text() != "" {
		return p.fact(n)
	}
	version := p.builtin("version")
	v := p.value(version)
	if v == "" || p.name() == "" {
		return Fact[string]{}
	}
	return fact(p.name()+"-"+v, p.doc.at("artifactId").evidence(), version.evidence())
}

// packaging is jar, war, pom …
func (p *pom) packaging() string {
	if v := p.value(p.doc.at("packaging")); v != "" {
		return v
	}
	return "jar"
}

// moduleDirs gives the directories that the pom names as its modules.
func (p *pom) moduleDirs() []string {
	var out []string
	for _, scope := range p.scopes() {
		names := scope.at("modules").each("module")
		names = append(names, scope.at("subprojects").each("subproject")...)
		for _, m := range names {
			dir := path.Join(p.dir, p.value(m))
			if strings.HasSuffix(dir, ".xml") {
				dir = path.Dir(dir)
			}
			out = append(out, dir)
		}
	}
	return out
}
